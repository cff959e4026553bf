"""Reading cells of a table under their headings, each problem said with its place and what to do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tomoni.core.tables import plain
from tomoni.japan.codes import check_corporate_number
from tomoni.japan.kana import check_reading, fold, katakana, squeeze
from tomoni.japan.parsing import parse_day
from tomoni.reading.tables import Row, Table

Names = Mapping[str, tuple[str, ...]]
_NO = ("", "0", "×", "✕", "x", "-", "無", "なし", "いいえ", "false", "no")


@dataclass(frozen=True)
class Cells:
    """The cells of one row by the name of what they mean; absent columns and empty cells are left out."""

    row: Row
    values: Mapping[str, str]
    places: Mapping[str, int]
    table: Table

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def problem(self, name: str, text: str) -> str:
        return f"{self.table.where(self.row, self.places.get(name))}：{text}"


@dataclass
class Draft:
    """What one row says, ready to be compared and written."""

    line: int
    name: str
    actor: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    """Fields of the department, or of the registration."""
    fields: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    parent: str = ""
    errors: list[str] = field(default_factory=list)


def rows(table: Table, names: Names) -> Iterator[Cells]:
    """Each row that says something; the columns are looked for once."""
    found = {name: table.find(*spellings) for name, spellings in names.items()}
    places = {name: place for name, place in found.items() if place is not None}
    for row in table.rows:
        texts = {name: plain(row.cells[place].strip()) for name, place in places.items()}
        values = {name: text for name, text in texts.items() if text}
        if values:
            yield Cells(row, values, places, table)


def lacks(table: Table, names: Names, needed: str) -> str:
    """The problem of a table without the column everything hangs on; empty if it is there."""
    if table.find(*names[needed]) is not None:
        return ""
    return _(
        "%(line)d行目：見出しに「%(name)s」がありません。見出しの行に「%(name)s」の列を加えてください。"
    ) % {"line": table.header_line, "name": names[needed][0]}


def take(draft: Draft, cells: Cells, name: str, read: Callable[[str], Any], into: dict[str, Any]) -> None:
    """Read one cell if it says something; what cannot be read becomes a problem of the row."""
    text = cells[name]
    if not text:
        return
    try:
        into[name] = read(text)
    except (ValueError, ValidationError) as error:
        said = "、".join(error.messages) if isinstance(error, ValidationError) else str(error)
        draft.errors.append(cells.problem(name, said))


def of_model(model: type[models.Model], name: str) -> Callable[[str], Any]:
    """A text as this model's field accepts it."""
    found: Any = model._meta.get_field(name)
    return lambda text: found.clean(text, None)


def reading(text: str) -> str:
    return katakana(check_reading(text))


def corporate_number(text: str) -> str:
    return check_corporate_number(squeeze(text))


def day(text: str) -> date:
    return parse_day(text)


def year(text: str) -> int:
    """A year as such, or the year of a date."""
    short = squeeze(text).removesuffix("年")
    return int(short) if short.isdecimal() and len(short) == 4 else parse_day(text).year


def number(text: str) -> int:
    short = squeeze(text).replace(",", "").removesuffix("人").removesuffix("名")
    if not short.isdecimal():
        raise ValueError(_("数字で入力してください。"))
    return int(short)


def is_yes(text: str) -> bool:
    return fold(text) not in _NO


def parts(text: str) -> list[str]:
    """「子ども、環境」 and the like, taken apart."""
    for sign in "，,・/／;；\n":
        text = text.replace(sign, "、")
    return [part.strip() for part in text.split("、") if part.strip()]
