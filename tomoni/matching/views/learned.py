"""What past matches taught about partners: seen, retracted and begun anew by the section."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tomoni.accounts.models import User
from tomoni.core.errors import require
from tomoni.core.http import choice, page, sent
from tomoni.core.jurisdictions import current
from tomoni.directory.models import Actor
from tomoni.matching import actions, forms, ranking, rules
from tomoni.matching.models import Match
from tomoni.seeds.models import Seed

_SECTION_ONLY = gettext_lazy("協働の担当課")


@dataclass(frozen=True)
class Line:
    """What was learned about one actor as partner."""

    actor: Actor
    count: int
    words: list[str]
    judged: tuple[Any, Any] | None


@login_required
@require_safe
@never_cache
def learned(request: HttpRequest) -> HttpResponse:
    """By actor, for seeds of one kind; or the matches of one."""
    require(rules.can_see_learned(request.user), who=str(_SECTION_ONLY))
    rows = Match.objects.visible_to(request.user)
    asked = request.GET.get("actor", "")
    if asked:
        if not asked.isdecimal():
            raise BadRequest(_("相手を選び直してください。"))
        actor = get_object_or_404(Actor.objects.visible_to(request.user), pk=int(asked))
        found = (rows.teaching() | rows.filter(is_lesson=False)).filter(second=actor)
        found = found.select_related("jurisdiction", "seed", "first", "second").order_by("-id")
        return render(request, "matching/lessons.html", {"actor": actor, "page": page(request, found)})
    kind = choice(request, "kind", {one.value: one.value for one in Seed.Kind}, Seed.Kind.NEED)
    known = ranking.pool(kind)
    cases, words = known.matcher.learned(), known.words()
    judged = known.check.of if known.check else {}
    actors = Actor.objects.visible_to(request.user).filter(pk__in=cases).order_by("reading", "name", "id")
    found_page = page(request, actors)
    context = {
        "kind": kind,
        "kinds": Seed.Kind.choices,
        "known": known,
        "page": found_page,
        "lines": [
            Line(one, len(cases[one.pk]), words.get(one.pk, []), judged.get(one.pk)) for one in found_page
        ],
        "retracted": rows.filter(is_lesson=False).count(),
    }
    return render(request, "matching/learned.html", context)


def _one(request: HttpRequest, pk: int) -> Match:
    rows = Match.objects.visible_to(request.user).select_related("jurisdiction", "seed", "first", "second")
    found = get_object_or_404(rows, pk=pk)
    require(rules.can_see_learned(request.user), who=str(_SECTION_ONLY))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    form = forms.RetractForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.retract(found, by=cast(User, request.user), why=form.cleaned_data["why"])
        messages.success(request, _("学んだことを取り消しました。"))
        return redirect("matching:learned", city=current().slug)
    context = {"match": found, "form": form}
    return render(request, "matching/retract.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    if request.method == "POST":
        actions.restore(found, by=cast(User, request.user))
        messages.success(request, _("もう一度学びます。"))
        return redirect("matching:learned", city=current().slug)
    return render(request, "matching/restore.html", {"match": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Asked twice: a reason and a tick."""
    require(rules.can_see_learned(request.user), who=str(_SECTION_ONLY))
    form = forms.ResetForm(sent(request))
    if request.method == "POST" and form.is_valid():
        count = actions.reset(by=cast(User, request.user), why=form.cleaned_data["why"])
        messages.success(request, _("学んだこと%(n)s件を取り消しました。") % {"n": count})
        return redirect("matching:learned", city=current().slug)
    context = {"form": form, "count": Match.objects.visible_to(request.user).teaching().count()}
    return render(request, "matching/reset.html", context, status=422 if form.errors else 200)
