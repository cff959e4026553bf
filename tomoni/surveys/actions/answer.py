"""Answering: a draft as one types, one answer from each recipient, paper typed in by the desk."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.errors import Refused, require
from tomoni.core.people import Outsider, Person
from tomoni.surveys.models import Draft, Recipient, Response, Side, Survey
from tomoni.surveys.rules import survey as rules
from tomoni.surveys.states import SurveyState

LINK_HOLDER = Outsider("専用リンクの方", "link")
UNNAMED = Outsider("回答者", "unnamed")
"""Who sent an anonymous answer, as far as the log may know."""
LONGEST_DRAFT = 100_000


class AlreadyAnswered(Refused):
    """The other tab, the colleague or the paper was first; nothing was changed."""


class DraftMoved(Refused):
    """Somebody else saved the draft in between."""


@transaction.atomic
def answer(recipient: Recipient, *, by: Person, channel: str, answers: Mapping[str, Any]) -> None:
    """The one answer of a recipient. Anonymous: kept apart from who gave it and when."""
    if isinstance(by, User):
        require(rules.can_answer(by, recipient), who=_("聞かれた課・団体の人が行えます。"))
    survey = _held(recipient.survey)
    if not survey.is_open:
        raise Refused(_("このアンケートの受付は終わりました。"))
    _take_in(recipient, survey, by=by, channel=channel, answers=answers)


@transaction.atomic
def enter(recipient: Recipient, *, by: User, answers: Mapping[str, Any]) -> None:
    """A named answer that came on paper."""
    survey = _held(recipient.survey)
    require(rules.can_enter(by, survey, recipient.side), who=_("協働の担当課とサポートセンターが行えます。"))
    if survey.is_anonymous:
        raise Refused(_("無記名のアンケートでは、だれの紙かを見ずに入力します。"))
    _take_in(recipient, survey, by=by, channel=Recipient.Channel.PAPER, answers=answers)


def _held(survey: Survey) -> Survey:
    """The survey as it stands, which nobody closes in this moment."""
    return Survey.objects.select_for_update().select_related("jurisdiction").get(pk=survey.pk)


def _take_in(
    recipient: Recipient, survey: Survey, *, by: Person, channel: str, answers: Mapping[str, Any]
) -> None:
    _mark(recipient, survey, channel=channel)
    named = not survey.is_anonymous
    kept = survey.kinds_kept.get(recipient.side, [])
    kind = recipient.actor.kind
    Response.objects.create(
        jurisdiction=survey.jurisdiction,
        survey=survey,
        side=recipient.side,
        kind=kind if named or kind in kept else "",
        recipient=recipient if named else None,
        content=json.dumps(answers, ensure_ascii=False),
    )
    Draft.objects.filter(recipient=recipient).delete()
    if named:
        audit.record("survey.answered", survey, by=by, after={"actor": recipient.actor_id})
    else:
        audit.record("survey.answered", survey, by=UNNAMED)


def _mark(recipient: Recipient, survey: Survey, *, channel: str) -> None:
    """One winner: the first to turn the mark. Of an anonymous survey the row keeps no time of it."""
    fields: dict[str, Any] = {"has_answered": True, "channel": channel}
    if not survey.is_anonymous:
        now = timezone.now()
        fields |= {"answered_at": now, "changed_at": now, "version": models.F("version") + 1}
    if not Recipient.objects.filter(pk=recipient.pk, has_answered=False).update(**fields):
        raise AlreadyAnswered(_("この相手の回答は、すでに受け取っています。"))


@transaction.atomic
def receive_paper(recipient: Recipient, *, by: User) -> None:
    """An anonymous answer came on paper: who it is from is ticked off here, what it says is typed in elsewhere."""
    survey = _held(recipient.survey)
    require(rules.can_enter(by, survey, recipient.side), who=_("協働の担当課とサポートセンターが行えます。"))
    if not survey.is_anonymous:
        raise Refused(_("記名のアンケートでは、紙の内容をそのまま入力してください。"))
    _mark(recipient, survey, channel=Recipient.Channel.PAPER)
    Draft.objects.filter(recipient=recipient).delete()
    audit.record("survey.paper", survey, by=by, after={"actor": recipient.actor_id})


def papers_to_type(survey: Survey, side: str) -> int:
    """How many anonymous papers of this side were ticked off and are not typed in yet."""
    received = survey.recipients.filter(side=side, channel=Recipient.Channel.PAPER).count()
    return received - (survey.typed_city if side == Side.CITY else survey.typed_group)


@transaction.atomic
def enter_unnamed(survey: Survey, *, by: User, side: str, kind: str, answers: Mapping[str, Any]) -> None:
    """Type in one anonymous paper; never more than were ticked off."""
    held = _held(survey)
    require(rules.can_enter(by, held, side), who=_("協働の担当課とサポートセンターが行えます。"))
    if not held.is_anonymous:
        raise Refused(_("記名のアンケートでは、相手を選んで入力してください。"))
    if papers_to_type(held, side) < 1:
        raise Refused(_("入力する紙がありません。先に、届いた相手に印をつけてください。"))
    counter = "typed_city" if side == Side.CITY else "typed_group"
    Survey.objects.filter(pk=held.pk).update(**{counter: models.F(counter) + 1})
    Response.objects.create(
        jurisdiction=held.jurisdiction,
        survey=held,
        side=side,
        kind=kind if kind in held.kinds_kept.get(side, []) else "",
        content=json.dumps(answers, ensure_ascii=False),
    )
    audit.record("survey.paper", held, by=by, after={"typed": side})


@transaction.atomic
def save_draft(
    recipient: Recipient, *, by: Person, typed: Mapping[str, list[str]], version: int, at_desk: bool = False
) -> int:
    """Keep what was typed so far; the new version. Refused where somebody else saved since `version` (0: nothing was kept yet)."""
    content = json.dumps(typed, ensure_ascii=False)
    if len(content) > LONGEST_DRAFT:
        raise ValidationError(_("文が長すぎて保存できません。短くしてください。"))
    if isinstance(by, User):
        mine = (
            rules.can_enter(by, recipient.survey, recipient.side)
            if at_desk
            else rules.can_answer(by, recipient)
        )
        require(mine, who=_("聞かれた課・団体の人が行えます。"))
    if not Recipient.objects.filter(
        pk=recipient.pk, has_answered=False, survey__state__in=(SurveyState.OPEN, SurveyState.CLOSED)
    ).exists():
        raise AlreadyAnswered(_("この相手の回答は、すでに受け取っています。"))
    rows = Draft.objects.filter(recipient=recipient, at_desk=at_desk, version=version)
    if rows.update(content=content, version=version + 1, saved_at=timezone.now()):
        return version + 1
    if version:
        raise DraftMoved(_("ほかの人が先に途中まで保存しました。"))
    try:
        with transaction.atomic():
            Draft.objects.create(
                jurisdiction=recipient.jurisdiction, recipient=recipient, at_desk=at_desk, content=content
            )
    except IntegrityError:
        raise DraftMoved(_("ほかの人が先に途中まで保存しました。")) from None
    return 1


def drop_draft(recipient: Recipient, *, by: Person, at_desk: bool = False) -> None:
    """Begin again from nothing."""
    if isinstance(by, User) and not at_desk:
        require(rules.can_answer(by, recipient))
    Draft.objects.filter(recipient=recipient, at_desk=at_desk).delete()
