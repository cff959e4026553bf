"""A round of comments on one edition: members and departments, or everybody for a period with rules."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.directory.standing import Reader, standing_of
from tomoni.drafting.models.draft import Draft, Edition
from tomoni.drafting.models.people import written_by
from tomoni.drafting.states import ROUND, DraftState, RoundState


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: Reader) -> Self:
        """As the report; rounds for everybody and published results also to everybody."""
        standing = standing_of(user)
        council = standing.actor_ids
        seen = self._open_to_all() & models.Q(draft__is_public=True) | written_by(user, "draft__")
        if standing.is_staff or council:
            inside = models.Q() if standing.is_staff else models.Q(draft__council_id__in=council)
            seen |= inside & ~models.Q(draft__state__in=[DraftState.OUTLINE, DraftState.WITHDRAWN])
        return self.filter(seen)

    def for_everybody(self) -> Self:
        """Whose edition everybody may read."""
        return self.filter(self._open_to_all())

    @staticmethod
    def _open_to_all() -> models.Q:
        return models.Q(kind=Round.Kind.PUBLIC) | models.Q(state=RoundState.PUBLISHED)

    def to_begin(self, today: date) -> Self:
        return self.filter(state=RoundState.ANNOUNCED, opens_on__lte=today)

    def to_close(self, today: date) -> Self:
        return self.filter(state=RoundState.OPEN, closes_on__lt=today)

    def unfinished(self) -> Self:
        return self.filter(state__in=[RoundState.ANNOUNCED, RoundState.OPEN])

    def unpublished(self) -> Self:
        """Rounds for everybody whose results everybody still waits for."""
        return self.filter(kind=Round.Kind.PUBLIC).exclude(state__in=ROUND.closed)


RoundManager = ScopedManager.from_queryset(RoundQuerySet)


class Round(Record):
    """意見を聞く期間."""

    workflow = ROUND

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("委員・課への照会")
        PUBLIC = "public", _("意見募集（パブリックコメント）")

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="rounds")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    state = models.CharField(
        _("状態"), max_length=20, choices=RoundState, default=RoundState.OPEN, editable=False
    )
    opens_on = models.DateField(_("受付の初日"))
    closes_on = models.DateField(_("受付の最終日"))
    short_reason = models.CharField(_("期間を短くする理由"), max_length=300, blank=True)
    change_notice = models.CharField(_("変更のお知らせ"), max_length=300, blank=True, editable=False)
    last_serial = models.PositiveIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(_("結果を公表した日時"), null=True, blank=True, editable=False)

    objects = RoundManager()

    class Meta:
        verbose_name = _("意見を聞く期間")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="round_closes_after_it_opens",
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                violation_error_message=_("受付の最終日は、初日より後にしてください。"),
            ),
            models.CheckConstraint(
                name="round_published_has_date",
                condition=~models.Q(state=RoundState.PUBLISHED) | models.Q(published_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["draft"],
                condition=models.Q(state__in=[RoundState.ANNOUNCED, RoundState.OPEN]),
                name="round_one_at_a_time",
                violation_error_message=_("この文書では、いまほかの意見を聞いています。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state", "closes_on"], name="round_by_clock")
        ]

    def __str__(self) -> str:
        return _text("%(title)s %(kind)s") % {"title": self.draft.title, "kind": self.get_kind_display()}

    @property
    def is_for_everybody(self) -> bool:
        return self.kind == Round.Kind.PUBLIC

    @property
    def days(self) -> int:
        return (self.closes_on - self.opens_on).days + 1

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN and self.closes_on >= timezone.localdate()

    def get_absolute_url(self) -> str:
        return reverse(
            "drafting:round",
            kwargs={"city": self.jurisdiction.slug, "pk": self.draft_id, "round": self.pk},
        )

    def comment_address(self) -> str:
        return f"{self.get_absolute_url()}comment/"
