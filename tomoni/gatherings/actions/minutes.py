"""The minutes of a session: written, checked by the members, confirmed by the chair, published as the final edition."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import outbox, ownership, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.directory.models import people_of
from tomoni.gatherings import sheet
from tomoni.gatherings.actions import report as reports
from tomoni.gatherings.deadlines import minutes_due
from tomoni.gatherings.models import (
    MEMBERS,
    Correction,
    Gathering,
    Minutes,
    QuickReport,
    RecordEdition,
    Statement,
)
from tomoni.gatherings.rules import minutes as rules
from tomoni.gatherings.states import MinutesState, State


@transaction.atomic
def begin(gathering: Gathering, *, by: User, style: str = Minutes.Style.GIST) -> Minutes:
    """A draft with its due date; the same again where it lies already."""
    require(rules.can_begin(by, gathering))
    if gathering.state != State.HELD:
        raise Refused(_("開催した集まりだけに、会議録を作れます。"))
    kept = Minutes.objects.filter(gathering=gathering).first()
    if kept is not None:
        return kept
    due_on = minutes_due(gathering.held_on, gathering.jurisdiction.local)
    minutes = Minutes(jurisdiction=gathering.jurisdiction, gathering=gathering, due_on=due_on, style=style)
    records.create(minutes, by=by)
    _hold(minutes, by=by, task=_("会議録を委員の確認に出す"))
    return minutes


def _hold(minutes: Minutes, *, by: User, task: str, due_on: date | None = None) -> None:
    case = ownership.case_of(minutes)
    ownership.hold(
        minutes,
        person_id=case.person_id if case else by.pk,
        unit_id=minutes.gathering.organiser_id,
        due_on=due_on or minutes.due_on,
        task=task,
    )


@transaction.atomic
def edit(minutes: Minutes, *, by: User, version: int, style: str) -> None:
    require(rules.can_begin(by, minutes.gathering))
    if minutes.state not in (MinutesState.DRAFTING, MinutesState.MEMBER_CHECK):
        raise Refused(_("確定した会議録は書き換えられません。先に「書き直す」を選んでください。"))
    records.change(minutes, by=by, version=version, style=style)


@transaction.atomic
def ask_members(minutes: Minutes, *, by: User, check_until: date | None = None, reason: str = "") -> None:
    """Put the draft to the council's members, who are told by mail that it lies there."""
    require(rules.can_ask_members(by, minutes))
    until = check_until or timezone.localdate() + timedelta(days=minutes.jurisdiction.local.member_check_days)
    if until < timezone.localdate():
        raise ValidationError({"check_until": _("今日より後の日を入力してください。")})
    workflow.move(minutes, "ask_members", by=by, reason=reason, check_until=until)
    _hold(minutes, by=by, task=_("修正の申し出に答える"), due_on=until)
    _tell_members(minutes)


def _tell_members(minutes: Minutes) -> None:
    council = minutes.gathering.council
    members = people_of([council.actor_id], *MEMBERS) if council else []
    address = minutes.get_absolute_url()
    key = f"minutes-check-{minutes.pk}-{minutes.version}"
    outbox.notify(
        (one.pk for one in members), text=_("会議録の案を確かめてください。"), address=address, key=key
    )
    for one in members:
        outbox.mail(
            to=one.email,
            subject=_("会議録の案の確認のお願い"),
            body=_("会議録の案ができました。%(day)sまでに、次のページで確かめてください。\n\n%(link)s\n")
            % {"day": minutes.check_until, "link": outbox.link(address)},
            key=f"{key}-{one.pk}",
            jurisdiction=minutes.jurisdiction,
        )


@transaction.atomic
def ask_correction(
    minutes: Minutes, *, by: User, wanted: str, statement: Statement | None = None, why: str = ""
) -> Correction:
    """A member's request, about one line or the whole."""
    require(rules.can_ask_correction(by, minutes), who=_("この会議の委員が行えます。"))
    if minutes.state != MinutesState.MEMBER_CHECK:
        raise Refused(_("いまは確認の期間ではありません。事務局にお知らせください。"))
    correction = Correction(
        jurisdiction=minutes.jurisdiction,
        minutes=minutes,
        statement=statement,
        member=by,
        before=statement.text if statement else "",
        wanted=wanted,
        why=why,
    )
    records.create(correction, by=by, secret=("before", "wanted", "why"))
    case = ownership.case_of(minutes)
    outbox.notify(
        [case.person_id if case else None],
        text=_("会議録に修正の申し出がありました。"),
        address=minutes.get_absolute_url(),
        key=f"correction-{correction.pk}",
    )
    return correction


@transaction.atomic
def confirm(minutes: Minutes, *, by: User, reason: str = "") -> None:
    """The chair says that this is what took place."""
    require(rules.can_confirm(by, minutes))
    chair = rules.is_chair(by, minutes)
    if not chair and not reason.strip():
        raise ValidationError({"reason": _("座長がどのように確かめたかを入力してください。")})
    waiting = Correction.objects.filter(minutes=minutes).open().count()
    if waiting:
        raise Refused(_("返事をしていない修正の申し出が%(n)s件あります。") % {"n": waiting})
    said = by.display_name if chair else _("座長（確認を受けて課長が記録）")
    workflow.move(
        minutes, "confirm", by=by, reason=reason, confirmed_by=said[:120], confirmed_at=timezone.now()
    )
    _hold(minutes, by=by, task=_("会議録を公開する"))


@transaction.atomic
def publish(minutes: Minutes, *, by: User, reason: str = "", marks_changes: bool = True) -> None:
    """The final edition takes the quick report's place at the same address."""
    require(rules.can_publish(by, minutes))
    workflow.move(minutes, "publish", by=by, reason=reason)
    gathering = minutes.gathering
    content = sheet.of(gathering, sheet.FINAL, style=minutes.style)
    reports.issue(gathering, content, by=by, note=reason, marks_changes=marks_changes)
    quick = QuickReport.objects.filter(gathering=gathering).first()
    if quick is not None and quick.state in QuickReport.workflow["replace"].sources:
        workflow.move(quick, "replace", by=by)
        ownership.release(quick)
    ownership.release(minutes)


@transaction.atomic
def reopen(minutes: Minutes, *, by: User, reason: str) -> None:
    """Back to the desk. What was published stays until a new edition takes its place."""
    require(rules.can_reopen(by, minutes))
    workflow.move(
        minutes, "reopen", by=by, reason=reason, check_until=None, confirmed_by="", confirmed_at=None
    )
    _hold(minutes, by=by, task=_("会議録を直す"))


@transaction.atomic
def withdraw(minutes: Minutes, *, by: User, reason: str) -> None:
    require(rules.can_withdraw(by, minutes))
    workflow.move(minutes, "withdraw", by=by, reason=reason)
    reports.take_back(minutes.gathering, RecordEdition.Kind.FINAL, by=by, reason=reason)
    _hold(minutes, by=by, task=_("取り下げた会議録を直す"))
