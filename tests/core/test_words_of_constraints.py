"""The database keeps what must always be true; whoever breaks it reads why in the words of the constraint."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests import make
from tests.people import People
from tomoni.core import records
from tomoni.core.audit import Event
from tomoni.directory.models import Actor, Role


def role(people: People, **fields: object) -> Role:
    defaults: dict[str, object] = {
        "jurisdiction": people.parks.jurisdiction,
        "person": make.user(),
        "actor": people.parks,
        "code": "DEPT",
        "starts_on": date(2026, 4, 1),
    }
    return Role(**{**defaults, **fields})


def test_a_broken_check_is_said_in_words_and_leaves_nothing(people: People) -> None:
    before = Event.objects.count()
    with pytest.raises(ValidationError, match="おわりの日は、はじめの日以降にしてください"):
        records.create(role(people, ends_on=date(2026, 3, 31)), by=people.sec)
    assert Event.objects.count() == before


def test_a_second_row_of_its_kind_is_said_in_words(people: People) -> None:
    first = records.create(role(people), by=people.sec)
    with pytest.raises(ValidationError, match="同じ人の同じ役割がすでにあります"):
        records.create(role(people, person=first.person), by=people.sec)
    assert Role.objects.filter(person=first.person).count() == 1


def test_a_change_that_breaks_a_check_is_said_in_words_and_undone(people: People) -> None:
    made = records.create(role(people), by=people.sec)
    with pytest.raises(ValidationError, match="おわりの日は"):
        records.change(made, by=people.sec, ends_on=date(2026, 3, 31))
    assert Role.objects.get(pk=made.pk).ends_on is None


def test_a_change_to_what_another_row_holds_is_said_in_words(people: People) -> None:
    other = make.actor(Actor.Kind.DEPARTMENT, name="防災課")
    with pytest.raises(ValidationError, match="同じ種類に同じ名称"):
        records.change(other, by=people.sec, name=people.parks.name)


def test_a_value_that_is_none_of_the_choices_is_said_without_asking_the_database(people: People) -> None:
    with pytest.raises(ValidationError) as wrong:
        records.create(role(people, code="KING"), by=people.sec)
    assert set(wrong.value.message_dict) == {"code"}
