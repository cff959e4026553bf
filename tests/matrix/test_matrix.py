"""The authorisation matrix: every address × every person × method × city × situation, against the declared policy."""

import zlib
from collections.abc import Sequence

import pytest

from tests.matrix import routes
from tests.matrix.policy import Case, Page
from tests.matrix.walk import Walk
from tests.matrix.world import World

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]


def test_every_address_is_classified() -> None:
    assert routes.unclassified() == []


def test_no_policy_speaks_of_an_address_that_is_gone() -> None:
    assert routes.no_longer_there() == []


def test_the_matrix_is_large_enough() -> None:
    assert routes.count() >= 20_000


def _situations() -> Sequence[object]:
    """All of them; a third of the addresses, in one situation each, are the sample for PostgreSQL: always the same."""
    found: list[object] = []
    for route, page, case in routes.situations():
        first = case is None or (page.of is not None and case is page.of.cases[0])
        first = case is None or (page.of is not None and case is page.of.cases[0])
        sampled = first and zlib.crc32(route.encode()) % 3 == 0
        marks = [pytest.mark.postgres] if sampled else []
        name = f"{route}, {case.name}" if case else route
        found.append(pytest.param(route, page, case, id=name, marks=marks))
    return found


@pytest.mark.parametrize(("route", "page", "case"), _situations())
def test_everybody_gets_what_the_policy_says(
    world: World, bare_refusals: None, route: str, page: Page, case: Case | None
) -> None:
    walk = Walk(world)
    for cell in routes.cells(route, page, case):
        walk.try_(cell)
    assert not walk.wrong, "\n".join([f"{len(walk.wrong)} unexpected cells", *walk.wrong[:60]])
