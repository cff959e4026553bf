"""A plan's progress table: items, actions and their plan, do, check, act – whatever the header's merged cells look like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tomoni.reading import moments
from tomoni.reading.documents import Cell, Document, Line, Table
from tomoni.reading.facts import Fact
from tomoni.reading.flow import OPEN_ENDS
from tomoni.reading.marks import mark_of
from tomoni.reading.signs import flat, tight

ROLES: tuple[tuple[str, str], ...] = (
    ("number", r"(?:番号|No\.?|NO\.?|№|#|整理番号|事業番号)"),
    ("policy", r"(?:基本方針|基本目標|基本施策|大項目|施策の柱|柱|分野)"),
    ("item", r"(?:実施項目|施策|取組項目|推進項目|中項目|推進施策|推進方策|項目|施策の方向性?|主要施策)"),
    ("action", r"(?:行動計画の項目|取組名|事業名|具体的な?取組名|取組|事業|小項目|取組事項|主な取組|計画事業|事務事業名?|取組・事業名?)"),
    ("content", r"(?:実施内容.*|事業内容|取組内容|取組の内容|内容|計画内容|事業概要|取組概要|概要|計画(?:\(P(?:lan)?\))?)"),
    ("target", r"(?:取組目標|目標(?:値)?|年度目標|数値目標|成果目標|指標|目標・指標|活動指標|成果指標|(?:(?:令和|平成|R|H)?[元\d]+(?:年度)?|年度)(?:の)?(?:目標値?|計画値?))"),
    ("done", r"(?:具体的な取組内容|実行(?:\(D(?:o)?\))?|実施内容\(実績\)|実績|取組実績|実施実績|主な実績|(?:(?:令和|平成|R|H)?[元\d]+(?:年度)?|年度)(?:の)?(?:実績値?|取組実績|実施状況|取組状況|実績・成果|取組内容)|取組結果|実施結果|進捗状況|実施状況|取組状況)"),
    ("effect", r"(?:実施状況や事業の効果|評価(?:\(C(?:heck)?\))?|効果|成果|事業の効果|評価・検証|自己評価|実績に対する評価|達成状況|達成度|進捗度|評価理由)"),
    ("issues", r"(?:課題等?|問題点|課題・問題点|課題と問題点|今後の課題|実施上の課題)"),
    ("improvement", r"(?:改善(?:\(A(?:ct(?:ion)?)?\))?|改善策|改善点|改善内容|今後の方向性?|今後の取組|次年度へ向けた取組|次年度の取組|今後の対応|今後の方針|見直し|(?:(?:令和|平成|R|H)?[元\d]+(?:年度)?|年度)(?:の)?(?:取組予定|予定))"),
    ("goal", r"(?:.{0,12}目指すべき姿|目指す姿|将来像|あるべき姿|到達目標)"),
    ("by", r"(?:実施主体|担当課|所管課|担当部署|主管課|担当|所管|実施課|関係課|主体|担当部課)"),
)  # fmt: skip
_LETTERS = {
    "行動計画(P)": "plan",
    "計画(P)": "plan",
    "PLAN": "plan",
    "P": "plan",
    "D": "done",
    "C": "effect",
    "A": "improvement",
}
COLUMNS = tuple(name for name, _ in ROLES)
_GROUPS = re.compile(r"(?:行動計画|計画|事業|取組)?[(]?(?:P|Plan)[)]?|行動計画|計画の内容")


@dataclass(slots=True)
class Entry:
    """One line of a cell; `repost`: marked 再掲, which is taken off the text."""

    text: Fact[str]
    repost: bool = False


@dataclass(slots=True)
class Rate:
    """What is to be done how often or by how many, in 【】 behind it: 年1回開催 of 意見交換会."""

    text: Fact[str]
    of: Fact[str] | None
    repost: bool = False


@dataclass(slots=True)
class Figure:
    """A number the table states, with its unit: 13 名, 年 1 回."""

    number: Fact[int]
    unit: str
    field: str


@dataclass(slots=True)
class Row:
    """`reported`: whether anything at all is said of what was done; blank rows are rows."""

    item_number: Fact[str] | None = None
    item: Fact[str] | None = None
    action_number: Fact[str] | None = None
    action: Fact[str] | None = None
    content: list[Entry] = field(default_factory=list)
    target: list[Entry] = field(default_factory=list)
    target_rates: list[Rate] = field(default_factory=list)
    done: list[Entry] = field(default_factory=list)
    effect: list[Entry] = field(default_factory=list)
    issues: list[Entry] = field(default_factory=list)
    improvement: list[Entry] = field(default_factory=list)
    goal: list[Entry] = field(default_factory=list)
    by: Fact[str] | None = None
    figures: list[Figure] = field(default_factory=list)
    reported: bool = False
    other: dict[str, Fact[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    title: Fact[str] | None = None
    policy: Fact[str] | None = None
    as_of: Fact[date] | None = None
    fiscal_year: Fact[int] | None = None
    notes: list[Fact[str]] = field(default_factory=list)
    columns: list[Fact[str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def read_plan(document: Document) -> Plan:
    plan = Plan()
    for block in document.blocks:
        if isinstance(block, Table):
            heads = header_of(block)
            if heads is not None:
                _rows(plan, block, *heads)
        else:
            _line(plan, block)
    return plan


def _line(plan: Plan, line: Line) -> None:
    """Policy, notes, as-of date and title from the lines around the table."""
    plain = flat(line.text)
    as_of = re.search(r"時点|現在|とりまとめ|取りまとめ", plain)
    days = [moment for moment in moments.moments(line.text) if moment.day]
    if as_of and days and days[0].day and plan.as_of is None:
        plan.as_of = Fact(days[0].day, line.place, line.text, days[0].certainty)
        if (
            re.fullmatch(r"[(]?(?:と|取)?り?まとめ?[:]?.{0,24}(?:時点|現在)[)]?", plain.strip())
            or len(plain) < 40
        ):
            return
    if plan.policy is None and re.match(
        r"(?:基本方針|基本目標|施策の柱|基本施策|重点施策|目標)\s*[\dⅠ-ⅫIVX一二三四五]", plain
    ):
        plan.policy = line.fact(0.95)
    elif re.match(r"[※*注]|[^\s]{1,12}\s*(?:…|‥|・・・|=|＝|:)\s*\S", line.text) and len(plain) < 400:
        plan.notes.append(line.fact(0.9))
    elif plan.title is None and not plan.rows and len(plain) <= 80 and not plain.endswith("。"):
        plan.title = line.fact(0.85)
        from tomoni.reading.titles import title_in

        plan.fiscal_year = plan.fiscal_year or title_in(line).fiscal_year


def role_of(text: str) -> str | None:
    name = tight(text)
    if not name:
        return None
    return next((role for role, pattern in ROLES if re.fullmatch(pattern, name)), None)


def header_of(table: Table) -> tuple[dict[int, str], int, list[Fact[str]]] | None:
    """Which column means what, and how many rows the header has; None where this is no such table.

    Where extraction shifted merged cells, the leaves in reading order head the columns in theirs, if they are as many.
    """
    best: tuple[dict[int, str], int, list[Fact[str]]] | None = None
    for depth in (1, 2, 3):
        if len(table.rows) <= depth:
            break
        columns, cells = _leaves(table, depth)
        enough = {
            "item",
            "action",
            "content",
            "target",
            "done",
            "effect",
            "issues",
            "improvement",
            "goal",
            "by",
        } & set(columns.values())
        worth = {"target", "done", "effect", "issues", "improvement", "goal"} & enough
        if (
            len(enough) >= 3
            and len(worth) >= 2
            and (best is None or len(set(columns.values())) > len(set(best[0].values())))
        ):
            best = (
                columns,
                depth,
                [Fact(" ".join(cell.text.split()), cell.place, cell.text) for cell in cells],
            )
    return best


def _leaves(table: Table, depth: int) -> tuple[dict[int, str], list[Cell]]:
    width = table.width
    stacked: list[list[tuple[str, Cell]]] = []
    for at in range(width):
        column = []
        for row in table.rows[:depth]:
            if at < len(row) and (role := role_of(row[at].text)) is not None:
                column.append((role, row[at]))
        stacked.append(column)
    straight: dict[int, str] = {}
    for at, column in enumerate(stacked):
        if column:
            straight[at] = column[-1][0]
    flat_leaves = _in_reading_order(table, depth)
    roles = [role for role, _ in flat_leaves]
    if len(roles) == width and len(set(roles)) == width and _is_shifted(stacked):
        return dict(enumerate(roles)), [cell for _, cell in flat_leaves]
    first: dict[int, str] = {}
    for at, role in straight.items():
        if role not in first.values():
            first[at] = role
    return first, [column[-1][1] for column in stacked if column]


def _is_shifted(stacked: list[list[tuple[str, Cell]]]) -> bool:
    """A column headed by two words that mean different things, or by none beside such a one."""
    return any(len({role for role, _ in column}) > 1 for column in stacked) or any(
        not column for column in stacked
    )


def _in_reading_order(table: Table, depth: int) -> list[tuple[str, Cell]]:
    """Every leaf once: a group's name (行動計画(P)) gives way to what stands below it."""
    order = {name: at for at, name in enumerate(COLUMNS)}
    found: dict[str, Cell] = {}
    for row in table.rows[:depth]:
        for cell in row:
            role = role_of(cell.text)
            if role is not None and not _GROUPS.fullmatch(tight(cell.text)):
                found.setdefault(role, cell)
    return sorted(found.items(), key=lambda pair: order[pair[0]])


