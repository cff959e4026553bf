"""The record of a gathering as plain values: what a quick report or the minutes say, masked, and how two editions differ."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from tomoni.gatherings.models import AgendaItem, Attendance, Gathering, Paper, Statement

QUICK, FINAL = "quick", "final"


@dataclass(frozen=True)
class Line:
    """One line of what took place."""

    id: int
    kind: str
    text: str
    heading: str = ""
    speaker: str = ""
    owner: str = ""
    due_on: str = ""
    mark: str = ""
    """Against the edition before: added, changed, or nothing."""
    was: str = ""

    def words(self) -> tuple[str, ...]:
        return (self.kind, self.text, self.heading, self.speaker, self.owner, self.due_on)

    @property
    def due(self) -> date | None:
        return date.fromisoformat(self.due_on) if self.due_on else None


@dataclass(frozen=True)
class Item:
    """A line of the agenda with what was said and decided on it. A closed one says only that it is closed, and why."""

    id: int
    number: str
    title: str
    kind: str = ""
    depth: int = 0
    moderator: str = ""
    papers: tuple[str, ...] = ()
    closed: bool = False
    reason: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Theme:
    """Statements under one short heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Came:
    category: str
    people: int
    groups: int | None = None


@dataclass(frozen=True)
class Sheet:
    """Everything the published record says beside the day and place of the gathering itself."""

    kind: str
    preface: str = ""
    style: str = "gist"
    items: tuple[Item, ...] = ()
    themes: tuple[Theme, ...] = ()
    attendance: tuple[Came, ...] = ()
    observers: int | None = None
    closed: bool = False
    """The whole gathering was."""
    reason: str = ""
    gone: tuple[Line, ...] = ()
    """Lines of the edition before that are no longer there."""

    def lines(self) -> Iterator[Line]:
        for item in self.items:
            yield from item.lines
        for theme in self.themes:
            yield from theme.lines

    @property
    def people(self) -> int:
        return sum(came.people for came in self.attendance)

    @property
    def is_empty(self) -> bool:
        return not any(True for _line in self.lines())

    @property
    def is_marked(self) -> bool:
        """Something differs from the edition before."""
        return bool(self.gone) or any(line.mark for line in self.lines())

    def texts(self) -> list[str]:
        """What a search may find."""
        titles = [item.title for item in self.items if not item.closed]
        headings = [theme.heading for theme in self.themes]
        return [*titles, *headings, *(line.text for line in self.lines()), self.preface]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        given = dict(stored)
        given["items"] = tuple(
            Item(**{**one, "papers": tuple(one["papers"]), "lines": _lines(one["lines"])})
            for one in given.get("items", ())
        )
        given["themes"] = tuple(
            Theme(one["heading"], _lines(one["lines"])) for one in given.get("themes", ())
        )
        given["attendance"] = tuple(Came(**one) for one in given.get("attendance", ()))
        given["gone"] = _lines(given.get("gone", ()))
        return cls(**given)


