"""A series of exchange sessions, and the opinions of the whole series with their classes."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core.records import Record
from tomoni.directory.models import Actor
from tomoni.gatherings import actions as gatherings
from tomoni.gatherings.models import Gathering
from tomoni.intake.values import day
from tomoni.intake.writers.times import span
from tomoni.voices import actions as voices
from tomoni.voices.actions import Line
from tomoni.voices.models import Code, Opinion, Scheme


def write(records: dict[str, Any], name: str, unit: Actor, by: User) -> list[Record]:
    exchange = records["exchange"]
    title = (exchange.get("title") or name)[:120]
    sessions = [
        _session(session, at, title, unit, by) for at, session in enumerate(exchange.get("sessions") or [])
    ]
    opinions, scheme = _opinions(exchange, title, sessions, by)
    return [*sessions, *([scheme] if scheme else []), *opinions]


def _session(session: dict[str, Any], at: int, title: str, unit: Actor, by: User) -> Gathering:
    starts_at, ends_at = span(session, f"exchange.sessions[{at}]")
    row = {
        "category": _("参加団体"),
        "groups": session.get("group_count"),
        "people": session.get("people") or 0,
    }
    gathering = gatherings.record(
        by=by,
        organiser=unit,
        kind=Gathering.Kind.OPINION_EXCHANGE,
        title=title,
        series=title,
        round_number=session.get("round"),
        starts_at=starts_at,
        ends_at=ends_at,
        place=(session.get("place") or "")[:120],
        attendance=[row] if session.get("people") is not None else [],
    )
    gatherings.hold(gathering, by=by)
    return gathering


def _opinions(
    exchange: dict[str, Any], title: str, sessions: list[Gathering], by: User
) -> tuple[list[Opinion], Scheme | None]:
    """All of one series: the report does not say in which session each was said."""
    classes = [each for each in exchange.get("classes") or [] if any(o.get("text") for o in each["opinions"])]
    if not classes:
        return [], None
    received = sessions[-1].held_on if sessions else day(exchange.get("published_on"))
    if received is None:
        raise ValidationError(_("「公表日」がありません。確かめて入力してください。"))
    codes, made = _codes(classes, title, by)
    lines = list(_lines(classes, codes))
    details: dict[str, Any] = {"gathering": sessions[0]} if len(sessions) == 1 else {}
    opinions = voices.record_all(
        lines, by=by, received_on=received, source=Opinion.Source.SESSION, source_note=title[:200], **details
    )
    return opinions, made


def _lines(classes: list[dict[str, Any]], codes: dict[str, Code]) -> Iterator[Line]:
    for each in classes:
        for opinion in each["opinions"]:
            if opinion.get("text"):
                odd = "、".join(opinion.get("suspicious") or [])
                yield Line(
                    raw_text=opinion["text"], suspicious=odd, primary=codes.get(each.get("code") or "")
                )


def _codes(classes: list[dict[str, Any]], title: str, by: User) -> tuple[dict[str, Code], Scheme | None]:
    """The codes of a scheme in use that has just these classes, or of a new one; none where the report has no letters."""
    wanted = {each["code"]: each["label"] for each in classes if each.get("code") and each.get("label")}
    if not wanted:
        return {}, None
    for scheme in Scheme.objects.filter(is_active=True).prefetch_related("codes"):
        known = {code.code: code for code in scheme.codes.all()}
        if all(letter in known and known[letter].label == label for letter, label in wanted.items()):
            return known, None
    scheme = voices.define(
        by=by,
        name=_name(title),
        codes=[(letter, label[:60], "") for letter, label in wanted.items()],
        source=title[:100],
    )
    return {code.code: code for code in scheme.codes.all()}, scheme


def _name(title: str) -> str:
    """One that no scheme has yet."""
    base, number = title[:50], 1
    name = base
    while Scheme.objects.filter(name=name).exists():
        number += 1
        name = f"{base} {number}"
    return name
