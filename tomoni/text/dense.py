"""Vectors by number: add, change, remove, find the nearest exactly, save, share by memory mapping."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tomoni.text import stored
from tomoni.text.top import TILE, Ints, best_of_rows, group_count, tile_maxima
from tomoni.text.vectors import Floats

_QUERIES = 512
# So many rows are scored at a time; with 512 queries that takes 128 MB, however many rows there are.
_CHUNK = 16 * TILE


class DenseIndex:
    """Rows stand in order of their ids, so that the same content is the same bytes, however it came about."""

    def __init__(self, dim: int, version: str = "") -> None:
        self.dim = dim
        self.version = version
        self.ids: Ints = np.zeros(0, dtype=np.int64)
        self.rows: Floats = np.zeros((0, dim), dtype=np.float32)
        self._fresh: dict[int, Floats | None] = {}

    def __len__(self) -> int:
        self._settle()
        return len(self.ids)

    def upsert(self, ids: Sequence[int], rows: Floats) -> None:
        """Add rows or replace those known under the same ids."""
        for ident, row in zip(ids, np.asarray(rows, dtype=np.float32), strict=True):
            self._fresh[int(ident)] = row

    def remove(self, ids: Sequence[int]) -> None:
        """Forget rows; unknown ids are no error."""
        self._fresh.update(dict.fromkeys(map(int, ids)))

    def get(self, ident: int) -> Floats | None:
        """One row."""
        self._settle()
        place = int(np.searchsorted(self.ids, ident))
        return self.rows[place] if place < len(self.ids) and self.ids[place] == ident else None

    def scores(self, query: Floats) -> Floats:
        """The query's product with every row, in order of ids."""
        self._settle()
        return np.asarray(self.rows @ np.asarray(query, dtype=np.float32))

    def topk(self, queries: Floats, k: int, mask: NDArray[np.bool_] | None = None) -> tuple[Ints, Floats]:
        """For each query the k nearest ids and scores, best first; a mask allows rows in order of ids."""
        self._settle()
        allowed = np.flatnonzero(mask) if mask is not None else None
        rows = self.rows if allowed is None else self.rows[allowed]
        ids = self.ids if allowed is None else self.ids[allowed]
        k = min(k, len(rows))
        found = np.empty((len(queries), k), dtype=np.int64)
        scores = np.empty((len(queries), k), dtype=np.float32)
        if not k:
            return found, scores
        work = _Work(min(_QUERIES, len(queries)), min(_CHUNK, len(rows)))
        for start in range(0, len(queries), _QUERIES):
            block = np.ascontiguousarray(queries[start : start + _QUERIES], dtype=np.float32)
            places, values = _nearest(block, rows, k, work)
            found[start : start + len(block)] = ids[places]
            scores[start : start + len(block)] = values
        return found, scores

    def save(self, folder: Path) -> None:
        """Write the index for this and other processes."""
        self._settle()
        stored.write(folder, {"ids": self.ids, "rows": self.rows}, {"version": self.version, "dim": self.dim})

    @classmethod
    def load(cls, folder: Path) -> "DenseIndex":
        """Map what was saved last."""
        about, arrays = stored.read(folder, ("ids", "rows"))
        index = cls(about["dim"], about["version"])
        index.ids, index.rows = arrays["ids"], arrays["rows"]
        return index

    def _settle(self) -> None:
        if not self._fresh:
            return
        fresh, self._fresh = self._fresh, {}
        keep = ~np.isin(self.ids, list(fresh))
        added = {ident: row for ident, row in fresh.items() if row is not None}
        ids = np.concatenate([self.ids[keep], np.fromiter(added, dtype=np.int64, count=len(added))])
        new = np.array(list(added.values()), dtype=np.float32).reshape(len(added), self.dim)
        rows = np.concatenate([self.rows[keep], new])
        order = np.argsort(ids, kind="stable")
        self.ids, self.rows = ids[order], np.ascontiguousarray(rows[order])


class _Work:
    """Room for scores, taken once for all blocks."""

    def __init__(self, queries: int, rows: int) -> None:
        self.scores = np.empty((queries, rows), dtype=np.float32)
        self.maxima = np.empty((queries, group_count(rows)), dtype=np.float32)


def _nearest(block: Floats, rows: Floats, k: int, work: _Work) -> tuple[Ints, Floats]:
    """Chunk by chunk, keeping the best so far; a later row wins only by a higher score."""
    places, values = _nearest_in_chunk(block, rows[:_CHUNK], k, work)
    for start in range(_CHUNK, len(rows), _CHUNK):
        more, more_values = _nearest_in_chunk(block, rows[start : start + _CHUNK], k, work)
        both, both_values = np.hstack([places, more + start]), np.hstack([values, more_values])
        order = np.lexsort((both, -both_values), axis=1)[:, :k]
        places = np.take_along_axis(both, order, axis=1)
        values = np.take_along_axis(both_values, order, axis=1)
    return places, values


def _nearest_in_chunk(block: Floats, rows: Floats, k: int, work: _Work) -> tuple[Ints, Floats]:
    """Tile by tile: a tile of scores is still in the processor's cache when its maxima are taken."""
    scores = work.scores[: len(block), : len(rows)]
    maxima = work.maxima[: len(block), : group_count(len(rows))]
    for start in range(0, len(rows), TILE):
        tile = rows[start : start + TILE]
        part = scores[:, start : start + len(tile)]
        if len(block) == 1:
            np.matmul(tile, block[0], out=part[0])
        else:
            np.matmul(block, tile.T, out=part)
        group = start // TILE * 64
        tile_maxima(part, maxima[:, group : group + 64])
    return best_of_rows(scores, maxima, min(k, len(rows)))
