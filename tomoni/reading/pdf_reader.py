"""Reads the text layer of a PDF page by page: lines from top to bottom, and tables where lines are ruled.

Run by `limited.py`; imports nothing of ours.
"""

import re
from itertools import pairwise
from typing import Any, NamedTuple

_SNAP = 3.0
_DASHES = "-−–—―－‐"


class TooMuch(Exception):
    """More pages, signs or rules than asked for."""


class Sign(NamedTuple):
    """A character and the box it fills, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def size(self) -> float:
        return max(self.top - self.bottom, 1.0)


class Rule(NamedTuple):
    """A ruled line: where it lies, and from where to where it goes."""

    at: float
    start: float
    end: float


class Grid(NamedTuple):
    """A ruled table: its columns' and rows' borders, rows from the top, and the cell that each field belongs to."""

    xs: list[float]
    ys: list[float]
    owner: dict[tuple[int, int], tuple[int, int]]

    def field_at(self, x: float, y: float) -> tuple[int, int] | None:
        column = next((i for i, (a, b) in enumerate(pairwise(self.xs)) if a <= x <= b), None)
        row = next((i for i, (a, b) in enumerate(pairwise(self.ys)) if b <= y <= a), None)
        return None if column is None or row is None else self.owner[(row, column)]


def answer(data: bytes, most_pages: str, most_signs: str) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if "assword" in str(error) or "security" in str(error) else "damaged"}
    if count > int(most_pages):
        return {"error": "pages", "pages": count}
    pages, left = [], int(most_signs)
    try:
        for number in range(count):
            page, signs = _page(document[number], left)
            left -= signs
            pages.append(page)
    except TooMuch:
        return {"error": "much"}
    except pypdfium2.PdfiumError:
        return {"error": "damaged"}
    return {"pages": pages}


def _page(page: Any, most: int) -> tuple[dict[str, Any], int]:
    signs = _signs(page, most)
    across, down, pictures = _drawn(page)
    grids = _grids(across, down)
    cells: list[dict[tuple[int, int], list[Sign]]] = [{} for _ in grids]
    flow: list[Sign] = []
    for sign in signs:
        for grid, held in zip(grids, cells, strict=True):
            field = grid.field_at(sign.x, sign.y)
            if field is not None:
                held.setdefault(field, []).append(sign)
                break
        else:
            flow.append(sign)
    blocks = _flowing(flow, page.get_width(), [(grid.ys[0], grid.ys[-1]) for grid in grids])
    for grid, held in zip(grids, cells, strict=True):
        if not held:
            continue
        rows = [
            [_cell(held.get((row, column), []), grid, row, column) for column in range(len(grid.xs) - 1)]
            for row in range(len(grid.ys) - 1)
        ]
        blocks.append({"top": grid.ys[0], "rows": [row for row in rows if any(row)]})
    blocks.sort(key=lambda block: block.get("column", 0) * 1e6 - block["top"])
    return {"blocks": blocks, "pictures": pictures}, len(signs)


def _cell(signs: list[Sign], grid: Grid, row: int, column: int) -> str:
    """The cell's lines; one that reaches the cell's border was only wrapped and goes on."""
    last = max(c for (r, c), owner in grid.owner.items() if owner == (row, column)) if signs else column
    border, text, is_full = grid.xs[last + 1], "", False
    for line in _lines(signs, numbers=True):
        begins = re.match(r"[・•●○◎■□◆※＊*【〔(（<＜①-⑳]|[0-9０-９]{1,2}[.．、)）\s]", line["text"])
        text += ("" if not text or (is_full and not begins) else "\n") + line["text"]
        is_full = line["right"] >= border - 1.9 * line["size"]
    return text


def _signs(page: Any, most: int) -> list[Sign]:
    import ctypes

    import pypdfium2.raw as raw

    text = page.get_textpage()
    count = text.count_chars()
    if count > most:
        raise TooMuch
    box = raw.FS_RECTF()
    found, high = [], 0
    for at in range(count):
        if raw.FPDFText_IsGenerated(text.raw, at):
            continue
        code = raw.FPDFText_GetUnicode(text.raw, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code < 32 or code in (0xFFFE, 0xFFFF, 0x00AD) or code > 0x10FFFF:
            continue
        if not raw.FPDFText_GetLooseCharBox(text.raw, at, ctypes.byref(box)):
            continue
        found.append(Sign(chr(code), box.left, box.bottom, box.right, box.top))
    return found


def _flowing(signs: list[Sign], width: float, taken: list[tuple[float, float]]) -> list[dict[str, Any]]:
    """Lines outside tables; two columns one after the other where a gutter runs down the page."""
    gutter = None if taken else _gutter(signs, width)
    if gutter is None:
        return _lines(signs)
    lines = []
    for column, side in enumerate(([s for s in signs if s.x < gutter], [s for s in signs if s.x >= gutter])):
        lines += [{**line, "column": column} for line in _lines(side)]
    return lines


def _gutter(signs: list[Sign], width: float) -> float | None:
    """The middle of an empty strip down the whole page, if both sides look like columns of text."""
    inked = [False] * (int(width) + 2)
    for sign in signs:
        if sign.text.strip():
            for x in range(max(int(sign.left), 0), min(int(sign.right) + 1, len(inked))):
                inked[x] = True
    middle = [x for x in range(int(width * 0.38), int(width * 0.62)) if not inked[x]]
    strips = _clusters([float(x) for x in middle], 1.5)
    for strip in sorted(strips, key=len, reverse=True)[:1]:
        if len(strip) < 10:
            return None
        at = sum(strip) / len(strip)
        left, right = ([s for s in signs if (s.x < at) is before] for before in (True, False))
        sides = [_lines(left), _lines(right)]
        if all(
            len(lines) >= 12 and sum(len(line["text"]) for line in lines) / len(lines) >= 12
            for lines in sides
        ):
            return at
    return None


def _lines(signs: list[Sign], *, numbers: bool = False) -> list[dict[str, Any]]:
    """`numbers`: whether a line that is only a figure is text (in a table), not the page's number."""
    rows: list[list[Sign]] = []
    spaces: list[Sign] = []
    for sign in sorted(signs, key=lambda sign: -sign.y):
        if not sign.text.strip():
            spaces.append(sign)
        elif rows and abs(rows[-1][0].y - sign.y) < 0.5 * max(sign.size, rows[-1][0].size):
            rows[-1].append(sign)
        else:
            rows.append([sign])
    if not rows:
        return []
    margin = min(sign.left for row in rows for sign in row)
    lines: list[dict[str, Any]] = []
    below: float | None = None
    for row in rows:
        row.sort(key=lambda sign: sign.left)
        size = sorted(sign.size for sign in row)[len(row) // 2]
        text = row[0].text
        blanks = [space.x for space in spaces if abs(space.y - row[0].y) < 0.6 * size]
        for before, sign in pairwise(row):
            gap = sign.left - before.right
            is_blank = gap > 0.19 * size or any(before.x < x < sign.x for x in blanks)
            text += ("\t" if gap > 1.6 * size else " " if is_blank else "") + sign.text
        top, bottom = row[0].y + size / 2, row[0].y - size / 2
        gap_above = below is not None and below - top > 0.9 * size
        indent = round((row[0].left - margin) / size)
        lines.append(
            {
                "top": top,
                "text": text,
                "indent": indent,
                "gap": gap_above,
                "size": round(size, 1),
                "right": row[-1].right,
            }
        )
        below = bottom
    return [line for line in lines if numbers or not _is_page_number(line["text"])]


def _is_page_number(text: str) -> bool:
    return re.fullmatch(
        rf"[{_DASHES}\s]*\d{{1,3}}(?:\s*/\s*\d{{1,3}})?[{_DASHES}\s]*", text
    ) is not None and (text.strip().isdecimal() is False or len(text.strip()) < 4)


def _drawn(page: Any) -> tuple[list[Rule], list[Rule], int]:
    """Rules across and down the page, and how many pictures lie on it."""
    import pypdfium2.raw as raw

    across: list[Rule] = []
    down: list[Rule] = []
    pictures = 0
    for thing in page.get_objects(max_depth=4):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            for (x1, y1), (x2, y2) in _strokes(thing, raw):
                if abs(y1 - y2) <= 1 and abs(x1 - x2) > 4:
                    across.append(Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
                elif abs(x1 - x2) <= 1 and abs(y1 - y2) > 4:
                    down.append(Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
            if len(across) + len(down) > 20_000:
                raise TooMuch
    return across, down, pictures


def _strokes(path: Any, raw: Any) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    import ctypes

    count = raw.FPDFPath_CountSegments(path.raw)
    if count > 5_000:
        return []
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    strokes: list[tuple[tuple[float, float], tuple[float, float]]] = []
    start: tuple[float, float] | None = None
    pen: tuple[float, float] | None = None
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(path.raw, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point: tuple[float, float] = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and pen is not None:
            strokes.append((pen, point))
        pen = point
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            strokes.append((pen, start))
    return strokes


def _clusters(values: list[float], reach: float) -> list[list[float]]:
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][-1] <= reach:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return clusters


def _grids(across: list[Rule], down: list[Rule]) -> list[Grid]:
    """Ruled tables: rules that touch belong together; at least two fields."""
    grids = []
    for rows, columns in _touching(across, down):
        xs = [sum(c) / len(c) for c in _clusters([rule.at for rule in columns], _SNAP)]
        ends = [end for rule in columns for end in (rule.start, rule.end)]
        # A page may end without a rule below the last row: there the upright rules end together.
        open_ends = [c for c in _clusters(ends, _SNAP) if len(c) >= 2]
        rows = (
            rows
            + [
                Rule(sum(c) / len(c), xs[0], xs[-1])
                for c in (open_ends[0], open_ends[-1])
                if all(abs(rule.at - c[0]) > _SNAP for rule in rows)
            ]
            if open_ends
            else rows
        )
        ys = [sum(c) / len(c) for c in _clusters([rule.at for rule in rows], _SNAP)][::-1]
        if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2) or len(xs) * len(ys) > 20_000:
            continue
        grids.append(Grid(xs, ys, _owners(xs, ys, rows, columns)))
    return grids


def _touching(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules whose areas overlap, by the rows of the page they cover."""
    spans = sorted([(rule.start, rule.end, rule, False) for rule in down], key=lambda span: -span[1])
    groups: list[tuple[list[Rule], list[Rule], list[float]]] = []
    for low, high, rule, _ in spans:
        for _rows, columns, reach in groups:
            if low <= reach[1] + _SNAP and high >= reach[0] - _SNAP:
                columns.append(rule)
                reach[0], reach[1] = min(reach[0], low), max(reach[1], high)
                break
        else:
            groups.append(([], [rule], [low, high]))
    for rule in across:
        for rows, columns, reach in groups:
            left, right = min(c.at for c in columns), max(c.at for c in columns)
            if reach[0] - _SNAP <= rule.at <= reach[1] + _SNAP and rule.start <= right and rule.end >= left:
                rows.append(rule)
                break
    return [(rows, columns) for rows, columns, _ in groups if rows and columns]


def _owners(
    xs: list[float], ys: list[float], rows: list[Rule], columns: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Each field belongs to the first field that no rule parts it from."""
    walls, floors = _by_place(columns, xs), _by_place(rows, ys)
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            middle_y, middle_x = (top + bottom) / 2, (left + right) / 2
            own = (row, column)
            if row and not any(r.start <= middle_x <= r.end for r in floors[row]):
                own = owner[(row - 1, column)]
            elif column and not any(r.start <= middle_y <= r.end for r in walls[column]):
                own = owner[(row, column - 1)]
            owner[(row, column)] = own
    return owner


def _by_place(rules: list[Rule], places: list[float]) -> list[list[Rule]]:
    return [[rule for rule in rules if abs(rule.at - place) <= _SNAP] for place in places]
