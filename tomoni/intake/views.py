from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, files, http, workflow
from tomoni.core.errors import require
from tomoni.intake import actions, forms, rules, values
from tomoni.intake.models import Intake
from tomoni.intake.states import State
from tomoni.intake.writers import WRITERS
from tomoni.reading.readings import LABELS

FIELDS = 80
LINES = 1_500


@login_required
@require_http_methods(["GET", "POST"])
def intakes(request: HttpRequest) -> HttpResponse:
    """The documents taken in, and the form for another."""
    require(rules.can_take(request.user))
    form = forms.TakeForm(http.sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            intake, is_new = actions.start(form.cleaned_data["file"], by=cast(User, request.user))
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            if not is_new:
                messages.info(request, _("同じ文書がすでにあります。何も変えていません。"))
            return redirect(intake)
    rows = Intake.objects.visible_to(request.user).select_related("file", "jurisdiction")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "page": http.page(request, rows), "labels": LABELS}
    return render(request, "intake/intakes.html", context, status=status)


@login_required
@require_GET
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """The document beside what was read."""
    one = _one(request, pk)
    audit.record_reading(one, by=cast(User, request.user))
    return _page(request, one)


@login_required
@require_POST
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    given = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("f:")}
    try:
        count = actions.mend(one, by=cast(User, request.user), version=http.version(request), given=given)
    except ValidationError as error:
        return _page(request, one, given=given, errors=error.message_dict)
    messages.success(
        request, _("%(n)s件の直しを覚えました。") % {"n": count} if count else _("直したところはありません。")
    )
    return redirect(f"{one.get_absolute_url()}?page={request.GET.get('page', 1)}")


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    one = _one(request, pk)
    return http.perform(request, one, move, rules=rules, actions=actions, forms=forms.MOVES)


@login_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it came."""
    one = _one(request, pk)
    audit.record_reading(one, by=cast(User, request.user))
    return files.open_file(one.file)


def _one(request: HttpRequest, pk: int) -> Intake:
    rows = Intake.objects.visible_to(request.user).select_related("file", "jurisdiction")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest,
    one: Intake,
    *,
    given: dict[str, str] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    reading = one.reading
    rows = values.fields(reading, one.mended)
    try:
        page = Paginator(rows, FIELDS).page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
    lines = reading.get("lines", [])
    context: dict[str, Any] = {
        "intake": one,
        "kind_label": LABELS.get(cast(Any, one.kind), ""),
        "page": page,
        "rows": [_as_sent(row, given or {}, errors or {}) for row in page],
        "lines": lines[:LINES],
        "more_lines": max(len(lines) - LINES, 0),
        "rest": [each["text"] for each in reading.get("rest", [])][:300],
        "has_room": one.kind in WRITERS,
        "is_open": one.state == State.READY,
        "made": [made for made in one.made.all() if made.address],
        "steps": workflow.steps(one),
        "offers": workflow.offers(one, request.user, rules),
        "errors": errors,
    }
    return render(request, "intake/intake.html", context, status=422 if errors else 200)


def _as_sent(row: values.Field, given: dict[str, str], errors: dict[str, list[str]]) -> dict[str, Any]:
    return {"field": row, "value": given.get(row.path, row.value), "errors": errors.get(row.path, [])}
