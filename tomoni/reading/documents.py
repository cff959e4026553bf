"""Any file as one stream of lines and tables in reading order, each knowing its place."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tomoni.reading import delimited, encodings, kinds, markdown, workbooks
from tomoni.reading.apart import answer_of
from tomoni.reading.errors import Unreadable
from tomoni.reading.facts import Fact, Place
from tomoni.reading.limits import LIMITS, Limits
from tomoni.reading.tables import column_letters

MOST_PAGES = 500
MOST_BLOCKS = 60_000
_BROKEN = {
    "pdf": "PDFとして読めません。もとのソフトで開き、PDFとして保存し直してください。",
    "docx": "Word文書として読めません。Wordで開いて「Word文書（.docx）」で保存し直してください。",
    "html": "ウェブページとして読めません。ブラウザで開き、本文をコピーして貼り付けてください。",
}
_MUCH = "文書が大きすぎるか、複雑すぎます。いくつかのファイルに分けてください。"


@dataclass(frozen=True, slots=True)
class Line:
    """`level`: of a heading that the format marks as one; `gap`: blank space above; `indent`: in characters."""

    text: str
    place: Place
    indent: int = 0
    level: int = 0
    gap: bool = False
    raw: str = ""

    def fact(self, certainty: float = 1.0) -> Fact[str]:
        return Fact(self.text, self.place, self.raw or self.text, certainty)


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    place: Place

    def lines(self) -> list[Line]:
        return [Line(text.strip(), self.place) for text in self.text.split("\n") if text.strip()]


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]
    gap: bool = True

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


Block = Line | Table


@dataclass(frozen=True)
class Document:
    name: str
    format: str
    sha256: str
    blocks: tuple[Block, ...]
    encoding: str | None = None
    pages: int | None = None
    notes: tuple[str, ...] = ()
    title: str = ""
    tables: tuple[Table, ...] = field(default=(), compare=False)

    def lines(self) -> Iterator[Line]:
        """Every line; of tables, each cell's lines in reading order."""
        for block in self.blocks:
            if isinstance(block, Line):
                yield block
            else:
                for row in block.rows:
                    for cell in row:
                        yield from cell.lines()


def open_document(
    data: bytes, name: str, *, encoding: str | None = None, limits: Limits = LIMITS
) -> Document:
    """What stands in a file. `encoding` as a person corrected it. Refuses what cannot or should not be read."""
    kind = kinds.kind_of_document(data, name, limits)
    notes: list[str] = []
    pages = None
    found: str | None = None
    title = ""
    if kind == "pdf":
        blocks, pages = _from_pdf(data, limits, notes)
    elif kind == "docx":
        blocks = _from_answer(_answer("docx", "word_reader.py", data, limits.signs))
    elif kind == "xlsx":
        blocks = _from_sheets(workbooks.read_sheets(data, limits))
    else:
        text, found = encodings.decode(data, encoding)
        if "\0" in text:
            notes.append("読めない記号（NUL）を取り除きました。")
        text = text.replace("\0", "")
        if kind == "html":
            answer = _answer("html", "page_reader.py", text.encode("utf-8", "replace"), limits.signs)
            blocks, title = _from_answer(answer), answer["title"]
        elif kind == "delimited":
            blocks = _from_delimited(text, limits)
        else:
            blocks = _from_text(text, is_markdown=kind == "markdown")
    blocks = _piped(blocks)
    if not blocks:
        raise Unreadable("文書に何も書かれていません。内容のあるファイルを選んでください。")
    if len(blocks) > MOST_BLOCKS:
        raise Unreadable(_MUCH)
    tables = tuple(block for block in blocks if isinstance(block, Table))
    digest = hashlib.sha256(data).hexdigest()
    return Document(name, kind, digest, tuple(blocks), found, pages, tuple(notes), title, tables)


def document_of_text(text: str, name: str = "") -> Document:
    """A document that was pasted."""
    return open_document(text.encode("utf-8", "replace"), name or "貼り付け.txt", encoding="utf-8")


