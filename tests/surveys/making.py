"""Surveys in every state, valid by default. A test names only what it is about."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests import make
from tomoni.core.jurisdictions import current
from tomoni.directory.models import Actor
from tomoni.surveys.models import Hearing, HearingPoint, Question, Recipient, Response, Side, Survey
from tomoni.surveys.states import SurveyState

CHOICES = ["ある", "ない", "分からない"]


def survey(
    *actors: Actor, state: str = SurveyState.OPEN, title: str = "協働アンケート", **fields: Any
) -> Survey:
    """With one required question for both sides, and these actors asked."""
    now = timezone.now()
    was_open = state not in (SurveyState.DRAFT, SurveyState.APPROVED, SurveyState.CANCELLED)
    over = state in (SurveyState.CLOSED, SurveyState.TABULATED, SurveyState.PUBLISHED)
    defaults: dict[str, Any] = {
        "jurisdiction": current(),
        "title": title,
        "purpose": "これからの進め方を決めるため",
        "use": "協働推進課が集計し、結果を公開します。",
        "state": state,
        "closes_on": timezone.localdate() + timedelta(days=14) if was_open else None,
        "opened_at": now if was_open else None,
        "closed_at": now if over else None,
        "published_at": now if state == SurveyState.PUBLISHED else None,
    }
    made = Survey.objects.create(**{**defaults, **fields})
    question(made, is_required=True)
    for actor in actors:
        recipient(made, actor)
    return made


def question(of: Survey, kind: str = Question.Kind.ONE, **fields: Any) -> Question:
    defaults: dict[str, Any] = {
        "jurisdiction": of.jurisdiction,
        "survey": of,
        "order": of.questions.count() + 1,
        "kind": kind,
        "for_departments": "団体と組んだことがありますか",
        "for_groups": "市と組んだことがありますか",
        "options": CHOICES if kind in (*Question.CHOSEN, Question.Kind.MATRIX) else [],
    }
    return Question.objects.create(**{**defaults, **fields})


def recipient(of: Survey, actor: Actor, **fields: Any) -> Recipient:
    defaults = {"jurisdiction": of.jurisdiction, "survey": of, "actor": actor, "side": Side.of(actor)}
    return Recipient.objects.create(**{**defaults, **fields})


def answered(of: Survey, actor: Actor, answers: dict[int, Any]) -> Response:
    """A named answer as the action leaves it."""
    one = Recipient.objects.filter(survey=of, actor=actor).first() or recipient(of, actor)
    Recipient.objects.filter(pk=one.pk).update(has_answered=True, channel=Recipient.Channel.WEB)
    return Response.objects.create(
        jurisdiction=of.jurisdiction,
        survey=of,
        side=one.side,
        kind=actor.kind,
        recipient=None if of.is_anonymous else one,
        content=json.dumps({str(key): value for key, value in answers.items()}),
    )


def hearing(actor: Actor, unit: Actor, *points: str, **fields: Any) -> Hearing:
    defaults: dict[str, Any] = {
        "jurisdiction": current(),
        "actor": actor,
        "unit": unit,
        "held_on": timezone.localdate(),
        "heard_by": "協働推進課 担当",
    }
    made = Hearing.objects.create(**{**defaults, **fields})
    for order, text in enumerate(points or ("道具を置く場所がない",)):
        HearingPoint.objects.create(jurisdiction=made.jurisdiction, hearing=made, order=order, text=text)
    return made


def groups(count: int, kind: str = Actor.Kind.GROUP) -> list[Actor]:
    return [make.actor(kind) for _one in range(count)]
