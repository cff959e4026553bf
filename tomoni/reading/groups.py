"""Remarks under short headings: bullets or paragraphs, each with who spoke where the record says so."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from tomoni.reading.documents import Line
from tomoni.reading.facts import Fact
from tomoni.reading.marks import Mark, mark_of
from tomoni.reading.opinion_lines import parted_by_marks
from tomoni.reading.signs import flat, tight
from tomoni.reading.strangeness import fragments

LONGEST_HEADING = 80
_POSTS = "委員長|副委員長|会長|副会長|座長|副座長|議長|世話人|委員|構成員|会員|アドバイザー|コーディネーター|ファシリテーター|事務局|担当課|所管課|課長補佐|課長|係長|部長|局長|室長|次長|主幹|主査|主任|市長|副市長|理事|職員|参加者|団体|市民|市側|市|県|行政|司会|講師|進行|質問|回答|質問者|回答者|問|答|Q|A|オブザーバー"
_SPEAKER = re.compile(
    rf"[○●◎◯・〇]?\s*(?:[\[(【<《]\s*(?P<boxed>[^\]\[()【】<>《》\s]{{0,12}}(?:{_POSTS})[^\]\[()【】<>《》\s]{{0,3}})\s*[\])】>》]\s*:?\s*"
    rf"|(?P<said>[^\s。、:「」()]{{0,12}}(?:{_POSTS})[A-Z]?)\s*(?::|\t)\s*)(?=\S)"
)
_CIRCLED = re.compile(
    rf"[○◯〇●◎]\s*(?![○◯〇])(?P<said>[^\s。、:「」()]{{0,10}}(?:{_POSTS}))(?P<gap>[ \u3000]+)(?=\S)"
)


_SPACED = re.compile(
    r"(?P<said>[^\s。、:：「」()（）0-9０-９]{0,6}(?:委員長|会長|座長|委員|課長|部長|係長|補佐|事務局|議長|司会))(?:[\s\u3000]+)(?=\S{8})"
)
_ALONE = re.compile(
    rf"\s*(?:[\[(【<《〔]\s*(?:発言者\s*[\])】>》〕]\s*)?(?P<boxed>[^\]\[()【】<>《》〔〕。]{{0,14}}(?:{_POSTS})[^\]\[()【】<>《》〔〕。\s]{{0,6}})\s*[\])】>》〕]?"
    rf"|[○◯〇●◎]\s*(?P<said>[^\s。、:]{{0,10}}(?:{_POSTS})))\s*:?\s*"
)


@dataclass(slots=True)
class Statement:
    """One remark without its mark; `speaker`: as the record names him, never part of the text."""

    text: Fact[str]
    speaker: Fact[str] | None = None
    suspicious: tuple[str, ...] = ()


@dataclass(slots=True)
class Group:
    heading: Fact[str] | None
    statements: list[Statement] = field(default_factory=list)


def statement_of(line: Line, certainty: float = 0.95) -> Statement:
    mark = mark_of(line.text)
    text = mark.rest.strip() if mark and not mark.counts else line.text
    speaker = None
    found = speaker_in(line.text)
    if found:
        name, text = found
        speaker = Fact(name, line.place, line.raw or line.text, 0.9)
    elif mark and mark.counts:
        text = mark.rest.strip()
    return Statement(Fact(text, line.place, line.raw or line.text, certainty), speaker, fragments(text))


def speaker_in(text: str) -> tuple[str, str] | None:
    """Who speaks, and what."""
    plain = flat(text)
    found = _SPEAKER.match(plain) or _CIRCLED.match(text)
    if found is None and text.endswith(("。", "、", "？")):
        found = _SPACED.match(text)
    if found is None or found.end() >= len(text):
        return None
    parts = found.groupdict()
    name = parts.get("boxed") or parts.get("said")
    return (name, text[found.end() :].strip()) if name else None


_BARE = re.compile(
    r"[^\s。、:「」()0-9]{1,8}(?:委員長|副委員長|会長|副会長|座長|副座長|委員|部長|課長|補佐|係長|主査|主任|主事|室長|局長|事務局)|事務局|委員|会長|委員長|座長|司会"
)


def is_speaker(text: str) -> bool:
    """A line that only says who speaks: (会長), 【委員】, (発言者)市長."""
    if len(text) <= 12 and _BARE.fullmatch(flat(text).strip()):
        return True
    found = _ALONE.fullmatch(flat(text))
    if found is None or len(text) > 40:
        return False
    return found["said"] is not None or flat(text).strip()[-1] in ")]】>》〕:" or "発言者" in text


def with_speakers(lines: list[Line]) -> list[Line]:
    """A speaker on a line of his own goes in front of what he says; what follows it is his until the next."""
    found: list[Line] = []
    speaker: Line | None = None
    name = ""
    for line in lines:
        if is_speaker(line.text):
            speaker = line
            said = _ALONE.fullmatch(flat(line.text))
            name = ((said["boxed"] or said["said"]) if said else line.text).strip()
            continue
        if speaker is None or line.level or _ends_speech(line):
            speaker = None
            found.append(line)
            continue
        found.append(replace(line, text=f"（{name}）{line.text}", raw=line.raw or line.text))
    return found


def _ends_speech(line: Line) -> bool:
    mark = mark_of(line.text)
    is_heading = mark is not None and mark.counts and not line.text.endswith("。")
    return is_heading or speaker_in(line.text) is not None or re.match(r"[【<＜《〔]", line.text) is not None


def groups_of(lines: list[Line], heading: Fact[str] | None = None) -> list[Group]:
    """Bullets under the unmarked or numbered lines above them; where nothing has a bullet, each paragraph is a remark."""
    lines = [part for line in with_speakers(lines) for part in _parted(line)]
    bullets = _item_kind(lines)
    found: list[Group] = []
    current = Group(heading)
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        if _is_heading(line, following, bullets):
            if current.statements:
                found.append(current)
            current = Group(_heading(line))
        else:
            current.statements.append(statement_of(line, 0.95 if mark_of(line.text) else 0.8))
    return [*found, current] if current.statements else found


def _parted(line: Line) -> list[Line]:
    """・… ・… on one line at each further bullet."""
    parts = parted_by_marks(line.text)
    return [line] if len(parts) == 1 else [replace(line, text=part.strip(), raw=part) for part in parts]


def _item_kind(lines: list[Line]) -> str | None:
    """The mark that items bear: the commonest, bullets before numbers."""
    kinds = Counter(_kind(mark) for line in lines if (mark := mark_of(line.text)) is not None)
    if not kinds:
        return None
    signs = Counter({kind: count for kind, count in kinds.items() if kind.startswith("bullet")})
    found = (signs or kinds).most_common(1)[0][0]
    marked = [line for line in lines if (mark := mark_of(line.text)) is not None and _kind(mark) == found]
    sentences = [line for line in lines if line.text.endswith("。")]
    if not signs and len(sentences) > len(marked) and not any(line in sentences for line in marked):
        return None  # the numbered lines head the sentences below them
    return found


def _kind(mark: Mark) -> str:
    return f"bullet{mark.text}" if mark.kind == "bullet" else mark.kind


def _is_heading(line: Line, following: Line | None, items: str | None) -> bool:
    if following is None or len(line.text) > LONGEST_HEADING:
        return False
    mark = mark_of(line.text)
    if line.level:
        return True
    if speaker_in(line.text):
        return False
    if (
        re.fullmatch(r"\s*[【\[<《〔≪■◆●◎▼□].{1,60}[】\]>》〕≫]?\s*", flat(line.text))
        and tight(line.text)[-1] not in "。？！"
    ):
        boxed = mark is None or _kind(mark) != items
        if boxed:
            return True
    if items is None:
        return (
            bool(re.fullmatch(r"[^。、]{2,40}", line.text))
            and following.text.endswith("。")
            and not line.text.endswith("。")
        )
    if mark is not None and _kind(mark) == items:
        return False
    if line.text[-1] in "。．":
        return False
    next_mark = mark_of(following.text)
    return (
        next_mark is not None
        and (_kind(next_mark) == items or mark is None)
        or (
            mark is None
            and following.level == 0
            and next_mark is None
            and _is_heading(following, None, items)
        )
    )


def _heading(line: Line) -> Fact[str]:
    mark = mark_of(line.text)
    text = mark.rest if mark else line.text
    bare = re.sub(r"^[【\[<《〔≪■◆●◎▼□＜［]\s*|\s*[】\]>》〕≫＞］]$", "", text.strip())
    return Fact(bare.strip(), line.place, line.raw or line.text, 0.9 if mark is None else 0.85)
