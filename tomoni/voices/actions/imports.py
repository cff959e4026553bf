"""A table of opinions, taken in: preview and commit as jobs, all or nothing.

An answer in the table becomes the department's draft: its head approves it as any other, no table publishes an answer.
"""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import imports, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.imports import TableImport
from tomoni.core.jobs import Running, task
from tomoni.core.visibility import Visibility
from tomoni.reading.tables import Table
from tomoni.voices import importing, rules
from tomoni.voices.actions import opinions as acts
from tomoni.voices.actions.keeping import answer_due, refresh
from tomoni.voices.importing import Draft
from tomoni.voices.models import Answer, Opinion
from tomoni.voices.states import State

KIND = "opinions"


def start_import(upload: "UploadedFile[bytes]", *, by: User) -> TableImport:
    require(rules.can_import(by))
    return imports.start(upload, kind=KIND, task=preview, by=by)


def read_import_again(found: TableImport, *, encoding: str, by: User) -> None:
    require(rules.can_import(by))
    imports.read_again(found, task=preview, encoding=encoding)


def confirm_import(found: TableImport, *, by: User) -> None:
    require(rules.can_import(by))
    imports.confirm(found, task=commit, by=by)


def stop_import(found: TableImport, *, by: User) -> None:
    require(rules.can_import(by))
    imports.stop(found, by=by)


@task
def preview(job: Running, *, import_id: int) -> None:
    imports.preview(job, import_id, importing.check)


@task
def commit(job: Running, *, import_id: int) -> None:
    imports.commit(job, import_id, _write)


@transaction.atomic
def _write(table: Table, found: TableImport) -> None:
    by = User.objects.get(pk=found.person_id or 0)
    drafts = list(importing.drafts(table, importing.known()))
    if any(draft.errors for draft in drafts):
        raise Refused(_("確認のあとで、この市の記録が変わりました。もう一度、表を読み取ってください。"))
    for draft in drafts:
        if draft.opinion is None:
            _add(draft, by)
        else:
            _change(draft.opinion, draft, found.file.name, by)


def _add(draft: Draft, by: User) -> None:
    line = acts.Line(draft.raw, draft.shown or "", "", draft.primary, draft.others)
    source = Opinion.Source.SESSION if draft.gathering else Opinion.Source.OTHER
    if draft.day is None:
        raise AssertionError("a row without a day is wrong and is not written")
    made = acts.record(
        by=by,
        line=line,
        received_on=draft.day,
        gathering=draft.gathering,
        source=source,
        source_note="" if draft.gathering else draft.place[:200],
        group=draft.group,
    )
    if draft.visibility == Visibility.PUBLIC:
        acts.show(made, by=by, visibility=Visibility.PUBLIC)
    if draft.department is not None:
        workflow.move(made, "route", by=by, department=draft.department, due_on=answer_due())
    if draft.answer:
        answer = Answer(
            jurisdiction=made.jurisdiction,
            opinion=made,
            kind=draft.kind,
            text=draft.answer,
            grounds=draft.grounds,
            department=draft.department,
            drafted_by=by,
        )
        records.create(answer, by=by)
        workflow.move(made, "draft", by=by)
        made.__dict__.pop("current_answers", None)
    refresh(made, by=by)


def _change(opinion: Opinion, draft: Draft, file: str, by: User) -> None:
    wished = importing.differences(draft)
    heads = importing.COLUMNS
    if heads["shown"][0] in wished:
        act = acts.normalise if opinion.state == State.RECEIVED else acts.correct
        act(opinion, by=by, display_text=draft.shown or "")
    if heads["primary"][0] in wished and draft.primary is not None:
        first = opinion.state in opinion.workflow["classify"].sources
        code = acts.classify if first else acts.reclassify
        code(opinion, by=by, primary=draft.primary, others=draft.others)
    if heads["visibility"][0] in wished:
        acts.show(opinion, by=by, visibility=draft.visibility, reason=file)
