import json
from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomoni.core.files import StoredFile
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.directory.standing import Reader, standing_of
from tomoni.intake.states import INTAKE, State


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: Reader) -> Self:
        """The section alone: an old document may name anybody."""
        return self if standing_of(user).is_section else self.none()

    def standing(self) -> Self:
        """Those that were not given up: the same document is not taken in beside one of them."""
        return self.exclude(state=State.DROPPED)


IntakeManager = ScopedManager.from_queryset(IntakeQuerySet)


class Intake(Record):
    """取り込む文書: a document of the past, what was read out of it and what a person mended."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("文書"))
    sha256 = models.CharField(max_length=64, editable=False)
    kind = models.CharField(_("種類"), max_length=20, blank=True)
    encoding = models.CharField(_("文字コード"), max_length=20, blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.READING, editable=False)
    message = models.TextField(_("知らせ"), blank=True, editable=False)
    content = EncryptedTextField(blank=True, editable=False)
    """What was read, as JSON: the object of docs/reading.md and the document's lines."""
    mends = EncryptedTextField(blank=True, editable=False)
    """What a person put in place of it, as JSON: path → value."""

    objects = IntakeManager()
    workflow = INTAKE
    verbs: ClassVar[dict[str, object]] = {
        "intake.made": _("取り込んだ記録"),
        "intake.taken_back": _("取り消した記録"),
    }

    class Meta:
        verbose_name = _("文書の取り込み")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "sha256"],
                condition=~models.Q(state="dropped"),
                name="intake_document_once",
                violation_error_message=_("同じ文書がすでにあります。"),
            )
        ]

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return reverse("intake:intake", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def reading(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content) if self.content else {}
        return found

    @property
    def mended(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.mends) if self.mends else {}
        return found


class Made(models.Model):
    """A record that a commit made, as it was then: changed since, it is no longer taken back."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="made")
    order = models.PositiveSmallIntegerField(default=0)
    model = models.CharField(max_length=60)
    """app_label.model_name."""
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    address = models.CharField(max_length=300)

    objects: ScopedManager["Made"] = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return self.label
