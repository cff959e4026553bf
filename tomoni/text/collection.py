"""Texts that a query is compared with: by vector, word by word, and by characters. Every part is a reason."""

from collections.abc import Collection as Some
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tomoni.text import data
from tomoni.text.dense import DenseIndex
from tomoni.text.documents import Document, char_ngrams
from tomoni.text.handle import Engine
from tomoni.text.lexical import LexicalIndex
from tomoni.text.reasons import Reason, overall
from tomoni.text.top import Ints, best
from tomoni.text.vectors import Floats

# Words nearer than this are shown as similar; nearer than the floor they count at all.
SIMILAR = 0.45
_FAINT = 0.33
_FLOOR = 0.2
_SYNONYM = 0.8
# Words more common than this (e to the minus) say nothing a person would call a reason.
_TELLING = 5.5
# So many candidates are compared word by word; the rest was farther by vector and by shared words.
_SHORTLIST = 400
# Words of nearly every civic text: they count, but are no reason beside a better one.
GENERAL = frozenset(data.lines("label_stopwords.txt"))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each likeness counts."""

    dense: float
    soft: float
    word: float
    char: float


LEXICAL = Weights(dense=0.0, soft=0.0, word=1.0, char=0.5)


@dataclass(frozen=True, slots=True)
class Item:
    """A text of one's own and, behind it, general knowledge about such a thing (not shown as its words)."""

    own: Document
    general: Document | None = None
    vector: Floats | None = None


@dataclass
class _Vocabulary:
    """Unit vectors of words, each once."""

    dim: int
    rows: dict[str, int] = field(default_factory=dict)
    groups: dict[int, list[int]] = field(default_factory=dict)
    units: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.units = np.zeros((256, self.dim), dtype=np.float32)

    def row(self, word: str, engine: Engine, synonyms: frozenset[int]) -> int:
        known = self.rows.get(word)
        if known is not None:
            return known
        row = self.rows[word] = len(self.rows)
        if row == len(self.units):
            self.units = np.concatenate([self.units, np.zeros_like(self.units)])
        self.units[row] = engine.encoder.unit(word) if engine.encoder else 0
        for group in synonyms:
            self.groups.setdefault(group, []).append(row)
        return row


