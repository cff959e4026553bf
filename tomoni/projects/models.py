from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.files import StoredFile
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import ActivityField, Actor, CollaborationForm
from tomoni.directory.standing import Reader, standing_of
from tomoni.japan import fiscal
from tomoni.matching.models import Match
from tomoni.projects.states import LIGHT, State


class LightCollabQuerySet(models.QuerySet["LightCollab"]):
    def visible_to(self, user: Reader) -> Self:
        """What its class opens to the reader, one's own side's, what came of a match for the centre, all for the section."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        classes = [Visibility.PUBLIC]
        if standing.is_known:
            classes.append(Visibility.REGISTERED)
        if standing.is_staff:
            classes.append(Visibility.CITY)
        seen = Q(visibility__in=classes)
        if standing.actor_ids:
            own = standing.actor_ids
            more = LightCollab.others.through.objects.filter(actor_id__in=own).values("lightcollab_id")
            sides = Q(first_id__in=own) | Q(second_id__in=own) | Q(pk__in=more)
            seen |= sides | Q(granted_by_id__in=own) | Q(entered_by_id__in=own)
        if standing.is_centre:
            seen |= Q(match__isnull=False)
        return self.filter(seen)

    def published(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)

    def withdrawn(self) -> Self:
        """Once public, no longer: their address says so without the content."""
        return self.exclude(published_at=None).exclude(visibility=Visibility.PUBLIC)

    def recorded(self) -> Self:
        return self.filter(state=State.RECORDED)

    def of_fiscal_year(self, year: int) -> Self:
        """Those whose day lies in that fiscal year."""
        return self.filter(done_on__range=fiscal.bounds(year))

    def with_actor(self, actor: Actor) -> Self:
        more = LightCollab.others.through.objects.filter(actor=actor).values("lightcollab_id")
        return self.filter(Q(first=actor) | Q(second=actor) | Q(pk__in=more))


LightCollabManager = ScopedManager.from_queryset(LightCollabQuerySet)


class LightCollab(Record):
    """軽い協働: something done together once, without call, screening or agreement; recorded in two minutes."""

    workflow = LIGHT
    verbs: ClassVar[dict[str, Promise]] = {
        "publish": _("公開"),
        "unpublish": _("公開の取りやめ"),
        "say": _("ひとこと"),
    }

    title = models.CharField(_("題名"), max_length=80)
    form = models.ForeignKey(
        CollaborationForm, on_delete=models.PROTECT, related_name="+", verbose_name=_("協働の形態")
    )
    first = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("一方"))
    second = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("もう一方"))
    others = models.ManyToManyField(Actor, blank=True, related_name="+", verbose_name=_("ほかの参加者"))
    what = models.TextField(_("したこと"), max_length=2000)
    fields = models.ManyToManyField(ActivityField, blank=True, related_name="+", verbose_name=_("分野"))
    starts_on = models.DateField(_("はじめ"), null=True, blank=True)
    done_on = models.DateField(_("行う日・行った日"), default=timezone.localdate)
    place = models.CharField(_("場所"), max_length=100, blank=True)
    people = models.PositiveIntegerField(_("参加した人数"), null=True, blank=True)
    needs_room = models.BooleanField(_("部屋や物を借りる"), default=False)
    needs_notice = models.BooleanField(_("広報に載せる"), default=False)
    needs_name = models.BooleanField(_("市の名義を使う（後援など）"), default=False)
    granted_by = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("了承する課"),
    )
    entered_by = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代わりに入力した窓口"),
    )
    approval = models.CharField(
        _("承認の番号"), max_length=60, blank=True, help_text=_("名義使用の承認の番号など。")
    )
    result = models.CharField(_("結果をひとことで"), max_length=120, blank=True)
    match = models.ForeignKey(
        Match,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="light_collabs",
        verbose_name=_("もとのマッチング"),
    )
    photo = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("写真")
    )
    photo_text = models.CharField(_("写真の説明"), max_length=200, blank=True)
    visibility = models.CharField(
        _("見える範囲"), max_length=10, choices=Visibility, default=Visibility.PARTIES
    )
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True)
    state = models.CharField(_("状態"), max_length=9, choices=State, default=State.PLANNED)

    objects = LightCollabManager()

    class Meta:
        verbose_name = _("軽い協働")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="light_collab_two_sides",
                condition=~Q(first=models.F("second")),
                violation_error_message=_("ちがう相手を選んでください。"),
            ),
            models.CheckConstraint(
                name="light_collab_days_in_order",
                condition=Q(starts_on=None) | Q(done_on__gte=models.F("starts_on")),
                violation_error_message=_("行った日は、はじめの日以後にしてください。"),
            ),
            models.CheckConstraint(
                name="light_collab_asks_a_department",
                condition=Q(needs_room=False, needs_notice=False, needs_name=False)
                | Q(granted_by__isnull=False),
                violation_error_message=_("部屋・広報・名義を了承する課を選んでください。"),
            ),
            models.CheckConstraint(
                name="light_collab_recorded_has_result",
                condition=~Q(state="recorded") | ~Q(result=""),
                violation_error_message=_("結果をひとことで書いてください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["jurisdiction", "-done_on", "-id", "state", "visibility"], name="light_collab_newest"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:light_collab", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def asks(self) -> bool:
        """Room, notice or name: somebody has to say yes first."""
        return self.needs_room or self.needs_notice or self.needs_name

    @property
    def asked(self) -> list[str]:
        """What is asked for, in words."""
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in ("needs_room", "needs_notice", "needs_name")
            if getattr(self, name)
        ]

    @property
    def fiscal_year(self) -> int:
        return fiscal.fiscal_year(self.done_on)

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def department(self) -> Actor | None:
        """The city's side, where there is one."""
        return next((one for one in (self.first, self.second) if one.side == Actor.Side.CITY), None)

    @property
    def partners(self) -> list[Actor]:
        return [one for one in (self.first, self.second) if one.side != Actor.Side.CITY]

    def card(self) -> Card:
        asked = (self.first_id, self.second_id, self.granted_by_id, self.entered_by_id)
        parties = (*asked, *(one.pk for one in self.others.all()))
        return Card(
            stage=str(_("協働")),
            label=self.title,
            address=self.get_absolute_url(),
            on=self.done_on,
            audience=visibility.audience(self.visibility, self.jurisdiction_id, parties),
        )


class SideWord(models.Model):
    """What one side says afterwards: a line and a 1–5."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    collab = models.ForeignKey(
        LightCollab, on_delete=models.CASCADE, related_name="words", verbose_name=_("軽い協働")
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("どちらの側"))
    text = models.CharField(_("ひとこと"), max_length=120)
    score = models.PositiveSmallIntegerField(
        _("よかった度合い"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)

    objects: ScopedManager["SideWord"] = ScopedManager()

    class Meta:
        verbose_name = _("ひとこと")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["collab", "actor"],
                name="side_word_once",
                violation_error_message=_("この側のひとことは、もうあります。"),
            ),
            models.CheckConstraint(name="side_word_one_to_five", condition=Q(score__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return self.text
