"""Reads the sheets of a workbook. Run by `limited.py`; imports nothing of ours."""

import json
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

EXCEL_DIGITS = ".15g"


class TooMuch(Exception):
    """More rows or text than asked for."""


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


def answer(data: bytes, wanted: str, most_rows: str, most_signs: str) -> dict[str, Any]:
    """One sheet by its name or the first (null), or every visible one (true): `wanted` is JSON."""
    from python_calamine import CalamineError, PasswordError

    try:
        return read(data, json.loads(wanted), int(most_rows), int(most_signs))
    except TooMuch:
        return {"error": "much"}
    except PasswordError:
        return {"error": "password"}
    except CalamineError:
        return {"error": "damaged"}


def read(data: bytes, wanted: object, most_rows: int, most_signs: int) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    if wanted is True:
        found = []
        for name in sheets:
            sheet = one(workbook, name, most_rows, most_signs)
            most_rows -= len(sheet["rows"])
            most_signs -= sum(len(cell) for _, cells in sheet["rows"] for cell in cells)
            found.append(sheet)
        return {"sheets": sheets, "all": found}
    name = wanted if isinstance(wanted, str) else next(iter(sheets), "")
    if name not in sheets:
        return {"error": "sheet", "sheets": sheets}
    return {"sheets": sheets, **one(workbook, name, most_rows, most_signs)}


def one(workbook: Any, name: str, most_rows: int, most_signs: int) -> dict[str, Any]:
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
    return {"sheet": name, "rows": rows, "merged": merged}
