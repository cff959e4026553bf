"""My work: the cases I hold with their next step and date, those of my units, what needs an owner, what was told to me."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tomoni.core import outbox
from tomoni.core.http import page
from tomoni.core.outbox import Notice
from tomoni.core.ownership import Case
from tomoni.directory.middleware import acting
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Standing, standing_of
from tomoni.matching.models import Match
from tomoni.matching.states import State as MatchState
from tomoni.seeds.models import Seed
from tomoni.seeds.rules.seed import can_create

HEADS = (RoleCode.DHEAD, RoleCode.SECH)


@login_required
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    post = acting(request)
    user_id = standing.user_id or 0
    mine = Case.objects.held_by(user_id).by_due()
    unit_ids = [one.actor_id for one in standing.posts]
    others = Case.objects.of_units(unit_ids).exclude(Q(person_id=user_id) | Q(person_id=None)).by_due()
    notices = Notice.objects.of(user_id).filter(jurisdiction_id=standing.jurisdiction_id)
    context = {
        "post": post,
        "page": page(request, mine),
        "overdue": mine.overdue(timezone.localdate()).count(),
        "others": others[:20] if standing.is_staff or standing.is_centre else [],
        "orphans": _orphans(standing)[:20],
        "notices": notices.unread()[:20],
        "asked": _asked(standing),
        "own_seeds": Seed.objects.visible_to(request.user)
        .filter(actor_id__in=unit_ids)
        .select_related("jurisdiction")
        .order_by("-id")[:5],
        "today": timezone.localdate(),
        "standing": standing,
        "may_sow": can_create(request.user),
    }
    return render(request, "portal/work.html", context)


def _orphans(standing: Standing) -> QuerySet[Case]:
    """Cases whose officer left: for the head of the unit, and for the section's board."""
    needing = Case.objects.needing_owner().by_due()
    if standing.is_section:
        return needing
    return needing.of_units(
        post.actor_id for post in standing.posts if post.code in (*HEADS, RoleCode.LIA, RoleCode.DEPT)
    )


def _asked(standing: Standing) -> list[Match]:
    """Matches that wait for the word of one of my sides."""
    sides = standing.actor_ids
    rows = Match.objects.filter(state=MatchState.SOUNDED_OUT).filter(
        Q(first_id__in=sides) | Q(second_id__in=sides)
    )
    waiting = rows.select_related("first", "second", "seed", "jurisdiction").prefetch_related("consents")
    return [
        one
        for one in waiting
        if any(
            side in sides and side not in {said.actor_id for said in one.consents.all()} for side in one.sides
        )
    ]


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """What was told me is read."""
    outbox.mark_read(standing_of(request.user).user_id or 0)
    return redirect("portal:work", city=request.jurisdiction.slug)  # type: ignore[attr-defined]
