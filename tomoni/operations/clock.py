"""What happens by the clock, in one list. Every entry is safe to run twice and is given the time."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import close_old_connections, connection
from django.utils import timezone

from tomoni.core import audit, outbox
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.desk import jobs as desk
from tomoni.directory import jobs as directory
from tomoni.drafting import jobs as drafting
from tomoni.gatherings import jobs as gatherings
from tomoni.matching import jobs as matching
from tomoni.operations import retention
from tomoni.seeds import jobs as seeds
from tomoni.surveys import jobs as surveys
from tomoni.voices import jobs as voices

logger = logging.getLogger(__name__)
G = TypeVar("G")
DailyJob = Callable[[date], object]
TICK_S = 1.0


@dataclass
class Beat:
    """A piece of regular work and when it last ran in this process."""

    every: timedelta
    run: Callable[[datetime], object]
    last: datetime | None = field(default=None, compare=False)

    def is_due(self, now: datetime) -> bool:
        return self.last is None or now - self.last >= self.every


def daily(job: DailyJob) -> Callable[[datetime], object]:
    """A job that is given the local day."""
    return lambda now: job(timezone.localtime(now).date())


def in_each_jurisdiction(job: DailyJob) -> Callable[[datetime], None]:
    """The same job for every jurisdiction, inside its scope, given its local day. One that fails does not stop the others."""

    def run(now: datetime) -> None:
        day = timezone.localtime(now).date()
        for jurisdiction in Jurisdiction.objects.open():
            with scope(jurisdiction):
                guarded(f"{job.__module__}.{job.__name__} in {jurisdiction.slug}", job, day)

    return run


def guarded(name: str, job: Callable[[G], object], given: G) -> None:
    try:
        job(given)
    except Exception:  # one piece of work that fails must not stop the clock; its next turn tries again
        logger.exception("clock work failed: %s", name)


def checkpoint(_now: datetime) -> None:
    """SQLite only: move the write-ahead log into the database. No other process does it (quality F3)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def optimize(_now: datetime) -> None:
    """SQLite only: let the planner know how the tables have grown. PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")


def seal(now: datetime) -> None:
    audit.seal(now=now)


def send_mail(now: datetime) -> None:
    outbox.send_due(now=now)


HOURLY = timedelta(hours=1)
FOR_ALL: tuple[DailyJob, ...] = (directory.end_roles, directory.renew_registrations)
IN_EACH: tuple[DailyJob, ...] = (
    seeds.remind_of_expiry,
    seeds.expire,
    seeds.remind_of_menu,
    surveys.close_due,
    desk.stalled,
    desk.remind_overdue,
    desk.end_links,
    voices.keep_themes,
    drafting.begin_rounds,
    drafting.end_rounds,
    gatherings.watch_notices,
    gatherings.watch_reports,
    gatherings.watch_checks,
    gatherings.forget_signups,
    desk.relearn,
    matching.judge,
    voices.check_lessons,
)
"""The rooms' work by the day, asked every hour: what was done already is not done again."""
BEATS = [
    Beat(timedelta(seconds=10), send_mail),
    Beat(timedelta(seconds=30), checkpoint),
    Beat(HOURLY, seal),
    *(Beat(HOURLY, daily(job)) for job in FOR_ALL),
    *(Beat(HOURLY, in_each_jurisdiction(job)) for job in IN_EACH),
    Beat(timedelta(days=1), retention.forget),
    Beat(timedelta(days=1), optimize),
]


def strike(now: datetime) -> None:
    """Run what is due."""
    for beat in BEATS:
        if beat.is_due(now):
            beat.last = now
            guarded(beat.run.__qualname__, beat.run, now)


def keep(stop: threading.Event) -> None:
    """Run what is due, until told to stop; in a thread of its own, so that a long job delays no mail."""
    while not stop.wait(TICK_S):
        close_old_connections()
        strike(timezone.now())
    connection.close()
