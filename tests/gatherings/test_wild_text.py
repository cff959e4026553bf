"""Texts that would break out: in no format of a record, on no page of sign-ups, in no calendar and no table (S6, S7)."""

import html
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.people import VISITOR
from tomoni.gatherings import sheet
from tomoni.gatherings.actions import report as reports
from tomoni.gatherings.actions import signup as signups
from tomoni.gatherings.documents import document
from tomoni.gatherings.models import Gathering, SignUp
from tomoni.gatherings.states import State

WILD = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "＜script＞alert(1)＜/script＞",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "{{ 7*7 }}{% now 'Y' %}",
    "<ruby>東<rt>とう</rt></ruby><math><mtext><img src=x onerror=alert(1)>",
    "\u202egnp.exe\u202c",
    "𠮷野家🍜 한글 错",
    "'; DROP TABLE gatherings_statement; --",
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "＝1＋1", '=HYPERLINK("https://example.jp")']


class Living(HTMLParser):
    """What a browser would run or draw that no page of ours has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("img", "math", "ruby", "iframe", "svg") or (tag == "script" and "nonce" not in given):
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]
        self.found += [
            url
            for url in (given.get("href", ""), given.get("src", ""))
            if url.lstrip().lower().startswith("javascript")
        ]


def wild_session(text: str) -> Gathering:
    session = make.session(place=text[:120], series=text[:120])
    item = make.agenda_item(session, text[:200], moderator=text[:60], papers=text[:200])
    closed = make.agenda_item(session, "閉じた議題", is_closed=True, closed_reason=text[:200])
    for kind in ("statement", "outcome", "decision", "todo"):
        make.statement(
            session, text, item=item, kind=kind, heading=text[:120], speaker=text[:60], owner=text[:80]
        )
    make.statement(session, "見せない文", item=closed)
    return session


@pytest.mark.parametrize("text", WILD)
def test_a_record_shows_wild_words_as_words(
    city: Jurisdiction, people: People, browse: Browse, text: str
) -> None:
    session = wild_session(text)
    reports.issue(session, sheet.of(session, sheet.QUICK, preface=text), by=people.sech, note=text)
    home = reverse("gatherings:record", args=[city.slug, session.pk])
    visitor = browse(people.nobody)
    for address in (home, session.get_absolute_url(), f"{home}?edition=1"):
        page = visitor.get(address).content.decode()
        assert Living(page).found == [], address
    assert html.escape(text) in visitor.get(home).content.decode().replace("<wbr>", "")


def test_a_record_of_wild_words_becomes_every_file(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    session = wild_session("\n".join(WILD))
    made = document(session, sheet.of(session, sheet.FINAL, style="verbatim"))
    assert "\u202e" not in str(made)
    reports.issue(session, sheet.of(session, sheet.FINAL), by=people.sech)
    home = reverse("gatherings:record", args=[city.slug, session.pk])
    for kind, first in (("pdf", b"%PDF"), ("docx", b"PK"), ("txt", "協".encode()[:1])):
        answer = browse(people.nobody).get(f"{home}?format={kind}")
        assert answer.status_code == 200
        assert answer.content[: len(first)] == first or kind == "txt"
    assert browse(people.nobody).get(f"{home}?format=exe").status_code == 400


@pytest.mark.parametrize("text", FORMULAS)
def test_who_signs_up_puts_no_formula_into_the_list(
    city: Jurisdiction, people: People, browse: Browse, text: str
) -> None:
    start = timezone.now() + timedelta(days=5)
    gathering = make.gathering(
        starts_at=start, ends_at=start + timedelta(hours=1), state=State.NOTIFIED, takes_participants=True
    )
    told: dict[str, Any] = {"name": text, "needs": text, "belongs": text}
    signups.sign_up(gathering, by=VISITOR, role="participant", once="1", **told)
    address = reverse("gatherings:reception", args=[city.slug, gathering.pk])
    answer = browse(people.sec).get(f"{address}?format=csv")
    body = b"".join(answer) if answer.streaming else answer.content
    cells = re.split(r"[,\r\n]", body.decode("utf-8-sig").replace('"', ""))
    assert not [
        cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    ]
    assert SignUp.objects.get().name == text
