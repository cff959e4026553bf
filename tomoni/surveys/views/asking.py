"""Whom a survey asks: the list, who has not answered, the reminder, links and papers."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import http, outbox
from tomoni.core.errors import require
from tomoni.core.tables import Column, export
from tomoni.directory.models import Actor
from tomoni.surveys.actions import answer as answering
from tomoni.surveys.actions import asking as actions
from tomoni.surveys.forms.survey import RecipientsForm
from tomoni.surveys.models import Recipient, Side, Survey
from tomoni.surveys.results import turnout
from tomoni.surveys.rules import survey as rules
from tomoni.surveys.views.survey import find

ONLY = {"waiting": "no", "answered": "yes"}
COLUMNS = (
    Column(gettext_lazy("側"), lambda one: one.get_side_display()),
    Column(gettext_lazy("種類"), lambda one: one.actor.get_kind_display()),
    Column(gettext_lazy("名称"), lambda one: one.actor.name),
    Column(gettext_lazy("回答"), lambda one: _("済み") if one.has_answered else _("まだ")),
    Column(gettext_lazy("受け取り方"), lambda one: one.get_channel_display()),
)


@login_required
@require_http_methods(["GET", "POST"])
def recipients(request: HttpRequest, pk: int) -> HttpResponseBase:
    found, user = find(request, pk), cast(User, request.user)
    require(rules.sees_recipients(user), who=_("協働の担当課とサポートセンターが見られます。"))
    may_choose = rules.can_choose_recipients(user, found)
    form = RecipientsForm(http.sent(request), actors=Actor.objects.visible_to(user).active())
    if request.method == "POST":
        require(may_choose, who=_("協働の担当課が、締切の前に行えます。"))
        if form.is_valid():
            count = actions.ask(found, form.chosen(), by=user)
            text = ngettext("%(n)s者を加えました。", "%(n)s者を加えました。", count) % {"n": count}
            messages.success(request, text)
            return redirect(request.path)
    only = http.choice(request, "only", ONLY)
    side = http.choice(request, "side", {one: one for one in Side.values})
    rows = Recipient.objects.visible_to(user).filter(survey=found).select_related("actor")
    rows = rows.filter(has_answered=only == "yes") if only else rows
    rows = rows.filter(side=side) if side else rows
    file = export(request, rows, COLUMNS, name=_("聞く相手"))
    if file is not None:
        return file
    context = {
        "survey": found,
        "page": http.page(request, rows, size=50),
        "form": form if may_choose else None,
        "turnout": turnout(found),
        "only": request.GET.get("only", ""),
        "side": side,
        "sides": Side.choices,
        "may_choose": may_choose,
        "may_enter": {one for one in Side.values if rules.can_enter(user, found, one)},
        "may_remind": rules.can_remind(user, found) and found.reminded_at is None,
    }
    return render(request, "surveys/recipients.html", context, status=422 if form.is_bound else 200)


def one_of(request: HttpRequest, pk: int, recipient: int) -> Recipient:
    """A recipient as staff see it."""
    rows = Recipient.objects.visible_to(request.user).select_related(
        "survey__jurisdiction", "actor", "jurisdiction"
    )
    found = get_object_or_404(rows, pk=recipient, survey=pk)
    require(rules.sees_recipients(request.user), who=_("協働の担当課とサポートセンターが行えます。"))
    return found


def _list(found: Recipient) -> str:
    return reverse("surveys:recipients", kwargs={"city": found.jurisdiction.slug, "pk": found.survey_id})


@login_required
@require_POST
def unask(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    found = one_of(request, pk, recipient)
    actions.unask(found, by=cast(User, request.user))
    messages.success(request, _("%(name)sを聞く相手から外しました。") % {"name": found.actor.name})
    return redirect(_list(found))


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    found: Survey = find(request, pk)
    count = actions.remind(found, by=cast(User, request.user))
    messages.success(request, _("まだ回答していない%(n)s者にお願いを送りました。") % {"n": count})
    return redirect("surveys:recipients", city=found.jurisdiction.slug, pk=found.pk)


@login_required
@require_POST
def link(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    """A private link, shown this once, to hand over or read out."""
    found = one_of(request, pk, recipient)
    require(rules.can_issue_link(request.user, found), who=_("協働の担当課とサポートセンターが行えます。"))
    key = request.POST.get("once", "")
    if not key:
        raise BadRequest(_("このページを開き直してから、もう一度送ってください。"))
    token = actions.issue_link(found, by=cast(User, request.user), once=key)
    address = reverse("surveys:private", kwargs={"city": found.jurisdiction.slug, "token": token})
    context: dict[str, Any] = {
        "recipient": found,
        "survey": found.survey,
        "address": outbox.link(address),
        "back": _list(found),
    }
    response = render(request, "surveys/link.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def received(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    """An anonymous paper came: only that it came."""
    found = one_of(request, pk, recipient)
    answering.receive_paper(found, by=cast(User, request.user))
    messages.success(request, _("紙の回答が届いた印をつけました。内容は名前を見ずに入力します。"))
    return redirect(_list(found))
