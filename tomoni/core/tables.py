"""Lists as CSV and Excel, exactly as shown. No cell becomes a formula.

CSV knows no text type: a text that a spreadsheet would run gets an apostrophe in front (and one that already begins so gets another), which
`plain` takes off again on import. Excel cells are written as texts.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django_scopes.exceptions import ScopeError
from xlsxwriter import Workbook  # noqa: TID251 - the one place that writes spreadsheets

from tomoni.core.jurisdictions import current, scope

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RUNS = re.compile(r"^\s*'*\s*[=+\-@＝＋－＠\t\r|]")
_KEPT_OFF = re.compile(r"^'(?=\s*'*\s*[=+\-@＝＋－＠\t\r|])")


@dataclass(frozen=True)
class Column:
    label: str | Promise
    value: Callable[[Any], object]


def safe(text: str) -> str:
    """A text as a CSV cell that no spreadsheet runs."""
    return f"'{text}" if _RUNS.match(text) else text


def plain(cell: str) -> str:
    """The text that `safe` was given."""
    return _KEPT_OFF.sub("", cell)


def _cell(value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _lines(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[list[str | int | float]]:
    yield [str(column.label) for column in columns]
    for row in rows:
        yield [_cell(column.value(row)) for column in columns]


def csv_text(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[str]:
    """The lines of the file, CRLF, ready to stream."""
    for line in _lines(rows, columns):
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(
            [safe(cell) if isinstance(cell, str) else cell for cell in line]
        )
        yield out.getvalue()


def xlsx_bytes(rows: Iterable[Any], columns: Sequence[Column]) -> bytes:
    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    sheet = book.add_worksheet()
    for number, line in enumerate(_lines(rows, columns)):
        for place, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell[:32767])
            else:
                sheet.write_number(number, place, cell)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def export(
    request: HttpRequest, rows: models.QuerySet[Any] | Sequence[Any], columns: Sequence[Column], *, name: str
) -> HttpResponseBase | None:
    """The list as a file if the address asks for one (?format=csv, csv-sjis or xlsx), else None. CSV is streamed."""
    form = request.GET.get("format", "")
    if form not in ("csv", "csv-sjis", "xlsx"):
        return None
    stem = f"{name}_{timezone.localdate():%Y%m%d}"
    found = rows.iterator(chunk_size=2000) if isinstance(rows, models.QuerySet) else rows
    if form == "xlsx":
        response: HttpResponseBase = HttpResponse(xlsx_bytes(found, columns), content_type=XLSX)
    else:
        lines = _in_scope(csv_text(found, columns))
        response = StreamingHttpResponse(
            _encoded(lines, form), content_type=f"text/csv; charset={_charset(form)}"
        )
    suffix = "xlsx" if form == "xlsx" else "csv"
    response["Content-Disposition"] = content_disposition_header(True, f"{stem}.{suffix}") or "attachment"  # noqa: FBT003
    response["Cache-Control"] = "private, no-store"
    return response


def _in_scope(lines: Iterator[str]) -> Iterator[str]:
    """The stream is read after the view has ended: each line is made in the scope of the view, where that had one."""
    try:
        here = current()
    except ScopeError:
        return lines

    def kept() -> Iterator[str]:
        while True:
            with scope(here):
                line = next(lines, None)
            if line is None:
                return
            yield line

    return kept()


def _charset(form: str) -> str:
    return "Shift_JIS" if form == "csv-sjis" else "utf-8"


def _encoded(lines: Iterator[str], form: str) -> Iterator[bytes]:
    if form == "csv-sjis":
        # What CP932 cannot carry is written as 〓, the printers' sign for a missing letter.
        for line in lines:
            yield "".join(char if _fits(char) else "〓" for char in line).encode("cp932")
        return
    yield b"\xef\xbb\xbf"
    for line in lines:
        yield line.encode()


def _fits(char: str) -> bool:
    try:
        char.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
