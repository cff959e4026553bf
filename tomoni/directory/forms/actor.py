from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core import search
from tomoni.directory.forms.fields import CorporateNumberField, ReadingField
from tomoni.directory.models import ActivityField, Actor, Area, Department
from tomoni.directory.namesakes import namesakes

KANA_ROWS = {
    "a": "あいうえおぁぃぅぇぉゔアイウエオァィゥェォヴ",
    "ka": "かきくけこがぎぐげごカキクケコガギグゲゴ",
    "sa": "さしすせそざじずぜぞサシスセソザジズゼゾ",
    "ta": "たちつてとだぢづでどっタチツテトダヂヅデドッ",
    "na": "なにぬねのナニヌネノ",
    "ha": "はひふへほばびぶべぼぱぴぷぺぽハヒフヘホバビブベボパピプペポ",
    "ma": "まみむめもマミムメモ",
    "ya": "やゆよゃゅょヤユヨャュョ",
    "ra": "らりるれろラリルレロ",
    "wa": "わをんワヲン",
}


class ActorFilter(forms.Form):
    """The list of actors, narrowed down."""

    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("種類"), required=False, choices=[("", _("すべて")), *Actor.Kind.choices]
    )
    row = forms.ChoiceField(
        label=_("読みの行"),
        required=False,
        choices=[("", _("すべて")), *((key, f"{row[0]}行") for key, row in KANA_ROWS.items())],
    )
    sort = forms.ChoiceField(
        label=_("ならび"), required=False, choices=[("", _("読みの順")), ("new", _("新しい順"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"] = forms.ModelChoiceField(
            ActivityField.objects.here(), label=_text("分野"), required=False, empty_label=_text("すべて")
        )
        self.fields["area"] = forms.ModelChoiceField(
            Area.objects.all(), label=_text("地区"), required=False, empty_label=_text("すべて")
        )
        self.order_fields(["q", "kind", "field", "area", "row", "sort"])

    def apply(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if asked["q"]:
            rows = rows.filter(pk__in=search.object_ids(asked["q"], "directory.actor"))
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if asked["field"]:
            rows = rows.filter(fields=asked["field"])
        if asked["area"]:
            rows = rows.filter(areas=asked["area"])
        if asked["row"]:
            starts = Q()
            for sign in KANA_ROWS[asked["row"]]:
                starts |= Q(reading__startswith=sign)
            rows = rows.filter(starts)
        return rows.order_by(*(["-created_at", "-id"] if asked["sort"] else ["reading", "name", "id"]))


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Department
        fields = ("duties", "citizens_words", "phone")
        widgets = {
            "duties": forms.Textarea(attrs={"rows": 8}),
            "citizens_words": forms.Textarea(attrs={"rows": 5}),
        }


class ActorForm(forms.ModelForm):  # type: ignore[type-arg]
    """An actor that is not registered by itself: a department, a centre, a council."""

    reading = ReadingField(label=_("フリガナ"), max_length=160, required=False)
    corporate_number = CorporateNumberField(label=_("法人番号"), max_length=20, required=False)

    class Meta:
        model = Actor
        fields = ("kind", "name", "reading", "summary", "corporate_number", "is_section", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Actor.objects.departments().exclude(pk=self.instance.pk)
        self.fields["parent"] = forms.ModelChoiceField(
            above, label=_text("上位の組織"), required=False, initial=self.instance.parent_id
        )


class NewActorForm(ActorForm):
    """Asks once where an actor of nearly the same name is there already."""

    anyway = forms.BooleanField(label=_("別の主体として加える"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.namesakes: list[Actor] = []

    def ask_about_names(self) -> None:
        if self.cleaned_data["anyway"]:
            return
        self.namesakes = namesakes(self.cleaned_data["name"])
        if self.namesakes:
            self.fields["anyway"].widget = forms.CheckboxInput()
            raise forms.ValidationError(
                _text("名前の似た主体がもうあります。別の主体として加えるときは、印を付けてください。")
            )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
