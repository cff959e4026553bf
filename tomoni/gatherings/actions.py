from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, ownership, records, search, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.gatherings import rules
from tomoni.gatherings.models import AgendaItem, Attendance, Gathering, Statement
from tomoni.gatherings.states import State

NOTICE_DAYS = 7
"""Public notice goes out at least this many days before."""

Row = AgendaItem | Attendance | Statement
Line = Mapping[str, Any]
"""One row of agenda, attendance or statements as the form gives it; `id` where it is kept."""


@transaction.atomic
def record(
    *,
    by: User,
    organiser: Actor,
    agenda: Sequence[Line] = (),
    attendance: Sequence[Line] = (),
    statements: Sequence[Line] = (),
    **details: Any,
) -> Gathering:
    """Enter a gathering with its rows."""
    require(rules.can_organise_for(by, organiser))
    gathering = Gathering(jurisdiction=current(), organiser=organiser, **details)
    records.create(gathering, by=by)
    _keep_rows(gathering, agenda, attendance, statements, by=by)
    _refresh(gathering, by=by)
    return gathering


@transaction.atomic
def edit(
    gathering: Gathering,
    *,
    by: User,
    version: int,
    agenda: Sequence[Line],
    attendance: Sequence[Line],
    statements: Sequence[Line],
    **details: Any,
) -> None:
    require(rules.can_edit(by, gathering))
    if gathering.state == State.CANCELLED:
        raise Refused(_("中止した集まりは書き換えられません。"))
    if gathering.state == State.NOTIFIED and _moved(gathering, details):
        raise Refused(_("案内した後の日時や場所は「日時・場所を変える」で変えてください。"))
    organiser = details.get("organiser", gathering.organiser)
    require(rules.can_organise_for(by, organiser))
    records.change(gathering, by=by, version=version, **details)
    _keep_rows(gathering, agenda, attendance, statements, by=by)
    _refresh(gathering, by=by)


def _moved(gathering: Gathering, details: Mapping[str, Any]) -> bool:
    return any(
        name in details and details[name] != getattr(gathering, name)
        for name in ("starts_at", "ends_at", "place")
    )


@transaction.atomic
def notify(gathering: Gathering, *, by: User, visibility: str, reason: str = "") -> None:
    """The public (or narrower) notice."""
    require(rules.can_notify(by, gathering))
    if gathering.ends_at <= timezone.now():
        raise Refused(_("終わった集まりの案内はできません。「開催済みにする」を使ってください。"))
    fields: dict[str, Any] = {"visibility": visibility, "notified_at": timezone.now(), "withdrawn_at": None}
    workflow.move(gathering, "notify", by=by, reason=reason, **fields)
    _refresh(gathering, by=by)


@transaction.atomic
def hold(gathering: Gathering, *, by: User, observers: int | None = None, reason: str = "") -> None:
    """It took place."""
    require(rules.can_hold(by, gathering))
    if gathering.starts_at > timezone.now():
        raise Refused(_("はじまる前の集まりは、開催済みにできません。"))
    workflow.move(gathering, "hold", by=by, reason=reason, observers=observers)
    _refresh(gathering, by=by)


@transaction.atomic
def reschedule(
    gathering: Gathering, *, by: User, starts_at: datetime, ends_at: datetime, place: str, reason: str
) -> None:
    require(rules.can_reschedule(by, gathering))
    if ends_at <= starts_at:
        raise ValidationError({"ends": _("おわりは、はじまりより後にしてください。")})
    if ends_at <= timezone.now():
        raise ValidationError({"day": _("これからの日時を入力してください。")})
    fields: dict[str, Any] = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place,
        "change_notice": reason[:500],
    }
    before = {name: getattr(gathering, name) for name in fields}
    workflow.move(gathering, "reschedule", by=by, reason=reason, **fields)
    audit.record("gathering.rescheduled", gathering, by=by, reason=reason, before=before, after=fields)
    _refresh(gathering, by=by)


@transaction.atomic
def cancel(gathering: Gathering, *, by: User, reason: str) -> None:
    require(rules.can_cancel(by, gathering))
    workflow.move(gathering, "cancel", by=by, reason=reason, change_notice=reason[:500])
    _refresh(gathering, by=by)


