"""The quick report of a gathering: built from its rows, published as an edition."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, ownership, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.people import Person
from tomoni.gatherings import sheet
from tomoni.gatherings.actions.keeping import refresh
from tomoni.gatherings.deadlines import quick_report_due
from tomoni.gatherings.models import Gathering, QuickReport, RecordEdition
from tomoni.gatherings.rules import report as rules
from tomoni.gatherings.states import QuickReportState, State


@transaction.atomic
def build(gathering: Gathering, *, by: User) -> QuickReport:
    """A draft with a due date; the same again where it lies already."""
    require(rules.can_build(by, gathering))
    if gathering.state != State.HELD:
        raise Refused(_("開催した集まりだけに、結果速報を作れます。"))
    kept = QuickReport.objects.filter(gathering=gathering).first()
    if kept is not None:
        return kept
    due_on = quick_report_due(gathering.held_on, gathering.jurisdiction.local)
    report = QuickReport(jurisdiction=gathering.jurisdiction, gathering=gathering, due_on=due_on)
    records.create(report, by=by)
    ownership.hold(
        report,
        person_id=by.pk,
        unit_id=gathering.organiser_id,
        due_on=due_on,
        task=_("結果速報を公開する"),
    )
    return report


@transaction.atomic
def edit(report: QuickReport, *, by: User, version: int, **details: Any) -> None:
    require(rules.can_edit(by, report))
    if report.state == QuickReportState.REPLACED:
        raise Refused(_("会議録が公開されたので、速報は書き換えられません。"))
    records.change(report, by=by, version=version, **details)


@transaction.atomic
def publish(report: QuickReport, *, by: User, reason: str = "") -> None:
    require(rules.can_publish(by, report))
    workflow.move(report, "publish", by=by, reason=reason)
    _out(report, by=by, note="")


@transaction.atomic
def publish_again(report: QuickReport, *, by: User, reason: str, marks_changes: bool = True) -> None:
    """A mended one takes the place of the published one, at the same address."""
    require(rules.can_publish_again(by, report))
    workflow.move(report, "publish_again", by=by, reason=reason)
    _out(report, by=by, note=reason, marks_changes=marks_changes)


def _out(report: QuickReport, *, by: User, note: str, marks_changes: bool = True) -> None:
    content = sheet.of(report.gathering, sheet.QUICK, preface=report.preface)
    issue(report.gathering, content, by=by, note=note, marks_changes=marks_changes)
    ownership.release(report)


@transaction.atomic
def withdraw(report: QuickReport, *, by: User, reason: str) -> None:
    require(rules.can_withdraw(by, report))
    workflow.move(report, "withdraw", by=by, reason=reason)
    take_back(report.gathering, RecordEdition.Kind.QUICK, by=by, reason=reason)
    ownership.hold(
        report,
        person_id=by.pk,
        unit_id=report.gathering.organiser_id,
        due_on=report.due_on,
        task=_("取り下げた結果速報を直す"),
    )


@transaction.atomic
def issue(
    gathering: Gathering, content: sheet.Sheet, *, by: Person, note: str = "", marks_changes: bool = True
) -> RecordEdition:
    """Publish an edition: the next one at the gathering's one address. Where changes may not be shown, the earlier ones close."""
    # The gathering's row is the queue in which numbers are drawn.
    Gathering.objects.select_for_update().get(pk=gathering.pk)
    earlier = RecordEdition.objects.filter(gathering=gathering)
    last = earlier.aggregate(last=models.Max("number"))["last"] or 0
    if not marks_changes:
        earlier.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    edition = RecordEdition.objects.create(
        jurisdiction=gathering.jurisdiction,
        gathering=gathering,
        kind=content.kind,
        number=last + 1,
        content=content.to_json(),
        note=note[:500],
        marks_changes=marks_changes,
    )
    audit.record("gathering.edition", gathering, by=by, reason=note, after={"edition": edition.number})
    refresh(gathering, by=by)
    return edition


@transaction.atomic
def take_back(gathering: Gathering, kind: str, *, by: Person, reason: str) -> None:
    """Close the editions of one kind."""
    rows = RecordEdition.objects.filter(gathering=gathering, kind=kind, withdrawn_at=None)
    gone = rows.update(withdrawn_at=timezone.now())
    audit.record("gathering.edition_withdrawn", gathering, by=by, reason=reason, after={"editions": gone})
    refresh(gathering, by=by)
