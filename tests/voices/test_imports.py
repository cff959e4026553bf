"""Opinions in and out as a table: the same file twice changes nothing, and no table publishes an answer."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core import jobs
from tomoni.core.errors import NotAllowed
from tomoni.core.imports import TableImport
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.visibility import Visibility
from tomoni.voices import actions
from tomoni.voices.models import Opinion, Scheme
from tomoni.voices.states import State

S = TableImport.State
HEAD = (
    "意見ID,回,開催日,場所,団体（任意）,分類,副分類,意見（原文）,意見（整文）,市の考え方,対応区分,担当課"
    ",関連計画項目,公開,理由\n"
)
ROW = (
    ",3,令和8年6月26日,市民会館,花と緑の会,A,B、C,窓口が分かりにくい。,窓口が分かりにくい,窓口を一つにします。"
    ",実施します,公園緑地課,,公開,\n"
)


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scheme(people: People) -> Scheme:
    return make.scheme("ABC", is_default=True)


def worked(made: TableImport) -> TableImport:
    while jobs.work_once("test"):
        pass
    made.refresh_from_db()
    return made


def sent(people: People, table: str | bytes, name: str = "声.csv") -> TableImport:
    data = table.encode() if isinstance(table, str) else table
    return worked(actions.start_import(SimpleUploadedFile(name, data), by=people.sec))


def taken(people: People, table: str | bytes, name: str = "声.csv") -> TableImport:
    made = sent(people, table, name)
    assert made.state == S.READY, made.lines
    actions.confirm_import(made, by=people.sec)
    made = worked(made)
    assert made.state == S.COMMITTED, made.message
    return made


def problems(made: TableImport) -> str:
    return "\n".join(error for line in made.lines for error in line["errors"])


@pytest.mark.parametrize("who", ["cen", "lia", "dhead", "grep", "adm"])
def test_only_the_section_takes_tables_in(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.start_import(SimpleUploadedFile("声.csv", HEAD.encode()), by=getattr(people, who))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,,,,,,まだ日がない,,,,,,,", "開催日（受け付けた日）を入力してください"),
        (",,2026-13-40,,,,,日がおかしい,,,,,,,", "2026-13-40"),
        (",,2026-06-26,,,,,,整文だけ,,,,,,", "意見（原文）が空です"),
        (",,2026-06-26,,しらない会,,,声,,,,,,,", "「しらない会」は登録されていません"),
        (",,2026-06-26,,,Z,,声,,,,,,,", "分類「Z」"),
        (",,2026-06-26,,,,A,声,,,,,,,", "分類も入力してください"),
        (",,2026-06-26,,,A,,声,,します,,公園緑地課,,,", "対応区分を入力してください"),
        (",,2026-06-26,,,A,,声,,します,1,,,,", "担当課を入力してください"),
        (",,2026-06-26,,,A,,声,,できません,対応できません,公園緑地課,,,", "理由を入力してください"),
        (",,2026-06-26,,,A,,声,,します,やるかも,公園緑地課,,,", "対応区分「やるかも」"),
        (",,2026-06-26,,,,,声,,,,,,見せる,", "「公開」か「非公開」"),
        ("2026-V-9999,,2026-06-26,,,,,声,,,,,,,", "意見ID「2026-V-9999」の声はありません"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    people: People, scheme: Scheme, row: str, said: str
) -> None:
    made = sent(people, HEAD + row + "\n")
    assert made.state == S.WRONG
    assert said in problems(made)
    assert not Opinion.objects.exists()


def test_a_table_without_the_words_is_refused(people: People) -> None:
    assert "意見（原文）" in problems(sent(people, "意見ID,分類\n1,A\n"))


def test_a_row_becomes_an_opinion_and_its_answer_a_draft(people: People, scheme: Scheme) -> None:
    meeting = make.gathering(round_number=3)
    taken(people, HEAD + ROW)
    made = Opinion.objects.get()
    assert (made.raw_text, made.display_text) == ("窓口が分かりにくい。", "窓口が分かりにくい")
    assert (made.gathering, made.group, made.visibility) == (meeting, people.gardeners, Visibility.PUBLIC)
    assert [one.code.code for one in made.codings.order_by("-is_primary", "code__order")] == ["A", "B", "C"]
    answer = made.answer
    assert made.state == State.DRAFTED
    assert answer is not None
    assert (answer.text, answer.kind, answer.approved_at, answer.published_at) == (
        "窓口を一つにします。",
        "1",
        None,
        None,
    )


def test_the_same_file_twice_changes_nothing(people: People, scheme: Scheme) -> None:
    table = HEAD + ROW + ",,2026-06-26,,,,,同じことを二人が言った,,,,,,,\n" * 2
    assert taken(people, table).new == 3
    again = sent(people, table)
    assert (again.state, again.new, again.changed, again.same) == (S.READY, 0, 0, 3)


@pytest.mark.parametrize("form", ["csv", "csv-sjis", "xlsx"])
def test_an_exported_list_comes_back_unchanged(
    city: Jurisdiction, people: People, scheme: Scheme, browse: Browse, form: str
) -> None:
    taken(people, HEAD + ROW)
    other = make.scheme("AX")
    make.opinion("=HYPERLINK(1)と書いてあった", code=other.codes.get(code="A"), received_on="2026-05-01")
    make.published(
        make.opinion("公園の草", state=State.ANSWERED, visibility="public", department=people.parks),
        kind="5",
        grounds="予算がありません。",
    )
    answer = browse(people.sec).get(reverse("voices:opinions", args=[city.slug]) + f"?format={form}")
    data = b"".join(answer) if answer.streaming else answer.content
    made = sent(people, data, "声.xlsx" if form == "xlsx" else "声.csv")
    assert (made.new, made.changed, made.same, problems(made)) == (0, 0, 3, "")


def test_words_codes_and_visibility_of_a_known_opinion_change(people: People, scheme: Scheme) -> None:
    opinion = make.opinion("窓口が、、分かりにくい", code=scheme.codes.get(code="A"), state=State.CLASSIFIED)
    row = f"{opinion.number},,,,,B,,,窓口が分かりにくい,,,,,公開,\n"
    made = sent(people, HEAD + row)
    assert made.lines[0]["differences"]["公開"] == ["関係者まで", "公開"]
    taken(people, HEAD + row)
    opinion.refresh_from_db()
    assert (opinion.display_text, opinion.visibility) == ("窓口が分かりにくい", Visibility.PUBLIC)
    assert [one.code.code for one in opinion.codings.all()] == ["B"]


@pytest.mark.parametrize(
    "cells",
    [
        ",,2025-01-01,,,,,,,,,,,,",
        ",,,,,,,ちがう原文,,,,,,,",
        ",,,,,,,,,考えを書き換える,,,,,",
        ",,,,,,,,,,,公園緑地課,,,",
    ],
)
def test_what_a_table_may_not_change_is_said(people: People, scheme: Scheme, cells: str) -> None:
    opinion = make.opinion("声")
    made = sent(people, HEAD + opinion.number + cells + "\n")
    assert made.state == S.WRONG
    assert "ここは表では変えられません" in problems(made)


def test_one_opinion_twice_in_a_file_is_said(people: People, scheme: Scheme) -> None:
    number = make.opinion("声").number
    made = sent(people, HEAD + f"{number},,,,,A,,,,,,,,,\n{number},,,,,B,,,,,,,,,\n")
    assert "2行目にもあります" in problems(made)


def test_a_table_is_chosen_read_and_confirmed_on_its_pages(
    city: Jurisdiction, people: People, scheme: Scheme, browse: Browse
) -> None:
    browser = browse(people.sec)
    address = reverse("voices:imports", args=[city.slug])
    answer = browser.post(address, {"file": SimpleUploadedFile("声.csv", (HEAD + ROW).encode())})
    made = worked(TableImport.objects.get())
    assert answer["Location"] == reverse("voices:import", args=[city.slug, made.pk])
    page = browser.get(answer["Location"]).content.decode()
    assert reverse("voices:import_confirm", args=[city.slug, made.pk]) in page
    browser.post(reverse("voices:import_confirm", args=[city.slug, made.pk]))
    assert worked(made).state == S.COMMITTED
    assert Opinion.objects.count() == 1
