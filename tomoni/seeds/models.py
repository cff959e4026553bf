from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tomoni.core import visibility
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import ActivityField, Actor, Area, CollaborationForm
from tomoni.directory.standing import Reader, standing_of
from tomoni.japan import fiscal
from tomoni.seeds.states import BOARD, MENU, SEED, MenuState, SeedState


def end_of_fiscal_year() -> date:
    return fiscal.bounds(fiscal.fiscal_year(timezone.localdate()))[1]


class SeedQuerySet(models.QuerySet["Seed"]):
    def visible_to(self, user: Reader) -> Self:
        """What its class opens to the reader; one's own side's; all for the section; what groups handed in for the centre."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        seen = Q(visibility__in=classes_read_by(user)) & ~Q(state=SeedState.WITHDRAWN)
        if standing.actor_ids:
            seen |= Q(actor_id__in=standing.actor_ids) | Q(entered_by_id__in=standing.actor_ids)
        if standing.is_centre:
            seen |= ~Q(side=Seed.Side.CITY) & ~Q(state=SeedState.DRAFT)
        return self.filter(seen)

    def withdrawn(self) -> Self:
        """Once public, no longer: their address says so without the content."""
        return self.filter(state=SeedState.WITHDRAWN, visibility=Visibility.PUBLIC).exclude(published_at=None)

    def on_board(self, user: Reader) -> Self:
        """Open to others, as far as this reader's class goes: what matching and the board start from."""
        return self.filter(state__in=BOARD, visibility__in=classes_read_by(user))

    def open_to_match(self) -> Self:
        """What a match may begin with or already has: published or for use inside city hall."""
        return self.filter(state__in=(*BOARD, SeedState.INTERNAL_ONLY))

    def needs(self) -> Self:
        return self.filter(kind=Seed.Kind.NEED)

    def offers(self) -> Self:
        return self.filter(kind=Seed.Kind.OFFER)

    def expiring_by(self, day: date) -> Self:
        """Still open, and the last day is that day or before."""
        return self.filter(state__in=(SeedState.PUBLISHED, SeedState.INTERNAL_ONLY), expires_on__lte=day)


SeedManager = ScopedManager.from_queryset(SeedQuerySet)


def classes_read_by(user: Reader) -> tuple[str, ...]:
    """The visibility classes open to this reader as such, apart from being a party."""
    standing = standing_of(user)
    if standing.is_section:
        return (
            Visibility.PUBLIC,
            Visibility.REGISTERED,
            Visibility.CITY,
            Visibility.PARTIES,
            Visibility.SECTION,
        )
    if standing.is_staff:
        return (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.CITY)
    return (Visibility.PUBLIC, Visibility.REGISTERED) if standing.is_known else (Visibility.PUBLIC,)


