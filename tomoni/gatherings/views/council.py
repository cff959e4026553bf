"""Councils: what they are, who sits in them, what they did, and what one term leaves to the next."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, workflow
from tomoni.core.errors import require
from tomoni.gatherings import forms
from tomoni.gatherings.actions import council as actions
from tomoni.gatherings.models import Council, Gathering, RecordEdition, Reflection, Statement, Term
from tomoni.gatherings.rules import council as rules
from tomoni.gatherings.states import TermState


@require_GET
def councils(request: HttpRequest) -> HttpResponse:
    rows = Council.objects.visible_to(request.user).select_related("actor", "office", "jurisdiction")
    context = {"page": http.page(request, rows), "can_keep": rules.can_keep(request.user)}
    return render(request, "gatherings/councils.html", context)


def _council(request: HttpRequest, pk: int) -> Council:
    rows = Council.objects.visible_to(request.user).select_related("actor", "office", "jurisdiction")
    return get_object_or_404(rows, pk=pk)


@require_GET
def council(request: HttpRequest, pk: int) -> HttpResponse:
    """Terms, sessions with their records, to-dos that are open."""
    found = _council(request, pk)
    sessions = Gathering.objects.visible_to(request.user).filter(council=found).select_related("jurisdiction")
    shown = http.page(request, sessions.order_by("-starts_at", "-id"), size=20)
    published = RecordEdition.objects.visible_to(request.user).filter(gathering__in=[one.pk for one in shown])
    newest: dict[int, RecordEdition] = {}
    for edition in published.order_by("number"):
        newest[edition.gathering_id] = edition
    inside = rules.can_see_inside(request.user, found)
    context = {
        "council": found,
        "terms": found.terms.select_related("jurisdiction").prefetch_related("members"),
        "page": shown,
        "sessions": [(one, newest.get(one.pk)) for one in shown],
        "todos": _todos(found) if inside else [],
        "today": timezone.localdate(),
        "can_keep": rules.can_keep(request.user),
    }
    return render(request, "gatherings/council.html", context)


def _todos(found: Council) -> "list[Statement]":
    rows = Statement.objects.undone().filter(gathering__council=found)
    return list(rows.select_related("gathering__jurisdiction").order_by("due_on", "id")[:50])


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, _council(request, pk))


def _form(request: HttpRequest, found: Council | None) -> HttpResponse:
    require(rules.can_keep(request.user), who=_("協働の担当課が行えます。"))
    form = forms.CouncilForm(http.sent(request), instance=found)
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        if found is None:
            return redirect(actions.found(by=by, **form.cleaned_data))
        actions.edit(found, by=by, version=http.version(request), **form.cleaned_data)
        return redirect(found)
    context = {"council": found, "form": form}
    return render(request, "gatherings/council_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def new_term(request: HttpRequest, pk: int) -> HttpResponse:
    return _term_form(request, _council(request, pk), None)


@login_required
@require_http_methods(["GET", "POST"])
def edit_term(request: HttpRequest, pk: int) -> HttpResponse:
    found = _term(request, pk)
    return _term_form(request, found.council, found)


def _term_form(request: HttpRequest, council: Council, found: Term | None) -> HttpResponse:
    require(rules.can_keep(request.user), who=_("協働の担当課が行えます。"))
    last = council.terms.order_by("-number").first()
    start = {} if found else {"number": (last.number if last else 0) + 1}
    form = forms.TermForm(http.sent(request), instance=found, initial=start)
    members = forms.MemberRows(http.sent(request), council=council, term=found)
    if request.method == "POST" and all([form.is_valid(), members.is_valid()]):
        by = cast(User, request.user)
        try:
            if found is None:
                made = actions.open_term(council, by=by, members=members.lines(), **form.cleaned_data)
            else:
                made = found
                version = http.version(request)
                actions.edit_term(found, by=by, version=version, members=members.lines(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect(made)
    context = {"council": council, "term": found, "form": form, "members": members.rows}
    return render(request, "gatherings/term_form.html", context, status=422 if form.is_bound else 200)


def _term(request: HttpRequest, pk: int) -> Term:
    rows = Term.objects.visible_to(request.user).select_related(
        "jurisdiction", "council__actor", "council__jurisdiction"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """A term as a whole: the sheet that goes to the next one."""
    found = _term(request, pk)
    inside = rules.can_see_inside(request.user, found.council)
    sessions = Gathering.objects.visible_to(request.user).filter(council=found.council, term=found.number)
    lines = Statement.objects.filter(gathering__council=found.council, gathering__term=found.number)
    left = lines.undone().select_related("gathering__jurisdiction").order_by("due_on", "id")
    context = {
        "term": found,
        "council": found.council,
        "inside": inside,
        "members": found.members.all(),
        "sessions": sessions.select_related("jurisdiction").order_by("starts_at", "id")[:100],
        "reflections": Reflection.objects.visible_to(request.user).filter(term=found),
        "reflection_form": forms.ReflectionForm()
        if found.state == TermState.REFLECTING and rules.can_reflect(request.user, found)
        else None,
        "todos": left[:50] if inside else [],
        "today": timezone.localdate(),
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, rules) if rules.can_keep(request.user) else [],
        "can_keep": rules.can_keep(request.user) and found.state != TermState.HANDED_OVER,
        "history": audit.history(found)[:50] if rules.can_keep(request.user) else [],
    }
    return render(request, "gatherings/term.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def move_term(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    given = {"hand_over": forms.HandOverForm}
    return http.perform(request, _term(request, pk), move, rules=rules, actions=actions, forms=given)


@login_required
@require_POST
def reflect(request: HttpRequest, pk: int) -> HttpResponse:
    found = _term(request, pk)
    actions.reflect(found, by=cast(User, request.user), text=request.POST.get("text", "").strip())
    messages.success(request, _("ふり返りを受け取りました。"))
    return redirect(found)
