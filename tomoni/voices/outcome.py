"""What became of the voices of a fiscal year, counted from what everybody may read."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from tomoni.voices.models import Answer, Opinion
from tomoni.voices.models.opinion import OpinionQuerySet
from tomoni.voices.states import AnswerKind


@dataclass(frozen=True)
class Figure:
    """A number and the query under which the list shows exactly these voices."""

    label: str
    number: int
    query: str


def figures_of(year: int) -> tuple[list[Figure], list[Figure]]:
    """How many were heard, answered, seen through; and the answers by kind. Published voices only."""
    rows = Opinion.objects.published().of_fiscal_year(year)
    told = Answer.objects.published().filter(opinion__in=rows)
    by_kind = dict(told.values_list("kind").annotate(models.Count("pk")).order_by())
    answered = sum(by_kind.values())
    heard = rows.count()
    at = f"year={year}"
    whole = [
        Figure(_("届いた声"), heard, at),
        Figure(_("答えたもの"), answered, f"{at}&answered=yes"),
        Figure(_("まだのもの"), heard - answered, f"{at}&answered=no"),
        Figure(
            _("その後まで分かったもの"),
            told.exclude(opinion__follow_up_note="").count(),
            f"{at}&answered=done",
        ),
    ]
    kinds = [
        Figure(str(kind.label), by_kind.get(kind.value, 0), f"{at}&kind={kind.value}") for kind in AnswerKind
    ]
    return whole, kinds


@dataclass(frozen=True)
class Late:
    """What a department owes."""

    department_id: int
    name: str
    number: int
    oldest: date


def late_answers(rows: OpinionQuerySet, today: date) -> list[Late]:
    """Answers past their date by department, the most first; of these opinions."""
    found = rows.late_answers(today).order_by().values_list("department_id", "department__name")
    counted = [Late(*row) for row in found.annotate(models.Count("pk"), models.Min("due_on"))]
    return sorted(counted, key=lambda one: (-one.number, one.name))
