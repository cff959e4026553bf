from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models.council import Council
from tomoni.gatherings.states import GATHERING, State


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def visible_to(self, user: Reader) -> Self:
        """The section sees all; others by visibility class, the organiser always its own."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        classes = [Visibility.PUBLIC]
        if standing.is_known:
            classes.append(Visibility.REGISTERED)
        if standing.is_staff:
            classes.append(Visibility.CITY)
        seen = models.Q(visibility__in=classes)
        if standing.actor_ids:
            came = self.model.objects.filter(attendance__actor_id__in=standing.actor_ids)
            own = (
                models.Q(organiser_id__in=standing.actor_ids)
                | models.Q(council__actor_id__in=standing.actor_ids)
                | models.Q(pk__in=came.values("pk"))
            )
            closed = [Visibility.SECTION, Visibility.SECRET]
            seen |= own & ~models.Q(visibility__in=closed)
        return self.filter(seen)

    def withdrawn(self) -> Self:
        """Once public, no longer: their address says so without the content."""
        return self.exclude(withdrawn_at=None).exclude(visibility=Visibility.PUBLIC)

    def upcoming(self, now: datetime) -> Self:
        return self.filter(ends_at__gte=now).order_by("starts_at", "id")

    def of_series(self, name: str) -> Self:
        return self.filter(series=name).order_by("round_number", "starts_at", "id")

    def past(self, now: datetime) -> Self:
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-id")


GatheringManager = ScopedManager.from_queryset(GatheringQuerySet)


class Gathering(Record):
    """集まり: a meeting or event."""

    class Kind(models.TextChoices):
        OPINION_EXCHANGE = "opinion_exchange", _("意見交換会")
        BRIEFING = "briefing", _("説明会")
        THEMED_PRESENTATION = "themed_presentation", _("分野別発表会・交流会")
        PUBLIC_PRESENTATION = "public_presentation", _("公開プレゼンテーション")
        REPORT_MEETING = "report_meeting", _("報告会")
        TRAINING = "training", _("研修")
        FESTIVAL = "festival", _("催し")
        PLATFORM_TALK = "platform_talk", _("対話の場")
        COMMITTEE = "committee", _("会議体の会議")

    class Openness(models.TextChoices):
        OPEN = "open", _("公開")
        PARTLY_CLOSED = "partly_closed", _("一部非公開")
        CLOSED = "closed", _("非公開")

    class Choosing(models.TextChoices):
        FIRST_COME = "first_come", _("先着順")
        LOTTERY = "lottery", _("抽選")

    kind = models.CharField(_("種類"), max_length=30, choices=Kind, default=Kind.OPINION_EXCHANGE)
    council = models.ForeignKey(
        Council,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("会議体"),
    )
    title = models.CharField(_("名称"), max_length=120)
    series = models.CharField(
        _("シリーズ"),
        max_length=120,
        blank=True,
        help_text=_("何回か続くときの、全体の名前です。"),
    )
    round_number = models.PositiveSmallIntegerField(_("回"), null=True, blank=True)
    term = models.PositiveSmallIntegerField(_("期"), null=True, blank=True)
    starts_at = models.DateTimeField(_("はじまり"))
    ends_at = models.DateTimeField(_("おわり"))
    place = models.CharField(_("場所"), max_length=120, blank=True)
    address = models.CharField(_("所在地"), max_length=200, blank=True)
    organiser = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="gatherings", verbose_name=_("主催")
    )
    capacity = models.PositiveIntegerField(_("定員"), null=True, blank=True)
    openness = models.CharField(_("会議の公開"), max_length=20, choices=Openness, default=Openness.OPEN)
    closed_reason = models.CharField(_("非公開の理由"), max_length=300, blank=True)
    observer_limit = models.PositiveIntegerField(_("傍聴の定員"), null=True, blank=True)
    observers = models.PositiveIntegerField(_("傍聴者"), null=True, blank=True)
    takes_participants = models.BooleanField(_("参加の申込みをウェブで受ける"), default=False)
    takes_observers = models.BooleanField(_("傍聴の申込みをウェブで受ける"), default=False)
    choosing = models.CharField(_("決め方"), max_length=12, choices=Choosing, default=Choosing.FIRST_COME)
    signup_until = models.DateTimeField(_("申込みの締切"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("抽選した日時"), null=True, blank=True, editable=False)
    outline = models.TextField(_("内容"), blank=True)
    change_notice = models.CharField(_("変更のお知らせ"), max_length=500, blank=True, editable=False)
    state = models.CharField(_("状態"), max_length=20, choices=State, default=State.PLANNING, editable=False)
    visibility = models.CharField(
        _("見せる範囲"),
        max_length=20,
        choices=Visibility,
        default=Visibility.PARTIES,
        editable=False,
    )
    notified_at = models.DateTimeField(_("案内した日時"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("公開をやめた日時"), null=True, blank=True, editable=False)

    objects = GatheringManager()
    workflow = GATHERING
    verbs: ClassVar[dict[str, object]] = {
        "gathering.rows": _("次第・出席・発言の書き換え"),
        "gathering.shown": _("見せる範囲の記録"),
        "gathering.rescheduled": _("日時・場所の記録"),
        "gathering.edition": _("記録の公開"),
        "gathering.edition_withdrawn": _("記録の取り下げ"),
        "gathering.note_dropped": _("メモの取り消し"),
        "gathering.paper": _("資料の掲載"),
        "gathering.paper_dropped": _("資料の取り下げ"),
        "gathering.received": _("受付の記録"),
        "gathering.drawn": _("抽選"),
    }

    class Meta:
        verbose_name = _("集まり")
        ordering: ClassVar[list[str]] = ["-starts_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="gathering_ends_after_start",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("おわりは、はじまりより後にしてください。"),
            ),
            models.CheckConstraint(
                name="gathering_closed_needs_reason",
                condition=models.Q(openness="open") | ~models.Q(closed_reason=""),
                violation_error_message=_("会議を公開しないときは、理由を入力してください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "-starts_at", "-id"], name="gathering_newest")
        ]

    def __str__(self) -> str:
        return self.full_title

    @property
    def full_title(self) -> str:
        """With term and round, as the notice calls it: 協働推進会議 第2期 第7回."""
        parts = [self.title]
        if self.term:
            parts.append(_text("第%(n)s期") % {"n": self.term})
        if self.round_number:
            parts.append(_text("第%(n)s回") % {"n": self.round_number})
        return " ".join(parts)

    def get_absolute_url(self) -> str:
        return reverse("gatherings:gathering", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def held_on(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def is_session(self) -> bool:
        """Of a council: what was said is shown in its published record only, never as it is being written."""
        return self.kind == self.Kind.COMMITTEE or self.council_id is not None

    def card(self) -> Card:
        parties = (self.organiser_id, self.council.actor_id if self.council else None)
        audience = visibility.audience(self.visibility, self.jurisdiction_id, parties)
        return Card(_text("集まり"), self.full_title, self.get_absolute_url(), self.held_on, audience)
