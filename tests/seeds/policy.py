"""Who may pass which door of seeds and menu (domain brief §3.2): each side writes its own, the section opens it to others."""

from datetime import date
from typing import Any

from django.utils import timezone

from tests import make
from tests.matrix.cast import ANYONE, CENTRE, DESK, GARDENERS, GROUPS, PARKS, SECTION, STAFF, Home
from tests.matrix.policy import Case, Moves, Page, Policies, Subject, Who
from tomoni.core.visibility import Visibility
from tomoni.seeds.models import MenuItem, Seed
from tomoni.seeds.states import MENU, SEED

SPEAKERS = frozenset({"grep"})
"""Of the gardeners: the representative hands in; other members write drafts."""


def _seed(home: Home, mark: str, *, state: str, of_city: bool = False, **fields: Any) -> Seed:
    by = home.people.parks if of_city else home.people.gardeners
    return make.seed(by, state=state, title=f"種 {mark}", what=mark, expires_on=date(2099, 3, 31), **fields)


def _case(name: str, sees: frozenset[str], *, gone: bool = False, **fields: Any) -> Case:
    return Case(name, sees, lambda home, mark: _seed(home, mark, **fields), state=fields["state"], gone=gone)


OWN = SECTION | GARDENERS
ONCE_PUBLIC: dict[str, Any] = {"visibility": Visibility.PUBLIC, "published_at": timezone.now()}
INSIDE: dict[str, Any] = {"visibility": Visibility.CITY, "published_at": None}

SEEDS = Subject(
    "seed",
    (
        _case("draft", OWN, state="draft"),
        _case("submitted", OWN | CENTRE, state="submitted"),
        _case("returned", OWN | CENTRE, state="returned"),
        _case("published", ANYONE, state="published"),
        _case("internal_only", OWN | STAFF | CENTRE, state="internal_only", **INSIDE),
        _case("matched", ANYONE, state="matched"),
        _case("realised", ANYONE, state="realised"),
        _case("expired", ANYONE, state="expired"),
        _case("withdrawn", OWN | CENTRE, state="withdrawn", gone=True, **ONCE_PUBLIC),
        _case("a department's draft", SECTION | PARKS, state="draft", of_city=True),
        _case("a department's, submitted", SECTION | PARKS, state="submitted", of_city=True),
        _case("a department's, published", ANYONE, state="published", of_city=True),
    ),
)


def _is_citys(case: Case) -> bool:
    return case.name.startswith("a department's")


def _speakers(case: Case) -> frozenset[str]:
    return SECTION | (PARKS if _is_citys(case) else SPEAKERS)


def _senders_back(case: Case) -> frozenset[str]:
    return SECTION if _is_citys(case) else DESK


def _writers(case: Case) -> frozenset[str]:
    """The author's side while the wording is its own, the section as long as the seed is open."""
    if case.now in ("realised", "expired", "withdrawn"):
        return frozenset()
    side = PARKS if _is_citys(case) else GARDENERS
    return SECTION | (side if case.now in ("draft", "returned") else frozenset())


def _head(case: Case) -> frozenset[str]:
    return frozenset({"dhead"}) if _is_citys(case) else frozenset()


def _version(seed: Seed) -> dict[str, int]:
    return {"version": seed.version}


WRITERS = SECTION | CENTRE | PARKS | {"other_lia"} | GROUPS


def _item(home: Home, mark: str, *, state: str) -> MenuItem:
    return make.menu_item(home.people.parks, state=state, title=f"メニュー {mark}", can=mark)


def _menu(name: str, sees: frozenset[str]) -> Case:
    return Case(name, sees, lambda home, mark: _item(home, mark, state=name))


KEEPERS = SECTION | PARKS
ITEMS = Subject(
    "menu item", (_menu("draft", KEEPERS), _menu("published", ANYONE), _menu("withdrawn", KEEPERS))
)


def _menu_writers(case: Case) -> frozenset[str]:
    return {"draft": KEEPERS, "published": SECTION}.get(case.now, frozenset())


MAY_MOVE: dict[str, Who] = {
    "submit": _speakers,
    "publish": SECTION,
    "keep_internal": SECTION,
    "send_back": _senders_back,
    "withdraw": _speakers,
}

POLICY: Policies = {
    "seeds:board": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=種", "?kind=need")),
    "seeds:can_do": Page(get=ANYONE),
    "seeds:new": Page(get=WRITERS, post=WRITERS, body={"title": "試験の種", "what": "試験の文です。"}),
    "seeds:seed": Page(get=ANYONE, of=SEEDS),
    "seeds:edit": Page(get=_writers, post=_writers, of=SEEDS, door=True),
    "seeds:agree": Page(
        post=_head, of=SEEDS, at=("draft", "submitted", "returned"), door=True, body=_version
    ),
    "seeds:renew": Page(
        get=_speakers,
        post=_speakers,
        of=SEEDS,
        at=("published", "internal_only", "matched"),
        door=True,
        body={"expires_on": "2100-03-31"},
    ),
    "seeds:move": Moves(
        of=SEEDS,
        flow=SEED,
        may=MAY_MOVE,
        later=dict.fromkeys(("publish", "keep_internal"), "a department's needs the head's word first"),
    ),
    "seeds:menu": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=広報")),
    "seeds:menu_new": Page(get=KEEPERS | {"other_lia"}, post=KEEPERS | {"other_lia"}),
    "seeds:menu_item": Page(get=ANYONE, of=ITEMS),
    "seeds:menu_edit": Page(get=_menu_writers, post=_menu_writers, of=ITEMS, door=True),
    "seeds:menu_confirm": Page(post=KEEPERS, of=ITEMS, at=("published",)),
    "seeds:menu_move": Moves(
        of=ITEMS, flow=MENU, may={"publish": SECTION, "revise": KEEPERS, "withdraw": KEEPERS}
    ),
}
