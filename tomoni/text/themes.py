"""Thousands of texts as a tree of themes: the same on every run, with labels people can read and change."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tomoni.text import data
from tomoni.text.top import Ints, best
from tomoni.text.vectors import Floats

if TYPE_CHECKING:
    from tomoni.text.documents import Document
    from tomoni.text.handle import Engine

_AT_ONCE = 5_000
_MICRO = 600
_TERMS = 3
_EXEMPLARS = 3
# A word in more than this share of the themes tells none of them apart.
_COMMON = 0.25
# A theme of a new run is the old one if its centre lies this near.
_SAME = 0.6
_COMMON_WORD = 6.5
# What a word far from its theme's centre keeps of its weight.
_FAR = 0.05
_NUMERALS = frozenset("一二三四五六七八九十数何")
_STOP = frozenset(data.lines("label_stopwords.txt"))


@dataclass(frozen=True, slots=True)
class Theme:
    """One node. `label` is made of `terms` or given by a person; `exemplars` lie nearest the centre."""

    id: int
    level: int
    parent: int | None
    label: str
    terms: tuple[str, ...]
    size: int
    exemplars: tuple[int, ...]
    by_hand: bool = False


@dataclass(frozen=True)
class ThemeTree:
    """Level 0 is the coarsest. `members[level]` gives for each of `ids` its theme there."""

    version: str
    ids: Ints
    members: tuple[Ints, ...]
    themes: Mapping[int, Theme]
    centres: Mapping[int, Floats] = field(repr=False)

    def level(self, number: int) -> list[Theme]:
        """The themes of a level, largest first."""
        found = [theme for theme in self.themes.values() if theme.level == number]
        return sorted(found, key=lambda theme: (-theme.size, theme.id))

    def relabel(self, theme_id: int, label: str) -> "ThemeTree":
        """A label given by a person; it survives later runs as long as the theme does."""
        changed = replace(self.themes[theme_id], label=label, by_hand=True)
        return replace(self, themes={**self.themes, theme_id: changed})

    def assign(self, rows: Floats) -> list[tuple[int, ...]]:
        """For new texts the theme at each level, without changing the tree."""
        finest = max(theme.level for theme in self.themes.values())
        idents = sorted(ident for ident, theme in self.themes.items() if theme.level == finest)
        nearest = (rows @ np.array([self.centres[ident] for ident in idents]).T).argmax(axis=1)
        found = []
        for place in nearest:
            path = [idents[int(place)]]
            while (parent := self.themes[path[0]].parent) is not None:
                path.insert(0, parent)
            found.append(tuple(path))
        return found


def grow(
    documents: Mapping[int, "Document"],
    engine: "Engine",
    *,
    levels: Sequence[int] | None = None,
    before: ThemeTree | None = None,
    seed: int = 0,
) -> ThemeTree:
    """Group texts; ids and hand-made labels of the tree `before` are kept where its themes live on."""
    ids = np.array(sorted(documents), dtype=np.int64)
    rows = vectors_of([documents[int(ident)] for ident in ids], engine)
    sizes = [k for k in (levels or usual_levels(len(ids))) if k <= len(ids)] or [1]
    parts = partition(rows, sizes, seed=seed)
    words = [telling_words(documents[int(ident)], engine) for ident in ids]
    return _tree(ids, rows, parts, words, documents, engine, before)


def usual_levels(count: int) -> tuple[int, ...]:
    """A coarse level one can hold in mind and a fine one to look things up: as the cube root grows."""
    coarse = int(np.clip(round(count ** (1 / 3)), 2, 12))
    fine = int(np.clip(coarse * coarse, coarse + 1, 60))
    return (coarse, fine) if count > 3 * fine else (coarse,)


def vectors_of(documents: Sequence["Document"], engine: "Engine") -> Floats:
    """Unit rows: the texts' vectors, or without assets their shared words in few dimensions."""
    if engine.encoder is not None:
        rows = [d.vector for d in documents]
        return np.array(rows, dtype=np.float32)
    from tomoni.text.reduce import words_to_rows

    return words_to_rows([d.words for d in documents])


