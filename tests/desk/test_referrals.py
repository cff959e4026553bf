"""Referrals: who sees them, each with a date and a life of its own."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import ownership
from tomoni.core.audit import history
from tomoni.core.errors import Refused
from tomoni.core.outbox import Notice
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import referral as actions
from tomoni.desk.actions import thread
from tomoni.desk.models import Consultation, Referral
from tomoni.desk.states import ConsultationState, ReferralState
from tomoni.directory.models import Actor, Role
from tomoni.directory.roles import RoleCode

S = ConsultationState


def referred(people: People, *departments: Actor) -> tuple[Consultation, list[Referral]]:
    consultation = make.consultation(S.TRIAGED)
    return consultation, consultations.refer(consultation, by=people.sec, departments=departments)


@pytest.mark.parametrize("who", ["sec", "sech", "cen", "other_lia", "grep", "mem", "adm", "nobody"])
def test_only_the_department_asked_may_reply(people: People, who: str) -> None:
    _, [referral] = referred(people, people.parks)
    with pytest.raises(PermissionDenied):
        actions.reply(referral, by=getattr(people, who), body="できます。")
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT


@pytest.mark.parametrize("who", ["sec", "cen", "other_lia", "dept", "grep", "adm", "nobody"])
def test_only_its_liaison_officer_or_head_gives_a_referral_back(people: People, who: str) -> None:
    _, [referral] = referred(people, people.parks)
    with pytest.raises(PermissionDenied):
        actions.give_back(referral, by=getattr(people, who), likely_owner=people.section)


@pytest.mark.parametrize("who", ["cen", "lia", "dhead", "grep", "adm", "nobody"])
def test_only_the_section_takes_a_referral_back(people: People, who: str) -> None:
    _, [referral] = referred(people, people.parks)
    with pytest.raises(PermissionDenied):
        actions.recall(referral, by=getattr(people, who))


def test_giving_back_names_another_department(people: People) -> None:
    _, [referral] = referred(people, people.parks)
    for owner in (None, people.parks):
        with pytest.raises(ValidationError):
            actions.give_back(referral, by=people.lia, likely_owner=owner)
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT


def test_the_same_department_is_not_asked_twice_at_once(people: People) -> None:
    consultation, _ = referred(people, people.parks)
    with pytest.raises(ValidationError):
        consultations.refer_more(consultation, by=people.sec, departments=[people.parks])
    assert consultation.referrals.count() == 1


@time_machine.travel("2026-11-20 10:00:00+09:00")
def test_each_department_has_ten_business_days(people: People) -> None:
    _, [referral] = referred(people, people.parks)
    # 23 November is a holiday.
    assert referral.due_on == date(2026, 12, 7)
    case = ownership.case_of(referral)
    assert case is not None
    assert (case.person_id, case.unit_id, case.due_on) == (people.lia.pk, people.parks.pk, date(2026, 12, 7))


def test_the_first_reply_opens_the_dialogue_while_another_department_may_be_late(people: People) -> None:
    roads = make.department("道路管理課二")
    consultation, [parks, road] = referred(people, people.parks, roads)
    actions.set_due(road, by=people.sec, due_on=timezone.localdate() - timedelta(days=1))
    actions.reply(parks, by=people.lia, body="月に一度ならできます。")
    consultation.refresh_from_db()
    road.refresh_from_db()
    assert consultation.state == S.IN_DIALOGUE
    assert (road.state, road.is_late(timezone.localdate())) == (ReferralState.SENT, True)
    assert ownership.case_of(parks) is None
    assert ownership.case_of(road) is not None
    assert consultation.messages.get().unit == people.parks


def test_a_second_reply_to_the_same_referral_is_refused(people: People) -> None:
    _, [referral] = referred(people, people.parks)
    actions.reply(referral, by=people.lia, body="できます。")
    with pytest.raises(Refused):
        actions.reply(referral, by=people.dhead, body="できます。")


def test_after_its_reply_the_department_goes_on_writing_and_before_it_does_not(people: People) -> None:
    consultation, [referral] = referred(people, people.parks)
    with pytest.raises(PermissionDenied):
        thread.write(consultation, by=people.dept, body="先に一言")
    actions.reply(referral, by=people.lia, body="できます。")
    consultation = Consultation.objects.get(pk=consultation.pk)
    thread.write(consultation, by=people.dept, body="道具もお貸しします。")
    assert consultation.messages.count() == 2


def test_when_nobody_has_it_any_more_the_desk_decides_again(people: People) -> None:
    consultation, [referral] = referred(people, people.parks)
    roads = make.department("道路整備課")
    actions.give_back(referral, by=people.lia, likely_owner=roads, return_reason="歩道の上です。")
    consultation.refresh_from_db()
    assert consultation.state == S.TRIAGED
    assert not consultation.is_escalated


def returned_twice(people: People) -> Consultation:
    consultation, [first] = referred(people, people.parks)
    roads = make.department("道路整備課")
    make.role(people.other_lia, roads, RoleCode.LIA)
    actions.give_back(first, by=people.lia, likely_owner=roads)
    consultation.refresh_from_db()
    [second] = consultations.refer(consultation, by=people.sec, departments=[roads])
    actions.give_back(second, by=people.other_lia, likely_owner=people.parks)
    return Consultation.objects.get(pk=consultation.pk)


def test_after_two_returns_the_section_may_no_longer_decide(people: People) -> None:
    consultation = returned_twice(people)
    other = make.department("みどり課")
    with pytest.raises(PermissionDenied):
        consultations.refer(consultation, by=people.sec, departments=[other])
    with pytest.raises(PermissionDenied):
        consultations.answer(consultation, by=people.sec, body="お答えします。")
    with pytest.raises(PermissionDenied):
        consultations.decline(consultation, by=people.sec, scope_reason="profit", body="お受けできません。")
    with pytest.raises(PermissionDenied):
        consultations.hand_over(consultation, by=people.sec, person=people.sec)
    assert consultations.refer(consultation, by=people.sech, departments=[other])


def test_when_the_head_hands_it_back_the_section_decides_again(people: People) -> None:
    consultation = returned_twice(people)
    consultations.hand_over(consultation, by=people.sech, person=people.sec)
    consultation = Consultation.objects.get(pk=consultation.pk)
    assert not consultation.is_escalated
    assert consultations.refer(consultation, by=people.sec, departments=[make.department("みどり課")])


def test_without_a_head_the_section_decides(people: People) -> None:
    consultation = returned_twice(people)
    Role.objects.filter(person=people.sech).delete()
    assert consultations.refer(consultation, by=people.sec, departments=[make.department("みどり課")])


def test_two_returns_go_to_the_head_of_the_section(people: People) -> None:
    consultation, [first] = referred(people, people.parks)
    roads = make.department("道路整備課")
    make.role(people.other_lia, roads, RoleCode.LIA)
    actions.give_back(first, by=people.lia, likely_owner=roads)
    consultation.refresh_from_db()
    [second] = consultations.refer(consultation, by=people.sec, departments=[roads])
    actions.give_back(second, by=people.other_lia, likely_owner=people.parks)
    consultation.refresh_from_db()
    case = ownership.case_of(consultation)
    assert consultation.is_escalated
    assert case is not None
    assert case.person_id == people.sech.pk
    assert Notice.objects.of(people.sech.pk).filter(text__contains="2つの課").exists()


def test_a_department_that_gave_its_referral_back_no_longer_sees_the_consultation(people: People) -> None:
    consultation, [referral] = referred(people, people.parks)
    assert Consultation.objects.visible_to(people.lia).filter(pk=consultation.pk).exists()
    actions.give_back(referral, by=people.lia, likely_owner=people.section)
    assert not Consultation.objects.visible_to(people.lia).exists()
    assert Referral.objects.visible_to(people.lia).filter(pk=referral.pk).exists()


def test_a_reply_while_it_stands_still_leaves_the_reason_to_be_given(people: People) -> None:
    consultation, [referral] = referred(people, people.parks)
    consultations.stall(consultation)
    actions.reply(referral, by=people.lia, body="おそくなりました。")
    consultation.refresh_from_db()
    assert (consultation.state, consultation.state_before_stall) == (S.STALLED, S.IN_DIALOGUE)
    consultations.resume(consultation, by=people.lia, stall_reason="workload")
    consultation.refresh_from_db()
    assert consultation.state == S.IN_DIALOGUE


def test_urging_happens_once_a_day(people: People) -> None:
    _, [referral] = referred(people, people.parks)
    today = timezone.localdate()
    assert actions.remind(referral, by=people.sec, today=today)
    assert not actions.remind(referral, by=people.sec, today=today)
    assert Notice.objects.of(people.lia.pk).filter(text__contains="期限").count() == 1


def test_a_department_cannot_change_its_own_date(people: People) -> None:
    _, [referral] = referred(people, people.parks)
    with pytest.raises(PermissionDenied):
        actions.set_due(referral, by=people.lia, due_on=timezone.localdate() + timedelta(days=90))


def test_the_first_reply_is_logged_as_begin_dialogue(people: People) -> None:
    consultation, [referral] = referred(people, people.parks)
    actions.reply(referral, by=people.lia, body="できます。")
    assert "consultation.begin_dialogue" in history(consultation).values_list("verb", flat=True)


def test_the_last_return_is_logged_as_back_to_desk(people: People) -> None:
    consultation, [referral] = referred(people, people.parks)
    actions.give_back(referral, by=people.lia, likely_owner=people.section)
    assert "consultation.back_to_desk" in history(consultation).values_list("verb", flat=True)
