"""Nearly the same text twice, and the same actor under another spelling."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tomoni.text.documents import char_ngrams
from tomoni.text.lexical import LexicalIndex
from tomoni.text.normalise import normalize
from tomoni.text.search import fold, fold_name

_SAME_TEXT = 0.8
_SAME_NAME = 90.0
_FORMS = re.compile(
    "(特定非営利活動法人|認定npo法人|npo法人|一般社団法人|公益社団法人|一般財団法人|公益財団法人|社会福祉法人|株式会社|有限会社|合同会社"
    "|任意団体|実行委員会|\\(株\\)|\\(有\\)|\\(特非\\)|\\(一社\\)|\\(公財\\)|\\(社福\\)|npo)"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ids, the smaller first, and how alike they are from 0 to 1."""

    first: int
    second: int
    likeness: float


class NearTexts:
    """Texts to compare others with; the same whatever was put in and taken out on the way."""

    def __init__(self) -> None:
        self._index = LexicalIndex()
        self._grams: dict[int, dict[str, int]] = {}

    def put(self, ident: int, text: str) -> None:
        """Add a text or replace it; one without letters is like none."""
        grams = _grams(text)
        self.remove(ident)
        if grams:
            self._grams[ident] = grams
            self._index.upsert(ident, grams)

    def remove(self, ident: int) -> None:
        """Forget a text."""
        if self._grams.pop(ident, None) is not None:
            self._index.remove(ident)

    def near(
        self, texts: Sequence[str], most: int = 5, least: float = _SAME_TEXT
    ) -> list[list[tuple[int, float]]]:
        """For each text the ids that say nearly the same, likeliest first."""
        asked = [_grams(text) for text in texts]
        return self._near(asked, most, least)

    def pairs(self, least: float = _SAME_TEXT) -> list[Pair]:
        """Those that say nearly the same as another, likeliest pair first."""
        found: dict[tuple[int, int], float] = {}
        idents = sorted(self._grams)
        near = self._near([self._grams[ident] for ident in idents], 6, least)
        for ident, others in zip(idents, near, strict=True):
            for other, value in others:
                if other != ident:
                    key = (min(ident, other), max(ident, other))
                    found[key] = max(found.get(key, 0.0), value)
        return _sorted(found)

    def _near(
        self, asked: Sequence[Mapping[str, int]], most: int, least: float
    ) -> list[list[tuple[int, float]]]:
        if not self._grams:
            return [[] for _one in asked]
        ids, values = self._index.topk([self._index.prepare(grams) for grams in asked], most)
        return [
            [(int(pk), float(value)) for pk, value in zip(row, said, strict=True) if value >= least]
            for row, said in zip(ids, values, strict=True)
        ]


def near_texts(texts: Mapping[int, str], least: float = _SAME_TEXT) -> list[Pair]:
    """Pairs of texts that say nearly the same in nearly the same words, likeliest first."""
    index = NearTexts()
    for ident, text in texts.items():
        index.put(ident, text)
    return index.pairs(least)


def near_names(names: Mapping[int, str], least: float = _SAME_NAME) -> list[Pair]:
    """Pairs of actors whose names differ only in spelling, legal form or a slip of the pen."""
    from rapidfuzz import fuzz, process

    keys = {ident: name_key(name) for ident, name in names.items()}
    idents = sorted(ident for ident, key in keys.items() if key)
    found: dict[tuple[int, int], float] = {}
    for place, ident in enumerate(idents):
        rest = {other: keys[other] for other in idents[place + 1 :]}
        hits = process.extract(keys[ident], rest, scorer=fuzz.ratio, score_cutoff=least, limit=None)
        for _, score, other in hits:
            found[(ident, other)] = score / 100
    return _sorted(found)


class NearNames:
    """Names to compare others with: the same but for spelling, legal form or a slip of the pen."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._keys = {ident: key for ident, name in names.items() if (key := name_key(name))}
        self._same: dict[str, list[int]] = {}
        for ident in sorted(self._keys):
            self._same.setdefault(self._keys[ident], []).append(ident)

    def same(self, name: str) -> list[int]:
        """Those that are the same but for spelling and legal form: a look in a table."""
        return self._same.get(name_key(name), [])

    def near(self, name: str, most: int = 5, least: float = _SAME_NAME) -> list[int]:
        """Those that differ by a slip of the pen too, likeliest first: as long as there are names."""
        from rapidfuzz import fuzz, process

        key = name_key(name)
        if not key:
            return []
        hits = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=least, limit=None)
        return [ident for _text, _score, ident in sorted(hits, key=lambda hit: (-hit[1], hit[2]))][:most]


def name_key(name: str) -> str:
    """A name without legal form, spaces and marks, in folded spelling."""
    bare = _FORMS.sub("", normalize(name))
    return fold_name(bare) or fold_name(fold(name))


def _grams(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for gram in char_ngrams(fold(text)):
        found[gram] = found.get(gram, 0) + 1
    return found


def _sorted(found: Mapping[tuple[int, int], float]) -> list[Pair]:
    pairs = [Pair(first, second, likeness) for (first, second), likeness in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second))
