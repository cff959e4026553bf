"""引き継ぎ: open cases without an owner, the sheet of each, taking them over."""

from typing import Any, cast

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.directory.actions import handover as actions
from tomoni.directory.models import Actor, Role, people_of
from tomoni.directory.rules import role as rules
from tomoni.directory.standing import standing_of


@login_required
@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """What needs an owner: first what the reader's own predecessor left."""
    require(standing_of(request.user).is_known)
    rows = rules.visible_cases(request.user).needing_owner()
    inherited = set(
        Role.objects.today()
        .filter(person_id=request.user.pk, succeeds__isnull=False)
        .values_list("succeeds__person_id", "actor_id")
    )
    mine = [case for case in rows.by_due()[:500] if (case.last_person_id, case.unit_id) in inherited]
    page = http.page(request, rows.exclude(pk__in=[case.pk for case in mine]).by_due())
    _describe([*mine, *page])
    return render(
        request, "directory/handover.html", {"mine": mine, "page": page, "today": timezone.localdate()}
    )


@login_required
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The hand-over sheet of one case, to print: what happened, what comes next, by when."""
    found = get_object_or_404(rules.visible_cases(request.user), pk=pk)
    _describe([found])
    model = apps.get_model(found.kind)
    events = audit.Event.objects.filter(kind=found.kind, object_id=found.object_id).order_by("id")
    context = {
        "case": found,
        "kind": model._meta.verbose_name,
        "history": events[:200],
        "needs_owner": found.person_id is None,
        "can_take_over": rules.can_take_over(request.user, found),
        "people": people_of([found.unit_id or 0]) if rules.can_hand_on(request.user, found) else [],
        "today": timezone.localdate(),
    }
    return render(request, "directory/case.html", context)


@login_required
@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(rules.visible_cases(request.user), pk=pk)
    actions.take_over(found, by=cast(User, request.user))
    messages.success(request, _("「%(case)s」を引き受けました。") % {"case": found.label})
    return redirect("directory:handover", city=current().slug)


@login_required
@require_POST
def take_over_all(request: HttpRequest) -> HttpResponse:
    """The ticked ones, or all that the predecessor left."""
    require(standing_of(request.user).is_known)
    chosen = [int(pk) for pk in request.POST.getlist("case") if pk.isdecimal()]
    if not chosen:
        raise BadRequest(_("引き受けるものを選んでください。"))
    rows = list(rules.visible_cases(request.user).filter(pk__in=chosen))
    count = actions.take_over_all(rows, by=cast(User, request.user))
    messages.success(request, _("%(count)d件を引き受けました。") % {"count": count})
    return redirect("directory:handover", city=current().slug)


@login_required
@require_POST
def hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(rules.visible_cases(request.user), pk=pk)
    people = {str(one.pk): one for one in people_of([found.unit_id or 0])}
    person = people.get(request.POST.get("person", ""))
    if person is None:
        raise BadRequest(_("渡す相手を選んでください。"))
    actions.hand_on(found, by=cast(User, request.user), person=person)
    messages.success(
        request, _("「%(case)s」を%(person)sさんに渡しました。") % {"case": found.label, "person": person}
    )
    return redirect("directory:handover", city=current().slug)


def _describe(cases: list[Any]) -> None:
    """Names of units and people, which cases keep as numbers only."""
    units = dict(Actor.objects.filter(pk__in={one.unit_id for one in cases}).values_list("pk", "name"))
    people = dict(
        User.objects.filter(
            pk__in={one.last_person_id for one in cases} | {one.person_id for one in cases}
        ).values_list("pk", "name")
    )
    for one in cases:
        one.unit_name = units.get(one.unit_id, "")
        one.person_name = people.get(one.person_id, "")
        one.last_person_name = people.get(one.last_person_id, "")
