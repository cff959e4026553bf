from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm, ReasonForm
from tomoni.directory.models import ActivityField, Actor
from tomoni.surveys.models import Question, Side, Survey
from tomoni.surveys.models.survey import DIGEST

DAY = forms.DateInput(attrs={"type": "date"})
MOST_OPTIONS = 30


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Survey
        fields: ClassVar[list[str]] = ["title", "purpose", "use", "is_anonymous", "floor", "closes_on"]
        widgets: ClassVar[dict[str, Any]] = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "use": forms.Textarea(attrs={"rows": 3}),
            "closes_on": DAY,
        }

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class _Lines(forms.CharField):
    """One thing a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line.strip()[:120] for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_OPTIONS:
            raise forms.ValidationError(_("30行までにしてください。"))
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(label=_("答え方"), choices=Question.Kind.choices, widget=forms.RadioSelect)
    for_departments = forms.CharField(
        label=_("担当課への聞き方"),
        max_length=300,
        required=False,
        help_text=_("空けておくと、担当課には聞きません。"),
    )
    for_groups = forms.CharField(
        label=_("団体への聞き方"),
        max_length=300,
        required=False,
        help_text=_("空けておくと、団体には聞きません。両方に書くと、答えを並べて見られます。"),
    )
    note = forms.CharField(label=_("補足"), max_length=300, required=False)
    options = _Lines(
        label=_("選択肢"), help_text=_("一行に一つ。段階で答える問いは、低いほうから順に書いてください。")
    )
    rows = _Lines(label=_("表の行"), help_text=_("表で答える問いのときだけ、一行に一つ書いてください。"))
    unit = forms.CharField(label=_("数の単位"), max_length=10, required=False, help_text=_("例：件、人、回"))
    is_required = forms.BooleanField(label=_("必ず答えてもらう"), required=False)
    only_after = forms.MultipleChoiceField(
        label=_("次の答えをした相手にだけ聞く"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一つの問いの答えだけを選んでください。選ばなければ全員に聞きます。"),
    )

    def __init__(
        self, *args: Any, earlier: Sequence[Question], question: Question | None = None, **kwargs: Any
    ) -> None:
        if question is not None:
            names = (
                "kind",
                "for_departments",
                "for_groups",
                "note",
                "options",
                "rows",
                "unit",
                "is_required",
            )
            kwargs["initial"] = {name: getattr(question, name) for name in names} | {
                "only_after": [f"{question.asked_if_id}:{n}" for n in question.asked_if_options]
            }
        super().__init__(*args, **kwargs)
        self.earlier = {one.pk: one for one in earlier if one.kind in Question.CHOSEN}
        choices = [
            (f"{one.pk}:{n}", f"{one.number}　{option}")
            for one in self.earlier.values()
            for n, option in enumerate(one.options)
        ]
        if choices:
            self.fields["only_after"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["only_after"]

    def clean_only_after(self) -> tuple[Question | None, list[int]]:
        pairs = [one.split(":") for one in self.cleaned_data["only_after"]]
        parents = {int(parent) for parent, _n in pairs}
        if len(parents) > 1:
            raise forms.ValidationError(_("一つの問いの答えだけを選んでください。"))
        if not parents:
            return None, []
        return self.earlier[parents.pop()], sorted(int(n) for _parent, n in pairs)

    @property
    def values(self) -> dict[str, Any]:
        asked_if, options = self.cleaned_data.get("only_after", (None, []))
        words = {name: value for name, value in self.cleaned_data.items() if name != "only_after"}
        if words["kind"] not in (*Question.CHOSEN, Question.Kind.MATRIX):
            words["options"] = []
        if words["kind"] != Question.Kind.MATRIX:
            words["rows"] = []
        return {**words, "asked_if": asked_if, "asked_if_options": options}


class LastDayForm(MoveForm):
    closes_on = forms.DateField(
        label=_("締切日"), widget=DAY, help_text=_("この日いっぱいまで回答できます。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_on"].initial = self.thing.closes_on


class ReopenForm(LastDayForm, ReasonForm):
    """Until when, and why."""


MOVES: dict[str, type[MoveForm]] = {"open": LastDayForm, "extend": LastDayForm, "reopen": ReopenForm}


class RecipientsForm(forms.Form):
    """Whom to ask: whole kinds at once, narrowed by field, or single ones by name."""

    kinds = forms.MultipleChoiceField(
        label=_("まとめて加える"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
    )
    field = forms.ModelChoiceField(
        label=_("この分野の団体だけ"), required=False, queryset=ActivityField.objects.none()
    )
    names = forms.CharField(
        label=_("名前で加える"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("団体や課の名称を、一行に一つ書いてください。"),
    )

    def __init__(self, *args: Any, actors: "models.QuerySet[Actor]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actors = actors
        # A bureau is asked through its departments, unless it is named.
        self.asked_by_kind = actors.exclude(kind=Actor.Kind.DEPARTMENT, children__isnull=False)
        counts = dict(self.asked_by_kind.order_by().values_list("kind").annotate(models.Count("pk")))
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind, f"{label}（{counts[kind]}）") for kind, label in Actor.Kind.choices if counts.get(kind)
        ]
        self.fields["field"].queryset = ActivityField.objects.here()  # type: ignore[attr-defined]

    def clean_names(self) -> list[Actor]:
        wanted = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip())
        )
        known = list(self.actors.filter(name__in=wanted))
        names = {one.name for one in known}
        missing = [name for name in wanted if name not in names]
        if missing:
            raise forms.ValidationError(
                _("次の名称は見つかりません：%(names)s"), params={"names": "、".join(missing[:10])}
            )
        return known

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("kinds") and not cleaned.get("names"):
            raise forms.ValidationError(_("加える相手を選んでください。"))
        return cleaned

    def chosen(self) -> list[Actor]:
        rows = self.asked_by_kind.filter(kind__in=self.cleaned_data["kinds"])
        topic = self.cleaned_data["field"]
        if topic is not None:
            rows = rows.filter(models.Q(kind=Actor.Kind.DEPARTMENT) | models.Q(fields=topic))
        return list(dict.fromkeys([*rows, *self.cleaned_data["names"]]))


class DigestForm(forms.Form):
    """The result in words, and for each free text what each side mainly says."""

    findings = forms.CharField(
        label=_("結果のまとめ"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("何が分かったか、これからどうするか。結果といっしょに公開されます。"),
    )

    def __init__(self, *args: Any, survey: Survey, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].initial = survey.findings
        self.asked = [
            (one, side)
            for one in questions
            if one.kind == Question.Kind.TEXT
            for side in Side.values
            if one.wording(side)
        ]
        for one, side in self.asked:
            self.fields[f"{side}_{one.pk}"] = forms.CharField(
                label=f"{one.number}　{Side(side).label}：{one.wording(side)}",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial=one.digest(side),
            )

    @property
    def digests(self) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for one, side in self.asked:
            found.setdefault(one.pk, {})[DIGEST[side]] = self.cleaned_data[f"{side}_{one.pk}"]
        return found
