"""Counting answers: for each question a table of options by columns. Plain values in, frozen values out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median
from typing import Any

from tomoni.surveys.anonymity import Hidden, hidden_cells

Value = Any
ONE_OF_MANY = ("one", "scale", "matrix")
"""Each answers with one option, so the counts add up to those who answered."""


@dataclass(frozen=True)
class Asked:
    key: str
    kind: str
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    parent: str = ""
    wanted: tuple[int, ...] = ()
    """The question whose answer decides whether this one is asked, and the places of the answers that say yes."""


@dataclass(frozen=True)
class Given:
    column: str
    answers: Mapping[str, Value]


@dataclass(frozen=True)
class Cell:
    count: int | None
    """None: too few to be shown."""
    share: float | None
    """Percent of those who answered, one decimal."""

    @property
    def is_hidden(self) -> bool:
        return self.count is None


@dataclass(frozen=True)
class Line:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One question (of a matrix, one row) counted by columns."""

    key: str
    heading: str
    bases: tuple[int | None, ...]
    """How many answered, by column; None where that is hidden."""
    lines: tuple[Line, ...] = ()
    means: tuple[float | None, ...] = ()
    medians: tuple[float | None, ...] = ()

    @property
    def hides(self) -> bool:
        return None in self.bases or any(cell.is_hidden for line in self.lines for cell in line.cells)


def tables(
    asked: Sequence[Asked], given: Sequence[Given], columns: Sequence[str], *, floor: int = 0
) -> list[Table]:
    """Every question counted by these columns. With a floor, what is too small is hidden so that it cannot be worked out."""
    found: dict[str, list[Table]] = {}
    for question in asked:
        made = _of_question(question, given, columns, floor)
        if floor:
            gone = _unfollowed(question, found)
            made = [_without(one, gone) for one in made]
        found[question.key] = made
    return [one for made in found.values() for one in made]


def by_kind(
    asked: Sequence[Asked],
    given: Sequence[Given],
    columns: Sequence[str],
    whole: Sequence[Table],
    *,
    floor: int = 0,
) -> list[Table]:
    """The same split by kind of actor, beside the totals of `whole` (one column) that are shown already."""
    plain = tables(asked, given, columns)
    if not floor:
        return plain
    questions = {one.key: one for one in asked}
    totals = {(one.key, one.heading): one for one in whole}
    found: dict[str, list[Table]] = {}
    for table in plain:
        total = totals[table.key, table.heading]
        gone = _unfollowed(questions[table.key], found)
        found.setdefault(table.key, []).append(_split(table, total, floor, gone))
    return [one for made in found.values() for one in made]


def _unfollowed(question: Asked, found: Mapping[str, Sequence[Table]]) -> set[int]:
    """Columns in which an answer that leads here is hidden: how many go on would tell how many gave it."""
    return {
        place
        for table in found.get(question.parent, ())
        for n in question.wanted
        for place, cell in enumerate(table.lines[n].cells)
        if cell.is_hidden
    }


def _of_question(question: Asked, given: Sequence[Given], columns: Sequence[str], floor: int) -> list[Table]:
    answers = [[one.answers.get(question.key) for one in given if one.column == column] for column in columns]
    if question.kind == "matrix":
        return [
            _counted(question, row, [[_of_row(one, n) for one in column] for column in answers], floor)
            for n, row in enumerate(question.rows)
        ]
    if question.kind in ("number", "text"):
        return [_measured(question, answers, floor)]
    return [_counted(question, "", answers, floor)]


def _of_row(answer: Value, row: int) -> Value:
    return answer.get(str(row)) if isinstance(answer, dict) else None


def _counted(question: Asked, heading: str, answers: list[list[Value]], floor: int) -> Table:
    here = [[one for one in column if one not in (None, [])] for column in answers]
    counts = [
        [sum(n in one if isinstance(one, list) else n == one for one in column) for column in here]
        for n in range(len(question.options))
    ]
    bases = [len(column) for column in here]
    means: tuple[float | None, ...] = ()
    if question.kind == "scale":
        means = tuple(round(float(mean(one + 1 for one in column)), 2) if column else None for column in here)
    table = Table(question.key, heading, tuple(bases), _lines(question.options, counts, bases, set()), means)
    if not floor:
        return table
    adds_up = question.kind in ONE_OF_MANY
    runs = [[(n, place) for n in range(len(counts))] for place in range(len(bases))] if adds_up else []
    return _veiled(table, hidden_cells(counts, floor, runs), floor)


