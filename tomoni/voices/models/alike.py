from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.directory.standing import Reader
from tomoni.voices.models.opinion import Opinion
from tomoni.voices.states import MERGEABLE


class AlikeQuerySet(models.QuerySet["Alike"]):
    def visible_to(self, user: Reader) -> Self:
        """Where this reader sees both."""
        seen = Opinion.objects.visible_to(user)
        return self.filter(first__in=seen, second__in=seen)

    def undecided(self) -> Self:
        """Nobody has merged them or said that they are different voices, and one can still be merged."""
        rows = self.filter(is_different=False, first__duplicate_of=None, second__duplicate_of=None)
        return rows.filter(second__state__in=MERGEABLE)


AlikeManager = ScopedManager.from_queryset(AlikeQuerySet)


class Alike(models.Model):
    """似た声: two opinions that read nearly the same, the earlier first; found by a job, decided by a person."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()
    is_different = models.BooleanField(_("別の声"), default=False)

    objects = AlikeManager()

    class Meta:
        verbose_name = _("似た声")
        ordering: ClassVar[list[str]] = ["-likeness", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="alike_once"),
            models.CheckConstraint(name="alike_of_two", condition=~models.Q(first=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