def _answer(kind: str, reader: str, data: bytes, *arguments: object) -> dict[str, Any]:
    answer = answer_of(reader, data, *arguments)
    match answer.get("error"):
        case None:
            return answer
        case "password":
            raise Unreadable("パスワードがかかったPDFです。パスワードを外して保存し直してください。")
        case "pages":
            raise Unreadable(
                f"{answer['pages']:,}ページあります（{MOST_PAGES}ページまで）。いくつかのファイルに分けてください。"
            )
        case "much":
            raise Unreadable(_MUCH)
        case _:
            raise Unreadable(_BROKEN[kind])


def _from_pdf(data: bytes, limits: Limits, notes: list[str]) -> tuple[list[Block], int]:
    pages = _answer("pdf", "pdf_reader.py", data, MOST_PAGES, limits.signs)["pages"]
    blank = [number for number, page in enumerate(pages, start=1) if not page["blocks"]]
    if len(blank) == len(pages):
        raise Unreadable(
            "文字の情報がないPDFです（紙をスキャンした画像など）。もとのWordやExcelのファイルを選ぶか、"
            "文字認識（OCR）をしてから保存し直してください。"
        )
    scanned = [number for number in blank if pages[number - 1]["pictures"]]
    if scanned:
        said = "、".join(map(str, scanned[:10]))
        notes.append(f"{said}ページには文字の情報がなく（画像のみ）、読んでいません。")
    blocks: list[Block] = []
    tables = 0
    for number, page in enumerate(pages, start=1):
        line = 0
        for block in page["blocks"]:
            if "rows" in block:
                tables += 1
                table = _table(block["rows"], Place(page=number, table=tables))
                blocks.append(_continued(blocks, table, number) or table)
            else:
                line += 1
                place = Place(line=line, page=number)
                text, raw = _tidy(block["text"]), block["text"]
                blocks.append(Line(text, place, block["indent"], gap=block["gap"] or line == 1, raw=raw))
    return blocks, len(pages)


def _continued(blocks: list[Block], table: Table, page: int) -> Table | None:
    """The table above it with these rows, where a table goes on over a page's end."""
    above = blocks[-1] if blocks else None
    if not isinstance(above, Table) or above.width != table.width:
        return None
    if (above.rows[-1][0].place.page or page) >= page:
        return None
    blocks.pop()
    head = [cell.text for cell in above.rows[0]]
    rows = table.rows[1:] if [cell.text for cell in table.rows[0]] == head else table.rows
    return Table((*above.rows, *rows), above.gap)


