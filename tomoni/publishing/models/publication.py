from typing import ClassVar, Self

from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card, Thing
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.japan import fiscal
from tomoni.publishing.states import PUBLICATION, State


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: Reader) -> Self:
        """What is public; all for the section; the centre's own for the centre."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        centres = [post.actor_id for post in standing.posts if post.code == RoleCode.CEN]
        return self.filter(models.Q(state=State.PUBLISHED) | models.Q(issuer_id__in=centres))

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def withdrawn(self) -> Self:
        """Once public, no longer: their address says so without the content."""
        return self.exclude(withdrawn_at=None).exclude(state=State.PUBLISHED)

    def newest(self) -> Self:
        return self.order_by("-issued_on", "-id")

    def of_fiscal_year(self, year: int) -> Self:
        return self.filter(issued_on__range=fiscal.bounds(year))


PublicationManager = ScopedManager.from_queryset(PublicationQuerySet)


class Publication(Record):
    """発行物: a newsletter, a collection of hints, the story of a case, the result of a survey; put together of pieces."""

    class Kind(models.TextChoices):
        NEWSLETTER = "newsletter", _("通信")
        HINTS = "hints", _("ヒント集")
        CASE = "case", _("事例")
        SURVEY_RESULT = "survey_result", _("アンケートの結果")

    class Audience(models.TextChoices):
        SUBSCRIBERS = "subscribers", _("購読を申し込んだ人")
        GROUPS = "groups", _("登録団体の代表・連絡責任者")
        OFFICERS = "officers", _("各課の協働推進員")
        MEMBERS = "members", _("会議体の委員")

    kind = models.CharField(_("種類"), max_length=20, choices=Kind, default=Kind.NEWSLETTER)
    title = models.CharField(_("題名"), max_length=100)
    number = models.PositiveIntegerField(_("号"), null=True, blank=True)
    issuer = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="publications", verbose_name=_("発行する課・センター")
    )
    issuer_name = models.CharField(
        _("発行者の書き方"),
        max_length=100,
        blank=True,
        help_text=_("紙面に出す発行者の名前です。空のときは課・センターの名前になります。"),
    )
    issued_on = models.DateField(_("発行日"), default=timezone.localdate)
    day_in_print = models.BooleanField(_("発行日を紙面に出す"), default=True)
    headline = models.CharField(_("見出し"), max_length=120, blank=True)
    lead = models.TextField(_("前書き"), max_length=2000, blank=True)
    contact = models.TextField(
        _("問い合わせ先"),
        max_length=1000,
        blank=True,
        help_text=_("1行目に担当、2行目からは「電話：…」のように1行に1つ書きます。"),
    )
    web = models.CharField(
        _("くわしい案内のページ"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    audiences = models.JSONField(_("送り先"), default=list, blank=True)
    state = models.CharField(_("状態"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("取り下げた日時"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("送った日時"), null=True, blank=True, editable=False)
    sent_to = models.PositiveIntegerField(_("送った人数"), null=True, blank=True, editable=False)

    objects = PublicationManager()
    workflow = PUBLICATION
    verbs: ClassVar[dict[str, object]] = {
        "publication.pieces": _("記事の書き換え"),
        "publication.test": _("試しの送信"),
    }

    class Meta:
        verbose_name = _("発行物")
        ordering: ClassVar[list[str]] = ["-issued_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "kind", "title", "number"],
                name="publication_number_once",
                violation_error_message=_("この題名のこの号は、もうあります。"),
            ),
            models.CheckConstraint(
                name="publication_public_has_day",
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state", "-issued_on", "-id"], name="publication_newest")
        ]

    def __str__(self) -> str:
        return self.full_title

    @property
    def full_title(self) -> str:
        return f"{self.title} {_text('第%(n)s号') % {'n': self.number}}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("publishing:publication", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def publisher(self) -> str:
        return self.issuer_name or self.issuer.name

    @property
    def fiscal_year(self) -> int:
        return fiscal.fiscal_year(self.issued_on)

    @property
    def audience_labels(self) -> list[str]:
        return [str(self.Audience(one).label) for one in self.audiences]

    def card(self) -> Card:
        reach = Visibility.PUBLIC if self.state == State.PUBLISHED else Visibility.PARTIES
        audience = visibility.audience(reach, self.jurisdiction_id, (self.issuer_id,))
        return Card(_text("発行物"), self.full_title, self.get_absolute_url(), self.issued_on, audience)


class Piece(models.Model):
    """記事: one part of a publication, with the words it will be published with; `thing` is the record it was taken from."""

    class Kind(models.TextChoices):
        TEXT = "text", _("文章")
        LIST = "list", _("箇条書き")
        FACTS = "facts", _("項目と内容")
        PAIR = "pair", _("声と答え")
        TABLE = "table", _("表")
        NOTE = "note", _("お知らせ")

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="pieces")
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    kind = models.CharField(_("形"), max_length=10, choices=Kind, default=Kind.TEXT)
    heading = models.CharField(_("見出し"), max_length=150, blank=True)
    body = models.TextField(_("内容"), max_length=20000, blank=True)
    answer = models.TextField(_("市の考え方"), max_length=5000, blank=True)
    note = models.CharField(_("添え書き"), max_length=200, blank=True)
    thing = models.ForeignKey(
        Thing,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("もとの記録"),
    )
    objects: ScopedManager["Piece"] = ScopedManager()

    class Meta:
        verbose_name = _("記事")
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return self.heading or " ".join(self.body.split())[:40]
