"""Dates as documents write them: 令和元年 8 月 30 日, H26.12, 平成26年12月末日, 6 月 26 日 (水)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import lru_cache

from tomoni.japan import eras, fiscal, kana
from tomoni.japan.dates import WEEKDAYS, parse_times, weekday
from tomoni.japan.errors import DateNotReadable, WrongWeekday

LONGEST = 60
HOW = "「令和8年12月4日」「R8.12.4」「2026-12-04」のように書いてください。"


class Precision(StrEnum):
    DAY = "day"
    THIRD = "third"
    MONTH = "month"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"


@dataclass(frozen=True, slots=True)
class When:
    """From `first` to `last`, both inside: H26.12 is a month, 2019年 a year, 8月30日 one day."""

    first: date
    last: date
    precision: Precision


def parse_day(text: str, *, year: int | None = None, fiscal_year: int | None = None) -> date:
    """One day. A date without a year takes it from `year`, or from `fiscal_year` by its month."""
    when = parse_when(text, year=year, fiscal_year=fiscal_year)
    if when.precision is not Precision.DAY:
        raise DateNotReadable(f"「{text.strip()}」は日まで書かれていません。{HOW}")
    return when.first


def parse_occasion(
    text: str, *, year: int | None = None, fiscal_year: int | None = None
) -> tuple[date, time | None, time | None]:
    """6 月 26 日 (水) 14:00~16:00: the day, and the times if they follow."""
    found = re.search(r"(?:午前|午後|正午|(?<!\d)\d{1,2}\s*[:：時])", text[:LONGEST])
    if found is None:
        return parse_day(text, year=year, fiscal_year=fiscal_year), None, None
    day = parse_day(text[: found.start()], year=year, fiscal_year=fiscal_year)
    return day, *parse_times(text[found.start() :])


def parse_when(text: str, *, year: int | None = None, fiscal_year: int | None = None) -> When:
    """A day, month, part of a month, year or fiscal year, as exactly as it was written."""
    if len(text) > LONGEST:
        raise DateNotReadable(f"日付の欄に長い文があります（{text[:20]}…）。{HOW}")
    plain = kana.digits(kana.squeeze(text))
    if not plain:
        raise DateNotReadable(f"日付が空です。{HOW}")
    found = next((match for pattern in _patterns(eras.eras()) if (match := pattern.fullmatch(plain))), None)
    if found is None:
        raise DateNotReadable(f"「{text.strip()}」を日付として読めません。{HOW}")
    parts = found.groupdict()
    when = _span(parts, text.strip(), year, fiscal_year)
    _check_weekday(when, parts, text.strip())
    return when


@lru_cache(maxsize=8)
def _patterns(rows: tuple[eras.Era, ...]) -> tuple[re.Pattern[str], ...]:
    names = "|".join(re.escape(name) for era in rows for name in (era.name, era.letter))
    some_year = rf"(?:(?P<era>{names})(?P<number>元|\d{{1,3}})|(?:西暦)?(?P<year>\d{{4}}))"
    month, day = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
    part = r"(?P<part>末日?|上旬|中旬|下旬)"
    on = rf"(?:\((?P<on>[{WEEKDAYS}])(?:曜日?)?(?:・?祝日?)?\)|(?P<on_bare>[{WEEKDAYS}])曜日?)?"
    in_year = rf"{some_year}年(?P<fiscal>度)?"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?:{in_year})?{month}月(?:{day}日|{part})?{on}",
            rf"(?:{in_year})?{month}[./]{day}{on}",
            rf"{some_year}([./-]){month}(?:\4{day})?{on}",
            rf"{in_year}",
            rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}}){on}",
        )
    )


def _span(parts: dict[str, str | None], text: str, year: int | None, fiscal_year: int | None) -> When:
    month = int(parts.get("month") or 0)
    if parts.get("fiscal"):
        fiscal_year = fiscal.parse_fiscal_year(_year_text(parts) + "年度")
        if not month:
            return When(*fiscal.bounds(fiscal_year), Precision.FISCAL_YEAR)
        return _in_year(_calendar_year(fiscal_year, month), parts, text)
    if parts.get("era"):
        return _in_era(parts, text)
    if parts.get("year"):
        return _in_year(int(parts["year"] or 0), parts, text)
    if year is None and fiscal_year is not None:
        year = _calendar_year(fiscal_year, month)
    if year is None:
        raise DateNotReadable(f"「{text}」には年がありません。年から書いてください（例：令和8年12月4日）。")
    return _in_year(year, parts, text)


def _year_text(parts: dict[str, str | None]) -> str:
    return parts.get("year") or f"{parts['era']}{parts['number']}"


def _calendar_year(fiscal_year: int, month: int) -> int:
    return fiscal_year if month >= 4 else fiscal_year + 1


def _in_era(parts: dict[str, str | None], text: str) -> When:
    era = eras.era_named((parts["era"] or "").upper())
    if era is None:  # the pattern is made of the names
        raise AssertionError(parts)
    number = 1 if parts["number"] == "元" else int(parts["number"] or 0)
    year = era.start.year + number - 1
    if number < 1:
        raise DateNotReadable(f"「{text}」の年は1（元年）から数えてください。")
    if year < eras.FIRST_SOLAR_DAY.year:
        # Month and day are of the lunar calendar: only the year can be taken over.
        return When(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
    when = _in_year(year, parts, text)
    last = eras.last_written_day(era)
    if when.last < era.start or when.first > last:
        said = eras.wareki_year(when.first if when.precision is not Precision.YEAR else when.last)
        raise DateNotReadable(
            f"「{text}」は{era.name}の期間に入りません。{said}（{year}年）ではありませんか。年を確かめてください。"
        )
    return When(max(when.first, era.start), min(when.last, last), when.precision)


_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


def _in_year(year: int, parts: dict[str, str | None], text: str) -> When:
    if not 1868 <= year <= 9998:
        raise DateNotReadable(f"「{text}」の年（{year}年）は扱えません。1868年以後の年を書いてください。")
    if parts.get("month") is None:
        return When(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
    month = int(parts["month"] or 0)
    if not 1 <= month <= 12:
        raise DateNotReadable(f"「{text}」の月（{month}月）はありません。1〜12月で書いてください。")
    length = monthrange(year, month)[1]
    if parts.get("day"):
        return _one(year, month, int(parts["day"] or 0), text)
    part = parts.get("part")
    if part in ("末", "末日"):
        return _one(year, month, length, text)
    if part:
        first, last = _PARTS[part]
        return When(date(year, month, first), date(year, month, min(last, length)), Precision.THIRD)
    return When(date(year, month, 1), date(year, month, length), Precision.MONTH)


def _one(year: int, month: int, day: int, text: str) -> When:
    try:
        exact = date(year, month, day)
    except ValueError as error:
        raise DateNotReadable(
            f"「{text}」：{year}年{month}月に{day}日はありません。日を確かめてください。"
        ) from error
    return When(exact, exact, Precision.DAY)


def _check_weekday(when: When, parts: dict[str, str | None], text: str) -> None:
    said = parts.get("on") or parts.get("on_bare")
    if said is None or when.precision is Precision.YEAR:
        return
    if when.precision is not Precision.DAY:
        raise DateNotReadable(f"「{text}」は曜日がありますが、日がありません。日を書いてください。")
    if weekday(when.first) != said:
        raise WrongWeekday(
            f"「{text}」：{when.first.year}年{when.first.month}月{when.first.day}日は{weekday(when.first)}曜日です。"
            "日付か曜日か年を確かめてください。"
        )
