"""結果速報 and 会議録: how they are made, and the editions that came out of them."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models.council import MEMBERS
from tomoni.gatherings.models.gathering import Gathering
from tomoni.gatherings.models.rows import Statement
from tomoni.gatherings.states import (
    CORRECTION,
    MINUTES,
    QUICK_REPORT,
    CorrectionState,
    MinutesState,
    QuickReportState,
)


def run_by(user: Reader) -> models.Q | None:
    """Papers of gatherings this person runs; None: all of them."""
    standing = standing_of(user)
    if standing.is_section:
        return None
    return models.Q(gathering__organiser_id__in=standing.actor_ids if standing.is_centre else [])


class QuickReportQuerySet(models.QuerySet["QuickReport"]):
    def visible_to(self, user: Reader) -> Self:
        """Those who run the gathering; everybody else reads the edition."""
        own = run_by(user)
        return self if own is None else self.filter(own)


QuickReportManager = ScopedManager.from_queryset(QuickReportQuerySet)


class QuickReport(Record):
    """結果速報: what is told within days, built from agenda, decisions and statements."""

    gathering = models.OneToOneField(Gathering, on_delete=models.PROTECT, related_name="quick_report")
    preface = models.TextField(_("はじめのことば"), max_length=2000, blank=True)
    due_on = models.DateField(_("公開の目標"), editable=False)
    state = models.CharField(
        _("状態"), max_length=20, choices=QuickReportState, default=QuickReportState.DRAFT, editable=False
    )

    objects = QuickReportManager()
    workflow = QUICK_REPORT

    class Meta:
        verbose_name = _("結果速報")

    def __str__(self) -> str:
        return _text("%(what)s 結果速報") % {"what": self.gathering.full_title}

    def get_absolute_url(self) -> str:
        keys = {"city": self.jurisdiction.slug, "pk": self.gathering_id}
        return reverse("gatherings:report", kwargs=keys)


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user: Reader) -> Self:
        """Those who run the gathering; the council's members once it was put to them."""
        own = run_by(user)
        if own is None:
            return self
        standing = standing_of(user)
        councils = [post.actor_id for post in standing.posts if post.code in MEMBERS]
        asked = models.Q(gathering__council__actor_id__in=councils) & ~models.Q(state=MinutesState.DRAFTING)
        return self.filter(own | asked)


MinutesManager = ScopedManager.from_queryset(MinutesQuerySet)


class Minutes(Record):
    """会議録: the structured minutes, checked by the members and confirmed by the chair."""

    class Style(models.TextChoices):
        GIST = "gist", _("要点")
        VERBATIM = "verbatim", _("発言ごと")

    gathering = models.OneToOneField(Gathering, on_delete=models.PROTECT, related_name="minutes")
    style = models.CharField(_("書き方"), max_length=12, choices=Style, default=Style.GIST)
    due_on = models.DateField(_("公開の期限"), editable=False)
    check_until = models.DateField(_("委員の確認の期限"), null=True, blank=True, editable=False)
    confirmed_by = models.CharField(_("確定した人"), max_length=120, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("確定した日時"), null=True, blank=True, editable=False)
    state = models.CharField(
        _("状態"), max_length=20, choices=MinutesState, default=MinutesState.DRAFTING, editable=False
    )

    objects = MinutesManager()
    workflow = MINUTES

    class Meta:
        verbose_name = _("会議録")
        verbose_name_plural = _("会議録")

    def __str__(self) -> str:
        return _text("%(what)s 会議録") % {"what": self.gathering.full_title}

    def get_absolute_url(self) -> str:
        keys = {"city": self.jurisdiction.slug, "pk": self.gathering_id}
        return reverse("gatherings:minutes", kwargs=keys)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: Reader) -> Self:
        return self.filter(minutes__in=Minutes.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(state=CorrectionState.OPEN)


CorrectionManager = ScopedManager.from_queryset(CorrectionQuerySet)


class Correction(Record):
    """直してほしいこと: a member's request about one line of the minutes, and its answer."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    statement = models.ForeignKey(
        Statement, on_delete=models.SET_NULL, null=True, blank=True, related_name="corrections"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("委員")
    )
    before = models.TextField(_("いまの文"), blank=True, editable=False)
    wanted = models.TextField(_("こう直してほしい"), max_length=4000)
    why = models.CharField(_("理由"), max_length=500, blank=True)
    reply = models.CharField(_("事務局から"), max_length=1000, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    state = models.CharField(
        _("状態"), max_length=12, choices=CorrectionState, default=CorrectionState.OPEN, editable=False
    )

    objects = CorrectionManager()
    workflow = CORRECTION

    class Meta:
        verbose_name = _("修正の申し出")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.wanted[:40]

    @property
    def audit_label(self) -> str:
        """Not its words: they may belong to a closed item."""
        return _text("修正の申し出 %(n)s") % {"n": self.pk}

    def get_absolute_url(self) -> str:
        keys = {"city": self.jurisdiction.slug, "pk": self.pk}
        return reverse("gatherings:correction", kwargs=keys)


class RecordEditionQuerySet(models.QuerySet["RecordEdition"]):
    def visible_to(self, user: Reader) -> Self:
        """With the gathering, unless withdrawn."""
        return self.filter(gathering__in=Gathering.objects.visible_to(user), withdrawn_at=None)


RecordEditionManager = ScopedManager.from_queryset(RecordEditionQuerySet)


class RecordEdition(models.Model):
    """What was published of a gathering at one moment, closed items already masked. Never changed; withdrawn at most."""

    class Kind(models.TextChoices):
        QUICK = "quick", _("結果速報")
        FINAL = "final", _("会議録")

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="editions")
    kind = models.CharField(_("種類"), max_length=8, choices=Kind)
    number = models.PositiveSmallIntegerField(_("版"))
    content: "models.JSONField[Any, Any]" = models.JSONField()
    note = models.CharField(_("変更の説明"), max_length=500, blank=True)
    marks_changes = models.BooleanField(_("前の版からの変更を示す"), default=True)
    """Not where the earlier words must be seen no more: the earlier editions close with it."""
    published_at = models.DateTimeField(_("公開した日時"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("取り下げた日時"), null=True, blank=True)

    objects = RecordEditionManager()

    class Meta:
        verbose_name = _("公開した記録")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gathering", "number"], name="gathering_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.number}"

    def get_absolute_url(self) -> str:
        keys = {"city": self.jurisdiction.slug, "pk": self.gathering_id}
        return reverse("gatherings:record", kwargs=keys)

    @property
    def published_on(self) -> date:
        return timezone.localdate(self.published_at)
