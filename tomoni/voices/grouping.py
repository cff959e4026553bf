"""Opinions into themes, by the text engine: plain texts in, a tree and a map out. Imports the engine only when it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomoni.text.documents import Document
    from tomoni.text.handle import Engine
    from tomoni.text.themes import ThemeTree

LABEL = 80


@dataclass(frozen=True)
class Kept:
    """A theme as it was stored."""

    number: int
    level: int
    parent: int | None
    label: str
    by_hand: bool
    centre: bytes


@dataclass(frozen=True)
class Found:
    """A theme as it is to be stored; `exemplars` are opinions."""

    number: int
    level: int
    parent: int | None
    label: str
    by_hand: bool
    terms: list[str]
    size: int
    exemplars: list[int]
    centre: bytes


@dataclass(frozen=True)
class Grouping:
    """`places`: opinion → its finest theme and where it stands on the map, from 0 to 1."""

    version: str
    themes: list[Found]
    places: dict[int, tuple[int, float, float]]


def version() -> str:
    """What a stored tree came from."""
    from tomoni.text import engine

    return engine().version


def group(
    texts: Mapping[int, str], kept: Iterable[Kept], members: Mapping[int, int], kept_version: str
) -> Grouping:
    """The tree of these texts; numbers and hand-made labels of the stored one live on. Texts without a known word have no place."""
    from threadpoolctl import threadpool_limits

    from tomoni.text import engine

    machine = engine()
    read = {ident: machine.read(text) for ident, text in texts.items()}
    documents = {ident: one for ident, one in read.items() if one.words}
    if not documents:
        return Grouping(machine.version, [], {})
    # One thread: sums are taken in one order, and the web processes keep their cores.
    with threadpool_limits(1):
        tree, spots = _grown(documents, machine, _before(list(kept), members, kept_version))
    finest = tree.members[-1].tolist()
    places = {
        ident: (theme, round(float(x), 4), round(float(y), 4))
        for ident, theme, (x, y) in zip(tree.ids.tolist(), finest, spots, strict=True)
    }
    themes = [
        Found(
            one.id,
            one.level,
            one.parent,
            one.label[:LABEL],
            one.by_hand,
            list(one.terms),
            one.size,
            list(one.exemplars),
            tree.centres[one.id].tobytes(),
        )
        for one in sorted(tree.themes.values(), key=lambda theme: (theme.level, theme.id))
    ]
    return Grouping(machine.version, themes, places)


def _grown(
    documents: Mapping[int, Document], machine: Engine, before: ThemeTree | None
) -> tuple[ThemeTree, Any]:
    """The tree, and the places on its map from 0 to 1."""
    from tomoni.text.reduce import layout
    from tomoni.text.themes import grow, vectors_of

    tree = grow(documents, machine, before=before)
    spots = layout(vectors_of([documents[ident] for ident in tree.ids.tolist()], machine)).astype(float)
    spots -= spots.min(axis=0)
    return tree, spots / max(float(spots.max()), 1e-9)


def _before(kept: list[Kept], members: Mapping[int, int], kept_version: str) -> ThemeTree | None:
    """The stored tree, as the engine knows it."""
    import numpy as np

    from tomoni.text.themes import Theme, ThemeTree

    if not kept:
        return None
    parents = {one.number: one.parent for one in kept}
    ids = np.array(sorted(members), dtype=np.int64)
    levels = [[members[int(ident)] for ident in ids]]
    while any(parents[number] is not None for number in levels[0]):
        levels.insert(0, [number if (up := parents[number]) is None else up for number in levels[0]])
    return ThemeTree(
        kept_version,
        ids,
        tuple(np.array(level, dtype=np.int64) for level in levels),
        {
            one.number: Theme(one.number, one.level, one.parent, one.label, (), 0, (), one.by_hand)
            for one in kept
        },
        {one.number: np.frombuffer(one.centre, dtype=np.float32) for one in kept},
    )
