from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, search, things, workflow
from tomoni.core.errors import require
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.directory.models import Actor
from tomoni.directory.standing import standing_of
from tomoni.gatherings import actions, forms, rules
from tomoni.gatherings.actions.signup import closes_at, is_open
from tomoni.gatherings.models import AgendaItem, Gathering, Minutes, QuickReport, SignUp, Statement
from tomoni.gatherings.states import State
from tomoni.japan.fiscal import bounds, fiscal_year

COLUMNS = (
    Column(gettext_lazy("種類"), lambda one: one.get_kind_display()),
    Column(gettext_lazy("名称"), lambda one: one.title),
    Column(gettext_lazy("シリーズ"), lambda one: one.series),
    Column(gettext_lazy("期"), lambda one: one.term),
    Column(gettext_lazy("回"), lambda one: one.round_number),
    Column(gettext_lazy("はじまり"), lambda one: one.starts_at),
    Column(gettext_lazy("おわり"), lambda one: one.ends_at),
    Column(gettext_lazy("場所"), lambda one: one.place),
    Column(gettext_lazy("主催"), lambda one: one.organiser.name),
    Column(gettext_lazy("会議の公開"), lambda one: one.get_openness_display()),
    Column(gettext_lazy("出席（団体）"), lambda one: one.group_count),
    Column(gettext_lazy("出席（人）"), lambda one: one.people_count),
    Column(gettext_lazy("傍聴者"), lambda one: one.observers),
    Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
)
MOVES: dict[str, type[http.MoveForm]] = {
    "notify": forms.NotifyForm,
    "hold": forms.HoldForm,
    "reschedule": forms.RescheduleForm,
    "cancel": forms.CancelForm,
    "show": forms.ShowForm,
}


@require_GET
def gatherings(request: HttpRequest) -> HttpResponseBase:
    """What is coming first, then what was, newest first."""
    rows = Gathering.objects.visible_to(request.user).select_related("jurisdiction", "organiser")
    form = forms.FilterForm(request.GET, years=_years(rows))
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    asked = form.cleaned_data
    if asked["q"]:
        rows = rows.filter(pk__in=search.object_ids(asked["q"], "gatherings.gathering"))
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["year"]:
        first, last = bounds(asked["year"])
        rows = rows.filter(starts_at__date__range=(first, last))
    counted = rows.annotate(
        group_count=models.Sum("attendance__groups"), people_count=models.Sum("attendance__people")
    )
    file = export(request, counted.order_by("-starts_at", "-id"), COLUMNS, name=_("集まり"))
    if file is not None:
        return file
    now = timezone.now()
    past = rows.past(now)
    past = past.order_by("starts_at", "id") if asked["sort"] else past
    context = {
        "form": form,
        "upcoming": rows.upcoming(now)[:30],
        "page": http.page(request, past, size=20),
        "count": rows.count(),
        "can_record": rules.can_record(request.user),
    }
    return render(request, "gatherings/gatherings.html", context)


def _years(rows: "models.QuerySet[Gathering]") -> range:
    """Fiscal years in which something took place, the newest first."""
    ends = rows.aggregate(first=models.Min("starts_at"), last=models.Max("starts_at"))
    if ends["first"] is None:
        return range(0)
    first, last = (fiscal_year(timezone.localdate(ends[name])) for name in ("first", "last"))
    return range(last, first - 1, -1)


@require_GET
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Gathering.objects.visible_to(request.user).select_related(
        "jurisdiction", "organiser", "council__actor"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        gone = get_object_or_404(Gathering.objects.withdrawn(), pk=pk)
        return render(request, "gatherings/withdrawn.html", {"withdrawn_at": gone.withdrawn_at}, status=410)
    runs = rules.can_see_groups(request.user, found)
    tokens = standing_of(request.user).tokens
    history = rules.can_see_history(request.user, found)
    attendance = list(found.attendance.select_related("actor"))
    if not runs:  # a row that only names who came says nothing without the name
        attendance = [row for row in attendance if row.people or row.groups]
    sees_closed = rules.sees_closed(request.user, found)
    items = list(found.agenda.select_related("parent"))
    papers = found.files.all() if sees_closed else found.files.open()
    now = timezone.now()
    roles = [role for role in SignUp.Role if is_open(found, role, now)]
    trail = lineage.trail(things.get(found), tokens)
    context = {
        "gathering": found,
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, rules) if history else [],
        "can_edit": rules.can_edit(request.user, found) and found.state != State.CANCELLED,
        "runs": runs,
        "sees_closed": sees_closed,
        "agenda": _tree(items),
        "papers": papers.select_related("gathering__jurisdiction", "file", "item"),
        "edition": found.editions.filter(withdrawn_at=None).first(),
        "quick_report": QuickReport.objects.visible_to(request.user).filter(gathering=found).first(),
        "minutes": Minutes.objects.visible_to(request.user).filter(gathering=found).first(),
        "takes_signups": found.takes_participants or found.takes_observers,
        "signup_roles": [(role.value, role.label) for role in roles],
        "signup_until": closes_at(found),
        "rounds": _rounds(request, found),
        "attendance": attendance,
        "people_count": sum(row.people for row in attendance),
        "group_count": sum(row.groups or 0 for row in attendance),
        "statements": _statements(found, whole=runs),
        "trail": trail[:8],
        "trail_rest": trail[8:],
        "history": audit.history(found)[:50] if history else [],
    }
    return TemplateResponse(request, "gatherings/gathering.html", context)


