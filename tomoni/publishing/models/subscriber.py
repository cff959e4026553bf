from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField, fingerprint
from tomoni.core.visitors import hash_of, token_of

PURPOSE = "tomoni.subscription"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def of_token(self, token: str) -> Self:
        """Whoever holds the private link is the subscriber."""
        return self.filter(token_hash=hash_of(token))

    def of_mail(self, mail: str) -> Self:
        return self.filter(fingerprint=fingerprint(mail.strip().lower()))

    def reading(self) -> Self:
        """Asked for it by themselves, confirmed it and did not end it."""
        return self.exclude(confirmed_at=None).filter(ended_at=None)

    def ended(self) -> Self:
        return self.exclude(ended_at=None)


SubscriberManager = ScopedManager.from_queryset(SubscriberQuerySet)


class Subscriber(Record):
    """購読者: a mail address that newsletters go to, or must not go to any more. Address and name lie encrypted."""

    mail = EncryptedTextField(_("メールアドレス"))
    name = EncryptedTextField(_("お名前"), blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    key = models.UUIDField(default=uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    confirmed_at = models.DateTimeField(_("購読をはじめた日時"), null=True, blank=True)
    """None: asked and not confirmed, or mailed because of a role."""
    ended_at = models.DateTimeField(_("購読をやめた日時"), null=True, blank=True)

    objects = SubscriberManager()
    verbs: ClassVar[dict[str, object]] = {
        "subscriber.ask": _("購読の申し込み"),
        "subscriber.confirm": _("購読の開始"),
        "subscriber.end": _("購読の終了"),
    }

    class Meta:
        verbose_name = _("購読者")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["jurisdiction", "fingerprint"], name="subscriber_once")
        ]

    def __str__(self) -> str:
        return _text("購読者 %(n)s") % {"n": self.pk}

    @classmethod
    def of(cls, mail: str, name: str = "") -> "Subscriber":
        """A new row, not stored, with the link that belongs to it."""
        made = cls(mail=mail.strip(), name=name.strip(), fingerprint=fingerprint(mail.strip().lower()))
        made.token_hash = hash_of(made.token)
        return made

    @property
    def token(self) -> str:
        """Derived from the random key under the installation's secret: a backup alone opens no page (ADR 0010)."""
        return token_of(PURPOSE, str(self.key))

    @property
    def address(self) -> str:
        """The private page."""
        return reverse(
            "publishing:subscription", kwargs={"city": self.jurisdiction.slug, "token": self.token}
        )

    @property
    def is_reading(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None
