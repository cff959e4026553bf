"""Work outside the request: our own table with lease, heartbeat, retry and progress, called like Django 6's tasks.

    @task
    def import_rows(job: Running, *, upload_id: int) -> None: ...

    import_rows.enqueue(key="import-7", upload_id=7)

A worker claims a row with one UPDATE and keeps its lease alive while it reports progress; a row whose worker died is taken again after the
lease. A task must be safe to run twice: the key tells one call from another.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, everywhere, scope

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
MAX_TRIES = 5

_TASKS: dict[str, "Task"] = {}


class JobQuerySet(models.QuerySet["Job"]):
    def claimable(self, now: datetime) -> Self:
        """Waiting and due, or running under a lease that ran out."""
        waiting = Q(state=Job.State.WAITING, due_at__lte=now)
        lost = Q(state=Job.State.RUNNING, lease_until__lt=now)
        return self.filter(waiting | lost)


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("順番待ち")
        RUNNING = "running", _("実行中")
        DONE = "done", _("完了")
        FAILED = "failed", _("失敗")
        CANCELLED = "cancelled", _("取り消し")

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, unique=True)
    arguments = models.JSONField(default=dict)
    person_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    cancel_wanted = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class Cancelled(Exception):
    """Somebody asked to stop; what was done so far is rolled back by the task's own transaction."""


class LeaseLost(Exception):
    """Another worker has taken this job over."""


@dataclass(frozen=True)
class Running:
    """What a task knows of its run."""

    job: Job

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Report, keep the lease, and stop if that was asked for."""
        row = Job.objects.filter(pk=self.job.pk, worker=self.job.worker, state=Job.State.RUNNING)
        kept = row.update(done=done, total=total, message=message[:300], lease_until=timezone.now() + LEASE)
        if not kept:
            raise LeaseLost(str(self.job))
        if row.filter(cancel_wanted=True).exists():
            raise Cancelled


@dataclass(frozen=True)
class Task:
    name: str
    function: Callable[..., None]

    def enqueue(
        self,
        *,
        key: str = "",
        jurisdiction: Jurisdiction | None = None,
        person_id: int | None = None,
        due_at: datetime | None = None,
        **arguments: Any,
    ) -> Job:
        """Store the call in the caller's transaction. A key that is there already returns the earlier job."""
        job, _made = Job.objects.get_or_create(
            key=key or f"{self.name}:{uuid4()}",
            defaults={
                "name": self.name,
                "jurisdiction": jurisdiction,
                "person_id": person_id,
                "arguments": arguments,
                "due_at": due_at or timezone.now(),
            },
        )
        return job


def task(function: Callable[..., None]) -> Task:
    """Make a function callable through the table. Its module must be imported by its app's urls or by the worker."""
    made = Task(f"{function.__module__}.{function.__qualname__}", function)
    _TASKS[made.name] = made
    return made


def cancel(job: Job) -> None:
    """Ask a job to stop: at once if it waits, at its next report if it runs."""
    Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=timezone.now()
    )
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_wanted=True)


def claim(worker: str, *, now: datetime) -> Job | None:
    """Take the next job; of several workers exactly one gets it."""
    with transaction.atomic():
        rows = Job.objects.claimable(now).order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        job = rows.first()
        if job is None:
            return None
        mine = Job.objects.filter(pk=job.pk, state=job.state, tries=job.tries)
        if not mine.update(
            state=Job.State.RUNNING,
            worker=worker,
            lease_until=now + LEASE,
            tries=F("tries") + 1,
            cancel_wanted=False,
        ):
            return None
    job.refresh_from_db()
    return job


def run(job: Job) -> None:
    """Carry out a claimed job and store how it ended."""
    found = _TASKS.get(job.name)
    try:
        if found is None:
            raise LookupError(f"no task is called {job.name}")
        with scope(job.jurisdiction) if job.jurisdiction else everywhere():
            found.function(Running(job), **job.arguments)
    except Cancelled:
        _finish(job, Job.State.CANCELLED)
    except LeaseLost:
        logger.warning("job %s: lease lost", job.pk)
    except Exception as error:  # noqa: BLE001 - a failing task must not take the worker down; it is stored and tried again
        logger.error("job %s failed: %s", job.pk, traceback.format_exc())
        _retry(job, error)
    else:
        _finish(job, Job.State.DONE)


def _finish(job: Job, state: str, message: str | None = None) -> None:
    fields: dict[str, Any] = {"state": state, "finished_at": timezone.now(), "lease_until": None}
    if message is not None:
        fields["message"] = message[:300]
    Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING).update(**fields)


def _retry(job: Job, error: Exception) -> None:
    if job.tries >= MAX_TRIES:
        _finish(job, Job.State.FAILED, f"{type(error).__name__}: {error}")
        return
    later = timezone.now() + timedelta(seconds=10 * 2**job.tries)
    Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING).update(
        state=Job.State.WAITING,
        due_at=later,
        lease_until=None,
        message=f"{type(error).__name__}: {error}"[:300],
    )


def work_once(worker: str) -> bool:
    """Do one job if there is one."""
    job = claim(worker, now=timezone.now())
    if job is None:
        return False
    run(job)
    return True
