from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.forms import AddressField
from tomoni.directory.actions.registration import ACTOR_FIELDS, Profile
from tomoni.directory.forms.fields import CorporateNumberField, ReadingField, areas_choice, fields_choice
from tomoni.directory.models import Actor, GroupRegistration
from tomoni.directory.models.registration import label_of
from tomoni.directory.rules.registration import NEEDED, OPTIONAL, SWITCHES
from tomoni.directory.states import RegistrationState
from tomoni.japan.kana import fold

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONG = forms.Textarea(attrs={"rows": 4})
SHORT = forms.TextInput()
KINDS = [
    (kind.value, kind.label)
    for kind in (
        Actor.Kind.GROUP,
        Actor.Kind.NPO,
        Actor.Kind.NEIGHBOURHOOD,
        Actor.Kind.DISTRICT_COUNCIL,
        Actor.Kind.WELFARE_COUNCIL,
        Actor.Kind.BUSINESS,
        Actor.Kind.SCHOOL,
        Actor.Kind.SUPPORTER,
    )
]
_PROFILE = (
    "abbreviation", "legal_form", "competent_authority", "certified_on", "approved_on", "postal_code", "address",
    "building", "representative_name", "representative_reading", "contact_name", "contact_reading", "phone",
    "mobile", "fax", "mail", "public_contact", "established_year", "purpose", "members", "resident_members",
    "age_band", "recruiting", "fee", "meeting", "can_offer", "wants", "website", "social", "sdgs", "insurance",
    "disclosure_consent",
)  # fmt: skip
SECTIONS = (
    (_("団体のこと"), ("name", "reading", "abbreviation", "kind", "legal_form", "corporate_number",
                       "competent_authority", "certified_on", "approved_on", "established_year")),
    (_("活動のこと"), ("purpose", "summary", "fields", "areas", "members", "resident_members", "age_band",
                       "recruiting", "fee", "meeting")),
    (_("いっしょにできること"), ("can_offer", "wants")),
    (_("連絡先"), ("postal_code", "address", "building", "representative_name", "representative_reading",
                   "contact_name", "contact_reading", "phone", "mobile", "fax", "mail")),
    (_("公開するもの"), ("public_contact", "website", "social", "sdgs", "insurance", "published_fields",
                         "disclosure_consent")),
)  # fmt: skip


class RegistrationForm(forms.ModelForm):  # type: ignore[type-arg]
    """The profile of a group with the switches of its fields. `needed`: what registering needs must be there."""

    kind = forms.ChoiceField(label=_("種類"), choices=KINDS)
    name = forms.CharField(label=_("団体名"), max_length=120)
    reading = ReadingField(label=_("フリガナ"), max_length=160, help_text=_("ひらがな又はカタカナ"))
    summary = forms.CharField(label=_("主な活動"), widget=LONG, max_length=4000)
    corporate_number = CorporateNumberField(
        label=_("法人番号"),
        required=False,
        max_length=20,
        help_text=_("13けたの数字。法人でないときは空のままにします。"),
    )
    mail = AddressField(
        label=_("メールアドレス"), help_text=_("代表・連絡責任者の方に、ログインのための招待をお送りします。")
    )
    website = forms.URLField(label=_("ウェブサイト"), required=False, max_length=300, assume_scheme="https")
    social = forms.URLField(label=_("SNS"), required=False, max_length=300, assume_scheme="https")
    published_fields = forms.MultipleChoiceField(
        label=_("だれでも見られるようにする項目"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("選ばない項目は、団体の方、協働の担当課、サポートセンターだけが見ます。"),
    )

    class Meta:
        model = GroupRegistration
        fields = _PROFILE
        widgets = {
            **dict.fromkeys(("certified_on", "approved_on"), DAY),
            **dict.fromkeys(("purpose", "can_offer", "wants"), LONG),
            **dict.fromkeys(
                ("postal_code", "address", "building", "representative_name", "representative_reading",
                 "contact_name", "contact_reading", "phone", "mobile", "fax"),
                SHORT,
            ),
        }  # fmt: skip

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields"] = fields_choice()
        self.fields["areas"] = areas_choice()
        switches: Any = self.fields["published_fields"]
        switches.choices = [(name, label_of(name)) for name in SWITCHES]
        for name in ("summary", "mail"):
            self.fields[name].required = False
        if needed:
            for name in NEEDED:
                self.fields[name].required = name != "areas" or self.fields[name].queryset.exists()  # type: ignore[attr-defined]
        if self.instance.pk:
            actor = self.instance.actor
            self.initial.update({name: getattr(actor, name) for name in ACTOR_FIELDS})
            self.initial.update(fields=list(actor.fields.all()), areas=list(actor.areas.all()))
            self.initial["published_fields"] = self.instance.published_fields
        else:
            self.initial["published_fields"] = list(OPTIONAL)

    def clean_postal_code(self) -> str:
        code = fold(self.cleaned_data["postal_code"]).replace("-", "").strip()
        if code and not (code.isdecimal() and len(code) == 7):
            raise forms.ValidationError(_text("郵便番号は、7けたの数字で入力してください。例：123-4567"))
        return f"{code[:3]}-{code[3:]}" if code else ""

    def clean(self) -> dict[str, Any]:
        super().clean()
        members, residents = (self.cleaned_data.get(name) for name in ("members", "resident_members"))
        if members is not None and residents is not None and residents > members:
            self.add_error("resident_members", _text("構成員の数より多くなっています。"))
        return self.cleaned_data

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The fields under the headings of the page."""
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    def profile(self) -> Profile:
        data = self.cleaned_data
        return Profile(
            actor={name: data[name] for name in ACTOR_FIELDS},
            registration={
                **{name: data[name] for name in _PROFILE},
                "published_fields": [name for name in SWITCHES if name in data["published_fields"]],
            },
            fields=tuple(data["fields"]),
            areas=tuple(data["areas"]),
        )


class RegistrationFilter(forms.Form):
    q = forms.CharField(label=_("団体名"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("状態"), required=False, choices=[("", _("すべて")), *RegistrationState.choices]
    )

    def apply(self, rows: Any) -> Any:
        if self.cleaned_data["q"]:
            word = self.cleaned_data["q"].strip()
            rows = rows.filter(actor__name__icontains=word)
        if self.cleaned_data["state"]:
            rows = rows.filter(state=self.cleaned_data["state"])
        return rows
