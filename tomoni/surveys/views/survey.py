"""One survey: its page, its questions, its sheet on paper, its moves."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.directory.standing import standing_of
from tomoni.surveys import results
from tomoni.surveys.actions import survey as actions
from tomoni.surveys.actions.answer import papers_to_type
from tomoni.surveys.forms.survey import MOVES, QuestionForm, SurveyForm
from tomoni.surveys.models import Hearing, Question, Recipient, Side, Survey
from tomoni.surveys.rules import hearing as hearing_rules
from tomoni.surveys.rules import survey as rules
from tomoni.surveys.states import RUNNING, SurveyState

SECTION_ONLY = "協働の担当課が行えます。"


@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """What I am asked, what is on, what came out."""
    rows = Survey.objects.visible_to(request.user).select_related("jurisdiction")
    mine = Recipient.objects.visible_to(request.user).of(request.user).waiting()
    mine = mine.filter(survey__state=SurveyState.OPEN).select_related("survey", "actor", "jurisdiction")
    context = {
        "page": http.page(request, rows.order_by("-opened_at", "-id"), size=30),
        "waiting": [one for one in mine.order_by("survey__closes_on", "id")[:30] if one.survey.is_open],
        "can_create": rules.can_create(request.user),
        "can_hear": hearing_rules.can_create(request.user),
        "shows_state": standing_of(request.user).is_known,
    }
    return render(request, "surveys/surveys.html", context)


def find(request: HttpRequest, pk: int) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(request.user).select_related("jurisdiction"), pk=pk)


def shown(request: HttpRequest, pk: int) -> Survey | None:
    """For the pages that the public may know: where there is none, `gone` answers."""
    return Survey.objects.visible_to(request.user).select_related("jurisdiction").filter(pk=pk).first()


def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Once public, no longer: the page says so; anything else is an unknown address."""
    found = get_object_or_404(Survey.objects.withdrawn(), pk=pk)
    return render(request, "surveys/withdrawn.html", {"withdrawn_at": found.withdrawn_at}, status=410)


@require_GET
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    found = shown(request, pk)
    if found is None:
        return gone(request, pk)
    user = request.user
    runs = rules.can_create(user)
    context = {
        "survey": found,
        "questions": found.questions.select_related("asked_if"),
        "sides": _sides(found.questions.all()),
        "turnout": results.turnout(found),
        "mine": Recipient.objects.visible_to(user)
        .of(user)
        .filter(survey=found)
        .select_related("actor", "survey", "jurisdiction"),
        "runs": runs,
        "steps": workflow.steps(found),
        "offers": _offers(found, user) if runs else [],
        "can_edit": rules.can_edit(user, found),
        "sees_recipients": rules.sees_recipients(user) and (runs or found.state in RUNNING),
        "can_read_results": rules.can_read_results(user, found),
        "can_read_answers": rules.can_read_answers(user, found),
        "can_digest": rules.can_digest(user, found),
        "can_take": rules.can_take(user, found) and found.questions.filter(kind=Question.Kind.TEXT).exists(),
        "can_hear": hearing_rules.can_create(user) and found.state in RUNNING,
        "to_type": _to_type(found, user),
        "hearings": Hearing.objects.visible_to(user).filter(survey=found).count(),
        "trail": lineage.trail(things.get(found), standing_of(user).tokens),
        "history": audit.history(found)[:60] if rules.can_read_history(user, found) else [],
    }
    return TemplateResponse(request, "surveys/survey.html", context)


def _sides(questions: "Sequence[Question] | models.QuerySet[Question]") -> list[tuple[str, str]]:
    """The questionnaires there are."""
    rows = list(questions)
    return [(side.value, str(side.label)) for side in Side if any(one.wording(side) for one in rows)]


def _offers(survey: Survey, user: Any) -> list[workflow.Offer]:
    return workflow.offers(survey, user, rules)


