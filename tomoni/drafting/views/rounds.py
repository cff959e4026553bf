"""A round of comments: its page, its comments, giving one."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import audit, http, workflow
from tomoni.core.documents import FORMATS, answer
from tomoni.core.errors import Refused, require
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.core.visitors import too_many
from tomoni.drafting import documents, forms
from tomoni.drafting.actions import comment as comments
from tomoni.drafting.actions import round as actions
from tomoni.drafting.models import Comment, Round
from tomoni.drafting.passages import Passage, passage
from tomoni.drafting.rules import comment as comment_rules
from tomoni.drafting.rules import round as rules
from tomoni.drafting.states import RoundState

MOST_AN_HOUR = 20
"""From one address; a library or a school shares one."""
MOVES: dict[str, type[http.MoveForm]] = {"extend": forms.ExtendForm, "cancel": forms.ShownReasonForm}
COMMENT_MOVES: dict[str, type[http.MoveForm]] = {"answer": forms.AnswerForm}


def _columns(round_: Round, *, told: bool) -> tuple[Column, ...]:
    """To others than the writers an answer is told with the results, and a comment as it is published."""
    return (
        Column(gettext_lazy("受付番号"), lambda one: one.number),
        Column(gettext_lazy("章・節"), lambda one: round_.edition.place_of(one.section_id)),
        Column(gettext_lazy("選んだ文"), lambda one: one.quote),
        Column(gettext_lazy("意見"), lambda one: one.shown if told else one.text),
        Column(gettext_lazy("立場"), lambda one: one.whose),
        Column(gettext_lazy("答え"), lambda one: one.get_state_display() if told else ""),
        Column(gettext_lazy("理由・考え方"), lambda one: one.reply if told else ""),
    )


def _seen(request: HttpRequest, pk: int, round_: int) -> Round:
    rows = Round.objects.visible_to(request.user).filter(draft_id=pk)
    related = (
        "jurisdiction",
        "edition__jurisdiction",
        "draft__jurisdiction",
        "draft__unit",
        "draft__council",
    )
    return get_object_or_404(rows.select_related(*related), pk=round_)


@require_GET
def comment_round(request: HttpRequest, pk: int, round: int) -> HttpResponseBase:
    """Period and rules; the comments one may read, with their answers once these are published."""
    found = _seen(request, pk, round)
    writes = rules.can_enter(request.user, found)
    form = forms.CommentFilterForm(request.GET, edition=found.edition)
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = Comment.objects.visible_to(request.user).filter(round=found).select_related("actor")
    asked = form.cleaned_data
    if asked["state"] and (writes or found.state == RoundState.PUBLISHED):
        rows = rows.filter(state=asked["state"])
    if asked["section"]:
        rows = rows.filter(section_id=asked["section"])
    told = writes or found.state == RoundState.PUBLISHED
    rows = rows.order_by("section__order", "section_id", "starts", "serial")
    file = export(request, rows, _columns(found, told=told), name=_("意見と答え"))
    if file is not None:
        return file
    form_of_file = http.choice(request, "format", {name: name for name in FORMATS})
    if form_of_file and not told:
        raise Http404
    if form_of_file:
        shown = [one for one in rows if one.is_answered or not found.is_for_everybody]
        made = documents.of_results(found, shown)
        return answer(request, made, form_of_file, name=f"comments-{found.draft_id}-{found.pk}")
    page = http.page(request, rows, size=30)
    for one in page.object_list:
        one.round, one.jurisdiction = found, found.jurisdiction
    context = {
        "round": found,
        "draft": found.draft,
        "writes": writes,
        "told": told,
        "formats": FORMATS if told else {},
        "form": form,
        "page": page,
        "counts": _counts(found) if told else {},
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, rules) if writes else [],
        "may_comment": found.is_open and rules.can_comment(request.user, found),
        "may_enter": writes and found.state in (RoundState.OPEN, RoundState.CLOSED),
        "history": audit.history(found)[:30] if writes else [],
    }
    return render(request, "drafting/round.html", context)


def _counts(round_: Round) -> list[tuple[str, int]]:
    """How many of each answer, set aside and taken back ones among them."""
    rows = round_.comments.order_by().values_list("state").annotate(n=models.Count("pk"))
    found = dict(rows)
    return [(str(label), found[state]) for state, label in Comment.workflow.states.choices if state in found]


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, round: int, move: str) -> HttpResponse:
    found = _seen(request, pk, round)
    return http.perform(request, found, move, rules=rules, actions=actions, forms=MOVES)


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: int, round: int) -> HttpResponse:
    """On the whole, a section, or the passage that was chosen on the page before."""
    found = _seen(request, pk, round)
    require(rules.can_comment(request.user, found), who=_("会議体の委員と市の職員が行えます。"))
    if not found.is_open:
        raise Refused(_("いまは意見を受け付けていません。"))
    user = request.user
    visits = not isinstance(user, User)
    place, chosen = _place(request, found)
    given: dict[str, Any] = {"edition": found.edition, "initial": place, "chosen": chosen is not None}
    if not found.is_for_everybody:
        if not rules.sides(user, found):
            return redirect(f"{found.get_absolute_url()}enter/")
        form: Any = forms.InsideForm(http.sent(request), round_=found, by=user, **given)
    elif visits:
        form = forms.VisitorCommentForm(http.sent(request), **given)
    else:
        form = forms.WhoForm(http.sent(request), **given)
    if request.method == "POST" and visits and too_many(request, "drafting.comment", MOST_AN_HOUR):
        return render(request, "errors/429.html", status=429)
    if form.is_valid():
        told = form.told()
        key = told.pop("once")
        try:
            address = once(key, user.pk, lambda: comments.give(found, by=user, once=key, **told))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if visits:
                # Derived from the form's own key, so a form sent twice leads both times to the same page.
                return redirect(comments.receipt_address(found, key))
            messages.success(request, _("意見を受け付けました。"))
            return redirect(address)
    return _form_page(request, found, form, chosen, entering=False)


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int, round: int) -> HttpResponse:
    """Typed in for somebody else."""
    found = _seen(request, pk, round)
    require(rules.can_enter(request.user, found), who=_("協働の担当課と、とりまとめる課が行えます。"))
    place, chosen = _place(request, found)
    form = forms.EnterForm(
        http.sent(request), round_=found, edition=found.edition, initial=place, chosen=chosen is not None
    )
    if form.is_valid():
        by = cast(User, request.user)
        told = form.told()
        key = told.pop("once")
        try:
            address = once(key, by.pk, lambda: comments.enter(found, by=by, **told))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("意見を受け付けました。"))
            return redirect(address)
    return _form_page(request, found, form, chosen, entering=True)


def _form_page(
    request: HttpRequest, round_: Round, form: Any, chosen: Passage | None, *, entering: bool
) -> HttpResponse:
    context = {
        "round": round_,
        "draft": round_.draft,
        "form": form,
        "chosen": chosen,
        "entering": entering,
        "place": round_.edition.place_of(_number(form["section"].value())),
        "section": _number(form["section"].value()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "drafting/give.html", context, status=status)


def _number(value: object) -> int | None:
    return int(str(value)) if str(value).isdecimal() else None


def _place(request: HttpRequest, round_: Round) -> tuple[dict[str, int | None], Passage | None]:
    """What was chosen on the page before, as the form's first values; what is not in this edition is not taken over."""
    asked = request.POST if request.method == "POST" else request.GET
    section, starts, ends = (_number(asked.get(name, "")) for name in ("section", "starts", "ends"))
    part = round_.edition.part(section)
    if part is None:
        return {}, None
    if starts is None or ends is None:
        return {"section": section}, None
    found = passage(part["body"], starts, ends)
    if found is None:
        return {"section": section}, None
    return {"section": section, "starts": found.start, "ends": found.end}, found


