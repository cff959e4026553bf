"""Whoever gets past the triggers is still found: any changed, missing or reordered row."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests import make
from tomoni.core import audit
from tomoni.core.people import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def events() -> list[int]:
    """Twelve events under three seals; the triggers are gone, as if somebody had dropped them."""
    city = make.jurisdiction()
    made = []
    for batch in range(3):
        made += [
            audit.record("change", city, by=SYSTEM, reason=f"理由{batch}-{n}", before={"a": n, "b": "花"}).pk
            for n in range(4)
        ]
        assert audit.seal(now=timezone.now() + audit.SETTLED + timedelta(seconds=1))
    drop_triggers()
    return made


def drop_triggers() -> None:
    with connection.cursor() as cursor:
        for table in ("core_event", "core_seal"):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER {table}_no_update")
                cursor.execute(f"DROP TRIGGER {table}_no_delete")


def sql(statement: str, *values: str | int | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def swap(first: int, second: int) -> None:
    for old, new in ((first, 900_001), (second, first), (900_001, second)):
        sql("UPDATE core_event SET id = %s WHERE id = %s", new, old)


COLUMNS: dict[str, str | int] = {
    "at": "2020-01-01 00:00:00+00:00",
    "jurisdiction_id": 77,
    "person_id": 78,
    "person_name": "別の人",
    "person_role": "別の役割",
    "verb": "publish",
    "kind": "seeds.seed",
    "object_id": 79,
    "label": "別の名前",
    "reason": "別の理由",
    "before": '{"a": 1, "b": "鳥"}',
    "after": '{"c": 1}',
}


def test_an_untouched_log_has_no_faults(events: list[int]) -> None:
    verdict = audit.verify()
    assert verdict.faults == ()
    assert (verdict.seals, verdict.events, verdict.unsealed) == (3, 12, 0)


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_a_changed_value_is_found_in_every_column(events: list[int], column: str) -> None:
    sql(f"UPDATE core_event SET {column} = %s WHERE id = %s", COLUMNS[column], events[5])  # noqa: S608
    assert audit.verify().faults


@pytest.mark.parametrize("at", range(12))
def test_every_missing_row_is_found(events: list[int], at: int) -> None:
    sql("DELETE FROM core_event WHERE id = %s", events[at])
    assert audit.verify().faults


@pytest.mark.parametrize(("first", "second"), [(0, 1), (3, 4), (0, 11), (8, 9)])
def test_rows_that_changed_places_are_found(events: list[int], first: int, second: int) -> None:
    swap(events[first], events[second])
    assert audit.verify().faults


def test_a_row_slipped_in_between_is_found(events: list[int]) -> None:
    sql("DELETE FROM core_event WHERE id = %s", events[6])
    audit.Event.objects.create(
        pk=events[6], person_name="別の人", verb="change", kind="core.jurisdiction", object_id=1
    )
    assert audit.verify().faults


def test_a_seal_made_again_over_changed_rows_breaks_the_chain(events: list[int]) -> None:
    sql("UPDATE core_event SET reason = %s WHERE id = %s", "別の理由", events[5])
    second = audit.Seal.objects.order_by("id")[1]
    rows = audit.Event.objects.filter(pk__in=events[4:8]).order_by("id").values_list(*audit._FIELDS)
    digest, *_rest = audit._digest(second.previous, iter(rows))
    sql("UPDATE core_seal SET digest = %s WHERE id = %s", digest, second.pk)
    assert audit.verify().faults


@pytest.mark.parametrize("at", [0, 1])
def test_a_missing_seal_is_found(events: list[int], at: int) -> None:
    sql("DELETE FROM core_seal WHERE id = %s", audit.Seal.objects.order_by("id")[at].pk)
    assert audit.verify().faults


def test_an_end_cut_off_is_found_by_the_mark_noted_elsewhere(events: list[int]) -> None:
    mark = audit.verify().mark
    sql("DELETE FROM core_seal WHERE digest = %s", mark)
    for one in events[8:]:
        sql("DELETE FROM core_event WHERE id = %s", one)
    assert audit.verify(noted=mark).faults


def test_a_log_without_any_seal_is_found_once_it_is_a_day_old(events: list[int]) -> None:
    sql("DELETE FROM core_seal")
    assert not audit.verify().faults
    sql("UPDATE core_event SET at = %s WHERE id = %s", timezone.now() - timedelta(days=2), events[0])
    assert audit.verify().faults


def test_the_command_ends_with_an_error_where_something_is_wrong(
    events: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    sql("DELETE FROM core_event WHERE id = %s", events[0])
    with pytest.raises(SystemExit) as end:
        call_command("audit", "verify")
    assert end.value.code == 1
    assert "記録の数が違います" in capsys.readouterr().err


def test_the_command_says_that_nothing_is_wrong(
    events: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit", "verify")
    assert "12件" in capsys.readouterr().out


@pytest.mark.parametrize("table", ["core_event", "core_seal", "core_readingevent"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_the_log(
    city: object, table: str, act: str, refuses: Callable[[str], None]
) -> None:
    audit.record("change", make.jurisdiction(), by=SYSTEM)
    audit.record_reading(make.jurisdiction(), by=SYSTEM)
    audit.seal(now=timezone.now() + audit.SETTLED + timedelta(seconds=1))
    refuses(act.format(table))


@pytest.fixture
def refuses() -> Callable[[str], None]:
    def ask(statement: str) -> None:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            sql(statement)

    return ask


def test_sealing_leaves_young_events_for_the_next_time(city: object) -> None:
    audit.record("change", make.jurisdiction(), by=SYSTEM)
    assert audit.seal() is None
