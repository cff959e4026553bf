"""What decisions taught: seen, retracted and begun anew by the section."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import audit, http, workflow
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.visitors import secret_page
from tomoni.desk import forms, learning, rules
from tomoni.desk.actions import lesson as actions
from tomoni.desk.models import Lesson
from tomoni.directory.models import Actor

_SECTION_ONLY = gettext_lazy("協働の担当課が見られます。")
MOVES: dict[str, type[http.MoveForm]] = {"retract": forms.RetractForm, "restore": forms.ConfirmForm}


@dataclass(frozen=True)
class Line:
    """What was learned about one department."""

    department: Actor
    count: int
    words: list[str]
    judged: tuple[Any, Any] | None
    """How often it was found first and among three: without what was learned, and with it."""


@login_required
@require_GET
@secret_page
def learned(request: HttpRequest) -> HttpResponse:
    """By department, or the decisions of one."""
    require(rules.can_see_learned(request.user), who=str(_SECTION_ONLY))
    audit.record_reading(current(), by=cast(User, request.user))
    rows = Lesson.objects.visible_to(request.user)
    asked = request.GET.get("department", "")
    if asked:
        if not asked.isdecimal():
            raise BadRequest(_("課を選び直してください。"))
        unit = get_object_or_404(Actor.objects.visible_to(request.user), pk=int(asked))
        rows = rows.filter(referral__department=unit)
        rows = rows.select_related("jurisdiction", "referral__consultation__jurisdiction")
        return render(request, "desk/lessons.html", {"unit": unit, "page": http.page(request, rows)})
    memory = learning.memory()
    counts = dict(rows.taught().values_list("referral__department").annotate(Count("pk")).order_by())
    words, check = learning.telling_words(), memory.check
    units = Actor.objects.visible_to(request.user).filter(pk__in=counts).order_by("reading", "name")
    context = {
        "lines": [
            Line(unit, counts[unit.pk], words.get(unit.pk, []), check.of.get(unit.pk) if check else None)
            for unit in units
        ],
        "check": check,
        "used": memory.count,
        "waiting": sum(counts.values()) - memory.count,
        "retracted": rows.filter(state="retracted").count(),
    }
    return render(request, "desk/learned.html", context)


@login_required
@require_GET
@secret_page
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    audit.record_reading(found.referral.consultation, by=cast(User, request.user))
    context = {
        "lesson": found,
        "offers": workflow.offers(found, request.user, rules),
        "history": audit.history(found),
    }
    return render(request, "desk/lesson.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    return http.perform(request, _one(request, pk), move, rules=rules, actions=actions, forms=MOVES)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def reset(request: HttpRequest) -> HttpResponse:
    """Asked twice: a reason and a tick."""
    require(rules.can_see_learned(request.user), who=str(_SECTION_ONLY))
    form = forms.ResetForm(http.sent(request))
    if request.method == "POST" and form.is_valid():
        count = actions.reset(by=cast(User, request.user), why=form.cleaned_data["why"])
        messages.success(request, _("学んだこと%(n)s件を取り消しました。") % {"n": count})
        return redirect("desk:learned", city=current().slug)
    context = {"form": form, "count": Lesson.objects.visible_to(request.user).taught().count()}
    return render(request, "desk/reset.html", context, status=422 if form.errors else 200)


def _one(request: HttpRequest, pk: int) -> Lesson:
    rows = Lesson.objects.visible_to(request.user).select_related(
        "jurisdiction", "referral__department__jurisdiction", "referral__consultation__jurisdiction"
    )
    return get_object_or_404(rows, pk=pk)
