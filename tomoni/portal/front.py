"""The installation's front page: which places are here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tomoni.core.jurisdictions import Jurisdiction
from tomoni.directory.standing import posts_of


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Prefectures with their municipalities below them."""
    places = list(Jurisdiction.objects.open().order_by("code", "reading"))
    below: dict[int | None, list[Jurisdiction]] = {}
    for place in places:
        below.setdefault(place.parent_id, []).append(place)
    tree = [(top, below.get(top.pk, [])) for top in below.get(None, [])]
    context = {
        "tree": tree,
        "any_demo": any(place.is_demo for place in places),
        "posts": posts_of(request.user),
    }
    return render(request, "portal/front.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")
