"""A document in, read by a job, mended by a person."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import files, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jobs import Running, task
from tomoni.core.jurisdictions import current
from tomoni.core.people import SYSTEM
from tomoni.intake import rules, values
from tomoni.intake.models import Intake
from tomoni.intake.states import State
from tomoni.reading.documents import open_document
from tomoni.reading.errors import Unreadable
from tomoni.reading.flow import lines_of
from tomoni.reading.limits import Limits
from tomoni.reading.readings import Kind, reading_of

LIMITS = Limits(signs=1_000_000)
MOST_LINES = 12_000
"""Of one document: what a person can look through, and a page can hold."""


@transaction.atomic
def start(upload: "UploadedFile[bytes]", *, by: User) -> tuple[Intake, bool]:
    """Keep the document and enqueue its reading. The same document again changes nothing: the earlier one, and False."""
    require(rules.can_take(by))
    digest = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    # The city's row is the queue: two who bring the same document at once find one another's.
    type(current()).objects.select_for_update().get(pk=current().pk)
    known = Intake.objects.standing().filter(sha256=digest).first()
    if known is not None:
        return known, False
    kept = files.keep(upload, jurisdiction=current(), kinds=files.DOCUMENTS)
    intake = Intake(jurisdiction=current(), file=kept, sha256=digest)
    records.create(intake, by=by, secret=("content", "mends"))
    _enqueue(intake, by)
    return intake, True


def _enqueue(intake: Intake, by: User) -> None:
    read.enqueue(
        key=f"intake-{intake.pk}-{intake.version}",
        jurisdiction=intake.jurisdiction,
        person_id=by.pk,
        intake_id=intake.pk,
    )


@transaction.atomic
def read_again(intake: Intake, *, by: User, kind: str = "", encoding: str = "", reason: str = "") -> None:
    """As another kind, or with another encoding; what was mended is given up."""
    require(rules.can_read_again(by, intake))
    workflow.move(
        intake, "read_again", by=by, reason=reason, kind=kind, encoding=encoding, content="", mends=""
    )
    _enqueue(intake, by)


@task
def read(job: Running, *, intake_id: int) -> None:
    """May run twice: what is no longer waiting to be read is left alone."""
    intake = Intake.objects.select_related("file", "jurisdiction").filter(pk=intake_id).first()
    if intake is None or intake.state != State.READING:
        return
    job.progress(0, 1, intake.file.name)
    _settle(intake)
    job.progress(1, 1)


def _settle(intake: Intake) -> None:
    try:
        found = _read(intake)
    except Unreadable as error:
        workflow.move(intake, "refuse", by=SYSTEM, message=str(error))
        return
    workflow.move(
        intake,
        "read",
        by=SYSTEM,
        kind=found["kind"],
        encoding=found["document"]["encoding"] or "",
        message="\n".join(found["document"]["notes"]),
        content=json.dumps(found, ensure_ascii=False),
    )


def _read(intake: Intake) -> dict[str, Any]:
    encoding = intake.encoding or None
    document = open_document(files.read(intake.file), intake.file.name, encoding=encoding, limits=LIMITS)
    lines = lines_of(document.blocks)
    if len(lines) > MOST_LINES:
        raise Unreadable(
            f"文書が長すぎます（{MOST_LINES:,}行まで）。章や年度ごとなど、いくつかのファイルに分けてください。"
        )
    chosen: Any = intake.kind or None
    kind: Kind | None = chosen
    found = reading_of(document, kind).as_dict(explain=True)
    found["lines"] = [{"said": line.place.said(), "text": line.text} for line in lines]
    return found


@transaction.atomic
def mend(intake: Intake, *, by: User, version: int, given: dict[str, str]) -> int:
    """Put a person's words in place of what was read; an empty one takes it out. How many were sent that differ."""
    require(rules.can_mend(by, intake))
    if intake.state != State.READY:
        raise Refused(_("直せるのは、確認待ちの文書だけです。取り込んだ後は、取り消してから直してください。"))
    found, wrong = values.changes(intake.reading, given)
    if wrong:
        raise ValidationError({path: [text] for path, text in wrong.items()})
    kept = {path: value for path, value in intake.mended.items() if path not in given} | found
    mends = json.dumps(kept, ensure_ascii=False) if kept else ""
    records.change(intake, by=by, version=version, secret=("mends",), mends=mends)
    return len(found)


@transaction.atomic
def drop(intake: Intake, *, by: User, reason: str = "") -> None:
    require(rules.can_drop(by, intake))
    workflow.move(intake, "drop", by=by, reason=reason)
