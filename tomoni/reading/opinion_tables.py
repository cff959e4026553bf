"""Opinions pasted as a table: under a header 分類・内容, or a class and its opinions on every line."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tomoni.japan.kana import fold
from tomoni.reading import markup
from tomoni.reading import opinion_lines as lines
from tomoni.reading.opinion_lines import Heading

_CLASS = ("分類", "区分", "コード", "分類コード", "項目", "テーマ")
_LABEL = ("分類名", "区分名", "分類名称")
_NUMBER = ("意見id", "番号", "no", "no.", "id")
_TEXT = (
    "意見(原文)",
    "原文",
    "意見",
    "ご意見",
    "主なご意見",
    "主な意見",
    "意見内容",
    "意見の内容",
    "内容",
    "本文",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the paste, or several that belong together."""

    line: int
    text: str

    @property
    def holds_text(self) -> bool:
        return bool(markup.without(self.text))

    def followed_by(self, piece: "Piece") -> "Piece":
        """With a later one; line breaks stand for the lines between, so that each part knows its line."""
        gap = piece.line - self.line - self.text.count("\n")
        return Piece(self.line, self.text + ("\n" * gap or " ") + piece.text)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where class, its name and the text stand, and how many columns there are."""

    kind: int | None
    label: int | None
    text: int
    count: int


class Row(NamedTuple):
    heading: Heading
    raw: str
    line: int


def rows(pieces: list[Piece]) -> list[Row] | None:
    """One row for each opinion, or None if this is no table."""
    held = [piece for piece in pieces if piece.holds_text]
    for index, piece in enumerate(pieces):
        for delimiter in "\t,":
            columns = _header(piece.text.split(delimiter))
            if columns is not None:
                return _parted(list(_cells(pieces[index + 1 :], delimiter, columns)), delimiter)
    first = next((index for index, piece in enumerate(pieces) if _is_class_row(piece.text)), None)
    if first is None:
        if not held or not all("\t" in piece.text for piece in held):
            return None
        first = 0
    return _parted(list(_cells(pieces[first:], "\t", _Columns(0, None, 1, 2))), "\t")


def _header(cells: list[str]) -> _Columns | None:
    names = [re.sub(r"\s", "", fold(markup.without(cell).strip('"'))) for cell in cells]

    def place(wanted: Sequence[str]) -> int | None:
        return next((names.index(name) for name in wanted if name in names), None)

    text, kind = place(_TEXT), place(_CLASS)
    if len(names) < 2 or text is None or text == kind:
        return None
    if kind is None and place(_NUMBER) is None and len(names) > 2:
        return None
    return _Columns(kind, place(_LABEL), text, len(names))


def _is_class_row(line: str) -> bool:
    """'A. 市職員の協働意識 TAB …', or any name, a tab and an HTML list."""
    head, tab, body = line.partition("\t")
    if not tab or not markup.without(head):
        return False
    return markup.LIST.search(body) is not None or (
        lines.is_class(markup.without(head)) and bool(markup.without(body))
    )


def _cells(pieces: list[Piece], delimiter: str, columns: _Columns) -> Iterator[Row]:
    """The text cell of each record under the class that holds for it."""
    heading, held = Heading(), None
    for line, cells in _records(pieces, delimiter):
        if not any(map(markup.without, cells)):
            continue
        if len(cells) == 1 and columns.text > 0 and held and not lines.is_class(markup.without(cells[0])):
            # A line without a cell of its own goes on with the text above it.
            longer = Piece(held.line, held.raw).followed_by(Piece(line, cells[0]))
            held = Row(held.heading, longer.text, held.line)
            continue
        if held:
            yield held
        heading = _heading(cells, columns, heading)
        texts = cells[columns.text :] if columns.text == columns.count - 1 else cells[columns.text :][:1]
        held = Row(heading, delimiter.join(texts), line)
    if held:
        yield held


def _heading(cells: list[str], columns: _Columns, before: Heading) -> Heading:
    """The class in this record; an empty cell (a merged one, pasted) repeats the one above."""

    def cell(place: int | None) -> str:
        return markup.without(cells[place]) if place is not None and place < len(cells) else ""

    heading = lines.heading_of(cell(columns.kind)) if cell(columns.kind) else before
    if name := cell(columns.label):
        return Heading(heading.code, name)
    return heading


def _records(pieces: list[Piece], delimiter: str) -> list[tuple[int, list[str]]]:
    """Cells by line. A quoted cell may go over several lines; where quotes do not close, they are mere signs."""
    reader = csv.reader((piece.text + "\n" for piece in pieces), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    start = 0
    try:
        for cells in reader:
            records.append((pieces[start].line, cells))
            start = reader.line_num
    except csv.Error:
        return [(piece.line, piece.text.split(delimiter)) for piece in pieces]
    return records


def _parted(found: list[Row], delimiter: str) -> list[Row]:
    headings = [row.heading for row in found]
    by_blanks = delimiter == "\t" and Heading() not in headings and len(set(headings)) == len(headings)
    return [
        Row(row.heading, raw, row.line + offset)
        for row in found
        for raw, offset in bodies(row.raw, by_blanks=by_blanks)
    ]


def bodies(body: str, *, by_blanks: bool) -> Iterator[tuple[str, int]]:
    """The opinions of one cell or item, and how many lines below its start each begins."""
    plain = markup.LIST_END.sub("", markup.LIST.sub("", body))
    if markup.ITEM.search(plain):
        at = 0
        for raw in markup.ITEM.split(plain):
            yield raw, at + len(raw[: len(raw) - len(raw.lstrip())].splitlines()[1:])
            at += raw.count("\n")
        return
    each = plain.split("\n")
    if by_blanks or plain != body:
        for offset, line in enumerate(each):
            yield from ((raw, offset) for raw in lines.parted_by_blanks(line))
    elif len(each) > 1 and not all(map(lines.is_marked, each)):
        yield plain, 0
    else:
        for offset, line in enumerate(each):
            yield from ((raw, offset) for raw in lines.parted_by_marks(line))