def _to_type(survey: Survey, user: Any) -> list[tuple[str, str, int]]:
    """Anonymous papers that wait to be typed in."""
    if not survey.is_anonymous:
        return []
    sides = [side for side in Side if rules.can_enter(user, survey, side)]
    counts = [(side.value, str(side.label), papers_to_type(survey, side)) for side in sides]
    return [one for one in counts if one[2] > 0]


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    return http.perform(request, find(request, pk), move, rules=rules, actions=actions, forms=MOVES)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = cast(User, request.user)
    require(rules.can_create(by), who=_(SECTION_ONLY))
    form = SurveyForm(http.sent(request))
    if form.is_valid():
        key = request.POST.get("once", "")
        return redirect(once(key, by.pk, lambda: actions.create(by=by, **form.values)))
    return _form_page(request, form)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    require(rules.can_edit(request.user, found), who=_("協働の担当課が、準備中のあいだに行えます。"))
    form = SurveyForm(http.sent(request), instance=found)
    if form.is_valid():
        # The form has written into its instance; the action compares with what is stored.
        stored = Survey.objects.visible_to(request.user).get(pk=pk)
        actions.edit(stored, by=cast(User, request.user), version=http.version(request), **form.values)
        return redirect(stored)
    return _form_page(request, form, found)


def _form_page(request: HttpRequest, form: SurveyForm, found: Survey | None = None) -> HttpResponse:
    context = {"form": form, "survey": found}
    return render(request, "surveys/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    require(rules.can_edit(request.user, found), who=_("協働の担当課が、準備中のあいだに行えます。"))
    by = cast(User, request.user)
    form = QuestionForm(http.sent(request), earlier=list(found.questions.all()))
    if form.is_valid():
        try:
            once(
                request.POST.get("once", ""),
                by.pk,
                lambda: _On(actions.add_question(found, by=by, **form.values)),
            )
        except ValidationError as error:
            _tell(form, error)
        else:
            if "more" in request.POST:
                return redirect(request.path)
            return redirect(f"{found.get_absolute_url()}#questions")
    return _question_page(request, form, found)


class _On:
    """A question leads to its survey's page."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def get_absolute_url(self) -> str:
        return self.question.survey.get_absolute_url()


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    found, one = _question(request, pk, question)
    require(rules.can_edit(request.user, found), who=_("協働の担当課が、準備中のあいだに行えます。"))
    earlier = list(found.questions.filter(order__lt=one.order))
    form = QuestionForm(http.sent(request), earlier=earlier, question=one)
    if form.is_valid():
        try:
            actions.edit_question(
                one, by=cast(User, request.user), version=http.version(request), **form.values
            )
            return redirect(f"{found.get_absolute_url()}#questions")
        except ValidationError as error:
            _tell(form, error)
    return _question_page(request, form, found, one)


def _question(request: HttpRequest, pk: int, question: int) -> tuple[Survey, Question]:
    found = find(request, pk)
    rows = Question.objects.visible_to(request.user).select_related("survey__jurisdiction", "asked_if")
    return found, get_object_or_404(rows, pk=question, survey=found)


def _tell(form: QuestionForm, error: ValidationError) -> None:
    for name, said in error.message_dict.items():
        form.add_error(
            {"asked_if": "only_after"}.get(name, name) if name in (*form.fields, "asked_if") else None, said
        )


def _question_page(
    request: HttpRequest, form: QuestionForm, found: Survey, one: Question | None = None
) -> HttpResponse:
    context = {"form": form, "survey": found, "question": one}
    return render(request, "surveys/question.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def question_remove(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    found, one = _question(request, pk, question)
    actions.remove_question(one, by=cast(User, request.user))
    messages.success(request, _("問いを消しました。"))
    return redirect(f"{found.get_absolute_url()}#questions")


@login_required
@require_POST
def question_up(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    found, one = _question(request, pk, question)
    actions.raise_question(one, by=cast(User, request.user))
    return redirect(f"{found.get_absolute_url()}#questions")


def side_of(side: str) -> str:
    if side not in Side.values:
        raise Http404
    return side


@require_GET
def paper(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """The questionnaire of one side on A4, to fill in by hand."""
    found = shown(request, pk)
    if found is None:
        return gone(request, pk)
    asked = [one for one in found.questions.select_related("asked_if") if one.wording(side_of(side))]
    if not asked:
        raise BadRequest(_("この側への問いはありません。"))
    context = {
        "survey": found,
        "side": side,
        "side_label": Side(side).label,
        "parts": [(one, one.wording(side), one.condition()) for one in asked],
        "kinds": found.kinds_kept.get(side, []),
        "local": found.jurisdiction.local,
    }
    return render(request, "surveys/paper.html", context)
