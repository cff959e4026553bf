from datetime import UTC, date, datetime

import pytest

from tomoni.japan.errors import DateNotReadable
from tomoni.japan.fiscal import Style, bounds, fiscal_year, fiscal_year_label, parse_fiscal_year, tokyo_day


@pytest.mark.parametrize(
    "text",
    ["", "令和3年", "2019年", "3年度", "R年度", "平成0年度", "1800年度", "令和3年度の予算", "令和9999年度"],
)
def test_what_is_no_fiscal_year_is_refused(text: str) -> None:
    with pytest.raises(DateNotReadable):
        parse_fiscal_year(text)


def test_showa_64_was_no_fiscal_year_and_the_message_names_the_right_one() -> None:
    with pytest.raises(DateNotReadable, match="平成元年度ではありませんか"):
        parse_fiscal_year("昭和64年度")


@pytest.mark.parametrize(
    ("text", "fiscal"),
    [
        ("令和3年度", 2021),
        ("R3年度", 2021),
        ("Ｒ３年度", 2021),
        ("r3年度", 2021),
        ("H30年度", 2018),
        ("平成31年度", 2019),
        ("令和元年度", 2019),
        ("令和 元 年度", 2019),
        ("㋿元年度", 2019),
        ("令和三年度", 2021),
        ("昭和63年度", 1988),
        ("平成元年度", 1989),
        ("平成32年度", 2020),
        ("2026年度", 2026),
        ("西暦２０２６年度", 2026),
        ("FY2026", 2026),
    ],
)
def test_a_fiscal_year_is_read_in_every_notation(text: str, fiscal: int) -> None:
    assert parse_fiscal_year(text) == fiscal


@pytest.mark.parametrize(
    ("fiscal", "label"),
    [
        (2026, "令和8年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
    ],
)
def test_a_fiscal_year_is_named_by_the_era_of_its_first_april(fiscal: int, label: str) -> None:
    assert fiscal_year_label(fiscal) == label


def test_a_document_of_before_the_change_says_heisei_31() -> None:
    assert fiscal_year_label(2019, as_of=date(2019, 4, 30)) == "平成31年度"
    assert fiscal_year_label(2020, as_of=date(2019, 4, 30)) == "平成32年度"
    assert fiscal_year_label(2019, as_of=date(2019, 5, 1)) == "令和元年度"


def test_the_western_label_and_both_together() -> None:
    assert fiscal_year_label(2026, Style.SEIREKI) == "2026年度"
    assert fiscal_year_label(2026, "both") == "令和8年度（2026年度）"


@pytest.mark.parametrize(
    ("day", "fiscal"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2019, 8, 30), 2019),
        # A March meeting about the work of 平成22年度 belongs to 平成21年度.
        (date(2010, 3, 29), 2009),
        (date(2024, 2, 29), 2023),
    ],
)
def test_a_fiscal_year_runs_from_april_to_march(day: date, fiscal: int) -> None:
    assert fiscal_year(day) == fiscal


def test_midnight_in_japan_begins_the_fiscal_year_while_it_is_still_march_in_utc() -> None:
    assert fiscal_year(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC)) == 2025
    assert fiscal_year(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == 2026
    assert tokyo_day(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)


def test_the_bounds_lie_inside() -> None:
    assert bounds(2026) == (date(2026, 4, 1), date(2027, 3, 31))
