"""Who stands before every door: a person for each role code, and those who have no business here."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests import make
from tests.people import People, everyone
from tomoni.accounts.models import User
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode

Persons = frozenset[str]

SECTION: Persons = frozenset({"sec", "sech"})
PARKS: Persons = frozenset({"lia", "dept", "dhead"})
"""Of the department that has to do with most things here."""
STAFF: Persons = SECTION | PARKS | {"other_lia", "lias", "fin"}
CENTRE: Persons = frozenset({"cen"})
DESK: Persons = SECTION | CENTRE
GARDENERS: Persons = frozenset({"grp", "grep"})
"""Of the group that has to do with most things here."""
GROUPS: Persons = GARDENERS | {"other_grep", "body"}
COUNCIL: Persons = frozenset({"mem", "chair", "rev", "eva"})
ADMIN: Persons = frozenset({"adm"})
KNOWN: Persons = STAFF | CENTRE | GROUPS | COUNCIL | ADMIN
"""Everybody with a role in the city."""
OUTSIDERS: Persons = frozenset({"stranger", "foreigner", "former"})
"""Signed in, without a role here today: a new account, the section of another city, somebody whose role has ended."""
SIGNED_IN: Persons = KNOWN | OUTSIDERS
VISITORS: Persons = frozenset({"nobody", "suspended"})
"""Not signed in; a suspended account is shown out."""
ANYONE: Persons = SIGNED_IN | VISITORS
NOBODY: Persons = frozenset()


@dataclass(frozen=True)
class Home:
    """One city with its people: ours, and another that looks the same."""

    city: Jurisdiction
    people: People
    persons: dict[str, User]


def settle(slug: str) -> Home:
    """A demo city (so that no second factor stands in the way) with a person for each role."""
    city = make.jurisdiction(slug, is_demo=True)
    with scope(city):
        people = everyone()
        persons: dict[str, User] = {name: one for name, one in vars(people).items() if isinstance(one, User)}
        persons |= dict(_others(people))
    return Home(city, people, persons)


def _others(people: People) -> Iterator[tuple[str, User]]:
    division = make.department("環境部")
    yield "lias", make.person(RoleCode.LIAS, division, "環境 調整員")
    yield "fin", make.person(RoleCode.FIN, make.department("財政課"), "財政 担当")
    yield "grp", make.person(RoleCode.GRP, people.gardeners, "花田 会員")
    body = make.actor(Actor.Kind.NEIGHBOURHOOD, name="本町町内会")
    yield "body", make.person(RoleCode.BODY, body, "本町 会長")
    for name, code in (("chair", RoleCode.CHAIR), ("rev", RoleCode.REV), ("eva", RoleCode.EVA)):
        yield name, make.person(code, people.council, f"委員 {name}")


def as_seen_abroad(person: str) -> str:
    """What a person of our city is in the other one, and the other way round."""
    if person in VISITORS:
        return "nobody"
    return "sec" if person == "foreigner" else "stranger"
