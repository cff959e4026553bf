"""Seats: never more than there are, in turn or by lot, given back and passed on; and the door."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.at_once import together
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core.audit import Event, ReadingEvent
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.outbox import Letter
from tomoni.core.people import VISITOR
from tomoni.gatherings import actions, jobs
from tomoni.gatherings.actions import reception
from tomoni.gatherings.actions import signup as signups
from tomoni.gatherings.models import Attendance, Gathering, Member, SignUp
from tomoni.gatherings.states import SIGNUP, SignUpState, State


def coming(**fields: Any) -> Gathering:
    start = timezone.now() + timedelta(days=20)
    usual = {
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "state": State.NOTIFIED,
        "visibility": "public",
        "takes_participants": True,
        "capacity": 2,
    }
    return make.gathering(**{**usual, **fields})


def ask(gathering: Gathering, role: str = "participant", **told: str) -> SignUp:
    usual = {"name": "試験 申込", "mail": f"{uuid4().hex}@example.jp"}
    return signups.sign_up(gathering, by=VISITOR, role=role, once=str(uuid4()), **{**usual, **told})


def states(gathering: Gathering) -> list[str]:
    return list(SignUp.objects.filter(gathering=gathering).order_by("pk").values_list("state", flat=True))


def test_what_takes_no_sign_ups_takes_none(people: People) -> None:
    past = timezone.now() - timedelta(hours=1)
    for fields in (
        {"takes_participants": False},
        {"state": State.PLANNING},
        {"state": State.CANCELLED},
        {"signup_until": past},
        {"starts_at": past},
    ):
        with pytest.raises(Refused):
            ask(coming(**fields))


def test_fifty_people_at_once_for_one_seat_leave_one_seated(crowded: tuple[Jurisdiction, People]) -> None:
    city, _people = crowded
    with scope(city):
        gathering = coming(capacity=1)
    ends = together(city, *[lambda: ask(gathering, mail="") for _ in range(50)])
    with scope(city):
        found = states(gathering)
    assert ends == ["done"] * 50
    assert (found.count("seated"), found.count("waiting")) == (1, 49)


def test_who_gives_back_and_who_asks_at_once_never_overbook(crowded: tuple[Jurisdiction, People]) -> None:
    city, _people = crowded
    with scope(city):
        gathering = coming(capacity=3)
        first = [ask(gathering, mail="") for _ in range(5)]
    together(
        city,
        *[lambda one=one: signups.cancel(one, by=VISITOR) for one in first[:3]],
        *[lambda: ask(gathering, mail="") for _ in range(6)],
    )
    with scope(city):
        seats = SignUp.objects.filter(gathering=gathering).seated().values_list("seat", flat=True)
        assert sorted(one for one in seats if one) == [1, 2, 3]


def test_the_database_holds_a_seat_for_one_only(people: People) -> None:
    from django.db import IntegrityError, transaction

    gathering = coming()
    first, second = ask(gathering), ask(gathering)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(pk=second.pk).update(seat=first.seat)


def test_a_seat_given_back_goes_to_the_first_who_waits(people: People) -> None:
    gathering = coming(capacity=1)
    first, second, third = ask(gathering), ask(gathering), ask(gathering)
    signups.cancel(first, by=VISITOR)
    assert states(gathering) == ["cancelled", "seated", "waiting"]
    second.refresh_from_db()
    assert second.seat == 1
    assert [one.to for one in Letter.objects.filter(key=f"signup-{second.pk}-seat")] == [second.mail]
    assert not Letter.objects.filter(key__startswith=f"signup-{third.pk}-").exists()


def test_nothing_is_given_back_twice(people: People) -> None:
    signup = ask(coming())
    signups.cancel(signup, by=VISITOR)
    with pytest.raises(Refused):
        signups.cancel(signup, by=VISITOR)


def test_more_seats_go_to_those_who_wait(people: People) -> None:
    gathering = coming(capacity=1)
    ask(gathering)
    ask(gathering)
    rows: dict[str, Any] = {"agenda": [], "attendance": [], "statements": []}
    actions.edit(gathering, by=people.sec, version=gathering.version, capacity=5, **rows)
    assert states(gathering) == ["seated", "seated"]


def test_participants_and_observers_have_seats_of_their_own(people: People) -> None:
    gathering = coming(capacity=1, takes_observers=True, observer_limit=1)
    found = [ask(gathering, role).state for role in ("participant", "observer", "observer")]
    assert found == ["seated", "seated", "waiting"]


def test_lots_are_drawn_after_the_close_and_once_only(people: People) -> None:
    gathering = coming(capacity=2, choosing="lottery", signup_until=timezone.now() + timedelta(days=1))
    for _ in range(5):
        ask(gathering)
    assert set(states(gathering)) == {"asked"}
    with pytest.raises(PermissionDenied):
        signups.draw(gathering, by=people.lia)
    with pytest.raises(Refused):
        signups.draw(gathering, by=people.sec)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert signups.draw(gathering, by=people.sec) == 2
        with pytest.raises(Refused):
            signups.draw(gathering, by=people.sec)
    assert sorted(states(gathering)) == ["seated", "seated", "waiting", "waiting", "waiting"]
    assert Letter.objects.filter(key__endswith="-draw").count() == 5
    drawn = Event.objects.filter(verb="gathering.drawn").get()
    assert sorted(drawn.after["order"]) == sorted(SignUp.objects.values_list("pk", flat=True))


def test_the_queue_and_the_seat_are_made_by_the_house_only() -> None:
    assert [one.name for one in SIGNUP.moves if one.by_clock] == ["seat", "queue"]


def test_a_change_of_date_and_a_cancellation_are_mailed_to_all_but_those_who_cancelled(
    people: People,
) -> None:
    gathering = coming(capacity=1)
    kept, waiting, gone = ask(gathering), ask(gathering), ask(gathering)
    signups.cancel(gone, by=VISITOR)
    actions.cancel(gathering, by=people.sec, reason="台風のためです。")
    told = Letter.objects.filter(key__endswith="-cancelled").values_list("to", flat=True)
    assert set(told) == {kept.mail, waiting.mail}


def test_who_signed_up_lies_encrypted_and_is_forgotten_in_time(people: People) -> None:
    from django.db import connection

    signup = ask(coming(), name="申込 花子")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, mail FROM gatherings_signup")
        assert not any("花子" in value or "@" in value for value in cursor.fetchone())
    assert "花子" not in str(list(Event.objects.values()))
    assert jobs.forget_signups(timezone.localdate()) == 0
    with time_machine.travel(signup.gathering.ends_at + timedelta(days=91)):
        assert jobs.forget_signups(timezone.localdate()) == 1
        assert jobs.forget_signups(timezone.localdate()) == 0
    kept = SignUp.objects.get()
    assert (kept.name, kept.mail, kept.seat) == ("", "", 1)


# The pages


def form(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(stamp|once)" value="([^"]+)"', page))


def address_of(city: Jurisdiction, gathering: Gathering, role: str = "participant") -> str:
    return reverse("gatherings:sign_up", args=[city.slug, gathering.pk, role])


def sent(client: Client, address: str, **told: str) -> Any:
    """Filled in by a person, who needs more than a moment."""
    hidden = form(client, address)
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        return client.post(address, {**hidden, "name": "申込 花子", "mail": "hanako@example.jp", **told})


def test_anybody_signs_up_without_an_account_and_comes_back_by_the_link(
    city: Jurisdiction, people: People, client: Client
) -> None:
    cache.clear()
    gathering = coming()
    address = address_of(city, gathering)
    answer = sent(client, address)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "席があります" in text_of(page)
    assert page["Cache-Control"] == "private, no-store"
    signup = SignUp.objects.get()
    assert (signup.state, signup.name) == (SignUpState.SEATED, "申込 花子")
    assert answer["Location"] in Letter.objects.get().body
    client.post(f"{answer['Location']}give-back/")
    signup.refresh_from_db()
    assert signup.state == SignUpState.CANCELLED


def test_a_form_sent_twice_asks_once(city: Jurisdiction, people: People, client: Client) -> None:
    cache.clear()
    address = address_of(city, coming())
    told = {**form(client, address), "name": "申込 花子"}
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        first, second = client.post(address, told), client.post(address, told)
    assert first["Location"] == second["Location"]
    assert SignUp.objects.count() == 1


def test_machines_and_empty_names_are_sent_back(city: Jurisdiction, people: People, client: Client) -> None:
    cache.clear()
    address = address_of(city, coming())
    for wrong in ({"website": "x"}, {"name": ""}, {"stamp": "forged"}, {"mail": "だれか"}):
        assert sent(client, address, **wrong).status_code == 422
    assert not SignUp.objects.exists()


def test_what_cannot_be_signed_up_for_has_no_page(city: Jurisdiction, people: People, client: Client) -> None:
    gathering = coming(takes_observers=False)
    for address in (address_of(city, gathering, "observer"), address_of(city, gathering, "king")):
        assert client.get(address).status_code == 404
    hidden = coming(visibility="parties")
    assert client.get(address_of(city, hidden)).status_code == 404
    assert client.get(reverse("gatherings:signed_up", args=[city.slug, "unknown"])).status_code == 404


def test_after_the_close_the_page_says_so(city: Jurisdiction, people: People, client: Client) -> None:
    gathering = coming(signup_until=timezone.now() - timedelta(hours=1))
    page = client.get(address_of(city, gathering))
    assert "受付は終わっています" in text_of(page)
    assert 'name="name"' not in page.content.decode()


def test_the_list_is_for_those_who_run_it_and_each_look_is_logged(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    gathering = coming()
    ask(gathering, name="申込 花子")
    address = reverse("gatherings:reception", args=[city.slug, gathering.pk])
    for person in (people.lia, people.grep, people.cen):
        assert browse(person).get(address).status_code == 403
    assert "申込 花子" in text_of(browse(people.sec).get(address))
    assert ReadingEvent.objects.filter(object_id=gathering.pk).count() == 1
    export = browse(people.sec).get(address + "?format=csv")
    assert (
        "申込 花子" in b"".join(export).decode("utf-8-sig") if export.streaming else export.content.decode()
    )


def test_the_door_knows_people_by_their_code(city: Jurisdiction, people: People, browse: Browse) -> None:
    cache.clear()
    gathering = coming()
    link = sent(browse(people.nobody), address_of(city, gathering))["Location"]
    for person in (people.lia, people.grep):
        assert browse(person).get(f"{link}door/").status_code == 404
    door = browse(people.sec)
    assert "申込 花子" in text_of(door.get(f"{link}door/"))
    door.post(f"{link}door/")
    assert SignUp.objects.get().came_at is not None


def test_what_is_ticked_at_the_door_becomes_the_attendance(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    term = make.term(make.council(people.council), number=1)
    seats = [
        Member.objects.create(jurisdiction=city, term=term, category=category, name=name)
        for category, name in (("公募", "甲"), ("公募", "乙"), ("市の職員", "丙"))
    ]
    now = timezone.now()
    session = make.session(term.council, takes_observers=True, state=State.NOTIFIED, starts_at=now + timedelta(hours=1),
                           ends_at=now + timedelta(hours=2))  # fmt: skip
    observer = ask(session, "observer")
    door = browse(people.sec)
    tick = reverse("gatherings:receive", args=[city.slug, session.pk])
    for who in (f"member-{seats[0].pk}", f"member-{seats[2].pk}", f"signup-{observer.pk}"):
        assert door.post(tick, {"who": who, "came": "1"}).status_code == 302
    assert door.post(tick, {"who": "member-x"}).status_code == 400
    assert door.post(tick, {"who": "member-999999"}).status_code == 404
    door.post(reverse("gatherings:reception_count", args=[city.slug, session.pk]))
    session.refresh_from_db()
    assert session.observers == 1
    rows = dict(Attendance.objects.filter(gathering=session).values_list("category", "people"))
    assert rows == {"公募": 1, "市の職員": 1}


def test_only_those_who_run_it_stand_at_the_door(people: People) -> None:
    signup = ask(coming())
    for name in ("lia", "mem", "grep", "cen"):
        with pytest.raises(PermissionDenied):
            signups.receive(signup, by=getattr(people, name), came=True)
        with pytest.raises(PermissionDenied):
            reception.count(signup.gathering, by=getattr(people, name))
        with pytest.raises(PermissionDenied):
            signups.cancel(signup, by=getattr(people, name))
