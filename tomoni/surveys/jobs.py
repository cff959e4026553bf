"""By the clock: close what ran out. Safe to run twice."""

from datetime import date

from tomoni.core.errors import Refused
from tomoni.core.people import SYSTEM
from tomoni.surveys.actions import survey
from tomoni.surveys.models import Survey


def close_due(today: date) -> int:
    """Close the surveys whose last day has passed; how many."""
    closed = 0
    for one in Survey.objects.over_by(today).select_related("jurisdiction"):
        try:
            survey.close_by_clock(one, by=SYSTEM)
        except Refused:  # somebody closed, extended or gave it up in this moment
            continue
        closed += 1
    return closed
