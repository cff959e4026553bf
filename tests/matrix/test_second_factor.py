"""Outside demo cities nobody who holds an office gets anywhere without a second factor."""

import pytest

from tests import make
from tests.matrix import routes
from tests.matrix.browser import Browser
from tests.matrix.policy import Outcome
from tests.matrix.routes import Cell
from tests.matrix.walk import Walk, undone
from tests.matrix.world import World, outcome_of
from tomoni.core.jurisdictions import scope
from tomoni.directory.middleware import ALWAYS_OPEN
from tomoni.directory.roles import RoleCode

pytestmark = [pytest.mark.matrix, pytest.mark.django_db, pytest.mark.postgres]


@pytest.mark.parametrize("code", [RoleCode.SEC, RoleCode.LIA, RoleCode.CEN, RoleCode.ADM])
def test_every_door_leads_to_the_second_factor_first(
    world: World, bare_refusals: None, code: RoleCode
) -> None:
    with scope(make.jurisdiction("in-earnest", is_demo=False)):
        browser = Browser(make.person(code))
    wrong = []
    for route, page in routes.policies().items():
        case = page.of.cases[0] if page.of else None
        _record, address = Walk(world).where(Cell(route, page, "sec", "GET", case=case, move=page.moves()[0]))
        if address.startswith(ALWAYS_OPEN):
            continue
        for method in ("GET", "POST"):
            with undone():
                outcome = outcome_of(browser.send(method, address))
            if outcome != Outcome.SECOND:
                wrong.append(f"{route} {method}: {outcome}")
    assert wrong == []


def test_who_holds_no_office_is_not_asked(world: World) -> None:
    with scope(make.jurisdiction("in-earnest", is_demo=False)):
        browser = Browser(make.person(RoleCode.GREP))
    assert outcome_of(browser.get(f"/{world.home.city.slug}/")) == Outcome.OK
