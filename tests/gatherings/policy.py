"""Who may pass which door of the gatherings (domain brief §3.12, §3.15): the section runs all, the centre those it organises."""

from typing import Any

from tests import make
from tests.matrix.cast import ANYONE, CENTRE, DESK, KNOWN, SECTION, STAFF, Home
from tests.matrix.policy import Case, Moves, Page, Policies, Subject
from tomoni.core.visibility import Visibility
from tomoni.gatherings.models import Gathering
from tomoni.gatherings.states import GATHERING

OWN = DESK
"""The section, and the centre as the organiser."""


def _gathering(home: Home, mark: str, *, state: str, **fields: Any) -> Gathering:
    return make.gathering(
        f"集まり {mark}",
        state=state,
        outline=mark,
        organiser=fields.pop("organiser", home.people.centre),
        **fields,
    )


def _case(name: str, sees: frozenset[str], *, gone: bool = False, **fields: Any) -> Case:
    return Case(
        name, sees, lambda home, mark: _gathering(home, mark, **fields), state=fields["state"], gone=gone
    )


GATHERINGS = Subject(
    "gathering",
    (
        _case("planning", OWN, state="planning"),
        _case("notified", ANYONE, state="notified", visibility=Visibility.PUBLIC),
        _case("held", ANYONE, state="held", visibility=Visibility.PUBLIC),
        _case("cancelled", ANYONE, state="cancelled", visibility=Visibility.PUBLIC),
        _case("held, for groups", KNOWN, state="held", visibility=Visibility.REGISTERED),
        _case("held, for staff", STAFF | CENTRE, state="held", visibility=Visibility.CITY),
        _case("held, for the section", SECTION, state="held", visibility=Visibility.SECTION),
    ),
)

POLICY: Policies = {
    "gatherings:gatherings": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=集まり", "?sort=old")),
    "gatherings:new": Page(get=DESK, post=DESK),
    "gatherings:gathering": Page(get=ANYONE, of=GATHERINGS),
    "gatherings:edit": Page(get=DESK, post=DESK, of=GATHERINGS),
    "gatherings:move": Moves(
        of=GATHERINGS,
        flow=GATHERING,
        may={
            "notify": SECTION,
            "hold": DESK,
            "reschedule": DESK,
            "cancel": DESK,
            "show": SECTION,
        },
        later={
            "notify": "what is over is not announced",
            "hold": "what has not begun has not been held",
        },
    ),
}
