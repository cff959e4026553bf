"""A scheme sheet: issues, challenges, and activities with voices, actions and aims for each audience."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tomoni.reading.agenda import inline_parts
from tomoni.reading.documents import Cell, Document, Line, Table
from tomoni.reading.facts import Fact
from tomoni.reading.flow import unwrapped
from tomoni.reading.marks import Mark, mark_of
from tomoni.reading.parts import without_tail
from tomoni.reading.signs import flat, tight


@dataclass(slots=True)
class Numbered:
    number: Fact[int]
    text: Fact[str]


@dataclass(slots=True)
class Entry:
    """A numbered line with the bullets below it."""

    text: Fact[str]
    details: list[Fact[str]] = field(default_factory=list)


@dataclass(slots=True)
class Side:
    """One audience (対象) of an activity."""

    name: Fact[str]
    voices: list[Entry] = field(default_factory=list)
    actions: list[Entry] = field(default_factory=list)
    aims: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Activity:
    title: Fact[str] | None = None
    challenges: list[Fact[int]] = field(default_factory=list)
    issues: list[Fact[int]] = field(default_factory=list)
    audiences: list[Side] = field(default_factory=list)


@dataclass(slots=True)
class Duty:
    number: Fact[str]
    text: Fact[str]
    duties: list["Duty"] = field(default_factory=list)


@dataclass(slots=True)
class Scheme:
    title: Fact[str] | None = None
    issues: list[Numbered] = field(default_factory=list)
    challenges: list[Numbered] = field(default_factory=list)
    centre: Fact[str] | None = None
    duties_text: list[Fact[str]] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)


_HEADS = (
    ("challenges", r"(?:[(]?\d[)]?\s*)?検討課題|課題|現状と課題"),
    ("issues", r"(?:[(]?\d[)]?\s*)?「?(?:\d+つの)?論点」?|視点"),
    ("audiences", r"対象(?:者)?"),
    (
        "voices",
        r"アンケート.{0,3}(?:ヒアリング)?|ヒアリング|アンケート・ヒアリング(?:結果)?|(?:主な)?(?:意見|声)",
    ),
    ("actions", r"取組(?:内容|み)?|取り組み|具体的な取組"),
    ("aims", r"目的.{0,1}ねらい|目的|ねらい|期待(?:される|する)効果"),
)
LISTS = ("voices", "actions", "aims")


@dataclass(slots=True)
class _Event:
    """A head, a line of text, or the border between two audiences' cells."""

    kind: str
    line: Line | None = None


def head_of(text: str) -> str | None:
    plain = re.sub(r"^[■●◎○◆□▼【〔<\s]+|[】〕>:：・\s]+$", "", tight(text).replace("＆", "&"))
    return next((name for name, pattern in _HEADS if re.fullmatch(pattern, plain)), None)


def read_scheme(document: Document) -> Scheme:
    scheme = Scheme()
    events = list(_events(unwrapped(without_tail(document.blocks))))
    first = next((at for at, event in enumerate(events) if event.kind == "audiences"), len(events))
    start = max((at for at in range(first) if events[at].kind == "challenges"), default=first)
    _preface(scheme, events[:start])
    _activities(scheme, events[start:])
    return scheme


def _events(blocks: tuple[Line | Table, ...]) -> Iterator[_Event]:
    for block in blocks:
        if isinstance(block, Table):
            yield from _of_table(block)
            continue
        yield from _of_line(block)


def _of_line(line: Line) -> Iterator[_Event]:
    if line.gap:
        yield _Event("gap")
    name = _voices_over_lines(line)
    if name:
        yield _Event(name, line)
        return
    for part in inline_parts(line):
        yield _Event("text", part)


def _voices_over_lines(line: Line) -> str | None:
    """アンケート / & / ヒアリング on three lines is one head; its later lines say nothing."""
    if tight(line.text) in ("&", "＆", "ねらい"):
        return "gap"
    return head_of(line.text)


def _of_table(table: Table) -> Iterator[_Event]:
    """A row [取組 | for the city | for the groups], or a plain row of cells."""
    for row in table.rows:
        filled = [cell for cell in row if cell.text]
        if not filled:
            continue
        name = head_of("".join(filled[0].text.split("\n")))
        if name is not None:
            yield _Event(name, _line(filled[0]))
            filled = filled[1:]
        for cell in filled:
            yield _Event("cell")
            for line in cell.lines():
                yield from (_Event("text", part) for part in inline_parts(line))


def _line(cell: Cell) -> Line:
    return Line(" ".join(cell.text.split()), cell.place)


