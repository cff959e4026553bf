from datetime import date, time

import pytest

from tomoni.japan import dates
from tomoni.japan.errors import TimeNotReadable

FRIDAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    "text", ["", "夕方", "25:00", "14:60", "16:00〜14:00", "14:00〜24:00", "14", "1400", "2pm"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(TimeNotReadable):
        dates.parse_times(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("14:00~16:00", time(14), time(16)),
        ("14:00〜16:00", time(14), time(16)),
        ("１４：００～１６：００", time(14), time(16)),
        ("9:30-11:30", time(9, 30), time(11, 30)),
        ("14時30分から16時", time(14, 30), time(16)),
        ("午後2時〜4時半", time(14), time(16, 30)),
        ("午前10時から正午まで", time(10), time(12)),
        ("午前11時から午後1時", time(11), time(13)),
        ("午前0時", time(0), None),
        ("午後0時30分", time(12, 30), None),
        ("14:00〜", time(14), None),
    ],
)
def test_times_are_read_in_every_notation(text: str, start: time, end: time | None) -> None:
    assert dates.parse_times(text) == (start, end)


def test_days_are_printed_with_their_weekday() -> None:
    assert dates.short_day(FRIDAY) == "12月4日（金）"
    assert dates.long_day(FRIDAY) == "令和8年12月4日（金）"
    assert dates.western_day(FRIDAY) == "2026年12月4日（金）"
    assert dates.long_day(date(1870, 5, 1)) == "明治3年"


def test_the_short_era_label() -> None:
    assert dates.short_era(FRIDAY) == "R8"
    assert dates.dotted_day(FRIDAY) == "R8.12.4"
    assert dates.dotted_day(date(2019, 5, 1)) == "R1.5.1"


@pytest.mark.parametrize(
    ("last", "printed"),
    [
        (date(2026, 12, 4), "令和8年12月4日（金）"),
        (date(2026, 12, 6), "令和8年12月4日（金）〜6日（日）"),
        (date(2027, 1, 8), "令和8年12月4日（金）〜令和9年1月8日（金）"),
    ],
)
def test_a_span_says_once_what_both_ends_share(last: date, printed: str) -> None:
    assert dates.days(FRIDAY, last) == printed


def test_a_span_over_two_months_repeats_the_month() -> None:
    assert dates.days(date(2026, 11, 30), FRIDAY) == "令和8年11月30日（月）〜12月4日（金）"


def test_times_are_printed() -> None:
    assert dates.times(time(14), time(16)) == "14:00〜16:00"
    assert dates.times(time(9, 5)) == "9:05〜"
    assert dates.spoken_times(time(14), time(16, 30)) == "午後2時から午後4時30分まで"
    assert dates.spoken_times(time(9), time(12)) == "午前9時から正午まで"
    assert dates.spoken_times(time(0)) == "午前0時から"
