"""Verbs of a survey: its words, its questions, its life."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import SystemRandom
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core import audit, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import SYSTEM, Person
from tomoni.surveys import keeping
from tomoni.surveys.actions import asking
from tomoni.surveys.anonymity import kinds_kept
from tomoni.surveys.models import AnswerLink, Draft, Question, Response, Side, Survey, Taken
from tomoni.surveys.rules import survey as rules
from tomoni.surveys.states import SurveyState

_SECTION_ONLY = gettext_lazy("協働の担当課が、準備中のあいだに行えます。")


@transaction.atomic
def create(*, by: User, **words: Any) -> Survey:
    require(rules.can_create(by), who=_("協働の担当課が行えます。"))
    survey = records.create(Survey(jurisdiction=current(), **words), by=by)
    keeping.survey(survey, by=by)
    return survey


@transaction.atomic
def edit(survey: Survey, *, by: User, version: int, **words: Any) -> None:
    require(rules.can_edit(by, survey), who=str(_SECTION_ONLY))
    records.change(survey, by=by, version=version, **words)
    keeping.survey(survey, by=by)


@transaction.atomic
def add_question(survey: Survey, *, by: User, **words: Any) -> Question:
    """At the end of the list."""
    _hold_draft(survey, by)
    last = survey.questions.aggregate(last=models.Max("order"))["last"] or 0
    question = Question(jurisdiction=survey.jurisdiction, survey=survey, order=last + 1, **words)
    _require_sound(question)
    return records.create(question, by=by, verb="survey.question")


@transaction.atomic
def edit_question(question: Question, *, by: User, version: int, **words: Any) -> None:
    _hold_draft(question.survey, by)
    shorter = len(words.get("options", question.options)) < len(question.options)
    if shorter and question.followers.exists():
        raise ValidationError(
            {"options": _("この答えによって聞く問いがあります。先にその問いの条件を外してください。")}
        )
    before = {name: getattr(question, name) for name in words}
    for name, value in words.items():
        setattr(question, name, value)
    _require_sound(question)
    for name, value in before.items():
        setattr(question, name, value)
    records.change(question, by=by, version=version, verb="survey.question", **words)


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    survey = question.survey
    _hold_draft(survey, by)
    if question.followers.exists():
        raise Refused(_("この答えによって聞く問いがあります。先にその問いの条件を外してください。"))
    audit.record("survey.question", survey, by=by, before={"removed": str(question)})
    Question.objects.filter(pk=question.pk).delete()
    _number(survey)


@transaction.atomic
def raise_question(question: Question, *, by: User) -> None:
    """One place earlier; never before the question it depends on."""
    survey = question.survey
    _hold_draft(survey, by)
    rows = list(survey.questions.all())
    place = next(n for n, one in enumerate(rows) if one.pk == question.pk)
    if place == 0:
        return
    if rows[place - 1].pk == question.asked_if_id:
        raise Refused(_("もとの問いより前には動かせません。"))
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    _number(survey, rows)
    audit.record("survey.question", survey, by=by, after={"order": [one.pk for one in rows]})


def _number(survey: Survey, rows: Sequence[Question] | None = None) -> None:
    for order, one in enumerate(rows if rows is not None else survey.questions.all(), 1):
        if one.order != order:
            Question.objects.filter(pk=one.pk).update(order=order)


def _hold_draft(survey: Survey, by: User) -> None:
    """The questions are the survey's own: nobody approves them while they change."""
    survey.refresh_from_db(from_queryset=Survey.objects.select_for_update())
    require(rules.can_edit(by, survey), who=str(_SECTION_ONLY))


