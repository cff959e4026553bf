"""A report's outline as a draft in chapters, with the text that stands under each heading."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core.records import Record
from tomoni.directory.models import Actor
from tomoni.drafting.actions import draft as actions
from tomoni.drafting.models import Draft, Section


def write(records: dict[str, Any], name: str, unit: Actor, by: User) -> list[Record]:
    outline = records["outline"]
    chapters = [chapter for chapter in outline.get("chapters") or [] if chapter.get("title")]
    if not chapters:
        raise ValidationError(_("章がありません。確かめて入力してください。"))
    draft = actions.start(by=by, unit=unit, title=(outline.get("title") or name)[:120])
    made: list[Record] = [draft]
    for chapter in chapters:
        made += _add(draft, None, chapter, by, depth=1)
    return made


def _add(draft: Draft, parent: Section | None, part: dict[str, Any], by: User, *, depth: int) -> list[Record]:
    body = "\n".join(_body(part))
    row = actions.add_section(draft, by=by, parent=parent, heading=part["title"][:120], body=body)
    made: list[Record] = [row]
    for below in part.get("sections") or []:
        if below.get("title"):
            made += _add(draft, row if depth < 3 else parent, below, by, depth=depth + 1)
    return made


def _body(part: dict[str, Any]) -> Iterator[str]:
    yield from filter(None, part.get("text") or [])
    yield from (f"・{item}" for item in part.get("items") or [] if item)
    for point in part.get("points") or []:
        yield f"【{point['heading']}】"
        yield from filter(None, point.get("text") or [])
        yield from (f"・{item}" for item in point.get("items") or [] if item)
