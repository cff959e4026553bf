"""Loading: each jurisdiction in one transaction, everything in bulk; what is there already stays as it is."""

from datetime import date

from django.db import models, transaction

from demo import (
    minato,
    places,
    seeds_chigasaki,
    seeds_kanagawa,
    seeds_kashiwa,
    seeds_kawasaki,
    seeds_kochi,
    shapes,
)
from demo import (
    people as demo_people,
)
from tomoni.accounts.models import User
from tomoni.core import audit, search
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.lineage import Edge
from tomoni.core.ownership import Case
from tomoni.core.people import SYSTEM
from tomoni.core.things import Thing, ThingAudience
from tomoni.japan.kana import katakana
from tomoni.operations.demo import (
    desk,
    drafts,
    gatherings,
    matches,
    people,
    publications,
    seeds,
    surveys,
    voices,
)
from tomoni.operations.demo.keys import Loading, stored

REAL = (seeds_kanagawa, seeds_kashiwa, seeds_kawasaki, seeds_kochi, seeds_chigasaki)
INVENTED = "minato"
CONTACT = {"contact_name": "みなと市 協働推進課（架空）", "contact_phone": "0000-52-0000"}


def load(today: date) -> list[str]:
    """Load what is missing. Returns the names of the places that were loaded now."""
    with transaction.atomic():
        tree = _places()
    missing = [key for key, place in tree.items() if _is_empty(place)]
    holdings = {module.HOLDING.jurisdiction: module.HOLDING for module in REAL}
    if INVENTED in missing:
        holdings[INVENTED] = minato.holding(today)
    loaded = []
    for key, holding in holdings.items():
        if key not in missing:
            continue
        place = tree[key]
        with scope(place), transaction.atomic():
            fill(place, holding, today)
            audit.record("demo.load", place, by=SYSTEM)
        loaded.append(place.name)
    return loaded


def _is_empty(place: Jurisdiction) -> bool:
    with scope(place):
        return not Thing.objects.exists()


def _places() -> dict[str, Jurisdiction]:
    tree: dict[str, Jurisdiction] = {}
    for one in places.JURISDICTIONS:
        tree[one.key], _made = Jurisdiction.objects.get_or_create(
            slug=one.key,
            defaults={
                "kind": one.kind,
                "parent": tree[one.parent] if one.parent else None,
                "code": one.code,
                "name": one.name,
                "reading": katakana(one.kana),
                "is_demo": True,
                "is_invented": one.invented,
                "settings": CONTACT if one.key == INVENTED else {},
            },
        )
    return tree


def _users(holding: shapes.Holding) -> dict[str, User]:
    """The people of the place and whoever may sign in; each is made once, whichever place needs them first."""
    persons = {one.key: one for one in holding.people}
    for one in demo_people.SIGN_INS:
        persons.setdefault(one.key, shapes.Person(one.key, one.name, one.kana, one.mail))
    kept = {user.email: user for user in User.objects.filter(is_demo=True)}
    missing = [person for person in persons.values() if person.mail not in kept]
    made = people.users(missing)
    return {key: made.get(key) or kept[person.mail] for key, person in persons.items()}


def fill(place: Jurisdiction, holding: shapes.Holding, today: date) -> None:
    """One place, in its scope."""
    loading = Loading(place, holding, today, _users(holding))
    people.actors(loading)
    people.roles(loading)
    gatherings.gatherings(loading)
    voices.opinions(loading)
    seeds.seeds(loading)
    seeds.menu(loading)
    desk.consultations(loading)
    matches.matches(loading)
    matches.collabs(loading)
    publications.publications(loading)
    drafts.reports(loading)
    surveys.surveys(loading)
    surveys.hearings(loading)
    _show(loading)
    publications.pieces(loading)
    stored(Case, loading.cases)


def _show(loading: Loading) -> None:
    """Things, audiences, search entries and trails in bulk."""
    things: dict[tuple[str, int], Thing] = {}
    for record, card, _texts in loading.cards:
        things[_name(record)] = Thing(
            jurisdiction=loading.jurisdiction,
            kind=record._meta.label_lower,
            object_id=record.pk,
            stage=card.stage,
            label=card.label[:200],
            address=card.address,
            on=card.on,
        )
    stored(Thing, things.values())
    stored(
        ThingAudience,
        (
            ThingAudience(thing=things[_name(record)], token=token)
            for record, card, _texts in loading.cards
            for token in sorted(card.audience)
        ),
    )
    search.put_many(
        (things[_name(record)], texts) for record, _card, texts in loading.cards if texts is not None
    )
    pairs = dict.fromkeys((_name(cause), _name(effect)) for cause, effect in loading.edges)
    stored(
        Edge, (Edge(jurisdiction=loading.jurisdiction, cause=things[a], effect=things[b]) for a, b in pairs)
    )


def _name(record: models.Model) -> tuple[str, int]:
    return record._meta.label_lower, record.pk
