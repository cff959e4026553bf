"""The reports: list, a report's page, its working text."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, search, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.directory.standing import standing_of
from tomoni.drafting import forms
from tomoni.drafting.actions import draft as actions
from tomoni.drafting.models import Draft, Edition, Round, Section
from tomoni.drafting.models.draft import parts_of
from tomoni.drafting.rules import draft as rules
from tomoni.drafting.states import WRITABLE, RoundState

COLUMNS = (
    Column(gettext_lazy("名称"), lambda one: one.title),
    Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
    Column(gettext_lazy("とりまとめる課"), lambda one: one.unit.name),
    Column(gettext_lazy("検討する会議体"), lambda one: one.council.name if one.council else ""),
    Column(gettext_lazy("公表"), lambda one: one.published_at),
    Column(gettext_lazy("更新"), lambda one: one.changed_at),
)
MOVES: dict[str, type[http.MoveForm]] = {
    "write": forms.NoteForm,
    "hear": forms.HearForm,
    "settle": forms.NoteForm,
    "consult": forms.ConsultForm,
    "finalise": forms.NoteForm,
    "publish": forms.PublishForm,
}
WRITERS = gettext_lazy("協働の担当課と、とりまとめる課が行えます。")


@require_GET
def drafts(request: HttpRequest) -> HttpResponseBase:
    rows = Draft.objects.visible_to(request.user).select_related("jurisdiction", "unit", "council").newest()
    form = forms.FilterForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    asked = form.cleaned_data
    if asked["q"]:
        rows = rows.filter(pk__in=search.object_ids(asked["q"], "drafting.draft"))
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    file = export(request, rows, COLUMNS, name=_("文書の案"))
    if file is not None:
        return file
    open_rounds = (
        Round.objects.visible_to(request.user)
        .filter(state__in=[RoundState.OPEN, RoundState.ANNOUNCED])
        .select_related("jurisdiction", "draft")
        .order_by("closes_on", "id")
    )
    context = {
        "form": form,
        "page": http.page(request, rows, size=20),
        "count": rows.count(),
        "rounds": open_rounds[:20],
        "can_start": rules.can_start(request.user),
    }
    return render(request, "drafting/drafts.html", context)


@require_GET
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Draft.objects.visible_to(request.user).select_related("jurisdiction", "unit", "council")
    found = rows.filter(pk=pk).first()
    if found is None:
        gone = get_object_or_404(Draft.objects.withdrawn(), pk=pk)
        return render(request, "drafting/withdrawn.html", {"withdrawn_at": gone.withdrawn_at}, status=410)
    writes = rules.can_see_history(request.user, found)
    editions = Edition.objects.visible_to(request.user).filter(draft=found).order_by("-number")
    rounds = Round.objects.visible_to(request.user).filter(draft=found).order_by("-id")
    for one in (shown := list(rounds.select_related("edition"))):
        one.draft, one.jurisdiction = found, found.jurisdiction
    for edition in (kept := list(editions.defer("parts"))):
        edition.jurisdiction = found.jurisdiction
    context = {
        "draft": found,
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, rules) if writes else [],
        "writes": writes,
        "can_edit": writes and found.state not in found.workflow.closed,
        "editions": kept,
        "rounds": shown,
        "now": next((one for one in shown if one.state in (RoundState.OPEN, RoundState.ANNOUNCED)), None),
        "trail": lineage.trail(things.get(found), standing_of(request.user).tokens),
        "history": audit.history(found)[:60] if writes else [],
    }
    return TemplateResponse(request, "drafting/draft.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(rules.can_start(request.user), who=_("協働の担当課と、市の担当課が行えます。"))
    by = cast(User, request.user)
    form = forms.NewDraftForm(http.sent(request), by=by)
    if form.is_valid():
        details, headings = form.details(), form.cleaned_data["outline"]
        try:
            address = once(
                request.POST.get("once", ""),
                by.pk,
                lambda: actions.start(by=by, headings=headings, **details),
            )
            return redirect(address)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(request, "drafting/form.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_write(request, pk)
    form = forms.DraftForm(http.sent(request), by=request.user, instance=found)
    if form.is_valid():
        try:
            actions.edit(found, by=cast(User, request.user), version=http.version(request), **form.details())
            return redirect(found)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form, "draft": found, "version": request.POST.get("version") or found.version}
    return render(request, "drafting/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = get_object_or_404(Draft.objects.visible_to(request.user).select_related("jurisdiction"), pk=pk)
    return http.perform(request, found, move, rules=rules, actions=actions, forms=MOVES)


def _to_write(request: HttpRequest, pk: int) -> Draft:
    rows = Draft.objects.visible_to(request.user).select_related("jurisdiction", "unit", "council")
    found = get_object_or_404(rows, pk=pk)
    require(rules.can_edit(request.user, found), who=str(WRITERS))
    return found


@login_required
@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The working text, each section with what can be done with it."""
    found = _to_write(request, pk)
    rows = list(Section.objects.filter(draft=found, removed_at=None))
    by_pk = {row.pk: row for row in rows}
    context = {
        "draft": found,
        "parts": [(part, by_pk[part["section"]]) for part in parts_of(rows)],
        "writable": found.state in WRITABLE,
        "removed": Section.objects.filter(draft=found, removed_at__isnull=False).select_related("parent"),
    }
    return render(request, "drafting/text.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_section(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_write(request, pk)
    below = request.GET.get("below", "")
    form = forms.NewSectionForm(
        http.sent(request), draft=found, initial={"parent": below if below.isdecimal() else None}
    )
    if form.is_valid():
        by = cast(User, request.user)
        told = form.cleaned_data
        try:
            address = once(
                request.POST.get("once", ""), by.pk, lambda: actions.add_section(found, by=by, **told)
            )
            return redirect(address)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form, "draft": found}
    return render(request, "drafting/section.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """One section's heading and text; two who save it are shown both texts."""
    found = _to_write(request, pk)
    row = _section(found, section)
    form = forms.SectionForm(http.sent(request), initial={"heading": row.heading, "body": row.body})
    if form.is_valid():
        try:
            actions.edit_section(
                row, by=cast(User, request.user), version=http.version(request), **form.cleaned_data
            )
            return redirect(row)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {
        "form": form,
        "draft": found,
        "section": row,
        "version": request.POST.get("version") or row.version,
    }
    return render(request, "drafting/section.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def section_act(request: HttpRequest, pk: int, section: int, act: str) -> HttpResponse:
    """Up, down, out, or back in."""
    found = _to_write(request, pk)
    row = _section(found, section)
    by = cast(User, request.user)
    if act == "remove":
        actions.remove_section(row, by=by, version=http.version(request))
    elif act == "restore":
        actions.restore_section(row, by=by)
    elif act in ("up", "down"):
        actions.shift_section(row, by=by, up=act == "up")
    else:
        raise Http404
    address = reverse("drafting:text", kwargs={"city": found.jurisdiction.slug, "pk": found.pk})
    return redirect(address if act == "remove" else f"{address}#s{row.pk}")


def _section(draft: Draft, pk: int) -> Section:
    row = get_object_or_404(Section.objects.filter(draft=draft), pk=pk)
    row.draft, row.jurisdiction = draft, draft.jurisdiction
    return row
