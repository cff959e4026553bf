"""What came back: counts, single answers, free texts and what becomes of them."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import documents, http
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.surveys import results as outcome
from tomoni.surveys.actions import survey as survey_actions
from tomoni.surveys.actions import taking
from tomoni.surveys.documents import document
from tomoni.surveys.forms.survey import DigestForm
from tomoni.surveys.models import Question, Response, Side, Survey, Taken
from tomoni.surveys.rules import survey as rules
from tomoni.surveys.views.survey import find, gone, shown, side_of

SECTION_ONLY = gettext_lazy("協働の担当課が、締切のあとに行えます。")
HIDDEN = pgettext_lazy("count", "秘匿")


class Counted(NamedTuple):
    """One line of the file of counts."""

    number: str
    wording: str
    row: str
    option: str
    column: str
    answers: object
    share: object


COUNTS = (
    Column(gettext_lazy("番号"), lambda one: one.number),
    Column(gettext_lazy("問い"), lambda one: one.wording),
    Column(gettext_lazy("行"), lambda one: one.row),
    Column(gettext_lazy("答え"), lambda one: one.option),
    Column(gettext_lazy("だれの答え"), lambda one: one.column),
    Column(gettext_lazy("数"), lambda one: one.answers),
    Column(gettext_lazy("割合（％）"), lambda one: one.share),
)


def _responses(survey: Survey) -> list[Response]:
    """Counted, never shown one by one: the page that shows single answers asks `visible_to`."""
    return list(survey.responses.all())


@require_GET
def results(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The two sides beside each other; with ?side= one side by kind of actor."""
    found = shown(request, pk)
    if found is None:
        return gone(request, pk)
    require(
        rules.can_read_results(request.user, found),
        who=_("締め切ったあと協働の担当課が、公開のあとはだれでも見られます。"),
    )
    questions = list(found.questions.select_related("asked_if"))
    responses = _responses(found)
    side = request.GET.get("side", "")
    context: dict[str, Any] = {
        "survey": found,
        "turnout": outcome.turnout(found),
        "sides": [(one.value, one.label) for one in Side if any(q.wording(one) for q in questions)],
        "side": side,
        "is_final": found.is_published,
    }
    if side:
        rows = outcome.split(found, responses, questions, side_of(side))
        file = export(request, list(_split_lines(rows, side)), COUNTS, name=_("アンケートの集計"))
        context |= {"rows": rows}
    else:
        both = outcome.results(found, responses, questions)
        file = export(request, list(_lines(both)), COUNTS, name=_("アンケートの集計"))
        context |= {"results": both, "formats": documents.FORMATS}
        if request.GET.get("format") in documents.FORMATS:
            made = document(found, outcome.turnout(found), both)
            return documents.answer(request, made, request.GET["format"], name="survey_result")
    return file or render(request, "surveys/results.html", context)


def _lines(both: Sequence[outcome.Result]) -> Iterator[Counted]:
    for one in both:
        for drawn in one.drawn:
            for place, side in enumerate(one.sides):
                yield from _of_column(one.question, side, drawn, place)


def _split_lines(rows: Sequence[tuple[Question, list[outcome.Drawn]]], side: str) -> Iterator[Counted]:
    for question, tables in rows:
        for drawn in tables:
            for place in range(len(drawn.columns)):
                yield from _of_column(question, side, drawn, place)


def _of_column(question: Question, side: str, drawn: outcome.Drawn, place: int) -> Iterator[Counted]:
    table, (head, base) = drawn.table, drawn.columns[place]
    start = (question.number, question.wording(side), table.heading)
    yield Counted(*start, _("回答した数"), head, _shown(base), "")
    for line in table.lines:
        cell = line.cells[place]
        yield Counted(*start, line.label, head, _shown(cell.count), "" if cell.share is None else cell.share)
    if table.means:
        yield Counted(*start, _("平均"), head, _shown(table.means[place]), "")


def _shown(value: object) -> object:
    return str(HIDDEN) if value is None else value


