"""One written form for comparing: NFKC, width, dashes, case; the original offsets are kept for display."""

import re
import unicodedata
from dataclasses import dataclass

NORMALIZER_VERSION = "1"

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－─━"), "-")
_TABLE: dict[int, str] = _DASHES | {ord("〜"): "~", ord("～"): "~", ord("∼"): "~", 0x2028: "\n", 0x2029: "\n"}
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffd\ufffe\uffff]")
_LONG_VOWEL = re.compile("ーー+")


def _once(text: str) -> str:
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = unicodedata.normalize("NFKC", text).translate(_TABLE).casefold()
    return _LONG_VOWEL.sub("ー", text)


def normalize(text: str) -> str:
    """The form in which texts are compared; applying it twice changes nothing."""
    while (done := _once(text)) != text:
        text = done
    return done


@dataclass(frozen=True, slots=True)
class Aligned:
    """A normalised text and, for each of its characters, where it stood in the original."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of a stretch of the normalised text."""
        if start >= end:
            return (0, 0)
        return self.starts[start], max(self.ends[start:end])


def _joins(before: str, char: str) -> bool:
    if (before == "\r" and char == "\n") or (before in "ーｰ" and char in "ーｰ"):
        return True
    first = unicodedata.normalize("NFKD", char)[:1]
    return bool(first) and (unicodedata.combining(first) != 0 or "\u1161" <= first <= "\u11ff")


def _chunks(text: str) -> list[tuple[int, int]]:
    cuts = [i for i, char in enumerate(text) if i == 0 or not _joins(text[i - 1], char)]
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def align(text: str) -> Aligned:
    """Normalise and remember the original offsets, chunk by chunk (a letter with its marks is one chunk)."""
    whole = normalize(text)
    if whole == text:
        return Aligned(text, text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _chunks(text):
        piece = normalize(text[start:end])
        out.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    if "".join(out) == whole:
        return Aligned(text, whole, tuple(starts), tuple(ends))
    # Rare scripts join across chunks: the whole text is then one stretch rather than a wrong one.
    return Aligned(text, whole, (0,) * len(whole), (len(text),) * len(whole))
