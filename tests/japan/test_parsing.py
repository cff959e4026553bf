from datetime import date, time

import pytest

from tomoni.japan.errors import DateNotReadable, TimeNotReadable, WrongWeekday
from tomoni.japan.parsing import Precision, When, parse_day, parse_occasion, parse_when


@pytest.mark.parametrize(
    "text",
    [
        "",
        "　",
        "未定",
        "13月1日",
        "2019年2月29日",
        "2019-02-30",
        "2019年13月1日",
        "令和0年1月1日",
        "2019/8-30",
        "1600年1月1日",
        "8月",
        "令和元年8月30日" * 9,
        "H26 12 5",
        "3",
        "2019830",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateNotReadable):
        parse_when(text, year=None)


def test_a_date_without_a_year_needs_one_from_its_document() -> None:
    with pytest.raises(DateNotReadable, match="年がありません"):
        parse_day("6 月 26 日 (水)")


def test_a_wrong_weekday_is_refused_and_the_right_one_named() -> None:
    with pytest.raises(WrongWeekday, match="2019年6月26日は水曜日"):
        parse_day("6 月 26 日 (木)", year=2019)
    with pytest.raises(WrongWeekday):
        parse_day("令和元年8月30日（土）")


@pytest.mark.parametrize(
    ("text", "hint"),
    [("令和元年4月1日", "平成31年"), ("昭和64年1月8日", "平成元年"), ("平成元年1月7日", "昭和64年")],
)
def test_a_day_outside_its_era_is_refused_with_the_era_it_belongs_to(text: str, hint: str) -> None:
    with pytest.raises(DateNotReadable, match=hint):
        parse_day(text)


def test_a_month_is_no_day() -> None:
    with pytest.raises(DateNotReadable, match="日まで書かれていません"):
        parse_day("H26.12")


def test_a_weekday_without_a_day_is_refused() -> None:
    with pytest.raises(DateNotReadable, match="日がありません"):
        parse_when("2019年8月（金）")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年 8 月 30 日", date(2019, 8, 30)),
        ("令和元年８月３０日（金）", date(2019, 8, 30)),
        ("㋿元年8月30日㈮", date(2019, 8, 30)),
        ("R元.8.30", date(2019, 8, 30)),
        ("R1/8/30", date(2019, 8, 30)),
        ("令和元年八月三十日", date(2019, 8, 30)),
        ("二〇一九年八月三〇日 金曜日", date(2019, 8, 30)),
        ("2019-08-30", date(2019, 8, 30)),
        ("２０１９／８／３０", date(2019, 8, 30)),
        ("20190830", date(2019, 8, 30)),
        ("西暦2019年8月30日", date(2019, 8, 30)),
        ("平成26年12月末日", date(2014, 12, 31)),
        ("令和5年度2月末", date(2024, 2, 29)),
        ("平成22年3月29日", date(2010, 3, 29)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        # Written before the change of era, for a day after it.
        ("平成31年6月1日", date(2019, 6, 1)),
        ("h30.4.1", date(2018, 4, 1)),
    ],
)
def test_a_day_is_read_in_every_notation(text: str, day: date) -> None:
    assert parse_day(text) == day


def test_a_date_without_a_year_takes_the_year_of_its_document() -> None:
    assert parse_day("6 月 26 日 (水)", year=2019) == date(2019, 6, 26)
    assert parse_day("7月15日（月・祝）", fiscal_year=2019) == date(2019, 7, 15)
    assert parse_day("3/13", fiscal_year=2019) == date(2020, 3, 13)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("H26.12", When(date(2014, 12, 1), date(2014, 12, 31), Precision.MONTH)),
        ("平成元年1月", When(date(1989, 1, 8), date(1989, 1, 31), Precision.MONTH)),
        ("2019年", When(date(2019, 1, 1), date(2019, 12, 31), Precision.YEAR)),
        ("令和元年", When(date(2019, 5, 1), date(2019, 12, 31), Precision.YEAR)),
        ("Ｒ３年度", When(date(2021, 4, 1), date(2022, 3, 31), Precision.FISCAL_YEAR)),
        ("2019年度", When(date(2019, 4, 1), date(2020, 3, 31), Precision.FISCAL_YEAR)),
        ("令和6年2月下旬", When(date(2024, 2, 21), date(2024, 2, 29), Precision.THIRD)),
        ("明治3年5月1日", When(date(1870, 1, 1), date(1870, 12, 31), Precision.YEAR)),
    ],
)
def test_a_date_is_read_as_exactly_as_it_was_written(text: str, when: When) -> None:
    assert parse_when(text) == when


def test_an_occasion_gives_its_day_and_times() -> None:
    read = parse_occasion("6 月 26 日 (水) 14:00~16:00", year=2019)
    assert read == (date(2019, 6, 26), time(14), time(16))
    assert parse_occasion("令和8年12月4日（金）午後２時から４時半まで") == (
        date(2026, 12, 4),
        time(14),
        time(16, 30),
    )
    assert parse_occasion("7 月 30 日 (火)", year=2019) == (date(2019, 7, 30), None, None)


def test_an_occasion_with_a_broken_time_is_refused() -> None:
    with pytest.raises(TimeNotReadable):
        parse_occasion("6月26日 14:00~ずっと", year=2019)
