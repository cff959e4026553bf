"""The desk: what came in, where it stands, and everything one can do with one consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, things, workflow
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.core.visitors import secret_page
from tomoni.desk import forms, keeping, rules, search, suggestions
from tomoni.desk.actions import consultation as actions
from tomoni.desk.actions import entry, link, thread
from tomoni.desk.models import AccessLink, Attachment, Consultation, ConsultationQuerySet, Message, Note
from tomoni.desk.similar import similar
from tomoni.desk.states import ConsultationState
from tomoni.desk.timeline import steps, timeline
from tomoni.desk.views.asker import hand_out, sent, with_all
from tomoni.desk.views.public import slip_of
from tomoni.directory.standing import standing_of

MOVES: dict[str, type[http.MoveForm]] = {
    "triage": forms.TriageForm,
    "refer": forms.ReferForm,
    "refer_more": forms.ReferForm,
    "answer": forms.AnswerForm,
    "decline": forms.DeclineForm,
    "seed": forms.SeedForm,
    "close": forms.CloseForm,
    "withdraw": forms.ConfirmForm,
    "resume": forms.ResumeForm,
    "reopen": forms.ConfirmForm,
}
COLUMNS = (
    ConsultationState.RECEIVED,
    ConsultationState.TRIAGED,
    ConsultationState.REFERRED,
    ConsultationState.IN_DIALOGUE,
    ConsultationState.STALLED,
)
IN_A_COLUMN = 8
SORTS: dict[str, tuple[Any, ...]] = {
    "number": ("fiscal_year", "serial"),
    "-number": ("-fiscal_year", "-serial"),
    "due": (models.F("due_on").asc(nulls_last=True), "id"),
    "-due": (models.F("due_on").desc(nulls_last=True), "-id"),
    "word": ("last_word_at", "id"),
    "-word": ("-last_word_at", "-id"),
}
EXPORTED = (
    Column(gettext_lazy("受付番号"), lambda one: one.number),
    Column(gettext_lazy("題名"), lambda one: one.subject),
    Column(gettext_lazy("相談した人"), lambda one: one.asker_shown),
    Column(gettext_lazy("受付の方法"), lambda one: one.get_channel_display()),
    Column(gettext_lazy("受付日時"), lambda one: one.received_at),
    Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
    Column(gettext_lazy("照会先"), lambda one: "、".join(unit.name for unit in one.units)),
    Column(gettext_lazy("期限"), lambda one: one.due_on),
    Column(gettext_lazy("最後に動いた日時"), lambda one: one.last_word_at),
    Column(gettext_lazy("結果"), lambda one: one.get_outcome_display()),
    Column(gettext_lazy("満足度"), lambda one: one.satisfaction),
)


@dataclass(frozen=True)
class Ticket:
    """What the board shows of one; what just arrived also where it may belong."""

    consultation: Consultation
    late: int
    silent: int
    likely: Sequence[suggestions.Suggestion]


def _ticket(one: Consultation, today: date, likely: Sequence[suggestions.Suggestion]) -> Ticket:
    stalled = one.state == ConsultationState.STALLED
    return Ticket(
        one, 0 if stalled else one.lateness(today), one.silent_days(today) if stalled else 0, likely
    )


def _rows(request: HttpRequest) -> ConsultationQuerySet:
    rows = Consultation.objects.visible_to(request.user).at_desk_of(request.user)
    return cast(ConsultationQuerySet, with_all(rows.with_case()))


@login_required
@require_GET
@secret_page
def board(request: HttpRequest) -> HttpResponse:
    """Columns by state, the most urgent on top of each."""
    require(rules.can_open_board(request.user), who=_("協働の担当課とサポートセンターが見られます。"))
    today = timezone.localdate()
    rows = _rows(request)
    counts = dict(rows.open().values_list("state").annotate(models.Count("pk")).order_by())
    tickets = list(rows.top_of_each(COLUMNS, IN_A_COLUMN))
    likely = suggestions.suggestions_for(
        [one for one in tickets if one.state == ConsultationState.RECEIVED], reader=request.user, most=1
    )
    context = {
        "columns": [
            (
                state,
                counts.get(state, 0),
                [_ticket(one, today, likely.get(one.pk, [])) for one in tickets if one.state == state],
            )
            for state in COLUMNS
        ],
        "is_section": rules.is_section(request.user),
        "open": sum(counts.values()),
        "late": rows.late(today).count(),
        "answered": counts.get(ConsultationState.ANSWERED, 0),
        "stalled": counts.get(ConsultationState.STALLED, 0),
        "unowned": rows.unowned().count(),
        "escalated": rows.open().filter(is_escalated=True).count(),
        "today": today,
    }
    return render(request, "desk/board.html", context)


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponseBase:
    """All of them, narrowed and sorted; as a file for the section alone."""
    require(rules.can_open_board(request.user), who=_("協働の担当課とサポートセンターが見られます。"))
    rows = _rows(request)
    years = list(rows.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct())
    form = forms.FilterForm(request.GET, years=years)
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    sort = form.cleaned_data["sort"] or "-number"
    if sort not in SORTS:
        raise BadRequest(_("並べかえの条件が正しくありません。"))
    hits = search.find(rows, form.cleaned_data["q"]) if form.cleaned_data["q"] else None
    rows = _narrowed(rows, form.cleaned_data, hits, request.user).order_by(*SORTS[sort])
    if request.GET.get("format"):
        require(rules.can_export(request.user), who=_("協働の担当課が行えます。"))
        file = export(request, rows, EXPORTED, name=_("相談"))
        if file is not None:
            audit.record_reading(current(), by=cast(User, request.user))
            return file
    found = http.page(request, rows, size=50)
    context = {
        "form": form,
        "page": found,
        "sort": sort,
        "holders": keeping.names_of({one.holder_id for one in found}),
        "today": timezone.localdate(),
        "most": search.MOST if hits and hits.is_cut else 0,
        "can_export": rules.can_export(request.user),
    }
    response = render(request, "desk/list.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _narrowed(
    rows: ConsultationQuerySet, asked: dict[str, Any], hits: search.Found | None, user: Any
) -> ConsultationQuerySet:
    if hits is not None:
        rows = rows.filter(pk__in=hits.ids)
    elif not asked["state"]:
        rows = rows.open()
    if asked["state"] and asked["state"] != "all":
        rows = rows.filter(state=asked["state"])
    if asked["channel"]:
        rows = rows.filter(channel=asked["channel"])
    if asked["year"]:
        rows = rows.filter(fiscal_year=asked["year"])
    if asked["only"] == "late":
        return rows.late(timezone.localdate())
    if asked["only"] == "unowned":
        return rows.unowned()
    if asked["only"] == "escalated":
        return rows.filter(is_escalated=True)
    return rows.held_by(user.pk) if asked["only"] == "mine" else rows


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def enter(request: HttpRequest) -> HttpResponse:
    """For somebody at the counter or on the phone."""
    user = cast(User, request.user)
    require(rules.can_enter(user), who=_("協働の担当課とサポートセンターが行えます。"))
    form = forms.EnterForm(*sent(request), user=user)
    if request.method == "POST" and form.is_valid():
        key = str(form.cleaned_data["once"])
        try:
            address = once(key, user.pk, lambda: entry.enter(by=user, **form.told()))
        except ValidationError as error:
            form.add_error("attachments", error)
        else:
            messages.success(request, _("相談を受け付けました。控えを印刷してお渡しください。"))
            return redirect(f"{address}slip/")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/enter.html", {"form": form}, status=status)


def _one(request: HttpRequest, pk: int) -> Consultation:
    return get_object_or_404(_rows(request), pk=pk)


@login_required
@require_GET
@secret_page
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one, for those who work on it. That it was read is kept."""
    return page(request, _one(request, pk))


