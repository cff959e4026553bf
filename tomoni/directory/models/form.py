from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, current


class CollaborationFormQuerySet(models.QuerySet["CollaborationForm"]):
    def here(self) -> Self:
        """The forms in use in the jurisdiction in scope: its own rows before the shipped ones, the newest version of each."""
        known = self.model.objects.filter(
            Q(jurisdiction=None) | Q(jurisdiction=current().pk), code=OuterRef("code")
        )
        best = known.order_by(F("jurisdiction").asc(nulls_last=True), "-version").values("pk")[:1]
        return self.filter(pk=Subquery(best), is_retired=False)

    def light(self) -> Self:
        return self.filter(is_light=True)


class CollaborationForm(models.Model):
    """協働の形態. A changed form is a new version: what was agreed earlier keeps pointing at the words of its day.

    A row without jurisdiction is the shipped table; a city's own row takes its place by code.
    """

    class Host(models.TextChoices):
        NOBODY = "nobody", _("なし")
        GROUP = "group", _("団体")
        CITY = "city", _("市")
        EITHER = "either", _("どちらか・双方")
        BOTH = "both", _("双方")
        NEW_BODY = "new_body", _("新しくつくる組織")

    class Money(models.TextChoices):
        NONE = "none", _("なし")
        IN_KIND = "in_kind", _("物や場所のみ")
        LITTLE = "little", _("わずか")
        OPTIONAL = "optional", _("場合による")
        CONTRIBUTION = "contribution", _("負担金")
        PART = "part", _("一部")
        FULL = "full", _("全額")

    class Relation(models.TextChoices):
        COLLABORATION = "collaboration", _("協働")
        SUPPORT = "support", _("支援")

    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    code = models.CharField(_("コード"), max_length=40)
    version = models.PositiveSmallIntegerField(_("版"), default=1)
    label = models.CharField(_("形態"), max_length=60)
    host = models.CharField(_("主催"), max_length=10, choices=Host)
    money = models.CharField(_("市の負担"), max_length=12, choices=Money)
    paper = models.CharField(_("必要な書類"), max_length=120)
    note = models.CharField(_("説明"), max_length=200, blank=True)
    relation = models.CharField(_("区分"), max_length=13, choices=Relation, default=Relation.COLLABORATION)
    is_light = models.BooleanField(_("軽い協働に使える"), default=False)
    is_retired = models.BooleanField(_("使わない"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    objects = CollaborationFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("協働の形態")
        ordering: ClassVar[list[str]] = ["order", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "code", "version"],
                name="collaboration_form_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.label
