"""The agenda as a tree: numbers of different kinds stand below one another; moderators and papers in brackets."""

import re
from dataclasses import dataclass, field, replace

from tomoni.reading.documents import Line
from tomoni.reading.facts import Fact
from tomoni.reading.groups import Statement, speaker_in, statement_of, with_speakers
from tomoni.reading.marks import Mark, mark_of
from tomoni.reading.opinion_lines import parted_by_marks
from tomoni.reading.signs import flat, tight

_MODERATOR = re.compile(
    r"\s*[\[(【〔]\s*(?:進行役?|司会(?:進行)?|議長|座長|報告者?|説明者?|発表者?|ファシリテーター)\s*[:;]?\s*(?P<who>[^\[\]()【】〔〕:]{1,30}?)\s*[\])】〕]"
)
_PAPER = re.compile(
    r"(?:参考|別添|配布|当日|追加)?資料\s*(?:No\.?\s*)?(?P<n>\d{1,2}(?:[-ー]\d{1,2})?|[①-⑳]|[A-Z](?![a-z]))|別紙\s*\d{1,2}|参考資料"
)
_PAPERS_AT_END = re.compile(
    rf"\s*[\[(【〔<]\s*(?:{_PAPER.pattern.replace('?P<n>', '?:')})(?:\s*[、,・~〜]\s*[^\])】〕>]{{1,20}})*\s*[\])】〕>]\s*$"
)
_TITLED = re.compile(
    r"(?:協議|報告|審議|議決|説明)?(?:事項|案件|議題|議案|議事|次第)\s*(?P<mark>\d{1,2}|[(]\d{1,2}[)])\s*[:.、\s]?\s*(?=\S)"
)
LEVELS = (
    "part",
    "chapter",
    "section",
    "roman",
    "figure",
    "kanji",
    "dashed",
    "paren",
    "parenkanji",
    "half",
    "parened",
    "circle",
    "kana",
    "parenkana",
    "letter",
)


@dataclass(slots=True)
class Item:
    number: Fact[str]
    title: Fact[str]
    moderator: Fact[str] | None = None
    papers: list[Fact[str]] = field(default_factory=list)
    results: list[Fact[str]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    children: list["Item"] = field(default_factory=list)


def agenda_of(lines: list[Line]) -> list[Item]:
    """Numbered lines are items; what stands below one, and has no number, is its result or a remark."""
    top: list[Item] = []
    stack: list[tuple[Mark, Item]] = []
    for line in with_speakers(lines):
        for piece in inline_parts(line):
            mark = _item_mark(piece)
            if mark is None or (stack and _is_statement(piece, mark, stack)):
                if stack:
                    _below(stack[-1][1], piece)
                continue
            item = _item(piece, mark)
            while stack and not _is_deeper(mark, stack):
                stack.pop()
            (stack[-1][1].children if stack else top).append(item)
            stack.append((mark, item))
    return top


def _item_mark(line: Line) -> Mark | None:
    mark = mark_of(line.text)
    if mark is not None and mark.counts:
        return mark
    titled = _TITLED.match(flat(line.text))
    if titled:
        figure = titled["mark"].strip("()")
        return Mark(
            "titled", int(figure), line.text[: titled.end()].strip(" :：.、\u3000"), line.text[titled.end() :]
        )
    return None


def _is_statement(line: Line, mark: Mark, stack: list[tuple[Mark, Item]]) -> bool:
    """A numbered remark, not an item: a long sentence, or a number that does not go on."""
    if line.text.rstrip().endswith("。") and len(line.text) > 30:
        return True
    before = next((known for known, _ in reversed(stack) if known.kind == mark.kind), None)
    return (
        before is None
        and mark.number > 1
        or (before is not None and mark.number <= before.number and mark.number != 1)
    )


def _is_deeper(mark: Mark, stack: list[tuple[Mark, Item]]) -> bool:
    """Below the last item: its kind is not on the stack yet; a kind already there goes back to its level."""
    return all(known.kind != mark.kind for known, _ in stack)


def _item(line: Line, mark: Mark) -> Item:
    text = mark.rest.strip()
    moderator = None
    found = _MODERATOR.search(flat(text))
    if found:
        who = text[found.start("who") : found.end("who")].strip()
        moderator = Fact(who, line.place, line.raw or line.text, 0.95)
        text = (text[: found.start()] + text[found.end() :]).strip()
    papers = papers_in(line)
    end = _PAPERS_AT_END.search(flat(text))
    title = (text[: end.start()] if end else text).strip()
    return Item(
        Fact(mark.text, line.place, mark.text, 1.0),
        Fact(title or text, line.place, line.raw or line.text, 0.95),
        moderator,
        papers,
    )


def _below(item: Item, line: Line) -> None:
    moderator = _MODERATOR.fullmatch(flat(line.text))
    if moderator and item.moderator is None:
        who = line.text[moderator.start("who") : moderator.end("who")].strip()
        item.moderator = Fact(who, line.place, line.raw or line.text, 0.95)
        return
    known = {paper.value for paper in item.papers}
    item.papers += [paper for paper in papers_in(line) if paper.value not in known]
    if re.fullmatch(
        rf"[\s\[(【〔<]*(?:{_PAPER.pattern.replace('?P<n>', '?:')})[\s\])】〕>]*", flat(line.text)
    ):
        return
    if speaker_in(line.text):
        item.statements.append(statement_of(line))
        return
    mark = mark_of(line.text)
    text = mark.rest.strip() if mark and not mark.counts else line.text
    if text:
        item.results.append(Fact(text, line.place, line.raw or line.text, 0.9))


def papers_in(line: Line) -> list[Fact[str]]:
    """資料1, 資料2: each once, without blanks and in narrow figures."""
    seen: dict[str, Fact[str]] = {}
    for found in _PAPER.finditer(flat(line.text)):
        name = tight(found[0])
        if name != "参考資料" or not seen:
            seen.setdefault(name, Fact(name, line.place, line.raw or line.text, 0.95))
    return list(seen.values())


_INLINE = re.compile(
    r"(?<=[\s、。)）」])(?=(?:[(]\d{1,2}[)]|[①-⑳]|\d{1,2}[.、．]\s*(?=\D)|\d{1,2}\s+(?=[^\s\d])))"
)


def inline_parts(line: Line) -> list[Line]:
    """(1) … (2) … on one line, if the numbers go up; ・… ・… at each further bullet."""
    plain = flat(line.text)
    bullets = parted_by_marks(line.text)
    if len(bullets) > 1:
        return [replace(line, text=text.strip(), raw=text) for text in bullets]
    cuts = [found.start() for found in _INLINE.finditer(plain) if plain[: found.start()].strip(" -・•")]
    if not cuts or len(plain) > 600:
        return [line]
    marks = [mark_of(line.text[cut:]) for cut in (0, *cuts)]
    first = marks[0]
    if first is None or any(mark is None or mark.kind != first.kind for mark in marks):
        return [line]
    if [mark.number for mark in marks if mark] != list(range(first.number, first.number + len(marks))):
        return [line]
    ends = [*cuts, len(line.text)]
    return [
        replace(line, text=line.text[start:end].strip(" \u3000、"), raw=line.text[start:end])
        for start, end in zip((0, *cuts), ends, strict=True)
    ]
