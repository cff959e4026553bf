"""How a room says who may pass which of its doors. The data stand in `tests/<room>/policy.py`, written from the domain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.matrix.cast import ANYONE, VISITORS, Home, Persons
from tomoni.core.workflow import Workflow


class Outcome(StrEnum):
    """What became of a request."""

    OK = "ok"
    LOGIN = "login"
    SECOND = "second factor"
    REFUSED = "refused"
    ABSENT = "absent"
    GONE = "gone"
    MOMENT = "moment"
    BAD = "bad"
    METHOD = "method"
    LIMIT = "limit"
    CRASH = "crash"


Outcomes = frozenset[Outcome]


@dataclass(frozen=True)
class Case:
    """A record in one situation: its state and who sees it. `make` is given the city and a mark to put into its texts."""

    name: str
    sees: Persons
    make: Callable[[Home, str], Any]
    state: str = ""
    """Where it is not the name."""
    gone: bool = False
    """Once public: its page says that it was taken back."""

    @property
    def now(self) -> str:
        return self.state or self.name


@dataclass(frozen=True)
class Subject:
    """A kind of record in all its situations."""

    name: str
    cases: tuple[Case, ...]

    def __getitem__(self, name: str) -> Case:
        return next(case for case in self.cases if case.name == name)


Who = Persons | Callable[[Case], Persons]


def _who(who: Who, case: Case | None) -> Persons:
    return who if isinstance(who, frozenset) else who(case) if case else ANYONE


def by_pk(record: Any) -> dict[str, Any]:
    return {"pk": record.pk}


@dataclass(frozen=True)
class Page:
    """A door: who may open it (`get`), who may send to it (`post`); None: it does not know that method."""

    get: Who | None = None
    post: Who | None = None
    of: Subject | None = None
    at: tuple[str, ...] | None = None
    """The states in which it opens; else it is the wrong moment."""
    otherwise: Outcome = Outcome.REFUSED
    """For those who see the record, or need none, and may not."""
    door: bool | None = None
    """Whether strangers are first led to sign in; by itself where not everybody may pass."""
    also: frozenset[Outcome] = frozenset()
    """What may happen besides to those who may."""
    body: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]] = field(default_factory=dict)
    """What is sent beside what the form of the page holds."""
    kwargs: Callable[[Any], dict[str, Any]] = by_pk
    given: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of an address that names no record."""
    asks: tuple[str, ...] = ()
    """Queries under which the page is asked for too: exports, searches, sorts."""
    quiet: bool = False
    """Sending changes nothing that the log must keep."""
    outside: bool = False
    """Belongs to no city."""
    gate: bool = False
    """A rule is asked before any record is looked for."""
    any_method: bool = False
    """Answers for itself to methods it does not know."""

    def methods(self) -> dict[str, Who | None]:
        return {"GET": self.get, "POST": self.post, "PUT": None, "DELETE": None}

    def has_door(self) -> bool:
        if self.door is not None:
            return self.door
        return not any(one == ANYONE or callable(one) for one in (self.get, self.post) if one is not None)

    def expected(self, person: str, method: str, case: Case | None, move: str = "") -> Outcomes:
        """What must become of the request, in the right city."""
        who = self.methods()[method]
        stopped = {Outcome.LOGIN} if person in VISITORS and self.has_door() else set()
        if who is None:
            return frozenset({Outcome.METHOD} | stopped | (self.also if self.any_method else set()))
        if stopped:
            return frozenset(stopped)
        if case is not None and person not in case.sees:
            return frozenset(
                {Outcome.GONE if case.gone and method == "GET" and not self.has_door() else Outcome.ABSENT}
            )
        if person not in _who(who, case):
            return frozenset({self.otherwise})
        if self.at is not None and case is not None and case.now not in self.at:
            return frozenset({Outcome.MOMENT, Outcome.REFUSED})
        if method == "GET":
            return frozenset({Outcome.OK}) | self.also
        return frozenset({Outcome.OK, Outcome.BAD}) | self.also

    def moves(self) -> tuple[str, ...]:
        return ("",)


@dataclass(frozen=True)
class Moves(Page):
    """The moves of a record below its address: who may make which; when, says the table of its life."""

    flow: Workflow | None = None
    word: str = "move"
    """What the address calls the move."""
    may: Mapping[str, Who] = field(default_factory=dict)
    bodies: Mapping[str, Mapping[str, Any] | Callable[[Any], Mapping[str, Any]]] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)
    """Moves that may be refused for a second reason of time, with that reason."""

    def methods(self) -> dict[str, Who | None]:
        return {"GET": ANYONE, "POST": ANYONE, "PUT": None, "DELETE": None}

    def has_door(self) -> bool:
        return True if self.door is None else self.door

    def moves(self) -> tuple[str, ...]:
        return (*(one.name for one in self.flow.moves), "no-such-move") if self.flow else ("",)

    def expected(self, person: str, method: str, case: Case | None, move: str = "") -> Outcomes:
        first = super().expected(person, method, case)
        if Outcome.OK not in first or self.flow is None or case is None:
            return first
        if move not in self.flow or self.flow[move].by_clock:
            return frozenset({Outcome.ABSENT})
        if person not in _who(self.may[move], case):
            return frozenset({Outcome.REFUSED})
        if case.now not in self.flow[move].sources:
            return frozenset({Outcome.MOMENT, Outcome.REFUSED})
        return first | ({Outcome.MOMENT} if move in self.later else set())


Policies = dict[str, Page]
