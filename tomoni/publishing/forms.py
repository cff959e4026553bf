from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm
from tomoni.core.jurisdictions import current
from tomoni.core.visitors import VisitorForm
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.japan.fiscal import Style, fiscal_year_label
from tomoni.publishing.models import Piece, Publication
from tomoni.publishing.sources import SOURCES

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Head and foot of a publication, and who it goes to."""

    audiences = forms.MultipleChoiceField(
        label=_("メールの送り先"),
        choices=Publication.Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("送る前に、名前と人数を確かめるページが出ます。"),
    )

    class Meta:
        model = Publication
        fields = (
            "kind", "title", "number", "issued_on", "day_in_print", "issuer_name", "headline", "lead", "web", "contact", "audiences",
        )  # fmt: skip
        widgets = {
            "issued_on": DAY,
            "lead": forms.Textarea(attrs={"rows": 4}),
            "contact": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = standing_of(by)
        own = [post.actor_id for post in standing.posts if post.code == RoleCode.CEN]
        desks = Actor.objects.filter(is_section=True) | Actor.objects.filter(kind=Actor.Kind.CENTRE)
        issuers = desks if standing.is_section else Actor.objects.filter(pk__in=own)
        issuers |= Actor.objects.filter(pk=self.instance.issuer_id)
        field = forms.ModelChoiceField(issuers, label=Publication._meta.get_field("issuer").verbose_name)
        self.fields["issuer"] = field
        if not self.instance.pk:
            first = issuers.order_by("-is_section", "pk").first()
            self.initial.setdefault("issuer", first.pk if first else None)
            self.initial.setdefault("contact", _contact())
        self.order_fields(["kind", "title", "number", "issued_on", "day_in_print", "issuer"])


def _contact() -> str:
    """The contact of the city's settings, as lines."""
    local = current().local
    lines = [
        local.contact_name,
        f"{_text('電話')}：{local.contact_phone}" if local.contact_phone else "",
        f"{_text('メール')}：{local.contact_email}" if local.contact_email else "",
    ]
    return "\n".join(line for line in lines if line)


class PieceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Piece
        fields = ("kind", "heading", "body", "answer", "note")
        widgets = {"body": forms.Textarea(attrs={"rows": 8}), "answer": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].help_text = _(
            "箇条書きは1行に1つ、空白で始まる行はその下の段になります。項目と内容は「日時：…」のように、表は「｜」で区切って書きます。"
        )
        self.fields["answer"].help_text = _("「声と答え」のときだけ使います。")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("heading") or given.get("body")):
            raise forms.ValidationError(_text("見出しか内容を入力してください。"))
        return given


class ArrangeForm(forms.Form):
    """A number and a tick for each piece."""

    def __init__(self, *args: Any, pieces: Iterable[Piece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = list(pieces)
        for place, piece in enumerate(self.pieces, 1):
            named = {"n": place, "name": str(piece)}
            said = {"aria-label": _text("「%(name)s」の順") % named}
            number = forms.IntegerField(
                min_value=0, max_value=999, initial=place, widget=forms.NumberInput(attrs=said)
            )
            tick = forms.CheckboxInput(attrs={"aria-label": _text("「%(name)s」を外す") % named})
            out = forms.BooleanField(required=False, widget=tick)
            self.fields[f"order-{piece.pk}"], self.fields[f"out-{piece.pk}"] = number, out

    def rows(self) -> list[tuple[Piece, Any, Any]]:
        return [(one, self[f"order-{one.pk}"], self[f"out-{one.pk}"]) for one in self.pieces]

    def order(self) -> dict[int, int]:
        return {one.pk: self.cleaned_data[f"order-{one.pk}"] for one in self.pieces}

    def without(self) -> list[int]:
        return [one.pk for one in self.pieces if self.cleaned_data[f"out-{one.pk}"]]


class PickFilter(forms.Form):
    source = forms.ChoiceField(
        label=_("何から選ぶか"), choices=[(key, one.label) for key, one in SOURCES.items()], required=False
    )
    q = forms.CharField(label=_("ことば"), max_length=100, required=False)


class ArchiveFilter(forms.Form):
    kind = forms.ChoiceField(label=_("種類"), required=False)
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("すべて")), *Publication.Kind.choices]  # type: ignore[attr-defined]
        labels = [(year, fiscal_year_label(year, Style.WAREKI)) for year in years]
        self.fields["year"].choices = [("", _("すべて")), *labels]  # type: ignore[attr-defined]


class SubscribeForm(VisitorForm):
    purpose = "tomoni.subscribe"

    mail = forms.EmailField(label=_("メールアドレス"), max_length=254)
    name = forms.CharField(label=_("お名前（なくてもかまいません）"), max_length=60, required=False)
    field_order = ("mail", "name")


class AudienceFilter(forms.Form):
    audiences = forms.MultipleChoiceField(
        label=_("だれに送るか"), choices=Publication.Audience.choices, widget=forms.CheckboxSelectMultiple
    )


class SendForm(MoveForm):
    """To whom, and how many the sender was shown."""

    audiences = forms.MultipleChoiceField(
        choices=Publication.Audience.choices, widget=forms.MultipleHiddenInput
    )
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
