"""Themes: opinions in a tree, with a map; every number one click from the sentences."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tomoni.accounts.models import User
from tomoni.core import http
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.tables import Column, export
from tomoni.voices import actions, forms, outlook, rules
from tomoni.voices.models import Reach, Theme, ThemeLayer, ThemeSet, reaches_of
from tomoni.voices.outlook import Branch

COLUMNS = (
    Column(gettext_lazy("大きなテーマ"), lambda row: row[0].label),
    Column(gettext_lazy("テーマ"), lambda row: row[1].label if row[1] else ""),
    Column(gettext_lazy("件数"), lambda row: (row[1] or row[0]).count),
    Column(gettext_lazy("ことば"), lambda row: (row[1] or row[0]).words),
    Column(gettext_lazy("代表的な声"), lambda row: _first(row[1] or row[0])),
)


def _first(one: Branch) -> str:
    return one.sentences[0].text if one.sentences else ""


def _layer(request: HttpRequest, found: ThemeSet) -> ThemeLayer | None:
    """The tree asked for, or the widest that this reader may look at; else as if it did not exist."""
    allowed = reaches_of(request.user)
    asked = request.GET.get("reach") or allowed[0]
    if asked not in allowed:
        return None
    return found.layers.filter(reach=asked).first()


@require_GET
def themes(request: HttpRequest) -> HttpResponse:
    rows = ThemeSet.objects.visible_to(request.user).select_related("jurisdiction", "scheme")
    can_keep = rules.can_keep_themes(request.user)
    context = {
        "page": http.page(request, rows),
        "form": forms.ThemeSetForm(by=request.user) if can_keep else None,
    }
    return render(request, "voices/themes.html", context)


@login_required
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    require(rules.can_keep_themes(request.user), who=_("協働の担当課が行えます。"))
    form = forms.ThemeSetForm(request.POST, by=request.user)
    if not form.is_valid():
        rows = ThemeSet.objects.visible_to(request.user).select_related("jurisdiction", "scheme")
        context = {"page": http.page(request, rows), "form": form}
        return render(request, "voices/themes.html", context, status=422)
    return redirect(actions.define_themes(by=cast(User, request.user), **form.cleaned_data))


@require_GET
def theme_set(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(_sets(request), pk=pk)
    layer = _layer(request, found)
    top = outlook.branches(layer, request.user) if layer else []
    rows = [row for one in top for row in ((one, None), *((one, below) for below in one.below))]
    file = export(request, rows, COLUMNS, name=_("声のテーマ"))
    if file is not None:
        return file
    count = sum(one.count for one in top)
    allowed = reaches_of(request.user)
    context = {
        "set": found,
        "layer": layer,
        "branches": top,
        "rows": rows,
        "count": count,
        "unplaced": found.opinions(layer.reach).visible_to(request.user).count() - count if layer else 0,
        "reaches": [(one.value, one.label) for one in Reach if one in allowed] if len(allowed) > 1 else [],
        "can_keep": rules.can_keep_themes(request.user),
    }
    return render(request, "voices/theme_set.html", context)


@require_GET
def theme_map(request: HttpRequest, pk: int) -> HttpResponse:
    """The map as a Vega-Lite specification, for this reader."""
    found = get_object_or_404(_sets(request), pk=pk)
    layer = get_object_or_404(found.layers.filter(reach__in=reaches_of(request.user)), reach=_reach(request))
    answer = JsonResponse(outlook.map_spec(layer, request.user))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _reach(request: HttpRequest) -> str:
    return request.GET.get("reach") or reaches_of(request.user)[0]


@require_GET
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_themes(request), pk=pk)
    return _theme_page(request, found, None)


def _theme_page(request: HttpRequest, found: Theme, form: forms.ThemeNameForm | None) -> HttpResponse:
    top = outlook.branches(found.layer, request.user)
    everyone = [one for branch in top for one in (branch, *branch.below)]
    shown = next((one for one in everyone if one.theme.pk == found.pk), None)
    if shown is None:
        shown = outlook.branch(found, 0, 0)
    rows = outlook.members(found, request.user).newest().with_answers()
    can_keep = rules.can_keep_themes(request.user)
    if form is None and can_keep:
        form = forms.ThemeNameForm(initial={"label": found.label, "version": found.version})
    context = {
        "branch": shown,
        "above": next((one for one in top if one.theme.pk == found.parent_id), None),
        "set": found.layer.theme_set,
        "layer": found.layer,
        "page": http.page(request, rows, size=20),
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "voices/theme.html", context, status=status)


@login_required
@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_themes(request), pk=pk)
    require(rules.can_keep_themes(request.user), who=_("協働の担当課が行えます。"))
    form = forms.ThemeNameForm(request.POST)
    if form.is_valid():
        try:
            actions.name_theme(found, by=cast(User, request.user), **form.cleaned_data)
        except ValidationError as error:
            form.add_error("label", error.messages)
        else:
            messages.success(request, _("テーマの名前を変えました。分け直しても残ります。"))
            return redirect(found)
    found.refresh_from_db()
    return _theme_page(request, found, form)


@login_required
@require_POST
def regroup(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_sets(request), pk=pk)
    if actions.regroup_themes(found, by=cast(User, request.user)):
        messages.success(
            request, _("いまの声で分け直しています。少し待ってから、このページを開き直してください。")
        )
    else:
        messages.info(request, _("前に分けたときから、声は変わっていません。"))
    return redirect(found)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_sets(request), pk=pk)
    actions.drop_themes(found, by=cast(User, request.user))
    messages.success(request, _("テーマ分けをやめました。声はそのまま残っています。"))
    return redirect("voices:themes", city=current().slug)


def _sets(request: HttpRequest) -> "QuerySet[ThemeSet]":
    return ThemeSet.objects.visible_to(request.user).select_related("jurisdiction", "scheme")


def _themes(request: HttpRequest) -> "QuerySet[Theme]":
    rows = Theme.objects.visible_to(request.user).select_related("jurisdiction", "parent")
    return rows.select_related("layer__theme_set__jurisdiction", "layer__theme_set__scheme")
