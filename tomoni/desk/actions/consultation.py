"""The moves of a consultation. Nothing a person wrote goes into a move's reason: the log is not encrypted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core import audit, outbox, ownership, records, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.people import SYSTEM, Person
from tomoni.desk import keeping, rules
from tomoni.desk.actions import lesson as lessons
from tomoni.desk.actions import thread
from tomoni.desk.models import Consultation, LinkHolder, Referral
from tomoni.desk.states import (
    ConsultationState,
    Outcome,
    ReferralState,
    ScopeReason,
    StallReason,
)
from tomoni.directory.models import Actor, Role
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.seeds import actions as seeds
from tomoni.seeds.models import Seed

_SECTION_ONLY = gettext_lazy("協働の担当課が行えます。")
_DESK_ONLY = gettext_lazy("協働の担当課とサポートセンターが行えます。")


@transaction.atomic
def triage(consultation: Consultation, *, by: User, **screening: Any) -> None:
    require(rules.can_triage(by, consultation), who=str(_DESK_ONLY))
    keeping.lock(consultation)
    workflow.move(consultation, "triage", by=by, last_word_at=timezone.now(), **screening)
    keeping.keep(consultation, person_id=by.pk)
    keeping.tell_asker(consultation, event=f"state:{consultation.version}")


@transaction.atomic
def screen(consultation: Consultation, *, by: User, version: int | None = None, **screening: Any) -> None:
    """Correct what was ticked while sorting."""
    require(rules.can_screen(by, consultation), who=str(_DESK_ONLY))
    if consultation.is_done:
        raise Refused(_("終わった相談の整理は直せません。"))
    records.change(consultation, by=by, verb="screen", version=version, **screening)


@transaction.atomic
def refer(consultation: Consultation, *, by: User, **asked: Any) -> list[Referral]:
    require(rules.can_refer(by, consultation), who=str(_SECTION_ONLY))
    return _refer(consultation, "refer", by=by, **asked)


@transaction.atomic
def refer_more(consultation: Consultation, *, by: User, **asked: Any) -> list[Referral]:
    require(rules.can_refer_more(by, consultation), who=str(_SECTION_ONLY))
    return _refer(consultation, "refer_more", by=by, **asked)


def _refer(
    consultation: Consultation,
    move: str,
    *,
    by: User,
    departments: Sequence[Actor],
    question: str = "",
    days: int | None = None,
) -> list[Referral]:
    keeping.lock(consultation)
    if not consultation.share_departments:
        raise Refused(
            _("相談した人が担当課への共有に同意していません。同意を確かめて「共有の同意」を直してください。")
        )
    if not departments:
        raise ValidationError({"departments": _("照会する課を選んでください。")})
    local = consultation.jurisdiction.local
    due_on = local.due(days or local.referral_days, after=timezone.localdate())
    target = ConsultationState.REFERRED if move == "refer" else consultation.state
    workflow.move(consultation, move, by=by, to=target, last_word_at=timezone.now(), is_escalated=False)
    made = [
        records.create(
            Referral(
                jurisdiction=consultation.jurisdiction,
                consultation=consultation,
                department=department,
                question=question,
                due_on=due_on,
            ),
            by=by,
            verb="referral.send",
        )
        for department in departments
    ]
    for referral in made:
        keeping.hold_referral(referral)
        keeping.tell_department(
            referral,
            _("相談（%(number)s）の照会が届きました。") % {"number": consultation.number},
            event="sent",
        )
    keeping.keep(consultation)
    keeping.tell_asker(consultation, event=f"state:{consultation.version}")
    return made


@transaction.atomic
def answer(consultation: Consultation, *, by: User, body: str) -> None:
    require(rules.can_answer(by, consultation), who=str(_DESK_ONLY))
    keeping.lock(consultation)
    workflow.move(consultation, "answer", by=by, is_escalated=False)
    _final_word(consultation, by=by, body=body)


@transaction.atomic
def decline(consultation: Consultation, *, by: User, scope_reason: ScopeReason | str, body: str) -> None:
    require(rules.can_decline(by, consultation), who=str(_SECTION_ONLY))
    keeping.lock(consultation)
    workflow.move(
        consultation,
        "decline",
        by=by,
        reason=str(ScopeReason(scope_reason).label),
        scope_reason=scope_reason,
        closed_at=timezone.now(),
        is_escalated=False,
    )
    _final_word(consultation, by=by, body=body)


def _final_word(consultation: Consultation, *, by: User, body: str) -> None:
    if not body.strip():
        raise ValidationError({"body": _("回答を入力してください。")})
    side, unit = thread.place_of(consultation, by=by)
    made = thread.say(consultation, body, side=side, by=by, author=by, unit=unit, is_answer=True)
    lessons.read(consultation, by=by)
    keeping.spoken(consultation, event=f"message:{made.pk}")


@transaction.atomic
def seed(
    consultation: Consultation, *, by: User, kind: str, title: str, what: str, actor: Actor | None = None
) -> Seed:
    """A need or an offer grew out of it. The draft's words are written anew: nothing confidential goes along by itself."""
    require(
        rules.can_seed(by, consultation),
        who=_("協働の担当課・サポートセンター・協働推進員・団体の代表が行えます。"),
    )
    keeping.lock(consultation)
    thing = things.get(consultation)
    made = seeds.create(Seed(kind=kind, title=title, what=what, actor=actor), by=by, cause=thing)
    workflow.move(
        consultation, "seed", by=by, closed_at=timezone.now(), last_word_at=timezone.now(), is_escalated=False
    )
    _end(consultation, by=by)
    return made


