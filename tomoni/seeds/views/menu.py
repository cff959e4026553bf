"""The menu and the pages of one item."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, tables, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.core.tables import Column
from tomoni.directory.standing import standing_of
from tomoni.seeds.actions import menu as actions
from tomoni.seeds.forms.filters import MenuFilter
from tomoni.seeds.forms.menu import MenuItemForm
from tomoni.seeds.models import MenuItem
from tomoni.seeds.rules import menu as rules
from tomoni.seeds.states import MenuState

COLUMNS = (
    Column(gettext_lazy("担当課"), lambda item: item.actor.name),
    Column(gettext_lazy("題名"), lambda item: item.title),
    Column(gettext_lazy("協働の形態"), lambda item: item.form.label),
    Column(gettext_lazy("できること"), lambda item: item.can),
    Column(gettext_lazy("できないこと"), lambda item: item.cannot),
    Column(gettext_lazy("相談の時期"), lambda item: item.lead_time),
    Column(gettext_lazy("費用"), lambda item: item.cost),
    Column(gettext_lazy("相談先"), lambda item: item.contact_role),
    Column(gettext_lazy("これまでの例"), lambda item: item.example),
    Column(gettext_lazy("分野"), lambda item: "、".join(one.short for one in item.fields.all())),
    Column(gettext_lazy("内容を確かめた日"), lambda item: item.confirmed_on),
)


@require_safe
def menu(request: HttpRequest) -> HttpResponseBase:
    asked = MenuFilter(request.GET, user=request.user)
    if not asked.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = asked.rows().select_related("actor", "form", "jurisdiction").prefetch_related("fields")
    file = tables.export(request, rows, COLUMNS, name="menu")
    if file is not None:
        return file
    context = {
        "filter": asked,
        "page": http.page(request, rows, size=50),
        "may_create": rules.can_create(request.user),
    }
    return render(request, "seeds/menu.html", context)


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    rows = MenuItem.objects.visible_to(request.user).select_related("actor", "form", "jurisdiction")
    found = get_object_or_404(rows.prefetch_related("fields"), pk=pk)
    keeps = rules.keeps(request.user, found)
    context = {
        "item": found,
        "steps": workflow.steps(found) if keeps else [],
        "offers": workflow.offers(found, request.user, rules) if keeps else [],
        "trail": lineage.trail(things.get(found), standing_of(request.user).tokens),
        "may_edit": rules.can_edit(request.user, found),
        "may_confirm": found.state == MenuState.PUBLISHED and rules.can_confirm(request.user, found),
        "history": audit.history(found)[:50] if rules.can_read_history(request.user, found) else [],
    }
    return render(request, "seeds/menu_item.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = cast(User, request.user)
    require(rules.can_create(by), who=_("課の人か協働の担当課が行えます。"))
    form = MenuItemForm(http.sent(request), by=by)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request.POST.get("once", ""), by.pk, lambda: _create(form, by)))
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    return render(request, "seeds/menu_form.html", {"form": form}, status=status)


def _create(form: MenuItemForm, by: User) -> MenuItem:
    item = form.save(commit=False)
    item.actor = form.cleaned_data["actor"]
    return actions.create(item, by=by, fields=form.cleaned_data["topics"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    by = cast(User, request.user)
    found = get_object_or_404(MenuItem.objects.visible_to(by), pk=pk)
    require(rules.can_edit(by, found), who=_("下書きはその課の人が、公開中のものは協働の担当課が行えます。"))
    form = MenuItemForm(http.sent(request), by=by, instance=found)
    if request.method == "POST" and form.is_valid():
        stored = MenuItem.objects.visible_to(by).get(pk=pk)
        fields = form.cleaned_data["topics"]
        actions.edit(stored, by=by, version=http.version(request), fields=fields, **form.values)
        return redirect(stored)
    status = 422 if form.is_bound else 200
    return render(request, "seeds/menu_form.html", {"form": form, "item": found}, status=status)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(MenuItem.objects.visible_to(request.user), pk=pk)
    actions.confirm(found, by=cast(User, request.user))
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = get_object_or_404(MenuItem.objects.visible_to(request.user), pk=pk)
    return http.perform(request, found, move, rules=rules, actions=actions, forms={})