def partition(rows: Floats, sizes: Sequence[int], *, seed: int = 0) -> list[Ints]:
    """For each number of groups, from few to many, the group of each row; finer groups lie inside coarser ones."""
    micro = np.arange(len(rows))
    points, weights = rows, np.ones(len(rows))
    if len(rows) > _AT_ONCE:
        micro = _micro_groups(rows, max(_MICRO, 2 * max(sizes)), seed)
        weights = np.bincount(micro).astype(float)
        points = np.array([rows[micro == group].mean(axis=0) for group in range(len(weights))])
    found: list[Ints] = []
    parents = np.zeros(len(points), dtype=np.int64)
    for size in sizes:
        parents = _split(points, weights, parents, size, seed)
        found.append(_numbered(parents[micro]))
    return found


def _split(points: Floats, weights: NDArray[np.float64], parents: Ints, size: int, seed: int) -> Ints:
    """Each parent's points in as many groups as its weight deserves, `size` in all."""
    groups = np.zeros(len(points), dtype=np.int64)
    fresh = 0
    for parent, count in enumerate(_deserved(weights, parents, size)):
        inside = parents == parent
        groups[inside] = fresh + _kmeans(points[inside], count, seed, weights[inside])
        fresh = int(groups[inside].max()) + 1
    return groups


def _deserved(weights: NDArray[np.float64], parents: Ints, size: int) -> list[int]:
    """Shares of `size` by weight, each at least 1 and at most the parent's number of points (largest remainders)."""
    total = np.bincount(parents, weights)
    most = np.bincount(parents)
    shares = np.maximum(1, np.floor(total / total.sum() * size)).astype(int)
    while shares.sum() < size and (shares < most).any():
        wish = np.where(shares < most, total / shares, -1.0)
        shares[int(wish.argmax())] += 1
    return [int(share) for share in np.minimum(shares, most)]


def _micro_groups(rows: Floats, count: int, seed: int) -> Ints:
    from sklearn.cluster import MiniBatchKMeans

    fitted = MiniBatchKMeans(count, n_init=1, batch_size=2048, max_iter=20, random_state=seed).fit(rows)
    return _numbered(np.asarray(fitted.labels_, dtype=np.int64))


def _kmeans(rows: Floats, k: int, seed: int, weights: NDArray[np.float64]) -> Ints:
    k = min(k, len(np.unique(rows, axis=0)))
    if k <= 1:
        return np.zeros(len(rows), dtype=np.int64)
    from sklearn.cluster import KMeans

    fitted = KMeans(k, n_init=10, random_state=seed).fit(rows, sample_weight=weights)
    return _numbered(np.asarray(fitted.labels_, dtype=np.int64))


def _numbered(groups: Ints) -> Ints:
    """Groups numbered from 0 in order of their first member, without gaps."""
    _, firsts, inverse = np.unique(groups, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(firsts, kind="stable"), kind="stable")
    return np.asarray(order[inverse], dtype=np.int64)


def telling_words(document: "Document", engine: "Engine") -> dict[str, str]:
    """Nouns that could label a theme, as written."""
    found = {}
    for word in document.long_units & document.things:
        common = engine.encoder is not None and engine.encoder.vectors.idf(word) < _COMMON_WORD
        if (
            word not in _STOP
            and not common
            and len(word) > 1
            and not word.isdigit()
            and word[0] not in _NUMERALS
        ):
            found[word] = document.surface(word)
    return found


def label_terms(
    words: Sequence[Mapping[str, str]], groups: Ints, centres: Floats, engine: "Engine"
) -> list[tuple[str, ...]]:
    """For each group the words that are frequent in it, rare in the others (c-TF-IDF) and near its centre."""
    count = len(centres)
    inside: list[Counter[str]] = [Counter() for _ in range(count)]
    spelled: dict[str, Counter[str]] = {}
    for found, group in zip(words, groups, strict=True):
        inside[int(group)].update(found.keys())
        for word, surface in found.items():
            spelled.setdefault(word, Counter())[surface] += 1
    spread = Counter(word for counts in inside for word in counts)
    total: Counter[str] = Counter()
    for counts in inside:
        total.update(counts)
    mean = sum(total.values()) / max(count, 1)
    most = max(2.0, _COMMON * count) if count > 4 else count
    labels = []
    for counts, centre in zip(inside, centres, strict=True):
        size = sum(counts.values()) or 1
        # A word of one text only is that text's own, unless nothing is shared.
        shared = {word: n for word, n in counts.items() if n > 1} or counts
        scores = {
            word: n / size * math.log(1 + mean / total[word]) * _central(word, centre, engine)
            for word, n in shared.items()
            if spread[word] <= most or n > total[word] / 2
        }
        chosen: list[str] = []
        for word in sorted(scores, key=lambda w: (-scores[w], w)):
            surface = min(spelled[word].items(), key=lambda item: (-item[1], item[0]))[0]
            if not any(surface in other or other in surface for other in chosen):
                chosen.append(surface)
            if len(chosen) == _TERMS:
                break
        labels.append(tuple(chosen))
    return labels


