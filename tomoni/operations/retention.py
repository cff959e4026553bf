"""What has done its work is forgotten: marks of sent forms, finished jobs, delivered mail, read notices, sessions that are over, files of
what was never stored."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q

from tomoni.core import files
from tomoni.core.jobs import Job
from tomoni.core.once import Sent
from tomoni.core.outbox import Letter, Notice

SENT_FORMS = timedelta(days=7)
DONE_JOBS = timedelta(days=30)
FAILED_JOBS = timedelta(days=180)
DELIVERED_MAIL = timedelta(days=90)
READ_NOTICES = timedelta(days=180)


def forget(now: datetime) -> dict[str, int]:
    """Delete what is older than its time; how many of each kind. The audit log is not among it."""
    over = Q(state__in=[Job.State.DONE, Job.State.CANCELLED], finished_at__lt=now - DONE_JOBS)
    failed = Q(state=Job.State.FAILED, finished_at__lt=now - FAILED_JOBS)
    Session.objects.filter(expire_date__lt=now).delete()
    left = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return {
        "sessions": left.delete()[0],
        "forms": Sent.objects.filter(at__lt=now - SENT_FORMS).delete()[0],
        "jobs": Job.objects.filter(over | failed).delete()[0],
        "letters": Letter.objects.filter(sent_at__lt=now - DELIVERED_MAIL).delete()[0],
        "files": files.sweep(now),
        "notices": Notice.objects.filter(read_at__lt=now - READ_NOTICES).delete()[0],
    }
