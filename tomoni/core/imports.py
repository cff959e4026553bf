"""Tables in, in two steps: a preview that says line by line what would happen and what is wrong, then all or nothing.

The app brings two functions: `check` (a table → one `Line` a row, nothing written) and `write` (in one transaction). Both run
as jobs; the same file twice changes nothing because `check` compares with what is there.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.core import audit, files
from tomoni.core.errors import Refused
from tomoni.core.files import StoredFile
from tomoni.core.jobs import Job, Running, Task, cancel
from tomoni.core.jurisdictions import ScopedManager, current
from tomoni.core.people import Person
from tomoni.core.records import Record
from tomoni.reading.errors import Unreadable
from tomoni.reading.tables import Table, read_table

SHOWN = 300
"""Lines kept for the page: the wrong ones first, then the new and changed."""
STEP = 200


@dataclass(frozen=True)
class Line:
    """What would happen with one row."""

    line: int
    key: str
    status: str
    """new, changed, same or wrong"""
    differences: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Column → what stands here, what stands in the file."""
    errors: tuple[str, ...] = ()
    """Column, what is wrong, what to do."""


class TableImport(Record):
    class State(models.TextChoices):
        READING = "reading", gettext_lazy("読み取り中")
        READY = "ready", gettext_lazy("確認待ち")
        WRONG = "wrong", gettext_lazy("直すところがあります")
        COMMITTING = "committing", gettext_lazy("取り込み中")
        COMMITTED = "committed", gettext_lazy("取り込み済み")
        CANCELLED = "cancelled", gettext_lazy("取り消し")

    kind = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    encoding = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    message = models.TextField(blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)
    person_id = models.BigIntegerField(null=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ScopedManager["TableImport"] = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.file.name

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same + self.wrong


@transaction.atomic
def start(
    upload: "UploadedFile[bytes]", *, kind: str, task: Task, by: Person, encoding: str = ""
) -> TableImport:
    """Keep the file and enqueue its preview (`task` calls `preview`)."""
    here = current()
    kept = files.keep(upload, jurisdiction=here)
    made = TableImport.objects.create(
        jurisdiction=here, kind=kind, file=kept, encoding=encoding, person_id=by.pk
    )
    audit.record("import.start", made, by=by)
    _enqueue(made, task, "preview")
    return made


def _enqueue(found: TableImport, task: Task, name: str) -> None:
    key = f"import-{found.pk}-{name}-{found.version}"
    found.job = task.enqueue(
        key=key, jurisdiction=found.jurisdiction, person_id=found.person_id, import_id=found.pk
    )
    found.save(update_fields=["job"])


@transaction.atomic
def read_again(found: TableImport, *, task: Task, encoding: str) -> None:
    """The same file, read with another encoding."""
    rows = TableImport.objects.filter(
        pk=found.pk, state__in=(TableImport.State.READY, TableImport.State.WRONG)
    )
    if not rows.update(
        state=TableImport.State.READING, encoding=encoding, version=models.F("version") + 1, message=""
    ):
        raise Refused(_("読み取りが終わってから、もう一度選んでください。"))
    found.refresh_from_db()
    _enqueue(found, task, "preview")


@transaction.atomic
def confirm(found: TableImport, *, task: Task, by: Person) -> None:
    """Enqueue the second step (`task` calls `commit`)."""
    rows = TableImport.objects.filter(pk=found.pk, state=TableImport.State.READY)
    if not rows.update(state=TableImport.State.COMMITTING, version=models.F("version") + 1):
        raise Refused(_("取り込めるのは、直すところのない確認待ちの表だけです。"))
    found.refresh_from_db()
    audit.record("import.confirm", found, by=by)
    _enqueue(found, task, "commit")


@transaction.atomic
def stop(found: TableImport, *, by: Person) -> None:
    """Give up before the second step; nothing was written."""
    rows = TableImport.objects.filter(pk=found.pk).exclude(
        state__in=(TableImport.State.COMMITTING, TableImport.State.COMMITTED)
    )
    if not rows.update(state=TableImport.State.CANCELLED, version=models.F("version") + 1):
        raise Refused(_("取り込みが始まっているため、取り消せません。"))
    if found.job is not None:
        cancel(found.job)
    audit.record("import.stop", found, by=by)


def preview(job: Running, import_id: int, check: Callable[[Table], Iterator[Line]]) -> None:
    """Read the file and compare; reports progress and may be cancelled between rows."""
    found = TableImport.objects.select_related("file", "jurisdiction").get(pk=import_id)
    mine = TableImport.objects.filter(pk=import_id, state=TableImport.State.READING)
    try:
        table = _table(found)
    except Unreadable as error:
        mine.update(
            state=TableImport.State.WRONG, message=str(error), lines=[], new=0, changed=0, same=0, wrong=0
        )
        return
    total, seen = len(table.rows), 0
    counts = {"new": 0, "changed": 0, "same": 0, "wrong": 0}
    kept: list[Line] = []
    lines = check(table)
    while part := list(islice(lines, STEP)):
        for line in part:
            counts[line.status] += 1
            if line.status == "wrong" or (line.status != "same" and len(kept) < SHOWN * 2):
                kept.append(line)
        seen += len(part)
        job.progress(min(seen, total), total, found.file.name)
    kept.sort(key=lambda line: (line.status != "wrong", line.line))
    state = TableImport.State.WRONG if counts["wrong"] else TableImport.State.READY
    mine.update(
        state=state,
        message="\n".join(table.notes),
        encoding=table.encoding or found.encoding,
        lines=[asdict(line) for line in kept[:SHOWN]],
        **counts,
    )


def commit(job: Running, import_id: int, write: Callable[[Table, TableImport], Any]) -> None:
    """Write everything in one transaction; if anything fails nothing is written and the preview is open again."""
    found = TableImport.objects.select_related("file", "jurisdiction").get(pk=import_id)
    if found.state != TableImport.State.COMMITTING:
        return
    job.progress(0, found.total, found.file.name)
    try:
        table = _table(found)
        with transaction.atomic():
            write(table, found)
            TableImport.objects.filter(pk=import_id).update(state=TableImport.State.COMMITTED)
    except (Unreadable, Refused) as error:
        TableImport.objects.filter(pk=import_id).update(state=TableImport.State.WRONG, message=str(error))
        return
    job.progress(found.total, found.total)


def _table(found: TableImport) -> Table:
    return read_table(files.read(found.file), found.file.name, encoding=found.encoding or None)
