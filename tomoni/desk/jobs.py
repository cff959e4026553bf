"""What happens to consultations by the clock. Each job finds its work by state and may run twice."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tomoni.core import audit
from tomoni.core.errors import Conflict, Refused
from tomoni.core.jurisdictions import current
from tomoni.core.people import SYSTEM
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import lesson as lessons
from tomoni.desk.actions import referral as referrals
from tomoni.desk.models import AccessLink, Consultation, Referral
from tomoni.desk.states import MAY_STALL


def stalled(today: date) -> int:
    """Mark what has stood too long without a word to the asker or a move."""
    last = today - timedelta(days=current().local.stalled_days)
    rows = Consultation.objects.filter(state__in=MAY_STALL, last_word_at__date__lte=last)
    found = 0
    for consultation in rows.select_related("jurisdiction", "received_by"):
        try:
            found += consultations.stall(consultation, by=SYSTEM, last=last)
        except Refused:
            continue  # somebody moved it in this moment
    return found


def remind_overdue(today: date) -> int:
    """Once for each referral that passes its date; after that the desk urges by hand."""
    rows = Referral.objects.overdue(today).filter(reminded_on=None)
    reminded = 0
    for one in rows.select_related("consultation__jurisdiction", "department"):
        try:
            reminded += referrals.remind(one, by=SYSTEM, today=today)
        except (Refused, Conflict):
            continue  # answered or moved in this moment
    return reminded


def relearn(_today: date) -> int:
    """Read what was decided before, and what another version of the engine had read."""
    done = lessons.catch_up(by=SYSTEM)
    lessons.judge(by=SYSTEM)
    return done


def end_links(today: date) -> int:
    """Private links stop a fixed time after their consultation ended."""
    last = today - timedelta(days=current().local.link_days_after_close)
    rows = AccessLink.objects.usable().filter(consultation__closed_at__date__lt=last)
    ended = 0
    for link in rows.select_related("consultation"):
        with transaction.atomic():
            if AccessLink.objects.filter(pk=link.pk).usable().update(ended_at=timezone.now()):
                audit.record("end_link", link, by=SYSTEM)
                ended += 1
    return ended
