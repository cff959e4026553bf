from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests import make
from tests.people import People
from tomoni.core import imports, jobs
from tomoni.core.errors import Refused
from tomoni.core.imports import Line, TableImport
from tomoni.core.jobs import Running, task
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.directory.models import Area
from tomoni.reading.tables import Table

State = TableImport.State


def check(table: Table) -> Iterator[Line]:
    known = set(Area.objects.values_list("name", flat=True))
    for row in table.rows:
        name = row.cells[0]
        errors = (
            ()
            if name.endswith("地区")
            else (f"{table.header[0]}「{name}」：「地区」で終わる名前にしてください。",)
        )
        yield Line(row.line, name, "wrong" if errors else "same" if name in known else "new", errors=errors)


def write(table: Table, found: TableImport) -> None:
    for row in table.rows:
        Area.objects.get_or_create(jurisdiction=found.jurisdiction, name=row.cells[0])
        if row.cells[0] == "壊れた地区":
            raise Refused("この行で止まりました。")


@task
def preview_areas(job: Running, *, import_id: int) -> None:
    imports.preview(job, import_id, check)


@task
def commit_areas(job: Running, *, import_id: int) -> None:
    imports.commit(job, import_id, write)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(people: People, text: str, encoding: str = "utf-8") -> TableImport:
    file = SimpleUploadedFile("areas.csv", text.encode(encoding))
    made = imports.start(file, kind="areas", task=preview_areas, by=people.sec)
    return worked(made)


def worked(made: TableImport) -> TableImport:
    while jobs.work_once("test"):
        pass
    made.refresh_from_db()
    return made


def test_a_preview_writes_nothing_and_says_what_is_wrong(people: People) -> None:
    made = sent(people, "地区\n北部地区\n南部\n")
    assert (made.state, made.new, made.wrong) == (State.WRONG, 1, 1)
    assert made.lines[0]["errors"] == ["地区「南部」：「地区」で終わる名前にしてください。"]
    assert Area.objects.count() == 0


def test_a_table_with_a_wrong_row_cannot_be_committed(people: People) -> None:
    made = sent(people, "地区\n南部\n")
    with pytest.raises(Refused):
        imports.confirm(made, task=commit_areas, by=people.sec)


def test_the_second_step_writes_all_and_a_second_file_changes_nothing(people: People) -> None:
    made = sent(people, "地区\n北部地区\n南部地区\n")
    imports.confirm(made, task=commit_areas, by=people.sec)
    assert worked(made).state == State.COMMITTED
    assert Area.objects.count() == 2
    again = sent(people, "地区\n北部地区\n南部地区\n")
    assert (again.new, again.same) == (0, 2)


def test_if_one_row_fails_nothing_is_written(people: People) -> None:
    made = sent(people, "地区\n北部地区\n壊れた地区\n")
    imports.confirm(made, task=commit_areas, by=people.sec)
    assert worked(made).state == State.WRONG
    assert "この行で止まりました。" in made.message
    assert Area.objects.count() == 0


def test_a_file_in_cp932_is_read_and_says_so(people: People) -> None:
    made = sent(people, "地区\n北部地区\n", "cp932")
    assert (made.state, made.encoding, made.new) == (State.READY, "cp932", 1)


def test_a_stopped_import_cannot_be_committed(people: People) -> None:
    made = sent(people, "地区\n北部地区\n")
    imports.stop(made, by=people.sec)
    with pytest.raises(Refused):
        imports.confirm(made, task=commit_areas, by=people.sec)


def test_an_unreadable_file_is_said_in_words(people: People) -> None:
    made = sent(people, "")
    assert made.state == State.WRONG
    assert "ファイルが空です" in made.message


def test_imports_of_another_city_are_out_of_reach(people: People, city: Jurisdiction) -> None:

    sent(people, "地区\n北部地区\n")
    with scope(make.jurisdiction()):
        assert TableImport.objects.count() == 0
