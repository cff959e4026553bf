"""How many people or groups a text says: 9名, 公募9名, 計 9 団体 10 名, 15名中12名."""

import re
from dataclasses import dataclass

from tomoni.reading.signs import flat

_NUMBER = r"(?<![\d.,])(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6})"
_PEOPLE = re.compile(rf"{_NUMBER}\s*(?:名|人(?!口|権|材|々|件|格))")
_GROUPS = re.compile(rf"{_NUMBER}\s*(?:団体|グループ|法人)")
_NONE = re.compile(r"(?:な\s*し|無\s*し|いません|いなかった|ゼロ)")
_OUT_OF = re.compile(r"(?:名|人)\s*(?:中|のうち)\s*[、,]?\s*(\d{1,4})\s*(?:名|人)")


@dataclass(frozen=True, slots=True)
class Count:
    number: int
    begin: int
    end: int


def people(text: str) -> list[Count]:
    """Every head count in its order."""
    return [_count(found) for found in _PEOPLE.finditer(flat(text))]


def groups(text: str) -> list[Count]:
    return [_count(found) for found in _GROUPS.finditer(flat(text))]


def present(text: str) -> Count | None:
    """The one head count of a text; of 「15名中12名」 the second; none where it says several things."""
    plain = flat(text)
    if out_of := _OUT_OF.search(plain):
        return Count(int(out_of[1]), out_of.start(1), out_of.end())
    found = people(text)
    return found[0] if len(found) == 1 else None


def bare(text: str) -> Count | None:
    """A figure alone, with or without 名; なし is 0."""
    plain = flat(text).strip(" ()[]<>:")
    found = re.fullmatch(r"(\d{1,5})\s*(?:名|人|団体)?", plain)
    if found:
        return Count(int(found[1]), 0, len(text))
    if _NONE.fullmatch(plain):
        return Count(0, 0, len(text))
    return None


def is_none(text: str) -> bool:
    return _NONE.search(flat(text)) is not None


def _count(found: re.Match[str]) -> Count:
    return Count(int(found["n"].replace(",", "")), found.start(), found.end())
