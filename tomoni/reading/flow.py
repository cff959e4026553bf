"""Printed lines back into sentences: a line that only ended because the page did is joined with the next."""

import re
from dataclasses import replace

from tomoni.reading.documents import Block, Line, Table
from tomoni.reading.groups import is_speaker
from tomoni.reading.labels import label_of
from tomoni.reading.marks import mark_of
from tomoni.reading.signs import flat, joined, width

_ENDS = "。．？！?!」』)】]>"
_NEVER_FIRST = "、。，．）」』】ゃゅょっャュョッーぁぃぅぇぉ々・：をんン"
OPEN_ENDS = (
    "、",
    "，",
    "の",
    "を",
    "に",
    "は",
    "が",
    "と",
    "で",
    "も",
    "へ",
    "や",
    "及び",
    "また",
    "（",
    "「",
    "『",
)
_FULL = 0.86


def unwrapped(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with wrapped lines joined; the place is that of the first."""
    widest = _column(blocks)
    out: list[Block] = []
    last_width = 0
    for block in blocks:
        before = out[-1] if out else None
        if (
            isinstance(block, Line)
            and isinstance(before, Line)
            and _goes_on(before, block, last_width, widest)
        ):
            raw = f"{before.raw or before.text}\n{block.raw or block.text}"
            out[-1] = replace(before, text=joined(before.text, block.text), raw=raw)
        else:
            out.append(block)
        last_width = width(block.text) + 2 * block.indent if isinstance(block, Line) else 0
    return tuple(out)


def _column(blocks: tuple[Block, ...]) -> int:
    """How wide a printed line gets, in half-width columns; 0 where lines do not seem to be wrapped."""
    widths = sorted(width(block.text) + 2 * block.indent for block in blocks if isinstance(block, Line))
    long = [each for each in widths if each >= 40]
    if len(long) < 2 or widths[-1] > 160:
        return 0
    top = long[-max(len(long) // 8, 1)]
    near = [each for each in widths if each >= top * _FULL]
    return top if len(near) >= 2 else 0


def _breaks_once(before: Line, line: Line, last_width: int) -> bool:
    """The one long paragraph of a short text, cut in two."""
    return (
        60 <= last_width <= 110
        and line.text[-1] == "。"
        and before.text[-1] not in _ENDS
        and mark_of(before.text) is None
    )


def _goes_on(before: Line, line: Line, last_width: int, widest: int) -> bool:
    if _stands_alone(before, line):
        return False
    end = before.text[-1]
    if line.text[0] in _NEVER_FIRST:
        return end not in "。！？"
    label, above = label_of(line.text), label_of(before.text)
    if (label is not None and (label.is_alone or label.value)) or (above is not None and above.is_alone):
        return False
    if end in "、，" or (end in "（「『・" and len(before.text) > 1) or _is_open(before.text):
        return True
    full = bool(widest) and last_width >= widest * _FULL
    marked = mark_of(before.text) is not None
    hanging = marked and line.indent > before.indent and last_width >= 28
    if end in "。．？！?!":
        return hanging and full
    if _breaks_once(before, line, last_width):
        return True
    return full or hanging or _is_unfinished(before.text, line.text, last_width, widest, is_marked=marked)


def _is_unfinished(before: str, text: str, last_width: int, widest: int, *, is_marked: bool) -> bool:
    """A line that breaks off at a particle, or an item whose sentence ends on the next line."""
    if last_width < (24 if widest else 30):
        return False
    mark = mark_of(before)
    is_item = is_marked and mark is not None and not mark.counts
    return before.endswith(OPEN_ENDS) or (is_item and text[-1] == "。" and before[-1] not in _ENDS)


def _stands_alone(before: Line, line: Line) -> bool:
    """A gap, a tab, a mark or a box says that the line begins something."""
    if (
        line.gap
        or line.level
        or before.level
        or "\t" in line.text
        or "\t" in before.text
        or is_speaker(line.text)
    ):
        return True
    boxed = re.match(r"[<＜【《〔≪〈■●◎◆□▼※☆★\[［]", line.text)
    return boxed is not None or mark_of(line.text) is not None


def _is_open(text: str) -> bool:
    """More brackets opened than closed, or a date cut in two."""
    plain = flat(text)
    if re.search(r"(?:令和|平成|昭和)?(?:元|\d{1,4})\s*年(?:\s*\d{1,2}\s*月)?$", plain) and len(plain) < 60:
        return True
    return any(text.count(a) > text.count(b) for a, b in ("「」", "『』")) or plain.count("(") > plain.count(
        ")"
    )


def lines_of(blocks: tuple[Block, ...]) -> list[Line]:
    """The lines alone, of tables each row's cells in their order."""
    found: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            found += [line for row in block.rows for cell in row for line in cell.lines()]
        else:
            found.append(block)
    return found
