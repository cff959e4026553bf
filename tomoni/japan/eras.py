"""Eras as rows: a new era is a row given to `register`, not a change of code."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from tomoni.japan.errors import DateNotReadable

# Until the end of 明治5年 the calendar was lunar: month and day there are not the Gregorian ones.
FIRST_SOLAR_DAY = date(1873, 1, 1)


@dataclass(frozen=True, slots=True)
class Era:
    """One row; `written_until` is the last day documents write in it, by default the day before the next."""

    name: str
    letter: str
    start: date
    written_until: date | None = None
    names_whole_fiscal_year: bool = False


SHIPPED = (
    Era("明治", "M", date(1868, 1, 1), written_until=date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), written_until=date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25)),
    # Plans made before the change were already written to 平成42年度.
    Era("平成", "H", date(1989, 1, 8), written_until=date(2031, 3, 31)),
    # National practice calls the whole of 2019 令和元年度, though 1 April was still 平成.
    Era("令和", "R", date(2019, 5, 1), names_whole_fiscal_year=True),
)
_rows: tuple[Era, ...] = SHIPPED


def eras() -> tuple[Era, ...]:
    return _rows


def register(era: Era) -> None:
    """Add a row; the same row twice changes nothing."""
    global _rows
    if era in _rows:
        return
    if era.start <= _rows[-1].start:
        raise ValueError(f"元号「{era.name}」の開始日は、{_rows[-1].name}の開始日より後にしてください。")
    if any(era.name == row.name or era.letter.upper() == row.letter for row in _rows):
        raise ValueError(f"元号「{era.name}」({era.letter}) の名前か略号は、すでに使われています。")
    _rows = (*_rows, era)


@contextmanager
def registered(era: Era) -> Iterator[None]:
    """Try a coming era, then forget it."""
    global _rows
    before = _rows
    register(era)
    try:
        yield
    finally:
        _rows = before


def era_on(day: date, *, known_on: date | None = None) -> Era:
    """The era in force on a day, among those already begun on `known_on`."""
    for era in reversed(_rows):
        if era.start <= day and (known_on is None or era.start <= known_on):
            return era
    raise DateNotReadable(
        f"明治より前の日付（{day.year}年）は扱えません。1868年以後の日付を入力してください。"
    )


def era_named(text: str) -> Era | None:
    """By name or letter, in either case."""
    return next((era for era in _rows if text in (era.name, era.letter, era.letter.lower())), None)


def last_written_day(era: Era) -> date:
    if era.written_until is not None:
        return era.written_until
    later = [row.start for row in _rows if row.start > era.start]
    return min(later) - timedelta(days=1) if later else date.max


def year_in(era: Era, year: int) -> int:
    """2026 in 令和 is 8."""
    return year - era.start.year + 1


def numbered(number: int) -> str:
    return "元" if number == 1 else str(number)


def wareki_year(day: date) -> str:
    """令和8年."""
    era = era_on(day)
    return f"{era.name}{numbered(year_in(era, day.year))}年"


def to_wareki(day: date) -> str:
    """令和8年11月21日; before 1873 the year alone, because the calendar was lunar."""
    if day < FIRST_SOLAR_DAY:
        return wareki_year(day)
    return f"{wareki_year(day)}{day.month}月{day.day}日"
