"""What keeps an anonymous answer anonymous: how much of its origin it may carry, and which counts are too small to show.

Plain values in, plain values out.
"""

from collections.abc import Iterable, Mapping, Sequence

Counts = list[list[int]]
Place = tuple[int, int]
Hidden = set[Place]


def kinds_kept(asked: Mapping[str, int], floor: int) -> list[str]:
    """The kinds an answer may name, given how many of each kind are asked: each kept kind has at least `floor`, and so have all others
    together (or there are none)."""
    by_size = sorted(asked.items(), key=lambda one: (-one[1], one[0]))
    kept = [kind for kind, count in by_size if count >= floor]
    rest = sum(count for kind, count in by_size if kind not in kept)
    while 0 < rest < floor and kept:
        rest += asked[kept.pop()]
    return kept


def hidden_cells(
    counts: Counts, floor: int, sums: Iterable[Sequence[Place]] = (), also: Iterable[Place] = ()
) -> Hidden:
    """Places (line, column) that are not shown: counts from 1 to below `floor`, those in `also`, and so many others that none can be
    worked out. `sums` are runs of cells whose total a reader knows; a cell stands in two of them at most.
    """
    runs = [list(run) for run in sums]
    # Of a sum of nought every part is known: none of them hides anything.
    plain = {place for run in runs if not any(_at(counts, place) for place in run) for place in run}
    runs = [[place for place in run if place not in plain] for run in runs]
    small = {
        (line, column)
        for line, row in enumerate(counts)
        for column, count in enumerate(row)
        if 0 < count < floor
    }
    hidden = (small | set(also)) - plain
    while True:
        lonely = next((run for run in runs if sum(place in hidden for place in run) == 1), None)
        if lonely is not None and len(lonely) > 1:
            # The smallest that says something; a nought only where there is nothing else.
            others = [place for place in lonely if place not in hidden]
            hidden.add(min(others, key=lambda place: (_at(counts, place) == 0, _at(counts, place))))
            continue
        told = next((place for place in sorted(hidden) if _is_told(place, runs, hidden)), None)
        if told is None:
            return hidden
        fresh = {place for run in runs if told in run for place in run} - hidden
        if not fresh:
            return hidden
        hidden |= fresh


def _at(counts: Counts, place: Place) -> int:
    return counts[place[0]][place[1]]


def _is_told(place: Place, runs: Sequence[Sequence[Place]], hidden: Hidden) -> bool:
    """Whether the sums fix this cell: what hides it must lead from one of its sums round to the other (or out of all sums)."""
    ends = [n for n, run in enumerate(runs) if place in run]
    if not ends:
        return False
    start, goal = ends[0], (ends[1] if len(ends) > 1 else OUTSIDE)
    seen, front = {start}, [start]
    while front:
        at = front.pop()
        for other in hidden - {place}:
            touching = [n for n, run in enumerate(runs) if other in run]
            touching = touching if len(touching) > 1 else [*touching, OUTSIDE]
            if at in touching:
                fresh = [n for n in touching if n not in seen]
                seen.update(fresh)
                front += fresh
    return goal not in seen


OUTSIDE = -1
"""Where a cell leads that stands in one sum only."""
