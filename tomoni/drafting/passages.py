"""Where in a section's text a comment stands: paragraphs, and passages as offsets in characters."""

import re
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is exactly what stands between `start` and `end` of the section's body."""

    start: int
    end: int
    text: str


def paragraphs(body: str) -> list[Passage]:
    """Lines that say something, with their place; a report's paragraph is a line."""
    return [
        Passage(found.start(), found.end(), found[0])
        for found in _PARAGRAPH.finditer(body)
        if found[0].strip()
    ]


def passage(body: str, start: int, end: int) -> Passage | None:
    """What stands there, without the white space around it; None where there is no such place."""
    if not 0 <= start < end <= len(body):
        return None
    cut = body[start:end]
    bare = cut.strip()
    if not bare:
        return None
    first = start + cut.index(bare)
    return Passage(first, first + len(bare), bare)
