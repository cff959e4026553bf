from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.core.http import MoveForm
from tomoni.directory.models import Actor
from tomoni.seeds.models import Seed
from tomoni.surveys.actions.hearing import Point
from tomoni.surveys.models import Hearing, HearingPoint, Survey

MOVES: dict[str, type[MoveForm]] = {}
LINES = 8


class HearingForm(forms.ModelForm):  # type: ignore[type-arg]
    actor_name = forms.CharField(
        label=_("話を聞いた相手"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "actor-names", "autocomplete": "off"}),
        help_text=_("団体か課の名称を書いてください。"),
    )
    about: Any = forms.ModelChoiceField(
        label=_("もとのアンケート"), queryset=None, required=False, empty_label=_("なし")
    )

    class Meta:
        model = Hearing
        fields: ClassVar[list[str]] = ["held_on", "way", "place", "heard_by", "told_by", "outline"]
        widgets: ClassVar[dict[str, Any]] = {
            "held_on": forms.DateInput(attrs={"type": "date"}),
            "way": forms.RadioSelect(attrs={"class": "across"}),
            "outline": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["way"].choices = Hearing.Way.choices  # type: ignore[attr-defined]
        self.fields["about"].queryset = Survey.objects.visible_to(by)  # type: ignore[attr-defined]
        stored = self.instance if self.instance.pk else None
        points = list(stored.points.all()) if stored else []
        if stored is not None:
            self.initial.setdefault("actor_name", stored.actor.name)
            self.initial.setdefault("about", stored.survey_id)
        for n in range(max(LINES, len(points) + 3)):
            kept = points[n] if n < len(points) else None
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label=_("種類"),
                choices=HearingPoint.Kind.choices,
                initial=kept.kind if kept else HearingPoint.Kind.VIEW,
                required=False,
            )
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("聞いたこと"),
                max_length=1000,
                required=False,
                initial=kept.text if kept else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        count = sum(name.startswith("text_") for name in self.fields)
        return [(self[f"kind_{n}"], self[f"text_{n}"]) for n in range(count)]

    def clean_actor_name(self) -> Actor:
        name = self.cleaned_data["actor_name"].strip()
        found = Actor.objects.visible_to(self.by).active().filter(name=name).first()
        if found is None:
            raise forms.ValidationError(
                _("この名称の団体・課は見つかりません。登録されている名称を書いてください。")
            )
        return found

    @property
    def values(self) -> dict[str, Any]:
        words = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**words, "actor": self.cleaned_data["actor_name"], "survey": self.cleaned_data["about"]}

    @property
    def points(self) -> list[Point]:
        count = sum(name.startswith("text_") for name in self.fields)
        return [
            Point(self.cleaned_data[f"kind_{n}"] or HearingPoint.Kind.VIEW, text)
            for n in range(count)
            if (text := self.cleaned_data[f"text_{n}"].strip())
        ]


class SeedForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("必要か提供か"),
        choices=Seed.Kind.choices,
        widget=forms.RadioSelect(attrs={"class": "across"}),
    )
    title = forms.CharField(label=_("題名"), max_length=80)