class Collection:
    """Items by id; scoring reads them all, explaining one."""

    def __init__(self, engine: Engine, weights: Weights) -> None:
        self.engine = engine
        self.weights = weights if engine.encoder else LEXICAL
        self.items: dict[int, Item] = {}
        self._vocabulary = _Vocabulary(engine.encoder.dim if engine.encoder else 1)
        self._words_of: dict[int, Ints] = {}
        self._vectors = DenseIndex(engine.encoder.dim if engine.encoder else 1)
        self._by_word = LexicalIndex()
        self._by_char = LexicalIndex()
        self._joined: tuple[Ints, Ints] | None = None

    def put(self, ident: int, item: Item) -> None:
        """Add an item or replace it."""
        self.items[ident] = item
        documents = [d for d in (item.own, item.general) if d is not None]
        counts: dict[str, int] = {}
        chars: dict[str, int] = {}
        for document in documents:
            for word, count in document.words.items():
                counts[word] = counts.get(word, 0) + count
            # Counted here and not kept: of an item only the index needs them.
            for gram in char_ngrams(document.normal) if self.weights.char else ():
                chars[gram] = chars.get(gram, 0) + 1
        if self.weights.word:
            self._by_word.upsert(ident, counts)
        self._by_char.upsert(ident, chars)
        vector = item.vector if item.vector is not None else item.own.vector
        if vector is not None:
            self._vectors.upsert([ident], vector[None, :])
            groups = {w: g for d in documents for w, g in d.synonyms.items()}
            rows = [self._vocabulary.row(word, self.engine, groups.get(word, frozenset())) for word in counts]
            self._words_of[ident] = np.array(rows, dtype=np.int64)
        self._joined = None

    def remove(self, ident: int) -> None:
        """Forget an item."""
        if self.items.pop(ident, None) is None:
            return
        self._by_word.remove(ident)
        self._by_char.remove(ident)
        self._vectors.remove([ident])
        self._words_of.pop(ident, None)
        self._joined = None

    def rank(
        self,
        query: Document,
        k: int,
        *,
        allowed: Some[int] | None = None,
        extra: NDArray[np.float64] | None = None,
        extra_suffices: bool = False,
        also: NDArray[np.bool_] | None = None,
    ) -> Ints:
        """The k best by content plus `extra` (in order of ids); those with nothing are left out, except where `also` says so."""
        ids = self.ids
        if not len(ids):
            return ids
        content = self._quick(query)
        scores = content if extra is None else content + extra
        may = (scores > 0) if extra_suffices else (content > 0)
        if also is not None:
            may |= also
        if allowed is not None:
            may &= np.isin(ids, list(allowed))
        places = np.flatnonzero(may)
        if self.weights.soft and query.vector is not None:
            if len(places) > _SHORTLIST:
                places = np.sort(places[best(scores[places], max(_SHORTLIST, 4 * k))])
            scores = scores.copy()
            scores[places] += self.weights.soft * self._soft(query, ids[places])
        return ids[places[best(scores[places], k)]]

    def scores(self, query: Document) -> NDArray[np.float64]:
        """The likeness to every item, in order of ids."""
        scores = self._quick(query)
        if self.weights.soft and query.vector is not None and len(self.ids):
            scores = scores + self.weights.soft * self._soft(query, self.ids)
        return scores

    @property
    def ids(self) -> Ints:
        """All ids, in order."""
        return self._by_char.ids

    def reasons(self, query: Document, ident: int) -> list[Reason]:
        """The terms of one item's score; their sum is its likeness to the query."""
        found: list[Reason] = []
        rest = 0.0
        if self.weights.char:
            rest = self.weights.char * sum(self._by_char.parts(query.chars, ident).values())
        item = self.items[ident]
        if self.weights.word:
            for word, part in self._by_word.parts(query.words, ident).items():
                rest += self._reason(found, query, item, word, word, self.weights.word * part, 1.0)
        if query.vector is not None and ident in self._words_of:
            row = self._vectors.get(ident)
            rest += self.weights.dense * max(0.0, float(row @ query.vector)) if row is not None else 0.0
            rest += self._soft_reasons(found, query, item)
        if rest:
            found.append(overall(rest, alone=not found))
        return found

    def _quick(self, query: Document) -> NDArray[np.float64]:
        total = self.weights.char * self._by_char.scores(query.chars)
        if self.weights.word:
            total += self.weights.word * self._by_word.scores(query.words)
        if query.vector is not None and len(self._vectors) == len(total):
            total = total + self.weights.dense * np.maximum(self._vectors.scores(query.vector), 0)
        return total

    def _soft(self, query: Document, ids: Ints) -> NDArray[np.float64]:
        """For each item the weighted mean over the query's words of the nearest word there."""
        if not query.words or not len(ids):
            return np.zeros(len(ids))
        joined, starts = self._joined_words(ids)
        near = self._nearness(query)[:, joined]
        return np.asarray(self._shares(query) @ np.maximum.reduceat(near, starts, axis=1), dtype=np.float64)

    def _joined_words(self, ids: Ints) -> tuple[Ints, Ints]:
        everything = len(ids) == len(self.items)
        if everything and self._joined is not None:
            return self._joined
        # One word that is near nothing keeps an item without words from borrowing its neighbour's.
        none = self._vocabulary.row("", self.engine, frozenset())
        words = [
            np.append(self._words_of.get(int(ident), np.zeros(0, dtype=np.int64)), none) for ident in ids
        ]
        starts = np.cumsum([0, *map(len, words[:-1])])
        joined = (np.concatenate(words), starts)
        if everything:
            self._joined = joined
        return joined

    def _nearness(self, query: Document) -> Floats:
        vocabulary = self._vocabulary
        near = _units(query.words, self.engine) @ vocabulary.units[: len(vocabulary.rows)].T
        for number, word in enumerate(query.words):
            for group in query.synonyms.get(word, ()):
                if known := vocabulary.groups.get(group):
                    near[number, known] = np.maximum(near[number, known], _SYNONYM)
            if word in vocabulary.rows:
                near[number, vocabulary.rows[word]] = 1.0
        return np.where(near < _FLOOR, np.float32(0), near)

    def _shares(self, query: Document) -> NDArray[np.float64]:
        telling = np.array([self._idf(word) for word in query.words])
        return np.asarray(telling / telling.sum())

    def _soft_reasons(self, found: list[Reason], query: Document, item: Item) -> float:
        """Adds a reason per word that has a near one in the item; returns what is not worth a reason."""
        rest = 0.0
        pairs = nearest_words(query, item, self.engine)
        for (word, other, near), share in zip(pairs, self._shares(query) if pairs else (), strict=True):
            weight = self.weights.soft * float(share) * near
            rest += self._reason(found, query, item, word, other, weight, near)
        if pairs and not found:
            rest -= self._faint_reason(found, query, item, pairs)
        return rest

    def _faint_reason(
        self, found: list[Reason], query: Document, item: Item, pairs: Sequence[tuple[str, str, float]]
    ) -> float:
        """Where no word is clearly near, the nearest one that says something; returns its weight."""
        shares = self._shares(query)
        near_enough = [
            (float(share) * near, word, other)
            for (word, other, near), share in zip(pairs, shares, strict=True)
            if near >= _FAINT
            and not {word, other} & GENERAL
            and other in item.own.words
            and self._tells(query, word)
            and self._tells(item.own, other)
        ]
        if not near_enough:
            return 0.0
        part, word, other = max(near_enough)
        weight = self.weights.soft * part
        left, right = query.surface(word), item.own.surface(other)
        found.append(Reason("similar", f"「{left}」と「{right}」がやや近い", weight, left, right))
        return weight

    def _tells(self, document: Document, word: str) -> bool:
        return self._idf(word) >= _TELLING and (len(word) > 1 or word in document.long_units)

    def _reason(
        self,
        found: list[Reason],
        query: Document,
        item: Item,
        word: str,
        other: str,
        weight: float,
        near: float,
    ) -> float:
        if not weight or near < SIMILAR or not self._tells(query, word):
            return weight
        if word != other and other in item.own.words and not self._tells(item.own, other):
            return weight
        left = query.surface(word)
        faint = bool({word, other} & GENERAL)
        if other in item.own.words:
            right = item.own.surface(other)
            found.append(word_reason(left, right, weight, shared=word == other, is_faint=faint))
        else:
            known = "は一般にここが受け持つ内容" if word == other else "に近い内容を一般にここが受け持つ"
            found.append(Reason("general", f"「{left}」{known}", weight, left, is_faint=faint))
        return 0.0

    def _idf(self, word: str) -> float:
        return self.engine.encoder.vectors.idf(word) if self.engine.encoder else 10.0


