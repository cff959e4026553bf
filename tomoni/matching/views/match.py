from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.accounts.models import User
from tomoni.core import lineage, things, workflow
from tomoni.core.audit import history
from tomoni.core.errors import Conflict, require
from tomoni.core.http import choice, page, perform, sent
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.directory.contacts import partner_contacts
from tomoni.directory.models import Actor
from tomoni.directory.standing import standing_of
from tomoni.matching import actions, forms, ranking, rules
from tomoni.matching.models import Consent, Match, SheetAnswer
from tomoni.matching.ranking import candidates, engine_version
from tomoni.matching.states import OPEN, SUCCESSES, State
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SeedState

COLUMNS = [
    Column(gettext_lazy("種"), lambda match: match.seed.title),
    Column(gettext_lazy("種を出した側"), lambda match: match.first.name),
    Column(gettext_lazy("相手"), lambda match: match.second.name),
    Column(gettext_lazy("状態"), lambda match: match.get_state_display()),
    Column(gettext_lazy("面談の日時"), lambda match: match.meets_at),
    Column(gettext_lazy("結果が出た日"), lambda match: match.concluded_on),
]
SORTS = {
    "new": "-created_at",
    "old": "created_at",
    "meets": "meets_at",
    "-meets": "-meets_at",
    "-new": "created_at",
}


@login_required
@require_safe
def matches(request: HttpRequest) -> HttpResponseBase:
    """The brokers' list, and each side's own."""
    states = {"open": "open", "succeeded": "succeeded", **{state.value: state.value for state in State}}
    state = choice(request, "state", states)
    rows = Match.objects.visible_to(request.user).worked_on_by(request.user)
    rows = rows.select_related("seed", "first", "second", "jurisdiction")
    if state:
        groups = {"open": OPEN, "succeeded": SUCCESSES}
        rows = rows.filter(state__in=groups.get(state, (state,)))
    rows = rows.order_by(choice(request, "sort", SORTS, "new"), "-id")
    found = export(request, rows, COLUMNS, name="matches")
    if found is not None:
        return found
    asked = forms.FilterForm({"sort": "new", **request.GET.dict()})
    context = {
        "page": page(request, rows),
        "filter": asked,
        "is_broker": rules.is_broker(request.user),
        "may_see_learned": rules.can_see_learned(request.user),
    }
    return render(request, "matching/matches.html", context)


@login_required
@require_safe
def seeds_without(request: HttpRequest) -> HttpResponse:
    """Seeds that look for a partner, those that wait longest first."""
    require(rules.is_broker(request.user), who=_("協働の担当課・サポートセンター"))
    rows = Seed.objects.visible_to(request.user).open_to_match().exclude(state=SeedState.MATCHED)
    rows = rows.select_related("actor", "jurisdiction").order_by("published_at", "id")
    return render(request, "matching/seeds.html", {"page": page(request, rows)})


def _open_seed(request: HttpRequest, pk: int) -> Seed:
    rows = Seed.objects.visible_to(request.user).prefetch_related("areas", "resources")
    seed = get_object_or_404(rows, pk=pk)
    require(
        rules.can_propose(request.user, seed), who=_("募集中の種について、協働の担当課かサポートセンター")
    )
    return seed


@login_required
@require_safe
def candidates_of_seed(request: HttpRequest, seed_pk: int) -> HttpResponse:
    seed = _open_seed(request, seed_pk)
    under_way = (
        Match.objects.visible_to(request.user).of_seed(seed).select_related("first", "second", "jurisdiction")
    )
    context = {"seed": seed, "proposals": candidates(seed), "matches": under_way}
    return render(request, "matching/candidates.html", context)


