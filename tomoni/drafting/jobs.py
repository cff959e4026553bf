"""By the clock: rounds begin on their first day and end after their last. Each safe to run twice."""

from datetime import date

from tomoni.core.errors import Refused
from tomoni.drafting.actions import round as rounds
from tomoni.drafting.models import Round


def begin_rounds(today: date) -> int:
    """Open what was announced for today; how many."""
    begun = 0
    for one in Round.objects.to_begin(today).select_related("draft__jurisdiction", "jurisdiction"):
        try:
            rounds.begin(one)
        except Refused:  # somebody called it off in this moment
            continue
        begun += 1
    return begun


def end_rounds(today: date) -> int:
    """Close what ended yesterday or before; how many."""
    ended = 0
    for one in Round.objects.to_close(today).select_related(
        "draft__jurisdiction", "draft__unit", "jurisdiction"
    ):
        try:
            rounds.end(one)
        except Refused:  # closed by hand in this moment
            continue
        ended += 1
    return ended
