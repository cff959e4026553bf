"""People and roles: who is what, for which period; invitations."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.tables import Column, export
from tomoni.directory.actions import role as actions
from tomoni.directory.forms.role import EndForm, OfferForm, PeopleFilter
from tomoni.directory.models import Invitation, Role
from tomoni.directory.rules import role as rules
from tomoni.directory.rules.actor import can_change_settings

COLUMNS = (
    Column(gettext_lazy("主体"), lambda one: one.actor.name),
    Column(gettext_lazy("役割"), lambda one: one.get_code_display()),
    Column(gettext_lazy("肩書"), lambda one: one.title),
    Column(gettext_lazy("氏名"), lambda one: one.person.name),
    Column(gettext_lazy("フリガナ"), lambda one: one.person.reading),
    Column(gettext_lazy("はじめ"), lambda one: one.starts_on),
    Column(gettext_lazy("おわり"), lambda one: one.ends_on),
)


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    require(rules.can_see_people(request.user))
    form = PeopleFilter(request.GET)
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = form.apply(Role.objects.visible_to(request.user).select_related("person", "actor"))
    rows = rows.order_by("actor__kind", "actor__reading", "actor__name", "code", "person__reading", "id")
    file = export(request, rows, COLUMNS, name=_("人と役割"))
    if file is not None:
        return file
    page = http.page(request, rows)
    for role in page:
        role.may_end = rules.can_end(request.user, role)
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "can_offer": rules.can_offer_roles(request.user),
        "can_change_settings": can_change_settings(request.user),
    }
    return render(request, "directory/people.html", context)


@login_required
@require_GET
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """One role: its period, who came before and after, its history."""
    found = get_object_or_404(
        Role.objects.visible_to(request.user).select_related("person", "actor", "succeeds__person"), pk=pk
    )
    context = {
        "role": found,
        "successors": found.successors.select_related("person"),
        "can_end": rules.can_end(request.user, found),
        "history": audit.history(found)[:50] if rules.can_keep_roles(request.user) else [],
    }
    return render(request, "directory/role.html", context)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Give a role, or name the successor of one (?succeeds=…)."""
    require(rules.can_offer_roles(request.user))
    before = None
    if request.GET.get("succeeds", "").isdecimal():
        before = get_object_or_404(Role.objects.visible_to(request.user), pk=request.GET["succeeds"])
        require(rules.can_end(request.user, before))
    form = OfferForm(http.sent(request), by=request.user, succeeds=before)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.offer(form.instance, by=cast(User, request.user))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            text = _("招待のメールを送ります。") if isinstance(done, Invitation) else _("役割を渡しました。")
            messages.success(request, text)
            return redirect(
                "directory:invitations" if isinstance(done, Invitation) else "directory:people",
                city=current().slug,
            )
    status = 422 if form.is_bound else 200
    return render(request, "directory/offer.html", {"form": form, "before": before}, status=status)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Role.objects.visible_to(request.user).select_related("person", "actor"), pk=pk)
    require(rules.can_end(request.user, found), who=rules.who_gives(found.code))
    form = EndForm(http.sent(request), role=found)
    if request.method == "POST" and form.is_valid():
        actions.end(found, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("役割のおわりを決めました。"))
        return redirect("directory:people", city=current().slug)
    return render(
        request,
        "directory/end_role.html",
        {"form": form, "role": found},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    require(rules.can_offer_roles(request.user))
    rows = Invitation.objects.visible_to(request.user).select_related("actor")
    return render(request, "directory/invitations.html", {"page": http.page(request, rows)})


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    actions.revoke(found, by=cast(User, request.user))
    messages.success(request, _("招待を取り消しました。"))
    return redirect("directory:invitations", city=current().slug)
