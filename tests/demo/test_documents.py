import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import seeds_chigasaki, seeds_kanagawa, seeds_kashiwa, seeds_kawasaki, seeds_kochi
from demo.places import JURISDICTIONS
from demo.shapes import Holding

DOCUMENTS = Path(__file__).parents[3] / "shared" / "seeds"
HOLDINGS = [
    module.HOLDING for module in (seeds_kanagawa, seeds_kashiwa, seeds_kawasaki, seeds_kochi, seeds_chigasaki)
]


def texts(thing: object) -> Iterator[str]:
    """Every text inside, however deep."""
    if isinstance(thing, str):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, dict):
        yield from texts(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from texts(part)


@pytest.mark.parametrize("place", JURISDICTIONS, ids=lambda place: place.key)
def test_every_code_carries_its_check_digit(place: object) -> None:
    code = dataclasses.asdict(place)["code"]  # type: ignore[call-overload]
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
    assert int(code[5]) == (11 - total % 11) % 10


def test_cities_stand_under_their_prefecture() -> None:
    parents = {place.key: place.parent for place in JURISDICTIONS}
    assert parents["kashiwa"] == "chiba"
    assert parents["kawasaki"] == parents["chigasaki"] == "kanagawa"
    assert parents["kochi"] is None


def test_an_invented_place_uses_a_number_no_prefecture_has() -> None:
    assert {place.key for place in JURISDICTIONS if int(place.code[:2]) > 47} == {
        place.key for place in JURISDICTIONS if place.invented
    }


def test_kashiwa_has_its_29_opinions_by_class() -> None:
    counts = Counter(opinion.codes[0][1] for opinion in seeds_kashiwa.HOLDING.opinions)
    assert counts == {"A": 5, "B": 3, "C": 7, "D": 4, "E": 2, "F": 3, "G": 3, "H": 2}


def test_kashiwas_sessions_count_20_attendances_of_19_groups_and_25_people() -> None:
    sessions = seeds_kashiwa.HOLDING.gatherings
    came = [key for session in sessions for key in session.participants]
    assert (len(came), len(set(came))) == (20, 19)
    assert sum(line.people for session in sessions for line in session.attendance) == 25
    for session in sessions:
        assert len(session.participants) == session.attendance[0].bodies


def test_kashiwas_sessions_fall_on_the_weekdays_of_the_report() -> None:
    assert ["月火水木金土日"[session.day.weekday()] for session in seeds_kashiwa.HOLDING.gatherings] == list(
        "水金月火"
    )


def test_kanagawas_statements_stand_in_four_groups_of_2_2_3_and_8() -> None:
    counts = Counter(statement.heading for statement in seeds_kanagawa.STATEMENTS)
    assert list(counts.values()) == [2, 2, 3, 8]


def test_kawasakis_comments_stand_in_four_blocks_of_2_2_3_and_2() -> None:
    counts = Counter(comment.heading for comment in seeds_kawasaki.COMMENTS)
    assert list(counts.values()) == [2, 2, 3, 2]
    assert [len(chapter.sections) for chapter in seeds_kawasaki.REPORT] == [5, 7, 2]


def test_kochis_two_blank_rows_stay_blank() -> None:
    assert [row.action[0] for row in seeds_kochi.TABLE if not row.done] == ["②", "③"]
    assert len(seeds_kochi.TABLE) == 6


def test_chigasakis_issues_are_covered_as_in_the_scheme() -> None:
    where = {
        issue: [activity.code for activity in seeds_chigasaki.ACTIVITIES if issue in activity.issues]
        for issue in range(1, 9)
    }
    assert where[4] == ["A1", "A2", "A3", "A4"]
    assert where[2] == ["A2", "A3", "A4"]
    assert where[5] == ["A1", "A4"]
    assert (where[1], where[3], where[6], where[7], where[8]) == (["A1"], ["A2"], ["A2"], ["A3"], ["A4"])


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.jurisdiction)
def test_what_a_gathering_names_is_held(holding: Holding) -> None:
    departments = {department.key for department in holding.departments}
    actors = {actor.key for actor in holding.actors}
    for gathering in holding.gatherings:
        assert gathering.host in departments
        assert set(gathering.participants) <= actors


@pytest.mark.shared
def test_no_sentence_of_a_document_is_copied() -> None:
    """Twenty characters in a row may be shared only where they are a name or a title."""
    found = " ".join(path.read_text() for path in sorted(DOCUMENTS.glob("*.txt")))
    source = re.sub(r"\s", "", found)
    modules = (seeds_kanagawa, seeds_kashiwa, seeds_kawasaki, seeds_kochi, seeds_chigasaki)
    gatherings = [gathering for holding in HOLDINGS for gathering in holding.gatherings]
    names = {
        *(actor.name for holding in HOLDINGS for actor in holding.actors),
        *(name for gathering in gatherings for name in (gathering.title, gathering.place)),
        seeds_kochi.POLICY,
        seeds_kawasaki.WEB,
        seeds_kawasaki.MAIL,
    }
    ours = {
        text
        for module in modules
        for value in vars(module).values()
        if not isinstance(value, str) or len(value) < 400
        for text in texts(value)
    }
    for text in ours - names:
        bare = re.sub(r"\s", "", text)
        for start in range(len(bare) - 19):
            piece = bare[start : start + 20]
            assert piece not in source or any(piece in re.sub(r"\s", "", name) for name in names), text
