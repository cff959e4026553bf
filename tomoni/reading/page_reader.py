"""Reads a web page in its order: headings, paragraphs, list items and tables; no scripts, menus or forms.

Run by `limited.py`; imports nothing of ours.
"""

import re
from typing import Any

_DROPPED = "script, style, noscript, template, nav, header nav, footer, form, select, button, iframe, svg, rt, rp, [hidden]"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_DEEPEST = 200


class TooMuch(Exception):
    """Deeper or longer than a page made by people."""


def answer(text: bytes, most_signs: str) -> dict[str, Any]:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text.decode("utf-8"))
    for node in tree.css(_DROPPED):
        node.decompose()
    reader = _Reader(int(most_signs))
    try:
        if tree.body is not None:
            reader.read(tree.body, 0)
        reader.end()
    except (TooMuch, RecursionError):
        return {"error": "much"}
    title = tree.css_first("title")
    return {"blocks": reader.blocks, "title": title.text(strip=True) if title else ""}


class _Reader:
    def __init__(self, most_signs: int) -> None:
        self.blocks: list[dict[str, Any]] = []
        self.left = most_signs
        self.parts: list[str] = []
        self.level = 0
        self.indent = 0
        self.mark = ""
        self.gap = False

    def read(self, node: Any, depth: int) -> None:
        if depth > _DEEPEST:
            raise TooMuch
        child = node.child
        while child is not None:
            self._node(child, depth)
            child = child.next

    def _node(self, node: Any, depth: int) -> None:
        tag = node.tag
        if tag == "-text":
            self.parts.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif tag == "br":
            self.end()
        elif tag == "table" and _is_table(node):
            self.end()
            self.blocks.append({"rows": _rows(node, self)})
        elif tag in _BLOCKS:
            self.end()
            self._block(node, tag, depth)
            self.end()
        elif not tag.startswith(("-", "_", "!")):
            self.read(node, depth + 1)

    def _block(self, node: Any, tag: str, depth: int) -> None:
        level, indent = self.level, self.indent
        if re.fullmatch("h[1-6]", tag):
            self.level = int(tag[1])
        if tag in ("p", "div", "ul", "ol", "section", "h1", "h2", "h3", "h4", "h5", "h6", "table"):
            self.gap = True
        if tag in ("ul", "ol"):
            self.indent += 1
        if tag == "li":
            self.mark = _mark(node)
        if tag == "dd":
            self.indent += 1
        self.read(node, depth + 1)
        self.end()
        self.level, self.indent = level, indent
        if tag == "li":
            self.mark = ""

    def end(self) -> None:
        text = " ".join("".join(self.parts).split())
        self.parts = []
        if not text:
            return
        self.left -= len(text)
        if self.left < 0:
            raise TooMuch
        self.blocks.append(
            {"text": self.mark + text, "level": self.level, "indent": self.indent, "gap": self.gap}
        )
        self.mark, self.gap = "", False


def _mark(item: Any) -> str:
    parent = item.parent
    if parent is None or parent.tag != "ol":
        return "・"
    before, sibling = 1, item.prev
    while sibling is not None:
        before += sibling.tag == "li"
        sibling = sibling.prev
    return f"{before}. "


def _is_table(table: Any) -> bool:
    """Rows and columns of text; not one that only arranges the page."""
    if table.css_first("table table, h1, h2, h3") is not None:
        return False
    return any(len(row.css("td, th")) > 1 for row in table.css("tr"))


def _rows(table: Any, reader: _Reader) -> list[list[str]]:
    rows: list[list[str]] = []
    held: dict[tuple[int, int], bool] = {}
    for at, row in enumerate(table.css("tr")):
        cells: list[str] = []
        for cell in row.css("td, th"):
            while held.get((at, len(cells))):
                cells.append("")
            inside = _Reader(reader.left)
            inside.read(cell, 0)
            inside.end()
            lines = [block["text"] for block in inside.blocks if "text" in block]
            reader.left = inside.left
            across, down = _span(cell, "colspan", 100), _span(cell, "rowspan", 1000)
            for below in range(1, down):
                for beside in range(across):
                    held[(at + below, len(cells) + beside)] = True
            cells += ["\n".join(lines), *[""] * (across - 1)]
        while held.get((at, len(cells))):
            cells.append("")
        rows.append(cells)
    return rows


def _span(cell: Any, name: str, most: int) -> int:
    said = cell.attributes.get(name) or "1"
    return min(max(int(said), 1), most) if said.isdecimal() and len(said) < 5 else 1