def _rows(plan: Plan, table: Table, columns: dict[int, str], depth: int, heads: list[Fact[str]]) -> None:
    if not plan.columns:
        plan.columns = heads
    named = {at: " ".join(table.rows[depth - 1][at].text.split()) for at in range(len(table.rows[depth - 1]))}
    before = plan.rows[-1] if plan.rows else Row()
    wide = max(len(table.rows[0]), max(columns, default=0) + 1, len(table.rows[depth - 1]))
    for cells in table.rows[depth:]:
        if any(cell.text for cell in cells[wide:]):
            continue  # more cells than headings: nobody can tell which is which
        row = Row()
        held: dict[str, Cell] = {}
        for at, cell in enumerate(cells):
            if (role := columns.get(at)) is not None:
                held.setdefault(role, cell)
            elif cell.text and named.get(at):
                row.other[named[at]] = Fact(cell.text, cell.place, cell.text, 0.9)
        policy = held.get("policy")
        if policy and policy.text and plan.policy is None:
            plan.policy = Fact(policy.text, policy.place, policy.text, 0.9)
        _heads(row, held, before)
        _fields(row, held)
        if any(cell.text for cell in cells) and (row.action is not None or row.item is not None):
            plan.rows.append(row)
            before = row


def _heads(row: Row, held: dict[str, Cell], before: Row) -> None:
    """Item and action; an empty item cell is the one above, merged."""
    item, action, number = held.get("item"), held.get("action"), held.get("number")
    if item and item.text:
        row.item, row.item_number = _named(item)
    else:
        row.item, row.item_number = before.item, before.item_number
    if action and action.text:
        row.action, row.action_number = _named(action)
    if number and number.text and row.action_number is None:
        row.action_number = Fact(number.text, number.place, number.text)


