"""What stands in front of a line: 第1章, 1., (1), ①, ア, ・, ○ – of which kind, and which number."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tomoni.reading.signs import flat

KANJI = "一二三四五六七八九十"
KATAKANA = "アイウエオカキクケコサシスセソタチツテト"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMANS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_BULLETS = "・･•‣◦●○◯◎▪■□◆◇▲△▼▽▶►➢✓※＊*‧∙⚫◉"
_KINDS = (
    ("part", rf"第\s*(?P<n>\d{{1,2}}|[{KANJI}]{{1,3}}|[{_ROMANS}])\s*(?:部|編)(?=[\s:.、]|$|[^\d\s])"),
    ("chapter", rf"第\s*(?P<n>\d{{1,2}}|[{KANJI}]{{1,3}}|[{_ROMANS}])\s*章"),
    ("section", rf"第\s*(?P<n>\d{{1,2}}|[{KANJI}]{{1,3}})\s*節"),
    (
        "dashed",
        r"(?P<n>\d{1,2}(?:[-.]\d{1,2}){1,3})(?![\d年月日/.:%])(?:[.\s、]\s*|(?=[^\s\d\-~年月日時:/]))",
    ),
    ("figure", r"(?P<n>\d{1,2})\s*[.、](?!\d)\s*"),
    (
        "figure",
        r"(?P<n>\d{1,2})\s+(?=[^\s\d~\-:/])(?!(?:年|月|日|時|分|名|人|回|団体|件|期|章|節|号|階)(?:[\s、。~\-()]|間|度|目|から|まで|以上|$))",
    ),
    ("paren", r"[(](?P<n>\d{1,2})[)]\s*"),
    ("half", r"(?P<n>\d{1,2})[)]\s*"),
    ("parenkanji", rf"[(](?P<n>[{KANJI}]{{1,3}})[)]\s*"),
    ("kanji", rf"(?P<n>[{KANJI}]{{1,2}})(?:[.、]|\s)\s*"),
    ("circle", r"(?P<n>[①-⑳⓪➀-➉❶-❿])\s*"),
    ("parened", r"(?P<n>[⑴-⒇])\s*"),
    ("parenkana", rf"[(](?P<n>[{KATAKANA}])[)]\s*"),
    ("kana", rf"(?P<n>[{KATAKANA}])(?:[.、)]\s*|\s+)"),
    ("roman", rf"(?P<n>[{_ROMANS}])[.、\s]*"),
    ("letter", r"[(]?(?P<n>[A-Za-z])[).]\s*"),
    ("bullet", rf"(?P<n>[{re.escape(flat(_BULLETS))}])(?!(?P=n))\s*"),
    ("bullet", r"(?P<n>-)(?:\s+|(?=[^\W\d_a-zA-Z①-⑳]))"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_ENCLOSED = {"①": 1, "⑴": 1, "➀": 1, "❶": 1}
BULLETS = ("bullet",)


@dataclass(frozen=True, slots=True)
class Mark:
    """`number` counts from 1, 0 where the mark does not count; `rest`: what follows it; `text`: as written."""

    kind: str
    number: int
    text: str
    rest: str

    @property
    def counts(self) -> bool:
        return self.kind not in BULLETS


@lru_cache(maxsize=4096)
def mark_of(text: str) -> Mark | None:
    """The mark in front; a bullet before a counting mark (- ① …) is passed over."""
    plain = flat(text)
    for kind, pattern in _PATTERNS:
        found = pattern.match(plain)
        if found is None or found.end() >= len(plain):
            continue
        if kind == "bullet" and (_is_word(plain, found.end(), found["n"]) or plain.endswith("-")):
            continue
        rest = text[found.end() :]
        if kind == "bullet":
            inner = mark_of(rest) if rest else None
            if inner is not None and inner.kind in ("circle", "figure", "paren", "parened", "kana", "bullet"):
                return inner
            return Mark(kind, 0, found["n"], rest)
        number = _number(found["n"])
        if number is None:
            continue
        return Mark(kind, number, text[: found.end()].strip(), rest)
    return None


def without(text: str) -> str:
    found = mark_of(text)
    return found.rest.strip() if found else text


def _is_word(plain: str, end: int, sign: str) -> bool:
    """○○課, ・・・, ○月 are words of the text."""
    return (
        sign in "○◯△□"
        and plain[end : end + 1] in ("市", "町", "村", "区", "課", "月", "年", "日")
        and len(plain) < 4
    )


def _number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    if "-" in text or "." in text:
        return int(re.split(r"[-.]", text)[-1])
    if text in _ROMANS:
        return _ROMANS.index(text) + 1
    if len(text) == 1 and text in KATAKANA:
        return KATAKANA.index(text) + 1
    if len(text) == 1 and text.isascii() and text.isalpha():
        return ord(text.upper()) - 64
    for first, start in _ENCLOSED.items():
        if 0 <= ord(text[0]) - ord(first) < (20 if first in "①⑴" else 10):
            return ord(text[0]) - ord(first) + start
    return kanji_number(text)


def kanji_number(text: str) -> int | None:
    """十二 → 12."""
    if not text or any(sign not in KANJI for sign in text):
        return None
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return KANJI.index(text) + 1 if len(text) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (KANJI.index(tens) + 1 if tens else 1) * 10 + (KANJI.index(ones) + 1 if ones else 0)
