"""What is fetched by programs: calendars, per council and per city; and the rounds of a series as one list."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from tomoni.core.jurisdictions import current
from tomoni.core.tables import export
from tomoni.gatherings import calendar
from tomoni.gatherings.models import Attendance, Council, Gathering
from tomoni.gatherings.views.gathering import COLUMNS


@require_safe
def city_calendar(request: HttpRequest) -> HttpResponse:
    """Everything public of the city."""
    return _answer(_public(), name=_("%(city)sの集まり") % {"city": current().name})


@require_safe
def council_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The public sessions of one council."""
    council = get_object_or_404(Council.objects.visible_to(calendar.PUBLIC).select_related("actor"), pk=pk)
    return _answer(_public().filter(council=council), name=council.actor.name)


def _public() -> "models.QuerySet[Gathering]":
    rows = Gathering.objects.visible_to(calendar.PUBLIC).select_related("jurisdiction")
    return rows.order_by("-starts_at", "-id")


def _answer(rows: "models.QuerySet[Gathering]", *, name: str) -> HttpResponse:
    host = urlsplit(settings.PUBLIC_ADDRESS).hostname or "localhost"
    body = calendar.feed(rows[: calendar.MOST], name=name, host=host)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(False, f"{name}.ics") or "inline"  # noqa: FBT003
    return response


@require_GET
def series(request: HttpRequest) -> HttpResponseBase:
    """The rounds of one series with who came: the table of its report."""
    name = request.GET.get("name", "")
    if not name:
        raise Http404
    rows = Gathering.objects.visible_to(request.user).of_series(name)
    rows = rows.select_related("jurisdiction", "organiser").annotate(
        group_count=models.Sum("attendance__groups"), people_count=models.Sum("attendance__people")
    )
    if not rows.exists():
        raise Http404
    file = export(request, rows, COLUMNS, name=name)
    if file is not None:
        return file
    found: list[Any] = list(rows[:200])
    named = Attendance.objects.filter(gathering__in=found).exclude(actor=None)
    context = {
        "name": name,
        "rounds": found,
        "groups": sum(one.group_count or 0 for one in found),
        "people": sum(one.people_count or 0 for one in found),
        "distinct": named.values("actor").distinct().count(),
    }
    return render(request, "gatherings/series.html", context)
