"""Referrals as the department that was asked sees them."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import http
from tomoni.core.errors import require
from tomoni.core.visitors import secret_page
from tomoni.desk import forms, rules
from tomoni.desk.actions import referral as actions
from tomoni.desk.models import Consultation, Referral, posts_on
from tomoni.desk.states import ON_THE_CASE, ReferralState
from tomoni.desk.views.asker import sent
from tomoni.directory.roles import DEPARTMENT
from tomoni.directory.standing import standing_of

MOVES: dict[str, type[http.MoveForm]] = {
    "reply": forms.ReplyForm,
    "give_back": forms.GiveBackForm,
    "recall": forms.ConfirmForm,
}


@login_required
@require_GET
@secret_page
def referrals(request: HttpRequest) -> HttpResponse:
    """What my department has been asked, the soonest due first."""
    units = posts_on(standing_of(request.user), *DEPARTMENT)
    require(bool(units), who=_("課の職員が見られます。"))
    state = request.GET.get("state", ReferralState.SENT)
    if state not in (*ReferralState.values, "all"):
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = Referral.objects.visible_to(request.user).of_units(units)
    rows = rows if state == "all" else rows.filter(state=state)
    rows = rows.select_related("consultation__jurisdiction", "department").order_by("due_on", "id")
    context = {
        "page": http.page(request, rows, size=50),
        "states": [*ReferralState.choices, ("all", _("すべて"))],
        "state": state,
        "today": timezone.localdate(),
        "on_the_case": ON_THE_CASE,
    }
    return render(request, "desk/referrals.html", context)


def _one(request: HttpRequest, pk: int, referral: int) -> Referral:
    rows = Referral.objects.visible_to(request.user).filter(consultation_id=pk)
    rows = rows.select_related("consultation__jurisdiction", "consultation__received_by", "department")
    return get_object_or_404(rows, pk=referral)


@login_required
@require_GET
@secret_page
def referral(request: HttpRequest, pk: int, referral: int) -> HttpResponse:
    """Leads to the consultation; who has given it back sees only that they did."""
    found = _one(request, pk, referral)
    if Consultation.objects.visible_to(request.user).at_desk_of(request.user).filter(pk=pk).exists():
        return redirect(f"{found.consultation.get_absolute_url()}#referrals")
    return render(request, "desk/referral.html", {"referral": found})


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def move(request: HttpRequest, pk: int, referral: int, move: str) -> HttpResponse:
    found = _one(request, pk, referral)
    if move == "remind":
        return _remind(request, found)
    if move == "due":
        return _due(request, found)
    return http.perform(request, found, move, rules=rules, actions=actions, forms=MOVES)


def _remind(request: HttpRequest, found: Referral) -> HttpResponse:
    user = cast(User, request.user)
    require(rules.can_remind(user, found), who=_("協働の担当課が行えます。"))
    if request.method == "POST":
        asked = actions.remind(found, by=user, today=timezone.localdate())
        messages.info(request, _("うながしました。") if asked else _("今日はもううながしています。"))
        return redirect(found.consultation)
    form = forms.ConfirmForm(thing=found, by=user)
    context = {"consultation": found.consultation, "label": _("返事をうながす"), "form": form}
    return render(request, "desk/ask.html", context)


def _due(request: HttpRequest, found: Referral) -> HttpResponse:
    user = cast(User, request.user)
    require(rules.can_set_due(user, found), who=_("協働の担当課が行えます。"))
    form = forms.DueForm(sent(request)[0], thing=found, by=user)
    if request.method == "POST" and form.is_valid():
        actions.set_due(found, by=user, **form.cleaned_data)
        return redirect(found.consultation)
    context = {"consultation": found.consultation, "label": _("期限を変える"), "form": form}
    return render(request, "desk/ask.html", context, status=422 if form.is_bound and form.errors else 200)
