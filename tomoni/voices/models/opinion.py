from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models import Gathering
from tomoni.japan.fiscal import bounds
from tomoni.voices.models.answer import Answer
from tomoni.voices.models.scheme import Code
from tomoni.voices.states import OPINION, State


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: Reader) -> Self:
        """The section sees all; others by visibility class, and the parties theirs: group, department, who took it down."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        classes = [Visibility.PUBLIC]
        if standing.is_known:
            classes.append(Visibility.REGISTERED)
        if standing.is_staff:
            classes.append(Visibility.CITY)
        seen = models.Q(visibility__in=classes)
        if standing.actor_ids:
            own = (
                models.Q(department_id__in=standing.actor_ids)
                | models.Q(group_id__in=standing.actor_ids)
                | models.Q(recorder_id__in=standing.actor_ids)
            )
            seen |= own & ~models.Q(visibility__in=[Visibility.SECTION, Visibility.SECRET])
        return self.filter(seen)

    def published(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)

    def withdrawn(self) -> Self:
        """Once public, no longer: their address says so without the content."""
        return self.exclude(withdrawn_at=None).exclude(visibility=Visibility.PUBLIC)

    def open(self) -> Self:
        return self.filter(state__in=OPINION.open_states)

    def late_answers(self, today: date) -> Self:
        """Whose answer is neither written nor approved, past its date."""
        waiting = [State.ROUTED, State.DRAFTED]
        return self.filter(state__in=waiting, due_on__lt=today)

    def of_fiscal_year(self, year: int) -> Self:
        return self.filter(received_on__range=bounds(year))

    def grouped(self, reach: str) -> Self:
        """What is put into themes: `public`, `city` (what all staff see) or `section`; never what was set aside."""
        rows = self.exclude(state__in=[State.OFF_TOPIC, State.NOT_PUBLISHABLE, State.WITHDRAWN, State.SPLIT])
        if reach == "public":
            return rows.published()
        if reach == "city":
            return rows.filter(visibility__in=[Visibility.PUBLIC, Visibility.REGISTERED, Visibility.CITY])
        return rows.exclude(visibility=Visibility.SECRET)

    def newest(self) -> Self:
        return self.order_by("-received_on", "-id")

    def with_answers(self) -> Self:
        """Each with its codes and its answer in use, in a fixed number of queries."""
        return self.select_related("jurisdiction", "department", "gathering__jurisdiction").prefetch_related(
            models.Prefetch(
                "codings", Coding.objects.select_related("code").order_by("-is_primary", "code__order")
            ),
            models.Prefetch(
                "answers",
                Answer.objects.filter(is_current=True).select_related("department"),
                "current_answers",
            ),
        )


OpinionManager = ScopedManager.from_queryset(OpinionQuerySet)


class Opinion(Record):
    """声: one statement of opinion. The raw text is what was said or written and never changes."""

    class Source(models.TextChoices):
        SESSION = "session", _("意見交換会など")
        ROOM = "room", _("会場のスマートフォン")
        CARD = "card", _("会場の紙のカード")
        SURVEY = "survey", _("アンケート")
        WEB = "web", _("ウェブ")
        COUNTER = "counter", _("窓口・電話")
        PAPER = "paper", _("手紙・FAX")
        OTHER = "other", _("その他")

    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    serial = models.PositiveIntegerField(_("番号"), editable=False)
    raw_text = models.TextField(_("原文"))
    display_text = models.TextField(_("整文"), blank=True, help_text=_("空のときは原文をそのまま見せます。"))
    suspicious = models.CharField(_("読み取りの乱れ"), max_length=200, blank=True)
    """The part of the raw text that looks wrongly read; empty where nothing does."""
    source = models.CharField(_("出どころ"), max_length=20, choices=Source, default=Source.SESSION)
    source_note = models.CharField(_("出どころの説明"), max_length=200, blank=True)
    gathering = models.ForeignKey(
        Gathering,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name=_("集まり"),
    )
    received_on = models.DateField(_("受け付けた日"))
    group = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name=_("団体"),
        help_text=_("公開されません。"),
    )
    recorder = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("受け付けた課・センター"),
    )
    visibility = models.CharField(
        _("見せる範囲"),
        max_length=20,
        choices=Visibility,
        default=Visibility.PARTIES,
        editable=False,
    )
    state = models.CharField(_("状態"), max_length=20, choices=State, default=State.RECEIVED, editable=False)
    department = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions_to_answer",
        verbose_name=_("担当課"),
    )
    due_on = models.DateField(_("期限"), null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        verbose_name=_("同じ内容の声"),
    )
    split_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("分ける前の声"),
    )
    follow_up_note = models.TextField(_("その後"), blank=True)
    withdrawn_at = models.DateTimeField(_("公開をやめた日時"), null=True, blank=True, editable=False)

    objects = OpinionManager()
    workflow = OPINION
    current_answers: list[Answer]
    verbs: ClassVar[dict[str, object]] = {
        "opinion.coded": _("分類の記録"),
        "opinion.shown": _("見せる範囲の記録"),
        "opinion.worded": _("整文の記録"),
        "opinion.apart": _("似た声と分けておく"),
    }

    class Meta:
        verbose_name = _("声")
        ordering: ClassVar[list[str]] = ["-received_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["jurisdiction", "fiscal_year", "serial"], name="opinion_number_once"
            ),
            models.CheckConstraint(
                name="opinion_not_duplicate_of_itself",
                condition=models.Q(duplicate_of=None) | ~models.Q(duplicate_of=models.F("pk")),
            ),
            models.CheckConstraint(
                name="opinion_routed_has_department",
                condition=~models.Q(
                    state__in=[
                        State.ROUTED,
                        State.DRAFTED,
                        State.APPROVED,
                        State.ANSWERED,
                        State.FOLLOW_UP,
                        State.DONE,
                    ]
                )
                | models.Q(department__isnull=False),
                violation_error_message=_("担当課を決めてください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "visibility", "-received_on", "-id"], name="opinion_newest"),
            models.Index(fields=["jurisdiction", "department", "state", "due_on"], name="opinion_due"),
        ]

    def __str__(self) -> str:
        return _text("声 %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("voices:opinion", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def number(self) -> str:
        return f"{self.fiscal_year}-V-{self.serial:04d}"

    @property
    def text(self) -> str:
        """What is shown: the corrected text where there is one."""
        return self.display_text or self.raw_text

    @property
    def brief(self) -> str:
        """What somebody who makes a move must have before their eyes."""
        answer = self.answer
        if answer is None:
            return self.text
        said = _text("市の考え方（%(kind)s）：%(text)s") % {
            "kind": answer.get_kind_display(),
            "text": answer.text,
        }
        return f"{self.text}\n\n{said}"

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def public_gathering(self) -> Gathering | None:
        """The session it comes from, if everybody may see that."""
        return self.gathering if self.gathering and self.gathering.is_public else None

    @property
    def answer(self) -> Answer | None:
        """The answer in use, in whatever state."""
        if not hasattr(self, "current_answers"):
            self.current_answers = list(self.answers.filter(is_current=True).select_related("department"))
        return self.current_answers[0] if self.current_answers else None

    @property
    def published_answer(self) -> Answer | None:
        """The answer, if the public may read it."""
        found = self.answer
        return found if found and found.published_at and not found.withdrawn_at else None

    @property
    def primary(self) -> Code | None:
        return next((one.code for one in self.codings.all() if one.is_primary), None)

    @property
    def secondary(self) -> list[Code]:
        return [one.code for one in self.codings.all() if not one.is_primary]

    def card(self) -> Card:
        parties = (self.department_id, self.group_id, self.recorder_id)
        audience = visibility.audience(self.visibility, self.jurisdiction_id, parties)
        label = Truncator(" ".join(self.text.split())).chars(80)
        return Card(_text("声"), label, self.get_absolute_url(), self.received_on, audience)


class CodingQuerySet(models.QuerySet["Coding"]):
    def visible_to(self, user: Reader) -> Self:
        """Of opinions this person sees."""
        return self.filter(opinion__in=Opinion.objects.visible_to(user))


CodingManager = ScopedManager.from_queryset(CodingQuerySet)


class Coding(models.Model):
    """That an opinion carries a code; one of them is the primary."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    is_primary = models.BooleanField(_("主な分類"), default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    teaches = models.BooleanField(_("手本にする"), default=True, editable=False)
    """Whether suggestions learn from it; a decision taken back is gone with its row."""

    objects = CodingManager()

    class Meta:
        verbose_name = _("声の分類")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["opinion", "code"], name="coding_once"),
            models.UniqueConstraint(
                fields=["opinion"],
                condition=models.Q(is_primary=True),
                name="coding_one_primary",
                violation_error_message=_("主な分類はひとつだけ選んでください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["code", "opinion"], name="coding_of_code")
        ]

    def __str__(self) -> str:
        return f"{self.opinion} {self.code}"
