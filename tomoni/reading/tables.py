"""Tables from CSV, TSV and Excel files, cell by cell as text, each knowing where it stood."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tomoni.japan.kana import fold
from tomoni.reading import delimited, encodings, kinds, workbooks
from tomoni.reading.errors import Unreadable
from tomoni.reading.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Row:
    """As many cells as the header has; `problem` says in Japanese if the file had more."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`notes` tell a person what the reader did of its own accord."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_line: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def find(self, *names: str) -> int | None:
        """The column under the first of these names; width, brackets and blanks do not matter."""
        keys = [header_key(name) for name in self.header]
        return next((keys.index(key) for key in map(header_key, names) if key in keys), None)

    def value(self, row: Row, *names: str) -> str:
        """The cell under one of these names without blanks around, empty if there is no such column."""
        place = self.find(*names)
        return "" if place is None else row.cells[place].strip()

    def where(self, row: Row, column: int | None = None) -> str:
        """B3 in a sheet, 3行目（分類） in a text file."""
        if column is None:
            return f"{row.line}行目"
        if self.sheet is not None:
            return f"{column_letters(column)}{row.line}"
        return f"{row.line}行目（{self.header[column] or f'{column + 1}列目'}）"


def header_key(name: str) -> str:
    """What two spellings of a column have in common: the sources mix （ ( and lose closing brackets."""
    return re.sub(r"[\s()\[\]「」【】〔〕*:_]", "", fold(name))


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_table(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    header_line: int | None = None,
    limits: Limits = LIMITS,
) -> Table:
    """The table in a file. `encoding`, `sheet` and `header_line` as a person corrected them in the preview."""
    if kinds.kind_of_table(data, name, limits) == "xlsx":
        return _from_workbook(data, sheet, header_line, limits)
    text, found = encodings.decode(data, encoding)
    return table_from_text(text, encoding=found, header_line=header_line, limits=limits)


def table_from_text(
    text: str, *, encoding: str | None = None, header_line: int | None = None, limits: Limits = LIMITS
) -> Table:
    """The table in a text already decoded, or pasted."""
    notes = ["読めない記号（NUL）を取り除きました。"] if "\0" in text else []
    plain = text.replace("\0", "")
    delimiter = delimited.delimiter_of(plain)
    records = delimited.records(plain, delimiter, limits)
    header, rows, line = _headed(records, header_line, notes, limits)
    return Table(header, rows, line, encoding=encoding, delimiter=delimiter, notes=tuple(notes))


def _from_workbook(data: bytes, name: str | None, header_line: int | None, limits: Limits) -> Table:
    sheet = workbooks.read_sheet(data, name, limits)
    notes = [f"結合されたセルの値を、下の{sheet.filled}個のセルにも入れました。"] if sheet.filled else []
    header, rows, line = _headed(sheet.rows, header_line, notes, limits)
    return Table(header, rows, line, sheet=sheet.name, sheets=sheet.names, notes=tuple(notes))


def _headed(
    records: Iterable[tuple[int, tuple[str, ...]]], header_line: int | None, notes: list[str], limits: Limits
) -> tuple[tuple[str, ...], tuple[Row, ...], int]:
    """The header and what stands below it. Titles above it, one cell wide, are passed over and noted."""
    kept = [(line, _within(line, cells, limits)) for line, cells in records]
    at = _header_at(kept, header_line)
    line, cells = kept[at]
    header = tuple(" ".join(cell.split()) for cell in _without_trailing_blanks(cells))
    twice = [name for name, count in Counter(header).items() if name and count > 1]
    if twice:
        raise Unreadable(
            f"見出し「{twice[0]}」が{header.count(twice[0])}つあります。見出しの名前を変えて、重ならないようにしてください。"
        )
    if at:
        above = "、".join(str(number) for number, _ in kept[:at])
        notes.append(f"見出しより上の行（{above}行目）は読み飛ばしました。")
    rows = tuple(_row(number, below, len(header)) for number, below in kept[at + 1 :])
    return header, rows, line


def _header_at(kept: list[tuple[int, tuple[str, ...]]], header_line: int | None) -> int:
    if not kept:
        raise Unreadable("表に何も書かれていません。見出しの行と内容のあるファイルを選んでください。")
    if header_line is not None:
        found = next((at for at, (line, _) in enumerate(kept) if line == header_line), None)
        if found is None:
            raise Unreadable(f"{header_line}行目は空です。見出しのある行の番号を指定してください。")
        return found
    widths = [sum(bool(cell.strip()) for cell in cells) for _, cells in kept[:20]]
    return next((at for at, width in enumerate(widths) if width > 1), 0)


def _within(line: int, cells: tuple[str, ...], limits: Limits) -> tuple[str, ...]:
    if len(cells) > limits.columns:
        cells = _without_trailing_blanks(cells)
    if len(cells) > limits.columns:
        raise Unreadable(
            f"{line}行目：列が{len(cells):,}あります（{limits.columns}列まで）。区切りの記号や不要な列を確かめてください。"
        )
    longest = max((len(cell) for cell in cells), default=0)
    if longest > limits.cell:
        raise Unreadable(
            f"{line}行目：{longest:,}字のセルがあります（{limits.cell:,}字まで）。短くしてください。"
        )
    return cells


def _without_trailing_blanks(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _row(line: int, cells: tuple[str, ...], width: int) -> Row:
    extra = [cell for cell in cells[width:] if cell.strip()]
    problem = (
        f"見出しより{len(extra)}列多く書かれています（「{extra[0][:20]}」など）。区切りの記号を確かめてください。"
        if extra
        else ""
    )
    return Row(line, (*cells[:width], *[""] * (width - len(cells))), problem)
