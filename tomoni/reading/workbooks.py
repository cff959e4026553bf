"""The rows of one sheet of an Excel workbook, read by a limited process of its own."""

import json
from dataclasses import dataclass
from typing import Any

from tomoni.reading.apart import answer_of
from tomoni.reading.errors import Unreadable
from tomoni.reading.limits import Limits

# No sheet made by people merges more; more would only cost time.
_MOST_MERGED = 1_000_000

ALL = True
_DAMAGED = "Excelファイルとして読めません。Excelで開いて「Excelブック（.xlsx）」で保存し直してください。"
_MUCH = "シートが大きすぎます。使っていない行や列を削除して保存し直すか、いくつかのファイルに分けてください。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that hold something, by their number from 1; `filled`: cells that took the value merged above them."""

    name: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    filled: int


def read_sheet(data: bytes, name: str | None, limits: Limits) -> Sheet:
    """The sheet of that name, or the first visible one. The zip must have been checked before."""
    answer = _answer(data, name, limits)
    if answer.get("error") == "sheet":
        names = "、".join(f"「{name}」" for name in answer["sheets"]) or "なし"
        raise Unreadable(f"シート「{name or ''}」がありません。表示されているシート：{names}。")
    rows: dict[int, list[str]] = dict(answer["rows"])
    filled = _fill_down(rows, answer["merged"])
    return Sheet(
        answer["sheet"],
        tuple(answer["sheets"]),
        tuple((number, tuple(cells)) for number, cells in sorted(rows.items())),
        filled,
    )


def read_sheets(data: bytes, limits: Limits) -> list[Sheet]:
    """Every visible sheet as it stands, nothing filled. The zip must have been checked before."""
    answer = _answer(data, ALL, limits)
    names = tuple(answer["sheets"])
    return [
        Sheet(each["sheet"], names, tuple((number, tuple(cells)) for number, cells in each["rows"]), 0)
        for each in answer["all"]
    ]


def _answer(data: bytes, wanted: object, limits: Limits) -> dict[str, Any]:
    answer = answer_of("workbook_reader.py", data, json.dumps(wanted), limits.rows + 1, limits.signs)
    error = answer.get("error")
    if error and error != "sheet":
        raise Unreadable(
            {"much": _MUCH, "password": "パスワードを外して保存し直してください。"}.get(error, _DAMAGED)
        )
    return answer


def _fill_down(rows: dict[int, list[str]], merged: list[list[int]]) -> int:
    """A class merged over several rows stands in the first alone: give it to the others that hold something."""
    filled = 0
    if sum(last - first for first, _, last, _ in merged) > _MOST_MERGED:
        return filled
    for first_row, column, last_row, _ in merged:
        above = rows.get(first_row + 1, [])
        if last_row == first_row or column >= len(above):
            continue
        for number in range(first_row + 2, min(last_row + 1, max(rows)) + 1):
            cells = rows.get(number)
            if cells is None:
                continue
            cells.extend([""] * (column + 1 - len(cells)))
            if not cells[column]:
                cells[column] = above[column]
                filled += 1
    return filled
