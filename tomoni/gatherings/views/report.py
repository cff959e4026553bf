"""The published record, and the desk on which quick report and minutes are made."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, workflow
from tomoni.core.documents import FORMATS, answer
from tomoni.core.errors import require
from tomoni.gatherings import forms, rules, sheet
from tomoni.gatherings.actions import correction as correction_actions
from tomoni.gatherings.actions import minutes as minutes_actions
from tomoni.gatherings.actions import report as report_actions
from tomoni.gatherings.actions.keeping import readable
from tomoni.gatherings.documents import document
from tomoni.gatherings.models import Correction, Minutes, QuickReport, RecordEdition, Statement
from tomoni.gatherings.rules import correction as correction_rules
from tomoni.gatherings.rules import minutes as minutes_rules
from tomoni.gatherings.rules import report as report_rules
from tomoni.gatherings.states import MinutesState, QuickReportState
from tomoni.gatherings.views.notes import run


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest edition, as page or file (?format=), with what changed since the one before; earlier ones by number."""
    rows = RecordEdition.objects.visible_to(request.user).filter(gathering_id=pk)
    editions = list(rows.select_related("gathering__jurisdiction", "gathering__organiser"))
    if not editions:
        raise Http404
    shown = _asked(request, editions)
    content = readable(shown)
    form = http.choice(request, "format", {key: key for key in FORMATS})
    if form:
        of = document(shown.gathering, content, on=shown.published_on, note=shown.note)
        return answer(request, of, form, name=f"record-{pk}-{shown.number}")
    earlier = next((one for one in editions if one.number < shown.number), None)
    if earlier is not None and shown.marks_changes:
        content = sheet.marked(content, readable(earlier))
    context = {
        "gathering": shown.gathering,
        "edition": shown,
        "editions": editions,
        "newest": editions[0],
        "earlier": earlier,
        "sheet": content,
        "formats": FORMATS,
        "minutes_follow": Minutes.objects.filter(gathering=shown.gathering)
        .exclude(state=MinutesState.PUBLISHED)
        .exists(),
    }
    return render(request, "gatherings/record.html", context)


def _asked(request: HttpRequest, editions: list[RecordEdition]) -> RecordEdition:
    wanted = request.GET.get("edition", "")
    if not wanted:
        return editions[0]
    if not wanted.isdecimal():
        raise BadRequest(_("版の番号が正しくありません。"))
    found = next((one for one in editions if str(one.number) == wanted), None)
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def build(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the quick report."""
    return redirect(report_actions.build(run(request, pk), by=cast(User, request.user)))


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The quick report as it would go out now."""
    rows = QuickReport.objects.visible_to(request.user).select_related(
        "jurisdiction", "gathering__jurisdiction", "gathering__organiser", "gathering__council"
    )
    found = get_object_or_404(rows, gathering_id=pk)
    form = forms.PrefaceForm(http.sent(request), instance=found)
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        report_actions.edit(found, by=by, version=http.version(request), **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect(found)
    context = {
        "report": found,
        "gathering": found.gathering,
        "form": form if found.state != QuickReportState.REPLACED else None,
        "version": request.POST.get("version") or found.version,
        "sheet": sheet.of(found.gathering, sheet.QUICK, preface=found.preface),
        "masks": found.gathering.agenda.filter(is_closed=True).count(),
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, report_rules),
        "history": audit.history(found)[:50],
    }
    return render(request, "gatherings/report.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def move_report(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = get_object_or_404(QuickReport.objects.visible_to(request.user), gathering_id=pk)
    given = {"publish_again": forms.PublishAgainForm}
    return http.perform(request, found, move, rules=report_rules, actions=report_actions, forms=given)


@login_required
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the minutes."""
    return redirect(minutes_actions.begin(run(request, pk), by=cast(User, request.user)))


def _minutes(request: HttpRequest, pk: int) -> Minutes:
    rows = Minutes.objects.visible_to(request.user).select_related(
        "jurisdiction", "gathering__jurisdiction", "gathering__organiser", "gathering__council"
    )
    return get_object_or_404(rows, gathering_id=pk)


@login_required
@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes on the desk: with closed items, for those who may see them; members ask for corrections line by line."""
    found = _minutes(request, pk)
    gathering = found.gathering
    runs = rules.can_edit(request.user, gathering)
    open_to_edit = runs and found.state in (MinutesState.DRAFTING, MinutesState.MEMBER_CHECK)
    form = forms.MinutesForm(http.sent(request), instance=found) if open_to_edit else None
    if request.method == "POST":
        require(form is not None)
        if form is not None and form.is_valid():
            by = cast(User, request.user)
            minutes_actions.edit(found, by=by, version=http.version(request), **form.cleaned_data)
            messages.success(request, _("保存しました。"))
            return redirect(found)
    asked = Correction.objects.visible_to(request.user).filter(minutes=found).order_by("state", "id")
    context = {
        "minutes": found,
        "gathering": gathering,
        "form": form,
        "runs": runs,
        "sheet": sheet.of(gathering, sheet.FINAL, style=found.style, whole=True),
        "may_ask": found.state == MinutesState.MEMBER_CHECK
        and minutes_rules.can_ask_correction(request.user, found),
        "corrections": asked.select_related("jurisdiction", "statement", "member"),
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, minutes_rules),
        "history": audit.history(found)[:50] if runs else [],
    }
    return render(request, "gatherings/minutes.html", context, status=422 if form and form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def move_minutes(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    given: dict[str, type[http.MoveForm]] = {
        "ask_members": forms.AskMembersForm,
        "publish": forms.PublishMinutesForm,
    }
    return http.perform(
        request, _minutes(request, pk), move, rules=minutes_rules, actions=minutes_actions, forms=given
    )


@login_required
@require_http_methods(["GET", "POST"])
def ask_correction(request: HttpRequest, pk: int, line: int = 0) -> HttpResponse:
    """A member says how a line should read; without a line, about the whole."""
    found = _minutes(request, pk)
    require(minutes_rules.can_ask_correction(request.user, found), who=_("この会議の委員が行えます。"))
    rows = Statement.objects.filter(gathering=found.gathering)
    row = get_object_or_404(rows, pk=line) if line else None
    start = {"wanted": row.text} if row else {}
    form = forms.CorrectionForm(http.sent(request), initial=start)
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        minutes_actions.ask_correction(found, by=by, statement=row, **form.cleaned_data)
        messages.success(request, _("事務局に伝えました。"))
        return redirect(found)
    context = {"minutes": found, "row": row, "form": form}
    return render(request, "gatherings/correction_form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its answer."""
    found = _correction(request, pk)
    context = {
        "correction": found,
        "minutes": found.minutes,
        "offers": workflow.offers(found, request.user, correction_rules),
    }
    return render(request, "gatherings/correction.html", context)


def _correction(request: HttpRequest, pk: int) -> Correction:
    rows = Correction.objects.visible_to(request.user).select_related(
        "jurisdiction", "member", "statement__gathering__jurisdiction", "minutes__jurisdiction",
        "minutes__gathering__council", "minutes__gathering__jurisdiction",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def move_correction(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    return http.perform(
        request,
        _correction(request, pk),
        move,
        rules=correction_rules,
        actions=correction_actions,
        forms={"accept": forms.AcceptForm},
    )
