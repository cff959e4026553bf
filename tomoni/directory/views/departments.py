"""Departments as staff see them: what they answer for, in whose words, who their liaison officer is."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import http, search
from tomoni.core.errors import require
from tomoni.core.tables import Column, export
from tomoni.directory.actions import actor as actions
from tomoni.directory.forms.actor import DepartmentForm
from tomoni.directory.models import Actor, Department, Role
from tomoni.directory.roles import STAFF, RoleCode
from tomoni.directory.rules import actor as rules


def _officers(actor: Actor) -> str:
    return "、".join(role.person.name for role in actor.officers)  # type: ignore[attr-defined]


COLUMNS = (
    Column(gettext_lazy("課"), lambda one: one.name),
    Column(gettext_lazy("フリガナ"), lambda one: one.reading),
    Column(gettext_lazy("上位の組織"), lambda one: one.parent.name if one.parent else ""),
    Column(gettext_lazy("協働推進員"), _officers),
    Column(gettext_lazy("電話"), lambda one: one.department.phone if hasattr(one, "department") else ""),
    Column(gettext_lazy("事務分掌"), lambda one: one.department.duties if hasattr(one, "department") else ""),
    Column(
        gettext_lazy("市民のことば"),
        lambda one: one.department.citizens_words if hasattr(one, "department") else "",
    ),
)


@login_required
@require_GET
def departments(request: HttpRequest) -> HttpResponseBase:
    require(rules.can_see_departments(request.user), who="・".join(str(code.label) for code in STAFF))
    rows = Actor.objects.visible_to(request.user).departments().active()
    if request.GET.get("q"):
        rows = rows.filter(pk__in=search.object_ids(request.GET["q"][:100], "directory.actor"))
    liaison = Role.objects.today().filter(code=RoleCode.LIA).select_related("person")
    rows = rows.select_related("jurisdiction", "parent", "department").order_by("reading", "name", "id")
    rows = rows.prefetch_related(Prefetch("roles", queryset=liaison, to_attr="officers"))
    file = export(request, rows, COLUMNS, name=_("課と協働推進員"))
    if file is not None:
        return file
    page = http.page(request, rows, size=100)
    return render(request, "directory/departments.html", {"page": page, "count": page.paginator.count})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Duties and citizens' words of one department (the address carries the actor's number)."""
    actor = get_object_or_404(
        Actor.objects.visible_to(request.user).departments().select_related("jurisdiction"), pk=pk
    )
    require(
        rules.can_edit_department(request.user, actor),
        who="・".join(str(code.label) for code in (RoleCode.LIA, RoleCode.DHEAD)),
    )
    department = get_object_or_404(Department.objects.filter(actor=actor))
    version = request.POST.get("version", str(department.version))
    if not version.isdecimal():
        raise BadRequest(_("ページを開き直してから、もう一度お試しください。"))
    form = DepartmentForm(http.sent(request), instance=Department.objects.filter(actor=actor).get())
    if request.method == "POST" and form.is_valid():
        actions.describe(department, by=cast(User, request.user), version=int(version), **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect(actor)
    context = {"form": form, "actor": actor, "version": version}
    return render(request, "directory/department_form.html", context, status=422 if form.is_bound else 200)
