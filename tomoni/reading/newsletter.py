"""A newsletter: name, headline, lead, blocks of text, comments by theme, the next meeting, whom to ask."""

import re
from dataclasses import dataclass, field
from datetime import date

from tomoni.japan.errors import NotReadable
from tomoni.japan.parsing import parse_when
from tomoni.reading import moments, titles
from tomoni.reading.contacts import Contact, is_contact, read_contact
from tomoni.reading.documents import Document, Line, Table
from tomoni.reading.facts import Fact, Place
from tomoni.reading.flow import unwrapped
from tomoni.reading.groups import Statement, statement_of
from tomoni.reading.labels import label_of
from tomoni.reading.marks import mark_of
from tomoni.reading.meeting import Occasion, occasion_in
from tomoni.reading.moments import Around
from tomoni.reading.outline import in_order, is_chapter_line
from tomoni.reading.parts import without_tail
from tomoni.reading.signs import flat, tight
from tomoni.reading.titles import Title

COMMENTS = re.compile(
    r"(?P<theme>.*?)(?:に(?:関する|ついて(?:の)?)|の)?(?:主な)?(?:各?委員(?:から)?の?|参加者(?:から)?の?|会員の?|みなさんの?|皆さんの?)?(?:コメント|ご?意見|御意見|感想|声|発言)(?:等|より|から|の紹介)?$"
)


@dataclass(slots=True)
class Block:
    heading: Fact[str]
    text: list[Fact[str]] = field(default_factory=list)


@dataclass(slots=True)
class Comments:
    theme: Fact[str]
    comments: list[Statement] = field(default_factory=list)


@dataclass(slots=True)
class Newsletter:
    title: Fact[str] | None = None
    issue: Fact[int] | None = None
    issued_on: Fact[date] | None = None
    slogan: Fact[str] | None = None
    publisher: Fact[str] | None = None
    headline: Fact[str] | None = None
    subheadline: Fact[str] | None = None
    lead: Fact[str] | None = None
    body: Fact[str] | None = None
    session: Fact[int] | None = None
    held_on: Fact[date] | None = None
    held_at: Fact[str] | None = None
    blocks: list[Block] = field(default_factory=list)
    comments: list[Comments] = field(default_factory=list)
    next_meeting: Occasion | None = None
    contact: Contact | None = None


def read_newsletter(document: Document) -> Newsletter:
    letter = Newsletter()
    lines: list[Line] = []
    for block in unwrapped(without_tail(document.blocks)):
        lines += in_order(block) if isinstance(block, Table) else [block]
    lead = next((at for at, line in enumerate(lines) if _is_paragraph(line)), len(lines))
    _masthead(letter, lines[:lead])
    month = _month(lines[:lead])
    if lead < len(lines):
        _lead(letter, lines[lead], month)
    rest = lines[lead + 1 :]
    end = _next(letter, rest, month)
    contact = next(
        (at for at, line in enumerate(rest) if (label := label_of(line.text)) and label.field == "contact"),
        None,
    )
    if contact is None:
        contact = next((max(at - 2, 0) for at, line in enumerate(rest) if is_contact(line.text)), None)
    if contact is not None:
        letter.contact = read_contact([rest[contact], *rest[contact + 1 : contact + 10]]) or None
        end = min(end, contact)
    _blocks(letter, rest[:end])
    if letter.publisher is None:
        named = [
            (label.value, line)
            for line in lines
            if (label := label_of(line.text)) and label.field == "publisher"
        ]
        if named and named[0][0]:
            letter.publisher = Fact(_office(named[0][0]), named[0][1].place, named[0][1].text, 0.9)
    return letter


def _is_paragraph(line: Line) -> bool:
    return line.text.endswith("。") and len(line.text) >= 30 and mark_of(line.text) is None


_MONTH = re.compile(
    r"(?:(?:令和|平成)\s*(?:元|\d{1,2})|\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?:号|発行|\d{1,2}日号)?"
)
_OFFICE = re.compile(r"(?P<o>[^\s]{2,30}(?:課|部|局|室|センター|協議会|委員会|事務局))\s*$")


def _masthead(letter: Newsletter, lines: list[Line]) -> None:
    """The name first; who publishes it is an office at a line's end; of what is left the first is the headline."""
    left: list[Line] = []
    for line in lines:
        plain = flat(line.text)
        issue = re.search(r"(?:第\s*|No\.?\s*|Vol\.?\s*|#)(\d{1,4})\s*(?:号)?", plain, re.IGNORECASE)
        if issue and letter.issue is None and ("号" in issue[0] or not issue[0].startswith("第")):
            letter.issue = Fact(int(issue[1]), line.place, line.text, 0.95)
        days = [moment for moment in moments.moments(line.text) if moment.day]
        label = label_of(line.text)
        if days and days[0].day and letter.issued_on is None and len(plain) < 60:
            letter.issued_on = Fact(days[0].day, line.place, line.text, 0.9)
        if label and label.field == "publisher" and label.value:
            letter.publisher = letter.publisher or Fact(_office(label.value), line.place, line.text, 0.95)
            continue
        office = _OFFICE.search(line.text)
        if office and letter.title and letter.publisher is None and not issue:
            letter.publisher = Fact(office["o"], line.place, line.text, 0.85)
            slogan = line.text[: office.start()].strip()
            if slogan:
                letter.slogan = Fact(slogan, line.place, line.text, 0.8)
            continue
        if letter.title is None:
            name = (
                re.split(r"\s*(?:第\s*\d+\s*号|No\.?\s*\d+|Vol\.?\s*\d+)", line.text, flags=re.IGNORECASE)[
                    0
                ].strip(" \u3000「」『』")
                or line.text
            )
            letter.title = Fact(name, line.place, line.text, 0.9)
        elif not (issue or days or _MONTH.fullmatch(plain.strip())):
            left.append(line)
    letter.headline = left[0].fact(0.85) if left else None
    letter.subheadline = left[1].fact(0.8) if len(left) > 1 else None


