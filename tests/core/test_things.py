"""Things of records: one row each however often they are put, and the audience of the last time."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.people import People
from tomoni.core import things
from tomoni.core.things import Card, Thing, ThingAudience


def card(label: str, *tokens: str) -> Card:
    return Card("声", label, "/x/", date(2026, 6, 1), frozenset(tokens))


def tokens_of(thing: Thing) -> set[str]:
    return set(thing.audience.values_list("token", flat=True))


def test_what_may_no_longer_be_seen_loses_its_token(people: People) -> None:
    first = things.put(people.gardeners, card("a", "public", "actor:1"))
    second = things.put(people.gardeners, card("b", "actor:1", "city:1"))
    assert first.pk == second.pk
    assert Thing.objects.get().label == "b"
    assert tokens_of(second) == {"actor:1", "city:1"}


def test_many_are_put_with_few_questions(people: People) -> None:
    records = [make.actor() for _ in range(300)]
    with CaptureQueriesContext(connection) as asked:
        made = things.put_many([(record, card("x", "public")) for record in records])
    assert len(asked) <= 8
    assert [thing.object_id for thing in made] == [record.pk for record in records]
    with CaptureQueriesContext(connection) as asked:
        again = things.put_many([(record, card("y", "public")) for record in records])
    assert len(asked) <= 8
    assert [thing.pk for thing in again] == [thing.pk for thing in made]
    assert ThingAudience.objects.count() == 300
