"""Opinions taken in the room, by phone or on cards. They land unpublished, with where they came from."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import records
from tomoni.core.errors import Refused, require
from tomoni.core.people import Person
from tomoni.gatherings.models import Gathering
from tomoni.voices import rules
from tomoni.voices.actions.opinions import Line, record, take
from tomoni.voices.models import Capture, Opinion

LONGEST = 1000


@transaction.atomic
def open_room(gathering: Gathering, *, by: User, closes_at: datetime, question: str = "") -> Capture:
    """Begin, or begin again at the same address."""
    require(rules.can_record(by))
    if closes_at <= timezone.now():
        raise ValidationError({"closes_at": _("これからの日時を入力してください。")})
    kept = Capture.objects.filter(gathering=gathering).first()
    if kept is not None:
        fields: dict[str, Any] = {"closes_at": closes_at, "question": question, "closed_at": None}
        return records.change(kept, by=by, verb="open", **fields)
    made = Capture(
        jurisdiction=gathering.jurisdiction, gathering=gathering, closes_at=closes_at, question=question
    )
    return records.create(made, by=by, verb="open", secret=("token",))


@transaction.atomic
def close_room(capture: Capture, *, by: User) -> None:
    require(rules.can_record(by))
    records.change(capture, by=by, verb="close", closed_at=timezone.now())


@transaction.atomic
def say(capture: Capture, *, by: Person, text: str) -> Opinion:
    """Whoever is in the room, without an account; nothing about the writer is kept."""
    if not capture.is_open(timezone.now()):
        raise Refused(_("声の受け付けは終わりました。"))
    if not text.strip() or len(text) > LONGEST:
        raise ValidationError({"text": _("声を、%(n)s字までで書いてください。") % {"n": LONGEST}})
    gathering = capture.gathering
    return take(
        [Line(text)],
        by=by,
        received_on=timezone.localdate(),
        recorder_id=gathering.organiser_id,
        source=Opinion.Source.ROOM,
        gathering=gathering,
    )[0]


@transaction.atomic
def type_card(gathering: Gathering, *, by: User, text: str) -> Opinion:
    """A paper card of the room, typed in by staff as it was written."""
    return record(
        by=by,
        line=Line(text),
        received_on=min(gathering.held_on, timezone.localdate()),
        source=Opinion.Source.CARD,
        gathering=gathering,
    )
