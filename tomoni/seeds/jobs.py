"""By the clock: tell authors before the end, close what ran out, ask whether the menu still holds. Each safe to run twice."""

from datetime import date, timedelta

from django.db.models import F

from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import current
from tomoni.core.people import SYSTEM
from tomoni.seeds.actions import menu, seed
from tomoni.seeds.models import MenuItem, Seed, SeedQuerySet


def expire(today: date) -> int:
    """Close the seeds whose last day has passed; how many."""
    closed = 0
    for one in _with_words(Seed.objects.expiring_by(today - timedelta(days=1))):
        try:
            seed.expire(one, by=SYSTEM)
        except Refused:  # a match began or somebody withdrew it in this moment
            continue
        closed += 1
    return closed


def remind_of_expiry(today: date) -> int:
    """Ask the authors of what ends soon; how many seeds."""
    ahead = today + timedelta(days=current().local.seed_notice_days)
    rows = Seed.objects.expiring_by(ahead).filter(expires_on__gte=today).exclude(reminded_for=F("expires_on"))
    return sum(seed.remind(one, by=SYSTEM) for one in rows.select_related("jurisdiction"))


def remind_of_menu(today: date) -> int:
    """Ask the departments about items nobody has confirmed for long; how many."""
    stale = today - timedelta(days=current().local.menu_stale_days)
    rows = MenuItem.objects.unconfirmed_since(stale).exclude(reminded_for=F("confirmed_on"))
    return sum(menu.remind(one, by=SYSTEM) for one in rows.select_related("jurisdiction"))


def _with_words(rows: SeedQuerySet) -> SeedQuerySet:
    return rows.select_related("actor", "jurisdiction").prefetch_related("resources")
