from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import outbox, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.visibility import Visibility
from tomoni.directory.models import holder_of, people_of, section_unit
from tomoni.directory.roles import GROUP, RoleCode
from tomoni.voices import rules
from tomoni.voices.actions.keeping import answer_due, follow_up_due, refresh
from tomoni.voices.models import Answer, Opinion


@transaction.atomic
def draft(
    opinion: Opinion, *, by: User, kind: str, text: str, grounds: str = "", version: int | None = None
) -> Answer:
    """Write the answer, or write it anew; `version`, the answer's, guards against a text somebody else saved meanwhile."""
    require(rules.can_draft(by, opinion))
    answer = opinion.answer
    workflow.move(opinion, "draft", by=by)
    if answer is None:
        answer = Answer(
            jurisdiction=opinion.jurisdiction,
            opinion=opinion,
            department=opinion.department,
            kind=kind,
            text=text,
            grounds=grounds,
            drafted_by=by,
        )
        records.create(answer, by=by)
    else:
        fields: dict[str, Any] = {"kind": kind, "text": text, "grounds": grounds}
        records.change(answer, by=by, version=version, drafted_by=by, department=opinion.department, **fields)
    _forget_answer(opinion)
    refresh(opinion, by=by)
    if opinion.department_id is not None:
        head = holder_of(opinion.department_id, RoleCode.DHEAD, RoleCode.SECH)
        _tell([head], opinion, _("声 %(number)s の答えの案を確かめてください。"))
    return answer


@transaction.atomic
def approve(opinion: Opinion, *, by: User, reason: str = "") -> None:
    """The head of the department stands by the text."""
    require(rules.can_approve(by, opinion))
    workflow.move(opinion, "approve", by=by, reason=reason)
    records.change(_answer(opinion), by=by, verb="approve", approved_by=by, approved_at=timezone.now())
    refresh(opinion, by=by)
    section = section_unit()
    if section is not None:
        person = holder_of(section.pk, RoleCode.SEC, RoleCode.SECH)
        _tell([person], opinion, _("声 %(number)s の答えが承認されました。公開してください。"))


@transaction.atomic
def send_back(opinion: Opinion, *, by: User, reason: str) -> None:
    """The text needs more work; an approval it had is gone."""
    require(rules.can_send_back(by, opinion))
    workflow.move(opinion, "send_back", by=by, reason=reason)
    records.change(_answer(opinion), by=by, verb="send_back", approved_by=None, approved_at=None)
    refresh(opinion, by=by)
    if opinion.department_id is not None:
        person = holder_of(opinion.department_id, RoleCode.LIA, RoleCode.DHEAD, RoleCode.SEC)
        _tell([person], opinion, _("声 %(number)s の答えの書き直しをお願いします。"))


@transaction.atomic
def publish(opinion: Opinion, *, by: User, reason: str = "") -> None:
    """Voice and answer side by side, for everybody."""
    require(rules.can_publish(by, opinion))
    before = opinion.visibility
    workflow.move(opinion, "publish", by=by, reason=reason, visibility=Visibility.PUBLIC, withdrawn_at=None)
    records.change(
        _answer(opinion), by=by, verb="publish", published_at=timezone.now(), visibility_before=before
    )
    _forget_answer(opinion)
    refresh(opinion, by=by)
    if opinion.group_id is not None:
        people = [one.pk for one in people_of([opinion.group_id], *GROUP)]
        _tell(people, opinion, _("声 %(number)s に市が答えました。"))


@transaction.atomic
def undo(opinion: Opinion, *, by: User, reason: str = "") -> None:
    """Take the publication back as if it had not been; only for the first minutes."""
    require(rules.can_undo(by, opinion))
    answer = _answer(opinion)
    if answer.published_at is None or timezone.now() > rules.undo_until(answer.published_at):
        raise Refused(_("元に戻せる時間が過ぎました。理由を書いて取り下げてください。"))
    workflow.move(opinion, "undo", by=by, reason=reason, visibility=answer.visibility_before)
    records.change(answer, by=by, verb="undo", published_at=None, visibility_before="")
    _forget_answer(opinion)
    refresh(opinion, by=by)


@transaction.atomic
def withdraw(opinion: Opinion, *, by: User, reason: str) -> None:
    """Voice and answer are no longer shown; their address says that they were."""
    require(rules.can_withdraw(by, opinion))
    now = timezone.now()
    answer = _answer(opinion)
    workflow.move(opinion, "withdraw", by=by, reason=reason, visibility=Visibility.PARTIES, withdrawn_at=now)
    records.change(
        answer,
        by=by,
        verb="withdraw",
        reason=reason,
        withdrawn_at=now,
        withdrawn_reason=reason,
        is_current=False,
    )
    _forget_answer(opinion)
    refresh(opinion, by=by)


@transaction.atomic
def answer_again(opinion: Opinion, *, by: User, reason: str = "") -> None:
    require(rules.can_answer_again(by, opinion))
    workflow.move(opinion, "answer_again", by=by, reason=reason, due_on=answer_due())
    refresh(opinion, by=by)


@transaction.atomic
def follow_up(opinion: Opinion, *, by: User, due_on: date | None = None, reason: str = "") -> None:
    """Look again later whether what was answered came about."""
    require(rules.can_follow_up(by, opinion))
    workflow.move(opinion, "follow_up", by=by, reason=reason, due_on=due_on or follow_up_due())
    refresh(opinion, by=by)


@transaction.atomic
def finish(opinion: Opinion, *, by: User, follow_up_note: str) -> None:
    """What became of it, in a line for everybody."""
    require(rules.can_finish(by, opinion))
    workflow.move(opinion, "finish", by=by, follow_up_note=follow_up_note)
    refresh(opinion, by=by)


def _answer(opinion: Opinion) -> Answer:
    answer = opinion.answer
    if answer is None:
        raise Refused(_("この声には、まだ答えの案がありません。"))
    return answer


def _forget_answer(opinion: Opinion) -> None:
    opinion.__dict__.pop("current_answers", None)


def _tell(person_ids: list[int] | list[int | None], opinion: Opinion, text: str) -> None:
    outbox.notify(
        person_ids,
        text=text % {"number": opinion.number},
        address=opinion.get_absolute_url(),
        key=f"opinion-{opinion.pk}-{opinion.state}-{opinion.version}",
    )