def _lines(rows: Iterable[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(**row) for row in rows)


def of(
    gathering: Gathering, kind: str, *, preface: str = "", style: str = "gist", whole: bool = False
) -> Sheet:
    """The record as it stands now. Closed items are masked unless `whole`, which is for those who may see them."""
    shut = gathering.openness == Gathering.Openness.CLOSED and not whole
    rows = list(AgendaItem.objects.filter(gathering=gathering))
    closed = {row.pk for row in rows if row.is_closed}
    closed |= {row.pk for row in rows if row.parent_id in closed}
    hidden = {row.pk for row in rows} if shut else set() if whole else closed
    said = Statement.objects.filter(gathering=gathering)
    lines = [] if shut else [row for row in said if row.item_id not in hidden]
    papers = (
        []
        if shut
        else [row for row in Paper.objects.filter(gathering=gathering) if row.item_id not in hidden]
    )
    by_theme = kind == QUICK or style == "gist"
    grouped = [row for row in lines if row.item_id is None or (by_theme and row.kind == "statement")]
    loose = {row.pk for row in grouped}
    came = Attendance.objects.filter(gathering=gathering)
    return Sheet(
        kind=kind,
        preface=preface,
        style=style,
        items=tuple(
            _item(row, closed, hidden, papers, [one for one in lines if one.item_id == row.pk and one.pk not in loose])
            for row in _in_order(rows)
        ),
        themes=_themes(grouped),
        attendance=tuple(Came(row.category, row.people, row.groups) for row in came if row.people or row.groups),
        observers=gathering.observers,
        closed=gathering.openness == Gathering.Openness.CLOSED,
        reason=gathering.closed_reason,
    )  # fmt: skip


def _in_order(rows: list[AgendaItem]) -> list[AgendaItem]:
    """Each item followed by those that stand under it."""
    tops = [row for row in rows if row.parent_id is None]
    return [one for top in tops for one in (top, *(row for row in rows if row.parent_id == top.pk))]


def _item(
    row: AgendaItem, closed: Collection[int], hidden: Collection[int], papers: list[Paper], lines: list[Statement]
) -> Item:  # fmt: skip
    is_hidden = row.pk in hidden
    files = [paper.title for paper in papers if paper.item_id == row.pk]
    named = [row.papers] if row.papers else []
    reason = row.closed_reason or (row.parent.closed_reason if row.parent and row.pk in closed else "")
    return Item(
        id=row.pk,
        number=row.number,
        title="" if is_hidden else row.title,
        kind=row.get_kind_display() if row.kind != AgendaItem.Kind.OTHER and not is_hidden else "",
        depth=1 if row.parent_id else 0,
        moderator="" if is_hidden else row.moderator,
        papers=() if is_hidden else (*named, *(title for title in files if title not in named)),
        closed=row.pk in closed,
        reason=reason,
        lines=tuple(_line(one) for one in lines),
    )


def _line(row: Statement) -> Line:
    due = row.due_on.isoformat() if row.due_on else ""
    return Line(row.pk, row.kind, row.text, row.heading, row.speaker, row.owner, due)


def _themes(rows: list[Statement]) -> tuple[Theme, ...]:
    """Statements under their headings, in the order in which the headings first come."""
    headings = dict.fromkeys(row.heading for row in rows)
    return tuple(
        Theme(heading, tuple(_line(row) for row in rows if row.heading == heading)) for heading in headings
    )


def without(sheet: Sheet, items: Collection[int], lines: Collection[int]) -> Sheet:
    """An edition as it may be read today: what was closed since is masked in it too."""
    if not items and not lines:
        return sheet

    def kept(rows: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(row for row in rows if row.id not in lines)

    masked = tuple(
        Item(id=one.id, number=one.number, title="", depth=one.depth, closed=True, reason=one.reason)
        if one.id in items
        else replace(one, lines=kept(one.lines))
        for one in sheet.items
    )
    themes = tuple(replace(one, lines=kept(one.lines)) for one in sheet.themes)
    return replace(
        sheet, items=masked, themes=tuple(one for one in themes if one.lines), gone=kept(sheet.gone)
    )


def marked(new: Sheet, old: Sheet) -> Sheet:
    """The newer edition with its changes marked against the older one; lines that left are listed apart."""
    before = {line.id: line for line in old.lines()}
    there = {line.id for line in new.lines()}

    def mark(line: Line) -> Line:
        earlier = before.get(line.id)
        if earlier is None:
            return replace(line, mark="added")
        if earlier.words() == line.words():
            return line
        return replace(line, mark="changed", was=earlier.text if earlier.text != line.text else "")

    return replace(
        new,
        items=tuple(replace(one, lines=tuple(mark(line) for line in one.lines)) for one in new.items),
        themes=tuple(replace(one, lines=tuple(mark(line) for line in one.lines)) for one in new.themes),
        gone=tuple(line for line in before.values() if line.id not in there),
    )
