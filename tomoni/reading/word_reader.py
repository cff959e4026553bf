"""Reads the body of a Word document in its order: paragraphs with their numbers and bullets, and tables.

Run by `limited.py`; imports nothing of ours.
"""

from collections import defaultdict
from io import BytesIO
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {_W + "rt", _W + "del", _W + "moveFrom", _FALLBACK, _W + "instrText"}
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


class TooMuch(Exception):
    """More text than asked for."""


def answer(data: bytes, most_signs: str) -> dict[str, Any]:
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = Document(BytesIO(data))
        reader = _Reader(document, int(most_signs))
        reader.read(document.element.body)
    except TooMuch:
        return {"error": "much"}
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError):
        return {"error": "damaged"}
    return {"blocks": reader.blocks}


class _Reader:
    def __init__(self, document: Any, most_signs: int) -> None:
        self.blocks: list[dict[str, Any]] = []
        self.left = most_signs
        self.levels = _heading_levels(document)
        self.numbering = _numbering(document)
        self.counters: dict[str, list[int]] = defaultdict(lambda: [0] * 10)

    def read(self, body: Any) -> None:
        for element in body:
            if element.tag == _W + "p":
                self._paragraph(element)
            elif element.tag == _W + "tbl":
                self._table(element)
            elif element.tag == _W + "sdt":
                for content in element.findall(_W + "sdtContent"):
                    self.read(content)

    def _paragraph(self, paragraph: Any) -> None:
        style, indent = self._style(paragraph)
        lines = self._texts(paragraph)
        for at, text in enumerate(lines):
            self.blocks.append(
                {"text": text, "level": self.levels.get(style, 0), "indent": indent + (at > 0)}
            )
        for box in paragraph.iter(_W + "txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                self.read(box)

    def _table(self, table: Any) -> None:
        rows = []
        for row in table.iter(_W + "tr"):
            if _table_of(row) is not table:
                continue
            cells: list[str] = []
            for cell in row.iter(_W + "tc"):
                if _row_of(cell) is not row:
                    continue
                span, goes_on = _spans(cell)
                cells.append("" if goes_on else "\n".join(self._cell(cell)))
                cells += [""] * (min(span, 200) - 1)
            rows.append(cells)
        self.blocks.append({"rows": rows})

    def _cell(self, cell: Any) -> list[str]:
        return [line for paragraph in cell.iter(_W + "p") for line in self._texts(paragraph) if line]

    def _texts(self, paragraph: Any) -> list[str]:
        """The paragraph's lines, the first with its number or bullet."""
        text = _text(paragraph)
        self.left -= len(text)
        if self.left < 0:
            raise TooMuch
        mark = self._mark(paragraph) if text.strip() else ""
        return (mark + text).split("\n")

    def _style(self, paragraph: Any) -> tuple[str, int]:
        found = paragraph.find(f"{_W}pPr/{_W}pStyle")
        indent = paragraph.find(f"{_W}pPr/{_W}ind")
        left = (indent.get(_W + "left") or indent.get(_W + "start") or "0") if indent is not None else "0"
        return (found.get(_W + "val") or "") if found is not None else "", int(float(left)) // 210

    def _mark(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        style, _ = self._style(paragraph)
        if properties is None:
            return "・" if style.startswith("ListBullet") else ""
        number = properties.find(_W + "numId")
        level = properties.find(_W + "ilvl")
        key = number.get(_W + "val") if number is not None else "0"
        at = min(int(level.get(_W + "val") or 0) if level is not None else 0, 8)
        kind, form = self.numbering.get((key, at), ("bullet", ""))
        if kind == "bullet" or key == "0":
            return "・" if key != "0" else ""
        counter = self.counters[key]
        counter[at] += 1
        counter[at + 1 :] = [0] * (9 - at)
        for place in range(at, -1, -1):
            form = form.replace(f"%{place + 1}", _numbered(kind, max(counter[place], 1)))
        return form + " "


def _heading_levels(document: Any) -> dict[str, int]:
    levels = {}
    for style in document.styles.element.iter(_W + "style"):
        name = style.find(_W + "name")
        said = (name.get(_W + "val") or "").casefold() if name is not None else ""
        if said.startswith("heading ") and said[8:].isdecimal():
            levels[style.get(_W + "styleId")] = int(said[8:])
        elif said == "title":
            levels[style.get(_W + "styleId")] = 1
    return levels


def _numbering(document: Any) -> dict[tuple[str, int], tuple[str, str]]:
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    kinds: dict[str, dict[int, tuple[str, str]]] = {}
    for abstract in root.iter(_W + "abstractNum"):
        kinds[abstract.get(_W + "abstractNumId")] = {
            int(level.get(_W + "ilvl") or 0): (
                _value(level, "numFmt") or "decimal",
                _value(level, "lvlText") or "%1.",
            )
            for level in abstract.findall(_W + "lvl")
        }
    found = {}
    for number in root.iter(_W + "num"):
        for level, kind in kinds.get(_value(number, "abstractNumId") or "", {}).items():
            found[(number.get(_W + "numId"), level)] = kind
    return found


def _value(element: Any, name: str) -> str | None:
    child = element.find(_W + name)
    return None if child is None else child.get(_W + "val")


def _numbered(kind: str, number: int) -> str:
    if kind == "decimalEnclosedCircle" and number <= 20:
        return chr(0x2460 + number - 1)
    if kind.startswith("aiueo") and number <= len(_AIUEO):
        return _AIUEO[number - 1]
    if kind in ("upperLetter", "lowerLetter") and number <= 26:
        return chr((65 if kind == "upperLetter" else 97) + number - 1)
    if kind in ("upperRoman", "lowerRoman") and number <= 10:
        return ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][number - 1]
    return str(number)


def _text(paragraph: Any) -> str:
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(element: Any, parts: list[str]) -> None:
    for child in element:
        if child.tag in _SKIPPED or child.tag == _W + "txbxContent":
            continue
        if child.tag == _W + "t":
            parts.append(child.text or "")
        elif child.tag == _W + "tab":
            if element.tag != _W + "tabs":
                parts.append("\t")
        elif child.tag in (_W + "br", _W + "cr"):
            parts.append("\n")
        elif child.tag == _W + "noBreakHyphen":
            parts.append("-")
        else:
            _collect(child, parts)


def _spans(cell: Any) -> tuple[int, bool]:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    goes_on = merge is not None and merge.get(_W + "val") != "restart"
    return max(int(span.get(_W + "val") or 1), 1) if span is not None else 1, goes_on


def _table_of(row: Any) -> Any:
    return next(above for above in row.iterancestors() if above.tag == _W + "tbl")


def _row_of(cell: Any) -> Any:
    return next(above for above in cell.iterancestors() if above.tag == _W + "tr")
