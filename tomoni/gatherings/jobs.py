"""Deadlines by the clock: who must know is told once for each; who signed up is forgotten in time. Each may run twice."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.core import outbox, ownership
from tomoni.core.jurisdictions import current
from tomoni.directory.models import people_of
from tomoni.directory.roles import SECTION
from tomoni.gatherings.actions import signup as signups
from tomoni.gatherings.deadlines import notice_due
from tomoni.gatherings.models import MEMBERS, Gathering, Minutes, QuickReport, SignUp
from tomoni.gatherings.states import MinutesState, QuickReportState, State


def watch_notices(today: date) -> int:
    """Gatherings whose public notice is due tomorrow, today or was due before. Returns how many."""
    local = current().local
    horizon = today + timedelta(days=local.notice_days + 10)
    rows = Gathering.objects.filter(
        state=State.PLANNING, starts_at__date__gte=today, starts_at__date__lte=horizon
    ).select_related("jurisdiction", "council")
    found = 0
    for one in rows:
        due_on = notice_due(one.held_on, local)
        if due_on - timedelta(days=1) <= today:
            found += 1
            _tell(
                one,
                one.organiser_id,
                due_on,
                today,
                _("開催を知らせる期限です。"),
                _("開催を知らせる期限が過ぎました。"),
            )
    return found  # fmt: skip


def watch_reports(today: date) -> int:
    """Quick reports and minutes that are due or late."""
    soon = today + timedelta(days=1)
    found = 0
    waiting = (QuickReportState.DRAFT, QuickReportState.WITHDRAWN)
    quick = QuickReport.objects.filter(state__in=waiting, due_on__lte=soon)
    open_minutes = Minutes.objects.exclude(state=MinutesState.PUBLISHED).filter(due_on__lte=soon)
    told: list[tuple[models.QuerySet[QuickReport] | models.QuerySet[Minutes], str, str]] = [
        (quick, _("結果速報の公開の期限です。"), _("結果速報の公開の期限が過ぎました。")),
        (open_minutes, _("会議録の公開の期限です。"), _("会議録の公開の期限が過ぎました。")),
    ]
    for rows, near, late in told:
        for one in rows.select_related("gathering", "jurisdiction"):
            found += 1
            _tell(one, one.gathering.organiser_id, one.due_on, today, near, late)
    return found


def watch_checks(today: date) -> int:
    """Members are reminded on the day before their time to check ends; afterwards the office goes on."""
    found = 0
    rows = Minutes.objects.filter(state=MinutesState.MEMBER_CHECK, check_until__lte=today + timedelta(days=1))
    for one in rows.select_related("gathering__council", "jurisdiction"):
        found += 1
        address, council = one.get_absolute_url(), one.gathering.council
        over = one.check_until is not None and one.check_until < today
        if over:
            _tell(
                one,
                one.gathering.organiser_id,
                one.check_until or today,
                today,
                "",
                _("委員の確認の期間が終わりました。"),
            )
        elif council is not None:
            members = people_of([council.actor_id], *MEMBERS)
            outbox.notify(
                (member.pk for member in members),
                text=_("会議録の案の確認は、明日までです。"),
                address=address,
                key=f"check-ends-{one.pk}-{one.check_until}",
            )
    return found  # fmt: skip


def forget_signups(today: date) -> int:
    """Names and addresses of those who signed up go some time after the gathering."""
    before = timezone.now() - timedelta(days=current().local.forget_signups_days)
    return signups.forget(SignUp.objects.to_forget(before)[:500])


def _tell(
    record: Gathering | QuickReport | Minutes, unit_id: int, due_on: date, today: date, near: str, late: str
) -> None:
    """Once when it is near, once when it is late: whoever holds it, and the section's people if nobody does."""
    case = ownership.case_of(record)
    people: set[int | None] = {case.person_id} if case and case.person_id else set()
    if not people or due_on < today:
        people |= {one.pk for one in people_of([unit_id], *SECTION)}
    over = due_on < today
    name = record._meta.model_name
    outbox.notify(
        people,
        text=late if over else near,
        address=record.get_absolute_url(),
        key=f"{name}-{record.pk}-{due_on}-{'late' if over else 'near'}",
    )
