"""How fast documents are read: ten pages of minutes in every format, and the seeds' own shapes. `python benchmarks/reading.py`."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reading import papers
from tests.reading.papers import P, T
from tests.reading.variants import COUNCILS, minutes
from tomoni.reading.readings import read

PAGES = 10
LINES = 42


def paper() -> papers.Paper:
    """Ten printed pages: minutes with their remarks again and again, and a table now and then."""
    first, _ = minutes(COUNCILS[1])
    remarks = [block for block in first if isinstance(block, P) and block.text.startswith("○")]
    long: papers.Paper = list(first)
    while len(long) < PAGES * LINES:
        long += [P(f"（{len(long)}）続きの議題について"), *remarks]
        if len(long) % 60 < len(remarks):
            long.append(T((("区分", "人数"), ("委員", "9"), ("事務局", "3"))))
    return long


def timed(make: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        make()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]


def main() -> None:
    start = timed(lambda: read("第1回協働会議 会議録".encode(), "a.txt"))
    print(f"one line of text      {start:6.3f} s")
    for name, make in papers.FORMATS.items():
        data = make(paper())
        reading = read(data, f"a.{name.rpartition('.')[2]}")
        taken = timed(lambda data=data, name=name: read(data, f"a.{name.rpartition('.')[2]}"))  # type: ignore[misc]
        pages = f"{reading.document.pages} pages" if reading.document.pages else f"{len(data) // 1024:,} kB"
        print(f"{name:20} {taken:6.3f} s   {pages}")


if __name__ == "__main__":
    main()
