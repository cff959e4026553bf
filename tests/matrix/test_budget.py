"""What a list asks of the database does not grow with its rows (P2)."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.matrix.browser import Browser
from tests.matrix.cast import Home, settle
from tests.matrix.walk import QUERIES, Watch
from tests.matrix.world import text_of
from tomoni.core import ownership, search, things
from tomoni.core.jurisdictions import scope
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.gatherings.models import Gathering
from tomoni.matching.models import Match
from tomoni.seeds.models import Seed
from tomoni.seeds.states import MenuState, SeedState

pytestmark = [pytest.mark.matrix, pytest.mark.django_db, pytest.mark.postgres]

FEW, MANY = 10, 200
LISTS = {
    "nobody": (
        "portal:home", "portal:figures", "gatherings:gatherings", "voices:voices", "voices:schemes", "seeds:board",
        "seeds:can_do", "seeds:menu", "projects:collaborations", "directory:actors",
    ),
    "sec": (
        "portal:home", "portal:work", "portal:figures", "gatherings:gatherings", "voices:opinions",
        "voices:voices", "seeds:board", "seeds:menu", "matching:matches", "matching:seeds", "desk:board",
        "desk:list", "projects:collaborations", "directory:actors", "directory:departments",
        "directory:registrations", "directory:people", "directory:invitations", "directory:handover",
        "directory:imports",
    ),
    "lia": ("portal:work", "voices:answering", "desk:referrals", "matching:matches", "directory:handover"),
    "grep": ("portal:work", "desk:consultations", "matching:matches", "directory:registrations"),
}  # fmt: skip
"""Who asks for which lists."""


def _more(home: Home, gathering: Gathering, group: Actor, count: int) -> None:
    """So many of everything, in the hands of the people who ask."""
    people = home.people
    for _number in range(count):
        opinion = make.opinion(
            state="answered", gathering=gathering, department=people.parks, visibility="public"
        )
        make.published(opinion)
        routed = make.opinion(state="routed", gathering=gathering, department=people.parks)
        seed = make.seed(group, state=SeedState.PUBLISHED)
        matched = make.seed(people.gardeners, state=SeedState.MATCHED)
        item = make.menu_item(people.parks, state=MenuState.PUBLISHED)
        match = Match.objects.create(
            jurisdiction=home.city, seed=matched, first=people.gardeners, second=people.parks,
            state="sounded_out", sounded_out_at=timezone.now(),
        )  # fmt: skip
        held = make.gathering(visibility="public")
        collab = make.light_collab(
            people.parks, people.gardeners, state="recorded", visibility="public", published_at=timezone.now()
        )
        consultation = make.consultation("referred", asker=people.gardeners)
        make.referral(consultation, people.parks)
        make.consultation()
        make.registration()
        actor = make.actor()
        make.department()
        make.role(make.user(), people.parks, RoleCode.DEPT)
        for record in (opinion, seed, item, match, held, collab):
            search.put(things.put(record, record.card()), "図書館")
        for record, person in ((routed, home.persons["lia"]), (match, home.persons["sec"]), (seed, None)):
            ownership.hold(
                record,
                person_id=person.pk if person else None,
                unit_id=people.parks.pk,
                due_on=timezone.localdate(),
                task="つぎ",
            )
        assert actor.pk


def _addresses(home: Home, gathering: Gathering, group: Actor) -> Iterator[tuple[str, str]]:
    city = {"city": home.city.slug}
    for who, routes in LISTS.items():
        yield from ((who, reverse(route, kwargs=city)) for route in routes)
    for who in ("nobody", "sec"):
        yield who, reverse("portal:search", kwargs=city) + "?q=図書館"
        yield who, gathering.get_absolute_url()
        yield who, reverse("portal:story", kwargs={**city, "pk": group.pk})
    yield "sec", reverse("matching:candidates", kwargs={**city, "seed_pk": _seed_of(group).pk})


def _seed_of(group: Actor) -> Seed:
    found = Seed._base_manager.filter(actor=group).first()
    assert found is not None
    return found


def _asked(browsers: dict[str, Browser], addresses: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found = {}
    for who, address in addresses:
        assert text_of(browsers[who].get(address)), address
        watch = Watch()
        with connection.execute_wrapper(watch):
            answer = browsers[who].get(address)
        assert answer.status_code == 200, (who, address, answer.status_code)
        found[who, address] = watch.count
    return found


def test_no_list_asks_more_for_more_rows() -> None:
    home = settle("here")
    with scope(home.city):
        gathering = make.gathering(visibility="public")
        group = make.actor(name="種の多い会")
        _more(home, gathering, group, FEW)
    browsers = {who: Browser(home.persons.get(who)) for who in LISTS}
    addresses = list(_addresses(home, gathering, group))
    few = _asked(browsers, addresses)
    with scope(home.city):
        _more(home, gathering, group, MANY - FEW)
    many = _asked(browsers, addresses)
    grown = {" ".join(one): (few[one], many[one]) for one in many if many[one] > few[one]}
    assert grown == {}
    assert {" ".join(one): count for one, count in many.items() if count > QUERIES} == {}
