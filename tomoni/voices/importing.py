"""A table of opinions (domain brief §7.6), read row by row: known by its number, else by day and words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.core.imports import Line
from tomoni.core.visibility import Visibility
from tomoni.directory.importing.columns import Cells, lacks, rows
from tomoni.directory.models import Actor
from tomoni.gatherings.models import Gathering
from tomoni.japan.kana import fold, squeeze
from tomoni.japan.parsing import parse_day
from tomoni.reading.tables import Table
from tomoni.voices.models import Answer, Code, Opinion, Scheme
from tomoni.voices.states import CORRECTABLE, SORTED, UNANSWERED, UNSORTED, AnswerKind, State

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("意見ID",),
    "round": ("回",),
    "day": ("開催日", "受け付けた日"),
    "place": ("場所",),
    "group": ("団体（任意）", "団体"),
    "primary": ("分類",),
    "others": ("副分類",),
    "raw": ("意見（原文）", "意見", "原文"),
    "shown": ("意見（整文）", "整文"),
    "answer": ("市の考え方",),
    "kind": ("対応区分",),
    "department": ("担当課",),
    "plan": ("関連計画項目",),
    "visibility": ("公開",),
    "grounds": ("理由",),
}
FIXED = ("day", "group", "raw", "answer", "kind", "department")
"""What a table does not change in an opinion that is there: words as they came, and what a department answers."""
YES = {"公開", "公開する", "1", "○", "〇", "はい"}
NO = {"非公開", "公開しない", "0", "×", "いいえ"}
LONGEST = 4000


@dataclass
class Draft:
    """What one row says."""

    line: int
    key: str
    opinion: Opinion | None = None
    raw: str = ""
    shown: str | None = None
    day: date | None = None
    gathering: Gathering | None = None
    place: str = ""
    group: Actor | None = None
    primary: Code | None = None
    others: tuple[Code, ...] = ()
    coded: bool = False
    visibility: str = ""
    department: Actor | None = None
    kind: str = ""
    answer: str = ""
    grounds: str = ""
    errors: list[str] = field(default_factory=list)


@dataclass
class There:
    """What the city has, asked at once."""

    by_number: dict[str, Opinion]
    by_words: dict[tuple[date, str], list[Opinion]]
    codes: dict[str, Code]
    departments: dict[str, Actor]
    groups: dict[str, Actor]
    gatherings: dict[date, list[Gathering]]
    met: Counter[tuple[date, str]] = field(default_factory=Counter)


def known() -> There:
    opinions = list(Opinion.objects.with_answers().select_related("group"))
    by_words: dict[tuple[date, str], list[Opinion]] = {}
    for one in sorted(opinions, key=lambda opinion: opinion.pk):
        by_words.setdefault((one.received_on, squeeze(one.raw_text)), []).append(one)
    scheme = Scheme.objects.active().first()
    codes = Code.objects.filter(scheme=scheme).select_related("scheme")
    gatherings: dict[date, list[Gathering]] = {}
    for meeting in Gathering.objects.select_related("jurisdiction"):
        gatherings.setdefault(meeting.held_on, []).append(meeting)
    return There(
        {one.number: one for one in opinions},
        by_words,
        {fold(code.code): code for code in codes},
        {one.name: one for one in Actor.objects.departments()},
        {one.name: one for one in Actor.objects.groups()},
        gatherings,
    )


def drafts(table: Table, there: There) -> Iterator[Draft]:
    if problem := lacks(table, COLUMNS, "raw"):
        yield Draft(table.header_line, "", errors=[problem])
        return
    lines: dict[str, int] = {}
    for cells in rows(table, COLUMNS):
        draft = _draft(cells, there)
        if draft.opinion is not None:
            number = draft.opinion.number
            if number in lines:
                text = _("「%(name)s」は%(line)d行目にもあります。どちらかを消してください。")
                draft.errors.append(cells.problem("number", text % {"name": number, "line": lines[number]}))
            lines.setdefault(number, draft.line)
        yield draft


def _draft(cells: Cells, there: There) -> Draft:
    draft = Draft(cells.row.line, cells["number"], raw=cells["raw"], place=cells["place"])
    if cells.row.problem:
        draft.errors.append(f"{cells.table.where(cells.row)}：{cells.row.problem}")
    draft.shown = cells["shown"] or None
    draft.answer, draft.grounds = cells["answer"], cells["grounds"]
    for name, text in (("raw", draft.raw), ("shown", draft.shown or ""), ("answer", draft.answer)):
        if len(text) > LONGEST:
            said = _("%(most)d字までにしてください（いま%(n)d字）。")
            draft.errors.append(cells.problem(name, said % {"most": LONGEST, "n": len(text)}))
    _day(draft, cells)
    _named(draft, cells, there)
    _visibility(draft, cells)
    _kind(draft, cells)
    _find(draft, cells, there)
    _codes(draft, cells, there)
    if draft.opinion is None:
        _new(draft, cells, there)
    else:
        _fixed(draft, cells)
    draft.key = draft.opinion.number if draft.opinion else draft.raw[:40]
    return draft


def _day(draft: Draft, cells: Cells) -> None:
    if not cells["day"]:
        return
    try:
        draft.day = parse_day(cells["day"])
    except ValueError as error:
        draft.errors.append(cells.problem("day", str(error)))
        return
    if draft.day > timezone.localdate():
        draft.errors.append(cells.problem("day", _("今日までの日を入力してください。")))


def _named(draft: Draft, cells: Cells, there: There) -> None:
    for name, rows_ in (("group", there.groups), ("department", there.departments)):
        if not cells[name]:
            continue
        found = rows_.get(cells[name])
        if found is None:
            text = _("「%(name)s」は登録されていません。名前を確かめるか、空けてください。")
            draft.errors.append(cells.problem(name, text % {"name": cells[name]}))
        setattr(draft, name, found)


def _codes(draft: Draft, cells: Cells, there: There) -> None:
    given = []
    # A letter that the opinion carries already is that one, of whatever scheme.
    own = {fold(one.code.code): one.code for one in draft.opinion.codings.all()} if draft.opinion else {}
    codes = {**there.codes, **own}
    for name in ("primary", "others"):
        for part in cells[name].replace("，", "、").replace(",", "、").split("、"):
            # Both "A" and "A 市職員の協働意識" are read.
            code = codes.get(fold(part.strip().split(" ")[0].split("\u3000")[0]))
            if code is not None:
                given.append(code)
            elif part.strip():
                text = _("分類「%(code)s」は、ふだん使う分類にありません。記号を直すか、空けてください。")
                draft.errors.append(cells.problem(name, text % {"code": part.strip()}))
    if cells["others"] and not cells["primary"]:
        draft.errors.append(cells.problem("primary", _("副分類を付けるときは、分類も入力してください。")))
    draft.coded = bool(given)
    draft.primary, draft.others = (given[0], tuple(dict.fromkeys(given[1:]))) if given else (None, ())


def _visibility(draft: Draft, cells: Cells) -> None:
    text = cells["visibility"]
    labels = {str(label): value for value, label in Visibility.choices}
    if text in YES:
        draft.visibility = Visibility.PUBLIC
    elif text in NO:
        draft.visibility = Visibility.PARTIES
    elif text in labels:
        draft.visibility = labels[text]
    elif text:
        said = _("「公開」か「非公開」を入力してください（いまは「%(text)s」）。")
        draft.errors.append(cells.problem("visibility", said % {"text": text}))


def _kind(draft: Draft, cells: Cells) -> None:
    text = cells["kind"]
    labels = {str(label): value for value, label in AnswerKind.choices}
    draft.kind = labels.get(text, text if text in AnswerKind.values else "")
    if text and not draft.kind:
        said = _("対応区分「%(text)s」は使えません。%(known)sのどれかにしてください。")
        draft.errors.append(cells.problem("kind", said % {"text": text, "known": "、".join(labels)}))


def _find(draft: Draft, cells: Cells, there: There) -> None:
    """By its number; without one the same words of the same day are the same opinion, as often as they stand there."""
    if cells["number"]:
        draft.opinion = there.by_number.get(cells["number"])
        if draft.opinion is None:
            text = _(
                "意見ID「%(number)s」の声はありません。新しい声として取り込むときは、意見IDを空けてください。"
            )
            draft.errors.append(cells.problem("number", text % {"number": cells["number"]}))
        return
    if draft.day is None:
        return
    key = (draft.day, squeeze(draft.raw))
    same = there.by_words.get(key, [])
    if there.met[key] < len(same):
        draft.opinion = same[there.met[key]]
    there.met[key] += 1


def _new(draft: Draft, cells: Cells, there: There) -> None:
    if not draft.raw:
        draft.errors.append(
            cells.problem("raw", _("意見（原文）が空です。文を入れるか、行を消してください。"))
        )
    if draft.day is None and not cells["day"]:
        draft.errors.append(cells.problem("day", _("開催日（受け付けた日）を入力してください。")))
    if draft.department is not None and draft.primary is None:
        draft.errors.append(cells.problem("primary", _("担当課を決める声には、分類を入力してください。")))
    if draft.answer and draft.department is None and not cells["department"]:
        draft.errors.append(
            cells.problem("department", _("市の考え方を取り込むときは、担当課を入力してください。"))
        )
    if draft.answer and not draft.kind and not cells["kind"]:
        draft.errors.append(
            cells.problem("kind", _("市の考え方を取り込むときは、対応区分を入力してください。"))
        )
    if draft.kind == AnswerKind.CANNOT and not draft.grounds:
        draft.errors.append(
            cells.problem("grounds", _("「対応できません」と答えるときは、理由を入力してください。"))
        )
    held = there.gatherings.get(draft.day, []) if draft.day else []
    number = squeeze(cells["round"]).removeprefix("第").removesuffix("回")
    fitting = [one for one in held if not number or str(one.round_number or "") == number]
    draft.gathering = fitting[0] if len(fitting) == 1 else None


def _fixed(draft: Draft, cells: Cells) -> None:
    """What stands differently in the file and is not changed by a table is said, not passed over."""
    opinion = draft.opinion
    if opinion is None:
        return
    answer: Answer | None = opinion.answer
    day = opinion.gathering.held_on if opinion.gathering else opinion.received_on
    differs = {
        "raw": bool(draft.raw) and squeeze(draft.raw) != squeeze(opinion.raw_text),
        "day": draft.day is not None and draft.day not in (day, opinion.received_on),
        "group": draft.group is not None and draft.group != opinion.group,
        "department": draft.department is not None and draft.department != opinion.department,
        "answer": bool(draft.answer) and squeeze(draft.answer) != squeeze(answer.text if answer else ""),
        "kind": bool(draft.kind) and draft.kind != (answer.kind if answer else ""),
    }
    for name in FIXED:
        if differs[name]:
            said = _(
                "この声にある内容と違います。ここは表では変えられません。声のページで直すか、この欄を空けてください。"
            )
            draft.errors.append(cells.problem(name, said))
    before = [code for code in (opinion.primary, *opinion.secondary) if code is not None]
    after = [code for code in (draft.primary, *draft.others) if code is not None]
    if draft.coded and set(after) == set(before) and draft.primary == opinion.primary:
        draft.coded = False
    wished = differences(draft)
    for name, possible in (
        ("primary", (*UNSORTED, *SORTED)),
        ("shown", (State.RECEIVED, *CORRECTABLE)),
        ("visibility", UNANSWERED),
    ):
        if COLUMNS[name][0] in wished and opinion.state not in possible:
            said = _("いまの状態（%(state)s）では変えられません。この欄を空けてください。")
            draft.errors.append(cells.problem(name, said % {"state": opinion.get_state_display()}))


def differences(draft: Draft) -> dict[str, tuple[str, str]]:
    """Heading → what stands here, what stands in the file; only what the table may change."""
    opinion = draft.opinion
    found: dict[str, tuple[str, str]] = {}
    if opinion is None:
        return found
    if draft.shown is not None and draft.shown != opinion.text and draft.shown != opinion.display_text:
        found[COLUMNS["shown"][0]] = (opinion.text, draft.shown)
    if draft.coded:
        before = "、".join(one.code.code for one in opinion.codings.all())
        after = "、".join(code.code for code in (draft.primary, *draft.others) if code)
        found[COLUMNS["primary"][0]] = (before, after)
    if draft.visibility and draft.visibility != opinion.visibility:
        found[COLUMNS["visibility"][0]] = (
            str(opinion.get_visibility_display()),
            str(Visibility(draft.visibility).label),
        )
    return found


def check(table: Table) -> Iterator[Line]:
    there = known()
    for draft in drafts(table, there):
        if draft.errors:
            yield Line(draft.line, draft.key, "wrong", errors=tuple(draft.errors))
        elif draft.opinion is None:
            yield Line(draft.line, draft.key, "new")
        else:
            changed = differences(draft)
            yield Line(draft.line, draft.key, "changed" if changed else "same", changed)


def sample() -> list[str]:
    """The headings that are understood, in the product's own order."""
    return [spellings[0] for spellings in COLUMNS.values()]
