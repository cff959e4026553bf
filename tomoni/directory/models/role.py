import hashlib
from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.ownership import Case
from tomoni.core.records import Record
from tomoni.core.workflow import Words
from tomoni.directory.models.actor import Actor
from tomoni.directory.roles import GROUP, RoleCode
from tomoni.directory.standing import Reader, standing_of


class RoleQuerySet(models.QuerySet["Role"]):
    def on(self, day: date) -> Self:
        """Held on that day; the last day counts."""
        return self.filter(starts_on__lte=day).filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))

    def today(self) -> Self:
        return self.on(timezone.localdate())

    def over_with_cases(self, today: date) -> Self:
        """Over before that day, of people who hold nothing else on that actor but still hold cases there."""
        still = Role.objects.on(today).filter(
            person=models.OuterRef("person"), actor=models.OuterRef("actor")
        )
        held = Case.objects.filter(
            person_id=models.OuterRef("person_id"), unit_id=models.OuterRef("actor_id")
        )
        return self.filter(models.Q(ends_on__lt=today) & ~models.Exists(still) & models.Exists(held))

    def visible_to(self, user: Reader) -> Self:
        """One's own, those of one's own actors, and all for those who keep them."""
        standing = standing_of(user)
        if standing.has(RoleCode.SEC, RoleCode.SECH, RoleCode.ADM):
            return self
        return self.filter(models.Q(person_id=standing.user_id) | models.Q(actor_id__in=standing.actor_ids))


RoleManager = ScopedManager.from_queryset(RoleQuerySet)


class Role(Record):
    """役割: what a person is on an actor, for a period."""

    verbs: ClassVar[dict[str, Words]] = {"give": _("役割を渡した"), "end": _("役割のおわりを決めた")}

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles", verbose_name=_("人")
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="roles", verbose_name=_("主体"))
    code = models.CharField(_("役割"), max_length=6, choices=RoleCode)
    title = models.CharField(_("肩書"), max_length=60, blank=True)
    starts_on = models.DateField(_("はじめ"))
    ends_on = models.DateField(_("おわり"), null=True, blank=True)
    succeeds = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("前任"),
    )

    objects = RoleManager()

    class Meta:
        verbose_name = _("役割")
        ordering: ClassVar[list[str]] = ["actor__reading", "code", "-starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="role_ends_after_start",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("おわりの日は、はじめの日以降にしてください。"),
            ),
            models.UniqueConstraint(
                fields=["person", "actor", "code", "starts_on"],
                name="role_once",
                violation_error_message=_("同じ人の同じ役割がすでにあります。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.title or RoleCode(self.code).label}"


def holder_of(unit_id: int, *codes: RoleCode) -> int | None:
    """The person who holds the first of these roles on the unit today; None where nobody does."""
    held = {
        role.code: role.person_id
        for role in Role.objects.today().filter(actor_id=unit_id, code__in=codes).order_by("-starts_on")
    }
    return next((held[code] for code in codes if code in held), None)


def people_of(actor_ids: list[int], *codes: RoleCode) -> list[User]:
    """Persons with a role on any of these actors today (with one of the codes, if given)."""
    roles = Role.objects.today().filter(actor_id__in=actor_ids)
    if codes:
        roles = roles.filter(code__in=codes)
    return list(User.objects.filter(pk__in=roles.values("person_id"), is_active=True))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Reader) -> Self:
        """All for those who keep roles; for a group's representative and the centre, those to groups they look after."""
        standing = standing_of(user)
        if standing.has(RoleCode.SEC, RoleCode.SECH, RoleCode.ADM):
            return self
        if standing.is_centre:
            return self.filter(code__in=GROUP)
        return self.filter(
            actor_id__in=[post.actor_id for post in standing.posts if post.code == RoleCode.GREP]
        )

    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


InvitationManager = ScopedManager.from_queryset(InvitationQuerySet)


class Invitation(Record):
    """A role offered by mail. Of the token only a digest is kept; it works once, for fourteen days, unless revoked."""

    verbs: ClassVar[dict[str, Words]] = {"accept": _("受け入れた"), "revoke": _("取り消した")}

    email = models.EmailField(_("メールアドレス"))
    name = models.CharField(_("氏名"), max_length=80, blank=True)
    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("主体")
    )
    code = models.CharField(_("役割"), max_length=6, choices=RoleCode)
    title = models.CharField(_("肩書"), max_length=60, blank=True)
    starts_on = models.DateField(_("はじめ"))
    ends_on = models.DateField(_("おわり"), null=True, blank=True)
    succeeds = models.ForeignKey(
        Role,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("前任"),
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("有効期限"))
    accepted_at = models.DateTimeField(_("受け入れ"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("取り消し"), null=True, editable=False)
    invited_by = models.CharField(_("招いた人"), max_length=120)

    objects = InvitationManager()

    class Meta:
        verbose_name = _("招待")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="invitation_ends_after_start",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("おわりの日は、はじめの日以降にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.title or RoleCode(self.code).label}"

    def get_absolute_url(self) -> str:
        return reverse("directory:invitations", kwargs={"city": self.jurisdiction.slug})

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
