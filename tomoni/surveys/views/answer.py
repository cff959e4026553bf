"""Filling in: signed in for an actor, by private link, or at the desk from paper. What is typed is kept on the way."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import http
from tomoni.core.errors import Refused, require
from tomoni.core.once import once
from tomoni.core.people import Person
from tomoni.core.visitors import secret_page
from tomoni.surveys.actions import answer as actions
from tomoni.surveys.forms.answer import AnswerForm, PaperForm, restored, typed
from tomoni.surveys.models import AnswerLink, Draft, Question, Recipient, Response, Side, Survey
from tomoni.surveys.results import in_words
from tomoni.surveys.rules import survey as rules
from tomoni.surveys.views.asking import one_of
from tomoni.surveys.views.survey import find, side_of


@dataclass(frozen=True)
class Seat:
    """Who fills in whose questionnaire, and where."""

    recipient: Recipient
    by: Person
    channel: str
    home: str
    after: str
    """Where to go when it is sent."""
    at_desk: bool = False

    @property
    def survey(self) -> Survey:
        return self.recipient.survey

    def draft(self) -> Draft | None:
        return self.recipient.drafts.filter(at_desk=self.at_desk).first()

    def questions(self) -> list[Question]:
        return list(self.survey.questions.select_related("asked_if"))


def _own(request: HttpRequest, pk: int, recipient: int) -> Seat:
    rows = Recipient.objects.visible_to(request.user).of(request.user)
    rows = rows.select_related("survey__jurisdiction", "actor", "jurisdiction")
    found = get_object_or_404(rows, pk=recipient, survey=pk)
    home = found.get_absolute_url()
    return Seat(found, cast(User, request.user), Recipient.Channel.WEB, home, home)


def _linked(token: str) -> Seat:
    """Whoever holds a link that still works; any other token is an unknown address."""
    link = AnswerLink.objects.of_token(token)
    if link is None:
        raise Http404
    found = link.recipient
    home = reverse("surveys:private", kwargs={"city": found.survey.jurisdiction.slug, "token": token})
    return Seat(found, actions.LINK_HOLDER, Recipient.Channel.LINK, home, home)


def _at_desk(request: HttpRequest, pk: int, recipient: int) -> Seat:
    found = one_of(request, pk, recipient)
    user = cast(User, request.user)
    require(
        rules.can_enter(user, found.survey, found.side), who=_("協働の担当課とサポートセンターが行えます。")
    )
    names = {"city": found.jurisdiction.slug, "pk": pk}
    home = reverse("surveys:enter", kwargs={**names, "recipient": recipient})
    after = reverse("surveys:recipients", kwargs=names)
    return Seat(found, user, Recipient.Channel.PAPER, home, after, at_desk=True)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def answer(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    return _fill(request, _own(request, pk, recipient))


@login_required
@require_POST
@secret_page
def draft(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    return _keep(request, _own(request, pk, recipient))


@require_http_methods(["GET", "POST"])
@secret_page
def private(request: HttpRequest, token: str) -> HttpResponse:
    return _fill(request, _linked(token))


@require_POST
@secret_page
def private_draft(request: HttpRequest, token: str) -> HttpResponse:
    return _keep(request, _linked(token))


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def enter(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    seat = _at_desk(request, pk, recipient)
    if seat.survey.is_anonymous:
        raise Refused(_("無記名のアンケートでは、だれの紙かを見ずに入力します。"))
    return _fill(request, seat)


@login_required
@require_POST
@secret_page
def enter_draft(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    return _keep(request, _at_desk(request, pk, recipient))


def _fill(request: HttpRequest, seat: Seat) -> HttpResponse:
    if seat.recipient.has_answered:
        # Also for a form sent twice: the second sending is led to the same page.
        return redirect(seat.after) if request.method == "POST" else _thanks(request, seat)
    if not (seat.survey.is_open or seat.at_desk):
        return render(request, "surveys/over.html", {"survey": seat.survey}, status=409)
    questions = seat.questions()
    given: dict[str, Any] = {"questions": questions, "side": seat.recipient.side}
    if request.method != "POST":
        kept = seat.draft()
        form = restored(kept.typed if kept else {}, AnswerForm, **given)
        return _page(request, seat, form, draft=kept)
    if "drop" in request.POST:
        actions.drop_draft(seat.recipient, by=seat.by, at_desk=seat.at_desk)
        return redirect(seat.home)
    if "save" in request.POST:
        return _save(request, seat, given)
    form = AnswerForm(request.POST, **given)
    if not form.is_valid():
        return _page(request, seat, form, status=422)
    try:
        if seat.at_desk:
            actions.enter(seat.recipient, by=cast(User, seat.by), answers=form.answers)
        else:
            actions.answer(seat.recipient, by=seat.by, channel=seat.channel, answers=form.answers)
    except actions.AlreadyAnswered as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("回答を受け取りました。ありがとうございました。"))
    return redirect(seat.after)


def _save(request: HttpRequest, seat: Seat, given: dict[str, Any]) -> HttpResponse:
    """The button for those without script. Where a colleague saved in between, both are told; saving again decides."""
    kept = typed(request.POST)
    try:
        actions.save_draft(
            seat.recipient, by=seat.by, typed=kept, version=_version(request), at_desk=seat.at_desk
        )
    except actions.DraftMoved:
        form = restored(kept, AnswerForm, **given)
        return _page(request, seat, form, draft=seat.draft(), moved=True, status=409)
    messages.success(request, _("途中まで保存しました。続きはこのページから書けます。"))
    return redirect(seat.home)


def _keep(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Saves as one types; answers with the new version and the time."""
    version = actions.save_draft(
        seat.recipient, by=seat.by, typed=typed(request.POST), version=_version(request), at_desk=seat.at_desk
    )
    return JsonResponse({"version": version, "at": timezone.localtime().strftime("%H:%M")})


