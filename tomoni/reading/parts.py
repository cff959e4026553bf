"""A document taken apart at its labels: what heads each part, and the lines and tables under it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tomoni.reading import counts, moments
from tomoni.reading.contacts import is_contact
from tomoni.reading.documents import Block, Cell, Line, Table
from tomoni.reading.flow import lines_of, unwrapped
from tomoni.reading.groups import speaker_in
from tomoni.reading.labels import Label, label_of
from tomoni.reading.marks import mark_of
from tomoni.reading.signs import flat, tight

_THE_END = re.compile(
    r"(?:本文ここまで|ここまで本文(?:です)?|以\s*上|このページの先頭へ(?:戻る)?|ページの先頭へ|PDFファイルをご覧.*|このページについて.*)[。.]?"
)
_SECTIONS = ("agenda", "statements", "decisions")
# Inside an agenda or a list of remarks only these end it; the other words may be items or remarks.
_ENDING = ("statements", "decisions", "next", "contact", "papers", "observers", "publisher")


@dataclass
class Part:
    """`label` is None for what stands before the first one."""

    label: Label | None
    line: Line | None
    blocks: list[Block] = field(default_factory=list)

    @property
    def field(self) -> str:
        return self.label.field if self.label else ""

    @property
    def lines(self) -> list[Line]:
        return lines_of(tuple(self.blocks))

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def without_tail(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Up to 本文ここまで: what a web page has below is not the document."""
    for at, block in enumerate(blocks):
        if isinstance(block, Line) and at > 2 and re.match(r"本文ここまで|ここまで本文", block.text):
            return blocks[:at]
    return blocks


def parts_of(blocks: tuple[Block, ...]) -> list[Part]:
    parts = [Part(None, None)]
    for block in _formless(blocks):
        if isinstance(block, Table):
            parts[-1].blocks.append(block)
            continue
        if _THE_END.fullmatch(block.text):
            parts.append(Part(None, None))
            continue
        if (
            parts[-1].line is not None
            and not parts[-1].blocks
            and re.fullmatch(
                r"(?:及び|および|・|と)?(?:その)?(?:会議)?(?:結果|概要|要旨|内容)", tight(block.text)
            )
        ):
            continue
        label = _announced(block.text) if parts[-1].field in _SECTIONS else None
        label = label or label_of(block.text)
        if _opens(block.text):
            parts.append(Part(Label("agenda", "次第", "", is_alone=True), None, [block]))
            continue
        if label is None or not _begins(label, block, parts):
            parts[-1].blocks.append(block)
            continue
        part = Part(label, block)
        if label.value:
            part.blocks.append(replace(block, text=label.value, raw=block.raw or block.text, level=0))
        if parts[-1].field == label.field == "agenda" and not parts[-1].blocks:
            parts.pop()
        parts.append(part)
    return parts


def _opens(text: str) -> bool:
    """1 開会: an agenda, whatever stands above it."""
    mark = mark_of(text)
    return (
        mark is not None
        and mark.counts
        and mark.number == 1
        and re.match(r"開\s*会(?![日時場])", mark.rest.strip()) is not None
    )


def _announced(text: str) -> Label | None:
    """次回は…に開催する: the coming meeting, said in a sentence at the end of the minutes."""
    if (
        re.match(r"次回(?:の(?:会議|委員会|開催))?(?:は|を|、)", text)
        and moments.moments(text)
        and len(text) < 80
    ):
        return Label("next", "次回", text, is_alone=False)
    return None


