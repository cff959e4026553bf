"""A city's home: what one can do here, open seeds, next gatherings, what became of voices, the year in figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tomoni.drafting.models import Round
from tomoni.gatherings.models import Gathering
from tomoni.japan.fiscal import fiscal_year
from tomoni.portal.year import figures_of
from tomoni.seeds.models import Seed
from tomoni.seeds.rules.seed import can_create
from tomoni.voices.models import Answer, Opinion

SEEDS, GATHERINGS, VOICES, ROUNDS = 3, 4, 2, 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    year = fiscal_year(timezone.localdate())
    board = (
        Seed.objects.on_board(request.user).select_related("actor", "jurisdiction").prefetch_related("fields")
    )
    shown = Gathering.objects.visible_to(request.user).upcoming(timezone.now()).select_related("jurisdiction")
    published = Answer.objects.visible_to(request.user).filter(published_at__isnull=False, is_current=True)
    newest = published.order_by("-published_at", "-id").values_list("opinion_id", flat=True)[:VOICES]
    readable = Opinion.objects.visible_to(request.user).with_answers().newest()
    answered = list(readable.filter(pk__in=list(newest)))
    asked = Round.objects.visible_to(request.user).for_everybody().unfinished()
    context = {
        "rounds": asked.select_related("draft", "jurisdiction").order_by("closes_on", "id")[:ROUNDS],
        "seeds": board.filter(state="published").order_by("-published_at", "-id")[:SEEDS],
        "gatherings": shown[:GATHERINGS],
        "voices": answered or readable.published()[:VOICES],
        "figures": figures_of(year, request.user),
        "year": year,
        "may_sow": not request.user.is_authenticated or can_create(request.user),
    }
    return render(request, "portal/home.html", context)
