"""年度: 1 April to 31 March."""

import re
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from tomoni.japan import eras, kana
from tomoni.japan.errors import DateNotReadable

TOKYO = timezone(timedelta(hours=9), "JST")


class Style(StrEnum):
    WAREKI = "wareki"
    SEIREKI = "seireki"
    BOTH = "both"


def tokyo_day(moment: datetime) -> date:
    """The calendar day in Japan; a moment without a zone is taken as Japanese time."""
    return (moment.astimezone(TOKYO) if moment.tzinfo else moment).date()


def fiscal_year(day: date) -> int:
    if isinstance(day, datetime):
        day = tokyo_day(day)
    # April to March: a plan reviewed in February belongs to last year's 年度.
    return day.year if day.month >= 4 else day.year - 1


def bounds(fiscal: int) -> tuple[date, date]:
    """First and last day, both inside."""
    return date(fiscal, 4, 1), date(fiscal + 1, 3, 31)


def fiscal_year_label(fiscal: int, style: Style | str = Style.WAREKI, *, as_of: date | None = None) -> str:
    """令和8年度, 2026年度 or 令和8年度（2026年度）; `as_of`: as documents of that day said."""
    style = Style(style)
    seireki = f"{fiscal}年度"
    if style is Style.SEIREKI:
        return seireki
    era = _era_naming(fiscal, as_of)
    wareki = f"{era.name}{eras.numbered(eras.year_in(era, fiscal))}年度"
    return f"{wareki}（{seireki}）" if style is Style.BOTH else wareki


def _era_naming(fiscal: int, as_of: date | None) -> eras.Era:
    first, last = bounds(fiscal)
    for era in reversed(eras.eras()):
        if (
            era.names_whole_fiscal_year
            and first < era.start <= last
            and (as_of is None or era.start <= as_of)
        ):
            return era
    return eras.era_on(first, known_on=as_of)


def parse_fiscal_year(text: str) -> int:
    """令和3年度, R3年度, Ｒ３年度, 平成31年度, 2019年度, FY2019 → the year in which it begins."""
    plain = kana.digits(kana.squeeze(text))
    names = "|".join(re.escape(name) for era in eras.eras() for name in (era.name, era.letter))
    found = re.fullmatch(
        rf"(?:(?P<era>{names})(?P<number>元|\d{{1,3}})|(?:西暦)?(?P<year>\d{{4}}))年度|FY(?P<fy>\d{{4}})",
        plain,
        re.IGNORECASE,
    )
    if found is None:
        raise DateNotReadable(
            f"「{text[:30]}」を年度として読めません。「令和8年度」「R8年度」「2026年度」のように書いてください。"
        )
    if western := found["year"] or found["fy"]:
        if not 1868 <= int(western) <= 9998:
            raise DateNotReadable(f"{western}年度は扱えません。1868年度以後の年度を書いてください。")
        return int(western)
    era = eras.era_named(found["era"].upper())
    if era is None:  # the pattern is made of the names
        raise AssertionError(found["era"])
    return fiscal_year_in(era, 1 if found["number"] == "元" else int(found["number"]))


def fiscal_year_in(era: eras.Era, number: int) -> int:
    """The fiscal year that documents call, for instance, 平成31年度."""
    fiscal = era.start.year + number - 1
    written = f"{era.name}{eras.numbered(number)}年度"
    if number < 1 or fiscal > 9998:
        raise DateNotReadable(f"{written}という年度はありません。年を確かめてください。")
    if bounds(fiscal)[0] > eras.last_written_day(era):
        raise DateNotReadable(
            f"{written}という年度はありません。{fiscal_year_label(fiscal)}ではありませんか。"
        )
    return fiscal
