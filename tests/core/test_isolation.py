import pytest
from django.db import DatabaseError, connection, transaction
from django_scopes.exceptions import ScopeError

from tests import make
from tests.people import People
from tomoni.core import audit
from tomoni.core.jurisdictions import Jurisdiction, everywhere
from tomoni.directory.models import Actor


def test_rows_cannot_be_reached_without_a_jurisdiction(db: None) -> None:
    with pytest.raises(ScopeError):
        Actor.objects.count()


def test_rows_of_another_city_are_out_of_reach(city: Jurisdiction) -> None:
    make.actor()
    other = make.jurisdiction()
    from tomoni.core.jurisdictions import scope

    with scope(other):
        assert Actor.objects.count() == 0
    with everywhere():
        assert Actor.objects.count() == 1


@pytest.mark.parametrize("sql", ["UPDATE core_event SET reason = 'x'", "DELETE FROM core_event"])
def test_the_database_refuses_to_change_the_audit_log(people: People, sql: str) -> None:
    event = audit.record("test", people.parks, by=people.sec)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert audit.Event.objects.filter(pk=event.pk, reason="").exists()