def _office(text: str) -> str:
    found = _OFFICE.search(re.split(r"\s{2,}|TEL|電話|[（(]", text)[0].strip())
    return found["o"] if found else text.strip()


def _lead(letter: Newsletter, line: Line, month: date | None) -> None:
    letter.lead = line.fact(0.9)
    title: Title = titles.title_in(line, 0.9)
    letter.body, letter.session = title.body, title.session
    around = Around(
        letter.issued_on.value if letter.issued_on else None, later=False if letter.issued_on else None
    )
    found = [moment for moment in moments.moments(line.text, around) if moment.day]
    if found and found[0].day and re.search(r"開催|開か|行わ|行い|実施|集ま", line.text):
        letter.held_on = Fact(found[0].day, line.place, line.text, found[0].certainty)
        rest = line.text[found[0].end :]
        place = re.match(
            r"[\s、,にはの]*(?:[(][^()]*[)])?\s*(?P<p>[^、。]{3,40}?)(?:で|にて|において|に於いて)\s*(?:開催|開か|行|実施|、)",
            rest,
        )
        if place:
            letter.held_at = Fact(place["p"], line.place, line.text, 0.9)


def _month(lines: list[Line]) -> date | None:
    """The last day of the month of issue, to conclude years from; no day of issue."""
    for line in lines:
        found = _MONTH.search(flat(line.text))
        if found:
            try:
                return parse_when(f"{found[0].split('月')[0]}月").last
            except NotReadable:
                continue
    return None


def _next(letter: Newsletter, lines: list[Line], month: date | None) -> int:
    """Where the announcement of the next meeting begins, or the end."""
    anchor = letter.held_on or letter.issued_on
    near = anchor.value if anchor else month
    around = Around(near, later=True if near else None)
    for at, line in enumerate(lines):
        label = label_of(line.text)
        is_label = label is not None and label.field == "next"
        short = len(line.text) < 80 and not line.text.endswith("。")
        session = re.search(r"第\s*(\d{1,3})\s*回", flat(line.text))
        days = moments.moments(line.text, around)
        coming = session and days and short and letter.session and int(session[1]) > letter.session.value
        if is_label or coming or (short and re.search(r"次回", line.text) and (days or len(line.text) < 30)):
            found = occasion_in(lines[at : at + 8], around)
            if found.date or found.session:
                letter.next_meeting = found
                return at
    return len(lines)


def _blocks(letter: Newsletter, lines: list[Line]) -> None:
    """Headings with what stands below; under one about comments each bullet is a comment."""
    comments: Comments | None = None
    block: Block | None = None
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        said = _comment_heading(line, following)
        if said is not None:
            comments, block = Comments(said), None
            letter.comments.append(comments)
        elif _heads_text(line, following, comments):
            comments, block = None, Block(_bare(line))
            letter.blocks.append(block)
        elif comments is not None:
            comments.comments.append(statement_of(line))
        elif block is not None:
            block.text.append(line.fact(0.85))
        else:
            block = Block(Fact("", Place(), ""), [line.fact(0.8)])
            letter.blocks.append(block)
    letter.comments = [each for each in letter.comments if each.comments]


def _heads_text(line: Line, following: Line | None, comments: Comments | None) -> bool:
    """Whether a block begins here; among comments only by a gap, or by the sign that heads them too."""
    if comments is None:
        return _is_heading(line, following)
    unmarked = line.gap and mark_of(line.text) is None
    return _is_boxed_alike(line, comments.theme) or (unmarked and _is_heading(line, following))


def _is_boxed_alike(line: Line, theme: Fact[str]) -> bool:
    """● お知らせ after ● 参加者の声: the same sign heads the next part."""
    sign = theme.text.strip()[:1]
    return (
        sign in "■◆●◎▼□【"
        and line.text.startswith(sign)
        and len(line.text) < 40
        and line.text[-1] not in "。、"
    )


def _comment_heading(line: Line, following: Line | None) -> Fact[str] | None:
    if following is None or len(line.text) > 80 or line.text.endswith("。"):
        return None
    text = re.sub(r"^[\s<＜【\[（(《〈■●◎◆○□▼]+|[\s>＞】\]）)》〉]+$", "", line.text)
    found = COMMENTS.fullmatch(text)
    mark = mark_of(line.text)
    if (
        found is None
        or (mark is not None and mark.kind == "bullet" and mark.text in "・•-")
        or is_chapter_line(line.text)
    ):
        return None
    if not (mark_of(following.text) or following.text.endswith("。")):
        return None
    theme = found["theme"].strip() or text
    return Fact(theme, line.place, line.raw or line.text, 0.9)


def _is_heading(line: Line, following: Line | None) -> bool:
    if line.level:
        return True
    plain = line.text
    if following is None or len(plain) > 60 or plain[-1] in "。、" or is_contact(plain):
        return False
    mark = mark_of(plain)
    if mark is not None and (mark.counts or mark.text in "・•-※"):
        return False
    leads = len(plain) <= 40 and (following.text.endswith("。") or is_chapter_line(following.text))
    return line.gap or following.gap or leads or tight(plain)[0] in "【■◆●◎▼□"


def _bare(line: Line) -> Fact[str]:
    text = re.sub(r"^[■◆●◎▼□○【〔《]\s*|\s*[】〕》]$", "", line.text).strip()
    return Fact(text, line.place, line.raw or line.text, 0.85)
