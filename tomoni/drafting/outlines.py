"""A table of contents as people type it: one heading a line, deeper ones indented or numbered in the usual ways."""

import re
from dataclasses import dataclass

DEEPEST = 3
MOST = 300
_CHAPTER = re.compile(r"第\s*[\d一二三四五六七八九十]+\s*章[\s:：.．]*")
_SECTION = re.compile(r"(第\s*[\d一二三四五六七八九十]+\s*節|\d{1,2}\s*[.．、]|\d{1,2}(?=\s))\s*")
_BELOW = re.compile(r"([(（]\d{1,2}[)）]|[①-⑳]|[・•])\s*")


@dataclass(frozen=True, slots=True)
class Heading:
    depth: int
    """1 is a chapter."""
    text: str


def headings(text: str) -> list[Heading]:
    """Read the lines. The first is a chapter, and nobody stands deeper than one below the line before."""
    found: list[Heading] = []
    for line in text.splitlines():
        bare = line.strip()
        if not bare:
            continue
        depth, words = _depth(line, bare)
        above = found[-1].depth if found else 0
        found.append(Heading(max(1, min(depth, above + 1, DEEPEST)), words or bare))
    return found


def _depth(line: str, bare: str) -> tuple[int, str]:
    for depth, pattern in enumerate((_CHAPTER, _SECTION, _BELOW), 1):
        found = pattern.match(bare)
        if found:
            return depth, bare[found.end() :].strip()
    lead = line[: len(line) - len(line.lstrip())].replace("\t", "　").replace("  ", "　")
    return 1 + len(lead), bare