@transaction.atomic
def show(gathering: Gathering, *, by: User, visibility: str, reason: str = "") -> None:
    """Publish, or take back what was public; then its address says so."""
    require(rules.can_show(by, gathering))
    hides = gathering.is_public and visibility != Visibility.PUBLIC
    if hides and not reason.strip():
        raise ValidationError({"reason": _("公開をやめるときは、理由を入力してください。")})
    before = {"visibility": gathering.visibility}
    withdrawn_at = timezone.now() if hides else gathering.withdrawn_at
    if visibility == Visibility.PUBLIC:
        withdrawn_at = None
    fields: dict[str, Any] = {"visibility": visibility, "withdrawn_at": withdrawn_at}
    workflow.move(gathering, "show", by=by, reason=reason, to=gathering.state, **fields)
    audit.record(
        "gathering.shown", gathering, by=by, reason=reason, before=before, after={"visibility": visibility}
    )
    _refresh(gathering, by=by)


def _keep_rows(
    gathering: Gathering,
    agenda: Sequence[Line],
    attendance: Sequence[Line],
    statements: Sequence[Line],
    *,
    by: User,
) -> None:
    before = _rows_as_text(gathering)
    _keep(AgendaItem, gathering, _below(agenda))
    _keep(Attendance, gathering, attendance)
    _keep(Statement, gathering, statements)
    _join(gathering, agenda)
    after = _rows_as_text(gathering)
    if before != after:
        audit.record("gathering.rows", gathering, by=by, before=before, after=after)


def _below(agenda: Iterable[Line]) -> list[Line]:
    return [{key: value for key, value in line.items() if key != "below"} for line in agenda]


def _keep(model: type[Row], gathering: Gathering, lines: Sequence[Line]) -> None:
    """Rows with a known id are changed, the others made; those no longer named go."""
    rows = model._default_manager.filter(gathering=gathering)
    kept = {row.pk: row for row in rows}
    named = {line["id"] for line in lines if line.get("id") in kept}
    rows.exclude(pk__in=named).delete()
    for order, line in enumerate(lines):
        row = kept.get(line.get("id") or 0) or model(jurisdiction=gathering.jurisdiction, gathering=gathering)
        for name, value in line.items():
            if name != "id":
                setattr(row, name, value)
        row.order = order
        row.full_clean()
        row.save()


def _join(gathering: Gathering, agenda: Sequence[Line]) -> None:
    """An item marked `below` stands under the last item that is not."""
    top: AgendaItem | None = None
    for row, line in zip(AgendaItem.objects.filter(gathering=gathering), agenda, strict=True):
        parent = top if line.get("below") else None
        if row.parent_id != (parent.pk if parent else None):
            AgendaItem.objects.filter(pk=row.pk).update(parent=parent)
        if not line.get("below"):
            top = row


def _rows_as_text(gathering: Gathering) -> dict[str, list[str]]:
    return {
        name: [str(row) for row in model._default_manager.filter(gathering=gathering)]
        for name, model in (("agenda", AgendaItem), ("attendance", Attendance), ("statements", Statement))
    }


def _refresh(gathering: Gathering, *, by: User) -> None:
    """Keep thing, search and ownership in step."""
    thing = things.put(gathering, gathering.card())
    agenda = AgendaItem.objects.filter(gathering=gathering, is_closed=False).values_list("title", flat=True)
    said = Statement.objects.filter(gathering=gathering).exclude(item__is_closed=True)
    texts = [gathering.series, gathering.place, gathering.outline, *agenda]
    search.put(thing, *texts, *said.values_list("text", flat=True))
    if gathering.state not in gathering.workflow.open_states:
        ownership.release(gathering)
        return
    planning = gathering.state == State.PLANNING
    case = ownership.case_of(gathering)
    ownership.hold(
        gathering,
        person_id=case.person_id if case else by.pk,
        unit_id=gathering.organiser_id,
        due_on=gathering.held_on - timedelta(days=NOTICE_DAYS) if planning else gathering.held_on,
        task=_("開催を知らせる") if planning else _("開催後に出席者を記録する"),
    )
