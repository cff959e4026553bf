"""The report of a session, or of all rounds of its series, as a page and as a file."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tomoni.core import documents, http
from tomoni.gatherings.models import Gathering
from tomoni.voices.documents import series_report, session_report
from tomoni.voices.models import Opinion

FORMATS = {name: name for name in documents.FORMATS}


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Gathering.objects.visible_to(request.user).select_related("jurisdiction", "organiser")
    found = get_object_or_404(rows.prefetch_related("attendance"), pk=pk)
    said = Opinion.objects.visible_to(request.user).published().filter(gathering=found).with_answers()
    document = session_report(found, said.order_by("fiscal_year", "serial"))
    return documents.answer(request, document, http.choice(request, "format", FORMATS), name=f"report-{pk}")


@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """All rounds of the series to which this gathering belongs, as far as the reader sees them."""
    seen = Gathering.objects.visible_to(request.user).select_related("jurisdiction", "organiser")
    name = get_object_or_404(seen.exclude(series=""), pk=pk).series
    rounds = list(seen.filter(series=name).prefetch_related("attendance").order_by("starts_at", "id"))
    # What was gathered over all rounds names the series as its source and no single session.
    of_all = models.Q(gathering=None, source_note__startswith=name)
    said = Opinion.objects.visible_to(request.user).published().with_answers()
    said = said.filter(of_all | models.Q(gathering__in=rounds)).order_by("fiscal_year", "serial")
    form = http.choice(request, "format", FORMATS)
    return documents.answer(request, series_report(rounds, said), form, name=f"series-{pk}")
