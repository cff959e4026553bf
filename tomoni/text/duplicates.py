"""Nearly the same text twice, and the same actor under another spelling."""

import re
from collections.abc import Mapping
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


def near_texts(texts: Mapping[int, str], least: float = _SAME_TEXT) -> list[Pair]:
    """Pairs of texts that say nearly the same in nearly the same words, likeliest first."""
    index = LexicalIndex()
    counts = {ident: _grams(text) for ident, text in texts.items()}
    for ident, grams in counts.items():
        index.upsert(ident, grams)
    found: dict[tuple[int, int], float] = {}
    idents = [ident for ident, grams in counts.items() if grams]
    near, likeness = index.topk([index.prepare(counts[ident]) for ident in idents], 6)
    for ident, others, values in zip(idents, near, likeness, strict=True):
        for other, value in zip(others, values, strict=True):
            if other != ident and value >= least:
                key = (min(ident, int(other)), max(ident, int(other)))
                found[key] = max(found.get(key, 0.0), float(value))
    return _sorted(found)


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
