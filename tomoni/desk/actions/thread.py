"""The thread the asker sees, the notes the asker never sees, and what was attached."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import files as core_files
from tomoni.core import records
from tomoni.core.errors import Refused, require
from tomoni.core.people import Person
from tomoni.desk import keeping, rules
from tomoni.desk.models import Asker, Attachment, Consultation, LinkHolder, Message, Note, Side
from tomoni.desk.states import ON_THE_CASE, ConsultationState
from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT, SECTION, RoleCode
from tomoni.directory.standing import standing_of


@transaction.atomic
def tell(
    consultation: Consultation,
    *,
    by: User | LinkHolder,
    body: str,
    attachments: Sequence["UploadedFile[Any]"] = (),
) -> Message:
    """The one who asked adds something."""
    require(rules.can_tell(by, consultation))
    keeping.lock(consultation)
    _open(consultation)
    person = by if isinstance(by, User) else None
    made = say(consultation, body, side=Side.ASKER, by=by, author=person)
    attach(consultation, attachments, side=Side.ASKER, by=by, message=made)
    text = _("相談（%(number)s）に、相談した人から書き込みがありました。") % {"number": consultation.number}
    keeping.tell_desk(consultation, text, event=f"told:{made.pk}", by=by)
    for referral in consultation.referrals.all():
        if referral.state in ON_THE_CASE:
            keeping.tell_department(referral, text, event=f"told:{made.pk}")
    return made


@transaction.atomic
def write(
    consultation: Consultation, *, by: User, body: str, attachments: Sequence["UploadedFile[Any]"] = ()
) -> Message:
    """A word to the asker from the desk or from a department that has replied before."""
    require(rules.can_write(by, consultation), who=_("協働の担当課と、返事をした担当課が行えます。"))
    keeping.lock(consultation)
    _open(consultation)
    side, unit = place_of(consultation, by=by)
    made = say(consultation, body, side=side, by=by, author=by, unit=unit)
    attach(consultation, attachments, side=side, by=by, message=made)
    keeping.spoken(consultation, event=f"message:{made.pk}")
    return made


@transaction.atomic
def note(consultation: Consultation, *, by: User, body: str) -> Note:
    """Stays inside."""
    require(rules.can_note(by, consultation))
    side, unit = place_of(consultation, by=by)
    made = Note(
        jurisdiction=consultation.jurisdiction,
        consultation=consultation,
        side=side,
        author=by,
        unit=unit,
        body=body,
    )
    return records.create(made, by=by)


def say(
    consultation: Consultation,
    body: str,
    *,
    side: Side,
    by: Person,
    author: User | None,
    unit: Actor | None = None,
    is_answer: bool = False,
) -> Message:
    """Put a word into the thread; called by the actions, which have asked the rule."""
    made = Message(
        jurisdiction=consultation.jurisdiction,
        consultation=consultation,
        side=side,
        author=author,
        unit=unit,
        body=body,
        is_answer=is_answer,
    )
    return records.create(made, by=by, secret=("author",) if side == Side.ASKER else ())


def place_of(consultation: Consultation, *, by: User) -> tuple[Side, Actor | None]:
    """For which side somebody at the desk speaks, and from which unit; the asker reads the unit, not the name."""
    standing = standing_of(by)
    if standing.has(*SECTION):
        return Side.SECTION, _unit(by, *SECTION)
    if rules.is_at_desk(by, consultation):
        return Side.CENTRE, _unit(by, RoleCode.CEN)
    units = [one for one in consultation.referrals.all() if one.state in ON_THE_CASE]
    own = next(one for one in units if standing.has_on([one.department_id], *DEPARTMENT))
    return Side.DEPARTMENT, own.department


def _unit(by: User, *codes: RoleCode) -> Actor | None:
    found = [post.actor_id for post in standing_of(by).posts if post.code in codes]
    return Actor.objects.filter(pk__in=found).first()


def attach(
    consultation: Consultation,
    attachments: Sequence["UploadedFile[Any]"],
    *,
    side: Side,
    by: Asker,
    message: Message | None = None,
) -> None:
    """Keep uploads encrypted. Their names say much, so the store knows only their kind."""
    for upload in attachments:
        name = PurePath((upload.name or "").replace("\\", "/")).name[:200]
        stored = core_files.keep(
            upload,
            jurisdiction=consultation.jurisdiction,
            secret=True,
            stored_as=_("添付ファイル") + PurePath(name).suffix,
        )
        Attachment.objects.create(
            jurisdiction=consultation.jurisdiction,
            consultation=consultation,
            message=message,
            file=stored,
            name=name,
            side=side,
            author=by if isinstance(by, User) else None,
        )


def _open(consultation: Consultation) -> None:
    if consultation.state == ConsultationState.CLOSED:
        raise Refused(_("終結した相談には書き込めません。「もう一度ひらく」を行ってください。"))