def _from_answer(answer: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = []
    gap, tables = True, 0
    for number, block in enumerate(answer["blocks"], start=1):
        if "rows" in block:
            tables += 1
            if any(any(row) for row in block["rows"]):
                blocks.append(_table(block["rows"], Place(line=number, table=tables)))
            gap = True
            continue
        text = _tidy(block["text"])
        if not text:
            gap = True
            continue
        indent = block["indent"] + _indent(block["text"])
        gap = gap or block.get("gap", False)
        blocks.append(Line(text, Place(line=number), indent, block["level"], gap, block["text"]))
        gap = False
    return blocks


def _from_sheets(sheets: list[workbooks.Sheet]) -> list[Block]:
    """A row with one cell is a line, rows with more are a table, as long as no row between is empty."""
    blocks: list[Block] = []
    tables = 0
    for sheet in sheets:
        run: list[tuple[int, tuple[str, ...]]] = []
        for number, cells in [*sheet.rows, (0, ())]:
            if run and (number != run[-1][0] + 1 or sum(bool(cell.strip()) for cell in cells) == 0):
                tables += _run(blocks, sheet.name, run, tables + 1)
                run = []
            if cells:
                run.append((number, cells))
    return blocks


def _run(blocks: list[Block], sheet: str, run: list[tuple[int, tuple[str, ...]]], table: int) -> int:
    """Rows without an empty one between: titles of one cell above are lines, the rest a table. How many tables."""

    def cells(number: int, row: tuple[str, ...]) -> tuple[Cell, ...]:
        return tuple(
            Cell(_tidy_cell(text), Place(sheet=sheet, table=table, cell=f"{column_letters(at)}{number}"))
            for at, text in enumerate(row)
        )

    gap, at = True, 0
    filled = [sum(bool(text.strip()) for text in row) for _, row in run]
    while at < len(run) and (
        filled[at] == 1
        and (max(filled) == 1 or at < len(run) and filled[at:].count(1) and _heads(filled, at))
    ):
        for cell in cells(*run[at]):
            for line in cell.lines():
                blocks.append(replace(line, gap=gap))
                gap = False
        at += 1
    if at == len(run):
        return 0
    blocks.append(Table(tuple(cells(*row) for row in run[at:]), gap))
    return 1


def _heads(filled: list[int], at: int) -> bool:
    """Only rows of one cell above this one."""
    return all(count == 1 for count in filled[: at + 1])


def _from_delimited(text: str, limits: Limits) -> list[Block]:
    delimiter = delimited.delimiter_of(text)
    run = [(line, cells) for line, cells in delimited.records(text, delimiter, limits)]
    rows = tuple(
        tuple(
            Cell(_tidy_cell(cell), Place(line=line, cell=f"{column_letters(at)}{line}"))
            for at, cell in enumerate(cells)
        )
        for line, cells in run
    )
    return [Table(rows)] if rows else []


def _from_text(text: str, *, is_markdown: bool) -> list[Block]:
    """Lines; those with tabs, or between bars, that follow one another are a table."""
    blocks: list[Block] = []
    rows: list[tuple[int, list[str]]] = []
    gap, tables = True, 0
    plain = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    for number, raw in enumerate([*plain.split("\n"), ""], start=1):
        cells = markdown.cells(raw)
        if cells is None and "\t" in raw.strip("\t \u3000") and not markdown.is_list_of_html(raw):
            cells = raw.rstrip("\r\n ").split("\t")
        elif cells is None and "\t" in raw.strip():
            cells = raw.split("\t")
        if cells is not None:
            if not markdown.is_rule(cells):
                rows.append((number, cells))
            continue
        if rows:
            tables += _flush(blocks, rows, tables + 1)
            gap, rows = True, []
        line = _tidy(raw)
        if not line or markdown.is_fence(line):
            gap = True
            continue
        level, line = markdown.heading(line, is_markdown=is_markdown)
        blocks.append(Line(line, Place(line=number), _indent(raw), level, gap, raw))
        gap = False
    if rows:
        _flush(blocks, rows, tables + 1)
    return blocks


def _flush(blocks: list[Block], rows: list[tuple[int, list[str]]], table: int) -> int:
    """One row of two cells alone is a label and its value: a line."""
    if len(rows) == 1 and len([cell for cell in rows[0][1] if cell.strip()]) <= 2:
        number, cells = rows[0]
        text = "\t".join(_tidy(cell) for cell in cells if cell.strip())
        blocks.append(Line(text, Place(line=number), gap=True, raw="\t".join(cells)))
        return 0
    blocks.append(
        Table(
            tuple(
                tuple(
                    Cell(
                        _tidy_cell(cell), Place(line=number, table=table, cell=f"{column_letters(at)}{order}")
                    )
                    for at, cell in enumerate(cells)
                )
                for order, (number, cells) in enumerate(rows, start=1)
            )
        )
    )
    return 1


def _table(rows: list[list[str]], place: Place) -> Table:
    return Table(
        tuple(
            tuple(
                Cell(_tidy_cell(text), replace(place, cell=f"{column_letters(at)}{number}"))
                for at, text in enumerate(row)
            )
            for number, row in enumerate(rows, start=1)
        )
    )


def _piped(blocks: list[Block]) -> list[Block]:
    """Rows between bars that somebody pasted into a document of any format are a table there too."""
    found: list[Block] = []
    rows: list[tuple[Cell, ...]] = []
    for block in [*blocks, None]:
        cells = markdown.cells(block.text) if isinstance(block, Line) else None
        if isinstance(block, Line) and cells is not None:
            if not markdown.is_rule(cells):
                rows.append(tuple(Cell(_tidy_cell(cell), block.place) for cell in cells))
            continue
        if rows:
            found.append(Table(tuple(rows)))
            rows = []
        if block is not None:
            found.append(block)
    return found


def _tidy(text: str) -> str:
    return text.strip(" \t\u3000\xa0\u200b\ufeff\r\n")


def _tidy_cell(text: str) -> str:
    return "\n".join(_tidy(line) for line in re.split(r"\r\n?|\n", text)).strip()


def _indent(raw: str) -> int:
    lead = raw[: len(raw) - len(raw.lstrip(" \t\u3000\xa0"))]
    return sum({"\t": 4, "\u3000": 2}.get(sign, 1) for sign in lead) // 2
