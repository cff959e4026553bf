"""What was read, with where it stood and how sure the reader is."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers from 1. `line` counts lines of a text, paragraphs of a Word document, printed lines of a page."""

    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    cell: str | None = None

    def said(self) -> str:
        """2ページ14行目, シート「一覧」B3, 表2 B3（12行目）."""
        parts = [f"{self.page}ページ"] if self.page else []
        if self.sheet is not None:
            return f"シート「{self.sheet}」{self.cell or ''}"
        if self.table:
            parts.append(f"表{self.table}" + (f" {self.cell}" if self.cell else ""))
            return " ".join(parts) + (f"（{self.line}行目）" if self.line and not self.page else "")
        return "".join(parts) + (f"{self.line}行目" if self.line else "")

    def as_dict(self) -> dict[str, Any]:
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """`text`: as written; `certainty`: 1 where it says so in so many words, less the more was concluded."""

    value: T
    place: Place
    text: str
    certainty: float = 1.0

    def less(self, factor: float) -> "Fact[T]":
        return Fact(self.value, self.place, self.text, round(self.certainty * factor, 3))


def plain(thing: Any) -> Any:
    """Records as JSON takes them: values alone, dates in ISO 8601."""
    if isinstance(thing, Fact):
        return plain(thing.value)
    if is_dataclass(thing):
        return {f.name: plain(getattr(thing, f.name)) for f in fields(thing)}
    if isinstance(thing, dict):
        return {name: plain(each) for name, each in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(each) for each in thing]
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, time):
        return thing.isoformat("minutes")
    return thing


def walk(thing: Any, path: str = "") -> Iterator[tuple[str, Fact[Any]]]:
    """Every fact under a record with its path: meeting.agenda[2].title."""
    if isinstance(thing, Fact):
        yield path, thing
    elif is_dataclass(thing):
        for f in fields(thing):
            yield from walk(getattr(thing, f.name), f"{path}.{f.name}" if path else f.name)
    elif isinstance(thing, dict):
        for name, each in thing.items():
            yield from walk(each, f"{path}.{name}" if path else name)
    elif isinstance(thing, list | tuple):
        for at, each in enumerate(thing):
            yield from walk(each, f"{path}[{at}]")


def sources(thing: Any, path: str = "") -> list[dict[str, Any]]:
    """Where each fact came from, as JSON takes it."""
    return [
        {"path": name, "place": fact.place.as_dict(), "said": fact.place.said(), "text": fact.text,
         "certainty": fact.certainty}
        for name, fact in walk(thing, path)
    ]  # fmt: skip
