"""A council's session with its agenda, attendance and remarks; who spoke is left out."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core.records import Record
from tomoni.directory.models import Actor
from tomoni.gatherings import actions
from tomoni.gatherings.models import AgendaItem, Gathering, QuickReport
from tomoni.intake.writers.times import span


def write(records: dict[str, Any], name: str, unit: Actor, by: User) -> list[Record]:
    meeting = records["meeting"]
    title = meeting.get("body") or meeting.get("title")
    if not title:
        raise ValidationError(_("「会議体」がありません。確かめて入力してください。"))
    starts_at, ends_at = span(meeting, "meeting")
    openness = meeting.get("openness") or Gathering.Openness.OPEN
    if openness not in Gathering.Openness.values:
        raise ValidationError(_("「公開の別」は open、partly_closed、closed のどれかにしてください。"))
    gathering = actions.record(
        by=by,
        organiser=unit,
        kind=Gathering.Kind.COMMITTEE,
        title=title[:120],
        term=meeting.get("term"),
        round_number=meeting.get("session"),
        starts_at=starts_at,
        ends_at=ends_at,
        place=(meeting.get("place") or "")[:120],
        openness=openness,
        closed_reason=_reason(meeting, openness),
        outline=_outline(meeting, name),
        agenda=list(_agenda(meeting.get("agenda") or [], below=False)),
        attendance=list(_attendance(meeting)),
        statements=list(_statements(meeting)),
    )
    actions.hold(gathering, by=by, observers=meeting.get("observers"))
    made: list[Record] = [gathering]
    made += QuickReport.objects.filter(gathering=gathering)
    return made


def _reason(meeting: dict[str, Any], openness: str) -> str:
    said = (meeting.get("closed_reason") or "")[:300]
    return said if openness == Gathering.Openness.OPEN or said else _("もとの文書に理由の記載がありません。")


def _outline(meeting: dict[str, Any], name: str) -> str:
    decisions = [text for text in meeting.get("decisions") or [] if text]
    return "\n".join([_("もとの文書：%(name)s") % {"name": name}, *decisions])


def _agenda(items: list[dict[str, Any]], *, below: bool) -> Iterator[dict[str, Any]]:
    """Two levels, as the room keeps them."""
    for item in items:
        if item.get("title"):
            yield {
                "number": (item.get("number") or "")[:20],
                "title": item["title"][:200],
                "kind": AgendaItem.Kind.OTHER,
                "moderator": (item.get("moderator") or "")[:60],
                "papers": "、".join(filter(None, item.get("papers") or []))[:200],
                "below": below,
            }
        yield from _agenda(item.get("children") or [], below=True)


def _attendance(meeting: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in meeting.get("attendance") or []:
        if row.get("category") and row.get("state") == "present" and row.get("people") is not None:
            note = f"（{row['note']}）" if row.get("note") else ""
            yield {
                "category": f"{row['category']}{note}"[:80],
                "groups": row.get("groups"),
                "people": row["people"],
            }


def _statements(meeting: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Results of an item and remarks, each under its heading."""
    yield from _of_items(meeting.get("agenda") or [])
    for group in meeting.get("statements") or []:
        for each in group["statements"]:
            if each.get("text"):
                yield {"heading": (group.get("heading") or "")[:120], "text": each["text"]}


def _of_items(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        texts = [*(item.get("results") or []), *(each.get("text") for each in item.get("statements") or [])]
        for text in filter(None, texts):
            yield {"heading": (item.get("title") or "")[:120], "text": text}
        yield from _of_items(item.get("children") or [])
