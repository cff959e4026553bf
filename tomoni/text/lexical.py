"""TF-IDF over hashed terms with numpy alone: add, change, remove, find the nearest exactly, save and map."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tomoni.text import stored
from tomoni.text.top import Ints, best

Keys = NDArray[np.uint64]
Doubles = NDArray[np.float64]
_FILES = ("ids", "terms", "idf", "starts", "docs", "weights")


def term_key(term: str) -> int:
    """The same 64-bit number for a term in every process."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@dataclass(frozen=True)
class _Built:
    """Postings of term t: `docs` (places in `ids`) and `weights` from starts[t] to starts[t + 1]."""

    ids: Ints
    terms: Keys
    idf: Doubles
    starts: Ints
    docs: Ints
    weights: Doubles


@dataclass(frozen=True, slots=True)
class Query:
    """Places of the known terms and their weights."""

    terms: Ints
    weights: Doubles


class LexicalIndex:
    """The index is a function of its documents alone: adding and removing leaves no trace."""

    def __init__(self, version: str = "") -> None:
        self.version = version
        self._rows: dict[int, tuple[Keys, Doubles]] = {}
        self._keys: dict[str, int] = {}
        self._built: _Built | None = None

    def upsert(self, ident: int, counts: Mapping[str, int]) -> None:
        """Add a document's term counts or replace them."""
        self._rows[ident] = self._row(counts)
        self._built = None

    def remove(self, ident: int) -> None:
        """Forget a document; an unknown one is no error."""
        if self._rows.pop(ident, None) is not None:
            self._built = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ids(self) -> Ints:
        """The documents, in the order of all scores."""
        return self._index().ids

    def scores(self, counts: Mapping[str, int]) -> Doubles:
        """The cosine with every document, in order of ids."""
        built = self._index()
        total = np.zeros(len(built.ids))
        for term, weight in zip(*self._query(counts), strict=True):
            start, end = built.starts[term], built.starts[term + 1]
            total[built.docs[start:end]] += weight * built.weights[start:end]
        return total

    def parts(self, counts: Mapping[str, int], ident: int) -> dict[str, float]:
        """What each shared term adds to the cosine with one document."""
        built = self._index()
        place = int(np.searchsorted(built.ids, ident))
        if place >= len(built.ids) or built.ids[place] != ident:
            return {}
        names = {self._key(term): term for term in counts}
        found: dict[str, float] = {}
        for term, weight in zip(*self._query(counts), strict=True):
            start, end = built.starts[term], built.starts[term + 1]
            at = start + int(np.searchsorted(built.docs[start:end], place))
            if at < end and built.docs[at] == place:
                found[names[int(built.terms[term])]] = float(weight * built.weights[at])
        return found

    def prepare(self, counts: Mapping[str, int]) -> Query:
        """A query weighted once, for asking many at a time."""
        return Query(*self._query(counts))

    def topk(self, queries: Sequence[Query], k: int) -> tuple[Ints, Doubles]:
        """For each query the k best documents and their cosines, best first."""
        built = self._index()
        k = min(k, len(built.ids))
        found = np.empty((len(queries), k), dtype=np.int64)
        values = np.empty((len(queries), k))
        for number, query in enumerate(queries):
            total = _accumulate(built, query)
            candidates = _candidates(built, query, total, k)
            places = candidates[best(total[candidates], k)]
            found[number] = built.ids[places]
            values[number] = total[places]
        return found, values

    def save(self, folder: Path) -> None:
        """Write the built index for this and other processes."""
        built = self._index()
        stored.write(folder, {name: getattr(built, name) for name in _FILES}, {"version": self.version})

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Map what was saved last, for reading; it can be asked but not changed."""
        about, arrays = stored.read(folder, _FILES)
        index = cls(about["version"])
        index._built = _Built(**arrays)
        return index

    def _query(self, counts: Mapping[str, int]) -> tuple[Ints, Doubles]:
        built = self._index()
        keys, logs = self._row(counts)
        places = np.searchsorted(built.terms, keys)
        inside = np.minimum(places, max(len(built.terms) - 1, 0))
        known = (built.terms[inside] == keys) if len(built.terms) else np.zeros(len(keys), dtype=bool)
        rare = np.log(1.0 + len(built.ids)) + 1
        idf = np.where(known, built.idf[inside], rare) if len(built.terms) else np.full(len(keys), rare)
        weights = logs * idf
        length = np.sqrt(weights @ weights) or 1.0
        return inside[known].astype(np.int64), weights[known] / length

    def _key(self, term: str) -> int:
        key = self._keys.get(term)
        if key is None:
            key = self._keys[term] = term_key(term)
        return key

    def _row(self, counts: Mapping[str, int]) -> tuple[Keys, Doubles]:
        keys = np.fromiter((self._key(term) for term in counts), dtype=np.uint64, count=len(counts))
        order = np.argsort(keys)
        logs = 1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))
        return keys[order], logs[order]

    def _index(self) -> _Built:
        if self._built is None:
            self._built = _build(self._rows)
        return self._built


def _accumulate(built: _Built, query: Query) -> Doubles:
    """The cosine with every document."""
    if not len(query.terms):
        return np.zeros(len(built.ids))
    starts, ends = built.starts[query.terms].tolist(), built.starts[query.terms + 1].tolist()
    docs = np.concatenate([built.docs[start:end] for start, end in zip(starts, ends, strict=True)])
    spans = zip(starts, ends, query.weights.tolist(), strict=True)
    parts = np.concatenate([built.weights[start:end] * weight for start, end, weight in spans])
    return np.asarray(np.bincount(docs, parts, minlength=len(built.ids)), dtype=np.float64)


def _candidates(built: _Built, query: Query, total: Doubles, k: int) -> Ints:
    """Places that can be among the k best: no worse than the k-th of those holding the weightiest term."""
    if len(query.terms):
        term = query.terms[int(query.weights.argmax())]
        sample = total[built.docs[built.starts[term] : built.starts[term + 1]]]
        if len(sample) >= k > 0:
            return np.flatnonzero(total >= np.partition(sample, -k)[-k])
    return np.arange(len(total))


def _build(rows: Mapping[int, tuple[Keys, Doubles]]) -> _Built:
    ids = np.array(sorted(rows), dtype=np.int64)
    sizes = np.array([len(rows[int(ident)][0]) for ident in ids], dtype=np.int64)
    empty = np.zeros(0)
    keys = np.concatenate([rows[int(i)][0] for i in ids]) if len(ids) else empty.astype(np.uint64)
    logs = np.concatenate([rows[int(i)][1] for i in ids]) if len(ids) else empty
    terms, term_of = np.unique(keys, return_inverse=True)
    seen = np.bincount(term_of, minlength=len(terms))
    idf = np.log((1 + len(ids)) / (1 + seen)) + 1
    doc_of = np.repeat(np.arange(len(ids)), sizes)
    weights = logs * idf[term_of]
    lengths = np.sqrt(np.bincount(doc_of, weights * weights, minlength=len(ids)))
    weights = weights / np.where(lengths > 0, lengths, 1)[doc_of]
    order = np.argsort(term_of, kind="stable")
    starts = np.concatenate([[0], np.cumsum(seen)]).astype(np.int64)
    return _Built(ids, terms, idf, starts, doc_of[order], weights[order])