@transaction.atomic
def close(
    consultation: Consultation,
    *,
    by: User | LinkHolder,
    outcome: Outcome | str,
    satisfaction: int | None = None,
) -> None:
    require(
        rules.can_close(by, consultation), who=_("協働の担当課・サポートセンター・相談した人が行えます。")
    )
    keeping.lock(consultation)
    fields: dict[str, Any] = {"outcome": outcome, "closed_at": timezone.now(), "is_escalated": False}
    if satisfaction is not None and rules.speaks_for_asker(by, consultation):
        fields["satisfaction"] = satisfaction
    workflow.move(consultation, "close", by=by, reason=str(Outcome(outcome).label), **fields)
    _end(consultation, by=by)


@transaction.atomic
def withdraw(consultation: Consultation, *, by: User | LinkHolder) -> None:
    """The one who asked no longer needs it."""
    require(rules.can_withdraw(by, consultation), who=_("相談した人が行えます。"))
    keeping.lock(consultation)
    workflow.move(
        consultation,
        "withdraw",
        by=by,
        outcome=Outcome.WITHDRAWN,
        closed_at=timezone.now(),
        state_before_stall="",
        is_escalated=False,
    )
    _end(consultation, by=by)


def _end(consultation: Consultation, *, by: User | LinkHolder) -> None:
    """Nobody is left waiting: open referrals end with the consultation."""
    ended = _("相談（%(number)s）は終わりました。") % {"number": consultation.number}
    for referral in consultation.referrals.filter(state=ReferralState.SENT):
        workflow.move(referral, "recall", by=by, ended_at=timezone.now())
        keeping.hold_referral(referral)
        keeping.tell_department(referral, ended, event="ended")
    lessons.settle(consultation, by=by)
    keeping.tell_desk(
        consultation,
        ended,
        event=f"state:{consultation.version}",
        by=by,
    )
    keeping.keep(consultation)
    keeping.tell_asker(consultation, event=f"state:{consultation.version}")


@transaction.atomic
def rate(consultation: Consultation, *, by: User | LinkHolder, satisfaction: int) -> None:
    """How the asker found it, once it is over."""
    require(rules.can_rate(by, consultation), who=_("相談した人が行えます。"))
    if not consultation.is_done:
        raise Refused(_("満足度は、相談が終わってから選べます。"))
    records.change(consultation, by=by, verb="rate", satisfaction=satisfaction)


