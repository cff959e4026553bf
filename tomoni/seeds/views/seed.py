"""The public board and the pages of one seed."""

from dataclasses import replace
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, tables, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.core.tables import Column
from tomoni.core.workflow import Offer
from tomoni.directory.standing import standing_of
from tomoni.seeds.actions import seed as actions
from tomoni.seeds.forms.filters import SeedFilter
from tomoni.seeds.forms.seed import ExpiryForm, PublishForm, RenewForm, SeedForm
from tomoni.seeds.models import MenuItem, Seed, SeedResource
from tomoni.seeds.rules import menu as menu_rules
from tomoni.seeds.rules import seed as rules
from tomoni.seeds.states import BEFORE_PUBLICATION, RENEWABLE, SeedState
from tomoni.seeds.views.origin import Origin, origin_of

COLUMNS = (
    Column(gettext_lazy("区分"), lambda seed: seed.get_kind_display()),
    Column(gettext_lazy("主体"), lambda seed: seed.who),
    Column(gettext_lazy("題名"), lambda seed: seed.title),
    Column(gettext_lazy("分野"), lambda seed: "、".join(one.short for one in seed.fields.all())),
    Column(gettext_lazy("地区"), lambda seed: "、".join(one.name for one in seed.areas.all())),
    Column(gettext_lazy("時期"), lambda seed: seed.when),
    Column(
        gettext_lazy("提供資源"),
        lambda seed: "、".join(str(one) for one in seed.resources.all() if one.direction == "gives"),
    ),
    Column(
        gettext_lazy("求める資源"),
        lambda seed: "、".join(str(one) for one in seed.resources.all() if one.direction == "wants"),
    ),
    Column(gettext_lazy("担当課"), lambda seed: seed.who if seed.side == Seed.Side.CITY else ""),
    Column(gettext_lazy("状態"), lambda seed: seed.get_state_display()),
    Column(gettext_lazy("公開期限"), lambda seed: seed.expires_on),
)
MOVE_FORMS = {"publish": PublishForm, "keep_internal": ExpiryForm}


@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    asked = SeedFilter(request.GET, user=request.user)
    if not asked.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = asked.rows()
    whole = rows.select_related("actor").prefetch_related("fields", "areas", "resources")
    file = tables.export(request, whole, COLUMNS, name="seeds")
    if file is not None:
        return file
    # Ids come from the index alone; only the rows of this page are read. A search is run once, not for the count and again for the page.
    ids: Any = rows.values_list("pk", flat=True)
    if asked.is_search:
        ids = list(ids)
    page = http.page(request, ids, size=24)
    found = Seed.objects.select_related("actor").prefetch_related("fields").in_bulk(list(page.object_list))
    seeds = [found[pk] for pk in page.object_list if pk in found]
    context = {"filter": asked, "page": page, "seeds": seeds, "may_create": rules.can_create(request.user)}
    return render(request, "seeds/board.html", context)


