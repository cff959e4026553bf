"""A meeting's result or minutes: who met when, where and with whom, what stood on the agenda and what was said."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, time

from tomoni.reading import attendance, moments, titles
from tomoni.reading.agenda import Item, agenda_of, papers_in
from tomoni.reading.attendance import Attendance, Presence
from tomoni.reading.contacts import WEB, Contact, is_contact, read_contact
from tomoni.reading.documents import Document, Line, Table
from tomoni.reading.facts import Fact
from tomoni.reading.flow import unwrapped
from tomoni.reading.groups import Group, groups_of
from tomoni.reading.labels import Label
from tomoni.reading.marks import mark_of
from tomoni.reading.moments import NOWHERE, Around, Moment
from tomoni.reading.parts import Part, parts_of, without_tail
from tomoni.reading.signs import flat, tight


@dataclass(slots=True)
class Occasion:
    """A meeting held or to come."""

    session: Fact[int] | None = None
    date: Fact[date] | None = None
    start: Fact[time] | None = None
    end: Fact[time] | None = None
    place: Fact[str] | None = None
    observers_welcome: Fact[bool] | None = None
    web: Fact[str] | None = None

    def __bool__(self) -> bool:
        return any((self.session, self.date, self.start, self.place))


@dataclass(slots=True)
class Meeting:
    title: Fact[str] | None = None
    body: Fact[str] | None = None
    body_alias: Fact[str] | None = None
    fiscal_year: Fact[int] | None = None
    term: Fact[int] | None = None
    session: Fact[int] | None = None
    posted_on: Fact[date] | None = None
    date: Fact[date] | None = None
    start: Fact[time] | None = None
    end: Fact[time] | None = None
    place: Fact[str] | None = None
    openness: Fact[str] | None = None
    closed_reason: Fact[str] | None = None
    attendance: list[Attendance] = field(default_factory=list)
    attendance_text: list[Fact[str]] = field(default_factory=list)
    observers: Fact[int] | None = None
    agenda: list[Item] = field(default_factory=list)
    papers: list[Fact[str]] = field(default_factory=list)
    statements: list[Group] = field(default_factory=list)
    decisions: list[Fact[str]] = field(default_factory=list)
    next_meeting: Occasion | None = None
    contact: Contact | None = None
    doubts: list[Fact[str]] = field(default_factory=list)


def read_meeting(document: Document) -> Meeting:
    meeting = Meeting()
    blocks = unwrapped(without_tail(document.blocks))
    parts = parts_of(blocks)
    presence = Presence()
    _head(meeting, parts, document)
    for part in parts:
        _posted(meeting, part)
    for part in parts:
        _when_and_where(meeting, part)
    if meeting.date is None:
        _bare_lines(meeting, _top(parts))
    for part in parts:
        _attending(part, presence)
        _rest(meeting, part)
    meeting.attendance, meeting.attendance_text = presence.rows, presence.text
    meeting.observers = presence.observers or _observers(parts)
    _agenda(meeting, parts)
    _statements(meeting, parts)
    meeting.next_meeting = _next(parts, meeting) or None
    meeting.contact = _contact(parts) or None
    return meeting


def _head(meeting: Meeting, parts: list[Part], document: Document) -> None:
    """The title: the first line that names a session or a body; 会議名 where it is given."""
    named = [line for part in parts if part.field == "meeting" for line in part.lines[:1]]
    first = _top(parts)
    for line in (*first, *named, *_title_line(document)):
        title = titles.title_in(line)
        if (
            meeting.title is None
            and (title.session or title.body or line.level == 1)
            and len(line.text) <= 120
        ):
            meeting.title = line.fact(0.95)
        meeting.body = meeting.body or title.body
        meeting.body_alias = meeting.body_alias or title.alias
        meeting.term = meeting.term or title.term
        meeting.session = meeting.session or title.session
        meeting.fiscal_year = meeting.fiscal_year or title.fiscal_year
    if meeting.body is None and named:
        meeting.body = named[0].fact(0.8)


def _top(parts: list[Part]) -> list[Line]:
    """The lines above the first part that heads anything, those behind 更新日 too."""
    first = parts[0].lines[:8]
    for part in parts[1:4]:
        if part.field not in ("posted", "meeting", ""):
            break
        first += part.lines[1:6] if part.field == "posted" else []
    return first


def _title_line(document: Document) -> list[Line]:
    from tomoni.reading.facts import Place

    return [Line(document.title, Place(line=1))] if document.title else []


def _posted(meeting: Meeting, part: Part) -> None:
    if part.field == "posted" and meeting.posted_on is None and part.lines:
        meeting.posted_on = day_in(part.lines[0])


def day_in(line: Line, around: Around = NOWHERE) -> Fact[date] | None:
    found = [moment for moment in moments.moments(line.text, around) if moment.day]
    return (
        Fact(found[0].day, line.place, line.raw or line.text, found[0].certainty)
        if found and found[0].day
        else None
    )


def _when_and_where(meeting: Meeting, part: Part) -> None:
    around = Around(
        meeting.posted_on.value if meeting.posted_on and meeting.fiscal_year is None else None,
        meeting.fiscal_year.value if meeting.fiscal_year else None,
        False if meeting.posted_on and meeting.fiscal_year is None else None,
    )
    if part.field == "when":
        found = moments.moments(part.text, around)
        if found and meeting.date is None:
            _take_moment(meeting, part, found[0])
        if meeting.start is None:
            _take_times(meeting, part)
    elif part.field == "hours":
        _take_times(meeting, part)
    elif part.field == "where" and meeting.place is None and part.lines:
        line = part.lines[0]
        meeting.place = Fact(_place(line.text), line.place, line.raw or line.text, 0.95)


_PLACE = re.compile(r"(?:会議室|庁舎|センター|会館|公民館|ホール|館|室|役所|役場|階)\S{0,8}$")


def _bare_lines(meeting: Meeting, lines: list[Line]) -> None:
    """Day and hours on a line of their own without a label, and a place on the next."""
    for at, line in enumerate(lines):
        found = moments.moments(line.text)
        if not found or not found[0].day or not found[0].start or len(line.text) - len(found[0].text) > 6:
            continue
        _take_moment(meeting, Part(None, None, [line]), replace(found[0], begin=0, certainty=0.85))
        below = lines[at + 1] if at + 1 < len(lines) else None
        if (
            meeting.place is None
            and below
            and len(below.text) <= 50
            and _PLACE.search(below.text)
            and not mark_of(below.text)
        ):
            meeting.place = below.fact(0.75)
        return


def _place(text: str) -> str:
    return re.sub(r"^[\s:：]+|[\s]+$", "", text)


def _take_moment(meeting: Meeting, part: Part, found: Moment) -> None:
    line = _line_at(part.lines, found.begin)
    source = line.raw or line.text
    if found.day is None and found.text:
        meeting.doubts.append(
            Fact("日付を決められません（曜日と合わないか、年が書かれていません）。", line.place, source, 0.9)
        )
    if found.day:
        meeting.date = Fact(found.day, line.place, source, found.certainty)
    if found.start:
        meeting.start = Fact(found.start, line.place, source, found.certainty or 0.8)
    if found.finish:
        meeting.end = Fact(found.finish, line.place, source, found.certainty or 0.8)


def _take_times(meeting: Meeting, part: Part) -> None:
    name = tight(part.label.name) if part.label else ""
    text = part.text
    start, finish, said = moments.times(text)
    if start is None or not part.lines:
        return
    place = part.lines[0].place
    if name.startswith("閉会"):
        meeting.end = meeting.end or Fact(start, place, said, 0.95)
        return
    meeting.start = meeting.start or Fact(start, place, said, 0.95)
    if finish:
        meeting.end = meeting.end or Fact(finish, place, said, 0.95)


def _line_at(lines: list[Line], at: int) -> Line:
    """The line of a part in which this sign of its text stands."""
    for line in lines:
        if at <= len(line.text):
            return line
        at -= len(line.text) + 1
    return lines[-1]


def _attending(part: Part, presence: Presence) -> None:
    label = part.label
    if label is None or part.field not in ("attending", "absent", "observers", "staff"):
        return
    if part.field == "observers":
        _read_observers(part, label, presence)
        return
    state = "absent" if part.field == "absent" else "present"
    for block in part.blocks:
        if isinstance(block, Table):
            if not attendance.read_table(block, label, presence, state=state):
                presence.text += [
                    line.fact(0.9) for row in block.rows for cell in row for line in cell.lines()
                ]
        else:
            attendance.read_line(block, label, presence, state=state)


def _read_observers(part: Part, label: Label, presence: Presence) -> None:
    if presence.observers is not None or not part.lines:
        return
    from tomoni.reading import counts

    line = part.lines[0]
    text = re.sub(r"[>）)】\]＞》\s]+$", "", line.text)
    count = counts.bare(text) or counts.present(text)
    if count is not None:
        presence.observers = Fact(count.number, line.place, line.raw or line.text, 0.98)
    elif counts.is_none(text) and len(text) < 12:
        presence.observers = Fact(0, line.place, line.raw or line.text, 0.9)


def _observers(parts: list[Part]) -> Fact[int] | None:
    """傍聴者 6名 anywhere before the agenda."""
    for part in parts:
        if part.field in ("agenda", "statements", "next"):
            continue
        for line in part.lines:
            if found := attendance.observers_in(line):
                return found
    return None


_OPENNESS = (
    ("一部非公開", "partly_closed"),
    ("一部公開", "partly_closed"),
    ("非公開", "closed"),
    ("公開", "open"),
)


def _rest(meeting: Meeting, part: Part) -> None:
    if not part.lines:
        return
    line = part.lines[0]
    if part.field == "openness" and meeting.openness is None:
        said = tight(line.text)
        ticked = re.search(r"[☑■●✓レ]\s*(一部非公開|非公開|公開)", said)
        text = ticked[1] if ticked else said
        if ticked or not re.search(r"公開.{0,3}[・/□].{0,3}非公開", said):
            value = next(
                (value for word, value in _OPENNESS if text.startswith(word) or f"({word})" in text), None
            )
            if value:
                meeting.openness = Fact(value, line.place, line.raw or line.text, 0.95)
    elif (
        part.field == "closed_reason"
        and meeting.closed_reason is None
        and not re.fullmatch(r"[-ー―－なし無\s]*", line.text)
    ):
        meeting.closed_reason = line.fact(0.9)
    elif part.field == "papers":
        meeting.papers += [_paper(each) for each in part.lines if each.text and not _is_nothing(each.text)]
    elif part.field == "decisions":
        for each in part.lines:
            mark = mark_of(each.text)
            text = mark.rest.strip() if mark else each.text
            meeting.decisions.append(Fact(text, each.place, each.raw or each.text, 0.85))


def _paper(line: Line) -> Fact[str]:
    mark = mark_of(line.text)
    text = mark.rest.strip() if mark and (not mark.counts or mark.kind in ("paren", "circle")) else line.text
    return Fact(text, line.place, line.raw or line.text, 0.9)


def _is_nothing(text: str) -> bool:
    return re.fullmatch(r"(?:別紙(?:のとおり)?|別添(?:のとおり)?|な\s*し|特になし|-)[。]?", text) is not None


def _agenda(meeting: Meeting, parts: list[Part]) -> None:
    """The tree of the first agenda that has one; a later one adds what was said under the same titles."""
    for part in parts:
        if part.field != "agenda":
            continue
        lines = part.lines
        items = agenda_of(lines)
        if (
            not items
            and len(lines) < 12
            and not meeting.agenda
            and part.label
            and re.search("議題|次第|案件|事項", tight(part.label.name))
        ):
            items = [_single(line) for line in lines if len(line.text) <= 80 and not line.text.endswith("。")]
        if not meeting.agenda:
            meeting.agenda = items
        else:
            _merge(meeting.agenda, items)
        if not items and lines:
            meeting.statements += groups_of(lines)
    for part in parts:
        if not meeting.agenda and part.label is None:
            meeting.agenda = agenda_of(part.lines)


def _single(line: Line) -> Item:
    mark = mark_of(line.text)
    text = mark.rest.strip() if mark else line.text
    return Item(
        Fact(mark.text if mark and mark.counts else "", line.place, line.text, 0.8),
        Fact(text, line.place, line.raw or line.text, 0.8),
        papers=papers_in(line),
    )


def _merge(known: list[Item], items: list[Item]) -> None:
    titles_known = {tight(item.title.value): item for item in _all(known)}
    for item in items:
        same = titles_known.get(tight(item.title.value))
        if same is None:
            known.append(item)
            continue
        same.moderator = same.moderator or item.moderator
        same.results += item.results
        same.statements += item.statements
        _merge(same.children, item.children) if same.children else same.children.extend(item.children)


def _all(items: list[Item]) -> list[Item]:
    return [each for item in items for each in (item, *_all(item.children))]


def _statements(meeting: Meeting, parts: list[Part]) -> None:
    for part in parts:
        if part.field == "statements" and part.lines:
            meeting.statements += groups_of(part.lines, _group_name(part))


def _group_name(part: Part) -> Fact[str] | None:
    """「○○に関する主な意見」 names the group; 主な意見 alone names nothing."""
    if part.line is None or part.label is None:
        return None
    text = re.sub(r"^[\s<＜【\[（(《〈■●◎◆]+|[\s>＞】\]）)》〉]+$", "", part.line.text)
    mark = mark_of(text)
    text = mark.rest if mark and mark.counts else text
    return None if tight(text) == tight(part.label.name) or part.label.value else part.line.fact(0.8)


_SESSION = re.compile(r"第\s*(\d{1,3})\s*回")


def _next(parts: list[Part], meeting: Meeting) -> Occasion:
    anchor = meeting.date or meeting.posted_on
    around = Around(anchor.value if anchor else None, later=True)
    for part in parts:
        if part.field == "next" and part.lines:
            found = occasion_in(part.lines, around)
            if found:
                return found
    for part in parts:
        for line in part.lines:
            if re.search(r"次回(?:の|は|会議|委員会|開催|、)", line.text) and len(line.text) < 120:
                found = occasion_in([line], around)
                if found.date:
                    return found
    return Occasion()


def occasion_in(lines: list[Line], around: Around) -> Occasion:
    """A coming meeting from the lines that announce it."""
    found = Occasion()
    for line in lines[:8]:
        plain, source = flat(line.text), line.raw or line.text
        session = _SESSION.search(plain)
        if session and found.session is None:
            found.session = Fact(int(session[1]), line.place, source, 0.95)
        for moment in moments.moments(line.text, around)[:1]:
            if moment.day and found.date is None:
                found.date = Fact(moment.day, line.place, source, moment.certainty)
                found.start = (
                    Fact(moment.start, line.place, source, moment.certainty) if moment.start else None
                )
                found.end = (
                    Fact(moment.finish, line.place, source, moment.certainty) if moment.finish else None
                )
        if found.start is None and re.search(r"時間|時刻|日時", plain):
            start, finish, _said = moments.times(line.text)
            if start:
                found.start = Fact(start, line.place, source, 0.9)
                found.end = Fact(finish, line.place, source, 0.9) if finish else None
        place = re.search(r"(?:会\s*場|場\s*所|ところ|於)\s*[)】\]]?\s*[:\s]\s*(?P<p>[^\s].*)$", plain)
        if place and found.place is None:
            found.place = Fact(line.text[place.start("p") :].strip(), line.place, source, 0.95)
        if re.search(r"傍聴(?:が|は)?(?:でき|可|歓迎)|傍聴できます", plain):
            found.observers_welcome = Fact(value=True, place=line.place, text=source, certainty=0.95)
        if found.web is None and (web := WEB.search(plain)):
            found.web = Fact(web[0], line.place, source, 0.9)
    return found


def _contact(parts: list[Part]) -> Contact:
    for part in parts:
        if part.field == "contact" and part.lines:
            found = read_contact(part.lines)
            if found:
                return found
    lines = [line for part in parts for line in part.lines]
    at = [number for number, line in enumerate(lines) if is_contact(line.text)]
    if not at:
        return Contact()
    return read_contact(lines[max(at[0] - 2, 0) : at[-1] + 2]) if at[-1] - at[0] < 8 else Contact()
