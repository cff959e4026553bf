"""申込み: a seat at a gathering, asked for by anybody, with or without an account."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.core.visitors import hash_of
from tomoni.directory.standing import Reader
from tomoni.gatherings.models.council import Member
from tomoni.gatherings.models.gathering import Gathering
from tomoni.gatherings.models.report import run_by
from tomoni.gatherings.states import SIGNUP, SignUpState

SALT = "tomoni.gatherings.signup"


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, user: Reader) -> Self:
        """Those who run the gathering; whoever asked sees theirs by its private link."""
        own = run_by(user)
        return self if own is None else self.filter(own)

    def of_token(self, token: str) -> "SignUp | None":
        rows = self.filter(token_hash=hash_of(token), forgotten_at=None)
        return rows.select_related("gathering__jurisdiction", "gathering__council").first()

    def of_role(self, role: str) -> Self:
        return self.filter(role=role)

    def seated(self) -> Self:
        return self.filter(state=SignUpState.SEATED)

    def standing(self) -> Self:
        return self.exclude(state=SignUpState.CANCELLED)

    def to_forget(self, before: datetime) -> Self:
        return self.filter(forgotten_at=None, gathering__ends_at__lt=before)


SignUpManager = ScopedManager.from_queryset(SignUpQuerySet)


class SignUp(Record):
    """申込み. Who it is lies encrypted and is forgotten some time after the gathering; the seat remains as a number."""

    class Role(models.TextChoices):
        PARTICIPANT = "participant", _("参加")
        OBSERVER = "observer", _("傍聴")

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="signups")
    role = models.CharField(_("参加か傍聴か"), max_length=12, choices=Role)
    name = EncryptedTextField(_("名前"), max_length=80)
    mail = EncryptedTextField(_("メール"), max_length=254, blank=True)
    phone = EncryptedTextField(_("電話"), max_length=40, blank=True)
    belongs = EncryptedTextField(_("団体や所属"), max_length=120, blank=True)
    needs = EncryptedTextField(_("手伝いがいること"), max_length=500, blank=True)
    seat = models.PositiveIntegerField(_("席"), null=True, blank=True, editable=False)
    asked_order = models.PositiveIntegerField(_("申込みの順"), editable=False)
    """Also the order of the waiting list; a lottery deals it anew."""
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    came_at = models.DateTimeField(_("受付した日時"), null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)
    state = models.CharField(
        _("状態"), max_length=12, choices=SignUpState, default=SignUpState.ASKED, editable=False
    )

    objects = SignUpManager()
    workflow = SIGNUP
    verbs: ClassVar[dict[str, object]] = {"forget": _("名前と連絡先を消した")}
    SECRET = ("name", "mail", "phone", "belongs", "needs", "token_hash")

    class Meta:
        verbose_name = _("申込み")
        ordering: ClassVar[list[str]] = ["role", "asked_order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["gathering", "role", "seat"],
                condition=models.Q(state="seated"),
                name="seat_once",
            ),
            models.CheckConstraint(
                name="seated_has_a_seat", condition=~models.Q(state="seated") | models.Q(seat__isnull=False)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["gathering", "role", "state", "asked_order"], name="signup_queue")
        ]

    def __str__(self) -> str:
        return _text("申込み %(n)s") % {"n": self.asked_order}

    @property
    def audit_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        """The list of those who run the gathering: whoever asked has the private link instead."""
        keys = {"city": self.jurisdiction.slug, "pk": self.gathering_id}
        return reverse("gatherings:reception", kwargs=keys)


class Presence(models.Model):
    """A member of the council who came to the session."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="presences")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="presences")

    objects: ScopedManager["Presence"] = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gathering", "member"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.member_id}"
