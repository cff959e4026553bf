"""The consultation and its referrals to departments."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.ownership import Case
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility, actor, audience, centre
from tomoni.desk.models.people import posts_on
from tomoni.desk.states import (
    CONSULTATION,
    ON_THE_CASE,
    REFERRAL,
    AskerKind,
    Channel,
    ConsultationState,
    Outcome,
    ReferralState,
    ScopeReason,
    StallReason,
    Tick,
)
from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT, GROUP, RoleCode
from tomoni.directory.standing import Reader, standing_of


class Counter(models.Model):
    """The last number given out in a fiscal year; locked until the consultation that takes the next one is stored."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects: ScopedManager["Counter"] = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["jurisdiction", "fiscal_year"], name="consultation_counter_once")
        ]

    def __str__(self) -> str:
        return number_of(self.fiscal_year, self.last)


def number_of(fiscal_year: int, serial: int) -> str:
    return f"{fiscal_year}-C-{serial:04d}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: Reader) -> Self:
        """The section, the centre where it opened it or may share it, departments asked about it, and who asked. Nobody else."""
        return self.filter(self._at_desk(user) | self._asked(user))

    def at_desk_of(self, user: Reader) -> Self:
        """Those the person works on, as against those the person asked."""
        return self.filter(self._at_desk(user))

    def asked_by(self, user: Reader) -> Self:
        return self.filter(self._asked(user))

    def _at_desk(self, user: Reader) -> models.Q:
        standing = standing_of(user)
        if standing.is_section:
            return ~models.Q(pk__in=[])
        found = models.Q(pk__in=[])
        if standing.is_centre:
            found |= models.Q(share_centre=True)
            found |= models.Q(received_by_id__in=posts_on(standing, RoleCode.CEN))
        units = posts_on(standing, *DEPARTMENT)
        if units:
            referrals = Referral.objects.filter(
                consultation=models.OuterRef("pk"), department_id__in=units, state__in=ON_THE_CASE
            )
            found |= models.Q(models.Exists(referrals))
        return found

    def _asked(self, user: Reader) -> models.Q:
        if not user.is_authenticated:
            return models.Q(pk__in=[])
        standing = standing_of(user)
        return models.Q(asker_person=user.pk) | models.Q(asker_id__in=posts_on(standing, *GROUP, *DEPARTMENT))

    def open(self) -> Self:
        return self.exclude(state__in=CONSULTATION.closed)

    def with_case(self) -> Self:
        """With who holds it (`holder_id`) and until when (`due_on`)."""
        case = Case.objects.filter(kind="desk.consultation", object_id=models.OuterRef("pk"))
        return self.annotate(
            holder_id=models.Subquery(case.values("person_id")[:1]),
            due_on=models.Subquery(case.values("due_on")[:1]),
        )

    def unowned(self) -> Self:
        """Nobody's name stands on it. After `with_case`."""
        return self.open().filter(holder_id=None)

    def held_by(self, person_id: int) -> Self:
        return self.filter(holder_id=person_id)

    def late(self, today: date) -> Self:
        """Its own date has passed, or that of a department that still owes its reply. After `with_case`."""
        owing = Referral.objects.overdue(today).filter(consultation=models.OuterRef("pk"))
        return self.open().filter(models.Q(due_on__lt=today) | models.Exists(owing))

    def top_of_each(self, states: Sequence[str], most: int) -> Self:
        """The few most urgent of each state, in one query. After `with_case`."""
        place = models.Window(
            RowNumber(),
            partition_by="state",
            order_by=[models.F("due_on").asc(nulls_last=True), "id"],
        )
        return (
            self.filter(state__in=states)
            .annotate(place=place)
            .filter(place__lte=most)
            .order_by("due_on", "id")
        )


ConsultationManager = ScopedManager.from_queryset(ConsultationQuerySet)


