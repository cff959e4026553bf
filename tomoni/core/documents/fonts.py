"""The Japanese font of the PDF: IPAexGothic, taken once out of one wheel (ADR 0011). What it lacks, a font of the machine may have."""

import struct
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tomoni.text import wheels

WHEEL = "matplotlib-fontja==1.1.0"
SHA256 = "930603aaffd420ad89a6cf3399f074b14e939e8e349843ed1cb558ac97c8c94a"
OTHERS = ("Noto Sans CJK JP", "Noto Sans JP", "BIZ UDPGothic", "Yu Gothic", "Hiragino Sans", "IPAGothic")
"""Fonts of a machine that do as well, best first."""
_INSIDE = "matplotlib_fontja/fonts/"
_FONT = "ipaexg.ttf"
_KEPT = (_FONT, "IPA_Font_License_Agreement_v1.0.txt", "Readme_ipaexg00401.txt")


@dataclass(frozen=True)
class Face:
    family: str
    path: Path
    letters: frozenset[int]


def folder() -> Path:
    return Path(settings.DATA) / "fonts"


def present() -> bool:
    return (folder() / _FONT).is_file()


def build(wheel: Path | None = None) -> None:
    """Fetch the font and its licence, or take them out of the wheel given. Raises `AssetError`."""
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        found = wheels.checked(wheel or wheels.fetch(WHEEL, SHA256, Path(scratch)), SHA256)
        with zipfile.ZipFile(found) as archive:
            for name in _KEPT:
                (folder() / name).write_bytes(archive.read(_INSIDE + name))
    faces.cache_clear()


@lru_cache(maxsize=1)
def faces() -> tuple[Face, ...]:
    """The fonts to write with, first choice first; none on a machine without any."""
    shipped = folder() / _FONT
    own = [Face("IPAexGothic", shipped, _letters(shipped, 0))] if present() else []
    return (*own, *_of_the_machine())


def _of_the_machine() -> Iterator[Face]:
    import typst  # 80 MB: loaded where a PDF is made

    found = {
        one.family: one
        for one in typst.Fonts(include_embedded_fonts=False).fonts()
        if one.path and one.family in OTHERS and one.style == "normal" and one.weight == 400
    }
    for family in OTHERS:
        if family in found:
            path = Path(found[family].path or "")
            yield Face(family, path, _letters(path, found[family].index))


def _letters(path: Path, index: int) -> frozenset[int]:
    """The code points that the font draws: its `cmap` table, formats 4 and 12."""
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", data, start + 4)[0]
    records = (struct.unpack_from(">4sIII", data, start + 12 + 16 * n) for n in range(tables))
    cmap = next(offset for tag, _sum, offset, _size in records if tag == b"cmap")
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    places = {cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * n)[2] for n in range(count)}
    letters: set[int] = set()
    for place in places:
        form = struct.unpack_from(">H", data, place)[0]
        if form == 4:
            letters.update(_format_4(data, place))
        elif form == 12:
            groups = struct.unpack_from(">I", data, place + 12)[0]
            for n in range(groups):
                first, last, _glyph = struct.unpack_from(">III", data, place + 16 + 12 * n)
                letters.update(range(first, last + 1))
    return frozenset(letters)


def _format_4(data: bytes, place: int) -> Iterator[int]:
    twice = struct.unpack_from(">H", data, place + 6)[0]
    ends, starts = place + 14, place + 16 + twice
    for n in range(0, twice, 2):
        first, last = (struct.unpack_from(">H", data, row + n)[0] for row in (starts, ends))
        delta, jump = (struct.unpack_from(">H", data, starts + twice * k + n)[0] for k in (1, 2))
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if jump:
                at = starts + 2 * twice + n + jump + 2 * (code - first)
                glyph = struct.unpack_from(">H", data, at)[0]
            if glyph and (glyph + delta) & 0xFFFF:
                yield code
