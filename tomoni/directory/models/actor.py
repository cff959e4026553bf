from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager, current
from tomoni.core.records import Record
from tomoni.core.workflow import Words
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of


class ActivityFieldQuerySet(models.QuerySet["ActivityField"]):
    def here(self) -> Self:
        """The fields in use in the jurisdiction in scope: its own rows take the place of the shipped ones by code."""
        own = self.model.objects.filter(jurisdiction=current().pk, code=models.OuterRef("code"))
        return self.filter(
            models.Q(jurisdiction=current().pk) | (models.Q(jurisdiction=None) & ~models.Exists(own))
        )


class ActivityField(models.Model):
    """活動分野. A row without jurisdiction is the shipped table (NPO Act, 20 fields); a city's own row takes its place by code."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    code = models.CharField(_("コード"), max_length=20)
    label = models.CharField(_("分野"), max_length=100)
    short = models.CharField(_("短い名前"), max_length=30)
    order = models.PositiveSmallIntegerField(default=0)

    objects = ActivityFieldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "code"], name="activity_field_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.short


class Area(Record):
    """地区: a district of the jurisdiction."""

    name = models.CharField(_("地区"), max_length=40)
    reading = models.CharField(_("読み"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects: ScopedManager["Area"] = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "reading"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="area_once")
        ]

    def __str__(self) -> str:
        return self.name


class ActorQuerySet(models.QuerySet["Actor"]):
    def visible_to(self, user: Reader) -> Self:
        """Published actors for everybody; the section, the centre and the administrator see all; members see their own."""
        standing = standing_of(user)
        if standing.has(RoleCode.SEC, RoleCode.SECH, RoleCode.CEN, RoleCode.ADM):
            return self
        return self.filter(models.Q(is_published=True) | models.Q(pk__in=standing.actor_ids))

    def withdrawn(self) -> Self:
        """Once public: their address says that they are no longer."""
        return self.filter(is_published=False, withdrawn_on__isnull=False)

    def departments(self) -> Self:
        return self.filter(kind=Actor.Kind.DEPARTMENT)

    def groups(self) -> Self:
        return self.exclude(kind=Actor.Kind.DEPARTMENT)

    def active(self) -> Self:
        return self.filter(is_active=True)


ActorManager = ScopedManager.from_queryset(ActorQuerySet)


class Actor(Record):
    """主体: any side of a collaboration. An actor active in several cities has a row in each."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("市の課")
        CENTRE = "centre", _("サポートセンター")
        COUNCIL = "council", _("会議体")
        GROUP = "group", _("市民活動団体")
        NPO = "npo", _("NPO法人")
        NEIGHBOURHOOD = "neighbourhood", _("自治会・町内会")
        DISTRICT_COUNCIL = "district_council", _("地区の協議会")
        WELFARE_COUNCIL = "welfare_council", _("社会福祉協議会")
        BUSINESS = "business", _("事業者")
        SCHOOL = "school", _("学校")
        SUPPORTER = "supporter", _("個人サポーター")

    class Side(models.TextChoices):
        CITY = "city", _("市")
        GROUP = "group", _("団体")
        BUSINESS = "business", _("事業者・学校")
        RESIDENT = "resident", _("住民")

    verbs: ClassVar[dict[str, Words]] = {"publish": _("公開した"), "withdraw": _("公開を終えた")}

    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    name = models.CharField(_("名称"), max_length=120)
    reading = models.CharField(_("フリガナ"), max_length=160, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上位の組織"),
    )
    summary = models.TextField(_("主な活動"), blank=True)
    corporate_number = models.CharField(_("法人番号"), max_length=13, blank=True)
    fields = models.ManyToManyField(ActivityField, blank=True, related_name="+", verbose_name=_("活動分野"))
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("活動地区"))
    is_section = models.BooleanField(_("協働の担当課"), default=False)
    is_active = models.BooleanField(_("活動中"), default=True)
    is_published = models.BooleanField(_("公開"), default=False)
    withdrawn_on = models.DateField(_("公開を終えた日"), null=True, blank=True)

    warning = models.CharField(_("注意"), max_length=200, blank=True)
    """For staff: what public registers say of the corporation (dissolved, certification revoked)."""

    objects = ActorManager()

    class Meta:
        verbose_name = _("主体")
        ordering: ClassVar[list[str]] = ["reading", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "kind", "name"],
                name="actor_name_once",
                violation_error_message=_("同じ種類に同じ名称がすでにあります。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "kind", "reading"], name="actor_by_reading")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:actor", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def side(self) -> "Actor.Side":
        if self.kind == Actor.Kind.DEPARTMENT:
            return Actor.Side.CITY
        if self.kind in (Actor.Kind.BUSINESS, Actor.Kind.SCHOOL):
            return Actor.Side.BUSINESS
        return Actor.Side.RESIDENT if self.kind == Actor.Kind.SUPPORTER else Actor.Side.GROUP


class Department(Record):
    """What a department answers for, in the words of its duties (事務分掌) and in those citizens use."""

    actor = models.OneToOneField(
        Actor, on_delete=models.CASCADE, related_name="department", verbose_name=_("課")
    )
    duties = models.TextField(_("事務分掌"), blank=True)
    citizens_words = models.TextField(
        _("市民が使うことば"), blank=True, help_text=_("読点か改行で区切ってください。")
    )
    phone = models.CharField(_("電話"), max_length=40, blank=True)

    objects: ScopedManager["Department"] = ScopedManager()

    class Meta:
        verbose_name = _("課の仕事")

    def __str__(self) -> str:
        return f"{self.actor}"


def section_unit() -> Actor | None:
    """The collaboration section of the jurisdiction in scope."""
    return Actor.objects.filter(kind=Actor.Kind.DEPARTMENT, is_section=True).first()
