"""Opinions written in the room: a page for phones, open for a while, whose address hangs on the wall as a code."""

from datetime import datetime
from secrets import token_urlsafe
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.directory.standing import Reader
from tomoni.gatherings.models import Gathering


def fresh_token() -> str:
    return token_urlsafe(9)


class CaptureQuerySet(models.QuerySet["Capture"]):
    def visible_to(self, user: Reader) -> Self:
        return self.filter(gathering__in=Gathering.objects.visible_to(user))

    def of_token(self, token: str) -> "Capture | None":
        """Whoever is in the room has the address; the gathering itself may not be public."""
        return self.filter(token=token).select_related("gathering__jurisdiction").first()


CaptureManager = ScopedManager.from_queryset(CaptureQuerySet)


class Capture(Record):
    """会場で声を受け取る: one for a gathering, opened and closed by those who take opinions down."""

    gathering = models.OneToOneField(
        Gathering, on_delete=models.PROTECT, related_name="capture", verbose_name=_("集まり")
    )
    token = models.CharField(max_length=20, unique=True, default=fresh_token, editable=False)
    question = models.CharField(
        _("聞きたいこと"), max_length=200, blank=True, help_text=_("スマートフォンの画面のはじめに出ます。")
    )
    closes_at = models.DateTimeField(_("受け付けを終える日時"))
    closed_at = models.DateTimeField(_("終えた日時"), null=True, blank=True, editable=False)

    objects = CaptureManager()
    verbs: ClassVar[dict[str, object]] = {"open": _("受け付けを始めた"), "close": _("受け付けを終えた")}

    class Meta:
        verbose_name = _("会場で受け取る声")

    def __str__(self) -> str:
        return self.gathering.full_title

    def get_absolute_url(self) -> str:
        keys = {"city": self.jurisdiction.slug, "pk": self.gathering_id}
        return reverse("voices:room", kwargs=keys)

    def is_open(self, now: datetime) -> bool:
        return self.closed_at is None and now < self.closes_at