def nearest_words(query: Document, item: Item, engine: Engine) -> list[tuple[str, str, float]]:
    """For each word of the query the item's nearest word and its nearness; own words go before general."""
    own = list(item.own.words)
    words = own + [w for w in (item.general.words if item.general else ()) if w not in item.own.words]
    if not words or not query.words:
        return [(word, "", 0.0) for word in query.words]
    near = _units(query.words, engine) @ _units(words, engine).T
    groups = {**(item.general.synonyms if item.general else {}), **item.own.synonyms}
    found = []
    for number, word in enumerate(query.words):
        for place, other in enumerate(words):
            if word == other:
                near[number, place] = 1.0
            elif query.synonyms.get(word, frozenset()) & groups.get(other, frozenset()):
                near[number, place] = max(near[number, place], _SYNONYM)
        place = int(near[number].argmax())
        value = float(near[number, place])
        found.append((word, words[place], value if value >= _FLOOR else 0.0))
    return found


def _units(words: Iterable[str], engine: Engine) -> Floats:
    encoder = engine.encoder
    if encoder is None:
        return np.zeros((len(list(words)), 1), dtype=np.float32)
    return np.array([encoder.unit(word) for word in words], dtype=np.float32).reshape(-1, encoder.dim)


def word_reason(left: str, right: str, weight: float, *, shared: bool, is_faint: bool = False) -> Reason:
    """Two words, as they are written in the two texts."""
    if shared:
        words = f"どちらにも「{left}」" if left == right else f"「{left}」と「{right}」"
        return Reason("shared", words, weight, left, right, is_faint)
    return Reason("similar", f"「{left}」≒「{right}」", weight, left, right, is_faint)
