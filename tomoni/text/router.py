"""Which department is likely to take a consultation, learned from duties and from decisions taken."""

from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tomoni.text.cases import Cases, Doubles, Gain
from tomoni.text.catalogue import entries
from tomoni.text.collection import Collection, Item, Weights
from tomoni.text.documents import Document
from tomoni.text.handle import Engine, engine
from tomoni.text.namesake import namesakes
from tomoni.text.reasons import Candidate, Reason, ranked
from tomoni.text.selfcheck import SelfCheck, Trial, check
from tomoni.text.vectors import Floats

# Chosen on the development set; see docs/engine.md.
_WEIGHTS = Weights(dense=1.0, soft=1.0, word=0.0, char=0.3)
# A best candidate that shares no word and is this far away is no candidate.
_FAR = 0.45


@dataclass(frozen=True, slots=True)
class Department:
    """`duties` are the 事務分掌; `aliases` what citizens call it."""

    id: int
    name: str
    duties: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that is known of it, as one text."""
        return "\n".join(part for part in (self.name, self.duties, "、".join(self.aliases)) if part)


class Router:
    """Departments and past cases; empty until told otherwise."""

    def __init__(self, engine_: Engine | None = None, *, catalogue: bool = True) -> None:
        self._engine = engine_ or engine()
        self._namesakes = namesakes(self._engine, entries()) if catalogue else None
        self._departments: dict[int, Department] = {}
        self._collection = Collection(self._engine, _WEIGHTS)
        self.cases = Cases(self._engine.encoder.dim if self._engine.encoder else 1)
        self._read_cases: dict[int, Document] = {}
        self._scored: dict[int, Doubles] = {}

    def set_departments(self, departments: Iterable[Department]) -> None:
        """Replace all departments; cases of departments that are gone stay unused."""
        wanted = {department.id: department for department in departments}
        for ident in self._departments.keys() - wanted.keys():
            self._collection.remove(ident)
        # What a name stands for depends on the others: with a 防災課 there, a 総務課 does less.
        read = {
            ident: (department.name, self._engine.read(department.text))
            for ident, department in wanted.items()
        }
        plain = {ident: Item(own, None, own.vector) for ident, (_, own) in read.items()}
        for ident, item in (self._namesakes.items(read) if self._namesakes else plain).items():
            self._collection.put(ident, item)
        self._departments = wanted
        self._scored.clear()
        vectors = {ident: self._collection.items[ident].vector for ident in wanted}
        self.cases.describe({ident: vector for ident, vector in vectors.items() if vector is not None})

    def add_case(self, case_id: int, text: str, department_id: int) -> None:
        """Learn a decision; the same number again replaces what was learned."""
        document = self._engine.read(text)
        self._read_cases[case_id] = document
        self._scored.pop(case_id, None)
        self.cases.add(case_id, department_id, document)

    def vector_of(self, text: str) -> Floats | None:
        """What may be kept of a secret text: enough to learn from, too little to read."""
        return self._engine.read(text).vector

    def add_case_vector(self, case_id: int, vector: Floats, department_id: int, text: str = "") -> None:
        """Learn a decision from its vector alone; `text`, where it may be read, serves the self-check only."""
        document = Document("", "", {}, {}, {}, vector)
        self._read_cases[case_id] = self._engine.read(text) if text else document
        self._scored.pop(case_id, None)
        self.cases.add_vector(case_id, department_id, vector)

    def retract_case(self, case_id: int) -> None:
        """Unlearn a decision that was taken back."""
        self._read_cases.pop(case_id, None)
        self._scored.pop(case_id, None)
        self.cases.remove(case_id)

    def learned(self) -> Mapping[int, tuple[int, ...]]:
        """For each department the numbers of the cases it was learned from."""
        return self.cases.by_department()

    def route(self, text: str, k: int = 3, candidates: Some[int] | None = None) -> list[Candidate]:
        """The likeliest departments, best first; empty where nothing in the text speaks for any."""
        query = self._engine.read(text)
        gain = self.cases.gain(query, self._collection.ids)
        # One more than asked for: the last one shown has a margin too.
        learned = self.cases.weigh(gain)
        chosen = self._collection.rank(query, k + 1, allowed=candidates, extra=learned, extra_suffices=True)
        found = ranked([(int(ident), self._reasons(query, int(ident), gain)) for ident in chosen], k)
        return [] if found and _nothing(found[0]) else found

    def why(self, text: str, department_id: int) -> Candidate:
        """The same terms for any one department, also one that was not proposed."""
        query = self._engine.read(text)
        gain = self.cases.gain(query, self._collection.ids)
        return ranked([(department_id, self._reasons(query, department_id, gain))], 1)[0]

    def self_check(self, newest: int = 500) -> SelfCheck:
        """Leave each of the newest cases out in turn; trust what was learned as far as it helps there."""
        trials = (self._trial(number) for number in self.cases.numbers()[-newest:])
        result = check(trial for trial in trials if trial is not None)
        self.cases.trust = result.trust
        return result

    def _trial(self, number: int) -> Trial | None:
        document, department = self._read_cases.get(number), self.cases.department(number)
        if document is None or department not in self._departments:
            return None
        ids = self._collection.ids
        if number not in self._scored:
            self._scored[number] = self._collection.scores(document)
        right = int(np.searchsorted(ids, department))
        return Trial(self._scored[number], self.cases.gain(document, ids, number), right, department)

    def _reasons(self, query: Document, department_id: int, gain: Gain) -> list[Reason]:
        place = int(np.searchsorted(self._collection.ids, department_id))
        return self._collection.reasons(query, department_id) + self.cases.reasons(gain, place)


def _nothing(best: Candidate) -> bool:
    return best.score < _FAR and not any(reason.checkable for reason in best.reasons)
