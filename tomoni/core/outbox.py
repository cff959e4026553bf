"""Mail and notices, stored in the transaction of what caused them and sent afterwards by the worker.

A mail carries number and link, never the text of a case. The same key is stored once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import ClassVar, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, current
from tomoni.core.secrets import EncryptedTextField

MAX_TRIES = 12
LEASE = timedelta(minutes=5)


class Letter(models.Model):
    """A mail to send."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, null=True, related_name="+")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = EncryptedTextField()
    """Encrypted: a mail may carry a link that opens something (an invitation, a new password, a case)."""
    html = EncryptedTextField(blank=True)
    """The same in HTML, where the mail is a published document."""
    unsubscribe = EncryptedTextField(blank=True)
    """The private page on which the receiver ends further mails of this kind."""
    key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="letter_waiting")
        ]

    def __str__(self) -> str:
        return self.subject


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """A line on somebody's own page."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    person_id = models.BigIntegerField()
    text = models.CharField(_("知らせ"), max_length=300)
    address = models.CharField(max_length=300)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person_id", "key"], name="notice_once")
        ]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Mail:
    """`body` says number and link, or is a text that is public already; `html` the same for those who read it so."""

    to: str
    subject: str
    body: str
    key: str
    html: str = ""
    unsubscribe: str = ""


def mail(*, to: str, subject: str, body: str, key: str, jurisdiction: Jurisdiction | None = None) -> None:
    """Put a mail into the box. `body` says number and link (an address starting with / becomes a full one by `link`)."""
    mail_many([Mail(to, subject, body, key)], jurisdiction=jurisdiction)


def mail_many(mails: Iterable[Mail], *, jurisdiction: Jurisdiction | None = None) -> None:
    """Many at once; one whose key is in the box, or was sent, stays as it is."""
    letters = []
    for one in mails:
        validate_email(one.to)
        subject = " ".join(one.subject.split())[:200]
        letters.append(
            Letter(
                jurisdiction=jurisdiction,
                to=one.to,
                subject=subject,
                body=one.body,
                html=one.html,
                unsubscribe=one.unsubscribe,
                key=one.key,
            )
        )
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=200)


def link(address: str) -> str:
    """The full address of a page, for mails."""
    return f"{settings.PUBLIC_ADDRESS}{address}"


def mark_read(person_id: int) -> None:
    """What this person was told in the city in scope is read."""
    rows = Notice.objects.of(person_id).unread().filter(jurisdiction=current())
    rows.update(read_at=timezone.now())


def notify(person_ids: Iterable[int | None], *, text: str, address: str, key: str) -> None:
    """Tell these people on their own pages, once each for a key."""
    here = current()
    Notice.objects.bulk_create(
        [
            Notice(jurisdiction=here, person_id=person_id, text=text[:300], address=address, key=key)
            for person_id in sorted({one for one in person_ids if one is not None})
        ],
        ignore_conflicts=True,
    )


def send_due(*, now: datetime, most: int = 200) -> int:
    """Send what is due; each letter is claimed by one UPDATE first, so that two workers never send it twice."""
    sent = 0
    for letter in Letter.objects.filter(sent_at=None, due_at__lte=now, tries__lt=MAX_TRIES)[:most]:
        claimed = Letter.objects.filter(pk=letter.pk, sent_at=None, due_at__lte=now, tries=letter.tries)
        if not claimed.update(due_at=now + LEASE, tries=F("tries") + 1):
            continue
        headers = {"List-Unsubscribe": f"<{letter.unsubscribe}>"} if letter.unsubscribe else {}
        message = EmailMultiAlternatives(letter.subject, letter.body, None, [letter.to], headers=headers)
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        try:
            message.send()
        except (SMTPException, OSError) as error:
            wait = timedelta(minutes=min(2**letter.tries, 120))
            Letter.objects.filter(pk=letter.pk).update(due_at=now + wait, error=str(error)[:300])
            continue
        # What was sent is forgotten: a letter may hold a link that opens a confidential page.
        Letter.objects.filter(pk=letter.pk).update(sent_at=now, error="", body="", html="", unsubscribe="")
        sent += 1
    return sent
