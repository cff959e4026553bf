"""Who may pass which door of the light collaborations (domain brief §3.4): both sides theirs, the section publishes."""

from datetime import date
from typing import Any

from tests import make
from tests.matrix.cast import ANYONE, CENTRE, GARDENERS, PARKS, SECTION, Home
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.core.visibility import Visibility
from tomoni.projects.models import LightCollab
from tomoni.projects.states import LIGHT

SIDES = PARKS | {"grep"}
"""Who speaks for one of the two sides; other members of the group see it."""
OWN = SECTION | PARKS | GARDENERS


def _collab(home: Home, mark: str, *, state: str, **fields: Any) -> LightCollab:
    asked = {"needs_room": True, "granted_by": home.people.parks} if state == "planned" else {}
    return make.light_collab(
        home.people.parks,
        home.people.gardeners,
        state=state,
        title=f"協働 {mark}",
        what=mark,
        done_on=date(2026, 6, 26),
        **{**asked, **fields},
    )


def _case(name: str, sees: frozenset[str], *, gone: bool = False, **fields: Any) -> Case:
    return Case(
        name, sees, lambda home, mark: _collab(home, mark, **fields), state=fields["state"], gone=gone
    )


COLLABS = Subject(
    "light collaboration",
    (
        _case("planned", OWN, state="planned"),
        _case("confirmed", OWN, state="confirmed"),
        _case("done", OWN, state="done"),
        _case("recorded", OWN, state="recorded"),
        _case("cancelled", OWN, state="cancelled"),
        _case("recorded, public", ANYONE, state="recorded", visibility=Visibility.PUBLIC),
        _case("planned, public", ANYONE, state="planned", visibility=Visibility.PUBLIC),
        _case("taken back", OWN, state="recorded", published_at="2026-07-01T10:00+09:00", gone=True),
    ),
)
PICTURES = Subject("collaboration without a picture", COLLABS.cases[:6])
PUBLIC = ("recorded, public", "planned, public")


def _writers(case: Case) -> frozenset[str]:
    if case.now == "cancelled":
        return frozenset()
    own = frozenset() if case.now == "recorded" or case.name in PUBLIC else SIDES
    return SECTION | own


CREATORS = SECTION | CENTRE | SIDES | {"other_lia", "other_grep", "body"}

POLICY: Policies = {
    "projects:collaborations": Page(
        get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=協働", "?form=co_hosting")
    ),
    "projects:new": Page(get=CREATORS, post=CREATORS, body={"title": "試験の協働", "what": "試験の文です。"}),
    "projects:light_collab": Page(get=ANYONE, of=COLLABS),
    "projects:edit": Page(get=_writers, post=_writers, of=COLLABS, door=True),
    "projects:say": Page(get=SIDES, post=SIDES, of=COLLABS, door=True, also=frozenset({Outcome.MOMENT})),
    "projects:publish": Page(post=SECTION, of=COLLABS, door=True, also=frozenset({Outcome.MOMENT})),
    "projects:unpublish": Page(
        get=SECTION, post=SECTION, of=COLLABS, door=True, also=frozenset({Outcome.MOMENT})
    ),
    "projects:photo": Page(get=frozenset(), of=PICTURES, door=False, otherwise=Outcome.ABSENT),
    "projects:move": Moves(
        of=COLLABS,
        flow=LIGHT,
        may={
            "confirm": frozenset({"lia", "dhead"}),
            "finish": SECTION | SIDES,
            "record": SECTION | SIDES,
            "cancel": SECTION | SIDES,
        },
    ),
}
