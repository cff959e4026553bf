"""A city brings its past: nothing is written before a person says so, then all or nothing, and back while nothing built on it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make, shared_documents
from tests.conftest import Browse
from tests.intake.making import MINUTES, minutes, taken, upload
from tests.people import People
from tests.reading import papers, variants
from tomoni.core import search
from tomoni.core.errors import Conflict, Refused
from tomoni.core.things import Thing
from tomoni.directory.models import Actor
from tomoni.drafting.models import Draft, Section
from tomoni.gatherings import actions as gatherings
from tomoni.gatherings.models import AgendaItem, Attendance, Gathering, QuickReport, Statement
from tomoni.intake import actions, values
from tomoni.intake.models import Intake, Made
from tomoni.intake.states import State
from tomoni.voices.models import Coding, Opinion, Scheme


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def committed(people: People, intake: Intake) -> Intake:
    actions.commit(intake, by=people.sech, unit=people.section)
    intake.refresh_from_db()
    return intake


def path_of(intake: Intake, ending: str) -> str:
    return next(field.path for field in values.fields(intake.reading, {}) if field.path.endswith(ending))


# --- who


@pytest.mark.parametrize("who", ["cen", "lia", "dhead", "grep", "mem", "adm"])
def test_nobody_but_the_section_takes_documents_in(people: People, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.start(upload(b"a", "a.txt"), by=getattr(people, who))
    assert not Intake.objects.visible_to(getattr(people, who)).exists()


# --- what is refused


def test_a_document_that_cannot_be_read_says_why_and_what_to_do(people: People) -> None:
    intake = taken(papers.Sheet().data(), "a.pdf", by=people.sec)
    assert intake.state == State.REFUSED
    assert "スキャン" in intake.message


@pytest.mark.parametrize("name", ["a.exe", "a.doc", "a.png"])
def test_a_kind_of_file_that_is_not_taken_is_refused_at_once(people: People, name: str) -> None:
    with pytest.raises(ValidationError):
        actions.start(upload(b"x", name), by=people.sec)


def test_a_meeting_without_its_end_is_not_committed_and_nothing_is_written(people: People) -> None:
    paper: papers.Paper = [
        papers.P("第3回みなと市協働推進会議 会議録"),
        papers.P("日時　令和5年10月18日（水）14時～"),
    ]
    intake = taken(papers.txt(paper), "a.txt", by=people.sec)
    with pytest.raises(ValidationError, match="おわり"):
        committed(people, intake)
    intake.refresh_from_db()
    assert intake.state == State.READY
    assert not Gathering.objects.exists()


def test_a_kind_without_a_room_is_kept_with_a_plain_word(people: People) -> None:
    paper, _facts = variants.letter()
    intake = taken(papers.txt(paper), "a.txt", by=people.sec)
    with pytest.raises(Refused, match="まだありません"):
        committed(people, intake)
    actions.keep(intake, by=people.sec)
    assert intake.state == State.KEPT
    actions.undo(intake, by=people.sec)
    assert intake.state == State.READY


def test_a_mend_against_the_kind_of_its_field_is_refused_with_what_to_write(people: People) -> None:
    intake = minutes(people.sec)
    with pytest.raises(ValidationError) as refused:
        actions.mend(intake, by=people.sec, version=intake.version, given={"meeting.date": "きのう"})
    assert list(refused.value.message_dict) == ["meeting.date"]


def test_two_who_mend_at_once_do_not_overwrite_one_another(people: People) -> None:
    intake = minutes(people.sec)
    actions.mend(intake, by=people.sec, version=intake.version, given={"meeting.place": "公民館"})
    with pytest.raises(Conflict):
        actions.mend(intake, by=people.sech, version=intake.version - 1, given={"meeting.place": "図書館"})


def test_paths_that_were_not_read_are_passed_over(people: People) -> None:
    intake = minutes(people.sec)
    sent = {"meeting.secret": "x", "meeting.agenda[9].title": "x", "": "x"}
    assert actions.mend(intake, by=people.sec, version=intake.version, given=sent) == 0


def test_reading_and_its_refusal_are_the_jobs_alone(people: People, browse: Browse) -> None:
    intake = minutes(people.sec)
    for move in ("read", "refuse"):
        address = reverse(
            "intake:move", kwargs={"city": intake.jurisdiction.slug, "pk": intake.pk, "move": move}
        )
        assert browse(people.sech).post(address).status_code == 404


# --- taking in


def test_the_same_document_twice_changes_nothing(people: People) -> None:
    first = minutes(people.sec)
    again, is_new = actions.start(
        upload(papers.txt([*MINUTES, papers.P("・会場が遠い。")]), "other.txt"), by=people.sech
    )
    assert (again.pk, is_new) == (first.pk, False)
    committed(people, first)
    again, is_new = actions.start(
        upload(papers.txt([*MINUTES, papers.P("・会場が遠い。")]), "third.txt"), by=people.sec
    )
    assert (again.pk, is_new, Gathering.objects.count()) == (first.pk, False, 1)


def test_one_that_was_given_up_may_come_again(people: People) -> None:
    first = minutes(people.sec)
    actions.drop(first, by=people.sec)
    assert minutes(people.sec).pk != first.pk


@pytest.mark.parametrize("form", papers.FORMATS)
def test_a_meeting_becomes_a_session_with_its_rows(people: People, form: str) -> None:
    intake = taken(papers.FORMATS[form](MINUTES), f"a.{form.rpartition('.')[2]}", by=people.sec)
    assert (intake.state, intake.kind) == (State.READY, "meeting")
    committed(people, intake)
    gathering = Gathering.objects.get()
    assert (gathering.title, gathering.round_number, gathering.observers) == ("みなと市協働推進会議", 3, 2)
    assert gathering.held_on == date(2023, 10, 18)
    assert gathering.state == "held"
    assert list(Attendance.objects.values_list("category", "people")) == [("委員", 11), ("事務局", 4)]
    assert list(AgendaItem.objects.values_list("number", "title", "moderator", "papers")) == [
        ("(1)", "重点取組について", "会長", "資料1"),
        ("(2)", "その他", "", ""),
    ]
    assert Statement.objects.count() == 2


def test_what_a_person_mended_is_what_is_committed(people: People) -> None:
    intake = minutes(people.sec, without="場所")
    title = path_of(intake, "agenda[1].title")
    given = {"meeting.place": "公民館", "meeting.end": "16時", title: "", "meeting.observers": "３名"}
    assert actions.mend(intake, by=people.sec, version=intake.version, given=given) == 4
    committed(people, intake)
    gathering = Gathering.objects.get()
    assert (gathering.place, gathering.observers) == ("公民館", 3)
    assert (gathering.ends_at - gathering.starts_at).seconds == 7200
    assert AgendaItem.objects.count() == 1


def test_exchange_sessions_and_opinions_with_their_classes(people: People) -> None:
    paper, _facts = variants.across()
    intake = taken(papers.docx(paper), "a.docx", by=people.sec)
    committed(people, intake)
    assert list(Gathering.objects.order_by("starts_at").values_list("round_number", "place")) == [
        (1, "中央公民館 会議室1"),
        (2, "東部コミュニティセンター"),
    ]
    assert [row.people for row in Attendance.objects.order_by("gathering__starts_at")] == [7, 4]
    assert Opinion.objects.count() == 6
    assert set(Coding.objects.values_list("code__code", flat=True)) == {"A", "B", "C"}
    assert Scheme.objects.get().name == "市民活動団体との意見交換会 実施報告書"


def test_classes_that_a_scheme_has_already_are_its_codes(people: People) -> None:
    paper, _facts = variants.across()
    committed(people, taken(papers.docx(paper), "a.docx", by=people.sec))
    other = [*paper, papers.P("追記")]
    committed(people, taken(papers.txt(other), "b.txt", by=people.sec))
    assert Scheme.objects.count() == 1


def test_an_outline_becomes_a_draft_in_chapters(people: People) -> None:
    paper, _facts = variants.contents()
    committed(people, taken(papers.pdf(paper), "a.pdf", by=people.sec))
    draft = Draft.objects.get()
    chapters = Section.objects.filter(draft=draft, parent=None)
    assert [row.heading for row in chapters.order_by("order")] == [
        "はじめに",
        "協働の現状と課題",
        "施策の展開",
    ]
    assert Section.objects.filter(draft=draft).count() == 10


def test_a_list_enters_only_groups_that_are_not_known_and_no_address(people: People) -> None:
    make.actor(name="みなと自然観察会")
    paper, _facts = variants.group_list()
    committed(people, taken(papers.xlsx(paper), "a.xlsx", by=people.sec))
    made = Actor.objects.get(name="こども食堂ひだまり")
    assert not made.is_published
    assert Actor.objects.filter(name="みなと自然観察会").count() == 1


# --- taking back


def test_a_commit_is_taken_back_whole(people: People) -> None:
    paper, _facts = variants.across()
    intake = committed(people, taken(papers.docx(paper), "a.docx", by=people.sec))
    things = Thing.objects.count()
    actions.undo(intake, by=people.sech)
    assert not any(model.objects.exists() for model in (Gathering, Opinion, Scheme, Attendance, Coding, Made))
    assert Thing.objects.count() < things
    assert not search.object_ids("補助金", "voices.opinion").exists()
    committed(people, intake)
    assert Opinion.objects.count() == 6


def test_a_session_is_taken_back_with_its_quick_report(people: People) -> None:
    intake = committed(people, minutes(people.sec))
    assert QuickReport.objects.count() == 1
    actions.undo(intake, by=people.sec)
    assert not QuickReport.objects.exists()
    assert not Gathering.objects.exists()


def test_what_was_changed_since_is_not_taken_back(people: People) -> None:
    intake = committed(people, minutes(people.sec))
    gatherings.show(Gathering.objects.get(), by=people.sech, visibility="public")
    with pytest.raises(Refused, match="変わっている"):
        actions.undo(intake, by=people.sec)
    intake.refresh_from_db()
    assert intake.state == State.COMMITTED
    assert Gathering.objects.count() == 1


def test_what_others_built_on_is_not_taken_back(people: People) -> None:
    intake = committed(people, minutes(people.sec))
    make.opinion(gathering=Gathering.objects.get())
    with pytest.raises(Refused, match="もとにした記録"):
        actions.undo(intake, by=people.sec)
    assert Gathering.objects.exists()


# --- pages


def test_the_page_shows_the_document_beside_what_was_read(people: People, browse: Browse) -> None:
    intake = minutes(people.sec)
    page = browse(people.sec).get(intake.get_absolute_url())
    said = page.content.decode()
    assert "確かさ" in said
    assert "2行目" in said
    assert 'value="2023-10-18"' in said
    assert "文書にはありません" in said


def test_a_wrong_mend_comes_back_as_it_was_typed(people: People, browse: Browse) -> None:
    intake = minutes(people.sec)
    address = reverse("intake:mend", kwargs={"city": intake.jurisdiction.slug, "pk": intake.pk})
    page = browse(people.sec).post(address, {"version": intake.version, "f:meeting.date": "きのう"})
    assert page.status_code == 422
    assert 'value="きのう"' in page.content.decode()


def test_pasted_text_is_taken_in(people: People, browse: Browse) -> None:
    city = people.section.jurisdiction
    address = reverse("intake:intakes", kwargs={"city": city.slug})
    browser = browse(people.sec)
    assert browser.post(address, {}).status_code == 422
    answer = browser.post(address, {"text": papers.txt(MINUTES).decode(), "name": "第3回の結果"})
    intake = Intake.objects.get()
    assert answer["Location"] == intake.get_absolute_url()
    assert intake.file.name == "第3回の結果.txt"


def test_what_is_read_lies_encrypted(people: People) -> None:
    from django.db import connection

    intake = minutes(people.sec)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM intake_intake WHERE id = %s", [intake.pk])
        (kept,) = cursor.fetchone()
    assert kept.startswith("enc:")
    assert "みなと市" in intake.content


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    people: People, browse: Browse, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        minutes(people.sec, mark=str(number))
    browser = browse(people.sec)
    address = reverse("intake:intakes", kwargs={"city": people.section.jurisdiction.slug})
    with django_assert_max_num_queries(25):
        assert browser.get(address).status_code == 200


# --- the documents of the field


@pytest.mark.shared
def test_the_councils_report_is_taken_in_whole(people: People) -> None:
    intake = taken(shared_documents.seed(0).encode(), "000.txt", by=people.sec)
    committed(people, intake)
    gathering = Gathering.objects.get()
    assert (gathering.term, gathering.round_number, gathering.observers) == (2, 7, 6)
    assert gathering.starts_at.astimezone().replace(tzinfo=None) == datetime(2010, 3, 29, 15)  # noqa: DTZ001
    assert list(Attendance.objects.values_list("people", flat=True)) == [9, 5]
    assert AgendaItem.objects.count() == 5
    assert Statement.objects.count() == 4 + 15


@pytest.mark.shared
def test_the_exchange_report_is_taken_in_whole(people: People) -> None:
    committed(people, taken(shared_documents.seed(1).encode(), "001.txt", by=people.sec))
    assert [g.round_number for g in Gathering.objects.order_by("starts_at")] == [1, 2, 3, 4]
    assert sum(row.people for row in Attendance.objects.all()) == 25
    assert Opinion.objects.count() == 29
    assert [opinion.suspicious for opinion in Opinion.objects.exclude(suspicious="")] == ["也不错"]


@pytest.mark.shared
@pytest.mark.parametrize("number", [3, 4])
def test_the_other_documents_are_kept_as_they_were_read(people: People, number: int) -> None:
    intake = taken(shared_documents.seed(number).encode(), "a.txt", by=people.sec)
    actions.keep(intake, by=people.sec)
    records: dict[str, Any] = intake.reading["records"]
    assert list(records) == [{3: "plan", 4: "scheme"}[number]]
