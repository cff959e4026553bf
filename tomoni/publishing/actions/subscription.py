"""Verbs of those who read by mail. They have no account: the private link in every mail is how they act."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.core import audit, outbox, records
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import current
from tomoni.core.people import Person
from tomoni.publishing.models import Subscriber


@transaction.atomic
def ask(*, by: Person, mail: str, name: str = "", key: UUID) -> None:
    """Somebody asks for the newsletter: nothing comes before the link mailed now is confirmed. Who reads already is told so."""
    here = current()
    found = Subscriber.objects.of_mail(mail).select_related("jurisdiction").first()
    if found is None:
        found = Subscriber.of(mail, name)
        found.jurisdiction = here
        records.create(
            found, by=by, verb="subscriber.ask", secret=("mail", "name", "fingerprint", "key", "token_hash")
        )
    if found.is_reading:
        body = _("この宛先は、もう購読しています。やめるときは次のページで止められます。")
    else:
        body = _(
            "通信の購読を始めるには、次のページで「購読を始める」を押してください。心当たりがないときは、このまま捨ててください。"
        )
    outbox.mail(
        to=found.mail,
        subject=_("%(city)sの通信の購読") % {"city": here.name},
        body=f"{body}\n{outbox.link(found.address)}\n",
        key=f"subscriber-{found.pk}-{key}",
        jurisdiction=here,
    )


@transaction.atomic
def confirm(subscriber: Subscriber, *, by: Person) -> None:
    now = timezone.now()
    rows = Subscriber.objects.filter(pk=subscriber.pk).exclude(confirmed_at__isnull=False, ended_at=None)
    if not rows.update(confirmed_at=now, ended_at=None, changed_at=now):
        raise Refused(_("もう購読が始まっています。"))
    subscriber.confirmed_at, subscriber.ended_at = now, None
    audit.record("subscriber.confirm", subscriber, by=by)


@transaction.atomic
def end(subscriber: Subscriber, *, by: Person) -> None:
    """No mail of this kind goes there any more, whatever role the person holds. A second time changes nothing."""
    now = timezone.now()
    if not Subscriber.objects.filter(pk=subscriber.pk, ended_at=None).update(ended_at=now, changed_at=now):
        return
    subscriber.ended_at = now
    audit.record("subscriber.end", subscriber, by=by)