def _named(cell: Cell) -> tuple[Fact[str], Fact[str] | None]:
    text = "".join(cell.text.split("\n"))
    mark = mark_of(text)
    if mark is None or not mark.counts:
        return Fact(text, cell.place, cell.text, 0.97), None
    return Fact(mark.rest.strip(), cell.place, cell.text, 0.97), Fact(mark.text, cell.place, cell.text)


def _fields(row: Row, held: dict[str, Cell]) -> None:
    for role in ("content", "target", "done", "effect", "issues", "improvement", "goal"):
        cell = held.get(role)
        if cell is None or not cell.text:
            continue
        into = "target" if role == "done" and _is_only_target(cell.text) and "target" in held else role
        getattr(row, into).extend(_entries(cell))
        row.figures += _figures(cell, into)
    row.target_rates = list(_rates([*row.target, *row.done]))
    by = held.get("by")
    row.by = Fact(" ".join(by.text.split()), by.place, by.text, 0.95) if by and by.text else None
    row.reported = bool(row.done or row.effect)


_RATE = re.compile(r"【(?P<r>[^】]*\d[^】]*)】")


def _rates(entries: list[Entry]) -> Iterator[Rate]:
    """Each once, though plan and done both repeat it."""
    seen: set[tuple[str, str]] = set()
    of: Fact[str] | None = None
    for entry in entries:
        text = entry.text.value
        lead = _RATE.sub("", text).strip()
        if lead:
            of = Fact(lead, entry.text.place, entry.text.text, 0.9)
        for found in _RATE.finditer(flat(text)):
            rate = text[found.start("r") : found.end("r")]
            key = (tight(rate), tight(of.value)[:8] if of else "")
            if key not in seen:
                seen.add(key)
                yield Rate(Fact(rate, entry.text.place, entry.text.text, 0.9), of, entry.repost)


