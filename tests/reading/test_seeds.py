"""The seed documents: every fact of the field's brief stands in its field without a hand edit."""

from collections import Counter
from datetime import date, time
from functools import lru_cache
from typing import Any

import pytest

from tests import shared_documents
from tests.reading import gold
from tomoni.reading.readings import Reading, read

pytestmark = pytest.mark.shared
KINDS = ("meeting", "exchange", "newsletter", "plan", "scheme")


@lru_cache(maxsize=8)
def reading(number: int) -> Reading:
    return read(shared_documents.seed(number).encode(), f"{number:03}.txt")


def records(number: int) -> dict[str, Any]:
    found: dict[str, Any] = reading(number).as_dict()["records"]
    return found


@pytest.mark.parametrize("number", range(5))
def test_every_field_is_as_the_gold_file_says(number: int) -> None:
    found, wanted = dict(gold.flattened(records(number))), gold.read(number)
    precision, recall = gold.scores(found, wanted)
    assert precision >= 0.98, {path: value for path, value in found.items() if wanted.get(path) != value}
    assert recall >= 0.98, {path: value for path, value in wanted.items() if found.get(path) != value}


@pytest.mark.parametrize("number", range(5))
def test_the_kind_is_found_out_and_each_fact_has_a_place(number: int) -> None:
    assert reading(number).kind == KINDS[number]
    sources = reading(number).as_dict(explain=True)["sources"]
    assert all(source["place"].get("line") for source in sources)
    assert all(0.5 < source["certainty"] <= 1 for source in sources)


def test_the_quick_report_of_a_council() -> None:
    meeting = reading(0).records["meeting"]
    assert (meeting.term.value, meeting.session.value) == (2, 7)
    assert (meeting.date.value, meeting.start.value, meeting.end.value) == (
        date(2010, 3, 29),
        time(15),
        time(17),
    )
    assert meeting.posted_on.value == date(2018, 2, 26)
    counts = [(row.people.value, row.note and row.note.value) for row in meeting.attendance]
    assert counts == [(9, "公募"), (5, None)]
    assert meeting.observers.value == 6
    assert [item.title.value for item in meeting.agenda] == ["開会", "協議", "閉会"]
    first, second = meeting.agenda[1].children
    assert [paper.value for paper in first.papers] == ["資料1", "資料2"]
    assert all(item.moderator.value.endswith("世話人") for item in (first, second))
    assert len(second.results) == 3
    assert second.results[0].value == second.results[2].value
    assert [len(group.statements) for group in meeting.statements] == [2, 2, 3, 8]


def test_the_menu_of_the_web_page_below_is_no_record() -> None:
    assert any("憲章" in fact.value for fact in reading(0).rest)


def test_the_exchange_sessions_and_their_opinions() -> None:
    exchange = reading(1).records["exchange"]
    assert exchange.published_on.value == date(2019, 8, 30)
    assert [(s.date.value.isoformat(), s.start.value.hour, s.group_count.value, s.people.value) for s in exchange.sessions] == [
        ("2019-06-26", 14, 9, 10), ("2019-07-05", 16, 5, 5), ("2019-07-29", 15, 3, 6), ("2019-07-30", 9, 3, 4)
    ]  # fmt: skip
    assert [len(session.groups) for session in exchange.sessions] == [9, 5, 3, 3]
    assert len({group.value for session in exchange.sessions for group in session.groups}) == 19
    assert {each.code.value: len(each.opinions) for each in exchange.classes} == {
        "A": 5, "B": 3, "C": 7, "D": 4, "E": 2, "F": 3, "G": 3, "H": 2
    }  # fmt: skip
    marked = [
        (each.code.value, at)
        for each in exchange.classes
        for at, o in enumerate(each.opinions)
        if o.suspicious
    ]
    assert marked == [("B", 2)]


def test_the_newsletter_and_the_outline_inside_it() -> None:
    letter, outline = reading(2).records["newsletter"], reading(2).records["outline"]
    assert (letter.session.value, letter.held_on.value) == (7, date(2015, 8, 26))
    coming = letter.next_meeting
    assert (coming.session.value, coming.date.value, coming.start.value) == (8, date(2015, 10, 13), time(17))
    assert coming.observers_welcome.value
    assert coming.web.value.startswith("http")
    assert [len(block.comments) for block in letter.comments] == [2, 2, 3, 2]
    assert all((letter.contact.office, letter.contact.telephone, letter.contact.fax, letter.contact.mail))
    assert [len(chapter.sections) for chapter in outline.chapters] == [5, 7, 2]
    toward, coming_issues = outline.chapters[2].sections
    assert [len(point.items) for point in toward.points] == [0, 3, 4]
    assert len(coming_issues.items) == 3


def test_the_progress_table_with_shifted_headers_and_blank_rows() -> None:
    plan = reading(3).records["plan"]
    assert plan.as_of.value == date(2014, 12, 31)
    assert [(row.item_number.value, row.action_number.value) for row in plan.rows] == [
        ("1", "①"), ("1", "②"), ("2", "①"), ("2", "②"), ("2", "③"), ("3", "①")
    ]  # fmt: skip
    assert [row.reported for row in plan.rows] == [True, True, True, False, False, True]
    figures = Counter((figure.number.value, figure.unit) for row in plan.rows for figure in row.figures)
    assert {(15, "名以上"), (13, "名"), (352, "人"), (6, "回"), (3, "回"), (50, "%以上")} <= set(figures)
    assert [rate.repost for rate in plan.rows[1].target_rates] == [True, False]
    assert all(entry.repost for entry in plan.rows[1].issues)
    assert "再掲" not in "".join(entry.text.value for row in plan.rows for entry in row.effect)


def test_the_scheme_sheet() -> None:
    scheme = reading(4).records["scheme"]
    assert [each.number.value for each in scheme.issues] == list(range(1, 9))
    assert [each.number.value for each in scheme.challenges] == list(range(1, 6))
    pointed = [([n.value for n in a.challenges], [n.value for n in a.issues]) for a in scheme.activities]
    assert pointed == [([1, 2], [1, 4, 5]), ([3], [2, 3, 4, 6]), ([3, 4], [2, 4, 7]), ([4, 5], [2, 4, 5, 8])]
    counted = [
        [(len(side.voices), len(side.actions), len(side.aims)) for side in activity.audiences]
        for activity in scheme.activities
    ]
    assert counted == [
        [(2, 3, 3), (2, 3, 2)], [(2, 3, 3), (2, 3, 3)], [(3, 3, 3), (4, 3, 3)], [(1, 2, 2), (2, 2, 3)]
    ]  # fmt: skip
    assert [[len(duty.duties)] for duty in scheme.duties] == [[2], [2]]
