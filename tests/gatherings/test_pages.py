"""The pages of gatherings: entering, changing, reading, as a browser does it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.gatherings.models import AgendaItem, Attendance, Gathering, Statement
from tomoni.gatherings.states import State

MOST = 25


def listed(city: Jurisdiction) -> str:
    return reverse("gatherings:gatherings", args=[city.slug])


def new(city: Jurisdiction) -> str:
    return reverse("gatherings:new", args=[city.slug])


def filled(people: People, **changes: Any) -> dict[str, Any]:
    """The form as a coordinator fills it in."""
    return {
        "once": str(uuid4()),
        "kind": "opinion_exchange",
        "title": "意見交換会",
        "round_number": "1",
        "day": "2026-06-26",
        "starts": "14:00",
        "ends": "16:00",
        "place": "ミーティングルームF",
        "organiser": people.section.pk,
        "openness": "open",
        "attendance-TOTAL_FORMS": "2",
        "attendance-INITIAL_FORMS": "0",
        "attendance-0-category": "市民活動団体",
        "attendance-0-groups": "9",
        "attendance-0-people": "10",
        "attendance-0-group": "花と緑の会",
        "agenda-TOTAL_FORMS": "2",
        "agenda-INITIAL_FORMS": "0",
        "agenda-0-number": "1",
        "agenda-0-title": "意見交換",
        "agenda-0-kind": "discussion",
        "agenda-1-kind": "other",
        "statements-TOTAL_FORMS": "1",
        "statements-INITIAL_FORMS": "0",
        "statements-0-heading": "窓口",
        "statements-0-text": "窓口が分かりにくい。",
        **changes,
    }


def test_a_session_is_entered_with_its_rows(city: Jurisdiction, people: People, browse: Browse) -> None:
    answer = browse(people.sec).post(new(city), filled(people))
    made = Gathering.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.held_on.isoformat(), made.full_title) == ("2026-06-26", "意見交換会 第1回")
    assert Attendance.objects.get().actor == people.gardeners
    assert AgendaItem.objects.get().kind == "discussion"
    assert Statement.objects.get().heading == "窓口"


def test_a_form_sent_twice_makes_one(city: Jurisdiction, people: People, browse: Browse) -> None:
    browser, sent = browse(people.sec), filled(people)
    first, second = browser.post(new(city), sent), browser.post(new(city), sent)
    assert first["Location"] == second["Location"]
    assert Gathering.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "必須"),
        ({"ends": "13:00"}, "おわりは、はじまりより後"),
        ({"day": "6月26日ごろ"}, "日付"),
        ({"openness": "closed"}, "理由を入力"),
        ({"attendance-0-group": "どこにもない会"}, "登録されていません"),
        ({"attendance-0-people": ""}, "必須"),
        ({"agenda-0-is_closed": "on"}, "非公開の理由"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    city: Jurisdiction, people: People, browse: Browse, changes: dict[str, str], says: str
) -> None:
    answer = browse(people.sec).post(new(city), filled(people, **changes))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert says in shown
    for typed in ("ミーティングルームF", "意見交換", "窓口が分かりにくい。"):
        assert typed in shown
    assert not Gathering.objects.exists()


def test_more_rows_are_given_without_losing_any(city: Jurisdiction, people: People, browse: Browse) -> None:
    answer = browse(people.sec).post(new(city), filled(people, more="attendance"))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["rows"]["attendance"].total_form_count() == 4
    for typed in ("市民活動団体", "ミーティングルームF", "窓口が分かりにくい。"):
        assert typed in shown
    assert not Gathering.objects.exists()


def test_rows_added_without_script_are_stored(city: Jurisdiction, people: People, browse: Browse) -> None:
    browser = browse(people.sec)
    page = browser.post(new(city), filled(people, more="attendance"))
    rows = page.context["rows"]["attendance"]
    sent = filled(
        people,
        **{
            "attendance-TOTAL_FORMS": rows.total_form_count(),
            "attendance-INITIAL_FORMS": rows.initial_form_count(),
            "attendance-1-category": "市の職員",
            "attendance-1-people": "3",
        },
    )
    browser.post(new(city), sent)
    assert list(Attendance.objects.values_list("category", "people")) == [
        ("市民活動団体", 10),
        ("市の職員", 3),
    ]


def test_an_edit_keeps_rows_changes_and_drops_them(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    browser = browse(people.sec)
    browser.post(new(city), filled(people))
    made = Gathering.objects.get()
    row = Attendance.objects.get()
    sent = filled(
        people,
        version=made.version,
        **{
            "attendance-INITIAL_FORMS": "1",
            "attendance-0-id": row.pk,
            "attendance-0-people": "12",
            "agenda-INITIAL_FORMS": "1",
            "agenda-0-id": AgendaItem.objects.get().pk,
            "agenda-0-DELETE": "on",
        },
    )
    assert browser.post(made.get_absolute_url() + "edit/", sent).status_code == 302
    assert (Attendance.objects.get().pk, Attendance.objects.get().people) == (row.pk, 12)
    assert not AgendaItem.objects.exists()


def test_a_lost_update_shows_both_texts(city: Jurisdiction, people: People, browse: Browse) -> None:
    made = make.gathering()
    address = made.get_absolute_url() + "edit/"
    browse(people.sec).post(address, filled(people, version="1", title="先に保存した名前"))
    answer = browse(people.sech).post(address, filled(people, version="1", title="後の名前"))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "先に保存した名前" in shown
    assert "後の名前" in shown


def test_group_names_are_for_those_who_run_it(city: Jurisdiction, people: People, browse: Browse) -> None:
    browse(people.sec).post(new(city), filled(people))
    made = Gathering.objects.get()
    Gathering.objects.update(visibility="public", state=State.HELD)
    for who, named in (
        (people.nobody, False),
        (people.lia, False),
        (people.other_grep, False),
        (people.sec, True),
    ):
        shown = browse(who).get(made.get_absolute_url()).content.decode()
        assert ("花と緑の会" in shown) is named


def test_a_closed_item_shows_its_reason_only(city: Jurisdiction, people: People, browse: Browse) -> None:
    made = make.gathering(visibility="public")
    item = AgendaItem.objects.create(
        jurisdiction=city,
        gathering=made,
        title="応募者の審査",
        is_closed=True,
        closed_reason="審査に関するため",
    )
    Statement.objects.create(
        jurisdiction=city, gathering=made, item=item, heading="審査の話", text="点が低い。"
    )
    public = browse(people.nobody).get(made.get_absolute_url()).content.decode()
    assert "審査に関するため" in public
    for hidden in ("応募者の審査", "審査の話", "点が低い。"):
        assert hidden not in public
    assert "応募者の審査" in browse(people.sec).get(made.get_absolute_url()).content.decode()


def test_a_withdrawn_page_says_so_without_its_content(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    made = make.gathering("消える会", visibility="public", outline="内容です。")
    browse(people.sec).post(made.get_absolute_url() + "show/", {"visibility": "city", "reason": "準備中"})
    answer = browse(people.nobody).get(made.get_absolute_url())
    assert answer.status_code == 410
    for gone in ("消える会", "内容です。", "準備中"):
        assert gone not in answer.content.decode()


def test_unknown_and_unseen_are_both_404(city: Jurisdiction, people: People, browse: Browse) -> None:
    made = make.gathering()
    browser = browse(people.nobody)
    assert browser.get(made.get_absolute_url()).status_code == 404
    assert browser.get(reverse("gatherings:gathering", args=[city.slug, 999999])).status_code == 404


@pytest.mark.parametrize("name", ["lia", "grep", "mem", "adm"])
def test_entering_is_closed_to_others(city: Jurisdiction, people: People, browse: Browse, name: str) -> None:
    browser = browse(getattr(people, name))
    assert browser.get(new(city)).status_code == 403
    assert browser.post(new(city), filled(people)).status_code == 403
    assert not Gathering.objects.exists()


@pytest.mark.parametrize("asked", [{"kind": "party"}, {"year": "1900"}, {"sort": "title"}])
def test_a_filter_that_is_not_offered_is_a_bad_request(
    city: Jurisdiction, people: People, browse: Browse, asked: dict[str, str]
) -> None:
    make.gathering(visibility="public")
    assert browse(people.nobody).get(listed(city), asked).status_code == 400


def test_the_file_holds_what_the_list_shows(city: Jurisdiction, people: People, browse: Browse) -> None:
    make.gathering("見える会", visibility="public")
    make.gathering("見えない会")
    make.gathering("研修の会", visibility="public", kind="training")
    asked = {"kind": "opinion_exchange", "format": "csv"}
    lines = b"".join(browse(people.nobody).get(listed(city), asked)).decode("utf-8-sig")
    assert "見える会" in lines
    assert "見えない会" not in lines
    assert "研修の会" not in lines


@pytest.mark.parametrize("who", ["nobody", "sec"])
@pytest.mark.parametrize("form", ["", "?format=csv"])
def test_questions_do_not_grow_with_rows(
    city: Jurisdiction, people: People, browse: Browse, who: str, form: str
) -> None:
    browser = browse(getattr(people, who))

    def asked() -> int:
        with CaptureQueriesContext(connection) as counted:
            answer = browser.get(listed(city) + form)
            if answer.streaming:
                b"".join(answer)
        return len(counted)

    for _ in range(10):
        make.gathering(visibility="public")
    asked()
    few = asked()
    for _ in range(190):
        make.gathering(visibility="public")
    assert asked() == few
    assert few <= MOST


@pytest.mark.parametrize("who", ["nobody", "sec"])
def test_a_page_with_many_rows_asks_little(
    city: Jurisdiction, people: People, browse: Browse, who: str
) -> None:
    made = make.gathering(visibility="public")
    for number in range(40):
        Attendance.objects.create(
            jurisdiction=city, gathering=made, category=f"区分{number}", people=1, actor=people.gardeners
        )
        AgendaItem.objects.create(jurisdiction=city, gathering=made, title=f"議題{number}")
    browser = browse(getattr(people, who))
    browser.get(made.get_absolute_url())
    with CaptureQueriesContext(connection) as counted:
        browser.get(made.get_absolute_url())
    assert len(counted) <= MOST