class Seed(Record):
    """協働の種: a need or an offer that could become collaboration, from any side."""

    workflow = SEED
    verbs: ClassVar[dict[str, Promise]] = {"agree": _("課長の了承"), "renew": _("期限の延長")}

    class Kind(models.TextChoices):
        NEED = "need", pgettext_lazy("seed", "必要")
        OFFER = "offer", pgettext_lazy("seed", "提供")

    class Side(models.TextChoices):
        CITY = "city", _("市")
        GROUP = "group", _("団体")
        RESIDENT = "resident", _("住民")
        BUSINESS = "business", _("事業者・学校")

    class Weight(models.TextChoices):
        LIGHT = "light", _("軽く一度だけ")
        FULL = "full", _("じっくり続ける")

    kind = models.CharField(_("区分"), max_length=5, choices=Kind)
    side = models.CharField(_("出す側"), max_length=8, choices=Side)
    actor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seeds",
        verbose_name=_("出す主体"),
    )
    entered_by = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代わりに入力した窓口"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("書いた人"),
    )
    title = models.CharField(_("題名"), max_length=80)
    what = models.TextField(_("してほしいこと・できること"), max_length=2000)
    why = models.TextField(_("なぜ"), max_length=2000, blank=True)
    when = models.CharField(_("いつ・どのくらい"), max_length=200, blank=True)
    when_from = models.DateField(_("早くて"), null=True, blank=True)
    when_until = models.DateField(_("遅くとも"), null=True, blank=True)
    weight = models.CharField(_("重さ"), max_length=5, choices=Weight, default=Weight.LIGHT)
    cannot = models.TextField(_("できないこと"), max_length=1000, blank=True)
    fields = models.ManyToManyField(ActivityField, blank=True, related_name="+", verbose_name=_("分野"))
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("地区"))
    expires_on = models.DateField(_("期限"), default=end_of_fiscal_year)
    visibility = models.CharField(
        _("見える範囲"), max_length=10, choices=Visibility, default=Visibility.PARTIES
    )
    state = models.CharField(_("状態"), max_length=13, choices=SeedState, default=SeedState.DRAFT)
    dhead_agreed = models.BooleanField(_("課長の了承"), default=False)
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    """The expiry date of which the author has been told; another date is told of anew."""

    objects = SeedManager()

    class Meta:
        verbose_name = _("種")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="seed_open_has_publication_day",
                condition=~Q(state=SeedState.PUBLISHED) | Q(published_at__isnull=False),
                violation_error_message=_("公開した日時がありません。"),
            ),
            models.CheckConstraint(
                name="seed_without_actor_is_a_residents",
                condition=Q(actor__isnull=False) | Q(side="resident"),
                violation_error_message=_("だれが出すのかを選んでください。"),
            ),
            models.CheckConstraint(
                name="seed_when_in_order",
                condition=Q(when_from=None) | Q(when_until=None) | Q(when_until__gte=models.F("when_from")),
                violation_error_message=_("「遅くとも」は「早くて」より後の日にしてください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # State and visibility stand last so that the index alone answers which rows the board shows, in order.
            models.Index(
                fields=["jurisdiction", "-published_at", "-id", "state", "visibility"], name="seed_newest"
            ),
            models.Index(
                fields=["jurisdiction", "expires_on", "id", "state", "visibility"], name="seed_expiry"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("seeds:seed", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def who(self) -> str:
        """Who stands behind it, as everybody may read it."""
        return self.actor.name if self.actor else str(Seed.Side.RESIDENT.label)

    @property
    def was_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_open(self) -> bool:
        return self.state in SEED.open_states

    @property
    def in_talks(self) -> bool:
        return self.state == SeedState.MATCHED

    def card(self) -> Card:
        parties = (self.actor_id, self.entered_by_id)
        # What was withdrawn is left to those who wrote it: the public page says so without its content.
        reach = self.visibility if self.state != SeedState.WITHDRAWN else Visibility.PARTIES
        audience = visibility.audience(reach, self.jurisdiction_id, parties)
        if self.side != Seed.Side.CITY and self.state != SeedState.DRAFT:
            audience |= {visibility.centre(self.jurisdiction_id)}
        return Card(
            stage=str(_("種")),
            label=self.title,
            address=self.get_absolute_url(),
            on=timezone.localdate(self.published_at or self.created_at),
            audience=audience,
        )

    def text_for_matching(self, resources: "Iterable[SeedResource] | None" = None) -> str:
        """Everything said in words, for the text engine; give `resources` by prefetch or as they are at hand."""
        rows = self.resources.all() if resources is None else resources
        said = [self.title, self.what, self.why, self.when, *(one.text for one in rows)]
        return "\n".join(text for text in said if text)


class SeedResource(models.Model):
    """What a seed gives or wants."""

    class Direction(models.TextChoices):
        GIVES = "gives", _("出せる")
        WANTS = "wants", _("ほしい")

    class Kind(models.TextChoices):
        PEOPLE = "people", _("人")
        PLACE = "place", _("場所")
        GOODS = "goods", _("物")
        KNOW_HOW = "know_how", _("知識・技術")
        NAME = "name", _("名前（後援など）")
        PUBLICITY = "publicity", _("広報")
        MONEY = "money", _("お金")
        PERMISSION = "permission", _("許可・手続き")

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    seed = models.ForeignKey(Seed, on_delete=models.CASCADE, related_name="resources", verbose_name=_("種"))
    direction = models.CharField(_("向き"), max_length=5, choices=Direction)
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    text = models.CharField(_("内容"), max_length=200, blank=True)

    objects: ScopedManager["SeedResource"] = ScopedManager()

    class Meta:
        verbose_name = _("資源")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seed", "direction", "kind"], name="seed_resource_once")
        ]

    def __str__(self) -> str:
        label = SeedResource.Kind(self.kind).label
        return f"{label}：{self.text}" if self.text else str(label)


class MenuItemQuerySet(models.QuerySet["MenuItem"]):
    def visible_to(self, user: Reader) -> Self:
        """Published items for everybody; a department's own; all for the section."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        return self.filter(Q(state=MenuState.PUBLISHED) | Q(actor_id__in=standing.actor_ids))

    def published(self) -> Self:
        return self.filter(state=MenuState.PUBLISHED)

    def unconfirmed_since(self, day: date) -> Self:
        return self.published().filter(confirmed_on__lt=day)


MenuItemManager = ScopedManager.from_queryset(MenuItemQuerySet)


class MenuItem(Record):
    """協働メニュー: a department's standing offer."""

    workflow = MENU
    verbs: ClassVar[dict[str, Promise]] = {"confirm": _("内容の確認")}

    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="menu_items", verbose_name=_("担当課")
    )
    title = models.CharField(_("題名"), max_length=80)
    form = models.ForeignKey(
        CollaborationForm, on_delete=models.PROTECT, related_name="+", verbose_name=_("協働の形態")
    )
    can = models.TextField(_("できること"), max_length=2000)
    cannot = models.TextField(_("できないこと"), max_length=1000, blank=True)
    lead_time = models.CharField(_("いつまでに相談すればよいか"), max_length=100, blank=True)
    cost = models.CharField(_("費用"), max_length=200, blank=True)
    contact_role = models.CharField(
        _("相談先"), max_length=80, blank=True, help_text=_("名前ではなく、課と役割を書いてください。")
    )
    example = models.TextField(_("これまでの例"), max_length=1000, blank=True)
    fields = models.ManyToManyField(ActivityField, blank=True, related_name="+", verbose_name=_("分野"))
    confirmed_on = models.DateField(_("内容を確かめた日"), default=timezone.localdate)
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    """The confirmation of which the department has been told that it is old."""
    state = models.CharField(_("状態"), max_length=9, choices=MenuState, default=MenuState.DRAFT)

    objects = MenuItemManager()

    class Meta:
        verbose_name = _("メニュー")
        ordering: ClassVar[list[str]] = ["actor__reading", "title", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state", "actor"], name="menu_by_department")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("seeds:menu_item", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    def card(self) -> Card:
        reach = Visibility.PUBLIC if self.state == MenuState.PUBLISHED else Visibility.PARTIES
        return Card(
            stage=str(_("メニュー")),
            label=self.title,
            address=self.get_absolute_url(),
            on=timezone.localdate(self.published_at or self.created_at),
            audience=visibility.audience(reach, self.jurisdiction_id, (self.actor_id,)),
        )
