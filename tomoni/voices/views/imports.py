"""A table of opinions: choose a file, read what would happen, confirm. The reading runs as a job."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import http
from tomoni.core.errors import require
from tomoni.core.imports import TableImport
from tomoni.core.jurisdictions import current
from tomoni.core.tables import Column, export
from tomoni.directory.forms.imports import EncodingForm
from tomoni.directory.views.imports import found_page
from tomoni.voices import actions, forms, importing, rules


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    require(rules.can_import(request.user), who=_("協働の担当課が行えます。"))
    heads = [Column(heading, str) for heading in importing.sample()]
    file = export(request, [], heads, name=_("声の表"))
    if file is not None:
        return file
    form = forms.TableForm(http.sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_import(form.cleaned_data["file"], by=cast(User, request.user))
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect("voices:import", city=current().slug, pk=made.pk)
    page = http.page(request, rules.visible_imports().select_related("file"))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "voices/imports.html", {"form": form, "page": page}, status=status)


@login_required
@require_GET
def found(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    slug = current().slug
    here = {"city": slug, "pk": pk}
    addresses = {
        "list": reverse("voices:imports", kwargs={"city": slug}),
        "confirm": reverse("voices:import_confirm", kwargs=here),
        "stop": reverse("voices:import_stop", kwargs=here),
        "again": reverse("voices:import_again", kwargs=here),
    }
    return found_page(request, one, _("声の表"), addresses)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    actions.confirm_import(_one(request, pk), by=cast(User, request.user))
    return redirect("voices:import", city=current().slug, pk=pk)


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.stop_import(_one(request, pk), by=cast(User, request.user))
    messages.success(request, _("取り込みをやめました。何も変わっていません。"))
    return redirect("voices:imports", city=current().slug)


@login_required
@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    form = EncodingForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("文字コードを選んでください。"))
    actions.read_import_again(one, encoding=form.cleaned_data["encoding"], by=cast(User, request.user))
    return redirect("voices:import", city=current().slug, pk=pk)


def _one(request: HttpRequest, pk: int) -> TableImport:
    require(rules.can_import(request.user), who=_("協働の担当課が行えます。"))
    return get_object_or_404(rules.visible_imports().select_related("file", "job"), pk=pk)
