"""What came of a survey, as its pages, its files and its document show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from tomoni.directory.models import Actor
from tomoni.surveys import tally
from tomoni.surveys.models import Question, Response, Side, Survey


@dataclass(frozen=True)
class Turnout:
    """How many of one side were asked and have answered."""

    side: str
    label: str
    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        return round(100 * self.answered / self.asked, 1) if self.asked else None


@dataclass(frozen=True)
class Digest:
    """What one side mainly says to a free question, in the section's words."""

    label: str
    text: str


@dataclass(frozen=True)
class Drawn:
    """A table with its heads."""

    table: tally.Table
    columns: tuple[tuple[str, int | None], ...]
    """Whose answers, and how many answered."""
    gap: float | None = None
    """Mean of the departments less that of the groups."""


def draw(table: tally.Table, heads: Sequence[str]) -> Drawn:
    both = len(table.means) == len(Side) and None not in table.means
    gap = round((table.means[0] or 0) - (table.means[1] or 0), 2) if both else None
    return Drawn(table, tuple(zip(heads, table.bases, strict=True)), gap)


@dataclass(frozen=True)
class Result:
    """One question: both wordings, and the two sides' answers beside each other."""

    question: Question
    sides: tuple[str, ...]
    wordings: tuple[tuple[str, str], ...]
    """Label of the side and its wording; one line where both read the same."""
    tables: tuple[tally.Table, ...]
    digests: tuple[Digest, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(str(Side(side).label) for side in self.sides)

    @property
    def drawn(self) -> list[Drawn]:
        return [draw(table, self.heads) for table in self.tables]


def turnout(survey: Survey) -> list[Turnout]:
    """Both sides; empty where nobody was asked (a survey taken over from a document)."""
    rows = survey.recipients.order_by().values("side")
    counted = rows.annotate(
        asked=models.Count("pk"), answered=models.Count("pk", filter=models.Q(has_answered=True))
    )
    found = {row["side"]: row for row in counted}
    return [
        Turnout(side.value, str(side.label), found[side]["asked"], found[side]["answered"])
        for side in Side
        if side in found
    ]


def results(survey: Survey, responses: Sequence[Response], questions: Sequence[Question]) -> list[Result]:
    """Every question with its two columns. Without names, small counts are hidden."""
    floor = survey.floor if survey.is_anonymous else 0
    given = [tally.Given(one.side, one.answers) for one in responses]
    made = []
    counted: dict[str, dict[str, list[tally.Table]]] = {}
    for side in Side.values:
        asked = [_asked(one) for one in questions if one.wording(side)]
        for table in tally.tables(asked, given, [side], floor=floor):
            counted.setdefault(table.key, {}).setdefault(side, []).append(table)
    for one in questions:
        sides = tuple(side for side in Side.values if one.wording(side))
        of_sides = [counted.get(str(one.pk), {}).get(side, []) for side in sides]
        made.append(
            Result(
                question=one,
                sides=sides,
                wordings=_wordings(one, sides),
                tables=tuple(_joined(parts) for parts in zip(*of_sides, strict=True)),
                digests=tuple(
                    Digest(str(Side(side).label), one.digest(side)) for side in sides if one.digest(side)
                ),
            )
        )
    return made


def split(
    survey: Survey, responses: Sequence[Response], questions: Sequence[Question], side: str
) -> list[tuple[Question, list[Drawn]]]:
    """One side by kind of actor: for each question its tables. Beside the totals it gives nothing away."""
    floor = survey.floor if survey.is_anonymous else 0
    here = [one for one in responses if one.side == side]
    kinds = [kind for kind in Actor.Kind.values if any(one.kind == kind for one in here)]
    if any(not one.kind for one in here):
        kinds.append("")
    asked = [_asked(one) for one in questions if one.wording(side)]
    whole = tally.tables(asked, [tally.Given(side, one.answers) for one in here], [side], floor=floor)
    given = [tally.Given(one.kind, one.answers) for one in here]
    heads = [str(Actor.Kind(kind).label) if kind else _("その他") for kind in kinds]
    found: dict[str, list[Drawn]] = {}
    for table in tally.by_kind(asked, given, kinds, whole, floor=floor):
        found.setdefault(table.key, []).append(draw(table, heads))
    return [(one, found.get(str(one.pk), [])) for one in questions if one.wording(side)]


def _asked(question: Question) -> tally.Asked:
    return tally.Asked(
        key=str(question.pk),
        kind=question.kind,
        options=tuple(question.options),
        rows=tuple(question.rows),
        parent=str(question.asked_if_id or ""),
        wanted=tuple(question.asked_if_options),
    )


def _wordings(question: Question, sides: Sequence[str]) -> tuple[tuple[str, str], ...]:
    words = [(str(Side(side).label), question.wording(side)) for side in sides]
    if len(words) > 1 and words[0][1] == words[1][1]:
        return (("", words[0][1]),)
    return tuple(words)


def _joined(parts: Sequence[tally.Table]) -> tally.Table:
    """The same table of both sides, column beside column."""
    first = parts[0]
    return tally.Table(
        key=first.key,
        heading=first.heading,
        bases=tuple(base for one in parts for base in one.bases),
        lines=tuple(
            tally.Line(line.label, tuple(cell for one in parts for cell in one.lines[n].cells))
            for n, line in enumerate(first.lines)
        ),
        means=tuple(mean for one in parts for mean in one.means),
        medians=tuple(middle for one in parts for middle in one.medians),
    )


def in_words(question: Question, value: object) -> str:
    """One given answer as a person reads it."""
    if value is None:
        return ""
    if question.kind == Question.Kind.MATRIX and isinstance(value, dict):
        return "\n".join(
            f"{row}：{question.options[value[str(n)]]}"
            for n, row in enumerate(question.rows)
            if str(n) in value
        )
    if isinstance(value, list):
        return "、".join(question.options[n] for n in value)
    if question.kind in (Question.Kind.ONE, Question.Kind.SCALE) and isinstance(value, int):
        return str(question.options[value])
    return f"{value}{question.unit}" if question.kind == Question.Kind.NUMBER else str(value)