def _is_only_target(text: str) -> bool:
    """【毎年15名以上の派遣】 alone, cut off the target beside it."""
    return re.fullmatch(r"(?:\s*【[^】]+】)+\s*", text) is not None


_REPOST = re.compile(r"\s*[(（\[［【]\s*再\s*掲\s*[)）\]］】]\s*")
_CUT = re.compile(r"\n+|(?:(?<=\s)|(?<=。))(?=[・●○■◆]\s?\S)")


def _entries(cell: Cell) -> list[Entry]:
    found = []
    for piece in _pieces(cell.text):
        repost = _REPOST.search(piece) is not None
        mark = mark_of(piece)
        text = mark.rest if mark and not mark.counts else piece
        bare = _REPOST.sub(" ", text).strip()
        if bare:
            found.append(Entry(Fact(bare, cell.place, piece.strip(), 0.95), repost))
    return found


def _pieces(text: str) -> list[str]:
    """At bullets; a line without one goes on with the line above."""
    parts: list[str] = []
    for part in _CUT.split(text):
        if not part or not part.strip():
            continue
        mark = mark_of(part.strip())
        goes_on = mark is None and not re.match(r"\s*[【〔(（※]", part)
        if parts and goes_on and (mark_of(parts[-1]) is not None or parts[-1].endswith(OPEN_ENDS)):
            parts[-1] = parts[-1].rstrip() + part.strip()
        else:
            parts.append(part.strip())
    return parts


_FIGURE = re.compile(
    r"(?:(?P<lead>毎?年|月|計|延べ|合計)\s*)?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6})\s*(?P<unit>名|人|回|件|団体|法人|市町村?|校|か所|箇所|ヶ所|カ所|%|％|千円|万円|円|事業|テーマ|課|部|冊|世帯)(?!度)(?P<more>以上|以下|程度)?"
)


def _figures(cell: Cell, role: str) -> list[Figure]:
    plain = flat(cell.text)
    return [
        Figure(
            Fact(int(found["n"].replace(",", "")), cell.place, cell.text[found.start() : found.end()], 0.9),
            found["unit"].replace("％", "%") + (found["more"] or ""),
            role,
        )
        for found in _FIGURE.finditer(plain)
        if role in ("target", "done", "effect", "goal")
    ]
