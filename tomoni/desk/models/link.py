"""The private link of an asker without an account."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.visitors import hash_of, token_of
from tomoni.desk.models.consultation import Consultation
from tomoni.directory.standing import Reader


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    def visible_to(self, user: Reader) -> Self:
        return self.filter(consultation__in=Consultation.objects.visible_to(user))

    def usable(self) -> Self:
        return self.filter(revoked_at=None, ended_at=None)

    def of_token(self, token: str, now: datetime) -> "AccessLink | None":
        """The link of this token, if it still opens anything."""
        link = (
            self.usable()
            .filter(token_hash=hash_of(token))
            .select_related("consultation__jurisdiction", "consultation__asker", "consultation__received_by")
            .first()
        )
        return link if link is not None and link.is_usable(now) else None


def token_for(once: str) -> str:
    """The token of the link that one sending of the form leads to."""
    return token_of("tomoni.desk.link", once)


AccessLinkManager = ScopedManager.from_queryset(AccessLinkQuerySet)


class AccessLink(Record):
    """専用リンク: only the hash of its token is kept, so nobody can read the link out of the database."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)
    ended_at = models.DateTimeField(_("期限が来た日時"), null=True, blank=True)

    objects = AccessLinkManager()

    class Meta:
        verbose_name = _("専用リンク")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.consultation.number} {self.pk}"

    @property
    def audit_label(self) -> str:
        return self.consultation.number

    def is_usable(self, now: datetime) -> bool:
        ends = self.consultation.link_ends_on()
        return (
            self.revoked_at is None
            and self.ended_at is None
            and (ends is None or timezone.localdate(now) <= ends)
        )
