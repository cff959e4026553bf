"""Who is asked, and what came back. An anonymous answer knows nobody and no time; who has answered stands elsewhere (ADR 0015)."""

import json
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.core.visitors import hash_of, token_of
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.surveys.models.survey import Question, Side, Survey
from tomoni.surveys.states import RUNNING, SurveyState
from tomoni.voices.models import Opinion


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def visible_to(self, user: Reader) -> Self:
        """All for the section; groups for the centre while the survey runs; one's own from its opening on."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        seen = models.Q(actor_id__in=standing.actor_ids, survey__state__in=(*RUNNING, SurveyState.PUBLISHED))
        if standing.is_centre:
            seen |= models.Q(side=Side.GROUP, survey__state__in=RUNNING)
        return self.filter(seen)

    def of(self, user: Reader) -> Self:
        """Those in whose name the reader answers."""
        return self.filter(actor_id__in=standing_of(user).actor_ids)

    def waiting(self) -> Self:
        return self.filter(has_answered=False)


RecipientManager = ScopedManager.from_queryset(RecipientQuerySet)


class Recipient(Record):
    """聞く相手: one actor, asked once."""

    class Channel(models.TextChoices):
        WEB = "web", _("ウェブ")
        LINK = "link", _("専用リンク")
        PAPER = "paper", _("紙")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="recipients")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("相手"))
    side = models.CharField(_("側"), max_length=5, choices=Side)
    has_answered = models.BooleanField(_("回答済み"), default=False)
    channel = models.CharField(_("受け取り方"), max_length=5, choices=Channel, blank=True)
    answered_at = models.DateTimeField(_("回答した日時"), null=True, blank=True)
    """Named surveys only: a time would lead from the actor to an anonymous answer."""

    objects = RecipientManager()

    class Meta:
        verbose_name = _("聞く相手")
        ordering: ClassVar[list[str]] = ["side", "actor__reading", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["survey", "actor"], name="recipient_once"),
            models.CheckConstraint(
                name="recipient_answered_by_some_way",
                condition=models.Q(has_answered=False, channel="")
                | (models.Q(has_answered=True) & ~models.Q(channel="")),
            ),
        ]

    def __str__(self) -> str:
        return self.actor.name

    def get_absolute_url(self) -> str:
        return reverse(
            "surveys:answer",
            kwargs={"city": self.jurisdiction.slug, "pk": self.survey_id, "recipient": self.pk},
        )


def token_for(once: str) -> str:
    """The token that belongs to one sending of a form (ADR 0010)."""
    return token_of("tomoni.surveys.link", once)


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    def of_token(self, token: str) -> "AnswerLink | None":
        """The link of this token while the survey runs."""
        rows = self.filter(token_hash=hash_of(token), recipient__survey__state__in=RUNNING)
        return rows.select_related("recipient__survey__jurisdiction", "recipient__actor").first()


AnswerLinkManager = ScopedManager.from_queryset(AnswerLinkQuerySet)


class AnswerLink(models.Model):
    """専用リンク: opens the questionnaire of one recipient without an account; only its hash is kept."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)

    objects = AnswerLinkManager()

    class Meta:
        verbose_name = _("専用リンク")

    def __str__(self) -> str:
        return f"{self.recipient_id}"


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: Reader) -> Self:
        """Single answers are read by the section alone."""
        return self if standing_of(user).is_section else self.none()


ResponseManager = ScopedManager.from_queryset(ResponseQuerySet)


class Response(models.Model):
    """回答: a filled questionnaire. Without name it carries side and kind only, under a random number and without a time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    side = models.CharField(_("側"), max_length=5, choices=Side)
    kind = models.CharField(_("主体の種類"), max_length=20, choices=Actor.Kind, blank=True)
    recipient = models.OneToOneField(Recipient, on_delete=models.CASCADE, null=True, related_name="response")
    """Named surveys only."""
    content = EncryptedTextField()

    objects = ResponseManager()

    class Meta:
        verbose_name = _("回答")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def answers(self) -> dict[str, Any]:
        """By the question's id: a place in the options, a list of places, a number, a text, or a place for each row."""
        found: dict[str, Any] = json.loads(self.content)
        return found


class Draft(models.Model):
    """書きかけ: what somebody has typed so far, as the form holds it. Gone with the answer."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="drafts")
    at_desk = models.BooleanField(default=False)
    """Typed in from paper by the desk; the actor's own draft is not the desk's to read."""
    content = EncryptedTextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    objects: ScopedManager["Draft"] = ScopedManager()

    class Meta:
        verbose_name = _("書きかけ")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recipient", "at_desk"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}"

    @property
    def typed(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = json.loads(self.content)
        return found


class Taken(models.Model):
    """A free text that became an opinion."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="taken")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="taken")
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="+")

    objects: ScopedManager["Taken"] = ScopedManager()

    class Meta:
        verbose_name = _("声になった文")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "question"], name="text_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id}"
