"""A table of departments: one row each, known by its name."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tomoni.core.imports import Line
from tomoni.directory.importing.columns import Cells, Draft, lacks, of_model, reading, rows, take
from tomoni.directory.models import Actor, Department
from tomoni.reading.tables import Table

COLUMNS = {
    "name": ("組織名", "課名", "所属名", "名称"),
    "reading": ("フリガナ", "ふりがな", "よみがな", "組織名カナ"),
    "parent": ("上位組織", "部局", "部名"),
    "duties": ("事務分掌", "業務内容"),
    "citizens_words": ("市民のことば", "市民が使うことば", "キーワード"),
    "phone": ("電話", "電話番号"),
}
OF_DEPARTMENT = ("duties", "citizens_words", "phone")


def known() -> dict[str, Actor]:
    """The departments there are, by name."""
    rows_ = Actor.objects.departments().select_related("department", "parent")
    return {actor.name: actor for actor in rows_}


def drafts(table: Table, there: dict[str, Actor]) -> Iterator[Draft]:
    if problem := lacks(table, COLUMNS, "name"):
        yield Draft(table.header_line, "", errors=[problem])
        return
    cells_of = list(rows(table, COLUMNS))
    lines: dict[str, int] = {}
    above = {cells["name"]: cells["parent"] for cells in cells_of}
    for cells in cells_of:
        draft = _draft(cells)
        if draft.name in lines:
            text = _("「%(name)s」は%(line)d行目にもあります。どちらかを消してください。")
            draft.errors.append(cells.problem("name", text % {"name": draft.name, "line": lines[draft.name]}))
        lines.setdefault(draft.name, draft.line)
        _check_parent(draft, cells, above, there)
        yield draft


def _draft(cells: Cells) -> Draft:
    draft = Draft(cells.row.line, cells["name"], parent=cells["parent"])
    if cells.row.problem:
        draft.errors.append(f"{cells.table.where(cells.row)}：{cells.row.problem}")
    if not draft.name:
        draft.errors.append(cells.problem("name", _("組織名が空です。名前を入れるか、行を消してください。")))
    take(draft, cells, "name", of_model(Actor, "name"), draft.actor)
    take(draft, cells, "reading", reading, draft.actor)
    for name in OF_DEPARTMENT:
        take(draft, cells, name, of_model(Department, name), draft.more)
    return draft


def _check_parent(draft: Draft, cells: Cells, above: dict[str, str], there: dict[str, Actor]) -> None:
    if not draft.parent:
        return
    if draft.parent not in above and draft.parent not in there:
        text = _("上位組織「%(name)s」が見つかりません。この表に加えるか、名前を直してください。")
        draft.errors.append(cells.problem("parent", text % {"name": draft.parent}))
    seen, at = {draft.name}, draft.parent
    while at:
        if at in seen:
            text = _("上位組織をたどると「%(name)s」自身に戻ります。上位組織を直してください。")
            draft.errors.append(cells.problem("parent", text % {"name": draft.name}))
            return
        seen.add(at)
        kept = there.get(at)
        at = above.get(at) or (kept.parent.name if kept is not None and kept.parent is not None else "")


def differences(draft: Draft, actor: Actor) -> dict[str, tuple[str, str]]:
    """Heading → what stands here, what stands in the file."""
    department = getattr(actor, "department", None)
    found: dict[str, tuple[str, str]] = {}
    for name, value in draft.actor.items():
        _compare(found, name, getattr(actor, name), value)
    for name, value in draft.more.items():
        _compare(found, name, getattr(department, name, ""), value)
    if draft.parent:
        _compare(found, "parent", actor.parent.name if actor.parent else "", draft.parent)
    return found


def _compare(found: dict[str, tuple[str, str]], name: str, old: Any, new: Any) -> None:
    if old != new:
        found[COLUMNS[name][0]] = (str(old), str(new))


def check(table: Table) -> Iterator[Line]:
    there = known()
    for draft in drafts(table, there):
        kept = there.get(draft.name)
        if draft.errors:
            yield Line(draft.line, draft.name, "wrong", errors=tuple(draft.errors))
        elif kept is None:
            yield Line(draft.line, draft.name, "new")
        else:
            changed = differences(draft, kept)
            yield Line(draft.line, draft.name, "changed" if changed else "same", changed)