def _measured(question: Asked, answers: list[list[Value]], floor: int) -> Table:
    here = [[one for one in column if one not in (None, "")] for column in answers]
    bases = tuple(len(column) for column in here)
    table = Table(question.key, "", bases)
    if question.kind == "number":
        table = replace(
            table,
            means=tuple(round(float(mean(column)), 2) if column else None for column in here),
            medians=tuple(float(median(column)) if column else None for column in here),
        )
    return _veiled(table, set(), floor) if floor else table


def _lines(
    labels: Sequence[str], counts: list[list[int]], bases: Sequence[int], hidden: Hidden
) -> tuple[Line, ...]:
    return tuple(
        Line(
            label,
            tuple(
                Cell(None, None)
                if (n, place) in hidden
                else Cell(count, round(100 * count / bases[place], 1) if bases[place] else None)
                for place, count in enumerate(counts[n])
            ),
        )
        for n, label in enumerate(labels)
    )


def _veiled(table: Table, hidden: Hidden, floor: int) -> Table:
    """Without the hidden cells, without columns of too few answers, and without means from which hidden cells could be reckoned."""
    small = {place for place, base in enumerate(table.bases) if base is not None and 0 < base < floor}
    touched = small | {place for _line, place in hidden}
    return replace(
        table,
        bases=tuple(None if place in small else base for place, base in enumerate(table.bases)),
        lines=tuple(
            Line(
                line.label,
                tuple(
                    Cell(None, None) if place in small or (n, place) in hidden else cell
                    for place, cell in enumerate(line.cells)
                ),
            )
            for n, line in enumerate(table.lines)
        ),
        means=tuple(None if place in touched else one for place, one in enumerate(table.means)),
        medians=tuple(None if place in touched else one for place, one in enumerate(table.medians)),
    )


def _without(table: Table, gone: Collection[int]) -> Table:
    """The table with nothing in these columns."""
    nothing = Cell(None, None)
    return replace(
        table,
        bases=tuple(None if place in gone else one for place, one in enumerate(table.bases)),
        lines=tuple(
            Line(
                line.label, tuple(nothing if place in gone else cell for place, cell in enumerate(line.cells))
            )
            for line in table.lines
        ),
        means=tuple(None if place in gone else one for place, one in enumerate(table.means)),
        medians=tuple(None if place in gone else one for place, one in enumerate(table.medians)),
    )


def _split(table: Table, total: Table, floor: int, gone: Collection[int]) -> Table:
    """Kinds beside a shown total: lines add up to it, columns to their own bases, and so do the bases."""
    if None in total.bases:
        return _without(table, range(len(table.bases)))
    kinds = range(len(table.bases))
    bases = [base or 0 for base in table.bases]
    counts = [[cell.count or 0 for cell in line.cells] for line in table.lines] + [bases]
    last = len(table.lines)
    lines = range(last)
    closed = [n for n in lines if total.lines[n].cells[0].is_hidden]
    runs = [[(n, place) for place in kinds] for n in (*lines, last) if n not in closed]
    if last and all(sum(counts[n][place] for n in lines) == bases[place] for place in kinds):
        runs += [[(n, place) for n in (*lines, last)] for place in kinds]
    # Of a line whose total is hidden nothing is shown that would make the total up; of a column that is gone, nothing at all.
    forced = [(n, place) for n in closed for place in kinds if counts[n][place]]
    forced += [(last, place) for place in gone if bases[place]]
    hidden = hidden_cells(counts, floor, runs, forced)
    while (
        more := {(n, place) for at, place in hidden if at == last for n in lines if counts[n][place]} - hidden
    ):
        # Of a kind whose number is hidden nothing is shown that would make it up.
        hidden = hidden_cells(counts, floor, runs, hidden | more)
    touched = {place for _n, place in hidden}
    no_mean = total.means and total.means[0] is None
    return replace(
        table,
        bases=tuple(None if (last, place) in hidden else base for place, base in enumerate(table.bases)),
        lines=tuple(
            Line(
                line.label,
                tuple(
                    Cell(None, None) if (n, place) in hidden else cell
                    for place, cell in enumerate(line.cells)
                ),
            )
            for n, line in enumerate(table.lines)
        ),
        means=tuple(None if place in touched or no_mean else one for place, one in enumerate(table.means)),
        medians=tuple(
            None if place in touched or no_mean else one for place, one in enumerate(table.medians)
        ),
    )
