from datetime import date
from typing import ClassVar, Self

from django.apps import apps
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.surveys.states import RUNNING, SURVEY, SurveyState

SMALLEST_CELL = 5


class Side(models.TextChoices):
    """The two who are asked the same, each in its own words."""

    CITY = "city", _("担当課")
    GROUP = "group", _("団体")

    @classmethod
    def of(cls, actor: Actor) -> "Side":
        return cls.CITY if actor.kind == Actor.Kind.DEPARTMENT else cls.GROUP


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: Reader) -> Self:
        """Published ones for everybody; running ones for staff, the centre and those who are asked; all for the section."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        seen = Q(state=SurveyState.PUBLISHED)
        if standing.is_staff or standing.is_centre:
            seen |= Q(state__in=RUNNING)
        elif standing.actor_ids:
            asked = apps.get_model("surveys", "Recipient").objects.filter(
                survey=OuterRef("pk"), actor_id__in=standing.actor_ids
            )
            seen |= Q(Exists(asked), state__in=RUNNING)
        return self.filter(seen)

    def withdrawn(self) -> Self:
        """Once public, no longer: their address says so without the content."""
        return self.exclude(withdrawn_at=None).exclude(state=SurveyState.PUBLISHED)

    def over_by(self, day: date) -> Self:
        """Still open, and the last day is past."""
        return self.filter(state=SurveyState.OPEN, closes_on__lt=day)


SurveyManager = ScopedManager.from_queryset(SurveyQuerySet)


class Survey(Record):
    """アンケート: two mirrored questionnaires, one for departments and one for groups, over the same questions."""

    workflow = SURVEY
    verbs: ClassVar[dict[str, Promise]] = {
        "survey.question": _("問いの変更"),
        "survey.asked": _("聞く相手の変更"),
        "survey.answered": _("回答の受付"),
        "survey.paper": _("紙の回答の受付"),
        "survey.link": _("専用リンクの発行"),
        "survey.reminded": _("お願いの送信"),
        "survey.digest": _("まとめの記入"),
        "survey.taken": _("声への取り込み"),
    }

    title = models.CharField(_("題名"), max_length=80)
    purpose = models.TextField(_("何のために聞くか"), max_length=1000)
    use = models.TextField(
        _("答えの使いみち"),
        max_length=1000,
        help_text=_("だれが読み、何に使い、いつまで持つかを書いてください。回答する人に見えます。"),
    )
    is_anonymous = models.BooleanField(
        _("無記名"),
        default=False,
        help_text=_("無記名にすると、だれがどう答えたかは記録されず、職員にも分かりません。"),
    )
    floor = models.PositiveSmallIntegerField(
        _("少ない数を隠す境"),
        default=SMALLEST_CELL,
        validators=[MinValueValidator(3)],
        help_text=_("無記名のとき、この数より少ない集計は表示しません。"),
    )
    closes_on = models.DateField(_("締切日"), null=True, blank=True)
    findings = models.TextField(_("結果のまとめ"), max_length=4000, blank=True)
    opened_at = models.DateTimeField(_("受付をはじめた日時"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("締め切った日時"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("お願いを送った日時"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("公開をやめた日時"), null=True, blank=True, editable=False)
    state = models.CharField(
        _("状態"), max_length=9, choices=SurveyState, default=SurveyState.DRAFT, editable=False
    )
    typed_city = models.PositiveIntegerField(default=0, editable=False)
    typed_group = models.PositiveIntegerField(default=0, editable=False)
    """Anonymous answers on paper typed in so far; never more than papers received."""
    kinds_kept = models.JSONField(default=dict, editable=False)
    """By side, the kinds of actor an anonymous answer may carry: each has enough who are asked. Set when it opens."""

    objects = SurveyManager()

    class Meta:
        verbose_name = _("アンケート")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="survey_open_has_last_day",
                condition=~Q(state=SurveyState.OPEN) | Q(closes_on__isnull=False),
                violation_error_message=_("締切日を入力してください。"),
            ),
            models.CheckConstraint(
                name="survey_published_has_day",
                condition=~Q(state=SurveyState.PUBLISHED) | Q(published_at__isnull=False),
                violation_error_message=_("公開した日時がありません。"),
            ),
            models.CheckConstraint(
                name="survey_floor_protects",
                condition=Q(floor__gte=3),
                violation_error_message=_("3以上の数を入力してください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state", "-id"], name="survey_by_state")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def is_published(self) -> bool:
        return self.state == SurveyState.PUBLISHED

    @property
    def is_open(self) -> bool:
        """Takes answers today: the last day counts."""
        return (
            self.state == SurveyState.OPEN
            and self.closes_on is not None
            and timezone.localdate() <= self.closes_on
        )

    def card(self) -> Card:
        reach = Visibility.PUBLIC if self.is_published else Visibility.SECTION
        if self.state in RUNNING:
            reach = Visibility.CITY
        return Card(
            stage=str(_("アンケート")),
            label=self.title,
            address=self.get_absolute_url(),
            on=timezone.localdate(self.opened_at or self.created_at),
            audience=visibility.audience(reach, self.jurisdiction_id),
        )


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: Reader) -> Self:
        return self.filter(survey__in=Survey.objects.visible_to(user))

    def to(self, side: str) -> Self:
        """Those this side is asked."""
        return self.exclude(**{WORDING[side]: ""})


QuestionManager = ScopedManager.from_queryset(QuestionQuerySet)
WORDING = {Side.CITY.value: "for_departments", Side.GROUP.value: "for_groups"}
DIGEST = {Side.CITY.value: "digest_departments", Side.GROUP.value: "digest_groups"}


class Question(Record):
    """問い: one number on both questionnaires, worded for each side. Without words for a side, that side is not asked."""

    class Kind(models.TextChoices):
        ONE = "one", _("一つ選ぶ")
        SEVERAL = "several", _("いくつでも選ぶ")
        SCALE = "scale", _("段階で答える")
        NUMBER = "number", _("数を書く")
        TEXT = "text", _("文で書く")
        MATRIX = "matrix", _("表で答える（行ごとに一つ選ぶ）")

    CHOSEN = (Kind.ONE, Kind.SEVERAL, Kind.SCALE)
    """Further questions may depend on what was chosen here."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("番号"), editable=False)
    kind = models.CharField(_("答え方"), max_length=7, choices=Kind)
    for_departments = models.CharField(_("担当課への聞き方"), max_length=300, blank=True)
    for_groups = models.CharField(_("団体への聞き方"), max_length=300, blank=True)
    note = models.CharField(_("補足"), max_length=300, blank=True)
    options = models.JSONField(_("選択肢"), default=list, blank=True)
    rows = models.JSONField(_("表の行"), default=list, blank=True)
    unit = models.CharField(_("数の単位"), max_length=10, blank=True)
    is_required = models.BooleanField(_("必ず答えてもらう"), default=False)
    asked_if = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("もとの問い"),
    )
    asked_if_options = models.JSONField(_("もとの問いの答え"), default=list, blank=True)
    digest_departments = models.TextField(_("担当課の主な答え"), max_length=2000, blank=True)
    digest_groups = models.TextField(_("団体の主な答え"), max_length=2000, blank=True)

    objects = QuestionManager()

    class Meta:
        verbose_name = _("問い")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="question_is_worded",
                condition=~Q(for_departments="") | ~Q(for_groups=""),
                violation_error_message=_("担当課か団体のどちらかへの聞き方を書いてください。"),
            ),
            models.CheckConstraint(
                name="question_not_asked_if_itself",
                condition=Q(asked_if=None) | ~Q(asked_if=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.for_groups or self.for_departments}"

    @property
    def number(self) -> str:
        return str(_("問%(n)s") % {"n": self.order})

    def wording(self, side: str) -> str:
        return str(getattr(self, WORDING[side]))

    def digest(self, side: str) -> str:
        return str(getattr(self, DIGEST[side]))

    def condition(self) -> str:
        """For whom it is, in words; empty where it is for everybody. Give `asked_if` along."""
        if self.asked_if is None:
            return ""
        chosen = [self.asked_if.options[n] for n in self.asked_if_options if n < len(self.asked_if.options)]
        words = _("%(number)sで「%(options)s」を選んだ方にお聞きします。")
        return str(words % {"number": self.asked_if.number, "options": "」「".join(chosen)})