@require_safe
def seed(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Seed.objects.visible_to(request.user).select_related("actor", "entered_by", "jurisdiction")
    found = rows.prefetch_related("fields", "areas", "resources").filter(pk=pk).first()
    if found is None:
        gone = get_object_or_404(Seed.objects.withdrawn(), pk=pk)
        return render(request, "seeds/withdrawn.html", {"seed": gone}, status=410)
    standing = standing_of(request.user)
    takes_part = rules.takes_part(request.user, found)
    resources = list(found.resources.all())
    context = {
        "seed": found,
        "gives": [one for one in resources if one.direction == SeedResource.Direction.GIVES],
        "wants": [one for one in resources if one.direction == SeedResource.Direction.WANTS],
        "steps": workflow.steps(found),
        "trail": lineage.trail(things.get(found), standing.tokens),
        "takes_part": takes_part,
        "may_create": rules.can_create(request.user),
        "offers": _offers(request, found) if takes_part else [],
        "may_edit": rules.can_edit(request.user, found),
        "may_agree": _is_to_be_agreed(request, found),
        "may_renew": found.state in RENEWABLE and rules.can_renew(request.user, found),
        "may_answer": found.state == SeedState.PUBLISHED and rules.can_create(request.user),
        "history": audit.history(found)[:50] if rules.can_read_history(request.user, found) else [],
    }
    return TemplateResponse(request, "seeds/seed.html", context)


def _offers(request: HttpRequest, found: Seed) -> list[Offer]:
    """The moves; what waits for the head's agreement says so."""
    offers = workflow.offers(found, request.user, rules)
    if found.side != Seed.Side.CITY or found.dhead_agreed:
        return offers
    why = _("担当課長の了承が先です。")
    waiting = ("publish", "keep_internal")
    return [replace(one, allowed=False, why=why) if one.name in waiting else one for one in offers]


def _is_to_be_agreed(request: HttpRequest, found: Seed) -> bool:
    return (
        not found.dhead_agreed and found.state in BEFORE_PUBLICATION and rules.can_agree(request.user, found)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new seed; from an opinion (?opinion=), as an answer to a seed (?answers=) or from an older one (?copy=)."""
    by = cast(User, request.user)
    require(rules.can_create(by), who=_("団体・課の人、サポートセンター、協働の担当課が行えます。"))
    origin = origin_of(request)
    form = SeedForm(http.sent(request), by=by, initial=origin.initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request.POST.get("once", ""), by.pk, lambda: _create(form, by, origin)))
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    return render(request, "seeds/form.html", {"form": form, "origin": origin}, status=status)


def _create(form: SeedForm, by: User, origin: Origin) -> Seed:
    seed = form.save(commit=False)
    seed.actor = form.cleaned_data["actor"]
    return actions.create(
        seed,
        by=by,
        fields=form.cleaned_data["topics"],
        areas=form.cleaned_data["areas"],
        resources=form.resources,
        cause=origin.thing(),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    by = cast(User, request.user)
    found = get_object_or_404(Seed.objects.visible_to(by), pk=pk)
    require(rules.can_edit(by, found), who=_("確認に出す前は書いた側が、そのあとは協働の担当課が行えます。"))
    form = SeedForm(http.sent(request), by=by, instance=found)
    if request.method == "POST" and form.is_valid():
        # The form has written into its instance; the action compares with what is stored.
        stored = Seed.objects.visible_to(by).get(pk=pk)
        try:
            actions.edit(
                stored,
                by=by,
                version=http.version(request),
                fields=form.cleaned_data["topics"],
                areas=form.cleaned_data["areas"],
                resources=form.resources,
                **form.values,
            )
            return redirect(stored)
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    return render(request, "seeds/form.html", {"form": form, "seed": found}, status=status)


@login_required
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Seed.objects.visible_to(request.user), pk=pk)
    version = http.version(request) if _is_to_be_agreed(request, found) else None
    actions.agree(found, by=cast(User, request.user), version=version)
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    by = cast(User, request.user)
    found = get_object_or_404(Seed.objects.visible_to(by), pk=pk)
    require(rules.can_renew(by, found), who=_("書いた側か協働の担当課が行えます。"))
    actions.require_renewable(found)
    form = RenewForm(http.sent(request), now=found.expires_on)
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew(found, by=by, **form.cleaned_data)
            return redirect(found)
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    return render(request, "seeds/renew.html", {"form": form, "seed": found}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = get_object_or_404(Seed.objects.visible_to(request.user), pk=pk)
    return http.perform(request, found, move, rules=rules, actions=actions, forms=MOVE_FORMS)


@require_safe
def can_do(request: HttpRequest) -> HttpResponse:
    """What departments and groups can do, on paper: one list to take along."""
    offers = Seed.objects.on_board(request.user).offers().select_related("actor").prefetch_related("fields")
    offers = offers.order_by("actor__reading", "id")
    context: dict[str, Any] = {
        "offers": offers.exclude(side=Seed.Side.CITY)[:LONGEST],
        "items": MenuItem.objects.visible_to(request.user).published().select_related("actor")[:LONGEST],
        "city_offers": offers.filter(side=Seed.Side.CITY)[:LONGEST],
        "may_create": menu_rules.can_create(request.user),
    }
    return render(request, "seeds/can_do.html", context)


LONGEST = 500
"""Rows of the printed list; more than anybody takes along."""
