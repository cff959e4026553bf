"""What decisions taught: encrypted vectors of consultations, and which referral teaches which department."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.desk.models.consultation import Consultation, Referral
from tomoni.desk.states import LESSON, LessonState
from tomoni.directory.standing import Reader, standing_of


class Edition(models.Model):
    """Counts the changes of what was learned: processes that hold an older one load again."""

    jurisdiction = models.OneToOneField(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    checked = models.JSONField(null=True)
    """The last self-check, by which processes know how far to trust what was learned."""
    checked_number = models.PositiveIntegerField(default=0)

    objects: ScopedManager["Edition"] = ScopedManager()

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def bump(cls, jurisdiction: Jurisdiction) -> None:
        """In the transaction of the change itself."""
        if not cls.objects.filter(jurisdiction=jurisdiction).update(number=F("number") + 1):
            cls.objects.get_or_create(jurisdiction=jurisdiction)
            cls.objects.filter(jurisdiction=jurisdiction).update(number=F("number") + 1)

    @classmethod
    def now(cls) -> int:
        return cls.objects.values_list("number", flat=True).first() or 0


class Vector(models.Model):
    """A consultation in 300 numbers, encrypted like its words: these can be guessed from them. Compared only within one engine."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="vector")
    data = models.BinaryField()
    engine = models.CharField(max_length=120)

    objects: ScopedManager["Vector"] = ScopedManager()

    def __str__(self) -> str:
        return str(self.consultation_id)


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, user: Reader) -> Self:
        """The section, which may open every consultation; nobody else."""
        return self if standing_of(user).is_section else self.none()

    def taught(self) -> Self:
        return self.filter(state=LessonState.TAUGHT)


LessonManager = ScopedManager.from_queryset(LessonQuerySet)


class Lesson(Record):
    """A department took a consultation on: the engine learns from it until the decision is taken back, or somebody says it should not."""

    workflow = LESSON

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="lesson")
    state = models.CharField(_("状態"), max_length=12, choices=LessonState, default=LessonState.TAUGHT)
    why = EncryptedTextField(_("取り消した理由"), blank=True)

    objects = LessonManager()

    class Meta:
        verbose_name = _("学んだこと")
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state"], name="lesson_by_state")
        ]

    def __str__(self) -> str:
        return str(self.referral)

    @property
    def audit_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return reverse("desk:lesson", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})
