"""Decisions taken: what they add for a department, as shrunk prototype, nearest case and habit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tomoni.text.documents import Document
from tomoni.text.lexical import LexicalIndex
from tomoni.text.reasons import Reason
from tomoni.text.top import Ints
from tomoni.text.vectors import Floats

Doubles = NDArray[np.float64]

# A department's own description weighs as much as this many cases.
_KAPPA = 3.0
_NEAREST = 0.3
_NONE = -(2**62)


@dataclass(frozen=True, slots=True)
class Trust:
    """How far what was learned may move a score; set by the self-check."""

    cases: float = 1.0
    habit: float = 0.0


@dataclass(frozen=True, slots=True)
class Gain:
    """What the cases add, per department in the order asked for."""

    likeness: Doubles
    habit: Doubles
    nearest: Ints


@dataclass
class _Columns:
    """All cases, sorted by department, so that a department is one stretch."""

    numbers: Ints
    departments: Ints
    vectors: Floats
    stretch: dict[int, tuple[int, int]] = field(default_factory=dict)
    sums: dict[int, Floats] = field(default_factory=dict)


class Cases:
    """Decisions by number, given as a text or, where texts are secret, as a vector alone."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self.trust = Trust(1.0, 0.0)
        self._department_of: dict[int, int] = {}
        self._vector_of: dict[int, Floats] = {}
        self._words = LexicalIndex()
        self._descriptions: dict[int, Floats] = {}
        self._columns: _Columns | None = None

    def __len__(self) -> int:
        return len(self._department_of)

    def add(self, number: int, department: int, document: Document) -> None:
        """Learn a decision."""
        vector = document.vector if document.vector is not None else np.zeros(self.dim, dtype=np.float32)
        self.add_vector(number, department, vector)
        self._words.upsert(number, document.words)

    def add_vector(self, number: int, department: int, vector: Floats) -> None:
        """Learn a decision whose text is not at hand."""
        self._words.remove(number)
        self._department_of[number] = department
        self._vector_of[number] = vector
        self._columns = None

    def remove(self, number: int) -> None:
        """Unlearn it."""
        self._words.remove(number)
        self._department_of.pop(number, None)
        self._vector_of.pop(number, None)
        self._columns = None

    def describe(self, descriptions: Mapping[int, Floats]) -> None:
        """The departments' own vectors, towards which the prototypes are shrunk."""
        self._descriptions = dict(descriptions)

    def describe_one(self, department: int, description: Floats | None) -> None:
        """The same for one that was added, changed or (with nothing) removed."""
        if description is None:
            self._descriptions.pop(department, None)
        else:
            self._descriptions[department] = description

    def by_department(self) -> dict[int, tuple[int, ...]]:
        """Numbers per department."""
        found: dict[int, list[int]] = {}
        for number in sorted(self._department_of):
            found.setdefault(self._department_of[number], []).append(number)
        return {department: tuple(numbers) for department, numbers in sorted(found.items())}

    def department(self, number: int) -> int:
        """Where a case went."""
        return self._department_of[number]

    def numbers(self) -> list[int]:
        """All cases in order."""
        return sorted(self._department_of)

    def gain(self, query: Document, ids: Ints, without: int | None = None) -> Gain:
        """What the cases say for each department; `without` leaves one case out, as if it had never been."""
        likeness, habit = np.zeros(len(ids)), np.zeros(len(ids))
        nearest = np.full(len(ids), _NONE, dtype=np.int64)
        columns = self._sorted()
        whole = len(columns.numbers) - (without is not None)
        if whole <= 0:
            return Gain(likeness, habit, nearest)
        near = self._nearness(query, columns)
        left = -1
        if without is not None:
            near[columns.numbers == without] = -1.0
            left = self._department_of[without]
        for ident, (start, end) in columns.stretch.items():
            place = int(np.searchsorted(ids, ident))
            count = end - start - (ident == left)
            if count <= 0 or place == len(ids) or ids[place] != ident:
                continue
            at = start + int(near[start:end].argmax())
            nearest[place] = columns.numbers[at]
            likeness[place] = _NEAREST * max(0.0, float(near[at]))
            if query.vector is not None and ident in self._descriptions:
                total = columns.sums[ident] - (
                    self._vector_of[without] if without is not None and ident == left else 0
                )
                likeness[place] += self._prototype_gain(query.vector, self._descriptions[ident], total)
            habit[place] = math.sqrt(count / whole)
        return Gain(likeness, habit, nearest)

    def weigh(self, gain: Gain) -> Doubles:
        """The gain as far as it is trusted."""
        return self.trust.cases * gain.likeness + self.trust.habit * gain.habit

    def reasons(self, gain: Gain, place: int) -> list[Reason]:
        """The terms for one department of a gain."""
        found = []
        number = int(gain.nearest[place])
        if number != _NONE and (weight := self.trust.cases * float(gain.likeness[place])):
            words = f"過去の類似案件 #{number}" if number >= 0 else "定義の例文に近い"
            found.append(Reason("past_case", words, weight, right=str(number) if number >= 0 else None))
        if weight := self.trust.habit * float(gain.habit[place]):
            found.append(Reason("prior", "これまでに受け持った件数", weight))
        return found

    def _nearness(self, query: Document, columns: _Columns) -> Doubles:
        near = np.zeros(len(columns.numbers))
        if query.vector is not None:
            near += np.asarray(columns.vectors @ query.vector, dtype=np.float64)
        if len(self._words):
            scores = self._words.scores(query.words)
            places = np.searchsorted(self._words.ids, columns.numbers)
            inside = np.minimum(places, len(scores) - 1)
            known = self._words.ids[inside] == columns.numbers
            shared = scores[inside] if query.vector is None else (near + scores[inside]) / 2
            near = np.where(known, shared, near)
        return near

    def _prototype_gain(self, query: Floats, description: Floats, total: Floats) -> float:
        prototype = _KAPPA * description + total
        length = math.sqrt(float(prototype @ prototype))
        plain = max(0.0, float(description @ query))
        return float(prototype @ query) / length - plain if length else 0.0

    def _sorted(self) -> _Columns:
        if self._columns is None:
            order = sorted(self._department_of, key=lambda n: (self._department_of[n], n))
            departments = np.array([self._department_of[n] for n in order], dtype=np.int64)
            rows = [self._vector_of[n] for n in order]
            vectors = np.array(rows, dtype=np.float32).reshape(len(order), self.dim)
            self._columns = _Columns(np.array(order, dtype=np.int64), departments, vectors)
            for department in map(int, np.unique(departments)):
                start, end = map(int, np.searchsorted(departments, [department, department + 1]))
                self._columns.stretch[department] = (start, end)
                self._columns.sums[department] = vectors[start:end].sum(axis=0)
        return self._columns
