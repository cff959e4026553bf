"""Taking a consultation in, by whatever channel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import outbox, records
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.people import VISITOR, Person
from tomoni.desk import keeping, rules, search
from tomoni.desk.actions import link, thread
from tomoni.desk.models import Asker, Consultation, Side, number_of
from tomoni.desk.states import AskerKind, Channel
from tomoni.directory.models import Actor
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.directory.standing import standing_of
from tomoni.japan import fiscal

SECRET = ("asker", "asker_person", "asker_kind")
"""For whom it was asked stays out of the log's values, as does everything encrypted. Who asks with an account of their own stands in
the log as the one who did it: the log says who did what, always."""


@transaction.atomic
def receive(
    *,
    by: Asker,
    asker: Actor | None = None,
    once: str = "",
    attachments: Sequence["UploadedFile[Any]"] = (),
    **fields: Any,
) -> Consultation:
    """From whoever asks, on the web: a visitor, a person with an account, or a group.

    A visitor gets a private link, derived from the form's key `once`.
    """
    require(rules.can_consult(by))
    person = by if isinstance(by, User) else None
    if asker is not None:
        require(person is not None and asker.pk in standing_of(person).actor_ids)
    made = _store(
        Consultation(
            channel=Channel.WEB,
            asker=asker,
            asker_person=None if asker else person,
            asker_kind=fields.pop("asker_kind", "") or _kind_of(asker),
            **fields,
        ),
        by=person or VISITOR,
    )
    thread.attach(made, attachments, side=Side.ASKER, by=by)
    if once and person is None:
        _send_link(made, link.store(made, by=VISITOR, once=once))
    keeping.tell_desk(
        made, _("新しい相談（%(number)s）を受け付けました。") % {"number": made.number}, event="new"
    )
    return made


@transaction.atomic
def enter(*, by: User, attachments: Sequence["UploadedFile[Any]"] = (), **fields: Any) -> Consultation:
    """For somebody who came, called or wrote: the desk types it in."""
    require(rules.can_enter(by), who=_("協働の担当課とサポートセンターが行えます。"))
    standing = standing_of(by)
    posts = [post.actor_id for post in standing.posts if post.code in (*SECTION, RoleCode.CEN)]
    made = _store(Consultation(entered_by=by, received_by_id=posts[0], **fields), by=by)
    thread.attach(made, attachments, side=Side.ASKER, by=by)
    return made


def _store(consultation: Consultation, *, by: Person) -> Consultation:
    city = current()
    now: datetime = consultation.received_at or timezone.now()
    consultation.jurisdiction = city
    consultation.last_word_at = now
    consultation.fiscal_year = fiscal.fiscal_year(timezone.localdate(now))
    consultation.serial = keeping.next_serial(city, consultation.fiscal_year)
    consultation.number = number_of(consultation.fiscal_year, consultation.serial)
    records.create(consultation, by=by, secret=SECRET)
    search.index([consultation])
    keeping.keep(consultation)
    return consultation


def _send_link(consultation: Consultation, token: str) -> None:
    """Number and link, if a mail is wished for; never what was written."""
    if not (consultation.wants_mail and consultation.asker_mail):
        return
    address = reverse("desk:private", kwargs={"city": consultation.jurisdiction.slug, "token": token})
    outbox.mail(
        to=consultation.asker_mail,
        subject=_("相談を受け付けました（%(number)s）") % {"number": consultation.number},
        body=_(
            "相談を受け付けました。\n受付番号 %(number)s\n\n"
            "次のページで、いまの状態とやりとりを見られます。ほかの人に教えないでください。\n%(link)s\n"
        )
        % {"number": consultation.number, "link": outbox.link(address)},
        key=f"asked:{consultation.pk}:receipt",
        jurisdiction=consultation.jurisdiction,
    )


_KINDS = {
    Actor.Kind.DEPARTMENT: AskerKind.DEPARTMENT,
    Actor.Kind.GROUP: AskerKind.GROUP,
    Actor.Kind.NPO: AskerKind.GROUP,
    Actor.Kind.NEIGHBOURHOOD: AskerKind.NEIGHBOURHOOD,
    Actor.Kind.BUSINESS: AskerKind.BUSINESS,
    Actor.Kind.SCHOOL: AskerKind.SCHOOL,
}


def _kind_of(asker: Actor | None) -> AskerKind:
    if asker is None:
        return AskerKind.INDIVIDUAL
    return _KINDS.get(Actor.Kind(asker.kind), AskerKind.OTHER)
