from datetime import date
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.voices.states import AnswerKind


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: Reader) -> Self:
        """Published answers with their opinion; drafts for the section and the department that writes them."""
        standing = standing_of(user)
        if standing.is_section:
            return self
        opinions: Any = apps.get_model("voices", "Opinion").objects
        # Answer by answer, newest first: a list of all opinions would be made for a handful of answers.
        seen = models.Exists(opinions.visible_to(user).filter(pk=models.OuterRef("opinion_id")))
        published = models.Q(seen, published_at__isnull=False, withdrawn_at=None)
        return self.filter(published | models.Q(department_id__in=standing.actor_ids))

    def published(self) -> Self:
        """What stands for everybody to read."""
        return self.filter(is_current=True, published_at__isnull=False, withdrawn_at=None)


AnswerManager = ScopedManager.from_queryset(AnswerQuerySet)


class Answer(Record):
    """答え (市の考え方): what the city says to an opinion. A withdrawn one is kept; the next is a new row."""

    opinion = models.ForeignKey("voices.Opinion", on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(_("対応区分"), max_length=1, choices=AnswerKind)
    text = models.TextField(_("市の考え方"))
    grounds = models.TextField(_("理由"), blank=True)
    department = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="answers", verbose_name=_("担当課")
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("承認"), null=True, blank=True)
    published_at = models.DateTimeField(_("公開"), null=True, blank=True)
    visibility_before = models.CharField(max_length=20, choices=Visibility, blank=True, editable=False)
    """What an undo brings back."""
    withdrawn_at = models.DateTimeField(_("取り下げ"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("取り下げの理由"), blank=True)
    is_current = models.BooleanField(default=True, editable=False)

    objects = AnswerManager()

    class Meta:
        verbose_name = _("答え")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["opinion"], condition=models.Q(is_current=True), name="answer_one_current"
            ),
            models.CheckConstraint(
                name="answer_cannot_needs_grounds",
                condition=~models.Q(kind="5") | ~models.Q(grounds=""),
                violation_error_message=_("「対応できません」と答えるときは、理由を入力してください。"),
            ),
            models.CheckConstraint(
                name="answer_published_is_approved",
                condition=models.Q(published_at=None) | models.Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_withdrawn_has_reason",
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_reason=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["jurisdiction", "-published_at", "-id"],
                condition=models.Q(is_current=True, published_at__isnull=False),
                name="answer_newest",
            )
        ]

    def __str__(self) -> str:
        return _text("声 %(number)s への答え") % {"number": self.opinion.number}

    def get_absolute_url(self) -> str:
        return self.opinion.get_absolute_url()

    @property
    def answered_on(self) -> date | None:
        return timezone.localdate(self.published_at) if self.published_at else None
