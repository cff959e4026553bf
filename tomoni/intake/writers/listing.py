"""Groups and departments of a list that the register does not know yet; persons and their addresses are left out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core.jurisdictions import current
from tomoni.core.records import Record
from tomoni.directory.actions import actor as actions
from tomoni.directory.models import Actor
from tomoni.japan.errors import ReadingNotValid
from tomoni.japan.kana import check_reading, fold, katakana


def write(records: dict[str, Any], name: str, unit: Actor, by: User) -> list[Record]:
    known = {fold(actor_name) for actor_name in Actor.objects.values_list("name", flat=True)}
    made: list[Record] = []
    for kind in ("groups", "departments"):
        for entry in records.get(kind) or []:
            title = (entry.get("name") or "").strip()
            if not title or fold(title) in known:
                continue
            known.add(fold(title))
            made.append(_one(kind, title, entry.get("fields") or {}, by))
    if not made:
        raise ValidationError(
            _(
                "新しい団体や課はありません。すべて台帳にあるか、事業の一覧です。「読んだ内容だけを保管する」を選べます。"
            )
        )
    return made


def _one(kind: str, title: str, fields: dict[str, Any], by: User) -> Actor:
    actor = Actor(
        jurisdiction=current(),
        kind=Actor.Kind.DEPARTMENT if kind == "departments" else _kind(title),
        name=title,
        reading=_reading(fields.get("kana")),
        is_published=False,
    )
    return actions.create(actor, by=by)


def _kind(title: str) -> str:
    if "特定非営利活動法人" in title or "NPO法人" in fold(title).upper():
        return Actor.Kind.NPO
    return Actor.Kind.NEIGHBOURHOOD if title.endswith(("自治会", "町内会", "町会")) else Actor.Kind.GROUP


def _reading(text: str | None) -> str:
    if not text:
        return ""
    try:
        return katakana(check_reading(text))
    except ReadingNotValid:
        return ""
