"""The best few of many scores, exactly, without sorting the rest."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
S = TypeVar("S", np.float32, np.float64)
Scores = NDArray[np.float32] | NDArray[np.float64]

# Columns of a tile with the same remainder by 64 share a maximum; only groups with a high one are searched.
TILE = 4096
_GROUPS = 64
_MEMBERS = TILE // _GROUPS


def best(scores: Scores, k: int) -> Ints:
    """Places of the k largest scores, best first; equal scores in order of place."""
    if k <= 0 or not len(scores):
        return np.zeros(0, dtype=np.int64)
    if k < len(scores):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    return places[np.lexsort((places, -scores[places]))][:k].astype(np.int64)


def group_count(columns: int) -> int:
    """How many groups so many columns make."""
    return -(-columns // TILE) * _GROUPS


def tile_maxima(tile: Scores, out: Scores) -> None:
    """The maxima of a tile's 64 groups, row by row."""
    rows, columns = tile.shape
    if rows == 1 and columns == TILE:
        np.max(tile.reshape(-1, _GROUPS), axis=0, out=out[0])
        return
    if columns < TILE:
        out[:] = -np.inf
        whole = columns // _GROUPS * _GROUPS
        if whole:
            np.max(tile[:, :whole].reshape(rows, -1, _GROUPS), axis=1, out=out)
        np.maximum(out[:, : columns - whole], tile[:, whole:], out=out[:, : columns - whole])
        return
    # In two steps, so that each works on long stretches of memory.
    coarse = tile.reshape(rows, 8, TILE // 8).max(axis=1)
    np.max(coarse.reshape(rows, -1, _GROUPS), axis=1, out=out)


def best_of_rows(scores: NDArray[S], maxima: NDArray[S], k: int) -> tuple[Ints, NDArray[S]]:
    """As `best` for every row, with the maxima of its tiles' groups at hand; also the scores."""
    rows, columns = scores.shape
    if maxima.shape[1] <= 2 * k or columns <= _MEMBERS * k:
        places = np.array([best(row, k) for row in scores]).reshape(rows, -1)
        return places, np.take_along_axis(scores, places, axis=1)
    groups = np.argpartition(maxima, -k, axis=1)[:, -k:]
    starts = groups // _GROUPS * TILE + groups % _GROUPS
    places = (starts[:, :, None] + np.arange(_MEMBERS) * _GROUPS).reshape(rows, -1)
    inside = np.minimum(places, columns - 1)
    values = np.where(places < columns, np.take_along_axis(scores, inside, axis=1), -np.inf)
    chosen = np.argpartition(values, -k, axis=1)[:, -k:]
    found = np.take_along_axis(places, chosen, axis=1)
    found_values = np.take_along_axis(values, chosen, axis=1)
    order = np.lexsort((found, -found_values), axis=1)
    found = np.take_along_axis(found, order, axis=1)
    found_values = np.take_along_axis(found_values, order, axis=1)
    # Where the last one has equals outside, the order of places decides; that is rare and done slowly.
    least = found_values[:, -1:]
    tied = ((values >= least).sum(axis=1) > k) | ((maxima >= least).sum(axis=1) > k)
    for row in np.flatnonzero(tied):
        found[row] = best(scores[row], k)
        found_values[row] = scores[row][found[row]]
    return found.astype(np.int64), np.asarray(found_values, dtype=scores.dtype)
