"""Reads one sheet in a process of its own, with limits; run by path, so it imports nothing of ours.

Workbook on standard input, one JSON object on standard output.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

EXCEL_DIGITS = ".15g"


class TooMuch(Exception):
    """More rows or text than asked for."""


def limit(megabytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_text(value: object) -> str:
    """A cell as a person would type it: no 1.0 for 1, dates as 2026-11-21."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, EXCEL_DIGITS)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def read(data: bytes, wanted: str | None, most_rows: int, most_signs: int) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    name = wanted if wanted is not None else next(iter(sheets), None)
    if name not in sheets:
        return {"error": "sheet", "sheets": sheets}
    sheet = workbook.get_sheet_by_name(name)
    rows: list[tuple[int, list[str]]] = []
    signs = 0
    # Rows come from the first of the sheet, but cells from the first column that is used.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = before + [as_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        signs += sum(map(len, cells))
        rows.append((number, cells))
        if len(rows) > most_rows or signs > most_signs:
            raise TooMuch
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    return {"sheets": sheets, "sheet": name, "rows": rows, "merged": merged}


def main(wanted: str, most_rows: str, most_signs: str, megabytes: str, seconds: str) -> None:
    limit(int(megabytes), int(seconds))
    data = sys.stdin.buffer.read()
    from python_calamine import CalamineError, PasswordError

    try:
        answer = json.dumps(read(data, json.loads(wanted), int(most_rows), int(most_signs)))
    except (TooMuch, MemoryError):
        answer = '{"error": "much"}'
    except PasswordError:
        answer = '{"error": "password"}'
    except CalamineError:
        answer = '{"error": "damaged"}'
    sys.stdout.write(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
