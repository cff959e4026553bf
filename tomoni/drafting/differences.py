"""What changed between two editions: sections matched by their id, paragraphs by likeness, words by the analyser."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import chain, zip_longest
from typing import TypedDict

from tomoni.drafting.passages import paragraphs
from tomoni.text.analyser import Analyzer

MOST_WORDS = 3_000
"""Beyond, a paragraph is shown as replaced: comparing takes time by the square."""
ALIKE = 0.3
"""Paragraphs with fewer words in common are different paragraphs, not changed ones."""


class Part(TypedDict):
    """One chapter or section as an edition keeps it."""

    section: int
    parent: int | None
    depth: int
    number: str
    heading: str
    body: str


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row with the same fate."""

    kind: Kind
    text: str


Line = tuple[Run, ...]
"""A paragraph."""


@dataclass(frozen=True, slots=True)
class Change:
    """One section of the later or the earlier edition."""

    section: int
    depth: int
    number: str
    heading: Line
    lines: tuple[Line, ...]
    kind: Kind
    is_moved: bool = False

    @property
    def is_changed(self) -> bool:
        runs = chain(self.heading, *self.lines)
        return self.kind != Kind.SAME or self.is_moved or any(run.kind != Kind.SAME for run in runs)


Words = Callable[[str], list[str]]


@lru_cache(maxsize=1)
def _analyzer() -> Analyzer:
    return Analyzer()


def words_of(text: str) -> list[str]:
    """The text in words; joined again they are the text."""
    found: list[str] = []
    at = 0
    for token in _analyzer().tokens(text):
        if token.start > at:
            found.append(text[at : token.start])
        if token.end > at:
            found.append(text[max(at, token.start) : token.end])
            at = token.end
    if at < len(text):
        found.append(text[at:])
    return found


def places(parts: Sequence[Part]) -> dict[int, str]:
    """Each section's number with those above it: 第2章 1 (3)."""
    found: dict[int, str] = {}
    for part in parts:
        above = found.get(part["parent"]) if part["parent"] is not None else None
        found[part["section"]] = f"{above} {part['number']}" if above else part["number"]
    return found


def compare(before: Sequence[Part], after: Sequence[Part], *, words: Words = words_of) -> list[Change]:
    """The later edition in its order, with removed sections where they stood."""
    old, new = ({part["section"]: part for part in _placed(parts)} for parts in (before, after))
    found = []
    keys = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for tag, low, high, start, stop in keys.get_opcodes():
        gone = [old[key] for key in list(old)[low:high]] if tag != "equal" else []
        found += [_whole(part, Kind.REMOVED) for part in gone if part["section"] not in new]
        for key in list(new)[start:stop]:
            part = new[key]
            found.append(
                _changed(old[key], part, is_moved=tag != "equal", words=words)
                if key in old
                else _whole(part, Kind.ADDED)
            )
    return found


def _placed(parts: Sequence[Part]) -> Iterator[Part]:
    known = places(parts)
    for part in parts:
        yield {**part, "number": known[part["section"]]}


def _whole(part: Part, kind: Kind) -> Change:
    lines = tuple((Run(kind, one.text),) for one in paragraphs(part["body"]))
    return Change(part["section"], part["depth"], part["number"], (Run(kind, part["heading"]),), lines, kind)


def _changed(old: Part, new: Part, *, is_moved: bool, words: Words) -> Change:
    heading = line_changes(old["heading"], new["heading"], words)
    olds = [one.text for one in paragraphs(old["body"])]
    news = [one.text for one in paragraphs(new["body"])]
    lines: list[Line] = []
    for tag, low, high, start, stop in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [(Run(Kind.SAME, text),) for text in news[start:stop]]
            continue
        for one, other in zip_longest(olds[low:high], news[start:stop]):
            lines += _line(one, other, words)
    return Change(new["section"], new["depth"], new["number"], heading, tuple(lines), Kind.SAME, is_moved)


def _line(old: str | None, new: str | None, words: Words) -> list[Line]:
    if old is None or new is None:
        return [(Run(Kind.ADDED, new),)] if new is not None else [(Run(Kind.REMOVED, old or ""),)]
    runs = line_changes(old, new, words)
    kept = sum(len(run.text) for run in runs if run.kind == Kind.SAME)
    if kept < ALIKE * min(len(old), len(new)):
        return [(Run(Kind.REMOVED, old),), (Run(Kind.ADDED, new),)]
    return [runs]


def line_changes(old: str, new: str, words: Words = words_of) -> Line:
    """One paragraph in two readings, word by word."""
    if old == new:
        return (Run(Kind.SAME, new),) if new else ()
    before, after = words(old), words(new)
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return (Run(Kind.REMOVED, old), Run(Kind.ADDED, new))
    runs: list[Run] = []
    for tag, low, high, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Kind.SAME, "".join(after[start:stop])))
            continue
        if high > low:
            runs.append(Run(Kind.REMOVED, "".join(before[low:high])))
        if stop > start:
            runs.append(Run(Kind.ADDED, "".join(after[start:stop])))
    return tuple(runs)