def _central(word: str, centre: Floats, engine: "Engine") -> float:
    if engine.encoder is None:
        return 1.0
    return max(_FAR, float(engine.encoder.unit(word) @ centre))


def _tree(
    ids: Ints,
    rows: Floats,
    parts: Sequence[Ints],
    words: Sequence[Mapping[str, str]],
    documents: Mapping[int, "Document"],
    engine: "Engine",
    before: ThemeTree | None,
) -> ThemeTree:
    themes: dict[int, Theme] = {}
    centres: dict[int, Floats] = {}
    members: list[Ints] = []
    fresh = max(before.themes, default=-1) + 1 if before else 0
    for level, groups in enumerate(parts):
        count = int(groups.max()) + 1 if len(groups) else 0
        centre_rows = np.array(
            [_unit(rows[groups == g].mean(axis=0)) for g in range(count)], dtype=np.float32
        )
        known = _lived_on(_likeness(centre_rows, ids, groups, level, before, engine), level, before)
        idents = []
        for group, terms in enumerate(label_terms(words, groups, centre_rows, engine)):
            ident = known.get(group, fresh)
            fresh += ident == fresh
            idents.append(ident)
            inside = np.flatnonzero(groups == group)
            near = inside[best(rows[inside] @ centre_rows[group], _EXEMPLARS)]
            old = before.themes[ident] if before and ident in before.themes else None
            by_hand = old is not None and old.by_hand
            label = old.label if old is not None and by_hand else "・".join(terms) or "その他"
            parent = int(members[-1][inside[0]]) if members else None
            exemplars = tuple(int(ids[place]) for place in near)
            themes[ident] = Theme(ident, level, parent, label, terms, len(inside), exemplars, by_hand)
            centres[ident] = centre_rows[group]
        members.append(np.array(idents, dtype=np.int64)[groups])
    return ThemeTree(engine.version, ids, tuple(members), themes, centres)


def _likeness(
    centres: Floats, ids: Ints, groups: Ints, level: int, before: ThemeTree | None, engine: "Engine"
) -> Floats:
    """How like each new group is to each old theme: by centres where they can be compared, else by the texts they share."""
    old = sorted(theme.id for theme in before.level(level)) if before else []
    if before is None or not old:
        return np.zeros((len(centres), 0), dtype=np.float32)
    if engine.encoder is not None and before.version == engine.version:
        return np.asarray(centres @ np.array([before.centres[ident] for ident in old]).T, dtype=np.float32)
    place = {ident: number for number, ident in enumerate(old)}
    theirs = dict(zip(before.ids.tolist(), before.members[level].tolist(), strict=True))
    shared = np.zeros((len(centres), len(old)), dtype=np.float32)
    for ident, group in zip(ids.tolist(), groups.tolist(), strict=True):
        if ident in theirs:
            shared[group, place[theirs[ident]]] += 1
    whole = np.sqrt(np.outer(shared.sum(axis=1), shared.sum(axis=0)))
    return np.asarray(shared / np.maximum(whole, 1), dtype=np.float32)


def _lived_on(likeness: Floats, level: int, before: ThemeTree | None) -> dict[int, int]:
    """Which new groups are old themes: the pairing with the greatest likeness, and only near ones."""
    old = sorted(theme.id for theme in before.level(level)) if before else []
    if not old:
        return {}
    from scipy.optimize import linear_sum_assignment

    pairs = zip(*linear_sum_assignment(-likeness), strict=True)
    return {int(new): old[int(place)] for new, place in pairs if likeness[new, place] >= _SAME}


def _unit(row: Floats) -> Floats:
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), dtype=np.float32)