def _begins(label: Label, line: Line, parts: list[Part]) -> bool:
    """Whether this label starts a part of its own here."""
    if label.field == "hours":
        return bool(label.value) and any(sign.isdecimal() or sign == "正" for sign in flat(label.value))
    current = parts[-1]
    mark = mark_of(line.text)
    if current.field in ("attending", "absent", "staff") and label.field == "contact" and label.value:
        return is_contact(label.value)
    if (
        current.field in _SECTIONS
        and label.field in ("attending", "contact", "staff")
        and speaker_in(line.text)
    ):
        return False
    if (
        mark is not None
        and mark.kind == "bullet"
        and mark.text in "・•-"
        and label.is_alone
        and current.field in _SECTIONS
    ):
        return False
    if current.field not in _SECTIONS:
        return label.field != "meeting" or bool(label.value)
    if label.field == "agenda":
        if mark is not None and mark.counts:
            return _is_sibling(mark.kind, mark.number, current)
        return label.is_alone or not any(
            isinstance(block, Line) and mark_of(block.text) for block in current.blocks
        )
    if mark is not None and mark.counts:
        return _is_sibling(mark.kind, mark.number, current) or (
            label.field in ("next", "contact") and bool(label.value)
        )
    if label.field in _ENDING:
        return True
    return (
        label.field
        in ("when", "where", "attending", "absent", "posted", "openness", "closed_reason", "staff")
        and (bool(label.value) or label.is_alone)
        and not (current.field == "statements" and not label.value)
    )


def _is_sibling(kind: str, number: int, current: Part) -> bool:
    """１ 日時 … ４ 議題 … ５ 主な意見: numbers of the labels themselves, not of what stands under them."""
    own = mark_of(current.line.text) if current.line is not None else None
    if own is None or own.kind != kind or number <= own.number:
        return False
    inner = [
        mark.number
        for block in current.blocks
        if isinstance(block, Line) and (mark := mark_of(block.text)) and mark.kind == kind
    ]
    return not inner or (number == own.number + 1 and max(inner) != own.number)


def _formless(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks with tables of labels and values (日時 | 令和…) as labelled lines."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
        elif is_form(block):
            yield from _as_lines(block)
        else:
            yield block


def is_form(table: Table) -> bool:
    """At least two rows, or half of them, begin with a label."""
    heads = [next((cell for cell in row if cell.text), None) for row in table.rows]
    labelled = [cell for cell in heads if cell and _label_cell(cell)]
    if table.width > 4 or not labelled or _counts(table):
        return False
    return len(labelled) >= 2 or len(labelled) * 2 >= len(table.rows)


def _counts(table: Table) -> bool:
    """区分 | 人数: a table of figures is no form."""
    last = [row[-1].text for row in table.rows if row and row[-1].text]
    return table.width >= 2 and sum(counts.bare(text) is not None for text in last) * 2 >= len(last) > 1


def _label_cell(cell: Cell) -> Label | None:
    text = "".join(cell.text.split("\n"))
    label = label_of(text)
    if label is not None and label.is_alone:
        return label
    return None


def _as_lines(table: Table) -> Iterator[Line]:
    for row in table.rows:
        filled = [cell for cell in row if cell.text]
        if not filled:
            continue
        first = filled[0]
        name = "".join(first.text.split("\n"))
        label = _label_cell(first)
        if label is None:
            yield from _values(filled, first_is_category=len(filled) > 1)
            continue
        values = filled[1:]
        begin = _unwrapped(values[0]) if values else []
        if begin and len(values) == 1:
            yield Line(
                f"{tight(name)}\t{begin[0].text}", begin[0].place, gap=True, raw=f"{name}\t{begin[0].text}"
            )
            yield from begin[1:]
        else:
            yield Line(name, first.place, gap=True)
            yield from _values(values, first_is_category=len(values) > 1)


def _values(cells: list[Cell], *, first_is_category: bool) -> Iterator[Line]:
    """委員 | 10名 as one line; otherwise each cell's lines."""
    short = all(len(cell.text) <= 40 and "\n" not in cell.text for cell in cells)
    if first_is_category and short:
        yield Line("\t".join(cell.text for cell in cells), cells[-1].place, gap=True)
        return
    for cell in cells:
        yield from _unwrapped(cell)


def _unwrapped(cell: Cell) -> list[Line]:
    return lines_of(unwrapped(tuple(cell.lines())))
