"""Jurisdictions (自治体): a tree of prefectures and municipalities whose data stand apart.

Every other table carries its jurisdiction. Rows are reached only inside a scope: without one, queries raise (they fail closed).
"""

import json
import zlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.core.validators import RegexValidator
from django.db import models
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _
from django_scopes import get_scope, scopes_disabled
from django_scopes import scope as _scope
from django_scopes.exceptions import ScopeError
from pydantic import BaseModel, ConfigDict

from tomoni.japan.business_days import Calendar, add_business_days, is_business_day

RESERVED_SLUGS = frozenset(
    {"accounts", "admin", "api", "healthz", "readyz", "i18n", "static", "switch", "invitations", "about"}
)


class Settings(BaseModel):
    """What a jurisdiction decides for itself (local rules differ everywhere; none is a constant)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    triage_days: int = 3
    """Business days within which a new consultation is sorted."""
    referral_days: int = 10
    """Business days a department has for a referral."""
    answer_days: int = 10
    """Business days a department has to draft the answer to an opinion."""
    stalled_days: int = 21
    """Calendar days without a word to the asker or a move."""
    show_similar: bool = True
    """Whether the desk is shown past consultations beside a new one that is like them."""
    undo_minutes: int = 10
    """Publishing can be undone this long; later it is withdrawn with a reason."""
    reopen_days: int = 365
    link_days_after_close: int = 365
    """A private link ends this many days after the consultation closed."""
    seed_notice_days: int = 30
    menu_stale_days: int = 365
    renewal_days: int = 90
    """Calendar days a group has to renew its registration after the fiscal year."""
    public_comment_days: int = 30
    """Calendar days for which the public is asked about a draft, at least; shorter only with a reason that is shown."""
    notice_days: int = 7
    """Calendar days before a council's session by which its public notice is out; moved back where city hall is closed."""
    quick_report_days: int = 2
    """Business days after a session within which its quick report is published."""
    minutes_days: int = 45
    """Calendar days after a session within which its minutes are published; moved back where city hall is closed."""
    member_check_days: int = 7
    """Calendar days members have to check the minutes."""
    forget_signups_days: int = 90
    """Calendar days after a gathering when who signed up is forgotten."""
    extra_holidays: tuple[str, ...] = ()
    extra_workdays: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""

    @property
    def calendar(self) -> Calendar:
        """The days on which this city hall is open, for due dates."""
        return Calendar(
            opened=frozenset(date.fromisoformat(day) for day in self.extra_workdays),
            closed=frozenset(date.fromisoformat(day) for day in self.extra_holidays),
        )

    def due(self, days: int, *, after: date) -> date:
        """So many business days after a day."""
        return add_business_days(after, days, self.calendar)

    def open_by(self, day: date) -> date:
        """The day itself, or the last open one before: what must be done by then is done when city hall is open."""
        return day if is_business_day(day, self.calendar) else add_business_days(day, -1, self.calendar)


class JurisdictionQuerySet(models.QuerySet["Jurisdiction"]):
    def municipalities(self) -> Self:
        return self.filter(kind=Jurisdiction.Kind.MUNICIPALITY)

    def open(self) -> Self:
        return self.filter(is_open=True)


class Jurisdiction(models.Model):
    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", _("都道府県")
        MUNICIPALITY = "municipality", _("市区町村")

    kind = models.CharField(_("種別"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上位"),
    )
    code = models.CharField(
        _("全国地方公共団体コード"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^\d{6}$", _("6桁の数字で入力してください。"))],
    )
    slug = models.SlugField(_("アドレス"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    reading = models.CharField(_("読み"), max_length=80)
    is_open = models.BooleanField(_("公開"), default=True)
    is_demo = models.BooleanField(_("お試し用"), default=False)
    is_invented = models.BooleanField(_("架空"), default=False)
    settings = models.JSONField(_("設定"), default=dict, blank=True)

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["code", "reading"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("code", condition=~models.Q(code=""), name="jurisdiction_code_unique"),
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)), name="jurisdiction_slug_not_reserved"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{get_script_prefix()}{self.slug}/"

    @property
    def settings_version(self) -> int:
        """Another number for other settings: a form that was opened on these notices that they changed."""
        return zlib.crc32(json.dumps(self.settings, sort_keys=True).encode())

    @property
    def local(self) -> Settings:
        """This jurisdiction's own settings over the defaults."""
        return Settings.model_validate(self.settings)


class FormerAddress(models.Model):
    """A word that once stood in every address of a jurisdiction; it leads to the present one."""

    slug = models.SlugField(max_length=40, unique=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.slug


def present_slug(slug: str) -> str | None:
    """Where a former address leads now."""
    rows = Jurisdiction.objects.open().filter(
        pk__in=FormerAddress.objects.filter(slug=slug).values("jurisdiction")
    )
    return rows.values_list("slug", flat=True).first()


M = TypeVar("M", bound=models.Model, covariant=True)


class ScopedManager(models.Manager[M]):
    """Rows of the jurisdictions in scope; raises outside any scope."""

    def get_queryset(self) -> models.QuerySet[M]:
        rows = super().get_queryset()
        active = get_scope()
        if not active.get("_enabled", True):
            return rows
        if "jurisdiction" not in active:
            raise ScopeError(f"{self.model.__name__}: no jurisdiction in scope")
        wanted = active["jurisdiction"]
        if isinstance(wanted, Jurisdiction):
            return rows.filter(jurisdiction=wanted.pk)
        return rows.filter(jurisdiction__in=[one.pk for one in wanted])


def scope(*jurisdictions: Jurisdiction) -> AbstractContextManager[None]:
    """Work inside these jurisdictions."""
    return _scope(jurisdiction=jurisdictions[0] if len(jurisdictions) == 1 else jurisdictions)  # type: ignore[no-any-return]


def everywhere() -> AbstractContextManager[None]:
    """All jurisdictions at once: jobs by the clock, operators' commands, a person's own roles."""
    return scopes_disabled()  # type: ignore[no-any-return]


def current() -> Jurisdiction:
    """The one jurisdiction in scope."""
    found: Any = get_scope().get("jurisdiction")
    if not isinstance(found, Jurisdiction):
        raise ScopeError("exactly one jurisdiction must be in scope")
    return found


def each(jurisdictions: Iterable[Jurisdiction]) -> Iterable[Jurisdiction]:
    """Yield each jurisdiction with its scope active."""
    for jurisdiction in jurisdictions:
        with scope(jurisdiction):
            yield jurisdiction
