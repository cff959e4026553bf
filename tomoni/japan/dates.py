"""Dates and times as people read them, and times of day as people write them."""

import re
from datetime import date, time

from tomoni.japan import eras
from tomoni.japan.errors import TimeNotReadable
from tomoni.japan.kana import squeeze

WEEKDAYS = "月火水木金土日"


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def short_day(day: date) -> str:
    """12月4日（金）."""
    return f"{day.month}月{day.day}日（{weekday(day)}）"


def long_day(day: date) -> str:
    """令和8年12月4日（金）."""
    if day < eras.FIRST_SOLAR_DAY:
        return eras.to_wareki(day)
    return f"{eras.to_wareki(day)}（{weekday(day)}）"


def western_day(day: date) -> str:
    """2026年12月4日（金）."""
    return f"{day.year}年{short_day(day)}"


def dotted_day(day: date) -> str:
    """R8.12.4."""
    if day < eras.FIRST_SOLAR_DAY:
        return short_era(day)
    return f"{short_era(day)}.{day.month}.{day.day}"


def short_era(day: date) -> str:
    """R8."""
    era = eras.era_on(day)
    return f"{era.letter}{eras.year_in(era, day.year)}"


def days(first: date, last: date) -> str:
    """令和8年12月4日（金）〜6日（日）: what both share is said once."""
    if first == last:
        return long_day(first)
    if eras.wareki_year(first) != eras.wareki_year(last):
        return f"{long_day(first)}〜{long_day(last)}"
    if first.month != last.month:
        return f"{long_day(first)}〜{short_day(last)}"
    return f"{long_day(first)}〜{last.day}日（{weekday(last)}）"


def clock(moment: time) -> str:
    """9:30."""
    return f"{moment.hour}:{moment.minute:02}"


def times(start: time, end: time | None = None) -> str:
    """14:00〜16:00; without an end 14:00〜."""
    return f"{clock(start)}〜{clock(end) if end else ''}"


def spoken_time(moment: time) -> str:
    """午後2時30分; noon is 正午."""
    if moment.hour == 12 and moment.minute == 0:
        return "正午"
    half, hour = ("午前", moment.hour) if moment.hour < 12 else ("午後", moment.hour - 12)
    minute = f"{moment.minute}分" if moment.minute else ""
    return f"{half}{hour}時{minute}"


def spoken_times(start: time, end: time | None = None) -> str:
    """午後2時から午後4時まで."""
    return f"{spoken_time(start)}から" + (f"{spoken_time(end)}まで" if end else "")


_TIME = r"(午前|午後|am|pm)?(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分|(半))?)|(正午)"


def parse_times(text: str) -> tuple[time, time | None]:
    """14:00~16:00, １４時〜１６時, 午後2時から4時半まで; any wave or dash parts the two."""
    plain = squeeze(text)
    first, parted, second = re.sub(
        r"から|まで$", lambda found: "~" if found[0] == "から" else "", plain
    ).partition("~")
    if not parted:
        first, _, second = plain.partition("-")
    start, half = _time(first, text, "")
    if not second:
        return start, None
    end, _ = _time(second, text, half)
    if end <= start:
        raise TimeNotReadable(f"「{text[:30]}」は終わりが始まりより前です。時刻を確かめてください。")
    return start, end


def _time(part: str, text: str, half_before: str) -> tuple[time, str]:
    found = re.fullmatch(_TIME, part, re.IGNORECASE)
    if found is None:
        raise TimeNotReadable(
            f"「{text[:30]}」を時刻として読めません。「14:00〜16:00」のように24時間制で書いてください。"
        )
    if found[6]:
        return time(12), "午後"
    half = {"am": "午前", "pm": "午後"}.get((found[1] or "").lower(), found[1] or half_before)
    hour, minute = int(found[2]), 30 if found[5] else int(found[3] or found[4] or 0)
    if half == "午後" and hour < 12:
        hour += 12
    elif half == "午前" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise TimeNotReadable(
            f"「{text[:30]}」は0:00から23:59までの時刻ではありません。24時は翌日の0:00と書いてください。"
        )
    return time(hour, minute), half
