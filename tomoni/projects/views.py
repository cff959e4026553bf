from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.accounts.models import User
from tomoni.core import audit, files, http, lineage, tables, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.core.tables import Column
from tomoni.directory.models import Actor
from tomoni.directory.standing import standing_of
from tomoni.japan.fiscal import fiscal_year
from tomoni.matching import rules as matching_rules
from tomoni.matching.models import Match
from tomoni.matching.states import State as MatchState
from tomoni.projects import actions, rules
from tomoni.projects.forms import (
    CollabFilter,
    ConfirmForm,
    FinishForm,
    LightCollabForm,
    ReasonForm,
    RecordForm,
    SayForm,
)
from tomoni.projects.models import LightCollab, LightCollabQuerySet
from tomoni.projects.states import State
from tomoni.seeds.models import Seed

MOVE_FORMS: dict[str, type[http.MoveForm]] = {
    "confirm": ConfirmForm,
    "finish": FinishForm,
    "record": RecordForm,
}

COLUMNS = (
    Column(gettext_lazy("年度"), lambda one: one.fiscal_year),
    Column(gettext_lazy("事業名"), lambda one: one.title),
    Column(gettext_lazy("形態"), lambda one: one.form.label),
    Column(gettext_lazy("担当課"), lambda one: one.department.name if one.department else ""),
    Column(gettext_lazy("相手団体"), lambda one: "、".join(actor.name for actor in one.partners)),
    Column(
        gettext_lazy("法人番号"),
        lambda one: "、".join(actor.corporate_number for actor in one.partners if actor.corporate_number),
    ),
    Column(gettext_lazy("分野"), lambda one: "、".join(topic.short for topic in one.fields.all())),
    Column(gettext_lazy("内容"), lambda one: one.what),
    Column(gettext_lazy("結果"), lambda one: one.result),
    Column(gettext_lazy("参加人数"), lambda one: one.people),
    Column(gettext_lazy("開始"), lambda one: one.starts_on or one.done_on),
    Column(gettext_lazy("終了"), lambda one: one.done_on),
    Column(
        gettext_lazy("評価"),
        lambda one: "、".join(f"{word.actor.name} {word.score}" for word in one.words.all()),
    ),
    Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
)


@require_safe
def collaborations(request: HttpRequest) -> HttpResponseBase:
    years = _years(LightCollab.objects.visible_to(request.user))
    asked = CollabFilter(request.GET, user=request.user, years=years)
    if not asked.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = asked.rows()
    whole = rows.select_related("form", "first", "second").prefetch_related("fields", "words__actor")
    file = tables.export(request, whole, COLUMNS, name="collaborations")
    if file is not None:
        return file
    page = http.page(request, rows.values_list("pk", flat=True), size=25)  # type: ignore[type-var]
    shown = LightCollab.objects.select_related("form", "first", "second")
    found = shown.in_bulk(list(page.object_list))
    context = {
        "filter": asked,
        "page": page,
        "collabs": [found[pk] for pk in page.object_list if pk in found],
        "may_create": rules.can_create(request.user),
        "waiting": _waiting(request),
    }
    return render(request, "projects/collaborations.html", context)


def _waiting(request: HttpRequest) -> list[Match]:
    """For the brokers: matches that have met and whose outcome is open."""
    standing = standing_of(request.user)
    if not (standing.is_section or standing.is_centre):
        return []
    held = Match.objects.visible_to(request.user).filter(state=MatchState.HELD)
    return list(held.select_related("first", "second", "seed").order_by("-meets_at", "-id")[:10])


def _years(rows: LightCollabQuerySet) -> list[int]:
    ends = rows.aggregate(first=Min("done_on"), last=Max("done_on"))
    if ends["first"] is None:
        return []
    return list(range(fiscal_year(ends["last"]), fiscal_year(ends["first"]) - 1, -1))


@require_safe
def light_collab(request: HttpRequest, pk: int) -> HttpResponse:
    rows = LightCollab.objects.visible_to(request.user)
    found = (
        rows.select_related("form", "first", "second", "granted_by", "jurisdiction", "photo")
        .prefetch_related("fields", "others", "words__actor")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        gone = get_object_or_404(LightCollab.objects.withdrawn(), pk=pk)
        return render(request, "projects/withdrawn.html", {"collab": gone}, status=410)
    words = {word.actor_id: word for word in found.words.all()}
    standing = standing_of(request.user)
    takes_part = (
        standing.is_section
        or (standing.is_centre and found.match_id is not None)
        or standing.has_on([found.first_id, found.second_id, found.granted_by_id, found.entered_by_id])
    )
    context = {
        "collab": found,
        "sides": [(actor, words.get(actor.pk)) for actor in (found.first, found.second)],
        "is_over": found.state in (State.DONE, State.RECORDED),
        "may_say": _side_to_say(request, found) is not None,
        "takes_part": takes_part,
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, rules) if takes_part else [],
        "trail": lineage.trail(things.get(found), standing.tokens),
        "may_edit": rules.can_edit(request.user, found),
        "may_publish": rules.can_publish(request.user, found) and found.state != State.CANCELLED,
        "history": audit.history(found)[:50] if rules.can_read_history(request.user, found) else [],
    }
    return render(request, "projects/light_collab.html", context)


