from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.templatetags.ui import jdate
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.gatherings import letters, rules
from tomoni.gatherings.actions import report, signup
from tomoni.gatherings.actions.keeping import refresh
from tomoni.gatherings.deadlines import notice_due
from tomoni.gatherings.models import AgendaItem, Attendance, Gathering, Minutes, Statement
from tomoni.gatherings.states import MinutesState, State

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
    refresh(gathering, by=by)
    return gathering


@transaction.atomic
def edit(
    gathering: Gathering,
    *,
    by: User,
    version: int,
    agenda: Sequence[Line],
    attendance: Sequence[Line],
    statements: Sequence[Line] | None,
    **details: Any,
) -> None:
    """Rewrite it with its rows. Statements are left alone where they are None (notes are written on their own page)."""
    require(rules.can_edit(by, gathering))
    if gathering.state == State.CANCELLED:
        raise Refused(_("中止した集まりは書き換えられません。"))
    if gathering.state == State.NOTIFIED and _moved(gathering, details):
        raise Refused(_("案内した後の日時や場所は「日時・場所を変える」で変えてください。"))
    organiser = details.get("organiser", gathering.organiser)
    require(rules.can_organise_for(by, organiser))
    records.change(gathering, by=by, version=version, **details)
    _keep_rows(gathering, agenda, attendance, statements, by=by)
    signup.fill(gathering, by=by)  # there may be more seats now
    refresh(gathering, by=by)


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
    due_on = notice_due(gathering.held_on, gathering.jurisdiction.local)
    if gathering.is_session and timezone.localdate() > due_on and not reason.strip():
        late = _("知らせる期限（%(day)s）を過ぎています。遅くなった理由を入力してください。")
        raise ValidationError({"reason": late % {"day": jdate(due_on)}})
    fields: dict[str, Any] = {"visibility": visibility, "notified_at": timezone.now(), "withdrawn_at": None}
    workflow.move(gathering, "notify", by=by, reason=reason, **fields)
    letters.tell_members(gathering, subject=_("会議の案内"), key="notice")
    refresh(gathering, by=by)


@transaction.atomic
def hold(gathering: Gathering, *, by: User, observers: int | None = None, reason: str = "") -> None:
    """It took place. The quick report of a council's session lies ready at once."""
    require(rules.can_hold(by, gathering))
    if gathering.starts_at > timezone.now():
        raise Refused(_("はじまる前の集まりは、開催済みにできません。"))
    workflow.move(gathering, "hold", by=by, reason=reason, observers=observers)
    refresh(gathering, by=by)
    if gathering.is_session:
        report.build(gathering, by=by)


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
    key = f"moved-{gathering.version}"
    letters.tell_all(gathering, subject=_("日時・場所の変更"), text=reason, key=key)
    letters.tell_members(gathering, subject=_("日時・場所の変更"), key=key)
    refresh(gathering, by=by)


@transaction.atomic
def cancel(gathering: Gathering, *, by: User, reason: str) -> None:
    require(rules.can_cancel(by, gathering))
    workflow.move(gathering, "cancel", by=by, reason=reason, change_notice=reason[:500])
    letters.tell_all(gathering, subject=_("中止のお知らせ"), text=reason, key="cancelled")
    letters.tell_members(gathering, subject=_("中止のお知らせ"), key="cancelled")
    refresh(gathering, by=by)


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
    refresh(gathering, by=by)


def _keep_rows(
    gathering: Gathering,
    agenda: Sequence[Line],
    attendance: Sequence[Line],
    statements: Sequence[Line] | None,
    *,
    by: User,
) -> None:
    before = _rows_as_text(gathering)
    AgendaItem.objects.filter(gathering=gathering).update(parent=None)  # joined anew below
    _keep(AgendaItem, gathering, _below(agenda))
    _keep(Attendance, gathering, attendance)
    if statements is not None:
        _keep(Statement, gathering, statements)
    _join(gathering, agenda)
    after = _rows_as_text(gathering)
    if before != after:
        settled = (MinutesState.CONFIRMED, MinutesState.PUBLISHED)
        said = ("agenda", "statements")
        if any(before[name] != after[name] for name in said) and Minutes.objects.filter(
            gathering=gathering, state__in=settled
        ):
            raise Refused(
                _(
                    "会議録は確定しています。次第や発言を直すときは、会議録の「書き直す」を先に選んでください。"
                )
            )
        audit.record("gathering.rows", gathering, by=by, before=before, after=after)


def _below(agenda: Iterable[Line]) -> list[Line]:
    return [{key: value for key, value in line.items() if key != "below"} for line in agenda]


def _keep(model: type[Row], gathering: Gathering, lines: Sequence[Line]) -> None:
    """Rows with a known id are changed, the others made; those no longer named go."""
    rows = model._default_manager.filter(gathering=gathering)
    kept = {row.pk: row for row in rows}
    named = {line["id"] for line in lines if line.get("id") in kept}
    try:
        rows.exclude(pk__in=named).delete()
    except models.RestrictedError:
        raise Refused(
            _("発言や資料のある議題は消せません。先に、発言や資料をほかの議題に移してください。")
        ) from None
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
