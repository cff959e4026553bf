"""A comment on a passage, and the private link of one that came without an account."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.core.visitors import hash_of
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.drafting.models.draft import Section
from tomoni.drafting.models.people import written_by
from tomoni.drafting.models.round import Round
from tomoni.drafting.states import ANSWERED, COMMENT, CommentState, DraftState, RoundState


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Reader) -> Self:
        """Writers all; everybody what published results hold; members and staff what is said in their round; one's own."""
        standing = standing_of(user)
        council = standing.actor_ids
        told = models.Q(round__state=RoundState.PUBLISHED, round__draft__is_public=True) & (
            models.Q(state__in=ANSWERED) | models.Q(state=CommentState.OPEN, round__kind=Round.Kind.INTERNAL)
        )
        seen = told | written_by(user, "round__draft__")
        if user.is_authenticated:
            seen |= models.Q(person=user.pk)
        if standing.is_staff or council:
            inside = models.Q() if standing.is_staff else models.Q(round__draft__council_id__in=council)
            internal = models.Q(round__kind=Round.Kind.INTERNAL) & ~models.Q(
                round__draft__state__in=[DraftState.OUTLINE, DraftState.WITHDRAWN]
            )
            seen |= inside & internal & ~models.Q(state__in=[CommentState.SET_ASIDE, CommentState.WITHDRAWN])
        return self.filter(seen)

    def waiting(self) -> Self:
        return self.filter(state=CommentState.OPEN)


CommentManager = ScopedManager.from_queryset(CommentQuerySet)


class Comment(Record):
    """意見: on the whole, a section, or a passage of it. What was written never changes; what is shown may be a summary."""

    workflow = COMMENT

    class Side(models.TextChoices):
        MEMBER = "member", _("委員")
        DEPARTMENT = "department", _("市の課")
        PUBLIC = "public", _("市民など")

    class Channel(models.TextChoices):
        WEB = "web", _("ウェブ")
        COUNTER = "counter", _("窓口")
        POST = "post", _("郵送・FAX")
        MAIL = "mail", _("メール")
        MEETING = "meeting", _("会議・説明会")

    class Tie(models.TextChoices):
        RESIDENT = "resident", _("市内に住んでいる")
        WORKS = "works", _("市内に通勤・通学している")
        GROUP = "group", _("市内で活動する団体・事業者")
        OTHER = "other", _("そのほか")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="comments")
    serial = models.PositiveIntegerField(_("通し番号"))
    section = models.ForeignKey(
        Section,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("章・節"),
    )
    starts = models.PositiveIntegerField(null=True, blank=True)
    ends = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(_("選んだ文"), blank=True)
    text = models.TextField(_("意見"))
    side = models.CharField(_("立場"), max_length=12, choices=Side)
    actor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("会議体・課"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(_("届いた方法"), max_length=10, choices=Channel, default=Channel.WEB)
    name = EncryptedTextField(_("お名前・団体名"), max_length=120, blank=True)
    address = EncryptedTextField(_("住所"), max_length=200, blank=True)
    tie = models.CharField(_("市とのかかわり"), max_length=10, choices=Tie, blank=True)
    state = models.CharField(
        _("答え"), max_length=20, choices=CommentState, default=CommentState.OPEN, editable=False
    )
    summary = models.TextField(_("公表する要旨"), blank=True, editable=False)
    reply = models.TextField(_("理由・考え方"), blank=True, editable=False)
    answered_at = models.DateTimeField(_("答えた日時"), null=True, blank=True, editable=False)

    objects = CommentManager()

    class Meta:
        verbose_name = _("意見")
        ordering: ClassVar[list[str]] = ["round", "serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "serial"], name="comment_number_once"),
            models.CheckConstraint(
                name="comment_answered_has_reason",
                condition=~models.Q(state__in=ANSWERED)
                | ~models.Q(reply="") & models.Q(answered_at__isnull=False),
                violation_error_message=_("答えには理由を書いてください。"),
            ),
            models.CheckConstraint(
                name="comment_passage_is_whole",
                condition=models.Q(starts=None, ends=None, quote="")
                | models.Q(section__isnull=False, starts__isnull=False, ends__gt=models.F("starts"))
                & ~models.Q(quote=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state"], name="comment_waiting")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """受付番号."""
        return f"{self.round_id}-{self.serial:03d}"

    @property
    def audit_label(self) -> str:
        return _text("意見 %(number)s") % {"number": self.number}

    @property
    def brief(self) -> str:
        """Above the form of a move."""
        return self.text

    @property
    def shown(self) -> str:
        """What everybody reads."""
        return self.summary or self.text

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def stands_on(self) -> str:
        """The number and heading of its section as they were in that edition."""
        return self.round.edition.place_of(self.section_id)

    @property
    def whose(self) -> str:
        """委員, the department's name, or the public; never a person."""
        if self.side == Comment.Side.DEPARTMENT and self.actor is not None:
            return self.actor.name
        return str(self.get_side_display())

    def get_absolute_url(self) -> str:
        kwargs = {
            "city": self.jurisdiction.slug,
            "pk": self.round.draft_id,
            "round": self.round_id,
            "comment": self.pk,
        }
        return reverse("drafting:comment", kwargs=kwargs)


class CommentLinkQuerySet(models.QuerySet["CommentLink"]):
    def of_token(self, token: str) -> "CommentLink | None":
        """The link of this token, if there is one."""
        rows = self.filter(token_hash=hash_of(token))
        return rows.select_related(
            "comment__jurisdiction", "comment__round__draft", "comment__round__edition"
        ).first()


CommentLinkManager = ScopedManager.from_queryset(CommentLinkQuerySet)


class CommentLink(models.Model):
    """専用リンク: only the hash of its token is kept (ADR 0010)."""

    jurisdiction = models.ForeignKey("core.Jurisdiction", on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CommentLinkManager()

    def __str__(self) -> str:
        return self.comment.number
