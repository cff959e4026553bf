"""Themes: opinions put into a tree by the text engine, stored by job, counted for each reader anew."""

from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models import Gathering
from tomoni.japan.fiscal import fiscal_year_label
from tomoni.voices.models.opinion import Coding, Opinion, OpinionQuerySet
from tomoni.voices.models.scheme import Scheme


class Reach(models.TextChoices):
    """From which opinions a tree is made: names and counts of a wider one are not for narrower readers."""

    PUBLIC = "public", _("公開されている声")
    CITY = "city", _("市の職員が見られる声")
    SECTION = "section", _("すべての声")


def reaches_of(user: Reader) -> list[str]:
    """The trees this person may look at, the widest first."""
    standing = standing_of(user)
    wider = [Reach.SECTION, Reach.CITY] if standing.is_section else [Reach.CITY] if standing.is_staff else []
    return [*wider, Reach.PUBLIC]


class ThemeSetQuerySet(models.QuerySet["ThemeSet"]):
    def visible_to(self, user: Reader) -> Self:
        """Where there is a tree for this reader; a series is named only to those who know one of its gatherings."""
        if standing_of(user).is_section:
            return self
        known = Gathering.objects.visible_to(user).filter(series=models.OuterRef("series"))
        grouped = ThemeLayer.objects.filter(theme_set=models.OuterRef("pk"), reach__in=reaches_of(user))
        named = models.Q(series="") | models.Exists(known)
        return self.filter(named, models.Exists(grouped.exclude(counted=0)))


ThemeSetManager = ScopedManager.from_queryset(ThemeSetQuerySet)


class ThemeSet(Record):
    """テーマ分け: which opinions are grouped: all of the city, of a series, coded by a scheme, of a fiscal year."""

    series = models.CharField(_("集まりのシリーズ"), max_length=120, blank=True)
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("分類が付いた声"),
    )
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)

    objects = ThemeSetManager()

    class Meta:
        verbose_name = _("テーマ分け")
        ordering: ClassVar[list[str]] = ["-fiscal_year", "series", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "series", "scheme", "fiscal_year"],
                name="theme_set_once",
                nulls_distinct=False,
                violation_error_message=_("同じ範囲のテーマ分けがすでにあります。"),
            )
        ]

    def __str__(self) -> str:
        parts = [self.series, str(self.scheme) if self.scheme else ""]
        parts.append(str(fiscal_year_label(self.fiscal_year)) if self.fiscal_year else "")
        return "・".join(part for part in parts if part) or _text("これまでの声ぜんぶ")

    def get_absolute_url(self) -> str:
        return reverse("voices:theme_set", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    def opinions(self, reach: str) -> OpinionQuerySet:
        """What is grouped for a reach."""
        rows = Opinion.objects.grouped(reach)
        if self.series:
            rows = rows.filter(gathering__series=self.series)
        if self.fiscal_year:
            rows = rows.of_fiscal_year(self.fiscal_year)
        if self.scheme_id:
            coded = Coding.objects.filter(opinion=models.OuterRef("pk"), code__scheme=self.scheme_id)
            rows = rows.filter(models.Exists(coded))
        return rows


class ThemeLayer(models.Model):
    """The tree of one reach."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    theme_set = models.ForeignKey(ThemeSet, on_delete=models.CASCADE, related_name="layers")
    reach = models.CharField(_("どの声から"), max_length=10, choices=Reach)
    engine = models.CharField(_("文章エンジンの版"), max_length=120, blank=True)
    stamp = models.CharField(max_length=200, blank=True)
    """How the opinions stood when they were grouped."""
    counted = models.PositiveIntegerField(default=0)
    grouped_at = models.DateTimeField(_("まとめた日時"), null=True)

    objects: ScopedManager["ThemeLayer"] = ScopedManager()

    class Meta:
        verbose_name = _("テーマ分けの結果")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["theme_set", "reach"], name="theme_layer_once")
        ]

    def __str__(self) -> str:
        return f"{self.theme_set} {self.get_reach_display()}"


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, user: Reader) -> Self:
        """Of the trees this person may look at."""
        sets = ThemeSet.objects.visible_to(user)
        return self.filter(layer__reach__in=reaches_of(user), layer__theme_set__in=sets)


ThemeManager = ScopedManager.from_queryset(ThemeQuerySet)


class Theme(Record):
    """テーマ: opinions that speak of the same. Its number and a label given by a person live through a new grouping."""

    layer = models.ForeignKey(ThemeLayer, on_delete=models.CASCADE, related_name="themes")
    number = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    label = models.CharField(_("テーマの名前"), max_length=80)
    terms = models.JSONField(default=list, editable=False)
    by_hand = models.BooleanField(default=False, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    exemplars = models.JSONField(default=list, editable=False)
    """Opinions nearest the middle, by number; shown only to those who see them."""
    centre = models.BinaryField(default=bytes, editable=False)

    objects = ThemeManager()

    class Meta:
        verbose_name = _("テーマ")
        ordering: ClassVar[list[str]] = ["level", "-size", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["layer", "number"], name="theme_number_once"),
            models.CheckConstraint(
                name="theme_has_label",
                condition=~models.Q(label=""),
                violation_error_message=_("テーマの名前を入力してください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("voices:theme", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})


class Placing(models.Model):
    """In which finest theme of a tree an opinion lies, and where on its map."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    layer = models.ForeignKey(ThemeLayer, on_delete=models.CASCADE, related_name="placings")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="placings")
    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="placings")
    x = models.FloatField()
    y = models.FloatField()

    objects: ScopedManager["Placing"] = ScopedManager()

    class Meta:
        verbose_name = _("テーマの中の声")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["layer", "opinion"], name="placing_once")
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.opinion_id}"
