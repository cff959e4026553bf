"""Small files of every format, made by hand: a list of blocks as txt, md, html, docx, xlsx and PDF."""

import html
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from tomoni.reading.signs import width


@dataclass(frozen=True)
class P:
    """A line; `level`: of a heading; `bullet`: whether the format makes its own bullet."""

    text: str
    level: int = 0
    gap: bool = False


@dataclass(frozen=True)
class T:
    """A table; None: the cell is merged with the one above, "" is empty."""

    rows: tuple[tuple[str | None, ...], ...]


Paper = list[P | T]


def wrapped(text: str, columns: int, hang: str = "") -> list[str]:
    """Cut anywhere after so many half-width columns, as a printer does."""
    lines, line = [], ""
    for sign in text:
        if width(line + sign) > columns:
            lines.append(line)
            line = hang
        line += sign
    return [*lines, line]


def txt(paper: Paper, *, columns: int = 0, encoding: str = "utf-8") -> bytes:
    lines: list[str] = []
    for block in paper:
        if isinstance(block, T):
            lines += [
                "",
                *("\t".join((cell or "").replace("\n", " ") for cell in row) for row in block.rows),
                "",
            ]
            continue
        if block.gap or block.level:
            lines.append("")
        hang = "\u3000" if block.text[:1] in "・○●" else ""
        lines += wrapped(block.text, columns, hang) if columns else [block.text]
    return "\r\n".join(lines).encode(encoding)


def md(paper: Paper) -> bytes:
    lines: list[str] = []
    for block in paper:
        if isinstance(block, T):
            lines += ["", "| " + " | ".join(_flat(block.rows[0])) + " |", "|" + "---|" * len(block.rows[0])]
            lines += ["| " + " | ".join(_flat(row)) + " |" for row in block.rows[1:]] + [""]
        elif block.level:
            lines += ["", "#" * block.level + " " + block.text, ""]
        else:
            lines += [block.text, ""]
    return "\n".join(lines).encode()


def _flat(row: tuple[str | None, ...]) -> list[str]:
    return [(cell or "").replace("\n", "<br>") for cell in row]


def web(paper: Paper) -> bytes:
    parts = ["<!DOCTYPE html><html lang=ja><head><meta charset=utf-8><title>みなと市</title></head><body>"]
    parts.append("<nav><ul><li>暮らし</li><li>令和3年1月1日の更新</li></ul></nav><main>")
    for block in paper:
        if isinstance(block, T):
            parts.append("<table>")
            for at, row in enumerate(block.rows):
                cells = []
                for column, cell in enumerate(row):
                    if cell is None:
                        continue
                    span = 1
                    while at + span < len(block.rows) and block.rows[at + span][column] is None:
                        span += 1
                    cells.append(f"<td rowspan={span}>" + html.escape(cell).replace("\n", "<br>") + "</td>")
                parts.append("<tr>" + "".join(cells) + "</tr>")
            parts.append("</table>")
        elif block.level:
            parts.append(f"<h{block.level}>{html.escape(block.text)}</h{block.level}>")
        elif block.text.startswith("・"):
            parts.append(f"<ul><li>{html.escape(block.text[1:])}</li></ul>")
        else:
            parts.append(f"<p>{html.escape(block.text)}</p>")
    parts.append("</main><footer>みなと市役所 電話 000-000-0000</footer></body></html>")
    return "\n".join(parts).encode()


def docx(paper: Paper) -> bytes:
    from docx import Document

    document = Document()
    for block in paper:
        if isinstance(block, P):
            if block.level:
                document.add_heading(block.text, level=block.level)
            elif block.text.startswith("・"):
                document.add_paragraph(block.text[1:], style="List Bullet")
            else:
                document.add_paragraph(block.text)
            continue
        table = document.add_table(len(block.rows), len(block.rows[0]))
        for at, row in enumerate(block.rows):
            for column, cell in enumerate(row):
                if cell is None:
                    table.cell(at - 1, column).merge(table.cell(at, column))
                else:
                    table.cell(at, column).text = cell
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def xlsx(paper: Paper) -> bytes:
    from openpyxl import Workbook  # noqa: TID251 - a file from outside

    book = Workbook()
    sheet: Any = book.active
    line = 1
    for block in paper:
        if isinstance(block, P):
            line += block.gap or bool(block.level)
            sheet.cell(line, 1, block.text)
            line += 1
            continue
        for at, row in enumerate(block.rows):
            for column, cell in enumerate(row):
                if cell is None:
                    sheet.merge_cells(
                        start_row=line + at - 1,
                        start_column=column + 1,
                        end_row=line + at,
                        end_column=column + 1,
                    )
                elif cell:
                    sheet.cell(line + at, column + 1, cell)
        line += len(block.rows) + 1
    held = BytesIO()
    book.save(held)
    return held.getvalue()