def _statements(found: Gathering, *, whole: bool) -> list[Statement]:
    """What was said; of a council's session the published record tells it."""
    if found.is_session:
        return []
    rows = found.statements.all() if whole else found.statements.open()
    return list(rows)


def _rounds(request: HttpRequest, found: Gathering) -> "models.QuerySet[Gathering] | list[Gathering]":
    """The other rounds of its series; those of a council stand on its own page."""
    if not found.series or found.council_id:
        return []
    rows = Gathering.objects.visible_to(request.user).of_series(found.series)
    return rows.select_related("jurisdiction")[:50]


def _tree(items: list[AgendaItem]) -> list[tuple[AgendaItem, list[AgendaItem]]]:
    return [
        (item, [one for one in items if one.parent_id == item.pk]) for item in items if item.parent_id is None
    ]


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(rules.can_record(request.user), who=_("協働の担当課とサポートセンターが行えます。"))
    by = cast(User, request.user)

    def record(details: dict[str, Any], lines: dict[str, Any]) -> str:
        return once(request.POST.get("once", ""), by.pk, lambda: actions.record(by=by, **details, **lines))

    return _form_page(request, None, record)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Gathering.objects.visible_to(request.user), pk=pk)
    require(
        rules.can_edit(request.user, found), who=_("協働の担当課と、主催するサポートセンターが行えます。")
    )
    version = request.POST.get("version", "")

    def change(details: dict[str, Any], lines: dict[str, Any]) -> str:
        if not version.isdecimal():
            raise BadRequest(_("版の番号がありません。ページを開き直してください。"))
        actions.edit(found, by=cast(User, request.user), version=int(version), **details, **lines)
        return found.get_absolute_url()

    return _form_page(request, found, change)


def _form_page(
    request: HttpRequest,
    found: Gathering | None,
    keep: Callable[[dict[str, Any], dict[str, Any]], str],
) -> HttpResponse:
    """Fill in, ask for more rows, or send; what was typed is kept in every case."""
    more = request.POST.get("more", "")
    if request.method == "POST" and not more:
        form = forms.GatheringForm(request.POST, instance=found, by=request.user)
        rows = forms.RowsOf(request.POST, gathering=found)
        if all([form.is_valid(), rows.is_valid()]):
            try:
                return redirect(keep(form.details(), rows.lines()))
            except ValidationError as error:
                form.add_error(None, error.messages)
    elif more:
        form = forms.GatheringForm(initial=request.POST.dict(), instance=found, by=request.user)
        rows = forms.RowsOf(more=more, source=request.POST, gathering=found)
    else:
        form = forms.GatheringForm(instance=found, by=request.user, initial=_started(request, found))
        rows = forms.RowsOf(gathering=found)
    wrong = form.is_bound
    context = {
        "gathering": found,
        "form": form,
        "rows": rows.sets,
        "rows_wrong": wrong and not rows.is_valid(),
        "version": request.POST.get("version") or (found.version if found else ""),
        "groups": Actor.objects.visible_to(request.user).groups().active().values_list("name", flat=True),
    }
    return render(request, "gatherings/form.html", context, status=422 if wrong else 200)


def _started(request: HttpRequest, found: Gathering | None) -> dict[str, Any]:
    """What a new gathering takes over from the one it follows: the next round of a series or council."""
    given = request.GET.get("after", "")
    if found is not None or not given.isdecimal() or len(given) > 18:
        return {}
    last = Gathering.objects.visible_to(request.user).filter(pk=int(given)).first()
    if last is None:
        return {}
    names = ("kind", "title", "series", "term", "place", "address", "capacity", "openness", "closed_reason",
             "observer_limit", "takes_participants", "takes_observers", "choosing")  # fmt: skip
    kept = {name: getattr(last, name) for name in names}
    links = {"council": last.council_id, "organiser": last.organiser_id}
    return kept | links | {"round_number": (last.round_number or 0) + 1}


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = get_object_or_404(Gathering.objects.visible_to(request.user), pk=pk)
    return http.perform(request, found, move, rules=rules, actions=actions, forms=MOVES)
