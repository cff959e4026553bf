"""Days on which city hall is open: not 土日祝, not the year-end closure, after a city's own exceptions."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import jpholiday

LONGEST = 10_000


@dataclass(frozen=True)
class Calendar:
    """Exceptions to the national calendar, and the closure as (month, day) from and to, both inside."""

    opened: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    closure: tuple[tuple[int, int], tuple[int, int]] = ((12, 29), (1, 3))

    @classmethod
    def of(cls, overrides: Mapping[date, bool]) -> "Calendar":
        """From a table day → is it a business day?"""
        return cls(
            opened=frozenset(day for day, is_open in overrides.items() if is_open),
            closed=frozenset(day for day, is_open in overrides.items() if not is_open),
        )


NATIONAL = Calendar()


def is_holiday(day: date) -> bool:
    """A national holiday; Saturdays and Sundays are not meant."""
    return day in _holidays(day.year)


@lru_cache(maxsize=512)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(day for day, _ in jpholiday.year_holidays(year))


def is_business_day(day: date, calendar: Calendar = NATIONAL) -> bool:
    if day in calendar.opened:
        return True
    if day in calendar.closed or day.weekday() >= 5:
        return False
    first, last = calendar.closure
    at = (day.month, day.day)
    shut = first <= at <= last if first <= last else at >= first or at <= last
    return not shut and not is_holiday(day)


@lru_cache(maxsize=1024)
def _business_days(year: int, calendar: Calendar) -> tuple[int, ...]:
    """All business days of a year as ordinals, ascending."""
    days: Iterable[date] = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(day.toordinal() for day in days if day.year == year and is_business_day(day, calendar))


def add_business_days(day: date, n: int, calendar: Calendar = NATIONAL) -> date:
    """The n-th business day after a day, which itself does not count; n < 0: before it.

    0: the day itself if open, else the next open one.
    """
    if n == 0:
        return next_business_day(day, calendar)
    if abs(n) > LONGEST:
        raise ValueError(f"{n}営業日という期間は長すぎます。{LONGEST}日以内で指定してください。")
    year, left, ordinal = day.year, abs(n), day.toordinal()
    while True:
        days = _business_days(year, calendar)
        if n > 0:
            ahead = days[bisect_right(days, ordinal) :]
            found = ahead[left - 1] if left <= len(ahead) else None
        else:
            ahead = days[: bisect_left(days, ordinal)]
            found = ahead[-left] if left <= len(ahead) else None
        if found is not None:
            return date.fromordinal(found)
        left -= len(ahead)
        year += 1 if n > 0 else -1


def next_business_day(day: date, calendar: Calendar = NATIONAL) -> date:
    """The day itself if open, else the next open one: where a deadline on a closed day moves to."""
    return add_business_days(day - timedelta(days=1), 1, calendar)


def business_days_between(a: date, b: date, calendar: Calendar = NATIONAL) -> int:
    """Business days after `a` up to and including `b`; negative if `b` is earlier."""
    if b < a:
        return -business_days_between(b, a, calendar)
    return _up_to(b, calendar) - _up_to(a, calendar) + _whole_years(a.year, b.year, calendar)


def _up_to(day: date, calendar: Calendar) -> int:
    return bisect_right(_business_days(day.year, calendar), day.toordinal())


def _whole_years(first: int, last: int, calendar: Calendar) -> int:
    return sum(len(_business_days(year, calendar)) for year in range(first, last))