_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
    "1 begincodespacerange <0000> <FFFF> endcodespacerange "
    + " ".join(
        f"1 beginbfrange <{high:02X}00> <{high:02X}FF> <{high:02X}00> endbfrange" for high in range(256)
    )
    + " endcmap CMapName currentdict /CMap defineresource pop end end"
)


class Sheet:
    """Pages of a PDF with a text layer, written sign by sign: no library, no font."""

    def __init__(self, size: float = 10.5) -> None:
        self.size = size
        self.pages: list[list[str]] = []
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        self.pages.append([])
        self.y = 790.0

    def write(self, text: str, x: float, y: float) -> None:
        # A blank behind: without a font a single sign has no width, and PDFium drops what has none.
        code = f"{text} ".encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F {self.size} Tf {x:.1f} {y:.1f} Td <{code}> Tj ET")

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.pages[-1].append(f"0.5 w {x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l S")

    def line(self, text: str, *, gap: bool) -> None:
        self.y -= self.size * (2.6 if gap else 1.5)
        if self.y < 60:
            self.turn()
        self.write(text, 60, self.y)

    def table(self, rows: tuple[tuple[str | None, ...], ...], widths: list[int]) -> None:
        """Ruled; a merged cell has no rule above it."""
        self.y -= self.size
        for at, row in enumerate(rows):
            lines = [
                [piece for part in (cell or "").split("\n") for piece in wrapped(part, wide - 2)]
                for cell, wide in zip(row, widths, strict=True)
            ]
            height = max(len(each) for each in lines) * self.size * 1.3 + 6
            if self.y - height < 40:
                self.turn()
            x = 60.0
            for cell, each, wide in zip(row, lines, widths, strict=True):
                end = x + wide * self.size / 2
                if cell is not None or at == 0:
                    self.rule(x, self.y, end, self.y)
                for sign in (x, end):
                    self.rule(sign, self.y, sign, self.y - height)
                for number, piece in enumerate(each):
                    self.write(piece, x + 3, self.y - self.size * 1.3 * (number + 1))
                x = end
            self.y -= height
        self.rule(60, self.y, 60 + sum(widths) * self.size / 2, self.y)
        self.y -= self.size

    def data(self) -> bytes:
        kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(self.pages)))
        things = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            " /DW 1000 /W [0 255 500] /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 /Ascent 880 /Descent -120"
            " /FontBBox [0 -120 1000 880] /ItalicAngle 0 /CapHeight 700 /StemV 80 >> >>",
        ]
        streams = [_TO_UNICODE.encode()]
        for page in self.pages:
            streams.append("\n".join(page).encode())
        bodies = [thing.encode() for thing in things]
        bodies.append(_stream(streams[0]))
        for at, stream in enumerate(streams[1:]):
            fonts = "/MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
            bodies.append(f"<< /Type /Page /Parent 2 0 R {fonts} /Contents {7 + 2 * at} 0 R >>".encode())
            bodies.append(_stream(stream))
        out, places = b"%PDF-1.7\n", []
        for number, body in enumerate(bodies, start=1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
        return out + f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"


def pdf(paper: Paper, *, columns: int = 88) -> bytes:
    sheet = Sheet()
    for block in paper:
        if isinstance(block, T):
            most = [
                max(width(part) for row in block.rows for part in (row[at] or "").split("\n")) + 3
                for at in range(len(block.rows[0]))
            ]
            room = 90
            widths = (
                most if sum(most) <= room else [max(6, min(wide, room * wide // sum(most))) for wide in most]
            )
            sheet.table(block.rows, widths)
            continue
        hang = "\u3000" if block.text[:1] in "・○●" else ""
        for at, line in enumerate(wrapped(block.text, columns, hang)):
            sheet.line(line, gap=at == 0 and (block.gap or block.level > 0))
    return sheet.data()


FORMATS = {
    "txt": txt,
    "wrapped.txt": lambda paper: txt(paper, columns=76),
    "cp932.txt": lambda paper: txt(paper, columns=70, encoding="cp932"),
    "md": md,
    "html": web,
    "docx": docx,
    "xlsx": xlsx,
    "pdf": pdf,
}