@login_required
@require_GET
def answers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Single answers, for the section: on the page and as a file. Without names, in an order that says nothing."""
    found = find(request, pk)
    require(rules.can_read_answers(request.user, found), who=str(SECTION_ONLY))
    questions = list(found.questions.select_related("asked_if"))
    rows = Response.objects.visible_to(request.user).filter(survey=found).select_related("recipient__actor")
    file = export(request, rows.order_by("id"), _columns(found, questions), name=_("アンケートの回答"))
    if file is not None:
        file["Cache-Control"] = "private, no-store"
        return file
    page = http.page(request, rows.order_by("recipient__actor__reading", "id"), size=20)
    context = {
        "survey": found,
        "page": page,
        "rows": [
            (
                one,
                [
                    (q.number, q.wording(one.side), outcome.in_words(q, one.answers.get(str(q.pk))))
                    for q in questions
                    if q.wording(one.side)
                ],
            )
            for one in page
        ],
    }
    response = render(request, "surveys/answers.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _columns(survey: Survey, questions: Sequence[Question]) -> list[Column]:
    columns = [
        Column(_("側"), lambda one: one.get_side_display()),
        Column(_("主体の種類"), lambda one: one.get_kind_display()),
    ]
    if not survey.is_anonymous:
        columns.append(Column(_("名称"), lambda one: one.recipient.actor.name))
        columns.append(Column(_("回答した日時"), lambda one: one.recipient.answered_at))
    columns += [
        Column(
            f"{q.number} {q.for_groups or q.for_departments}",
            lambda one, q=q: outcome.in_words(q, one.answers.get(str(q.pk))),  # type: ignore[misc]
        )
        for q in questions
    ]
    return columns


class FreeText(NamedTuple):
    """One free text, and the name of its box."""

    name: str
    text: str
    side: str
    who: str
    taken: Taken | None


@login_required
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """The free texts of one question; those that are ticked become opinions."""
    found, user = find(request, pk), cast(User, request.user)
    require(rules.can_take(user, found), who=str(SECTION_ONLY))
    questions = [one for one in found.questions.all() if one.kind == Question.Kind.TEXT]
    if not questions:
        raise BadRequest(_("文で書く問いがありません。"))
    asked = request.GET.get("question", str(questions[0].pk))
    question = next((one for one in questions if str(one.pk) == asked), None)
    if question is None:
        raise Http404
    rows = list(Response.objects.visible_to(user).filter(survey=found).select_related("recipient__actor"))
    if request.method == "POST":
        ticked = set(request.POST.getlist("text"))
        chosen = [
            (one, question) for one in rows if str(one.pk) in ticked and str(question.pk) in one.answers
        ]
        if not chosen:
            messages.warning(request, _("声にする文を選んでください。"))
            return redirect(f"{request.path}?question={question.pk}")
        once(request.POST.get("once", ""), user.pk, lambda: _Taken(found, chosen, user))
        messages.success(request, _("%(n)s件を声として受け付けました。") % {"n": len(chosen)})
        return redirect(f"{request.path}?question={question.pk}")
    listed = _texts(rows, question)
    context = {
        "survey": found,
        "question": question,
        "questions": questions,
        "page": Paginator(listed, 50).get_page(request.GET.get("page")),
    }
    response = render(request, "surveys/texts.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


class _Taken:
    """The texts that became opinions lead back to their survey."""

    def __init__(self, survey: Survey, chosen: Sequence[taking.Text], by: User) -> None:
        taking.take(survey, chosen, by=by)
        self.survey = survey

    def get_absolute_url(self) -> str:
        return self.survey.get_absolute_url()


def _texts(rows: Sequence[Response], question: Question) -> list[FreeText]:
    taken = {one.response_id: one for one in question.taken.select_related("opinion__jurisdiction")}
    found = []
    for one in rows:
        said = one.answers.get(str(question.pk))
        if said:
            who = one.recipient.actor.name if one.recipient else ""
            found.append(FreeText(str(one.pk), said, one.get_side_display(), who, taken.get(one.pk)))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    """The result in the section's words."""
    found = find(request, pk)
    require(rules.can_digest(request.user, found), who=str(SECTION_ONLY))
    form = DigestForm(http.sent(request), survey=found, questions=list(found.questions.all()))
    if form.is_valid():
        survey_actions.digest(
            found,
            by=cast(User, request.user),
            version=http.version(request),
            findings=form.cleaned_data["findings"],
            digests=form.digests,
        )
        return redirect(found)
    context = {"survey": found, "form": form}
    return render(request, "surveys/digest.html", context, status=422 if form.is_bound else 200)
