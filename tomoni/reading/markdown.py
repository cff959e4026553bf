"""The signs of Markdown that documents carry, also where somebody only pasted them into a plain text."""

import re

_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ROW = re.compile(r"\s*(?:[-*]\s+)?\|(.*)\|\s*")
_RULE = re.compile(r"\s*:?-{2,}:?\s*|\s*")


def heading(line: str, *, is_markdown: bool) -> tuple[int, str]:
    """The heading's level, 0 for none, and the line without its signs."""
    found = _HEADING.fullmatch(line)
    level, text = (len(found[1]), found[2]) if found else (0, line)
    if is_markdown:
        text = re.sub(r"\[([^\]]+)\]\([^)\s]+\)", r"\1", _BOLD.sub(r"\2", text))
        text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|])", r"\1", text).removeprefix("> ")
    return level, text


def cells(line: str) -> list[str] | None:
    """The cells of a row between bars, or None."""
    found = _ROW.fullmatch(line)
    if found is None or line.count("|") < 2:
        return None
    return [re.sub(r"<br\s*/?>", "\n", cell.strip()) for cell in re.split(r"(?<!\\)\|", found[1])]


def is_rule(cells: list[str]) -> bool:
    """The line of dashes below a header, or a row of empty cells."""
    return all(_RULE.fullmatch(cell) for cell in cells)


def is_fence(line: str) -> bool:
    return re.fullmatch(r"`{3,}\w*|[-*_=＝－―─]{3,}", line) is not None


def is_list_of_html(line: str) -> bool:
    return re.search(r"<(?:ul|ol|li)\b", line, re.IGNORECASE) is not None
