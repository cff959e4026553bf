"""S5: nothing is changed by a form that another site sends, or that carries no token of ours."""

import pytest
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import RequestFactory

from tests.matrix import routes
from tests.matrix.cast import ANYONE, VISITORS
from tests.matrix.policy import Page
from tests.matrix.routes import PERSONS, Cell
from tests.matrix.walk import Walk, undone
from tests.matrix.world import World

pytestmark = [pytest.mark.matrix, pytest.mark.django_db, pytest.mark.postgres]

SENT_TO = [
    pytest.param(route, page, id=route)
    for route, page in routes.policies().items()
    if page.methods()["POST"] is not None
]


def _cell(route: str, page: Page) -> Cell:
    """Somebody who may, where there is one: the token must be what stops them."""
    for case in page.of.cases if page.of else (None,):
        for move in page.moves():
            for person in PERSONS:
                if (page.outside or person not in VISITORS) and page.expected(person, "POST", case, move) & {
                    "ok"
                }:
                    return Cell(route, page, person, "POST", case=case, move=move)
    return Cell(route, page, sorted(ANYONE - VISITORS)[0], "POST")


@pytest.mark.parametrize(("route", "page"), SENT_TO)
def test_a_form_without_our_token_or_from_elsewhere_is_refused(
    world: World, bare_refusals: None, route: str, page: Page
) -> None:
    cell = _cell(route, page)
    _record, address = Walk(world).where(cell)
    browser = world.browsers[cell.person]
    page_before = RequestFactory().get(address)
    body = {"csrfmiddlewaretoken": get_token(page_before)}
    cookies = {settings.CSRF_COOKIE_NAME: page_before.META["CSRF_COOKIE"]}
    elsewhere = {"origin": "https://elsewhere.example"}
    with undone():
        statuses = {
            "no token": browser.send("POST", address, checks_token=True),
            "no cookie": browser.send("POST", address, body, checks_token=True),
            "another's token": browser.send(
                "POST", address, {"csrfmiddlewaretoken": "x" * 64}, checks_token=True, cookies=cookies
            ),
            "another site": browser.send(
                "POST", address, body, checks_token=True, cookies=cookies, headers=elsewhere
            ),
        }
        ours = browser.send("POST", address, body, checks_token=True, cookies=cookies)
    assert {name: answer.status_code for name, answer in statuses.items()} == dict.fromkeys(statuses, 403)
    assert page.any_method or ours.status_code != 403
