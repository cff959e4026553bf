"""Search over everything one may see. Consultations are never in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tomoni.core.http import choice, page
from tomoni.core.search import find
from tomoni.directory.standing import standing_of

KINDS = {
    "seeds": ("seeds.seed", _("協働の種")),
    "menu": ("seeds.menuitem", _("できることメニュー")),
    "voices": ("voices.opinion", _("声")),
    "gatherings": ("gatherings.gathering", _("集まり")),
    "collaborations": ("projects.lightcollab", _("協働の記録")),
    "actors": ("directory.actor", _("団体と課")),
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:200]
    kind = choice(request, "kind", {name: kind for name, (kind, _label) in KINDS.items()})
    rows = find(query, standing_of(request.user).tokens, kind=kind)
    kinds = [(name, label) for name, (_kind, label) in KINDS.items()]
    context = {
        "query": query,
        "page": page(request, rows, size=20),
        "kinds": kinds,
        "kind": request.GET.get("kind", ""),
    }
    return render(request, "portal/search.html", context)
