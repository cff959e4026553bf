"""A questionnaire as a form, built from the questions one side is asked."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.directory.models import Actor
from tomoni.surveys.models import Question

NAME = re.compile(r"q\d+(_\d+)?")
LONGEST_TEXT = 2000
ACROSS = {"class": "across"}


class _Number(forms.DecimalField):
    """Full-width digits and thousands' commas are numbers too."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", str(value or "")).replace(",", "").strip()
        return super().to_python(text)


class _Row(forms.RadioSelect):
    """One row of a matrix: each button says aloud which row and which column it is."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"]["aria-label"] = f"{self.attrs['data-row']}：{label}"
        return option


@dataclass(frozen=True)
class Part:
    """One question as the page draws it."""

    question: Question
    wording: str
    condition: str
    parent: str
    """Name of the field that decides whether it is asked, and the values that say yes."""
    wanted: str
    fields: list[forms.BoundField]

    @property
    def is_matrix(self) -> bool:
        return self.question.kind == Question.Kind.MATRIX

    @property
    def rows(self) -> list[tuple[str, forms.BoundField]]:
        return list(zip(self.question.rows, self.fields, strict=True))

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class AnswerForm(forms.Form):
    """Cleaned data: `answers` by question id. What is not asked, given earlier answers, is neither required nor kept."""

    def __init__(self, *args: Any, questions: Sequence[Question], side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        self.questions = [one for one in questions if one.wording(side)]
        for one in self.questions:
            self.fields.update(_fields(one, side))

    def parts(self) -> list[Part]:
        return [
            Part(
                question=one,
                wording=one.wording(self.side),
                condition=one.condition(),
                parent=f"q{one.asked_if_id}" if one.asked_if_id else "",
                wanted=" ".join(str(n) for n in one.asked_if_options),
                fields=[self[name] for name in self.fields if _belongs(name, one)],
            )
            for one in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answers: dict[str, Any] = {}
        for one in self.questions:
            if not is_asked(one, answers):
                for name in [name for name in self.errors if _belongs(name, one)]:
                    del self.errors[name]
                continue
            value = _value(one, cleaned)
            if value in (None, "", [], {}):
                self._require(one)
            else:
                answers[str(one.pk)] = value
                if one.kind == Question.Kind.MATRIX and len(value) < len(one.rows):
                    self._require(one, filled=set(value))
        return {"answers": answers}

    def _require(self, question: Question, filled: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        if not question.is_required:
            return
        for name in [name for name in self.fields if _belongs(name, question)]:
            if name.partition("_")[2] not in filled and name not in self.errors:
                self.add_error(name, _("お答えください。"))

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cleaned_data["answers"]
        return found


def is_asked(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether earlier answers lead to this question."""
    if question.asked_if_id is None:
        return True
    given = answers.get(str(question.asked_if_id))
    chosen = given if isinstance(given, list) else [given]
    return any(one in question.asked_if_options for one in chosen)


def _belongs(name: str, question: Question) -> bool:
    return name.partition("_")[0] == f"q{question.pk}"


def _fields(question: Question, side: str) -> dict[str, forms.Field]:
    kind, name = Question.Kind, f"q{question.pk}"
    label = f"{question.number}　{question.wording(side)}"
    if question.is_required:
        label = _("%(question)s（必須）") % {"question": label}
    said: dict[str, Any] = {"label": label, "help_text": question.note, "required": False}
    choices = [(str(n), text) for n, text in enumerate(question.options)]
    if question.kind == kind.MATRIX:
        return {
            f"{name}_{n}": forms.ChoiceField(
                label=f"{question.number}　{row}",
                required=False,
                choices=choices,
                widget=_Row(attrs={"data-row": row}),
            )
            for n, row in enumerate(question.rows)
        }
    if question.kind == kind.SEVERAL:
        return {name: forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **said)}
    if question.kind in (kind.ONE, kind.SCALE):
        if question.kind == kind.SCALE:
            choices = [(value, f"{n}　{text}") for n, (value, text) in enumerate(choices, 1)]
        return {name: forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)}
    if question.kind == kind.NUMBER:
        box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return {name: _Number(max_digits=12, decimal_places=2, min_value=0, widget=box, **said)}
    area = forms.Textarea(attrs={"rows": 4})
    return {name: forms.CharField(max_length=LONGEST_TEXT, widget=area, **said)}


def _value(question: Question, cleaned: Mapping[str, Any]) -> Any:
    kind, given = Question.Kind, cleaned.get(f"q{question.pk}")
    if question.kind == kind.MATRIX:
        rows = {str(n): cleaned.get(f"q{question.pk}_{n}") for n in range(len(question.rows))}
        return {n: int(one) for n, one in rows.items() if one}
    if question.kind == kind.SEVERAL:
        return [int(one) for one in given or []]
    if question.kind in (kind.ONE, kind.SCALE):
        return int(given) if given else None
    if question.kind == kind.NUMBER:
        return None if given is None else int(given) if given == given.to_integral_value() else float(given)
    return given


def typed(data: QueryDict) -> dict[str, list[str]]:
    """What was typed into the questions, as it stands: a draft may be wrong and unfinished."""
    return {name: data.getlist(name)[:200] for name in data if NAME.fullmatch(name)}


def restored(kept: Mapping[str, list[str]], form: type[AnswerForm], **given: Any) -> AnswerForm:
    """The form with a draft in it, not judged yet."""
    made = form(**given)
    for name, field in made.fields.items():
        values = kept.get(name, [])
        several = isinstance(field, forms.MultipleChoiceField)
        made.initial[name] = values if several else values[-1] if values else None
    return made


class PaperForm(AnswerForm):
    """An anonymous paper: the desk copies what the paper says of the kind of actor, if it may be kept."""

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kinds:
            offered = [(kind, Actor.Kind(kind).label) for kind in kinds]
            self.fields["kind"] = forms.ChoiceField(
                label=gettext_lazy("団体の種類（紙に書かれているもの）"),
                required=False,
                choices=[("", gettext_lazy("その他・書かれていない")), *offered],
            )

    def clean(self) -> dict[str, Any]:
        kind = self.cleaned_data.get("kind", "")
        return {**super().clean(), "kind": kind}
