"""Taking tables in: choose a file, read what would happen, confirm. The reading runs as a job; a closed tab stops nothing."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import http
from tomoni.core.errors import require
from tomoni.core.imports import TableImport
from tomoni.core.jobs import Job
from tomoni.core.jurisdictions import current
from tomoni.core.tables import Column, csv_text
from tomoni.core.workflow import Words
from tomoni.directory.actions import imports as actions
from tomoni.directory.forms.imports import KINDS, EncodingForm, UploadForm
from tomoni.directory.importing import departments, groups
from tomoni.directory.rules import actor as rules

STATE = TableImport.State


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    require(rules.can_import(request.user), who=_who())
    form = UploadForm(http.sent(request), request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start(
                form.cleaned_data["file"], kind=form.cleaned_data["kind"], by=cast(User, request.user)
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect("directory:import", city=current().slug, pk=made.pk)
    page = http.page(
        request, rules.visible_imports(request.user).filter(kind__in=KINDS).select_related("file")
    )
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "directory/imports.html", {"form": form, "page": page, "kinds": KINDS}, status=status
    )


@login_required
@require_GET
def found(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    slug = current().slug
    addresses = {
        "list": reverse("directory:imports", kwargs={"city": slug}),
        "confirm": reverse("directory:confirm_import", kwargs={"city": slug, "pk": pk}),
        "stop": reverse("directory:stop_import", kwargs={"city": slug, "pk": pk}),
        "again": reverse("directory:read_again", kwargs={"city": slug, "pk": pk}),
    }
    return found_page(request, one, KINDS[one.kind], addresses)


def found_page(
    request: HttpRequest, one: TableImport, label: Words, addresses: Mapping[str, str]
) -> HttpResponse:
    """The page of a table being taken in, for any room: `addresses` of its list and of what can be done with it."""
    headings = {"wrong": _("直すところ"), "new": _("新しい"), "changed": _("変わる")}
    context = {
        "import": one,
        "kind_label": label,
        "addresses": addresses,
        "lines": [{**line, "label": headings.get(line["status"], "")} for line in one.lines],
        "running": one.state in (STATE.READING, STATE.COMMITTING),
        "can_confirm": one.state == STATE.READY and one.new + one.changed > 0,
        "can_stop": one.state in (STATE.READING, STATE.READY, STATE.WRONG),
        "encoding": EncodingForm(initial={"encoding": one.encoding}) if one.encoding else None,
        "failed": one.job is not None and one.job.state == Job.State.FAILED,
    }
    return render(request, "directory/import.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    actions.confirm(one, by=cast(User, request.user))
    return redirect("directory:import", city=current().slug, pk=one.pk)


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    actions.stop(one, by=cast(User, request.user))
    messages.success(request, _("取り込みをやめました。何も変わっていません。"))
    return redirect("directory:imports", city=current().slug)


@login_required
@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    form = EncodingForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("文字コードを選んでください。"))
    actions.read_again(one, encoding=form.cleaned_data["encoding"], by=cast(User, request.user))
    return redirect("directory:import", city=current().slug, pk=one.pk)


@login_required
@require_GET
def sample(request: HttpRequest, kind: str) -> HttpResponseBase:
    """An empty table with the headings that are understood."""
    require(rules.can_import(request.user), who=_who())
    names: dict[str, Any] = {
        actions.DEPARTMENTS: departments.COLUMNS,
        actions.GROUPS: groups.COLUMNS,
        actions.GROUPS_CONTACTS: {**groups.COLUMNS, **groups.CONTACTS},
    }
    if kind not in names:
        raise Http404
    heads = [Column(spellings[0], str) for spellings in names[kind].values()]
    lines = "".join(csv_text([], heads))
    response = StreamingHttpResponse(
        [b"\xef\xbb\xbf" + lines.encode()], content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response


def _one(request: HttpRequest, pk: int) -> TableImport:
    require(rules.can_import(request.user), who=_who())
    rows = rules.visible_imports(request.user).filter(kind__in=KINDS).select_related("file", "job")
    return get_object_or_404(rows, pk=pk)


def _who() -> str:
    return "・".join(str(code.label) for code in rules.KEEPERS)