@login_required
@require_safe
def why(request: HttpRequest, seed_pk: int) -> HttpResponse:
    """Why an actor is not among the likeliest, in words that stand in the texts."""
    seed = _open_seed(request, seed_pk)
    actors = Actor.objects.visible_to(request.user).active().filter(is_published=True)
    form = forms.WhyForm(request.GET or None, actors=actors.exclude(pk__in=[seed.actor_id or 0]))
    said = ranking.why(seed, form.cleaned_data["actor"]) if form.is_valid() else None
    context = {"seed": seed, "form": form, "said": said}
    return render(request, "matching/why.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def propose(request: HttpRequest, seed_pk: int) -> HttpResponse:
    seed = _open_seed(request, seed_pk)
    form = forms.ProposeForm(
        request.POST,
        actors=Actor.objects.visible_to(request.user),
        seeds=Seed.objects.visible_to(request.user),
    )
    if not form.is_valid():
        raise ValidationError(_("相手を選び直してください。"))
    chosen = form.cleaned_data
    known = next((one for one in candidates(seed) if one.actor == chosen["actor"]), None)

    def make() -> Match:
        return actions.propose(
            seed,
            chosen["actor"],
            by=cast(User, request.user),
            other_seed=chosen["other_seed"],
            score=known.score if known else 0,
            reasons=list(known.reasons) if known else [],
            engine=engine_version() if known else "",
        )

    return redirect(once(request.POST.get("once", ""), request.user.pk, make))


@require_safe
def match(request: HttpRequest, pk: int) -> HttpResponse:
    found = _match(request, pk)
    tokens = standing_of(request.user).tokens
    context = {
        "match": found,
        "trail": lineage.trail(things.get(found), tokens),
        "steps": workflow.steps(found),
    }
    if not rules.can_see_process(request.user, found):
        return TemplateResponse(request, "matching/match_public.html", context)
    said = {one.actor_id: one for one in Consent.objects.filter(match=found)}
    own = rules.sides_of(request.user, found)
    sides = [
        {"actor": side, "consent": said.get(side.pk), "may_answer": rules.can_answer(request.user, found, side), "own": side.pk in own,
         "may_fill": rules.can_fill_sheet(request.user, found, side)}
        for side in (found.first, found.second)
    ]  # fmt: skip
    context |= {
        "offers": workflow.offers(found, request.user, rules),
        "sides": sides,
        "is_broker": rules.is_broker(request.user),
        "contacts_open": rules.can_see_contacts(request.user, found),
        "gaps": _gaps(found),
        "may_merge": rules.can_fill_sheet(request.user, found, None),
        "history": history(found)[:30] if rules.is_broker(request.user) else [],
        "reasons_of_no": Consent.objects.visible_to(request.user).filter(match=found).exclude(reason=""),
        "may_answer_now": found.state == State.SOUNDED_OUT or found.is_talking,
    }
    return TemplateResponse(request, "matching/match.html", context)


def _match(request: HttpRequest, pk: int) -> Match:
    rows = Match.objects.visible_to(request.user).select_related(
        "jurisdiction",
        "seed__jurisdiction",
        "seed__actor",
        "other_seed__jurisdiction",
        "first__jurisdiction",
        "second__jurisdiction",
    )
    return get_object_or_404(rows, pk=pk)


def _gaps(found: Match) -> list[dict[str, object]]:
    """The sheet line by line: both sides' words, the merged column, whether the two leave a gap."""
    lines = {(one.actor_id, one.question): one.text for one in SheetAnswer.objects.filter(match=found)}
    rows = []
    for question in SheetAnswer.Question:
        left, right = (lines.get((side, question), "") for side in found.sides)
        merged = lines.get((None, question), "")
        gap = merged or (_("まだ片方だけ") if bool(left) != bool(right) else "")
        rows.append({"question": question.label, "left": left, "right": right, "gap": gap})
    return rows


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = _match(request, pk)
    if not rules.can_see_process(request.user, found):
        raise Http404
    return perform(request, found, move, rules=rules, actions=actions, forms=forms.MOVES)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, actor_pk: int) -> HttpResponse:
    """Each side's own page: what is proposed, why, and its word to it."""
    found, side = _side(request, pk, actor_pk)
    require(rules.can_answer(request.user, found, side), who=side.name)
    form = forms.AnswerForm(sent(request), match=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.answer(found, side, by=cast(User, request.user), word=given["word"], reason=given["reason"])
        messages.success(request, _("返事を記録しました。"))
        return redirect(found)
    other = found.second if side == found.first else found.first
    context = {"match": found, "side": side, "other": other, "form": form}
    return render(request, "matching/answer.html", context, status=422 if form.errors else 200)


def _side(request: HttpRequest, pk: int, actor_pk: int) -> tuple[Match, Actor]:
    found = _match(request, pk)
    side = {found.first_id: found.first, found.second_id: found.second}.get(actor_pk)
    if side is None or not rules.can_see_process(request.user, found):
        raise Http404
    return found, side


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int, actor_pk: int = 0) -> HttpResponse:
    """A side's column of the problem sheet, or with 0 the merged one."""
    if actor_pk:
        found, side = _side(request, pk, actor_pk)
    else:
        found, side = _match(request, pk), None
        if not rules.can_see_process(request.user, found):
            raise Http404
    require(
        rules.can_fill_sheet(request.user, found, side),
        who=side.name if side else _("協働の担当課・サポートセンター"),
    )
    kept = {one.question: one for one in _lines(found, side)}
    form = forms.SheetForm(sent(request), kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_sheet(
                found, side, by=cast(User, request.user), answers=form.answers(), versions=form.versions()
            )
        except Conflict:
            form = form.beside({one.question: one for one in _lines(found, side)})
        else:
            messages.success(request, _("課題シートを保存しました。"))
            return redirect(found)
    context = {"match": found, "side": side, "form": form}
    return render(request, "matching/sheet.html", context, status=422 if form.errors else 200)


def _lines(found: Match, side: Actor | None) -> "QuerySet[SheetAnswer]":
    return SheetAnswer.objects.filter(match=found, actor=side)


@login_required
@require_safe
@never_cache
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides' contact data, while both say yes. Every opening is logged."""
    found = _match(request, pk)
    if not rules.can_see_process(request.user, found):
        raise Http404
    actions.show_contacts(found, by=cast(User, request.user))
    sides = [{"actor": side, "contacts": partner_contacts(side)} for side in (found.first, found.second)]
    return render(request, "matching/contacts.html", {"match": found, "sides": sides})


@login_required
@require_safe
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    """The pre-meeting on A4: both sides, reasons, what can and cannot be done, the sheets side by side."""
    found = _match(request, pk)
    if not rules.can_see_process(request.user, found):
        raise Http404
    return render(request, "matching/kit.html", {"match": found, "gaps": _gaps(found)})
