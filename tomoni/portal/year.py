"""The figures of a fiscal year, each one click from what it counts."""

from dataclasses import dataclass
from statistics import median

from django.contrib.auth.models import AnonymousUser
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tomoni.core.jurisdictions import current
from tomoni.core.tables import Column, export
from tomoni.desk.models import Message, Side
from tomoni.directory.standing import Reader
from tomoni.japan.business_days import business_days_between
from tomoni.japan.fiscal import fiscal_year
from tomoni.matching.models import Match
from tomoni.matching.rules import is_broker
from tomoni.projects.models import LightCollab
from tomoni.seeds.models import Seed
from tomoni.voices.models import Answer, Opinion

FIRST_YEAR = 2000
COLUMNS = [
    Column(gettext_lazy("項目"), lambda figure: figure.label),
    Column(gettext_lazy("値"), lambda figure: figure.number),
    Column(gettext_lazy("単位"), lambda figure: figure.unit),
    Column(gettext_lazy("数え方"), lambda figure: figure.note),
]


@dataclass(frozen=True)
class Figure:
    label: str
    number: int | float | str
    unit: str
    url: str
    note: str


def figures_of(year: int, user: Reader) -> list[Figure]:
    """What happened in a fiscal year in the jurisdiction in scope, counted from the records; a link where there is something to see."""
    slug = current().slug
    voices = Opinion.objects.published().of_fiscal_year(year)
    heard, answered = voices.count(), Answer.objects.published().filter(opinion__in=voices).count()
    share = f"{100 * answered // heard}%" if heard else _("—")
    waits = _first_replies(year)

    def at(name: str, query: str = "") -> str:
        return reverse(name, kwargs={"city": slug}) + (f"?{query}" if query else "")

    recorded = LightCollab.objects.recorded().of_fiscal_year(year).count()

    return [
        Figure(
            _("届いた声"),
            heard,
            _("件"),
            at("voices:voices", f"year={year}") if heard else "",
            _("公開している声。答え済み %(share)s") % {"share": share},
        ),
        Figure(
            _("公開中の種"),
            Seed.objects.on_board(AnonymousUser()).count(),
            _("件"),
            at("seeds:board"),
            _("いま募集中と相談中"),
        ),
        Figure(
            _("成立したマッチング"),
            Match.objects.succeeded().of_fiscal_year(year).count(),
            _("組"),
            at("matching:matches", "state=succeeded") if is_broker(user) else "",
            _("協働・提案・事業化・情報交換につながった組"),
        ),
        Figure(
            _("記録された協働"),
            recorded,
            _("件"),
            at("projects:collaborations", f"year={year}") if recorded else "",
            _("軽い協働のうち記録が終わったもの"),
        ),
        Figure(
            _("最初の返事まで"),
            _whole(median(waits)) if waits else _("—"),
            _("営業日") if waits else "",
            at("desk:list", f"year={year}") if is_broker(user) else "",
            _("受け付けから最初の返事までの中央値（%(n)s件）") % {"n": len(waits)},
        ),
    ]


def _first_replies(year: int) -> list[int]:
    """Business days from receiving to the first word of city hall or the centre, one for each consultation that got one."""
    from_city = (Side.DEPARTMENT, Side.SECTION, Side.CENTRE)
    rows = Message.objects.filter(consultation__fiscal_year=year, side__in=from_city).values_list(
        "consultation_id", "consultation__received_at"
    )
    calendar = current().local.calendar
    return [
        business_days_between(timezone.localdate(received), timezone.localdate(replied), calendar)
        for _number, received, replied in rows.annotate(Min("sent_at")).order_by()
    ]


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def year_of(request: HttpRequest) -> int:
    """The asked fiscal year, by default the present one."""
    now = fiscal_year(timezone.localdate())
    asked = request.GET.get("year", "")
    if not asked:
        return now
    if not asked.isdecimal() or not FIRST_YEAR <= int(asked) <= now + 1:
        raise Http404
    return int(asked)


@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    year = year_of(request)
    found = figures_of(year, request.user)
    file = export(request, found, COLUMNS, name=f"figures_{year}")
    if file is not None:
        return file
    now = fiscal_year(timezone.localdate())
    context = {"figures": found, "year": year, "years": range(now, now - 4, -1)}
    response: HttpResponse = render(request, "portal/figures.html", context)
    return response
