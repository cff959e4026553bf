from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.seeds.models import Seed
from tomoni.surveys.models.survey import Survey
from tomoni.surveys.states import HEARING, HearingState
from tomoni.voices.models import Opinion


class HearingQuerySet(models.QuerySet["Hearing"]):
    def visible_to(self, user: Reader) -> Self:
        """All for the section; who heard; the one heard once the record is settled; groups' records for the centre."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        seen = Q(unit_id__in=standing.actor_ids)
        seen |= Q(actor_id__in=standing.actor_ids, state=HearingState.SETTLED)
        if standing.is_centre:
            seen |= Q(state=HearingState.SETTLED) & ~Q(actor__kind=Actor.Kind.DEPARTMENT)
        return self.filter(seen)


HearingManager = ScopedManager.from_queryset(HearingQuerySet)


class Hearing(Record):
    """ヒアリング: one visit to one actor: when, by whom (posts, not names), what was heard."""

    workflow = HEARING
    verbs: ClassVar[dict[str, Promise]] = {
        "hearing.points": _("聞いたことの記録"),
        "hearing.opinion": _("声への取り込み"),
        "hearing.seed": _("種の下書き"),
    }

    class Way(models.TextChoices):
        VISIT = "visit", _("訪問")
        CAME = "came", _("来庁・来所")
        PHONE = "phone", _("電話")
        ONLINE = "online", _("オンライン")

    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("話を聞いた相手")
    )
    survey = models.ForeignKey(
        Survey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hearings",
        verbose_name=_("もとのアンケート"),
    )
    unit = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("聞いた課・センター")
    )
    held_on = models.DateField(_("日"))
    way = models.CharField(_("聞き方"), max_length=6, choices=Way, default=Way.VISIT)
    place = models.CharField(_("場所"), max_length=120, blank=True)
    heard_by = models.CharField(
        _("聞いた人の役職"), max_length=120, help_text=_("名前でなく、課と役職を書いてください。")
    )
    told_by = models.CharField(
        _("話した人の役職"),
        max_length=120,
        blank=True,
        help_text=_("例：代表、会計、事務局。名前は書かないでください。"),
    )
    outline = models.TextField(_("様子・まとめ"), max_length=2000, blank=True)
    state = models.CharField(
        _("状態"), max_length=8, choices=HearingState, default=HearingState.NOTED, editable=False
    )

    objects = HearingManager()

    class Meta:
        verbose_name = _("ヒアリング")
        ordering: ClassVar[list[str]] = ["-held_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "-held_on", "-id"], name="hearing_newest")
        ]

    def __str__(self) -> str:
        return str(_("%(actor)sのヒアリング") % {"actor": self.actor.name})

    def get_absolute_url(self) -> str:
        return reverse("surveys:hearing", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def is_settled(self) -> bool:
        return self.state == HearingState.SETTLED

    def card(self) -> Card:
        parties = (self.unit_id, self.actor_id) if self.is_settled else (self.unit_id,)
        return Card(
            stage=str(_("ヒアリング")),
            label=str(self),
            address=self.get_absolute_url(),
            on=self.held_on or timezone.localdate(),
            audience=visibility.audience(Visibility.PARTIES, self.jurisdiction_id, parties),
        )


class HearingPoint(models.Model):
    """One thing that was heard."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("困っていること")
        WISH = "wish", _("してほしいこと")
        OFFER = "offer", _("できること")
        VIEW = "view", _("考え・意見")

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("種類"), max_length=7, choices=Kind, default=Kind.VIEW)
    text = models.TextField(_("聞いたこと"), max_length=1000)
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seed = models.ForeignKey(Seed, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ScopedManager["HearingPoint"] = ScopedManager()

    class Meta:
        verbose_name = _("聞いたこと")
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return self.text