def page(
    request: HttpRequest, found: Consultation, *, tell: Any = None, note: Any = None, status: int = 200
) -> HttpResponse:
    user = cast(User, request.user)
    today = timezone.localdate()
    at_desk = rules.is_at_desk(user, found)
    sorting = found.state in (ConsultationState.RECEIVED, ConsultationState.TRIAGED)
    likely = suggestions.suggestions(found, reader=user) if sorting and at_desk else []
    near = similar(found, reader=user) if at_desk and not found.is_done else []
    audit.record_readings([found, *(one.consultation for one in near)], by=user)
    context = {
        "consultation": found,
        "steps": steps(found),
        "offers": [
            one for one in workflow.offers(found, user, rules) if one.allowed or one.name != "withdraw"
        ],
        "at_desk": at_desk,
        "is_section": rules.is_section(user),
        "can_hand_over": rules.can_hand_over(user, found),
        "head_decides": found.is_escalated and not rules.decides(user, found),
        "is_sorting": sorting and at_desk,
        "suggestions": likely,
        "units": [] if likely or not (sorting and at_desk) else forms.with_duties().filter(is_section=False),
        "similar": near,
        "referrals": [
            (one, one.is_late(today), _referral_offers(one, user)) for one in found.referrals.all()
        ],
        "thread": Message.objects.filter(consultation=found)
        .select_related("unit", "author")
        .prefetch_related("attachments__file"),
        "attachments": Attachment.objects.filter(consultation=found, message=None).select_related("file"),
        "notes": Note.objects.visible_to(user).filter(consultation=found).select_related("unit", "author"),
        "timeline": timeline(found),
        "trail": lineage.trail(things.get(found), standing_of(user).tokens),
        "holder": keeping.names_of({found.holder_id}).get(found.holder_id or 0, ""),
        "late": found.lateness(today),
        "links": AccessLink.objects.visible_to(user).filter(consultation=found).usable().count()
        if at_desk
        else 0,
        "can_write": rules.can_write(user, found) and found.state != ConsultationState.CLOSED,
        "can_note": rules.can_note(user, found),
        "can_see_contact": rules.can_see_contact(user, found),
        "tell": tell or forms.TellForm(prefix="tell"),
        "note": note or forms.NoteForm(prefix="note"),
    }
    return render(request, "desk/consultation.html", context, status=status)


