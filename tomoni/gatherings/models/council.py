"""会議体 with its terms, members by category and period, and what a term leaves to the next."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.states import TERM, TermState

MEMBERS = (RoleCode.MEM, RoleCode.CHAIR)


class CouncilQuerySet(models.QuerySet["Council"]):
    def visible_to(self, user: Reader) -> Self:
        """Councils of published actors for everybody; the section sees all, members their own."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        return self.filter(models.Q(actor__is_published=True) | models.Q(actor_id__in=standing.actor_ids))


CouncilManager = ScopedManager.from_queryset(CouncilQuerySet)


class Council(Record):
    """会議体: a standing body. Its name and its members' roles are those of its actor."""

    actor = models.OneToOneField(
        Actor, on_delete=models.PROTECT, related_name="council", verbose_name=_("会議体")
    )
    office = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="councils_run", verbose_name=_("事務局")
    )
    basis = models.CharField(
        _("設置の根拠"), max_length=200, blank=True, help_text=_("条例や要綱の名前です。")
    )
    purpose = models.TextField(_("目的"), max_length=2000, blank=True)
    observing = models.TextField(_("傍聴のきまり"), max_length=2000, blank=True)

    objects = CouncilManager()

    class Meta:
        verbose_name = _("会議体")
        ordering: ClassVar[list[str]] = ["actor__reading", "id"]

    def __str__(self) -> str:
        return self.actor.name

    def get_absolute_url(self) -> str:
        return reverse("gatherings:council", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    def card(self) -> Card:
        shown = Visibility.PUBLIC if self.actor.is_published else Visibility.PARTIES
        audience = visibility.audience(shown, self.jurisdiction_id, (self.actor_id, self.office_id))
        return Card(
            _text("会議体"), self.actor.name, self.get_absolute_url(), self.created_at.date(), audience
        )


class TermQuerySet(models.QuerySet["Term"]):
    def visible_to(self, user: Reader) -> Self:
        return self.filter(council__in=Council.objects.visible_to(user))

    def on(self, day: date) -> Self:
        """Under way on that day; the last day counts."""
        return self.filter(starts_on__lte=day).filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))


TermManager = ScopedManager.from_queryset(TermQuerySet)


class Term(Record):
    """期: the period for which members are appointed."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("期"))
    starts_on = models.DateField(_("はじまり"), null=True, blank=True)
    ends_on = models.DateField(_("おわり"), null=True, blank=True)
    handover = models.TextField(
        _("次の期へ伝えること"),
        max_length=6000,
        blank=True,
        editable=False,
        help_text=_("この期でできたこと、残ったこと、次の期に頼みたいことを書きます。公開されます。"),
    )
    handed_over_on = models.DateField(_("引き継いだ日"), null=True, blank=True, editable=False)
    state = models.CharField(
        _("状態"), max_length=20, choices=TermState, default=TermState.RUNNING, editable=False
    )

    objects = TermManager()
    workflow = TERM
    verbs: ClassVar[dict[str, object]] = {"term.members": _("構成員の書き換え")}

    class Meta:
        verbose_name = _("期")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["council", "number"],
                name="term_once",
                violation_error_message=_("この期はすでにあります。"),
            ),
            models.CheckConstraint(
                name="term_ends_after_start",
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("おわりの日は、はじまりの日以降にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return _text("%(council)s 第%(n)s期") % {"council": self.council, "n": self.number}

    def get_absolute_url(self) -> str:
        return reverse("gatherings:term", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})


class MemberQuerySet(models.QuerySet["Member"]):
    def on(self, day: date) -> Self:
        """In office on that day; the last day counts."""
        return self.filter(models.Q(starts_on=None) | models.Q(starts_on__lte=day)).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gte=day)
        )


MemberManager = ScopedManager.from_queryset(MemberQuerySet)


class Member(Record):
    """構成員: who sits in a council for a term, in which category. What they may do here comes from their role on its actor."""

    class Duty(models.TextChoices):
        MEMBER = "member", _("構成員")
        CHAIR = "chair", _("座長・委員長")
        DEPUTY = "deputy", _("副座長・副委員長")
        CONVENOR = "convenor", _("世話人")

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="members")
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    category = models.CharField(
        _("区分"), max_length=80, help_text=_("例：NPO等構成員（公募）、学識経験者、市の職員")
    )
    name = models.CharField(
        _("名前か役職"), max_length=80, help_text=_("名簿として公開されるとおりに書きます。")
    )
    belongs = models.CharField(_("所属"), max_length=120, blank=True)
    duty = models.CharField(_("役"), max_length=12, choices=Duty, default=Duty.MEMBER)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("サインインする人"),
        help_text=_("この会議体で委員の役割をもつ人から選びます。"),
    )
    starts_on = models.DateField(_("はじめ"), null=True, blank=True)
    ends_on = models.DateField(_("おわり"), null=True, blank=True)

    objects = MemberManager()

    class Meta:
        verbose_name = _("構成員")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="member_ends_after_start",
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("おわりの日は、はじめの日以降にしてください。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def visible_to(self, user: Reader) -> Self:
        """Among the members and the office until the term is handed over; then without names, for everybody."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        own = models.Q(term__council__actor_id__in=standing.actor_ids) | models.Q(
            term__council__office_id__in=standing.actor_ids
        )
        return self.filter(own | models.Q(term__state=TermState.HANDED_OVER))


ReflectionManager = ScopedManager.from_queryset(ReflectionQuerySet)


class Reflection(Record):
    """ふり返り: what a member says at the end of a term. Shown without the name."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="reflections")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("ふり返り"), max_length=2000)

    objects = ReflectionManager()

    class Meta:
        verbose_name = _("ふり返り")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.text[:40]