def _require_sound(question: Question) -> None:
    kind = Question.Kind
    wrong: dict[str, str] = {}
    if not (question.for_departments or question.for_groups):
        wrong["for_departments"] = _("担当課か団体のどちらかへの聞き方を書いてください。")
    needs_options = question.kind in (*Question.CHOSEN, kind.MATRIX)
    if needs_options and len(set(question.options)) < 2:
        wrong["options"] = _("選択肢を2つ以上、一行に一つずつ書いてください。")
    if len(set(question.options)) < len(question.options):
        wrong["options"] = _("同じ選択肢が2つあります。")
    if question.kind == kind.MATRIX and not question.rows:
        wrong["rows"] = _("表の行を、一行に一つずつ書いてください。")
    parent = question.asked_if
    if parent is not None:
        if parent.survey_id != question.survey_id or parent.order >= question.order:
            wrong["asked_if"] = _("前にある問いを選んでください。")
        elif parent.kind not in Question.CHOSEN or not question.asked_if_options:
            wrong["asked_if"] = _("選んで答える問いと、その答えを選んでください。")
        elif any(question.wording(side) and not parent.wording(side) for side in Side.values):
            wrong["asked_if"] = _("もとの問いを聞かない側には、この問いも聞けません。")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def approve(survey: Survey, *, by: User, reason: str = "") -> None:
    """The head of the section agrees to words and questions."""
    require(rules.can_approve(by, survey), who=_("協働の担当課長が行えます。"))
    if not survey.questions.exists():
        raise ValidationError(_("問いがまだありません。問いを加えてから承認してください。"))
    workflow.move(survey, "approve", by=by, reason=reason)
    keeping.survey(survey, by=by)


@transaction.atomic
def rework(survey: Survey, *, by: User, reason: str = "") -> None:
    require(rules.can_rework(by, survey), who=_("協働の担当課が行えます。"))
    workflow.move(survey, "rework", by=by, reason=reason)
    keeping.survey(survey, by=by)


@transaction.atomic
def open(survey: Survey, *, by: User, closes_on: date) -> None:
    """Begin: tell everybody who is asked; who has no account and left an address gets a private link."""
    require(rules.can_open(by, survey), who=_("協働の担当課が行えます。"))
    _require_ahead(closes_on)
    kept = _kinds(survey)
    fields: dict[str, Any] = {"closes_on": closes_on, "opened_at": timezone.now(), "kinds_kept": kept}
    workflow.move(survey, "open", by=by, **fields)
    asking.tell(survey, by=by, event="open")
    keeping.survey(survey, by=by)


def _kinds(survey: Survey) -> dict[str, list[str]]:
    """Which kinds an anonymous answer may name. Refused where so few are asked that an answer tells whose it is."""
    asked = list(survey.recipients.values_list("side", "actor__kind"))
    worded = {side for side in Side.values if any(one.wording(side) for one in survey.questions.all())}
    for side in worded:
        count = sum(one == side for one, _kind in asked)
        label = Side(side).label
        if not count:
            raise ValidationError(
                _("%(side)sへの問いがありますが、聞く相手に%(side)sがいません。") % {"side": label}
            )
        if survey.is_anonymous and count < survey.floor:
            raise ValidationError(
                _("無記名にするには、%(side)sを%(floor)s者以上に聞いてください（いま%(count)s者）。")
                % {"side": label, "floor": survey.floor, "count": count}
            )
    return {
        side: kinds_kept(Counter(kind for one, kind in asked if one == side), survey.floor)
        for side in Side.values
    }


def _require_ahead(closes_on: date) -> None:
    if closes_on < timezone.localdate():
        raise ValidationError({"closes_on": _("今日か、これからの日を入力してください。")})


@transaction.atomic
def extend(survey: Survey, *, by: User, closes_on: date) -> None:
    require(rules.can_extend(by, survey), who=_("協働の担当課が行えます。"))
    _require_ahead(closes_on)
    workflow.move(survey, "extend", by=by, closes_on=closes_on)
    keeping.survey(survey, by=by)


@transaction.atomic
def close(survey: Survey, *, by: User, reason: str = "") -> None:
    require(rules.can_close(by, survey), who=_("協働の担当課が行えます。"))
    _close(survey, by=by, reason=reason)


