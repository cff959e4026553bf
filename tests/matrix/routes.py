"""The URL table beside the declared policy, and every cell that follows from the two."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from tests.codebase import house
from tests.matrix.cast import ANYONE, KNOWN, VISITORS, as_seen_abroad
from tests.matrix.policy import Case, Outcome, Outcomes, Page, Policies

ROOMS = (
    "accounts",
    "directory",
    "gatherings",
    "voices",
    "seeds",
    "drafting",
    "surveys",
    "matching",
    "desk",
    "projects",
    "publishing",
    "intake",
    "portal",
    "operations",
)
METHODS = ("GET", "POST", "PUT", "DELETE")
PERSONS = (*sorted(KNOWN), *sorted(ANYONE - KNOWN))


@cache
def policies() -> Policies:
    """What the rooms declare, in `tests/<room>/policy.py`."""
    found: Policies = {}
    for room in ROOMS:
        if find_spec(f"tests.{room}.policy"):
            found |= import_module(f"tests.{room}.policy").POLICY
    return found


def unclassified() -> list[str]:
    return sorted(set(house.addresses()) - set(policies()))


def no_longer_there() -> list[str]:
    return sorted(set(policies()) - set(house.addresses()))


@dataclass(frozen=True)
class Cell:
    route: str
    page: Page
    person: str
    method: str
    place: str = "own"
    """own; crossed (a record of the other city under our address); stray (ours under theirs); abroad; nowhere"""
    case: Case | None = None
    move: str = ""
    ask: str = ""

    def __str__(self) -> str:
        what = [
            self.route,
            self.method,
            self.person,
            self.place,
            self.case.name if self.case else "",
            self.move,
            self.ask,
        ]
        return " · ".join(one for one in what if one)

    @property
    def expected(self) -> Outcomes:
        page, plain = self.page, frozenset({Outcome.ABSENT})
        if self.place == "own":
            return page.expected(self.person, self.method, self.case, self.move)
        if self.place == "nowhere":
            return plain
        if self.place == "abroad":
            return page.expected(as_seen_abroad(self.person), self.method, None)
        if page.methods()[self.method] is None:
            return frozenset({Outcome.METHOD} | ({Outcome.LOGIN} if self.person in VISITORS else set()))
        if self.person in VISITORS and page.has_door():
            return frozenset({Outcome.LOGIN})
        return plain | ({page.otherwise} if page.gate else set())

    @property
    def may(self) -> bool:
        return Outcome.OK in self.expected


def situations() -> list[tuple[str, Page, Case | None]]:
    """Each address with each situation of its record."""
    found: list[tuple[str, Page, Case | None]] = []
    for route, page in policies().items():
        found += [(route, page, case) for case in page.of.cases] if page.of else [(route, page, None)]
    return found


def cells(route: str, page: Page, case: Case | None) -> Iterator[Cell]:
    """All that is tried in one situation; those who may come first, so that the others can send what they sent."""
    moves = page.moves()
    first = case is None or (page.of is not None and case is page.of.cases[0])
    for move in moves:
        trying = [Cell(route, page, person, "GET", case=case, move=move) for person in PERSONS]
        trying += [Cell(route, page, person, "POST", case=case, move=move) for person in PERSONS]
        yield from sorted(trying, key=lambda cell: (not cell.may, cell.person, cell.method))
    for person in PERSONS if first else ():
        for method in ("PUT", "DELETE"):
            yield Cell(route, page, person, method, case=case, move=moves[0])
        for ask in page.asks:
            yield Cell(route, page, person, "GET", case=case, ask=ask)
        for place in _other_places(page):
            for method in ("GET", "POST"):
                yield Cell(route, page, person, method, place, case, moves[0])


def _other_places(page: Page) -> tuple[str, ...]:
    if page.outside:
        return ()
    return ("crossed", "stray", "nowhere") if page.of else ("abroad", "nowhere")


def count() -> int:
    return sum(1 for one in situations() for _cell in cells(*one))
