"""Lists of opinions: 声と答え for everybody, the working list and the answering desk for those who work on them."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import http, search
from tomoni.core.errors import require
from tomoni.core.tables import Column, export
from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT, SECTION, RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.japan.fiscal import fiscal_year
from tomoni.voices import actions, forms, rules
from tomoni.voices import outcome as outcomes
from tomoni.voices.models import Answer, Code, Coding, Opinion
from tomoni.voices.states import OPINION, State

Rows = models.QuerySet[Opinion]
SORTS: dict[str, tuple[Any, ...]] = {
    "received": ("received_on", "id"),
    "-received": ("-received_on", "-id"),
    "number": ("fiscal_year", "serial"),
    "-number": ("-fiscal_year", "-serial"),
    "due": (models.F("due_on").asc(nulls_last=True), "id"),
    "-due": (models.F("due_on").desc(nulls_last=True), "-id"),
    "state": ("state", "id"),
    "-state": ("-state", "-id"),
    "department": ("department__reading", "id"),
    "-department": ("-department__reading", "-id"),
}


@require_GET
def voices(request: HttpRequest) -> HttpResponseBase:
    """声と答え: what was said and what the city says to it, newest first."""
    everything = Opinion.objects.visible_to(request.user).published()
    years = _years(everything)
    form = forms.PublicFilter(request.GET, years=years, departments=_departments(everything, request.user))
    rows = _narrowed(everything, form).newest().with_answers()
    file = export(request, rows, _public_columns(), name=_("声と答え"))
    if file is not None:
        return file
    context = {
        "form": form,
        "years": years,
        "page": http.page(request, rows, size=20),
        "can_list": rules.can_list(request.user),
    }
    return render(request, "voices/voices.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def opinions(request: HttpRequest) -> HttpResponseBase:
    """The working list; sent with ticks, one act for all that are ticked."""
    require(rules.can_list(request.user), who=_("市の職員とサポートセンターが見られます。"))
    everything = Opinion.objects.visible_to(request.user)
    form = forms.WorkingFilter(
        request.GET, years=_years(everything), departments=_departments(everything, request.user)
    )
    rows = _narrowed(everything, form)
    rows = _narrowed_to_work(rows, form).with_answers().select_related("group")
    sort = request.GET.get("sort") or "-received"
    if sort not in SORTS:
        raise BadRequest(_("ならびの指定が正しくありません。"))
    rows = rows.order_by(*SORTS[sort])
    file = export(request, rows, _working_columns(request.user), name=_("声"))
    if file is not None:
        return file
    can_route = standing_of(request.user).is_section
    together = forms.TogetherForm(http.sent(request)) if can_route else None
    if request.method == "POST":
        require(can_route, who=_("協働の担当課が行えます。"))
    picked = [int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal() and len(pk) < 19]
    if together is not None and together.is_valid():
        found = list(everything.filter(pk__in=picked))
        if found:
            _do(request, together, found)
            return redirect(request.get_full_path())
        together.add_error(None, _("声をひとつ以上選んでください。"))
    context = {
        "form": form,
        "together": together,
        "picked": picked,
        "page": http.page(request, rows),
        "sort": sort,
        "today": timezone.localdate(),
        "can_record": rules.can_record(request.user),
        "can_answer": standing_of(request.user).has(*DEPARTMENT, *SECTION),
        "open_states": OPINION.open_states,
    }
    status = 422 if together is not None and together.errors else 200
    return render(request, "voices/opinions.html", context, status=status)


def _do(request: HttpRequest, form: forms.TogetherForm, picked: list[Opinion]) -> None:
    by = cast(User, request.user)
    if form.cleaned_data["what"] == form.ROUTE:
        actions.route_all(picked, by=by, department=form.cleaned_data["department"])
        text = _("%(n)s件を%(department)sへ送りました。")
    else:
        actions.show_all(picked, by=by)
        text = _("%(n)s件の声を公開しました。")
    messages.success(request, text % {"n": len(picked), "department": form.cleaned_data["department"]})


@login_required
@require_GET
def answering(request: HttpRequest) -> HttpResponse:
    """The desk of those who answer: what waits for whom, by due date."""
    standing = standing_of(request.user)
    writes = standing.has(*DEPARTMENT, *SECTION)
    require(writes, who=_("担当課と協働の担当課が使います。"))
    mine = [post.actor_id for post in standing.posts if post.code in (*DEPARTMENT, *SECTION)]
    heads = [post.actor_id for post in standing.posts if post.code in (RoleCode.DHEAD, RoleCode.SECH)]
    seen = Opinion.objects.visible_to(request.user).with_answers()
    seen = seen.order_by(models.F("due_on").asc(nulls_last=True), "id")
    published = models.Q(state=State.APPROVED)
    if not standing.is_section:
        published &= models.Q(department_id__in=mine)
    context = {
        "to_draft": seen.filter(state=State.ROUTED, department_id__in=mine)[:100],
        "to_approve": seen.filter(state=State.DRAFTED, department_id__in=mine)[:100],
        "to_publish": seen.filter(published)[:100],
        "is_head": bool(heads),
        "is_section": standing.is_section,
        "today": timezone.localdate(),
    }
    return render(request, "voices/answering.html", context)


@require_GET
def outcome(request: HttpRequest, year: int) -> HttpResponse:
    """What became of the voices of a year: what was said, what the city did."""
    years = _years(Opinion.objects.published())
    if year not in years:
        raise Http404
    whole, kinds = outcomes.figures_of(year)
    rows = Opinion.objects.visible_to(request.user).published().of_fiscal_year(year)
    told = Answer.objects.published().filter(opinion=models.OuterRef("pk"))
    # First what has come about, then what was promised, then the rest.
    seen_through = models.Case(models.When(follow_up_note="", then=1), default=0)
    rows = rows.filter(models.Exists(told)).order_by(seen_through, "-received_on", "-id").with_answers()
    context = {
        "year": year,
        "years": years,
        "whole": whole,
        "kinds": kinds,
        "page": http.page(request, rows, size=20),
    }
    return render(request, "voices/outcome.html", context)


@login_required
@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """Answers past their date, by department."""
    require(rules.can_list(request.user), who=_("市の職員とサポートセンターが見られます。"))
    seen = Opinion.objects.visible_to(request.user)
    today = timezone.localdate()
    found = outcomes.late_answers(seen, today)
    context = {"departments": found, "total": sum(one.number for one in found), "today": today}
    return render(request, "voices/late.html", context)


def _years(rows: Rows) -> range:
    """Fiscal years from which there are opinions, the newest first."""
    ends = rows.aggregate(first=models.Min("received_on"), last=models.Max("received_on"))
    if ends["first"] is None:
        return range(0)
    return range(fiscal_year(ends["last"]), fiscal_year(ends["first"]) - 1, -1)


def _departments(rows: Rows, user: Reader) -> Iterable[Actor]:
    with_some = rows.exclude(department=None).order_by().values("department_id")
    return Actor.objects.visible_to(user).departments().filter(pk__in=with_some)


def _narrowed(rows: Any, form: forms.PublicFilter) -> Any:
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    asked = form.cleaned_data
    if asked["q"]:
        rows = rows.filter(pk__in=search.object_ids(asked["q"], "voices.opinion"))
    if asked["code"]:
        with_code = Coding.objects.filter(opinion=models.OuterRef("pk"), code_id=asked["code"])
        rows = rows.filter(models.Exists(with_code))
    if asked["department"]:
        rows = rows.filter(department_id=asked["department"])
    if asked["year"]:
        rows = rows.of_fiscal_year(asked["year"])
    if asked["gathering"]:
        rows = rows.filter(gathering_id=asked["gathering"])
    return _answered(rows, asked["answered"], asked["kind"])


def _answered(rows: Any, answered: str, kind: str) -> Any:
    """By what everybody may read of the answer."""
    told = Answer.objects.published().filter(opinion=models.OuterRef("pk"))
    if answered in ("yes", "done"):
        rows = rows.filter(models.Exists(told))
    elif answered == "no":
        rows = rows.exclude(models.Exists(told))
    if answered == "done":
        rows = rows.exclude(follow_up_note="")
    return rows.filter(models.Exists(told.filter(kind=kind))) if kind else rows


def _narrowed_to_work(rows: Any, form: forms.WorkingFilter) -> Any:
    asked = form.cleaned_data
    if asked["state"] == "open":
        rows = rows.open()
    elif asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["late"] == "on":
        rows = rows.open().filter(due_on__lt=timezone.localdate())
    elif asked["late"] == "answers":
        rows = rows.late_answers(timezone.localdate())
    return rows


def _public_columns() -> list[Column]:
    return [
        Column(gettext_lazy("意見ID"), lambda one: one.number),
        Column(gettext_lazy("受け付けた日"), lambda one: one.received_on),
        Column(gettext_lazy("集まり"), lambda one: one.public_gathering),
        Column(gettext_lazy("分類"), lambda one: one.primary),
        Column(gettext_lazy("副分類"), lambda one: _codes(one.secondary)),
        Column(gettext_lazy("意見"), lambda one: one.text),
        Column(gettext_lazy("市の考え方"), lambda one: _said(one.published_answer)),
        Column(gettext_lazy("対応区分"), lambda one: _kind(one.published_answer)),
        Column(gettext_lazy("担当課"), lambda one: one.department),
    ]


def _working_columns(user: Reader) -> list[Column]:
    """The product's own format (domain brief §7.6), then where it stands."""

    def answer(one: Opinion) -> Answer | None:
        return one.answer if rules.can_see_working(user, one) else one.published_answer

    def raw(one: Opinion) -> str:
        """As on its page: what was taken out of the words is for those who work on it."""
        return one.raw_text if not one.display_text or rules.can_see_working(user, one) else ""

    return [
        Column(gettext_lazy("意見ID"), lambda one: one.number),
        Column(gettext_lazy("回"), lambda one: one.gathering.round_number if one.gathering else ""),
        Column(
            gettext_lazy("開催日"),
            lambda one: one.gathering.held_on if one.gathering else one.received_on,
        ),
        Column(gettext_lazy("場所"), lambda one: one.gathering.place if one.gathering else ""),
        Column(gettext_lazy("団体（任意）"), lambda one: one.group if rules.can_see_group(user, one) else ""),
        Column(gettext_lazy("分類"), lambda one: one.primary.code if one.primary else ""),
        Column(gettext_lazy("副分類"), lambda one: "、".join(code.code for code in one.secondary)),
        Column(gettext_lazy("意見（原文）"), raw),
        Column(gettext_lazy("意見（整文）"), lambda one: one.display_text),
        Column(gettext_lazy("市の考え方"), lambda one: _said(answer(one))),
        Column(gettext_lazy("対応区分"), lambda one: _kind(answer(one))),
        Column(gettext_lazy("担当課"), lambda one: one.department),
        Column(gettext_lazy("関連計画項目"), lambda _one: ""),
        Column(gettext_lazy("公開"), lambda one: one.get_visibility_display()),
        Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
        Column(gettext_lazy("期限"), lambda one: one.due_on),
        Column(gettext_lazy("理由"), lambda one: found.grounds if (found := answer(one)) else ""),
    ]


def _codes(codes: Iterable[Code]) -> str:
    return "、".join(str(code) for code in codes)


def _said(answer: Answer | None) -> str:
    return answer.text if answer else ""


def _kind(answer: Answer | None) -> str:
    return answer.get_kind_display() if answer else ""
