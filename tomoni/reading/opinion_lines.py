"""The small forms inside a pasted list of opinions: class headings, bullets and numbers, blanks between opinions."""

import re
from dataclasses import dataclass

from tomoni.japan.kana import fold
from tomoni.reading import markup

LONGEST_HEADING = 40
SENTENCE_ENDS = "。．？?！!"


@dataclass(frozen=True, slots=True)
class Heading:
    """A class: its code, its name, both, or neither."""

    code: str | None = None
    label: str | None = None


_LETTER = r"[\(（【\[]?(?P<code>[A-ZＡ-Ｚ])"
CODED = re.compile(_LETTER + r"[\)）】\].．、:：]\s*(?P<label>\S.*)")
_CODED_BY_BLANK = re.compile(_LETTER + r"\s+(?P<label>\S.*)")
_CODE_ALONE = re.compile(_LETTER + r"[\)）】\].．:：]?")
_NAMED = re.compile(r"[【［\[](?P<label>[^】］\]]{1,40})[】］\]]")
_BOXED = re.compile(r"(?P<box>[■◆▼])\s*(?P<label>[^。？?]{1,40})")
_BULLET = r"(?P<bullet>[・･•‣◦●○◯▪■□◆◇*＊➢✓])(?!(?P=bullet))\s*"
_NUMBER = r"[\(（]?[0-9０-９]{1,3}[\)）.．、](?![0-9０-９])\s*|[①-⑳⑴-⒇]\s*"
_DASH = r"[-–—―−－]\s+|[-–—―−－](?=[^\W\d_a-zA-Z])"
_MARK = re.compile(rf"\s*(?:{_BULLET}|{_DASH}|{_NUMBER})(?=\S)")


def heading_of(text: str) -> Heading:
    """The class that a cell or heading line names; a mere number names none."""
    if coded := CODED.fullmatch(text) or _CODED_BY_BLANK.fullmatch(text):
        return Heading(code_of(coded), coded["label"].strip())
    if alone := _CODE_ALONE.fullmatch(text):
        return Heading(code_of(alone))
    label = text.strip("【】[]［］■◆▼ ")
    return Heading(label=label) if label and not fold(label).isdecimal() else Heading()


def code_of(found: re.Match[str]) -> str:
    return fold(found["code"]).upper()


def is_class(text: str) -> bool:
    """'A. 市職員の協働意識', 'Ａ　市職員の協働意識' or 'A' alone: short, and no sentence."""
    coded = CODED.fullmatch(text) or _CODED_BY_BLANK.fullmatch(text) or _CODE_ALONE.fullmatch(text)
    return coded is not None and len(text) <= LONGEST_HEADING and text[-1] not in SENTENCE_ENDS


def is_heading(text: str, following: str) -> bool:
    """A line of its own that names the class of what follows it."""
    if not following:
        return False
    if boxed := _BOXED.fullmatch(text):
        return not following.startswith(boxed["box"])
    if _NAMED.fullmatch(text):
        return True
    return is_class(text) and not is_class(following) and CODED.fullmatch(following) is None


def is_marked(line: str) -> bool:
    return _MARK.match(line) is not None


def without_mark(text: str) -> str:
    """Without the bullet or number in front; ○○課 and 3.5倍 have none."""
    found = _MARK.match(text)
    return text[found.end() :] if found else text


def parted_by_marks(line: str) -> list[str]:
    """'・会場が遠い ・駐車場がない' at each further bullet of the same sign."""
    found = _MARK.match(line)
    if found is None or not found["bullet"]:
        return [line]
    return re.split(rf"\s+(?={re.escape(found['bullet'])}\S)", line.strip())


def parted_by_blanks(text: str) -> list[str]:
    """At each blank, but not inside 'NPO 法人' or '8 月 30 日' or between Latin words."""
    parts: list[list[str]] = []
    for part in text.split():
        if parts and not _is_cut(parts[-1][-1][-1], part[0]):
            parts[-1].append(part)
        else:
            parts.append([part])
    return [" ".join(part) for part in parts]


def _is_cut(left: str, right: str) -> bool:
    return left in SENTENCE_ENDS + "」』)）" or not (is_latin(left) or is_latin(right))


def is_latin(sign: str) -> bool:
    return sign.isalnum() and fold(sign).isascii()


def flowing(text: str) -> str:
    """Wrapped lines made one: Japanese runs on without a blank, Latin words keep one."""
    parts = [part for line in text.split("\n") if (part := line.strip())]
    flow = parts[0] if parts else ""
    for part in parts[1:]:
        flow += f" {part}" if is_latin(flow[-1]) and is_latin(part[0]) else part
    return flow


def body_after_code(line: str) -> str:
    """What follows 'A: ' in a line, its markup kept."""
    return re.sub(rf"^\s*{_LETTER}[\)）】\].．、:：]\s*", "", line)


def with_tab_before_list(line: str) -> str:
    """'A. 市職員の協働意識 <ul>…' whose tab became a blank gets it back."""
    found = markup.LIST.search(line)
    if found is None or "\t" in line[: found.start()] or not is_class(line[: found.start()].strip()):
        return line
    return f"{line[: found.start()].rstrip()}\t{line[found.start() :]}"