def _comment(request: HttpRequest, pk: int, round_: int, comment: int) -> Comment:
    rows = Comment.objects.visible_to(request.user).filter(round_id=round_, round__draft_id=pk)
    related = ("jurisdiction", "actor", "round__jurisdiction", "round__edition", "round__draft__jurisdiction")
    return get_object_or_404(rows.select_related(*related), pk=comment)


@require_GET
def comment(request: HttpRequest, pk: int, round: int, comment: int) -> HttpResponse:
    found = _comment(request, pk, round, comment)
    writes = rules.can_enter(request.user, found.round)
    offers = workflow.offers(found, request.user, comment_rules)
    context = {
        "comment": found,
        "round": found.round,
        "draft": found.round.draft,
        "writes": writes,
        "told": writes or found.round.state == RoundState.PUBLISHED,
        "sees_name": comment_rules.can_see_name(request.user, found),
        "offers": [one for one in offers if one.allowed]
        if found.round.state != RoundState.PUBLISHED or not found.is_answered
        else [],
        "history": audit.history(found)[:30] if writes else [],
    }
    return render(request, "drafting/comment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def comment_move(request: HttpRequest, pk: int, round: int, comment: int, move: str) -> HttpResponse:
    found = _comment(request, pk, round, comment)
    return http.perform(request, found, move, rules=comment_rules, actions=comments, forms=COMMENT_MOVES)
