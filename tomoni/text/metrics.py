"""Figures for checking the engine on labelled examples, with the uncertainty of a difference."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from tomoni.text.top import Ints

_RESAMPLES = 2000


def hits(places: Sequence[int | None]) -> dict[str, float]:
    """From the place of the first right answer (counted from 1): top1, top3, mrr and n."""
    count = max(len(places), 1)
    return {
        "top1": sum(place == 1 for place in places) / count,
        "top3": sum(place is not None and place <= 3 for place in places) / count,
        "mrr": math.fsum(1 / place for place in places if place) / count,
        "n": len(places),
    }


def ndcg(found: Sequence[int], right: set[int], k: int = 10) -> float:
    """Gain of right answers discounted by place, as a share of the best possible."""
    gain = math.fsum(1 / math.log2(place + 2) for place, ident in enumerate(found[:k]) if ident in right)
    ideal = math.fsum(1 / math.log2(place + 2) for place in range(min(k, len(right))))
    return gain / ideal if ideal else 0.0


def difference(ours: Sequence[float], theirs: Sequence[float], seed: int = 0) -> dict[str, float]:
    """Mean of the paired differences and the 95 % bootstrap interval over examples."""
    gaps = np.array(ours, dtype=float) - np.array(theirs, dtype=float)
    if not len(gaps):
        return {"mean": 0.0, "low": 0.0, "high": 0.0}
    draws = np.random.default_rng(seed).integers(0, len(gaps), size=(_RESAMPLES, len(gaps)))
    low, high = np.quantile(gaps[draws].mean(axis=1), [0.025, 0.975])
    return {"mean": float(gaps.mean()), "low": float(low), "high": float(high)}


def bm25(query: Mapping[str, int], documents: Sequence[Mapping[str, int]]) -> list[float]:
    """Okapi BM25 (k1 1.2, b .75) of one query with every document."""
    count = len(documents)
    seen = Counter(word for document in documents for word in document)
    lengths = [sum(document.values()) for document in documents]
    mean = (sum(lengths) / count if count else 0) or 1.0
    scores = []
    for document, length in zip(documents, lengths, strict=True):
        total = 0.0
        for word in query:
            times = document.get(word, 0)
            if times:
                idf = math.log(1 + (count - seen[word] + 0.5) / (seen[word] + 0.5))
                total += idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))
        scores.append(total)
    return scores


def mutual_information(left: Ints, right: Ints) -> float:
    """Normalised mutual information of two groupings (arithmetic mean)."""
    table = _table(left, right)
    total = table.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    some = table > 0
    expected = np.outer(rows, columns)[some]
    mutual = float((table[some] / total * np.log(total * table[some] / expected)).sum())
    mean = (_entropy(rows) + _entropy(columns)) / 2
    return mutual / mean if mean else 1.0


def adjusted_rand(left: Ints, right: Ints) -> float:
    """Agreement of two groupings beyond chance."""
    table = _table(left, right)
    pairs = float((table * (table - 1)).sum() / 2)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    row_pairs, column_pairs = float((rows * (rows - 1)).sum() / 2), float((columns * (columns - 1)).sum() / 2)
    all_pairs = float(table.sum() * (table.sum() - 1) / 2)
    expected = row_pairs * column_pairs / all_pairs if all_pairs else 0.0
    most = (row_pairs + column_pairs) / 2
    return (pairs - expected) / (most - expected) if most != expected else 1.0


def _table(left: Ints, right: Ints) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    _, rows = np.unique(left, return_inverse=True)
    _, columns = np.unique(right, return_inverse=True)
    table = np.zeros((int(rows.max()) + 1, int(columns.max()) + 1))
    np.add.at(table, (rows, columns), 1)
    return table


def _entropy(counts: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return -float((shares * np.log(shares)).sum())
