"""S3: one unlikely word in each confidential place, looked for everywhere it must not be."""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import make
from tests.browser import browser as signed_in
from tests.people import People
from tomoni.core.audit import Event, ReadingEvent
from tomoni.core.jurisdictions import Jurisdiction, everywhere, scope
from tomoni.core.outbox import Letter, Notice
from tomoni.core.ownership import Case
from tomoni.core.search import Entry
from tomoni.core.things import Thing
from tomoni.desk import jobs
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import entry, link, thread
from tomoni.desk.actions import referral as referrals
from tomoni.desk.models import Consultation, LinkHolder
from tomoni.desk.search import find
from tomoni.directory.roles import RoleCode

PLACES = (
    "subject", "body", "wish", "asker_name", "asker_phone", "screening", "question", "told", "written", "answered",
    "noted", "noted_by_department", "return_reason", "file_name", "file_text",
)  # fmt: skip
WORD = {place: f"ぬばたま{number}号" for number, place in enumerate(PLACES)}
MAIL = "nubatama@example.jp"


def whole_life(people: People) -> Consultation:
    """A consultation in which every confidential place holds its word, walked through most of its moves."""
    file = SimpleUploadedFile(f"{WORD['file_name']}.txt", WORD["file_text"].encode())
    words: dict[str, Any] = {
        name: WORD[name] for name in ("subject", "body", "wish", "asker_name", "asker_phone")
    }
    made = entry.receive(
        by=people.nobody, once=str(uuid4()), asker_kind="individual", share_departments=True, wants_mail=True,
        asker_mail=MAIL, attachments=[file],
        **words,
    )  # fmt: skip
    link.issue(made, by=people.sec, once="x")
    consultations.triage(made, by=people.sec, screening_note=WORD["screening"], public_benefit="yes")
    roads = make.department("道路整備課")
    head = make.person(RoleCode.DHEAD, roads)
    asked = consultations.refer(
        made, by=people.sec, departments=[people.parks, roads], question=WORD["question"]
    )
    referrals.give_back(asked[1], by=head, likely_owner=people.parks, return_reason=WORD["return_reason"])
    referrals.reply(asked[0], by=people.lia, body=WORD["answered"])
    made = Consultation.objects.get(pk=made.pk)
    thread.tell(made, by=LinkHolder(made.pk), body=WORD["told"])
    thread.write(made, by=people.sec, body=WORD["written"])
    thread.note(made, by=people.sec, body=WORD["noted"])
    thread.note(made, by=people.lia, body=WORD["noted_by_department"])
    consultations.hand_over(made, by=people.sec, person=people.sech)
    return made


def addresses(made: Consultation) -> list[str]:
    """Every address below the city that needs nothing but the city, and every address of this consultation."""
    slug = made.jurisdiction.slug
    plain = [f"/{slug}/{route}" for route in _routes(get_resolver().url_patterns) if "<" not in route]
    home, asked = made.get_absolute_url(), made.asker_address()
    attachment, referral = made.attachments.get().pk, made.referrals.first()
    assert referral is not None
    moves = [one.name for one in made.workflow.moves]
    own = ["", "slip/", "screen/", "share/", "hand-over/", "revoke/", f"attachments/{attachment}/"]
    own += [f"{name}/" for name in moves] + [f"referrals/{referral.pk}/", f"referrals/{referral.pk}/due/"]
    found = [home + one for one in own] + [
        asked + one for one in ("", "tell/", "close/", f"attachments/{attachment}/")
    ]
    asking = [f"{one}?q={WORD['subject']}" for one in plain]
    files = [f"{one}?format=csv" for one in plain]
    return plain + found + asking + files


def _routes(patterns: list[URLPattern | URLResolver], above: str = "") -> Iterator[str]:
    for one in patterns:
        route = above + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        elif route.startswith("<slug:city>/"):
            yield route.removeprefix("<slug:city>/")


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content
    return bytes(body).decode(errors="replace").replace("<wbr>", "")


