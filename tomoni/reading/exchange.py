"""The report of an opinion exchange: its sessions with groups and people, its opinions by class."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

from tomoni.reading import counts, moments, names
from tomoni.reading.documents import Block, Cell, Document, Line, Table
from tomoni.reading.facts import Fact, Place
from tomoni.reading.flow import unwrapped
from tomoni.reading.groups import Group, groups_of
from tomoni.reading.labels import label_of
from tomoni.reading.marks import mark_of, without
from tomoni.reading.moments import Around
from tomoni.reading.opinions import read_opinions
from tomoni.reading.parts import Part, parts_of, without_tail
from tomoni.reading.signs import flat, tight
from tomoni.reading.strangeness import fragments


@dataclass(slots=True)
class Session:
    """`groups`: names, where the cell can be parted for sure; `groups_text`: the cell as written."""

    round: Fact[int] | None = None
    date: Fact[date] | None = None
    start: Fact[time] | None = None
    end: Fact[time] | None = None
    place: Fact[str] | None = None
    group_count: Fact[int] | None = None
    people: Fact[int] | None = None
    groups: list[Fact[str]] = field(default_factory=list)
    groups_text: Fact[str] | None = None


@dataclass(slots=True)
class Opinion:
    """`answer`: what the city says to it, where the table has a column for that."""

    text: Fact[str]
    suspicious: tuple[str, ...] = ()
    answer: Fact[str] | None = None


@dataclass(slots=True)
class OpinionClass:
    code: Fact[str] | None
    label: Fact[str] | None
    opinions: list[Opinion] = field(default_factory=list)


@dataclass(slots=True)
class Exchange:
    title: Fact[str] | None = None
    published_on: Fact[date] | None = None
    publisher: Fact[str] | None = None
    sessions: list[Session] = field(default_factory=list)
    classes: list[OpinionClass] = field(default_factory=list)


_FIELDS = (
    ("round", r"回|回数|回次|開催回"),
    ("when", r"(?:開催|実施)?(?:日時|日程|期日|日|月日|年月日)|と\s*き"),
    ("hours", r"時間|時刻"),
    ("where", r"(?:開催)?(?:場所|会場)|ところ"),
    ("people", r"(?:参加|出席|来場)(?:人数|者数)|人数|参加者数?|出席者数?"),
    ("group_count", r"参加団体数|団体数"),
    ("groups", r"参加団体(?:等|名)?|団体名?|参加団体・人数|出席団体"),
)  # fmt: skip


def read_exchange(document: Document) -> Exchange:
    exchange = Exchange()
    blocks = unwrapped(without_tail(document.blocks))
    _head(exchange, blocks)
    around = Around(
        exchange.published_on.value if exchange.published_on else None,
        None,
        False if exchange.published_on else None,
    )
    used: set[int] = set()
    for at, block in enumerate(blocks):
        if isinstance(block, Table) and (sessions := _sessions_in(block, around)):
            exchange.sessions += sessions
            used.add(at)
    if not exchange.sessions:
        exchange.sessions = list(_sessions_of_lines(blocks, around))
    exchange.classes = _classes(blocks, used)
    return exchange


def _head(exchange: Exchange, blocks: tuple[Block, ...]) -> None:
    """Title, date and section from the lines before the first part."""
    for block in blocks[:8]:
        if not isinstance(block, Line):
            break
        label = label_of(block.text)
        text = label.value if label and label.field in ("posted", "publisher", "contact") else block.text
        if label and label.field not in ("posted", "publisher", "contact"):
            break
        found = [moment for moment in moments.moments(text) if moment.day]
        if found and found[0].day and len(text) < 60:
            if exchange.published_on is None:
                exchange.published_on = Fact(found[0].day, block.place, block.text, 0.95)
            rest = (text[: found[0].begin] + text[found[0].end :]).strip(" \u3000()（）")
            if (
                rest
                and exchange.publisher is None
                and re.search(r"(?:課|部|局|室|係|センター|担当|委員会)$", rest)
            ):
                exchange.publisher = Fact(rest, block.place, block.text, 0.9)
        elif (
            exchange.publisher is None
            and re.fullmatch(r"[^\s。]{2,30}(?:課|部|局|室|係|センター)", text)
            and exchange.title
        ):
            exchange.publisher = Fact(text, block.place, block.text, 0.9)
        elif exchange.title is None and len(block.text) <= 80:
            exchange.title = block.fact(0.9)


def _field(text: str) -> str | None:
    name = tight(re.sub(r"[(（].*", "", text))
    return next((field for field, pattern in _FIELDS if re.fullmatch(pattern, name)), None)


def _rounds(row: tuple[Cell, ...]) -> str | None:
    """A row with nothing at its side but 第1回, 第2回 …"""
    rest = [tight(cell.text) for cell in row[1:] if cell.text]
    is_round = not row[0].text and rest and all(re.fullmatch(r"第\d{1,2}回", text) for text in rest)
    return "round" if is_round else None


def _sessions_in(table: Table, around: Around) -> list[Session]:
    """Fields down the side with a column for each session, or along the top with a row for each."""
    side = [_field(row[0].text) or _rounds(row) if row else None for row in table.rows]
    top = [_field(cell.text) for cell in table.rows[0]]
    if len({name for name in side if name} & {"when", "where", "round", "groups", "people"}) >= 2 and sum(
        map(bool, side)
    ) >= sum(map(bool, top)):
        columns = range(1, table.width)
        found = [
            {
                name: row[at]
                for name, row in zip(side, table.rows, strict=True)
                if name and len(row) > at and row[at].text
            }
            for at in columns
        ]
    elif len({name for name in top if name} & {"when", "where", "round", "groups", "people"}) >= 2:
        found = [
            {name: cell for name, cell in zip(top, row, strict=False) if name and cell.text}
            for row in table.rows[1:]
        ]
    else:
        return []
    sessions = [
        _session(cells, around) for cells in found if "when" in cells or ("round" in cells and len(cells) > 1)
    ]
    return [session for session in sessions if session.date or session.round]


def _session(cells: dict[str, Cell], around: Around) -> Session:
    session = Session()
    if cell := cells.get("round"):
        number = re.fullmatch(r"第?(\d{1,3})回?(?:目)?", tight(cell.text))
        session.round = Fact(int(number[1]), cell.place, cell.text, 0.98) if number else None
    if cell := cells.get("when"):
        _when(session, cell.text, cell.place, around)
    if (cell := cells.get("hours")) and session.start is None:
        start, finish, _said = moments.times(cell.text)
        session.start = Fact(start, cell.place, cell.text, 0.95) if start else None
        session.end = Fact(finish, cell.place, cell.text, 0.95) if finish else None
    if cell := cells.get("where"):
        session.place = Fact(" ".join(cell.text.split()), cell.place, cell.text, 0.95)
    for name in ("groups", "people", "group_count"):
        if cell := cells.get(name):
            _who(session, cell.text, cell.place, name)
    return session


def _when(session: Session, text: str, place: Place, around: Around) -> None:
    found = [moment for moment in moments.moments(text, around) if moment.day]
    if found and found[0].day:
        one = found[0]
        session.date = Fact(one.day, place, text, one.certainty) if one.day else None
        session.start = Fact(one.start, place, text, one.certainty) if one.start else None
        session.end = Fact(one.finish, place, text, one.certainty) if one.finish else None
    if session.start is None:
        start, finish, _said = moments.times(text)
        session.start = Fact(start, place, text, 0.9) if start else None
        session.end = Fact(finish, place, text, 0.9) if finish else None


_TOTAL = re.compile(
    r"[(\[]?\s*(?:合?計|延べ)?\s*(?:\d{1,4}\s*(?:団体|グループ)\s*[、,・]?\s*)?\d{1,4}\s*(?:名|人|団体)\s*[)\]]?"
)


def _who(session: Session, text: str, place: Place, name: str) -> None:
    """Names of groups with 計 9 団体 10 名, or a figure alone."""
    plain = flat(text)
    people, groups = counts.people(plain), counts.groups(plain)
    if name == "people" and (bare := counts.bare(plain)):
        session.people = Fact(bare.number, place, text, 0.97)
        return
    if name == "group_count" and (bare := counts.bare(plain)):
        session.group_count = Fact(bare.number, place, text, 0.97)
        return
    total = [found for found in _TOTAL.finditer(plain) if re.search(r"計|延べ|団体.*(?:名|人)", found[0])]
    if total:
        inside = total[-1][0]
        last_people, last_groups = counts.people(inside), counts.groups(inside)
        people = last_people or (people if len(people) == 1 else [])
        groups = last_groups or (groups if len(groups) == 1 else [])
    said = total[-1][0] if total else ""
    if len(people) == 1 and session.people is None:
        session.people = Fact(people[0].number, place, said or f"{people[0].number}名", 0.97)
    if len(groups) == 1 and session.group_count is None:
        session.group_count = Fact(groups[0].number, place, said or f"{groups[0].number}団体", 0.97)
    if name != "groups":
        return
    kept = plain
    for found in total or list(_TOTAL.finditer(plain)):
        kept = kept.replace(found[0], " " * len(found[0]), 1)
    original = "".join(
        sign if keep == flat(sign) or keep != " " else " " if sign not in "\n" else sign
        for sign, keep in zip(text, kept, strict=True)
    )
    original = original.strip(" \u3000\n()（）")
    if not original:
        return
    session.groups_text = Fact(original, place, text, 0.95)
    found_names, certainty = names.parted(
        original, session.group_count.value if session.group_count else None
    )
    session.groups = [Fact(each, place, each, certainty) for each in found_names]


_ROUND = re.compile(r"(?:[\[【(<■●◎○◆□]|\d{1,2}[.、])?\s*第\s*(\d{1,2})\s*回(?:[^。]{0,30})$")


def _sessions_of_lines(blocks: tuple[Block, ...], around: Around) -> Iterator[Session]:
    """第1回 … 日時: … 場所: …, or one session alone."""
    runs: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Line) and _ROUND.match(flat(block.text)) and len(block.text) < 60:
            runs.append([])
        runs[-1].append(block)
    heads = [run for run in runs[1:] if any(part.field in ("when", "where") for part in parts_of(tuple(run)))]
    for run in heads or [list(blocks)]:
        session = _session_of_parts(parts_of(tuple(run)), around)
        first = run[0]
        found = _ROUND.match(flat(first.text)) if heads and isinstance(first, Line) else None
        if found and isinstance(first, Line):
            session.round = Fact(int(found[1]), first.place, first.text, 0.95)
            if session.date is None:
                _when(session, first.text, first.place, around)
        if session.date:
            yield session


def _session_of_parts(parts: list[Part], around: Around) -> Session:
    session = Session()
    for part in parts:
        if not part.lines:
            continue
        line = part.lines[0]
        if part.field == "when" and session.date is None:
            _when(session, part.text, line.place, around)
        elif part.field == "hours" and session.start is None:
            start, finish, _said = moments.times(line.text)
            session.start = Fact(start, line.place, line.text, 0.95) if start else None
            session.end = Fact(finish, line.place, line.text, 0.95) if finish else None
        elif part.field == "where" and session.place is None:
            session.place = Fact(line.text, line.place, line.raw or line.text, 0.95)
        elif part.field == "attending" and part.label:
            name = "groups" if "団体" in part.label.name else "people"
            below = [
                block for block in part.blocks[:30] if isinstance(block, Line) and not label_of(block.text)
            ]
            marks = [
                at for at, each in enumerate(below) if at and (mark := mark_of(each.text)) and mark.counts
            ]
            below = below[: marks[0] if marks else 12]
            _who(session, "\n".join(each.text for each in below), line.place, name)
    return session


_TEXT = r"(?:主な)?(?:ご|御)?(?:意見|質問|要望|提案|発言)(?:等|の)?(?:内容|要旨|概要|本文|原文)?(?:\(原文\))?(?:・質問)?|内容|発言内容"
_CLASS = r"分類|区分|項目|テーマ|カテゴリー?|分野"
_ANSWER = r"(?:市|町|県|区|本市)の(?:考え方?|回答|対応)|回答|対応(?:方針|状況)?|考え方"


def _classes(blocks: tuple[Block, ...], used: set[int]) -> list[OpinionClass]:
    begin = next(
        (
            at
            for at, block in enumerate(blocks)
            if isinstance(block, Line) and (label := label_of(block.text)) and label.field == "statements"
        ),
        None,
    )
    tables = [
        block
        for at, block in enumerate(blocks)
        if isinstance(block, Table) and at not in used and (begin is None or at > begin)
    ]
    found: list[OpinionClass] = []
    for table in tables:
        found += _of_table(table)
    if found:
        return found
    if begin is None:
        return []
    end = next(
        (
            at
            for at, block in enumerate(blocks)
            if at > begin
            and isinstance(block, Line)
            and (label := label_of(block.text))
            and label.field in ("contact", "next")
            and (label.is_alone or label.value)
        ),
        len(blocks),
    )
    lines = [block for at, block in enumerate(blocks) if begin < at < end and isinstance(block, Line)]
    return _of_lines(lines)


def _of_lines(lines: list[Line]) -> list[OpinionClass]:
    from tomoni.reading.opinion_lines import heading_of, is_class

    groups: list[Group] = groups_of(lines)
    found = []
    for group in groups:
        code = label = None
        if group.heading is not None:
            said = group.heading
            raw = next((line.text for line in lines if line.place == said.place), said.value)
            head = (
                heading_of(raw.strip("【】[]［］■◆▼●◎ ")) if is_class(raw.strip("【】[]［］■◆▼●◎ ")) else None
            )
            code = Fact(head.code, said.place, said.text, 0.95) if head and head.code else None
            label = Fact(head.label if head and head.label else said.value, said.place, said.text, 0.9)
        found.append(OpinionClass(code, label, _with_answers(group)))
    return found


_ASKED = re.compile(r"[\[(【<]?\s*(?:意見|質問|要望|提案|問|Q)\s*\d{0,3}\s*(?:[\])】>:.]|\s)\s*(?=\S)")
_REPLY = re.compile(
    r"[\[(【<]?\s*(?:回答|答え?|(?:市|町|県|区)の?(?:回答|考え方?)|A)\s*\d{0,3}\s*(?:[\])】>:.]|\s)\s*(?=\S)"
)


def _with_answers(group: Group) -> list[Opinion]:
    """問 … 答 …: an answer belongs to the opinion above it."""
    found: list[Opinion] = []
    for each in group.statements:
        text = each.text
        said = flat(text.value)
        by = each.speaker.value if each.speaker else ""
        reply = _REPLY.match(said)
        if found and found[-1].answer is None and (reply or re.match(r"(?:回答|答|市)", flat(by))):
            value = text.value[reply.end() :] if reply else text.value
            found[-1].answer = Fact(value, text.place, text.text, 0.85)
            continue
        if re.fullmatch(r"(?:特に)?(?:な\s*し|ありません)[。]?", said.strip()):
            continue
        asked = _ASKED.match(said)
        value = text.value[asked.end() :] if asked else text.value
        found.append(Opinion(Fact(value, text.place, text.text, text.certainty), each.suspicious))
    return found


def _column(header: tuple[Cell, ...], pattern: str) -> int | None:
    return next((at for at, cell in enumerate(header) if re.fullmatch(pattern, tight(cell.text))), None)


def _of_table(table: Table) -> list[OpinionClass]:
    header = table.rows[0]
    text, kind, answer = _column(header, _TEXT), _column(header, _CLASS), _column(header, _ANSWER)
    if text is not None and (answer is not None or (kind is not None and table.width > 2) or table.width > 2):
        return _of_columns(table, text, kind, answer)
    if table.width < 2 or not all(len(row) >= 2 for row in table.rows):
        return []
    return _of_pairs(table)


def _of_columns(table: Table, text: int, kind: int | None, answer: int | None) -> list[OpinionClass]:
    from tomoni.reading.opinion_lines import heading_of

    found: list[OpinionClass] = []
    for row in table.rows[1:]:
        cell = row[text] if len(row) > text else None
        if cell is None or not cell.text:
            continue
        named = row[kind] if kind is not None and len(row) > kind else None
        if (
            named is not None
            and named.text
            and (not found or not found[-1].label or found[-1].label.text != named.text)
        ):
            head = heading_of(named.text)
            found.append(
                OpinionClass(
                    Fact(head.code, named.place, named.text, 0.95) if head.code else None,
                    Fact(head.label, named.place, named.text, 0.95) if head.label else None,
                )
            )
        elif not found:
            found.append(OpinionClass(None, None))
        said = row[answer] if answer is not None and len(row) > answer and row[answer].text else None
        plain = cell.text if "\n" in cell.text else without(cell.text)
        found[-1].opinions.append(
            Opinion(
                Fact(plain, cell.place, cell.text, 0.95),
                fragments(cell.text),
                Fact(said.text, said.place, said.text, 0.95) if said else None,
            )
        )
    return found


def _of_pairs(table: Table) -> list[OpinionClass]:
    """A class and its opinions on every line, as the reader of pasted lists takes them apart."""
    places: dict[int, Place] = {}
    heads: dict[int, Place] = {}
    lines: list[str] = []
    for row in table.rows:
        cells = [
            re.sub(r"(?m)^([・•●○◆■])[ \u3000]+", r"\1", cell.text.replace("\t", " ")) for cell in row[:2]
        ]
        if not any(cells):
            continue
        for extra in range(max(cells[1].count("\n"), cells[0].count("\n")) + 1):
            places[len(lines) + 1 + extra] = row[1].place
            heads[len(lines) + 1 + extra] = row[0].place
        first = "".join(cells[0].split("\n"))
        body = cells[1]
        if "\n" in body or '"' in body:
            body = '"' + body.replace('"', '""') + '"' if "<" not in body else body
        lines += f"{first}\t{body}".split("\n")
    found: list[OpinionClass] = []
    for opinion in read_opinions("\n".join(lines)):
        place = places.get(opinion.line) or next(
            (at for number, at in sorted(places.items(), reverse=True) if number <= opinion.line), Place()
        )
        known = found[-1] if found else None
        code = known.code.value if known and known.code else None
        label = known.label.value if known and known.label else None
        if known is None or (code, label) != (opinion.code, opinion.label):
            head = heads.get(opinion.line, place)
            known = OpinionClass(
                Fact(opinion.code, head, opinion.code, 0.97) if opinion.code else None,
                Fact(opinion.label, head, opinion.label, 0.97) if opinion.label else None,
            )
            found.append(known)
        text = mark.rest.strip() if (mark := mark_of(opinion.text)) and not mark.counts else opinion.text
        known.opinions.append(Opinion(Fact(text, place, opinion.raw, 0.9), opinion.suspicious))
    return found
