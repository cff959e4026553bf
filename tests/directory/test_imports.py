"""Tables of departments and groups: what is wrong is said, nothing is written before, the same file changes nothing."""

import io
from operator import itemgetter
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pytest_django import Settings

from tests import make
from tests.directory.test_sessions import signed_in
from tests.people import People
from tomoni.core import audit, jobs, search
from tomoni.core.imports import TableImport
from tomoni.core.jobs import Job
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.tables import Column, csv_text, xlsx_bytes
from tomoni.directory.actions import imports as actions
from tomoni.directory.importing import departments, groups
from tomoni.directory.importing.columns import parts
from tomoni.directory.models import Actor, GroupRegistration
from tomoni.reading.tables import read_table

State = TableImport.State
HEAD = "組織名,フリガナ,上位組織,事務分掌,市民のことば,電話\n"
TWO = (
    HEAD
    + "環境部,カンキョウブ,,,,\nごみ減量課,ゴミゲンリョウカ,環境部,ごみの収集に関すること,ごみ出し、分別,0467-00-0000\n"
)


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def demo(city: Jurisdiction) -> Jurisdiction:
    city.is_demo = True
    city.save()
    return city


def worked(made: TableImport) -> TableImport:
    while jobs.work_once("test"):
        pass
    made.refresh_from_db()
    return made


def sent(
    people: People,
    text: str | bytes,
    kind: str = "departments",
    encoding: str = "utf-8",
    name: str = "表.csv",
) -> TableImport:
    data = text.encode(encoding) if isinstance(text, str) else text
    return worked(actions.start(SimpleUploadedFile(name, data), kind=kind, by=people.sec))


def taken(people: People, text: str | bytes, **how: str) -> TableImport:
    made = sent(people, text, **how)
    assert made.state == State.READY, made.lines
    actions.confirm(made, by=people.sec)
    return worked(made)


def problems(made: TableImport) -> str:
    return "\n".join(error for line in made.lines for error in line["errors"])


@pytest.mark.parametrize("who", ["lia", "dhead", "grep", "cen", "mem"])
def test_tables_are_taken_in_by_the_section_and_the_administrator_only(people: People, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.start(SimpleUploadedFile("a.csv", b"x"), kind="departments", by=getattr(people, who))


def test_the_administrator_takes_no_contact_data_in(people: People) -> None:
    with pytest.raises(PermissionDenied):
        actions.start(SimpleUploadedFile("a.csv", b"x"), kind="groups-contacts", by=people.adm)


def test_a_preview_writes_nothing(people: People) -> None:
    before = Actor.objects.count()
    made = sent(people, TWO)
    assert (made.state, made.new) == (State.READY, 2)
    assert Actor.objects.count() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("課の名前,電話\nごみ課,1\n", "1行目：見出しに「組織名」がありません。"),
        (HEAD + ",カナ,,,,\n", "2行目（組織名）：組織名が空です。"),
        (HEAD + "甲課,漢字,,,,\n", "2行目（フリガナ）：よみがなは"),
        (HEAD + "甲課,,,,,\n甲課,,,,,\n", "3行目（組織名）：「甲課」は2行目にもあります。"),
        (HEAD + "甲課,,ない部,,,\n", "2行目（上位組織）：上位組織「ない部」が見つかりません。"),
        (HEAD + "甲課,,乙課,,,\n乙課,,甲課,,,\n", "「甲課」自身に戻ります"),
        (HEAD + "甲課,,,,," + "1" * 41 + "\n", "2行目（電話）"),
    ],
)
def test_each_problem_is_said_with_its_place(people: People, text: str, said: str) -> None:
    made = sent(people, text)
    assert made.state == State.WRONG
    assert said in problems(made)
    assert not Actor.objects.filter(name="甲課").exists()


def test_departments_are_written_with_their_unit_above_and_found_by_their_words(people: People) -> None:
    made = taken(people, TWO)
    assert made.state == State.COMMITTED
    actor = Actor.objects.get(name="ごみ減量課")
    assert actor.parent is not None
    assert actor.parent.name == "環境部"
    assert actor.reading == "ゴミゲンリョウカ"
    assert actor.department.citizens_words == "ごみ出し、分別"
    assert list(search.object_ids("ごみ出し", "directory.actor")) == [actor.pk]
    assert audit.history(actor).get().reason == "表.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_same_file_twice_changes_nothing_in_any_encoding(people: People, encoding: str) -> None:
    taken(people, TWO)
    events = audit.Event.objects.count()
    again = sent(people, TWO, encoding=encoding)
    assert (again.state, again.new, again.changed, again.same) == (State.READY, 0, 0, 2)
    assert audit.Event.objects.exclude(kind="core.tableimport").count() <= events


def test_an_excel_table_is_the_same_table(people: People) -> None:
    rows = [line.split(",") for line in TWO.strip().split("\n")]
    heads = [Column(name, itemgetter(place)) for place, name in enumerate(rows[0])]
    made = sent(people, xlsx_bytes(rows[1:], heads), name="表.xlsx")
    assert (made.new, made.wrong) == (2, 0)


