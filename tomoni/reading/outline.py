"""A report's outline or the report itself: chapters, sections, what stands under them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tomoni.reading.agenda import inline_parts
from tomoni.reading.documents import Block, Document, Line, Table
from tomoni.reading.facts import Fact
from tomoni.reading.flow import unwrapped
from tomoni.reading.marks import Mark, mark_of
from tomoni.reading.parts import without_tail
from tomoni.reading.signs import flat, tight


@dataclass(slots=True)
class Point:
    """A heading in brackets with its numbered points and text: 【基本理念】."""

    heading: Fact[str]
    items: list[Fact[str]] = field(default_factory=list)
    text: list[Fact[str]] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    number: Fact[str]
    title: Fact[str]
    items: list[Fact[str]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    text: list[Fact[str]] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    number: Fact[str]
    title: Fact[str]
    sections: list[Section] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    text: list[Fact[str]] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    title: Fact[str] | None = None
    chapters: list[Chapter] = field(default_factory=list)


_LEADER = re.compile(r"\s*(?:[.．・･…‥·]{2,}|\s{2,}|\t)\s*(?:P\.?|p\.?)?\s*\d{1,3}\s*$")
_BOXED = re.compile(r"[【〔《]\s*(?P<t>[^】〕》]{1,60})\s*[】〕》]$")


def read_outline(document: Document, stop: re.Pattern[str] | None = None) -> Outline:
    blocks = unwrapped(without_tail(document.blocks))
    lines = list(_lines(blocks))
    outline = Outline()
    first = next((at for at, line in enumerate(lines) if _chapter(line)), None)
    if first is None:
        lines, first = _contents(lines)
    if first is None:
        return outline
    title = [
        line
        for line in lines[:first]
        if tight(line.text) not in ("目次", "もくじ")
        and len(line.text) <= 80
        and not line.text.endswith("。")
    ]
    outline.title = next(
        (
            line.fact(0.85)
            for line in reversed(title)
            if re.search(r"報告書?|素案|計画|指針|ビジョン|提言|方針|構成|目次", line.text)
        ),
        None,
    )
    reader = _Reader(outline, "" if _chapter(lines[first]) else "figure")
    for line in lines[first:]:
        if stop is not None and stop.search(line.text) and mark_of(line.text) is None:
            break
        reader.read(line)
    outline.chapters = list(_once(outline.chapters))
    return outline


def _lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    """Of a table whose cells are numbered, the cells by their numbers, column after column."""
    for block in blocks:
        if isinstance(block, Line):
            yield from inline_parts(block)
            continue
        yield from (part for line in in_order(block) for part in inline_parts(line))


def in_order(table: Table) -> list[Line]:
    cells = [line for row in table.rows for cell in row for line in cell.lines()]
    marks = [mark_of(line.text) for line in cells]
    if cells and all(mark is not None and mark.kind in ("figure", "circle", "paren") for mark in marks):
        numbers = [mark.number for mark in marks if mark]
        if sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers))):
            return [line for _, line in sorted(zip(numbers, cells, strict=True), key=lambda pair: pair[0])]
    return cells


def _contents(lines: list[Line]) -> tuple[list[Line], int | None]:
    """A table of contents without 章: the lines with a page number, chapters 1, 2, 3 …"""
    paged = [
        line for line in lines if _LEADER.search(line.text) and (mark := mark_of(line.text)) and mark.counts
    ]
    tops = [mark.number for line in paged if (mark := mark_of(line.text)) and mark.kind == "figure"]
    if len(paged) < 4 or tops != list(range(1, len(tops) + 1)) or len(tops) < 2:
        return lines, None
    at = lines.index(paged[0])
    return [*lines[:at], *paged], at


def has_contents(lines: list[Line]) -> bool:
    return _contents(lines)[1] is not None


def _chapter(line: Line) -> Mark | None:
    mark = mark_of(line.text)
    return mark if mark is not None and mark.kind in ("chapter", "part") and _is_title(mark.rest) else None


def _is_title(text: str) -> bool:
    """第1章では、… is a sentence; 第1章 はじめに a title."""
    plain = text.strip()
    return (
        bool(plain)
        and len(plain) <= 80
        and not plain.endswith("。")
        and not re.match(r"(?:では|は(?!じめ|たらく)|の|を|に(?!ぎ)|で(?!き)|から|及び|と(?!も|り))", plain)
    )


class _Reader:
    def __init__(self, outline: Outline, kind: str) -> None:
        self.chapters = outline.chapters
        self.kind = kind
        self.stack: list[tuple[str, Section]] = []
        self.point: Point | None = None

    def read(self, line: Line) -> None:
        mark = mark_of(line.text)
        chapter = mark if self.kind and mark and mark.kind == self.kind else _chapter(line)
        if chapter is not None:
            self.chapters.append(
                Chapter(Fact(chapter.text, line.place, chapter.text), _title(line, chapter.rest))
            )
            self.stack, self.point = [], None
            return
        boxed = _BOXED.match(line.text)
        if boxed:
            self.point = Point(Fact(boxed["t"].strip(), line.place, line.raw or line.text, 0.95))
            self._points().append(self.point)
            return
        if (
            mark is not None
            and mark.counts
            and len(mark.rest) <= 80
            and not mark.rest.rstrip().endswith("。")
        ):
            self._numbered(line, mark)
            return
        self._text(line, mark)

    def _numbered(self, line: Line, mark: Mark) -> None:
        if mark.kind in ("circle", "parened", "kana", "letter", "parenkana"):
            fact = Fact(_bare(mark.rest), line.place, line.raw or line.text, 0.95)
            if self.point is not None:
                self.point.items.append(fact)
                return
            if self.stack:
                self.stack[-1][1].items.append(fact)
                return
        section = Section(Fact(mark.text, line.place, mark.text), _title(line, mark.rest))
        self.point = None
        while self.stack and any(kind == mark.kind for kind, _ in self.stack):
            self.stack.pop()
        (self.stack[-1][1].sections if self.stack else self.chapters[-1].sections).append(section)
        self.stack.append((mark.kind, section))

    def _points(self) -> list[Point]:
        return self.stack[-1][1].points if self.stack else self.chapters[-1].points

    def _text(self, line: Line, mark: Mark | None) -> None:
        text = mark.rest.strip() if mark and not mark.counts else line.text
        fact = Fact(text, line.place, line.raw or line.text, 0.85)
        if self.point is not None:
            self.point.text.append(fact)
        elif self.stack:
            self.stack[-1][1].text.append(fact)
        else:
            self.chapters[-1].text.append(fact)


def _title(line: Line, rest: str) -> Fact[str]:
    return Fact(_bare(rest), line.place, line.raw or line.text, 0.95)


def _bare(text: str) -> str:
    """Without the dots and page number of a table of contents."""
    return _LEADER.sub("", text).strip()


def _once(chapters: list[Chapter]) -> Iterator[Chapter]:
    """A chapter of the table of contents and of the report itself is one: the fuller."""
    kept: dict[tuple[str, str], Chapter] = {}
    for chapter in chapters:
        key = (tight(chapter.number.value), tight(chapter.title.value))
        before = kept.get(key)
        if before is None or _size(chapter) > _size(before):
            kept[key] = chapter
    return iter(kept.values())


def _size(chapter: Chapter) -> int:
    return (
        len(chapter.sections) * 3
        + len(chapter.text)
        + len(chapter.points)
        + sum(len(s.text) + len(s.items) for s in chapter.sections)
    )


def is_chapter_line(text: str) -> bool:
    mark = mark_of(flat(text))
    return mark is not None and mark.kind == "chapter" and _is_title(mark.rest)