def _side_to_say(request: HttpRequest, found: LightCollab) -> Actor | None:
    """The side for which this person may still say a word."""
    said = {word.actor_id for word in found.words.all()}
    if found.state not in (State.DONE, State.RECORDED):
        return None
    sides = (found.first, found.second)
    return next(
        (one for one in sides if one.pk not in said and rules.can_say(request.user, found, one)), None
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The two-minute form: the outcome of a match (?match=), from a seed (?seed=), or on its own."""
    by = cast(User, request.user)
    require(rules.can_create(by), who=_("課・団体の人、サポートセンター、協働の担当課が行えます。"))
    match = (
        get_object_or_404(Match.objects.visible_to(by), pk=_pk(request, "match"))
        if "match" in request.GET
        else None
    )
    if match is not None and not matching_rules.can_see_process(by, match):
        raise Http404  # what was said in the talks fills in the form
    seed = (
        get_object_or_404(Seed.objects.visible_to(by), pk=_pk(request, "seed"))
        if "seed" in request.GET
        else None
    )
    form = LightCollabForm(http.sent(request), request.FILES or None, by=by, initial=_initial(match, seed))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request.POST.get("once", ""), by.pk, lambda: _create(form, by, match, seed)))
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    context = {"form": form, "seed": seed, "match": match}
    return render(request, "projects/form.html", context, status=status)


def _pk(request: HttpRequest, name: str) -> int:
    try:
        return int(request.GET[name])
    except ValueError:
        raise Http404 from None


def _initial(match: Match | None, seed: Seed | None) -> dict[str, Any]:
    source = match.seed if match else seed
    if source is None:
        return {}
    return {
        "title": source.title,
        "what": (match.shared_problem if match else "") or source.what,
        "topics": [one.pk for one in source.fields.all()],
        **({"first": match.first_id, "second": match.second_id} if match else {"second": source.actor_id}),
    }


@transaction.atomic
def _create(form: LightCollabForm, by: User, match: Match | None, seed: Seed | None) -> LightCollab:
    collab: LightCollab = form.save(commit=False)
    asked = form.cleaned_data
    collab.first, collab.second, collab.granted_by = asked["first"], asked["second"], asked["granted_by"]
    collab.match = match
    collab.photo = form.keep_photo()
    collab.photo_text = asked["photo_text"] if collab.photo else ""
    causes = [things.put(seed, seed.card())] if seed else []
    actions.create(collab, by=by, fields=asked["topics"], others=asked["others"], causes=causes)
    if asked.get("publish_now"):
        actions.publish(collab, by=by)
    return collab


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    by = cast(User, request.user)
    found = get_object_or_404(LightCollab.objects.visible_to(by), pk=pk)
    require(rules.can_edit(by, found), who=_("記録するまでは双方が、そのあとは協働の担当課が行えます。"))
    form = LightCollabForm(http.sent(request), request.FILES or None, by=by, instance=found)
    if request.method == "POST" and form.is_valid():
        stored = LightCollab.objects.visible_to(by).get(pk=pk)
        try:
            return redirect(_edit(form, stored, by, http.version(request)))
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    return render(request, "projects/form.html", {"form": form, "collab": found}, status=status)


def _edit(form: LightCollabForm, stored: LightCollab, by: User, version: int) -> LightCollab:
    asked, photo = form.cleaned_data, form.keep_photo()
    picture = {"photo": photo, "photo_text": asked["photo_text"]} if photo else {}
    actions.edit(
        stored,
        by=by,
        version=version,
        fields=asked["topics"],
        others=asked["others"],
        **form.values,
        **picture,
    )
    return stored


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """One side's line and 1–5."""
    by = cast(User, request.user)
    found = get_object_or_404(LightCollab.objects.visible_to(by), pk=pk)
    side = _side_to_say(request, found)
    if side is None:
        said = {word.actor_id for word in found.words.all()}
        sides = [one for one in (found.first, found.second) if rules.can_say(by, found, one)]
        # Wrong person, wrong moment, or said already: the action says which.
        side = next((one for one in sides if one.pk in said), sides[0] if sides else found.first)
    form = SayForm(http.sent(request))
    require(rules.can_say(by, found, side), who=_("その側の人だけが行えます。"))
    if request.method == "POST" and form.is_valid():
        actions.say(found, by=by, actor=side, **form.cleaned_data)
        return redirect(found)
    status = 422 if form.is_bound else 200
    return render(request, "projects/say.html", {"form": form, "collab": found, "side": side}, status=status)


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LightCollab.objects.visible_to(request.user), pk=pk)
    actions.publish(found, by=cast(User, request.user))
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    by = cast(User, request.user)
    found = get_object_or_404(LightCollab.objects.visible_to(by), pk=pk)
    require(rules.can_unpublish(by, found), who=_("協働の担当課が行えます。"))
    form = ReasonForm(http.sent(request))
    if request.method == "POST" and form.is_valid():
        actions.unpublish(found, by=by, reason=form.cleaned_data["reason"])
        return redirect(found)
    status = 422 if form.is_bound else 200
    return render(request, "projects/unpublish.html", {"form": form, "collab": found}, status=status)


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LightCollab.objects.visible_to(request.user), pk=pk)
    if found.photo is None:
        raise Http404
    return files.open_file(found.photo)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = get_object_or_404(LightCollab.objects.visible_to(request.user), pk=pk)
    return http.perform(request, found, move, rules=rules, actions=actions, forms=MOVE_FORMS)
