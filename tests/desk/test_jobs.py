"""By the clock: what stands still, what is overdue, which links end. A second run changes nothing."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import audit, ownership
from tomoni.core.jurisdictions import scope
from tomoni.core.outbox import Notice
from tomoni.desk import jobs
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import link, thread
from tomoni.desk.models import Consultation, LinkHolder
from tomoni.desk.states import CONSULTATION, MAY_STALL, ConsultationState
from tomoni.japan.fiscal import TOKYO
from tomoni.operations.clock import BEATS

S = ConsultationState
DAY = date(2026, 12, 1)
LAST_WORD = datetime(2026, 11, 10, 16, 0, tzinfo=TOKYO)


@pytest.mark.parametrize("state", MAY_STALL)
def test_after_21_days_without_a_word_it_stands_still(people: People, state: str) -> None:
    consultation = make.consultation(state, last_word_at=LAST_WORD)
    assert jobs.stalled(DAY - timedelta(days=1)) == 0
    assert jobs.stalled(DAY) == 1
    assert jobs.stalled(DAY) == 0
    consultation.refresh_from_db()
    assert (consultation.state, consultation.state_before_stall) == (S.STALLED, state)
    assert audit.history(consultation).filter(verb="consultation.stall").count() == 1
    assert Notice.objects.of(people.sec.pk).filter(text__contains="止まっています").count() == 1


def test_a_word_said_while_the_clock_looks_counts(people: People) -> None:
    consultation = make.consultation(S.IN_DIALOGUE, last_word_at=LAST_WORD)
    seen = Consultation.objects.get(pk=consultation.pk)
    thread.write(consultation, by=people.sec, body="もう少しお待ちください。")
    assert not consultations.stall(seen, last=DAY - timedelta(days=21))
    assert Consultation.objects.get(pk=consultation.pk).state == S.IN_DIALOGUE


@pytest.mark.parametrize("state", [*CONSULTATION.closed, S.STALLED])
def test_what_is_over_does_not_stand_still(people: People, state: str) -> None:
    make.consultation(state, last_word_at=LAST_WORD)
    assert jobs.stalled(DAY) == 0


def test_a_city_may_wait_longer(people: People) -> None:
    people.section.jurisdiction.settings = {"stalled_days": 30}
    people.section.jurisdiction.save()
    make.consultation(S.TRIAGED, last_word_at=LAST_WORD)
    with scope(people.section.jurisdiction):
        assert jobs.stalled(DAY) == 0
        assert jobs.stalled(DAY + timedelta(days=9)) == 1


def test_a_word_to_the_asker_starts_the_clock_anew_and_the_askers_own_does_not(people: People) -> None:
    heard, waiting = (make.consultation(S.IN_DIALOGUE, last_word_at=LAST_WORD) for _one in range(2))
    with time_machine.travel(datetime(2026, 11, 30, 12, 0, tzinfo=TOKYO)):
        thread.write(heard, by=people.sec, body="もう少しお待ちください。")
        thread.tell(waiting, by=LinkHolder(waiting.pk), body="どうなりましたか。")
        thread.note(waiting, by=people.sec, body="課長に聞く")
    assert jobs.stalled(DAY) == 1
    waiting.refresh_from_db()
    assert waiting.state == S.STALLED


def test_what_stands_still_is_held_with_what_to_do(people: People) -> None:
    consultation = make.consultation(S.TRIAGED, last_word_at=LAST_WORD)
    jobs.stalled(DAY)
    case = ownership.case_of(consultation)
    assert case is not None
    assert case.task == "止まっている理由を確かめて動かす"
    assert case.label == consultation.number


def test_an_overdue_department_is_asked_once(people: People) -> None:
    referral = make.referral(make.consultation(S.REFERRED), people.parks, due_on=DAY - timedelta(days=1))
    make.referral(make.consultation(S.REFERRED), people.parks, due_on=DAY)
    assert jobs.remind_overdue(DAY) == 1
    assert jobs.remind_overdue(DAY) == 0
    assert jobs.remind_overdue(DAY + timedelta(days=1)) == 1
    referral.refresh_from_db()
    assert referral.reminded_on == DAY
    assert Notice.objects.of(people.lia.pk).count() == 2


def test_a_link_ends_a_year_after_the_consultation(people: People) -> None:
    consultation = make.consultation(S.CLOSED, closed_at=datetime(2025, 11, 30, 12, 0, tzinfo=TOKYO))
    open_one = make.consultation()
    for one in (consultation, open_one):
        link.issue(one, by=people.sec, once=str(one.pk))
    assert jobs.end_links(date(2026, 11, 30)) == 0
    assert jobs.end_links(DAY) == 1
    assert jobs.end_links(DAY) == 0
    assert not consultation.links.usable().exists()
    assert open_one.links.usable().exists()


def test_reopened_in_time_its_link_goes_on(people: People) -> None:
    with time_machine.travel(datetime(2026, 11, 1, 12, 0, tzinfo=TOKYO)):
        consultation = make.consultation(S.CLOSED, closed_at=timezone.now())
        link.issue(consultation, by=people.sec, once="a")
        consultations.reopen(consultation, by=people.sec)
    assert jobs.end_links(date(2028, 1, 1)) == 0
    assert Consultation.objects.get().state == S.RECEIVED


def test_the_clock_knows_all_jobs_of_the_desk() -> None:
    known = [cell.cell_contents for beat in BEATS for cell in getattr(beat.run, "__closure__", None) or ()]
    assert all(job in known for job in (jobs.stalled, jobs.remind_overdue, jobs.end_links))
