"""Several people at the same moment: one winner for each move, one row for each form, no number twice and none left out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import make
from tests.at_once import together
from tests.desk.test_public_pages import filled
from tests.people import People
from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import entry
from tomoni.desk.actions import referral as referrals
from tomoni.desk.models import Consultation, Referral
from tomoni.desk.states import ConsultationState
from tomoni.directory.roles import RoleCode

S = ConsultationState
Crowded = tuple[Jurisdiction, People]
FROM: dict[str, tuple[str, dict[str, object]]] = {
    "triage": (S.RECEIVED, {}),
    "answer": (S.TRIAGED, {"body": "答え"}),
    "decline": (S.TRIAGED, {"scope_reason": "profit", "body": "答え"}),
    "seed": (S.IN_DIALOGUE, {"kind": "need", "title": "種", "what": "人手"}),
    "close": (S.ANSWERED, {"outcome": "advice"}),
    "withdraw": (S.RECEIVED, {}),
    "resume": (S.STALLED, {"stall_reason": "money"}),
    "reopen": (S.CLOSED, {}),
    "stall": (S.TRIAGED, {}),
}


def fresh(consultation: Consultation) -> Consultation:
    """As each of two people read it before they pressed the button."""
    return Consultation.objects.select_related("jurisdiction", "asker", "received_by").get(pk=consultation.pk)


@pytest.mark.parametrize("move", sorted(FROM))
def test_of_two_who_make_the_same_move_one_wins(crowded: Crowded, move: str) -> None:
    city, people = crowded
    state, given = FROM[move]
    who: User = people.grep if move == "withdraw" else people.sec
    with scope(city):
        made = make.consultation(state, asker=people.gardeners)
        before = audit.history(made).count()
        acts = [_act(getattr(consultations, move), fresh(made), by=who, **given) for _one in range(2)]
        assert together(city, *acts) == ["done", "refused"]
        moved = audit.history(made).filter(verb=f"consultation.{move}")
        assert moved.count() == 1
        assert audit.history(made).count() == before + 1
        assert made.messages.count() == (1 if move in ("answer", "decline") else 0)


def _act(verb: Callable[..., object], thing: object, **given: object) -> Callable[[], object]:
    return lambda: verb(thing, **given)


@pytest.mark.parametrize("first", ["answer", "decline"])
def test_of_two_different_ends_one_is_reached(crowded: Crowded, first: str) -> None:
    city, people = crowded
    with scope(city):
        made = make.consultation(S.TRIAGED)
        acts = [
            _act(getattr(consultations, first), fresh(made), by=people.sec, **FROM[first][1]),
            _act(consultations.refer, fresh(made), by=people.sech, departments=[people.parks]),
        ]
        assert together(city, *acts) == ["done", "refused"]
        assert (made.referrals.count(), made.messages.count()) in ((1, 0), (0, 1))


@pytest.mark.parametrize("other", ["reply", "give_back", "recall"])
def test_a_referral_ends_one_way(crowded: Crowded, other: str) -> None:
    city, people = crowded
    given: dict[str, tuple[User, dict[str, object]]] = {
        "reply": (people.dhead, {"body": "二人めの返事"}),
        "give_back": (people.lia, {"likely_owner": people.section}),
        "recall": (people.sec, {}),
    }
    who, words = given[other]
    with scope(city):
        made = make.referral(make.consultation(S.REFERRED), people.parks)

        def read() -> Referral:
            return Referral.objects.select_related("consultation__jurisdiction", "department").get(pk=made.pk)

        acts = [
            _act(referrals.reply, read(), by=people.lia, body="返事"),
            _act(getattr(referrals, other), read(), by=who, **words),
        ]
        assert together(city, *acts) == ["done", "refused"]
        made.refresh_from_db()
        consultation = fresh(made.consultation)
        assert (made.state, consultation.state) in (
            ("replied", S.IN_DIALOGUE),
            ("returned", S.TRIAGED),
            ("withdrawn", S.TRIAGED),
        )


def test_the_last_two_departments_giving_back_at_once_bring_it_back_to_the_desk(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        made = make.consultation(S.REFERRED)
        roads = make.department("道路整備課")
        head = make.person(RoleCode.DHEAD, roads)
        for department in (people.parks, roads):
            make.referral(made, department)
        mine, theirs = Referral.objects.select_related("consultation__jurisdiction", "department").order_by(
            "id"
        )
        acts = [
            _act(referrals.give_back, mine, by=people.lia, likely_owner=roads),
            _act(referrals.give_back, theirs, by=head, likely_owner=people.parks),
        ]
        assert together(city, *acts) == ["done", "done"]
        consultation = fresh(made)
        assert (consultation.state, consultation.is_escalated) == (S.TRIAGED, True)


def test_numbers_come_without_gap_and_without_repeat(crowded: Crowded) -> None:
    city, _people = crowded

    def receive() -> object:
        return entry.receive(by=AnonymousUser(), subject="題", body="文", asker_kind="individual")

    with scope(city):
        assert together(city, *[receive] * 8) == ["done"] * 8
        assert together(city, *[receive] * 8) == ["done"] * 8
        found = sorted(Consultation.objects.values_list("serial", flat=True))
    assert found == list(range(1, 17))


def test_a_number_is_not_lost_with_a_consultation_that_was_not_stored(crowded: Crowded) -> None:
    city, _people = crowded
    with scope(city):
        with pytest.raises(Exception, match="題名|subject"):
            entry.receive(by=AnonymousUser(), subject="", body="文", asker_kind="individual")
        made = entry.receive(by=AnonymousUser(), subject="題", body="文", asker_kind="individual")
    assert made.serial == 1


def test_a_form_sent_twenty_times_at_once_makes_one_consultation(crowded: Crowded) -> None:
    city, _people = crowded
    data = {**filled(Client(), city.slug), "once": str(uuid4())}
    start = Barrier(20)

    def send(_number: int) -> tuple[int, str]:
        try:
            client = Client()
            start.wait(timeout=20)
            answer = client.post(f"/{city.slug}/consultations/new/", data)
            return answer.status_code, answer.get("Location", "")
        finally:
            connection.close()

    with time_machine.travel(timezone.now() + timedelta(seconds=30)), ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(20)))
    assert [status for status, _where in answers] == [302]
    with scope(city):
        assert Consultation.objects.count() == 1
        assert Consultation.objects.get().links.count() == 1
