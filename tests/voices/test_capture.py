"""Opinions in the room: by phone without an account, on cards typed in; unpublished, with their source."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core import lineage, search, things
from tomoni.core.audit import Event
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.people import VISITOR
from tomoni.directory.standing import standing_of
from tomoni.gatherings.models import Gathering
from tomoni.voices.actions import capture as actions
from tomoni.voices.models import Capture, Opinion

SAID = "駅前の花壇に、水やりの当番を作ってほしい。"


@pytest.fixture
def room(people: People) -> Capture:
    session = make.gathering(visibility="public")
    return actions.open_room(session, by=people.sec, closes_at=timezone.now() + timedelta(hours=2))


def test_only_those_who_take_opinions_down_open_and_close_a_room(people: People, room: Capture) -> None:
    later = timezone.now() + timedelta(hours=1)
    for name in ("lia", "grep", "mem", "adm"):
        by = getattr(people, name)
        with pytest.raises(PermissionDenied):
            actions.open_room(make.gathering(), by=by, closes_at=later)
        with pytest.raises(PermissionDenied):
            actions.close_room(room, by=by)
        with pytest.raises(PermissionDenied):
            actions.type_card(room.gathering, by=by, text=SAID)


def test_a_room_closes_in_the_future(people: People) -> None:
    with pytest.raises(ValidationError):
        actions.open_room(make.gathering(), by=people.sec, closes_at=timezone.now())


def test_what_is_said_lands_unpublished_with_its_source(people: People, room: Capture) -> None:
    made = actions.say(room, by=VISITOR, text=SAID)
    assert (made.raw_text, made.source, made.visibility, made.state) == (SAID, "room", "parties", "received")
    assert (made.gathering, made.recorder) == (room.gathering, room.gathering.organiser)
    nobody = standing_of(people.nobody).tokens
    assert not search.find("水やり", nobody).exists()
    assert len(lineage.trail(things.get(room.gathering), nobody)) <= 1
    assert not Opinion.objects.visible_to(people.nobody).exists()
    assert Opinion.objects.visible_to(people.sec).get() == made


def test_nothing_is_taken_after_the_close_nor_empty_nor_endless(people: People, room: Capture) -> None:
    for text in ("", " \n ", "あ" * 1001):
        with pytest.raises(ValidationError):
            actions.say(room, by=VISITOR, text=text)
    actions.close_room(room, by=people.sec)
    with pytest.raises(Refused):
        actions.say(room, by=VISITOR, text=SAID)
    actions.open_room(room.gathering, by=people.sec, closes_at=timezone.now() + timedelta(minutes=5))
    again = Capture.objects.get()
    assert again.token == room.token
    with time_machine.travel(timezone.now() + timedelta(hours=1)), pytest.raises(Refused):
        actions.say(again, by=VISITOR, text=SAID)


def test_a_card_keeps_that_it_was_one(people: People, room: Capture) -> None:
    made = actions.type_card(room.gathering, by=people.sec, text=SAID)
    assert (made.source, made.recorder, made.received_on) == ("card", people.section, room.gathering.held_on)


# The pages


def sent(client: Client, address: str, **told: str) -> Any:
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(stamp|once)" value="([^"]+)"', page))
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        return client.post(address, {**hidden, "text": SAID, **told})


def address_of(city: Jurisdiction, room: Capture) -> str:
    return reverse("voices:say", args=[city.slug, room.token])


def test_somebody_in_the_room_writes_on_the_phone(city: Jurisdiction, room: Capture, client: Client) -> None:
    cache.clear()
    answer = sent(client, address_of(city, room))
    assert answer["Location"] == address_of(city, room)
    assert "受け取りました" in text_of(client.get(answer["Location"]))
    assert Opinion.objects.get().raw_text == SAID
    event = Event.objects.filter(kind="voices.opinion", verb="create").get()
    assert event.person_id is None


def test_machines_and_empty_words_are_sent_back_with_what_was_typed(
    city: Jurisdiction, room: Capture, client: Client
) -> None:
    cache.clear()
    for wrong in ({"website": "x"}, {"stamp": "forged"}):
        answer = sent(client, address_of(city, room), **wrong)
        assert answer.status_code == 422
        assert SAID in text_of(answer)
    assert sent(client, address_of(city, room), text="").status_code == 422
    assert not Opinion.objects.exists()


def test_an_unknown_room_is_an_unknown_address(city: Jurisdiction, client: Client) -> None:
    assert client.get(reverse("voices:say", args=[city.slug, "unknown"])).status_code == 404


def test_the_phone_says_when_it_is_over(
    city: Jurisdiction, people: People, room: Capture, client: Client
) -> None:
    actions.close_room(room, by=people.sec)
    page = client.get(address_of(city, room))
    assert "受け付けは終わりました" in text_of(page)
    assert "<textarea" not in page.content.decode()


def test_the_staffs_page_shows_the_code_and_takes_cards(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    session: Gathering = make.gathering(visibility="public")
    browser, address = browse(people.sec), reverse("voices:room", args=[city.slug, session.pk])
    assert 'class="qr"' not in browser.get(address).content.decode()
    wrong = browser.post(f"{address}open/", {"closes_at": "あした"})
    assert wrong.status_code == 400
    later = timezone.localtime(timezone.now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    browser.post(f"{address}open/", {"closes_at": later, "question": "花壇をどうしますか"})
    assert 'class="qr"' in browser.get(address).content.decode()
    browser.post(address, {"text": SAID})
    assert SAID in text_of(browser.get(address))
    assert Opinion.objects.get().source == "card"
    browser.post(f"{address}close/")
    assert Capture.objects.get().closed_at is not None
    for person in (people.lia, people.grep):
        assert browse(person).get(address).status_code == 403
