"""Which codes of a scheme an opinion is likely to carry; silent where it cannot tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tomoni.text.cases import Cases, Doubles, Gain, Trust
from tomoni.text.catalogue import topics
from tomoni.text.collection import Collection, Weights
from tomoni.text.documents import Document
from tomoni.text.handle import Engine, engine
from tomoni.text.namesake import namesakes
from tomoni.text.reasons import Candidate, Reason, ranked
from tomoni.text.selfcheck import SelfCheck, Trial, check
from tomoni.text.top import best

_WEIGHTS = Weights(dense=1.0, soft=1.0, word=0.0, char=0.3)


@dataclass(frozen=True, slots=True)
class Category:
    """One code of a scheme, with texts that carry it."""

    id: int
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """The codes an opinion can get."""

    categories: tuple[Category, ...]


class Classifier:
    """Learns from names, descriptions, examples and from labels people gave."""

    def __init__(self, scheme: Scheme, engine_: Engine | None = None) -> None:
        self._engine = engine_ or engine()
        self._collection = Collection(self._engine, _WEIGHTS)
        self._labels = Cases(self._engine.encoder.dim if self._engine.encoder else 1)
        self._read: dict[int, Document] = {}
        self._scored: dict[int, Doubles] = {}
        self._checked: SelfCheck | None = None
        self._given: Trust | None = None
        read = {
            category.id: (
                category.name,
                self._engine.read(f"{category.name}\n{category.description}".strip()),
            )
            for category in scheme.categories
        }
        for ident, item in namesakes(self._engine, topics()).items(read).items():
            self._collection.put(ident, item)
        vectors = {ident: item.vector for ident, item in self._collection.items.items()}
        self._labels.describe({ident: vector for ident, vector in vectors.items() if vector is not None})
        number = 0
        for category in scheme.categories:
            for text in category.examples:
                # Examples stand below zero, so that no label's number can hide one.
                number -= 1
                self.add_label(number, text, category.id)

    def add_label(self, label_id: int, text: str, category_id: int) -> None:
        """Learn a label a person gave; the same number again replaces it."""
        document = self._read[label_id] = self._engine.read(text)
        self._scored.pop(label_id, None)
        self._labels.add(label_id, category_id, document)
        self._checked = None

    def retract_label(self, label_id: int) -> None:
        """Unlearn a label."""
        self._read.pop(label_id, None)
        self._labels.remove(label_id)
        self._checked = None

    def self_check(self) -> SelfCheck:
        """Leave each label out in turn; trust the labels as far as they help there."""
        if self._checked is None:
            self._checked = check(self._trial(number) for number in self._labels.numbers())
            self._labels.trust = self._checked.trust
        return self._checked

    def trust(self, trust: Trust) -> None:
        """Weigh labels as an earlier self-check said, instead of checking before the next answer."""
        self._given = self._labels.trust = trust

    def predict(self, texts: Sequence[str], k: int = 2, min_margin: float = 0.0) -> list[list[Candidate]]:
        """For each text the likeliest codes; an empty list where it abstains."""
        self._settle()
        return [self._one(self._engine.read(text), k, min_margin) for text in texts]

    def why(self, text: str, category_id: int) -> Candidate:
        """The terms of any one code."""
        self._settle()
        query = self._engine.read(text)
        gain = self._labels.gain(query, self._collection.ids)
        return ranked([(category_id, self._reasons(query, category_id, gain))], 1)[0]

    def _settle(self) -> None:
        if self._given is None:
            self.self_check()
        else:
            self._labels.trust = self._given

    def _trial(self, number: int) -> Trial:
        ids, document = self._collection.ids, self._read[number]
        if number not in self._scored:
            self._scored[number] = self._collection.scores(document)
        right = int(np.searchsorted(ids, self._labels.department(number)))
        return Trial(self._scored[number], self._labels.gain(document, ids, number), right)

    def _one(self, query: Document, k: int, min_margin: float) -> list[Candidate]:
        gain = self._labels.gain(query, self._collection.ids)
        content = self._collection.scores(query)
        if not content.any() and not gain.likeness.any():
            return []
        # Reasons cost most: they are spelled out for those that can come first, and one more for the margin.
        near = self._collection.ids[best(content + self._labels.weigh(gain), k + 2)]
        first = ranked([(int(i), self._reasons(query, int(i), gain)) for i in near], k)
        # Two codes that speak for it equally are no suggestion, only an order of the list.
        return first if first and first[0].margin > min_margin else []

    def _reasons(self, query: Document, category_id: int, gain: Gain) -> list[Reason]:
        place = int(np.searchsorted(self._collection.ids, category_id))
        return self._collection.reasons(query, category_id) + self._labels.reasons(gain, place)
