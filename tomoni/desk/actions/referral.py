"""What a department does with a consultation put to it, and what the desk does with the referral."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import outbox, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.people import Person
from tomoni.desk import keeping, rules
from tomoni.desk.actions import lesson as lessons
from tomoni.desk.actions import thread
from tomoni.desk.models import Consultation, Referral, Side
from tomoni.desk.states import ON_THE_CASE, ConsultationState, ReferralState
from tomoni.directory.models import Actor, people_of, section_unit
from tomoni.directory.roles import RoleCode

RETURNS_TO_HEAD = 2
"""So many departments say it is not theirs: then the head of the section decides."""


@transaction.atomic
def reply(
    referral: Referral, *, by: User, body: str, attachments: Sequence["UploadedFile[Any]"] = ()
) -> None:
    """The department's first word to the asker; the first of all opens the dialogue."""
    require(rules.can_reply(by, referral), who=_("照会された課の人が行えます。"))
    consultation = _locked(referral)
    workflow.move(referral, "reply", by=by, ended_at=timezone.now())
    made = thread.say(consultation, body, side=Side.DEPARTMENT, by=by, author=by, unit=referral.department)
    thread.attach(consultation, attachments, side=Side.DEPARTMENT, by=by, message=made)
    _follow(consultation, ConsultationState.IN_DIALOGUE, "begin_dialogue", by=by)
    lessons.teach(referral, by=by)
    keeping.hold_referral(referral)
    keeping.spoken(consultation, event=f"message:{made.pk}")
    keeping.tell_desk(
        consultation,
        _("相談（%(number)s）に%(unit)sが返事を書きました。")
        % {"number": consultation.number, "unit": referral.department},
        event=f"replied:{referral.pk}",
        by=by,
    )


@transaction.atomic
def give_back(referral: Referral, *, by: User, likely_owner: Actor | None, return_reason: str = "") -> None:
    """Not ours: whoever says so names whose it probably is."""
    require(rules.can_give_back(by, referral), who=_("照会された課の協働推進員か課長が行えます。"))
    consultation = _locked(referral)
    if likely_owner is None or likely_owner.pk == referral.department_id:
        raise ValidationError({"likely_owner": _("担当と思われる、ほかの課を選んでください。")})
    workflow.move(
        referral,
        "give_back",
        by=by,
        ended_at=timezone.now(),
        likely_owner=likely_owner,
        return_reason=return_reason,
    )
    keeping.hold_referral(referral)
    _none_left(consultation, by=by)
    returned = consultation.referrals.filter(state=ReferralState.RETURNED).count()
    if returned >= RETURNS_TO_HEAD and not consultation.is_escalated:
        _escalate(consultation)
    keeping.keep(consultation)
    keeping.tell_desk(
        consultation,
        _("相談（%(number)s）を%(unit)sが差し戻しました。担当と思われる課：%(owner)s")
        % {"number": consultation.number, "unit": referral.department, "owner": likely_owner},
        event=f"returned:{referral.pk}",
        by=by,
    )


@transaction.atomic
def recall(referral: Referral, *, by: User) -> None:
    """The desk takes the question back."""
    require(rules.can_recall(by, referral), who=_("協働の担当課が行えます。"))
    consultation = _locked(referral)
    workflow.move(referral, "recall", by=by, ended_at=timezone.now())
    keeping.hold_referral(referral)
    _none_left(consultation, by=by)
    keeping.keep(consultation)
    keeping.tell_department(
        referral,
        _("相談（%(number)s）の照会は取りやめになりました。") % {"number": consultation.number},
        event="recalled",
    )


@transaction.atomic
def remind(referral: Referral, *, by: Person, today: date) -> bool:
    """Ask again; once a day at most. Says whether anybody was asked."""
    if isinstance(by, User):
        require(rules.can_remind(by, referral), who=_("協働の担当課が行えます。"))
    if referral.state != ReferralState.SENT:
        raise Refused(_("この照会はもう終わっています。"))
    if referral.reminded_on == today:
        return False
    records.change(referral, by=by, verb="remind", reminded_on=today)
    keeping.tell_department(
        referral,
        _("相談（%(number)s）への返事の期限は%(due)sです。")
        % {"number": referral.consultation.number, "due": referral.due_on.isoformat()},
        event=f"remind:{today}",
    )
    return True


@transaction.atomic
def set_due(referral: Referral, *, by: User, due_on: date, version: int | None = None) -> None:
    """Give a department longer, or less; the other referrals keep theirs."""
    require(rules.can_set_due(by, referral), who=_("協働の担当課が行えます。"))
    if referral.state != ReferralState.SENT:
        raise Refused(_("この照会はもう終わっています。"))
    records.change(referral, by=by, verb="set_due", version=version, due_on=due_on)
    keeping.hold_referral(referral)
    keeping.keep(referral.consultation)


def _locked(referral: Referral) -> Consultation:
    """Lock the consultation first, then read the referral anew: two replies at once take turns."""
    consultation = referral.consultation
    keeping.lock(consultation)
    referral.refresh_from_db(fields=["state", "version", "due_on"])
    return consultation


def _none_left(consultation: Consultation, *, by: Person) -> None:
    """No department has it any more: the desk decides again."""
    if not consultation.referrals.filter(state__in=ON_THE_CASE).exists():
        _follow(consultation, ConsultationState.TRIAGED, "back_to_desk", by=by)


def _follow(consultation: Consultation, target: ConsultationState, move: str, *, by: Person) -> None:
    """The consultation follows its referrals; one that stands still does so when it is moved again."""
    if consultation.state == ConsultationState.REFERRED:
        workflow.move(consultation, move, by=by, last_word_at=timezone.now())
    elif (
        consultation.state == ConsultationState.STALLED
        and consultation.state_before_stall == ConsultationState.REFERRED
    ):
        records.change(consultation, by=by, verb="follow", state_before_stall=target)


def _escalate(consultation: Consultation) -> None:
    """To the head of the section."""
    Consultation.objects.filter(pk=consultation.pk).update(is_escalated=True)
    consultation.is_escalated = True
    section = section_unit()
    heads = people_of([section.pk], RoleCode.SECH) if section else []
    if heads:
        keeping.keep(consultation, person_id=heads[0].pk)
    outbox.notify(
        [one.pk for one in heads],
        text=_("相談（%(number)s）が2つの課から差し戻されました。どの課が担当するかを決めてください。")
        % {"number": consultation.number},
        address=consultation.get_absolute_url(),
        key=f"consultation:{consultation.pk}:escalated",
    )
