"""Hearing records: one visit to one actor."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.directory.models import Actor
from tomoni.directory.standing import standing_of
from tomoni.seeds.models import Seed
from tomoni.surveys.actions import hearing as actions
from tomoni.surveys.forms.hearing import MOVES, HearingForm, SeedForm
from tomoni.surveys.models import Hearing, HearingPoint
from tomoni.surveys.rules import hearing as rules

DESK_ONLY = "協働の担当課とサポートセンターが行えます。"
COLUMNS = (
    Column(gettext_lazy("日"), lambda one: one.held_on),
    Column(gettext_lazy("話を聞いた相手"), lambda one: one.actor.name),
    Column(gettext_lazy("聞き方"), lambda one: one.get_way_display()),
    Column(gettext_lazy("聞いた人の役職"), lambda one: one.heard_by),
    Column(gettext_lazy("話した人の役職"), lambda one: one.told_by),
    Column(
        gettext_lazy("聞いたこと"),
        lambda one: "\n".join(f"{point.get_kind_display()}：{point.text}" for point in one.points.all()),
    ),
    Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
)


@login_required
@require_GET
def hearings(request: HttpRequest) -> HttpResponseBase:
    rows = Hearing.objects.visible_to(request.user).select_related("actor", "unit", "survey", "jurisdiction")
    asked = request.GET.get("survey", "")
    if asked.isdecimal() and len(asked) < 19:
        rows = rows.filter(survey=int(asked))
    file = export(request, rows.prefetch_related("points"), COLUMNS, name=_("ヒアリング"))
    if file is not None:
        return file
    context = {
        "page": http.page(request, rows, size=50),
        "can_create": rules.can_create(request.user),
    }
    return render(request, "surveys/hearings.html", context)


def _find(request: HttpRequest, pk: int) -> Hearing:
    rows = Hearing.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("actor", "unit", "survey__jurisdiction", "jurisdiction"), pk=pk
    )


@login_required
@require_GET
def hearing(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = _find(request, pk), request.user
    works = rules.can_read_history(user, found)
    context = {
        "hearing": found,
        "points": found.points.select_related("opinion__jurisdiction", "seed__jurisdiction"),
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, user, rules) if works else [],
        "can_edit": rules.can_edit(user, found),
        "can_take": rules.can_take(user, found),
        "trail": lineage.trail(things.get(found), standing_of(user).tokens),
        "history": audit.history(found)[:60] if works else [],
        "kinds": Seed.Kind.choices,
    }
    return TemplateResponse(request, "surveys/hearing.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    return http.perform(request, _find(request, pk), move, rules=rules, actions=actions, forms=MOVES)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = cast(User, request.user)
    require(rules.can_create(by), who=_(DESK_ONLY))
    asked = request.GET.get("survey", "")
    initial = {"about": int(asked)} if asked.isdecimal() and len(asked) < 19 else {}
    form = HearingForm(http.sent(request), by=by, initial=initial)
    if form.is_valid():
        key = request.POST.get("once", "")
        return redirect(once(key, by.pk, lambda: actions.create(by=by, points=form.points, **form.values)))
    return _form_page(request, form)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _find(request, pk), cast(User, request.user)
    require(rules.can_edit(by, found), who=_(DESK_ONLY))
    form = HearingForm(http.sent(request), by=by, instance=found)
    if form.is_valid():
        stored = _find(request, pk)
        actions.edit(stored, by=by, version=http.version(request), points=form.points, **form.values)
        return redirect(stored)
    return _form_page(request, form, found)


def _form_page(request: HttpRequest, form: HearingForm, found: Hearing | None = None) -> HttpResponse:
    names = Actor.objects.visible_to(request.user).active().values_list("name", flat=True)
    context = {"form": form, "hearing": found, "names": names}
    return render(request, "surveys/hearing_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked points become opinions."""
    found, by = _find(request, pk), cast(User, request.user)
    ticked = {int(one) for one in request.POST.getlist("point") if one.isdecimal() and len(one) < 19}
    points = [one for one in found.points.all() if one.pk in ticked]
    require(rules.can_take(by, found), who=_(DESK_ONLY))
    if not points:
        messages.warning(request, _("声にするものを選んでください。"))
        return redirect(found)
    made = actions.take_opinions(found, points, by=by)
    messages.success(request, _("%(n)s件を声として受け付けました。") % {"n": len(made)})
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def seed(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """A draft seed out of one point."""
    found, by = _find(request, pk), cast(User, request.user)
    require(rules.can_take(by, found), who=_(DESK_ONLY))
    one = get_object_or_404(found.points.all(), pk=point)
    guess = Seed.Kind.OFFER if one.kind == HearingPoint.Kind.OFFER else Seed.Kind.NEED
    form = SeedForm(http.sent(request), initial={"kind": guess})
    if form.is_valid():
        key = request.POST.get("once", "")
        return redirect(once(key, by.pk, lambda: actions.make_seed(one, by=by, **form.cleaned_data)))
    context = {"form": form, "hearing": found, "point": one}
    return render(request, "surveys/seed.html", context, status=422 if form.is_bound else 200)
