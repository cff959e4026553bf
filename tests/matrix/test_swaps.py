"""S2: numbers of other people's records lead nowhere, whether they stand in the address, the query or a form."""

import re

import pytest

from tests.matrix import routes
from tests.matrix.forms import Form, form_for
from tests.matrix.policy import Outcome, Page
from tests.matrix.routes import PERSONS, Cell
from tests.matrix.walk import Walk, undone
from tests.matrix.world import World, outcome_of, text_of

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

CHANGING = re.compile(r'nonce="[^"]*"|nonce-[^"\' ]+|value="[\w-]{64}"|x-csrftoken": "\w*"|\d+')
"""What differs between any two answers."""
CURIOUS = ("grep", "stranger", "other_lia")

SHOWN = [
    pytest.param(route, page, id=route)
    for route, page in routes.policies().items()
    if page.of and page.methods()["GET"] is not None and not page.outside
]
FORMS = [
    pytest.param(route, page, id=route)
    for route, page in routes.policies().items()
    if page.methods()["GET"] is not None and page.methods()["POST"] is not None and not page.outside
]
QUERIES = {
    ("seeds:new", "opinion"): ("opinion", "received"),
    ("seeds:new", "answers"): ("seed", "draft"),
    ("seeds:new", "copy"): ("seed", "draft"),
    ("projects:new", "seed"): ("seed", "draft"),
    ("projects:new", "match"): ("match", "proposed"),
    ("voices:new", "gathering"): ("gathering", "planning"),
    ("voices:paste", "gathering"): ("gathering", "planning"),
    ("directory:offer", "succeeds"): ("role", "of the parks"),
}
"""What a page may be asked to begin from, and a record that is nobody's business."""


@pytest.mark.parametrize(("route", "page"), SHOWN)
def test_forbidden_and_absent_read_the_same(world: World, route: str, page: Page) -> None:
    walk = Walk(world)
    assert page.of is not None
    wrong = []
    for person in CURIOUS:
        if page.gate:
            continue
        hidden = next((case for case in page.of.cases if person not in case.sees and not case.gone), None)
        places = [("crossed", page.of.cases[0]), *([("own", hidden)] if hidden else [])]
        for place, case in places:
            cell = Cell(route, page, person, "GET", place, case, page.moves()[0])
            _record, address = walk.where(cell)
            number = re.search(r"/(\d+)/", address)
            if number is None:
                continue
            browser = world.browsers[person]
            forbidden = browser.get(address)
            absent = browser.get(address.replace(f"/{number[1]}/", "/99999999/", 1))
            texts = [CHANGING.sub("", text_of(one)) for one in (forbidden, absent)]
            if (forbidden.status_code, texts[0]) != (absent.status_code, texts[1]):
                wrong.append(f"{person} {place}: {forbidden.status_code} beside {absent.status_code}")
    assert wrong == []


def _first_form(world: World, route: str, page: Page) -> tuple[str, str, Form] | None:
    """The form of the page as somebody sees it who may send it."""
    walk = Walk(world)
    for case in page.of.cases if page.of else (None,):
        for move in page.moves():
            for person in PERSONS:
                if Outcome.OK not in page.expected(person, "POST", case, move):
                    continue
                address = walk.where(Cell(route, page, person, "GET", "own", case, move))[1]
                form = form_for(text_of(world.browsers[person].get(address)), address)
                if form is not None and form.choices:
                    return person, address, form
    return None


@pytest.mark.parametrize(("route", "page"), FORMS)
def test_no_form_takes_what_it_did_not_offer(
    world: World, bare_refusals: None, route: str, page: Page
) -> None:
    """Each choice that names a record is replaced by the number of a record of the other city."""
    found = _first_form(world, route, page)
    if found is None:
        return
    person, address, form = found
    foreign = {
        str(world.abroad.people.parks.pk),
        str(world.abroad.people.gardeners.pk),
        str(world.abroad.persons["lia"].pk),
        *(str(one.pk) for one in world.foreign.values()),
    }
    wrong = []
    for name, offered in form.choices.items():
        if not offered or not all(one.isdecimal() for one in offered):
            continue
        for number in sorted(foreign - set(offered)):
            with undone():
                answer = world.browsers[person].post(address, {**form.values, name: [number]})
                if outcome_of(answer) == Outcome.OK and answer.status_code != 200:
                    wrong.append(f"{name}={number}")
    assert wrong == []


@pytest.mark.parametrize(("asked", "record"), QUERIES.items(), ids=lambda one: "?".join(one))
@pytest.mark.parametrize("person", ["other_grep", "body", "other_lia"])
def test_no_page_begins_from_a_record_that_is_not_seen(
    world: World, bare_refusals: None, asked: tuple[str, str], record: tuple[str, str], person: str
) -> None:
    route, name = asked
    page = routes.policies()[route]
    subject = record[0]
    numbers = [world.records[record].pk, world.foreign[subject].pk]
    address = Walk(world).where(Cell(route, page, person, "GET"))[1]
    answers = [world.browsers[person].get(f"{address}?{name}={number}") for number in numbers]
    texts = [text_of(answer) for answer in answers]
    assert [world.stray_marks(text, person) for text in texts] == [[], []]
    assert {outcome_of(answer) for answer in answers} <= {Outcome.ABSENT, Outcome.REFUSED, Outcome.BAD}


@pytest.mark.parametrize("person", ["nobody", "stranger", "other_grep", "mem"])
def test_a_search_for_what_is_hidden_reads_as_one_for_what_is_not_there(world: World, person: str) -> None:
    wrong = []
    hidden = [mark for mark, (_where, sees) in world.marks.items() if person not in sees]
    nothing = _search(world, person, "canary99999x")
    for mark in hidden:
        if _search(world, person, mark) != nothing:
            wrong.append(world.marks[mark][0])
    assert hidden
    assert wrong == []


def _search(world: World, person: str, word: str) -> str:
    text = text_of(world.browsers[person].get(f"/{world.home.city.slug}/search/?q={word}"))
    return CHANGING.sub("", text.replace(word, ""))