@transaction.atomic
def stall(consultation: Consultation, *, by: Person = SYSTEM, last: date | None = None) -> bool:
    """By the clock: too long without a word to the asker or a move. False if one came after the day `last` by now."""
    keeping.lock(consultation)
    if last is not None and timezone.localdate(consultation.last_word_at) > last:
        return False
    workflow.move(consultation, "stall", by=by, state_before_stall=consultation.state, stall_reason="")
    keeping.keep(consultation)
    keeping.tell_desk(
        consultation,
        _("相談（%(number)s）が止まっています。理由を確かめて動かしてください。")
        % {"number": consultation.number},
        event=f"state:{consultation.version}",
    )
    return True


@transaction.atomic
def resume(consultation: Consultation, *, by: User, stall_reason: StallReason | str) -> None:
    """Back to where it was; why it stood still is kept as a code."""
    require(
        rules.can_resume(by, consultation), who=_("協働の担当課・サポートセンター・協働推進員が行えます。")
    )
    keeping.lock(consultation)
    workflow.move(
        consultation,
        "resume",
        by=by,
        to=consultation.state_before_stall or ConsultationState.RECEIVED,
        reason=str(StallReason(stall_reason).label),
        stall_reason=stall_reason,
        state_before_stall="",
        last_word_at=timezone.now(),
    )
    keeping.keep(consultation)


@transaction.atomic
def reopen(consultation: Consultation, *, by: User | LinkHolder) -> None:
    require(rules.can_reopen(by, consultation), who=_("協働の担当課と相談した人が行えます。"))
    keeping.lock(consultation)
    until = consultation.may_reopen_until()
    if until is not None and until < timezone.localdate():
        raise Refused(
            _("終結してから%(days)s日を過ぎたため、ひらき直せません。新しく相談してください。")
            % {"days": consultation.jurisdiction.local.reopen_days}
        )
    workflow.move(
        consultation,
        "reopen",
        by=by,
        closed_at=None,
        outcome="",
        satisfaction=None,
        scope_reason="",
        last_word_at=timezone.now(),
    )
    lessons.take_back(consultation, by=by)
    keeping.keep(consultation)
    keeping.tell_desk(
        consultation,
        _("相談（%(number)s）がもう一度ひらかれました。") % {"number": consultation.number},
        event=f"state:{consultation.version}",
        by=by,
    )


@transaction.atomic
def hand_over(consultation: Consultation, *, by: User, person: User) -> None:
    require(rules.can_hand_over(by, consultation), who=str(_DESK_ONLY))
    case = ownership.case_of(consultation)
    if case is None or case.unit_id is None:
        raise Refused(_("終わった相談は引き継げません。"))
    holds = Role.objects.today().filter(person=person, actor_id=case.unit_id)
    if not holds.filter(code__in=(*SECTION, RoleCode.CEN)).exists():
        raise ValidationError({"person": _("この相談の窓口で仕事をしている人を選んでください。")})
    before = case.person_id
    ownership.take_over(case, by=by, person_id=person.pk)
    if consultation.is_escalated and not rules.is_head(person):
        # The head hands it back: the section decides again.
        records.change(consultation, by=by, verb="hand_back", is_escalated=False)
    # On the consultation too: the case goes when the work is done, the history stays.
    audit.record(
        "hand_over", consultation, by=by, before={"person_id": before}, after={"person_id": person.pk}
    )
    outbox.notify(
        [person.pk],
        text=_("相談（%(number)s）の担当になりました。") % {"number": consultation.number},
        address=consultation.get_absolute_url(),
        key=f"consultation:{consultation.pk}:hand_over:{case.pk}:{timezone.now().timestamp()}",
    )


@transaction.atomic
def share(
    consultation: Consultation,
    *,
    by: User | LinkHolder,
    share_departments: bool,
    share_centre: bool,
    version: int | None = None,
) -> None:
    """Change what the asker agrees to. Departments that already know keep what they were asked."""
    require(rules.can_share(by, consultation))
    if consultation.is_done:
        raise Refused(_("終わった相談の共有は変えられません。"))
    records.change(
        consultation,
        by=by,
        verb="share",
        version=version,
        share_departments=share_departments,
        share_centre=share_centre,
    )
    if not share_departments:
        lessons.read(consultation, by=by)
    keeping.keep(consultation)