class Consultation(Record):
    """相談: confidential as a whole; whatever a person wrote lies encrypted."""

    workflow = CONSULTATION

    number = models.CharField(_("受付番号"), max_length=20)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    serial = models.PositiveIntegerField(_("通し番号"))
    state = models.CharField(
        _("状態"), max_length=20, choices=ConsultationState, default=ConsultationState.RECEIVED
    )
    channel = models.CharField(_("受付の方法"), max_length=10, choices=Channel)
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now)

    subject = EncryptedTextField(_("題名"), max_length=100)
    body = EncryptedTextField(_("相談の内容"))
    wish = EncryptedTextField(_("どうなるとよいか"), blank=True)
    asker_kind = models.CharField(_("相談する人"), max_length=20, choices=AskerKind)
    asker_name = EncryptedTextField(_("お名前・団体名"), max_length=120, blank=True)
    asker_mail = EncryptedTextField(_("メールアドレス"), blank=True)
    asker_phone = EncryptedTextField(_("電話番号"), blank=True)
    asker = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("相談した団体"),
    )
    asker_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代わりに入力した人"),
    )
    received_by = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("受け付けた窓口"),
    )
    share_departments = models.BooleanField(_("担当課への共有に同意"), default=False)
    share_centre = models.BooleanField(_("サポートセンターへの共有に同意"), default=False)
    wants_mail = models.BooleanField(_("メールでの知らせを希望"), default=False)

    public_benefit = models.CharField(_("公益性がある"), max_length=8, choices=Tick, blank=True)
    in_plan = models.CharField(_("市の計画に沿う"), max_length=8, choices=Tick, blank=True)
    money = models.CharField(_("お金がかかる"), max_length=8, choices=Tick, blank=True)
    legal = models.CharField(_("法令上の支障がない"), max_length=8, choices=Tick, blank=True)
    screening_note = EncryptedTextField(_("整理のメモ"), blank=True)

    scope_reason = models.CharField(_("対象外の理由"), max_length=20, choices=ScopeReason, blank=True)
    outcome = models.CharField(_("結果"), max_length=20, choices=Outcome, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("満足度"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    is_escalated = models.BooleanField(_("課長の判断待ち"), default=False)
    last_word_at = models.DateTimeField(_("最後に動いた日時"), default=timezone.now)
    state_before_stall = models.CharField(
        _("停滞の前の状態"), max_length=20, choices=ConsultationState, blank=True
    )
    stall_reason = models.CharField(_("停滞の理由"), max_length=20, choices=StallReason, blank=True)
    closed_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)

    holder_id: int | None
    due_on: date | None
    """Who holds it and until when; there after `with_case`."""

    objects = ConsultationManager()

    class Meta:
        verbose_name = _("相談")
        ordering: ClassVar[list[str]] = ["-fiscal_year", "-serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "fiscal_year", "serial"], name="consultation_number_once"
            ),
            models.CheckConstraint(
                name="consultation_satisfaction_1_to_5",
                condition=models.Q(satisfaction=None) | models.Q(satisfaction__range=(1, 5)),
                violation_error_message=_("満足度は1から5で選んでください。"),
            ),
            models.CheckConstraint(
                name="consultation_stalled_knows_where_it_was",
                condition=~models.Q(state=ConsultationState.STALLED) | ~models.Q(state_before_stall=""),
            ),
            models.CheckConstraint(
                name="consultation_closed_has_outcome",
                condition=~models.Q(state=ConsultationState.CLOSED) | ~models.Q(outcome=""),
                violation_error_message=_("終結には結果が必要です。"),
            ),
            models.CheckConstraint(
                name="consultation_out_of_scope_has_reason",
                condition=~models.Q(state=ConsultationState.OUT_OF_SCOPE) | ~models.Q(scope_reason=""),
                violation_error_message=_("対象外とする理由が必要です。"),
            ),
            models.CheckConstraint(
                name="consultation_done_has_date",
                condition=models.Q(state__in=CONSULTATION.closed, closed_at__isnull=False)
                | (~models.Q(state__in=CONSULTATION.closed) & models.Q(closed_at=None)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state", "last_word_at"], name="consultation_board"),
            models.Index(fields=["jurisdiction", "asker"], name="consultation_of_asker"),
            models.Index(fields=["jurisdiction", "number"], name="consultation_number"),
        ]

    def __str__(self) -> str:
        # The title is confidential: whoever prints a consultation without thinking prints its number.
        return self.number

    @property
    def audit_label(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("desk:consultation", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    def asker_address(self) -> str:
        """The page of those who asked, where they have an account."""
        return reverse("desk:asked", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def asker_shown(self) -> str:
        """The group, else the name given, else what kind of person."""
        return (self.asker.name if self.asker else self.asker_name) or str(self.get_asker_kind_display())

    @property
    def units(self) -> list[Actor]:
        """The departments on the case."""
        return [one.department for one in self.referrals.all() if one.state in ON_THE_CASE]

    def lateness(self, today: date) -> int:
        """Days since the earliest date that has passed: its own or a department's. Needs `with_case`."""
        dates = [one.due_on for one in self.referrals.all() if one.is_late(today)]
        own: date | None = getattr(self, "due_on", None)
        dates += [own] if own and not self.is_done else []
        return max(0, (today - min(dates)).days) if dates else 0

    def silent_days(self, today: date) -> int:
        """Days without a word to the asker or a move."""
        return (today - timezone.localdate(self.last_word_at)).days

    @property
    def is_done(self) -> bool:
        return self.state in CONSULTATION.closed

    def link_ends_on(self) -> date | None:
        """The last day of the private link, once the consultation is over."""
        if self.closed_at is None:
            return None
        return timezone.localdate(self.closed_at) + timedelta(
            days=self.jurisdiction.local.link_days_after_close
        )

    def may_reopen_until(self) -> date | None:
        if self.closed_at is None:
            return None
        return timezone.localdate(self.closed_at) + timedelta(days=self.jurisdiction.local.reopen_days)

    def card(self) -> Card:
        """Its number, for those who work on it."""
        on_case = [one.department_id for one in self.referrals.all() if one.state in ON_THE_CASE]
        tokens = audience(Visibility.SECTION, self.jurisdiction_id) | {actor(one) for one in on_case}
        if self.share_centre:
            tokens |= {centre(self.jurisdiction_id)}
        elif self.received_by_id:
            tokens |= {actor(self.received_by_id)}
        return Card(
            "相談", self.number, self.get_absolute_url(), timezone.localdate(self.received_at), tokens
        )


class Blind(models.Model):
    """A keyed token of number, asker or title: proposes hits of the desk's search, tells nothing without the key."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="blinds")
    token = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["token", "consultation"], name="consultation_token_once")
        ]

    def __str__(self) -> str:
        return self.token


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: Reader) -> Self:
        """Those of consultations the person works on, and of their own departments also what they gave back."""
        own = posts_on(standing_of(user), *DEPARTMENT)
        return self.filter(
            models.Q(consultation__in=Consultation.objects.at_desk_of(user)) | models.Q(department_id__in=own)
        )

    def of_units(self, unit_ids: set[int]) -> Self:
        return self.filter(department_id__in=unit_ids)

    def waiting(self) -> Self:
        return self.filter(state=ReferralState.SENT)

    def overdue(self, today: date) -> Self:
        return self.waiting().filter(due_on__lt=today)


ReferralManager = ScopedManager.from_queryset(ReferralQuerySet)


class Referral(Record):
    """照会: a consultation put to one department, with its own due date and life."""

    workflow = REFERRAL

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="referrals")
    department = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("照会先の課")
    )
    state = models.CharField(_("状態"), max_length=20, choices=ReferralState, default=ReferralState.SENT)
    sent_at = models.DateTimeField(_("照会日時"), default=timezone.now)
    due_on = models.DateField(_("期限"))
    question = EncryptedTextField(_("課に聞きたいこと"), blank=True)
    ended_at = models.DateTimeField(_("回答・差戻しの日時"), null=True, blank=True)
    likely_owner = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当と思われる課"),
    )
    return_reason = EncryptedTextField(_("差戻しの理由"), blank=True)
    reminded_on = models.DateField(_("うながした日"), null=True, blank=True)

    objects = ReferralManager()

    class Meta:
        verbose_name = _("照会")
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "department"],
                name="referral_open_once",
                condition=models.Q(state__in=ON_THE_CASE),
                violation_error_message=_("この課にはすでに照会しています。"),
            ),
            models.CheckConstraint(
                name="referral_returned_names_owner",
                condition=~models.Q(state=ReferralState.RETURNED) | models.Q(likely_owner__isnull=False),
                violation_error_message=_("担当と思われる課を選んでください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "department", "state", "due_on"], name="referral_of_unit")
        ]

    def __str__(self) -> str:
        return f"{self.consultation.number} {self.department}"

    @property
    def audit_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return f"{self.consultation.get_absolute_url()}referrals/{self.pk}/"

    def is_late(self, today: date) -> bool:
        return self.state == ReferralState.SENT and self.due_on < today
