"""Widths, waves and dashes folded sign by sign, so that a place in the folded text is the same place in the text."""

import re
import unicodedata

_WAVES = dict.fromkeys("〜～∼∿˜⁓", "~")
_DASHES = dict.fromkeys("‐‑‒–—―−－﹣⁃─", "-")
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_OTHERS = {"\u3000": " ", "\xa0": " ", "\t": " ", "〔": "(", "〕": ")", "：": ":", "﹕": ":", "∶": ":"}
_FLAT = str.maketrans(_WIDE | _WAVES | _DASHES | _OTHERS)
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


def flat(text: str) -> str:
    """Same length: full-width letters, figures and signs narrow, one wave, one dash, one blank."""
    return text.translate(_FLAT)


def tight(text: str) -> str:
    """Flat without any blank."""
    return "".join(flat(text).split())


def mended(text: str) -> str:
    """Radicals and compatibility kanji that some PDFs hold instead of the usual ones (⽇ for 日)."""
    return _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def width(text: str) -> int:
    """In half-width columns."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def joined(left: str, right: str) -> str:
    """Two lines that are one: Japanese runs on, Latin words keep a blank."""
    if (
        left
        and right
        and left[-1].isascii()
        and right[0].isascii()
        and left[-1].isalnum()
        and right[0].isalnum()
    ):
        return f"{left} {right}"
    return left + right
