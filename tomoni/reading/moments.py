"""Dates and times inside a text, in any notation. A date that its weekday contradicts is not a date."""

import re
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from tomoni.japan import eras
from tomoni.japan.dates import parse_times, weekday
from tomoni.japan.errors import NotReadable
from tomoni.japan.parsing import Precision, parse_when
from tomoni.reading.signs import flat

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_B = r"[ \n]*"


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the document says about the year: a full date near it, and on which side this one lies."""

    day: date | None = None
    fiscal_year: int | None = None
    later: bool | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with the times that follow it; `begin` and `end` are places in the text."""

    day: date | None
    start: time | None
    finish: time | None
    text: str
    begin: int
    end: int
    certainty: float
    precision: Precision = Precision.DAY


@lru_cache(maxsize=8)
def _day_pattern(rows: tuple[eras.Era, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(era.name) for era in rows)
    letters = "".join(era.letter for era in rows)
    era_year = rf"(?:(?:{names}){_B}(?:元|\d{{1,2}}|[一二三四五六七八九十]{{1,3}}){_B}年|(?<![A-Za-z])[{letters}]\.?{_B}(?:元|\d{{1,2}}){_B}年)"
    western = rf"(?:西暦{_B})?(?<!\d)(?:[12]\d{{3}}|[一二][〇一二三四五六七八九]{{3}}){_B}年"
    year = rf"(?P<year>(?:{era_year}|{western}))(?P<also>{_B}[(](?:{era_year}|{western}|(?:{names})(?:元|\d{{1,2}})|[12]\d{{3}})[)]{_B})?(?P<fiscal>度)?"
    day = rf"(?:{_B}(?P<day>{_N}){_B}日|(?P<part>末日?|上旬|中旬|下旬))"
    on = rf"(?:{_B}[(]{_B}(?P<on>[月火水木金土日]){_B}(?:曜{_B}日?)?(?:[・,、]?{_B}(?:祝日?|休))?{_B}[)]|{_B}(?P<on_bare>[月火水木金土日])曜日?)?"
    words = rf"(?:{year}{_B}[,、]?{_B})?(?<!\d)(?P<month>{_N}){_B}月{day}{on}"
    points = rf"(?<![\dA-Za-z.])(?P<pyear>[{letters}]\.?\d{{1,2}}|[12]\d{{3}})(?P<sep>[./-])(?P<pmonth>\d{{1,2}})(?P=sep)(?P<pday>\d{{1,2}})(?!\d|[./]\d){on.replace('on_bare', 'pon_bare').replace('<on>', '<pon>')}"
    slashed = rf"(?<![\d/])(?P<smonth>1[0-2]|0?[1-9])/(?P<sday>[0-3]?\d)(?![\d/]){_B}[(](?P<son>[月火水木金土日])(?:曜日?)?[)]"
    return re.compile(rf"{words}|{points}|{slashed}")


_CLOCK = (
    rf"(?:(?:午前|午後|AM|PM|am|pm){_B})?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}){_B}(?::{_B}\d{{2}}|時{_B}(?:\d{{1,2}}{_B}分|[一二三四五六七八九十]{{1,3}}分|半)?)"
    rf"|正午"
)
_TIMES = re.compile(
    rf"(?P<first>{_CLOCK})(?P<to>{_B}(?:開会|開始|開場)?{_B}[、,]?{_B}(?:~|-+|から|より|→|至){_B}(?P<second>{_CLOCK})?(?:{_B}(?:まで|閉会|終了))?)?"
)
_BETWEEN = re.compile(r"[ \n,、:()・]*(?:開会|開始|時間|日時)?[ \n:]*")


NOWHERE = Around()
# No date stands further back in one line; more would only cost time.
LONGEST = 4_000


def moments(text: str, around: Around = NOWHERE) -> list[Moment]:
    """Every date in its order, each with the times right behind it."""
    plain = flat(text[:LONGEST])
    found = []
    for match in _day_pattern(eras.eras()).finditer(plain):
        day, certainty, precision = _day(match, around)
        end = match.end()
        start = finish = None
        between = _BETWEEN.match(plain, end)
        clock = _TIMES.match(plain, between.end() if between else end)
        if clock:
            start, finish = _clock(clock)
            end = clock.end()
        found.append(
            Moment(day, start, finish, text[match.start() : end], match.start(), end, certainty, precision)
        )
    return found


def times(text: str) -> tuple[time | None, time | None, str]:
    """The first time of day in a text, with its end where one follows; also 開会 14:00 … 閉会 16:00."""
    plain = flat(text[:LONGEST])
    found = list(_TIMES.finditer(plain))
    if not found:
        return None, None, ""
    start, finish = _clock(found[0])
    last = found[0]
    if finish is None and len(found) > 1 and re.search(r"閉会|終了|散会", plain):
        later, _ = _clock(found[1])
        if start and later and later > start:
            finish, last = later, found[1]
    return start, finish, text[found[0].start() : last.end()]


def _clock(found: re.Match[str]) -> tuple[time | None, time | None]:
    first, second = _figures(found["first"]), _figures(found["second"] or "")
    tries = [f"{first}~{second}" if second else first]
    if second and first.startswith("午前") and not second.startswith(("午", "正")):
        tries.append(f"{first}~" + ("正午" if re.match(r"12(?:時$|:00)", second) else f"午後{second}"))
    for said in tries:
        try:
            return parse_times(said)
        except NotReadable:
            continue
    return None, None


def _figures(text: str) -> str:
    from tomoni.reading.marks import kanji_number

    plain = "".join(text.split())
    return re.sub(r"[一二三四五六七八九十]+", lambda kanji: str(kanji_number(kanji[0]) or kanji[0]), plain)


def _day(match: re.Match[str], around: Around) -> tuple[date | None, float, Precision]:
    on = match["on"] or match["on_bare"] or match["pon"] or match["pon_bare"] or match["son"]
    if match["pyear"]:
        return _read(f"{match['pyear'].replace('.', '')}.{match['pmonth']}.{match['pday']}", on, 1.0)
    month = match["month"] or match["smonth"]
    ending = f"{match['day'] or match['sday']}日" if match["day"] or match["sday"] else match["part"]
    text = f"{month}月{ending}"
    if match["year"] and not match["fiscal"]:
        day, certainty, precision = _read(match["year"] + text, on, 1.0)
        if day is not None and match["also"] and not _agrees(match["also"], day):
            return None, 0, precision
        return day, certainty, precision
    if match["year"]:
        return _read(f"{match['year']}度{text}", on, 0.9)
    return _concluded(text, on, around)


def _agrees(also: str, day: date) -> bool:
    year = also.strip(" ()\n").removesuffix("年") + "年"
    try:
        when = parse_when(year)
    except NotReadable:
        return False
    return when.first <= day <= when.last


def _read(text: str, on: str | None, certainty: float) -> tuple[date | None, float, Precision]:
    try:
        when = parse_when(text)
    except NotReadable:
        return None, 0, Precision.DAY
    if when.precision not in (Precision.DAY, Precision.THIRD):
        return None, 0, when.precision
    if on and weekday(when.first) != on and when.precision is Precision.DAY:
        return None, 0, when.precision
    return when.first, certainty, when.precision


def _concluded(text: str, on: str | None, around: Around) -> tuple[date | None, float, Precision]:
    """The year that the weekday, the fiscal year or a date nearby leaves over; none where several would do."""
    near = around.day
    if near is None and around.fiscal_year is None:
        return None, 0, Precision.DAY
    years = (
        range(near.year - 1, near.year + 2)
        if near
        else range(around.fiscal_year or 0, (around.fiscal_year or 0) + 2)
    )
    possible = []
    for year in years:
        day, _, precision = _read(f"{year}年{text}", on, 1)
        if day is None or precision is not Precision.DAY:
            continue
        if around.fiscal_year is not None and not date(around.fiscal_year, 4, 1) <= day <= date(
            around.fiscal_year + 1, 3, 31
        ):
            continue
        if near and abs((day - near).days) > 366:
            continue
        if near and around.later is not None and (day >= near) is not around.later and day != near:
            continue
        possible.append(day)
    if not possible:
        return None, 0, Precision.DAY
    if near:
        possible.sort(key=lambda day: abs((day - near).days))
    if len(possible) > 1 and around.later is None and around.fiscal_year is None and not on:
        return None, 0, Precision.DAY
    return possible[0], 0.95 if on else 0.8, Precision.DAY
