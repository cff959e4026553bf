"""Record pages that join rooms: the record's own page, under its own address, with what lies in the rooms above it.

The lower room's view answers as it would alone; here a template that extends its own takes over, with the rows that are added.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from tomoni.gatherings.models import Gathering
from tomoni.gatherings.views import gathering as gatherings
from tomoni.matching import rules as matching_rules
from tomoni.matching.models import Match
from tomoni.matching.states import State as MatchState
from tomoni.matching.views import match as matching
from tomoni.projects import rules as projects_rules
from tomoni.projects.models import LightCollab
from tomoni.seeds.models import Seed
from tomoni.seeds.rules import seed as seeds_rules
from tomoni.seeds.views import seed as seeds
from tomoni.voices import rules as voices_rules
from tomoni.voices.models import Opinion
from tomoni.voices.views import opinions

MOST = 50


def joined(page: HttpResponse, below: str, above: str, **added: Any) -> HttpResponse:
    """The page with its upper part, if it is the record's page at all (a withdrawn record answers for itself)."""
    if isinstance(page, TemplateResponse) and page.template_name == below:
        page.template_name = above
        page.context_data = {**(page.context_data or {}), **added}
    return page


@require_safe
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """A gathering with its opinions."""
    of_it = (
        Opinion.objects.visible_to(request.user)
        .filter(gathering_id=pk)
        .with_answers()
        .order_by("fiscal_year", "serial")
    )
    page = gatherings.gathering(request, pk)
    record = Gathering.objects.visible_to(request.user).filter(pk=pk).first()
    return joined(
        _without_voices(page),
        "gatherings/gathering.html",
        "portal/gathering.html",
        opinions=of_it[:MOST],
        opinions_count=of_it.count(),
        may_record=record is not None and voices_rules.can_record(request.user),
    )


def _without_voices(page: HttpResponse) -> HttpResponse:
    """The trail without the opinions: they stand below with their answers."""
    found = getattr(page, "context_data", None) or {}
    if "trail" in found:
        stops = [stop for stop in (*found["trail"], *found["trail_rest"]) if stop.kind != "voices.opinion"]
        found["trail"], found["trail_rest"] = stops[:8], stops[8:]
    return page


@require_safe
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """An opinion with what may be made of it."""
    return joined(
        opinions.opinion(request, pk),
        "voices/opinion.html",
        "portal/opinion.html",
        may_sow=seeds_rules.can_create(request.user),
    )


@require_safe
def seed(request: HttpRequest, pk: int) -> HttpResponse:
    """A seed with its matches."""
    record = Seed.objects.visible_to(request.user).filter(pk=pk).first()
    rows = (
        Match.objects.visible_to(request.user)
        .select_related("first", "second", "seed", "jurisdiction")
        .order_by("-id")
    )
    return joined(
        seeds.seed(request, pk),
        "seeds/seed.html",
        "portal/seed.html",
        matches=rows.of_seed(record)[:MOST] if record else [],
        may_propose=record is not None and matching_rules.can_propose(request.user, record),
    )


@require_safe
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """A match with the collaboration that came or may come of it."""
    record = Match.objects.visible_to(request.user).filter(pk=pk).first()
    came = (
        LightCollab.objects.visible_to(request.user)
        .filter(match_id=pk)
        .select_related("jurisdiction")
        .first()
    )
    may = (
        record is not None
        and record.state == MatchState.HELD
        and matching_rules.can_to_light(request.user, record)
        and projects_rules.can_create(request.user)
    )
    return joined(
        matching.match(request, pk),
        "matching/match.html",
        "portal/match.html",
        collaboration=came,
        may_record_collaboration=may,
    )
