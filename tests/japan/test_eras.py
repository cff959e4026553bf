from datetime import date

import pytest

from tomoni.japan import eras, fiscal, parsing
from tomoni.japan.eras import Era, to_wareki
from tomoni.japan.errors import DateNotReadable

COMING = Era("未来", "Z", date(2060, 10, 1))
COMING_WHOLE = Era("未来", "Z", date(2060, 10, 1), names_whole_fiscal_year=True)


def test_a_day_before_meiji_is_refused() -> None:
    with pytest.raises(DateNotReadable, match="明治より前"):
        to_wareki(date(1867, 12, 31))


@pytest.mark.parametrize("taken", [Era("令和", "Q", date(2070, 1, 1)), Era("別名", "r", date(2070, 1, 1))])
def test_a_coming_era_may_not_take_a_name_or_letter_in_use(taken: Era) -> None:
    with pytest.raises(ValueError, match="すでに使われています"):
        eras.register(taken)


def test_a_coming_era_may_not_begin_before_the_present_one() -> None:
    with pytest.raises(ValueError, match="令和の開始日より後"):
        eras.register(Era("過去", "Z", date(2019, 5, 1)))


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 11, 21), "令和8年11月21日"),
        (date(2019, 8, 30), "令和元年8月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2010, 3, 29), "平成22年3月29日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_a_day_is_printed_in_the_era_in_force(day: date, printed: str) -> None:
    assert to_wareki(day) == printed


def test_a_day_of_the_lunar_calendar_is_printed_as_its_year_alone() -> None:
    assert to_wareki(date(1872, 12, 31)) == "明治5年"


def test_a_coming_era_is_printed_and_read_without_a_change_of_code() -> None:
    with eras.registered(COMING):
        assert to_wareki(date(2060, 9, 30)) == "令和42年9月30日"
        assert to_wareki(date(2060, 10, 1)) == "未来元年10月1日"
        assert parsing.parse_day("Z2.4.1") == date(2061, 4, 1)
        with pytest.raises(DateNotReadable, match="未来元年"):
            parsing.parse_day("令和42年10月1日")
    with pytest.raises(DateNotReadable):
        parsing.parse_day("Z2.4.1")


def test_a_coming_era_names_its_first_fiscal_year_as_its_row_says() -> None:
    with eras.registered(COMING):
        assert fiscal.fiscal_year_label(2060) == "令和42年度"
        assert fiscal.fiscal_year_label(2061) == "未来2年度"
    with eras.registered(COMING_WHOLE):
        assert fiscal.fiscal_year_label(2060) == "未来元年度"
        assert fiscal.fiscal_year_label(2060, as_of=date(2060, 4, 1)) == "令和42年度"
        assert fiscal.parse_fiscal_year("令和42年度") == fiscal.parse_fiscal_year("Ｚ元年度") == 2060


def test_registering_the_same_row_twice_changes_nothing() -> None:
    with eras.registered(COMING):
        eras.register(COMING)
        assert eras.eras().count(COMING) == 1
    assert eras.eras() == eras.SHIPPED