def test_the_crawl_would_see_it(people: People) -> None:
    made = whole_life(people)
    client = signed_in(people.sec)
    client.raise_request_exception = False
    texts = {address: seen(client, address) for address in addresses(made)}
    where = {place: [one for one, text in texts.items() if WORD[place] in text] for place in PLACES}
    assert [place for place in PLACES if not where[place]] == []
    assert all(one.startswith(f"/{made.jurisdiction.slug}/desk/") for one in where["body"])


@pytest.mark.parametrize("who", ["cen", "other_lia", "grep", "other_grep", "mem", "adm", "nobody"])
def test_nobody_else_sees_a_word_of_it_on_any_page_in_any_search_or_file(
    people: People, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    made = whole_life(people)
    client = signed_in(getattr(people, who))
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        for address in addresses(made):
            text = seen(client, address)
            # A page repeats the words that were asked for; they are looked for in what else it says.
            text = text.replace(WORD["subject"], "") if "?q=" in address else text
            assert "ぬばたま" not in text, address
            assert MAIL not in text, address
    assert "ぬばたま" not in caplog.text.replace(WORD["subject"], "")
    assert not ReadingEvent.objects.filter(object_id=made.pk, kind="desk.consultation").exists()


def test_the_department_sees_the_words_but_no_way_to_reach_the_asker(people: People) -> None:
    made = whole_life(people)
    client = signed_in(people.lia)
    client.raise_request_exception = False
    page = seen(client, made.get_absolute_url())
    for place in ("subject", "body", "wish", "told", "written", "answered", "noted", "question"):
        assert WORD[place] in page, place
    for address in addresses(made):
        text = seen(client, address)
        assert WORD["asker_phone"] not in text, address
        assert MAIL not in text, address


def test_the_asker_sees_the_thread_and_nothing_internal(people: People) -> None:
    made = whole_life(people)
    home = f"/{made.jurisdiction.slug}/c/{link.store(made, by=people.sec, once='x')}/"
    page = seen(Client(), home)
    for place in ("subject", "body", "wish", "told", "written", "answered", "file_name"):
        assert WORD[place] in page, place
    for address in (home, f"{home}close/", f"{home}share/", f"{home}receipt/", f"{home}revoke/"):
        text = seen(Client(), address)
        for place in ("screening", "question", "noted", "noted_by_department", "return_reason"):
            assert WORD[place] not in text, (address, place)


def test_no_record_beside_it_holds_a_word_of_it(people: People) -> None:
    made = whole_life(people)
    jobs.stalled(date(2099, 1, 1))
    for model in (Event, ReadingEvent, Letter, Notice, Thing, Entry, Case):
        for row in model._default_manager.values():
            assert "ぬばたま" not in str(row), (model, row)
    assert Entry.objects.filter(thing__kind="desk.consultation").count() == 0
    assert {one.label for one in Event.objects.filter(kind="desk.consultation")} == {made.number}


def test_no_row_of_any_table_holds_a_word_of_it(people: People) -> None:
    whole_life(people)
    with everywhere(), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own table names
            for row in cursor.fetchall():
                assert "ぬばたま" not in str(row), model


def test_the_desk_still_finds_it_by_asker_and_title(people: People) -> None:
    made = whole_life(people)
    rows = Consultation.objects.at_desk_of(people.sec)
    assert [find(rows, WORD[place]).ids for place in ("subject", "asker_name", "body")] == [
        [made.pk],
        [made.pk],
        [],
    ]


def test_no_byte_on_the_disk_spells_a_word_of_it(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    with scope(city):
        made = whole_life(people)
        stored = made.attachments.get().file
    marks = [
        text.encode(code) for text in ("ぬばたま", MAIL.split("@")[0]) for code in ("utf-8", "utf-16-le")
    ]
    kept = (Path(settings.MEDIA_ROOT) / stored.path).read_bytes()
    assert not any(mark in kept for mark in marks)
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = Path(str(connection.settings_dict["NAME"]))
    for path in name.parent.glob(f"{name.name}*"):
        data = path.read_bytes()
        assert marks[0] not in data, path
        # The address itself stands in the letters that are still to be sent, and nowhere else.
        assert data.count(marks[2]) <= Letter.objects.count() * 2, path
