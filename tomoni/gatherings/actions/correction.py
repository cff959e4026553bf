"""The answers to what members want corrected."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import outbox, workflow
from tomoni.core.errors import require
from tomoni.gatherings.actions import notes
from tomoni.gatherings.models import Correction
from tomoni.gatherings.rules import correction as rules


@transaction.atomic
def accept(correction: Correction, *, by: User, text: str = "", reason: str = "") -> None:
    """Write the line as wanted, or as `text` says; a request about the whole is answered only."""
    require(rules.can_accept(by, correction))
    reply: dict[str, Any] = {"reply": reason[:1000], "answered_at": timezone.now()}
    workflow.move(correction, "accept", by=by, reason=reason, **reply)
    if correction.statement is not None:
        line = correction.statement
        notes.mend(line, by=by, version=line.version, text=text.strip() or correction.wanted)
    _tell(correction)


@transaction.atomic
def decline(correction: Correction, *, by: User, reason: str) -> None:
    require(rules.can_decline(by, correction))
    reply: dict[str, Any] = {"reply": reason[:1000], "answered_at": timezone.now()}
    workflow.move(correction, "decline", by=by, reason=reason, **reply)
    _tell(correction)


@transaction.atomic
def retract(correction: Correction, *, by: User, reason: str = "") -> None:
    require(rules.can_retract(by, correction))
    workflow.move(correction, "retract", by=by, reason=reason)


def _tell(correction: Correction) -> None:
    outbox.notify(
        [correction.member_id],
        text=_("会議録の修正の申し出に返事がありました。"),
        address=correction.minutes.get_absolute_url(),
        key=f"correction-answered-{correction.pk}",
    )
