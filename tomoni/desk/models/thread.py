"""What is said: the thread the asker sees, the notes inside, the files."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.files import StoredFile
from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.desk.models.consultation import Consultation
from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT
from tomoni.directory.standing import Reader, standing_of


class Side(models.TextChoices):
    ASKER = "asker", _("相談した人")
    DEPARTMENT = "department", _("担当課")
    SECTION = "section", _("協働の担当課")
    CENTRE = "centre", _("サポートセンター")
    SYSTEM = "system", _("システム")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Reader) -> Self:
        return self.filter(consultation__in=Consultation.objects.visible_to(user))


MessageManager = ScopedManager.from_queryset(MessageQuerySet)


class Message(Record):
    """A word in the thread, which the asker sees. What stays inside is a Note, in a table of its own."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(_("書いた側"), max_length=12, choices=Side)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("書いた課")
    )
    body = EncryptedTextField(_("本文"))
    sent_at = models.DateTimeField(_("日時"), default=timezone.now)
    is_answer = models.BooleanField(_("回答"), default=False)

    objects = MessageManager()

    class Meta:
        verbose_name = _("やりとり")
        ordering: ClassVar[list[str]] = ["sent_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["consultation", "sent_at"], name="message_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.consultation.number} {self.get_side_display()}"

    @property
    def audit_label(self) -> str:
        return self.consultation.number


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: Reader) -> Self:
        """The section reads all; departments on the case what the city wrote; the centre what the centre wrote."""
        standing = standing_of(user)
        rows = self.filter(consultation__in=Consultation.objects.at_desk_of(user))
        if standing.is_section:
            return rows
        sides = [Side.CENTRE] if standing.is_centre else []
        if standing.has(*DEPARTMENT):
            sides += [Side.SECTION, Side.DEPARTMENT]
        return rows.filter(side__in=sides)


NoteManager = ScopedManager.from_queryset(NoteQuerySet)


class Note(Record):
    """内部メモ: never reaches the asker."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="notes")
    side = models.CharField(_("書いた側"), max_length=12, choices=Side)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("書いた課")
    )
    body = EncryptedTextField(_("メモ"))
    written_at = models.DateTimeField(_("日時"), default=timezone.now)

    objects = NoteManager()

    class Meta:
        verbose_name = _("内部メモ")
        ordering: ClassVar[list[str]] = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.consultation.number} {self.get_side_display()}"

    @property
    def audit_label(self) -> str:
        return self.consultation.number


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Reader) -> Self:
        return self.filter(consultation__in=Consultation.objects.visible_to(user))


AttachmentManager = ScopedManager.from_queryset(AttachmentQuerySet)


class Attachment(Record):
    """添付: stored encrypted; its name too, since names of files say much."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(_("ファイル名"))
    side = models.CharField(_("付けた側"), max_length=12, choices=Side)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttachmentManager()

    class Meta:
        verbose_name = _("添付")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.consultation.number} {self.pk}"

    @property
    def audit_label(self) -> str:
        return self.consultation.number