def _version(request: HttpRequest) -> int:
    given = request.POST.get("draft", "0")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _page(
    request: HttpRequest,
    seat: Seat,
    form: AnswerForm,
    *,
    draft: Draft | None = None,
    moved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "survey": seat.survey,
        "recipient": seat.recipient,
        "seat": seat,
        "form": form,
        "parts": form.parts(),
        "draft": draft,
        "draft_version": draft.version if draft else request.POST.get("draft", "0"),
        "moved": moved,
    }
    return render(request, "surveys/answer.html", context, status=status)


def _thanks(request: HttpRequest, seat: Seat) -> HttpResponse:
    """That it came; of a named survey also what was said."""
    given: Response | None = getattr(seat.recipient, "response", None)
    answers = given.answers if given else {}
    said = [
        (one.number, one.wording(seat.recipient.side), in_words(one, answers.get(str(one.pk))))
        for one in (seat.questions() if answers else [])
        if one.wording(seat.recipient.side)
    ]
    context = {"survey": seat.survey, "recipient": seat.recipient, "said": said}
    return render(request, "surveys/thanks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def enter_unnamed(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """One anonymous paper, typed in without seeing whose it is."""
    found, user = find(request, pk), cast(User, request.user)
    require(rules.can_enter(user, found, side_of(side)), who=_("協働の担当課とサポートセンターが行えます。"))
    if not found.is_anonymous:
        raise Refused(_("記名のアンケートでは、相手を選んで入力してください。"))
    left = actions.papers_to_type(found, side)
    if request.method == "GET" and left < 1:
        raise Refused(_("入力する紙がありません。先に、届いた相手に印をつけてください。"))
    questions = list(found.questions.select_related("asked_if"))
    form = PaperForm(http.sent(request), questions=questions, side=side, kinds=found.kinds_kept.get(side, []))
    if form.is_valid():

        def make() -> Survey:
            kind = form.cleaned_data["kind"]
            actions.enter_unnamed(found, by=user, side=side, kind=kind, answers=form.answers)
            return found

        once(request.POST.get("once", ""), user.pk, make)
        messages.success(request, _("紙の回答を1枚入力しました。"))
        return redirect(found)
    context = {
        "survey": found,
        "side_label": Side(side).label,
        "form": form,
        "parts": form.parts(),
        "left": left,
        "kind_field": form["kind"] if "kind" in form.fields else None,
    }
    return render(request, "surveys/enter_unnamed.html", context, status=422 if form.is_bound else 200)