@transaction.atomic
def close_by_clock(survey: Survey, *, by: Person = SYSTEM) -> None:
    """The day after the last day, unless it was put off in this moment."""
    survey.refresh_from_db(from_queryset=Survey.objects.select_for_update())
    if survey.is_open:
        raise Refused(_("締切日が変わりました。"))
    _close(survey, by=by, reason="")


def _close(survey: Survey, *, by: Person, reason: str) -> None:
    workflow.move(survey, "close", by=by, reason=reason, closed_at=timezone.now())
    if survey.is_anonymous:
        _shuffle(survey)
    keeping.survey(survey, by=by)


def _shuffle(survey: Survey) -> None:
    """The order in which rows lie in the table tells who answered when: they are laid down anew, under new numbers."""
    rows = list(Response.objects.filter(survey=survey))
    Response.objects.filter(survey=survey).delete()
    SystemRandom().shuffle(rows)
    for row in rows:
        row.pk = uuid4()
    Response.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def reopen(survey: Survey, *, by: User, closes_on: date, reason: str) -> None:
    require(rules.can_reopen(by, survey), who=_("協働の担当課が行えます。"))
    _require_ahead(closes_on)
    if Taken.objects.filter(response__survey=survey).exists():
        raise Refused(_("答えを声に取り込んだあとは、受付をひらき直せません。"))
    workflow.move(survey, "reopen", by=by, reason=reason, closes_on=closes_on, closed_at=None)
    keeping.survey(survey, by=by)


@transaction.atomic
def tabulate(survey: Survey, *, by: User, reason: str = "") -> None:
    """The count stands: drafts nobody sent and links are gone."""
    require(rules.can_tabulate(by, survey), who=_("協働の担当課が行えます。"))
    if not survey.findings.strip():
        raise ValidationError(_("先に「まとめを書く」で結果のまとめを書いてください。"))
    workflow.move(survey, "tabulate", by=by, reason=reason)
    Draft.objects.filter(recipient__survey=survey).delete()
    AnswerLink.objects.filter(recipient__survey=survey).delete()
    keeping.survey(survey, by=by)


@transaction.atomic
def publish(survey: Survey, *, by: User, reason: str = "") -> None:
    require(rules.can_publish(by, survey), who=_("協働の担当課が行えます。"))
    fields: dict[str, Any] = {"published_at": timezone.now(), "withdrawn_at": None}
    workflow.move(survey, "publish", by=by, reason=reason, **fields)
    asking.tell_results(survey, by=by)
    keeping.survey(survey, by=by)


@transaction.atomic
def withdraw(survey: Survey, *, by: User, reason: str) -> None:
    """Take the results back; their address says so."""
    require(rules.can_withdraw(by, survey), who=_("協働の担当課が行えます。"))
    workflow.move(survey, "withdraw", by=by, reason=reason, withdrawn_at=timezone.now())
    keeping.survey(survey, by=by)


@transaction.atomic
def cancel(survey: Survey, *, by: User, reason: str) -> None:
    """Given up. What was answered so far is deleted: nobody will read it."""
    require(rules.can_cancel(by, survey), who=_("協働の担当課が行えます。"))
    was_open = survey.state == SurveyState.OPEN
    workflow.move(survey, "cancel", by=by, reason=reason)
    Draft.objects.filter(recipient__survey=survey).delete()
    AnswerLink.objects.filter(recipient__survey=survey).delete()
    Response.objects.filter(survey=survey).delete()
    if was_open:
        asking.tell_cancelled(survey, by=by)
    keeping.survey(survey, by=by)


@transaction.atomic
def digest(
    survey: Survey, *, by: User, version: int, findings: str, digests: dict[int, dict[str, str]]
) -> None:
    """What the answers say, in the section's words: of the whole, and of each free text side by side."""
    require(rules.can_digest(by, survey), who=_("協働の担当課が、締切のあとに行えます。"))
    records.change(survey, by=by, version=version, verb="survey.digest", findings=findings)
    for question in survey.questions.filter(pk__in=digests):
        Question.objects.filter(pk=question.pk).update(**digests[question.pk])
    keeping.survey(survey, by=by)