def test_what_differs_is_shown_before_it_is_written_and_empty_cells_leave_things_alone(
    people: People,
) -> None:
    taken(people, TWO)
    made = sent(people, HEAD + "ごみ減量課,,,ごみの減量に関すること,,\n")
    assert made.changed == 1
    assert made.lines[0]["differences"] == {"事務分掌": ["ごみの収集に関すること", "ごみの減量に関すること"]}
    actions.confirm(made, by=people.sec)
    worked(made)
    actor = Actor.objects.get(name="ごみ減量課")
    assert actor.department.duties == "ごみの減量に関すること"
    assert actor.department.phone == "0467-00-0000"


def test_what_changed_between_the_steps_stops_the_second(people: People) -> None:
    made = sent(people, HEAD + "甲課,,公園緑地課,,,\n")
    Actor.objects.filter(pk=people.parks.pk).update(name="別の名")
    actions.confirm(made, by=people.sec)
    assert worked(made).state == State.WRONG
    assert not Actor.objects.filter(name="甲課").exists()


GROUP_HEAD = "団体名,フリガナ,種別,法人番号,分野,地区,主な活動,構成員数\n"


def test_groups_come_in_registered_and_unpublished(people: People) -> None:
    make.area("北部")
    taken(people, GROUP_HEAD + "川の会,カワノカイ,任意団体,,環境・子ども,北部,清掃,１５人\n", kind="groups")
    actor = Actor.objects.get(name="川の会")
    assert not actor.is_published
    assert (actor.registration.state, actor.registration.members) == ("registered", 15)
    assert [field.code for field in actor.fields.all()] == ["npo07", "npo13"]
    assert [area.name for area in actor.areas.all()] == ["北部"]
    again = sent(
        people, GROUP_HEAD + "川の会,カワノカイ,任意団体,,環境・子ども,北部,清掃,１５人\n", kind="groups"
    )
    assert (again.same, again.changed) == (1, 0)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("会,,会社みたいなもの,,,,,", "種別「会社みたいなもの」は使えません。"),
        ("会,,,1234567890123,,,,", "2行目（法人番号）"),
        ("会,,,,宇宙,,,", "分野「宇宙」が分かりません。"),
        ("会,,,,,海底,,", "地区「海底」はこの市の地区にありません。"),
        ("会,,,,,,,たくさん", "2行目（構成員数）：数字で入力してください。"),
    ],
)
def test_each_problem_of_a_group_is_said(people: People, row: str, said: str) -> None:
    assert said in problems(sent(people, GROUP_HEAD + row + "\n", kind="groups"))


PORTAL_HEAD = (
    "法人名称,法人名称カナ,所轄庁,主たる事務所の所在地,代表者氏名,団体代表者名（フリガナ),設立年月日,定款に記載された目的,"
    "活動分野１,活動分野２,活動分野１３,認定(認定開始日）,認定（認定取消日）,解散情報,法人番号\n"
)


def test_the_portals_table_is_read_with_its_own_headings(people: People) -> None:
    row = (
        "特定非営利活動法人みどり,トクテイヒエイリカツドウホウジンミドリ,試験県,試験市1-1,山田 太郎,ヤマダ タロウ,"
        "1999/02/23,緑を守る,○,,○,2015/04/01,,2024/01/10 社員総会の決議,4011001098993\n"
    )
    taken(people, PORTAL_HEAD + row, kind="npo")
    actor = Actor.objects.get(corporate_number="4011001098993")
    assert (actor.kind, actor.summary) == ("npo", "緑を守る")
    assert "社員総会の決議" in actor.warning
    assert [field.code for field in actor.fields.all()] == ["npo01", "npo13"]
    assert not GroupRegistration.objects.filter(actor=actor).exists()
    again = sent(people, PORTAL_HEAD + row, kind="npo")
    assert (again.same, again.changed) == (1, 0)


def test_names_and_contacts_come_in_only_when_asked_for(people: People) -> None:
    text = "団体名,代表者氏名,電話\n川の会,秘密 代表,090-1111-2222\n"
    taken(people, text, kind="groups")
    assert GroupRegistration.objects.get(actor__name="川の会").representative_name == ""
    made = sent(people, text, kind="groups-contacts")
    assert "秘密" not in str(made.lines)
    assert made.changed == 1
    actions.confirm(made, by=people.sec)
    worked(made)
    assert GroupRegistration.objects.get(actor__name="川の会").phone == "090-1111-2222"
    assert "秘密" not in str(list(audit.Event.objects.values()))


def test_the_same_number_is_the_same_group_under_another_name(people: People) -> None:
    head = "団体名,種別,法人番号\n"
    taken(people, head + "みどり,NPO法人,4011001098993\n", kind="groups")
    taken(people, head + "みどりの風,NPO法人,4011001098993\n", kind="groups")
    assert Actor.objects.get(corporate_number="4011001098993").name == "みどりの風"


