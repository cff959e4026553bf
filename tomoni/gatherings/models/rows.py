"""The rows of a gathering: agenda, papers, attendance, and what was said and decided. Seen with it, closed items apart."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomoni.core.files import StoredFile
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.directory.models import Actor
from tomoni.gatherings.models.gathering import Gathering


class Part(models.Model):
    """A row of a gathering; seen with it."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        abstract = True


def _open(item: str) -> models.Q:
    """Belongs to no item or to an open one, which stands under none that is closed; and its gathering is not closed."""
    none = models.Q(**{f"{item}id": None})
    top = models.Q(**{f"{item}parent": None}) | models.Q(**{f"{item}parent__is_closed": False})
    return (none | (models.Q(**{f"{item}is_closed": False}) & top)) & ~models.Q(
        gathering__openness=Gathering.Openness.CLOSED
    )


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def open(self) -> Self:
        """What the public may read of."""
        return self.filter(_open(""))


AgendaItemManager = ScopedManager.from_queryset(AgendaItemQuerySet)


class AgendaItem(Part):
    """次第: a line of the agenda; items may stand below one another."""

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("協議")
        REPORT = "report", _("報告")
        OTHER = "other", _("その他")

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="agenda")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    number = models.CharField(_("番号"), max_length=20, blank=True)
    title = models.CharField(_("議題"), max_length=200)
    kind = models.CharField(_("種類"), max_length=20, choices=Kind, default=Kind.OTHER)
    moderator = models.CharField(
        _("進行（役職）"),
        max_length=60,
        blank=True,
        help_text=_("人の名前でなく役職を書いてください。"),
    )
    papers = models.CharField(_("資料"), max_length=200, blank=True)
    is_closed = models.BooleanField(_("非公開"), default=False)
    closed_reason = models.CharField(_("非公開の理由"), max_length=300, blank=True)

    objects = AgendaItemManager()

    class Meta:
        verbose_name = _("議題")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="agenda_closed_needs_reason",
                condition=models.Q(is_closed=False) | ~models.Q(closed_reason=""),
                violation_error_message=_("議題を公開しないときは、理由を入力してください。"),
            ),
            models.CheckConstraint(
                name="agenda_not_below_itself", condition=~models.Q(parent=models.F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def is_shut(self) -> bool:
        """Closed, itself or by what it stands under or belongs to."""
        above = self.parent is not None and self.parent.is_closed
        return self.is_closed or above or self.gathering.openness == Gathering.Openness.CLOSED

    @property
    def shut_reason(self) -> str:
        above = self.parent.closed_reason if self.parent else ""
        return self.closed_reason or above or self.gathering.closed_reason


class PaperQuerySet(models.QuerySet["Paper"]):
    def open(self) -> Self:
        return self.filter(_open("item__"))


PaperManager = ScopedManager.from_queryset(PaperQuerySet)


class Paper(Part):
    """配布資料: a file given out, to an item or to the whole gathering."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="files")
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("議題"),
    )
    title = models.CharField(_("資料の名前"), max_length=120)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = PaperManager()

    class Meta:
        verbose_name = _("資料")
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        keys = {"city": self.gathering.jurisdiction.slug, "pk": self.gathering_id, "paper": self.pk}
        return reverse("gatherings:paper", kwargs=keys)


class Attendance(Part):
    """出席: how many of a category came. A group named here is never shown beside what was said."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="attendance")
    category = models.CharField(_("区分"), max_length=80)
    groups = models.PositiveIntegerField(_("団体数"), null=True, blank=True)
    people = models.PositiveIntegerField(_("人数"), default=0)
    actor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("参加した団体"),
    )

    objects: ScopedManager["Attendance"] = ScopedManager()

    class Meta:
        verbose_name = _("出席")
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.category} {self.people}"


class StatementQuerySet(models.QuerySet["Statement"]):
    def open(self) -> Self:
        """What the public may read."""
        return self.filter(_open("item__"))

    def todos(self) -> Self:
        return self.filter(kind=Statement.Kind.TODO)

    def undone(self) -> Self:
        return self.todos().filter(done_on=None)


StatementManager = ScopedManager.from_queryset(StatementQuerySet)


class Statement(Record):
    """発言・経過・決定・宿題: one line of what took place, without a name."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("発言")
        OUTCOME = "outcome", _("経過")
        DECISION = "decision", _("決定")
        TODO = "todo", _("宿題")

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="statements")
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("議題"),
    )
    kind = models.CharField(_("種類"), max_length=12, choices=Kind, default=Kind.STATEMENT)
    heading = models.CharField(
        _("見出し"), max_length=120, blank=True, help_text=_("速報では、同じ見出しの発言がまとまります。")
    )
    text = models.TextField(_("要旨"), max_length=4000)
    speaker = models.CharField(
        _("話した人の立場"), max_length=60, blank=True, help_text=_("例：委員、事務局。名前は書きません。")
    )
    owner = models.CharField(_("だれが"), max_length=80, blank=True)
    due_on = models.DateField(_("いつまでに"), null=True, blank=True)
    done_on = models.DateField(_("終わった日"), null=True, blank=True, editable=False)

    objects = StatementManager()

    class Meta:
        verbose_name = _("発言")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="todo_has_an_owner",
                condition=~models.Q(kind="todo") | ~models.Q(owner=""),
                violation_error_message=_("宿題には、だれがするかを入力してください。"),
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def audit_label(self) -> str:
        """Not its words: it may belong to a closed item."""
        return f"{self.get_kind_display()} {self.pk}"

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.done_on is None and self.due_on < today
