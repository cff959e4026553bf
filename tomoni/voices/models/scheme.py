from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.directory.standing import Reader, standing_of


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def visible_to(self, user: Reader) -> Self:
        """A scheme in use is public: it heads the published report. Earlier editions are for those who sort."""
        standing = standing_of(user)
        if standing.is_section or standing.is_centre:
            return self
        return self.filter(is_active=True)

    def active(self) -> Self:
        return self.filter(is_active=True).order_by("-is_default", "name")


SchemeManager = ScopedManager.from_queryset(SchemeQuerySet)


class Scheme(Record):
    """分類: a versioned set of codes. A changed scheme is a new edition; opinions keep the codes they were given."""

    name = models.CharField(_("名称"), max_length=80)
    edition = models.PositiveSmallIntegerField(_("版"), default=1)
    source = models.CharField(_("出どころ"), max_length=200, blank=True)
    is_active = models.BooleanField(_("使用中"), default=True)
    self_check = models.JSONField(default=dict, editable=False)
    """How well the codes people gave are found again (`suggestions.Check`), and of which lessons that was said."""
    is_default = models.BooleanField(_("ふだん使う分類"), default=False)

    objects = SchemeManager()
    verbs: ClassVar[dict[str, object]] = {
        "scheme.codes": _("記号の記録"),
        "scheme.teach": _("手本に戻した"),
        "scheme.unteach": _("手本から外した"),
        "scheme.forget": _("学んだことを消した"),
    }

    class Meta:
        verbose_name = _("分類")
        ordering: ClassVar[list[str]] = ["name", "-edition"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name", "edition"],
                name="scheme_edition_once",
                violation_error_message=_("同じ名称と版の分類がすでにあります。"),
            ),
            models.UniqueConstraint(
                fields=["jurisdiction", "name"],
                condition=models.Q(is_active=True),
                name="scheme_one_edition_in_use",
                violation_error_message=_("使用中の版がすでにあります。"),
            ),
            models.UniqueConstraint(
                fields=["jurisdiction"],
                condition=models.Q(is_default=True),
                name="scheme_one_default",
                violation_error_message=_("ふだん使う分類はひとつだけです。"),
            ),
        ]

    def __str__(self) -> str:
        return _text("%(name)s（第%(edition)s版）") % {"name": self.name, "edition": self.edition}

    def get_absolute_url(self) -> str:
        return reverse("voices:scheme", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})


class Code(models.Model):
    """One class of a scheme."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(_("記号"), max_length=10)
    label = models.CharField(_("名前"), max_length=80)
    description = models.TextField(_("説明"), blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    objects: ScopedManager["Code"] = ScopedManager()

    class Meta:
        verbose_name = _("分類の記号")
        ordering: ClassVar[list[str]] = ["order", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="code_once",
                violation_error_message=_("同じ記号がすでにあります。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