def _referral_offers(referral: Any, user: User) -> list[workflow.Offer]:
    """Only what this person may do: three buttons for each of five departments would bury the thread."""
    return [one for one in workflow.offers(referral, user, rules) if one.allowed]


@login_required
@require_GET
@secret_page
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a department is not among the likeliest, in words that stand in the texts."""
    found, user = _one(request, pk), cast(User, request.user)
    require(rules.is_at_desk(user, found), who=_("協働の担当課とサポートセンターが見られます。"))
    audit.record_reading(found, by=user)
    form = forms.WhyForm(request.GET or None)
    chosen = form.cleaned_data["department"] if form.is_valid() else None
    said = suggestions.why(found, chosen.pk, reader=user) if chosen else None
    status = 400 if form.errors else 200
    return render(
        request, "desk/why.html", {"consultation": found, "form": form, "said": said}, status=status
    )


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    return http.perform(request, _one(request, pk), move, rules=rules, actions=actions, forms=MOVES)


@login_required
@require_POST
@secret_page
def write(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = _one(request, pk), cast(User, request.user)
    form = forms.TellForm(request.POST, request.FILES, prefix="tell")
    if form.is_valid():
        told = form.cleaned_data

        def make() -> Consultation:
            thread.write(found, by=user, body=told["body"], attachments=told["attachments"])
            return found

        try:
            return redirect(f"{once(str(told['once']), user.pk, make)}#thread")
        except ValidationError as error:
            form.add_error("attachments", error)
    return page(request, found, tell=form, status=422)


@login_required
@require_POST
@secret_page
def note(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = _one(request, pk), cast(User, request.user)
    form = forms.NoteForm(request.POST, prefix="note")
    if form.is_valid():
        told = form.cleaned_data

        def make() -> Consultation:
            thread.note(found, by=user, body=told["body"])
            return found

        return redirect(f"{once(str(told['once']), user.pk, make)}#notes")
    return page(request, found, note=form, status=422)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was ticked while sorting."""
    found, user = _one(request, pk), cast(User, request.user)
    require(rules.can_screen(user, found), who=_("協働の担当課とサポートセンターが行えます。"))
    names = ("public_benefit", "in_plan", "money", "legal", "screening_note")
    form = forms.ScreenForm(sent(request)[0], initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        actions.screen(found, by=user, version=http.version(request), **form.cleaned_data)
        return redirect(found)
    return _ask(request, found, _("整理の内容を直す"), form, version=found.version)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def share(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = _one(request, pk), cast(User, request.user)
    require(rules.can_share(user, found), who=_("協働の担当課とサポートセンター、相談した人が行えます。"))
    form = forms.ShareForm(sent(request)[0], thing=found, by=user)
    if request.method == "POST" and form.is_valid():
        actions.share(found, by=user, **form.cleaned_data)
        return redirect("desk:board", city=current().slug)
    return _ask(request, found, _("共有の同意を直す"), form)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = _one(request, pk), cast(User, request.user)
    require(rules.can_hand_over(user, found), who=_("協働の担当課とサポートセンターが行えます。"))
    form = forms.HandOverForm(sent(request)[0], thing=found, by=user)
    if request.method == "POST" and form.is_valid():
        actions.hand_over(found, by=user, **form.cleaned_data)
        messages.success(request, _("引き継ぎました。"))
        return redirect(found)
    return _ask(request, found, _("引き継ぐ"), form)


def _ask(
    request: HttpRequest, found: Consultation, label: str, form: Any, *, version: int | None = None
) -> HttpResponse:
    context = {"consultation": found, "label": label, "form": form, "version": version}
    return render(request, "desk/ask.html", context, status=422 if form.is_bound and form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed slip. Posted, it carries a new private link, shown this once."""
    found, user = _one(request, pk), cast(User, request.user)
    require(rules.can_issue_link(user, found), who=_("協働の担当課とサポートセンターが行えます。"))
    printed: dict[str, Any] = {}
    if request.method == "POST":
        token = link.issue(found, by=user, once=f"{found.pk}:{request.POST.get('once', '')}")
        printed = slip_of(token)
    else:
        audit.record_reading(found, by=user)
    return render(request, "desk/slip.html", {"consultation": found, **printed})


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = _one(request, pk), cast(User, request.user)
    require(rules.is_at_desk(user, found), who=_("協働の担当課とサポートセンターが行えます。"))
    form = forms.ConfirmForm(sent(request)[0], thing=found, by=user)
    if request.method == "POST":
        link.revoke(found, by=user)
        messages.success(request, _("専用リンクを取り消しました。"))
        return redirect(found)
    return _ask(request, found, _("専用リンクを取り消す"), form)


@login_required
@require_GET
@secret_page
def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    found = _one(request, pk)
    audit.record_reading(found, by=cast(User, request.user))
    return hand_out(found, attachment)