def _preface(scheme: Scheme, events: list[_Event]) -> None:
    """Title, the two lists, and the duties of the centre if they are copied in."""
    where = ""
    for event in events:
        if event.kind in ("issues", "challenges"):
            where = event.kind
            continue
        if event.line is None or event.kind != "text":
            continue
        line, text = event.line, event.line.text
        mark = mark_of(text)
        issue = re.match(r"論点\s*(?P<n>\d{1,2})[.、:\s]*(?P<t>\S.*)", flat(re.sub(r"^-\s*", "", text)))
        if issue:
            title = text[len(text) - len(issue["t"]) :]
            scheme.issues.append(
                Numbered(Fact(int(issue["n"]), line.place, text), Fact(title, line.place, text, 0.97))
            )
        elif mark and re.search(r"論点|検討課題", mark.rest) and len(mark.rest) < 20:
            where = "issues" if "論点" in mark.rest else "challenges"
        elif where == "challenges" and mark and mark.kind in ("circle", "figure", "paren"):
            scheme.challenges.append(
                Numbered(
                    Fact(mark.number, line.place, text), Fact(_unboxed(mark.rest), line.place, text, 0.97)
                )
            )
        elif where == "issues" and mark and mark.counts:
            scheme.issues.append(
                Numbered(
                    Fact(mark.number, line.place, text), Fact(_unboxed(mark.rest), line.place, text, 0.95)
                )
            )
        elif scheme.title is None and mark is None:
            scheme.title = line.fact(0.9)
        elif not scheme.issues and mark is None and scheme.title is not None and not scheme.challenges:
            joined = scheme.title.value + text if len(scheme.title.value + text) < 60 else scheme.title.value
            scheme.title = Fact(joined, scheme.title.place, scheme.title.text + "\n" + text, 0.8)
        else:
            _duty(scheme, line, mark)
            where = ""


def _duty(scheme: Scheme, line: Line, mark: Mark | None) -> None:
    if mark is not None and mark.kind == "kana":
        scheme.duties.append(
            Duty(
                Fact(mark.text.strip(" 　.、"), line.place, mark.text),
                Fact(mark.rest.strip(), line.place, line.text, 0.95),
            )
        )
    elif mark is not None and mark.kind == "parenkana" and scheme.duties:
        scheme.duties[-1].duties.append(
            Duty(Fact(mark.text, line.place, mark.text), Fact(mark.rest.strip(), line.place, line.text, 0.95))
        )
    elif scheme.centre is None and re.search(r"センター", line.text):
        scheme.centre = line.fact(0.85)
    else:
        scheme.duties_text.append(line.fact(0.85))


def _unboxed(text: str) -> str:
    return re.sub(r"^[【\[「]\s*|\s*[】\]]$", "", text.strip())


def _activities(scheme: Scheme, events: list[_Event]) -> None:
    runs: list[list[_Event]] = []
    for at, event in enumerate(events):
        if event.kind == "challenges" or (not runs and event.kind == "audiences"):
            runs.append([])
        if runs:
            runs[-1].append(event)
        _ = at
    for run in runs:
        activity = _activity(run)
        if activity.audiences:
            scheme.activities.append(activity)


def _activity(events: list[_Event]) -> Activity:
    activity = Activity()
    where = ""
    blocks: dict[str, list[list[Line]]] = {name: [] for name in LISTS}
    is_fresh = False
    for at, event in enumerate(events):
        if event.kind == "text" and event.line is not None:
            line, mark = event.line, mark_of(event.line.text)
            if _is_title(line, mark, where, events, at):
                activity.title = line.fact(0.9)
            elif where in LISTS:
                _collect(blocks[where], line, mark, is_fresh=is_fresh)
            else:
                _point(activity, where, line, mark)
            is_fresh = False
        elif event.kind == "cell":
            is_fresh = True
        elif event.kind != "gap":
            where, is_fresh = event.kind, False
    for name in LISTS:
        if len(blocks[name]) == len(activity.audiences):
            for side, lines in zip(activity.audiences, blocks[name], strict=True):
                getattr(side, name).extend(_entries(lines))
    return activity


def _point(activity: Activity, where: str, line: Line, mark: Mark | None) -> None:
    """A line of the heads that only point: challenges and issues by number, audiences by name."""
    if where == "audiences":
        activity.audiences.append(Side(line.fact(0.95)))
    elif where in ("challenges", "issues") and mark:
        pointed = activity.challenges if where == "challenges" else activity.issues
        pointed.append(Fact(mark.number, line.place, line.text, 0.97))


def _collect(runs: list[list[Line]], line: Line, mark: Mark | None, *, is_fresh: bool) -> None:
    """Lists of one audience after the other: each starts in its own cell, or counts from 1 again."""
    if not runs or is_fresh or (mark is not None and mark.counts and mark.number == 1):
        runs.append([])
    runs[-1].append(line)


def _is_title(line: Line, mark: Mark | None, where: str, events: list[_Event], at: int) -> bool:
    """An unmarked line right before or behind 取組."""
    if where == "audiences" or mark is not None or len(line.text) > 50 or line.text.endswith("。"):
        return False
    around = [
        event.kind
        for event in (*events[max(at - 3, 0) : at], *events[at + 1 : at + 4])
        if event.kind not in ("gap", "cell")
    ]
    return "actions" in around or where == "actions"


def _entries(lines: list[Line]) -> list[Entry]:
    found: list[Entry] = []
    for line in lines:
        mark = mark_of(line.text)
        text = mark.rest.strip() if mark else line.text
        fact = Fact(text, line.place, line.raw or line.text, 0.95)
        if mark is not None and mark.kind == "bullet" and found:
            found[-1].details.append(fact)
        elif mark is None and found:
            last = found[-1].text
            found[-1].text = Fact(last.value + text, last.place, f"{last.text}\n{line.text}", 0.85)
        else:
            found.append(Entry(fact))
    return found
