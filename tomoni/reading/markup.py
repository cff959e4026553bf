"""Scraps of HTML in pasted text: found, and taken away. Nothing here renders HTML."""

import html
import re

TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
LIST = re.compile(r"<(?:ul|ol)\b[^<>]*>", re.IGNORECASE)
LIST_END = re.compile(r"</(?:ul|ol)\s*>", re.IGNORECASE)
ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
ITEM_END = re.compile(r"</li\s*>", re.IGNORECASE)
BREAK = re.compile(r"<br\b[^<>]*>|</?(?:p|div)\b[^<>]*>", re.IGNORECASE)
CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
ROW = re.compile(r"</?(?:tr|table|thead|tbody)\b[^<>]*>", re.IGNORECASE)


def without(text: str) -> str:
    """The text alone, its blanks made single: tags dropped, line breaks a blank, entities as their signs."""
    plain = html.unescape(TAG.sub("", BREAK.sub(" ", text)))
    return " ".join(plain.split())


def rows(line: str) -> list[str]:
    """HTML table rows of a line as lines with a tab between cells; any other line as it is."""
    if ROW.search(line) is None and CELL.search(line) is None:
        return [line]
    return [CELL.sub("", CELL_END.sub("\t", row).rstrip("\t ")) for row in ROW.split(line)]
