"""When a signed-in session began and when it was last used. The stamp of use is written at most every five minutes."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(minutes=30)
STAMP_EVERY = timedelta(minutes=5)
BEGAN, SEEN = "began", "seen"


def begin(session: SessionBase, *, now: datetime | None = None) -> None:
    moment = (now or timezone.now()).timestamp()
    session[BEGAN] = session[SEEN] = moment


def is_over(session: SessionBase, *, now: datetime, idle: bool) -> bool:
    """Whether the session is older than twelve hours or, where `idle` counts, unused for half an hour."""
    moment = now.timestamp()
    if moment - float(session.get(BEGAN, moment)) > ABSOLUTE.total_seconds():
        return True
    return idle and moment - float(session.get(SEEN, moment)) > IDLE.total_seconds()


def stamp(session: SessionBase, *, now: datetime) -> None:
    """Note that the session was used. A session without a beginning begins now."""
    if BEGAN not in session:
        begin(session, now=now)
    elif now.timestamp() - float(session.get(SEEN, 0)) >= STAMP_EVERY.total_seconds():
        session[SEEN] = now.timestamp()