def test_a_reading_can_be_stopped(people: People) -> None:
    made = actions.start(SimpleUploadedFile("a.csv", TWO.encode()), kind="departments", by=people.sec)
    actions.stop(made, by=people.sec)
    assert worked(made).state == State.CANCELLED
    assert Job.objects.get(pk=made.job_id or 0).state == Job.State.CANCELLED


NAMES = st.text(st.sampled_from("課部係緑環境防災高齢福祉=+-@＝'\"、,A1"), min_size=1, max_size=12).map(
    lambda text: f"課{text}"
)
TEXTS = st.text(st.sampled_from("ごみ公園に関すること。\n,\"'=+-@＝＋\t 1２"), max_size=30).map(str.strip)


@st.composite
def department_rows(draw: st.DrawFn) -> list[dict[str, str]]:
    names = draw(st.lists(NAMES, min_size=1, max_size=8, unique=True))
    return [
        {
            "name": name,
            "duties": draw(TEXTS),
            "citizens_words": draw(TEXTS),
            "phone": draw(st.sampled_from(["", "03-1"])),
        }
        for name in names
    ]


@limits(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=department_rows(), encoding=st.sampled_from(["utf-8", "cp932", "utf-16"]))
def test_what_is_exported_comes_in_unchanged(
    people: People, rows: list[dict[str, str]], encoding: str
) -> None:
    heads = [
        Column(departments.COLUMNS[name][0], itemgetter(name))
        for name in ("name", "duties", "citizens_words", "phone")
    ]
    data = "".join(csv_text(rows, heads)).encode(encoding)
    with transaction.atomic():
        made = taken(people, data)
        assert made.new == len(rows)
        for row in rows:
            kept = Actor.objects.get(name=row["name"]).department
            assert (kept.duties, kept.citizens_words, kept.phone) == (
                row["duties"],
                row["citizens_words"],
                row["phone"],
            )
        again = sent(people, data)
        assert (again.new, again.changed, again.same) == (0, 0, len(rows))
        transaction.set_rollback(True)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_list(text: str) -> None:
    assert all(part == part.strip() and part for part in parts(text))


def many(count: int) -> bytes:
    out = io.StringIO()
    out.write(GROUP_HEAD)
    for number in range(count):
        out.write(f"団体{number:05},だんたい,任意団体,,環境,,活動その{number},{number % 90 + 1}\n")
    return out.getvalue().encode()


def test_the_questions_of_a_preview_do_not_grow_with_its_rows(people: People) -> None:
    def asked(count: int) -> int:
        table = read_table(many(count), "x.csv")
        with CaptureQueriesContext(connection) as found:
            assert len(list(groups.check(table, contacts=False, portal=False))) == count
        return len(found)

    assert asked(2) == asked(60)


def test_the_questions_of_writing_grow_by_little_for_each_new_row(people: People) -> None:
    made = sent(people, many(200), kind="groups")
    actions.confirm(made, by=people.sec)
    with CaptureQueriesContext(connection) as found:
        worked(made)
    assert made.state == State.COMMITTED
    assert len(found) < 200 * 4


def test_the_section_sees_confirms_and_follows_an_import(demo: Jurisdiction, people: People) -> None:
    client, base = signed_in(people.sec), f"/{demo.slug}/imports/"
    assert client.get(base).status_code == 200
    wrong = client.post(base, {"kind": "departments"})
    assert wrong.status_code == 422
    file = SimpleUploadedFile("表.csv", TWO.encode("cp932"))
    address = client.post(base, {"kind": "departments", "file": file}).headers["Location"]
    assert "行のうち" in client.get(address).content.decode()
    made = TableImport.objects.get()
    worked(made)
    page = client.get(address).content.decode()
    assert "この内容で取り込む" in page
    assert "ごみ減量課" in page
    assert "Shift_JIS" in page
    client.post(f"{address}read/", {"encoding": "utf-8"})
    worked(made)
    assert "として読めない文字があります" in client.get(address).content.decode()
    client.post(f"{address}read/", {"encoding": "cp932"})
    worked(made)
    client.post(f"{address}confirm/")
    worked(made)
    assert "取り込みが終わりました" in client.get(address).content.decode()
    assert client.get(f"{base}samples/groups/").getvalue().decode("utf-8-sig").startswith("団体名,フリガナ,")


@pytest.mark.parametrize("who", ["lia", "grep", "cen", "mem"])
def test_imports_are_refused_to_others(demo: Jurisdiction, people: People, who: str) -> None:
    made = sent(people, TWO)
    client = signed_in(getattr(people, who))
    for address in ("", f"{made.pk}/", "samples/groups/"):
        assert client.get(f"/{demo.slug}/imports/{address}").status_code == 403
    for address in ("confirm/", "stop/", "read/"):
        assert client.post(f"/{demo.slug}/imports/{made.pk}/{address}").status_code == 403
