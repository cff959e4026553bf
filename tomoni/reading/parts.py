"""A document taken apart at its labels: what heads each part, and the lines and tables under it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tomoni.reading import counts, moments
from tomoni.reading.contacts import is_contact
from tomoni.reading.documents import Block, Cell, Line, Table
from tomoni.reading.flow import lines_of, unwrapped
from tomoni.reading.groups import is_speaker, speaker_in
from tomoni.reading.labels import Label, label_of
from tomoni.reading.marks import Mark, mark_of
from tomoni.reading.signs import flat, tight

_THE_END = re.compile(
    r"(?:本文ここまで|ここまで本文(?:です)?|以\s*上|このページの先頭へ(?:戻る)?|ページの先頭へ|PDFファイルをご覧.*|このページについて.*)[。.]?"
)
_SECTIONS = ("agenda", "statements", "decisions")
# Inside an agenda or a list of remarks only these end it; the other words may be items or remarks.
_SHORT = ("when", "where", "posted", "openness", "closed_reason", "hours", "observers")
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
    formless = list(_formless(blocks))
    for at, block in enumerate(formless):
        if isinstance(block, Table):
            parts[-1].blocks.append(block)
        elif _THE_END.fullmatch(block.text):
            parts.append(Part(None, None))
        elif not _completes(block, parts[-1]):
            _place(block, formless[at + 1 : at + 2], parts)
    return parts


def _completes(line: Line, part: Part) -> bool:
    """「及び結果」 on the line below 「会議の議題」: the same heading."""
    words = r"(?:及び|および|・|と)?(?:その)?(?:会議)?(?:結果|概要|要旨|内容)"
    return part.line is not None and not part.blocks and re.fullmatch(words, tight(line.text)) is not None


def _place(line: Line, following: list[Block], parts: list[Part]) -> None:
    """Begin a part with this line, or put it into the last one."""
    label = _announced(line.text) if parts[-1].field in _SECTIONS else None
    label = label or label_of(line.text)
    if _opens(line.text) and not _has_items(parts[-1]):
        parts.append(Part(Label("agenda", "次第", "", is_alone=True), None, [line]))
    elif label is not None and not _speaks(line, following) and _begins(label, line, parts):
        part = Part(label, line)
        if label.value:
            part.blocks.append(replace(line, text=label.value, raw=line.raw or line.text, level=0))
        if parts[-1].field == label.field == "agenda" and not parts[-1].blocks:
            parts.pop()
        parts.append(part)
    else:
        if _resumes(line, parts):
            parts.append(Part(Label("agenda", "", "", is_alone=True), parts[-2].line))
        elif parts[-1].field in _SHORT and parts[-1].blocks and _is_other(line):
            parts.append(Part(None, None))
        parts[-1].blocks.append(line)


def _speaks(line: Line, following: list[Block]) -> bool:
    """【委員】 above a sentence is who says it, not who came."""
    return (
        bool(following)
        and isinstance(following[0], Line)
        and following[0].text.endswith("。")
        and is_speaker(line.text)
    )


def _resumes(line: Line, parts: list[Part]) -> bool:
    """The next item after 次回は… in the midst of an agenda."""
    mark = mark_of(line.text)
    is_announced = (
        parts[-1].field == "next" and parts[-1].label is not None and parts[-1].label.name == "次回"
    )
    return (
        is_announced and len(parts) > 1 and parts[-2].field == "agenda" and mark is not None and mark.counts
    )


def _has_items(part: Part) -> bool:
    """An agenda whose heading stands right above: it has begun, though nothing is in it yet, or its items have."""
    return part.field == "agenda" and not any(
        isinstance(block, Line) and mark_of(block.text) for block in part.blocks
    )


def _is_other(line: Line) -> bool:
    """What does not go on with a place or a time: a numbered line, a sentence."""
    mark = mark_of(line.text)
    return (mark is not None and mark.counts) or line.text.endswith("。")


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
    current, mark = parts[-1], mark_of(line.text)
    if label.field == "hours":
        return bool(label.value) and any(sign.isdecimal() or sign == "正" for sign in flat(label.value))
    if _is_content(label, line, mark, current):
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


def _is_content(label: Label, line: Line, mark: Mark | None, current: Part) -> bool:
    """A word that heads elsewhere, but here stands in a list, names who came, or says who speaks."""
    is_bullet = mark is not None and mark.kind == "bullet" and mark.text in "・•-"
    if current.field == "papers":
        return is_bullet
    if current.field in ("attending", "absent", "staff"):
        return label.field == "contact" and bool(label.value) and not is_contact(label.value)
    if current.field in _SECTIONS:
        speaks = label.field in ("attending", "contact", "staff") and speaker_in(line.text) is not None
        return speaks or (is_bullet and label.is_alone)
    return False


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
