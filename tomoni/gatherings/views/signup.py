"""Signing up without an account, the private page that belongs to it, and the door."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, outbox, qr
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.once import once
from tomoni.core.people import VISITOR
from tomoni.core.tables import Column, export
from tomoni.core.visitors import secret_page, token_of, too_many
from tomoni.gatherings import forms, letters
from tomoni.gatherings.actions import reception as door
from tomoni.gatherings.actions import signup as actions
from tomoni.gatherings.models import Gathering, Member, SignUp
from tomoni.gatherings.models.signup import SALT
from tomoni.gatherings.rules import signup as rules
from tomoni.gatherings.states import SignUpState

MOST_AN_HOUR = 60
"""From one address; a library or a school shares one."""
COLUMNS = (
    Column(gettext_lazy("番号"), lambda one: one.asked_order),
    Column(gettext_lazy("参加か傍聴か"), lambda one: one.get_role_display()),
    Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
    Column(gettext_lazy("席"), lambda one: one.seat),
    Column(gettext_lazy("名前"), lambda one: one.name),
    Column(gettext_lazy("団体や所属"), lambda one: one.belongs),
    Column(gettext_lazy("メール"), lambda one: one.mail),
    Column(gettext_lazy("電話"), lambda one: one.phone),
    Column(gettext_lazy("手伝いがいること"), lambda one: one.needs),
    Column(gettext_lazy("受付"), lambda one: one.came_at),
)


@require_http_methods(["GET", "POST"])
@secret_page
def sign_up(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """The form for everybody, as long as seats are asked for."""
    rows = Gathering.objects.visible_to(request.user).select_related("jurisdiction", "council")
    found = get_object_or_404(rows, pk=pk)
    if role not in SignUp.Role.values or not actions.takes(found, role):
        raise Http404
    form = forms.SignUpForm(http.sent(request))
    if request.method == "POST" and too_many(request, "gatherings.signup", MOST_AN_HOUR):
        return render(request, "errors/429.html", status=429)
    if request.method == "POST" and form.is_valid():
        key = str(form.cleaned_data["once"])
        address = address_of(token_of(SALT, key))
        by = request.user if isinstance(request.user, User) else VISITOR

        def ask() -> SignUp:
            made = actions.sign_up(found, by=by, role=role, once=key, **form.told())
            letters.write(
                made, _("申込みを受け付けました"), _("申込みを受け付けました。"), "asked", link=address
            )
            return made

        once(key, None, ask)
        return redirect(address)
    context = {
        "gathering": found,
        "form": form,
        "role": SignUp.Role(role),
        "is_open": actions.is_open(found, role, timezone.now()),
        "closes_at": actions.closes_at(found),
        "limit": actions.limit(found, role),
    }
    return render(request, "gatherings/sign_up.html", context, status=422 if form.errors else 200)


def address_of(token: str) -> str:
    return reverse("gatherings:signed_up", kwargs={"city": current().slug, "token": token})


def _of_token(token: str) -> SignUp:
    signup = SignUp.objects.of_token(token)
    if signup is None:
        raise Http404
    return signup


@require_GET
@secret_page
def signed_up(request: HttpRequest, token: str) -> HttpResponse:
    """What became of it, with the code shown at the door."""
    signup = _of_token(token)
    scan = reverse("gatherings:scan", kwargs={"city": current().slug, "token": token})
    context = {
        "signup": signup,
        "gathering": signup.gathering,
        "token": token,
        "address": outbox.link(address_of(token)),
        "code": qr.draw(outbox.link(scan)),
        "may_cancel": signup.state != SignUpState.CANCELLED and timezone.now() < signup.gathering.ends_at,
    }
    return render(request, "gatherings/signed_up.html", context)


@require_POST
@secret_page
def give_back(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link gives the seat back."""
    signup = _of_token(token)
    actions.cancel(signup, by=VISITOR)
    messages.success(request, _("申込みを取り消しました。"))
    return redirect(address_of(token))


@login_required
@require_http_methods(["GET", "POST"])
@secret_page
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """The code at the door: a page for those who run the gathering."""
    signup = _of_token(token)
    if not SignUp.objects.visible_to(request.user).filter(pk=signup.pk).exists():
        raise Http404
    if request.method == "POST":
        actions.receive(signup, by=cast(User, request.user), came=True)
        return redirect(request.path)
    audit.record_reading(signup, by=cast(User, request.user))
    return render(request, "gatherings/scan.html", {"signup": signup, "gathering": signup.gathering})


def _run(request: HttpRequest, pk: int) -> Gathering:
    rows = Gathering.objects.visible_to(request.user).select_related("jurisdiction", "council", "organiser")
    found = get_object_or_404(rows, pk=pk)
    require(
        rules.can_receive(request.user, found), who=_("協働の担当課と、主催するサポートセンターが行えます。")
    )
    return found


@login_required
@require_GET
@secret_page
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is expected, who came: members of the council, participants, observers. Each look is in the reading log."""
    found = _run(request, pk)
    signups = SignUp.objects.visible_to(request.user).filter(gathering=found).select_related("jurisdiction")
    audit.record_reading(found, by=cast(User, request.user))
    file = export(request, signups, COLUMNS, name=_("申込み"))
    if file is not None:
        return cast(HttpResponse, file)
    members = _members(found)
    here = set(found.presences.values_list("member_id", flat=True))
    rows = list(signups)
    context = {
        "gathering": found,
        "members": [(one, one.pk in here) for one in members],
        "signups": rows,
        "came": sum(1 for one in rows if one.came_at) + len(here),
        "may_draw": found.choosing == Gathering.Choosing.LOTTERY
        and found.drawn_at is None
        and timezone.now() >= actions.closes_at(found),
        "is_lottery": found.choosing == Gathering.Choosing.LOTTERY,
        "closes_at": actions.closes_at(found),
    }
    return render(request, "gatherings/reception.html", context)


def _members(found: Gathering) -> "list[Member]":
    if found.council is None or found.term is None:
        return []
    rows = Member.objects.on(found.held_on).filter(term__council=found.council, term__number=found.term)
    return list(rows)


@login_required
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """One tick at the door."""
    found = _run(request, pk)
    by = cast(User, request.user)
    came = request.POST.get("came") == "1"
    what, _dash, number = request.POST.get("who", "").partition("-")
    if not number.isdecimal() or len(number) > 18:
        raise BadRequest(_("だれの受付かを読み取れませんでした。"))
    if what == "member":
        member = next((one for one in _members(found) if one.pk == int(number)), None)
        if member is None:
            raise Http404
        door.mark(found, member, by=by, came=came)
    else:
        rows = SignUp.objects.visible_to(request.user).filter(gathering=found).select_related("gathering")
        signup = get_object_or_404(rows, pk=int(number))
        if what == "cancel":
            actions.cancel(signup, by=by)
        else:
            actions.receive(signup, by=by, came=came)
    return redirect(f"{_home(found)}#{what}-{number}")


def _home(found: Gathering) -> str:
    return reverse("gatherings:reception", kwargs={"city": found.jurisdiction.slug, "pk": found.pk})


@login_required
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the ticks into the attendance."""
    found = _run(request, pk)
    door.count(found, by=cast(User, request.user))
    messages.success(request, _("受付の数を、出席に書きました。"))
    return redirect(found)


@login_required
@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _run(request, pk)
    seated = actions.draw(found, by=cast(User, request.user))
    messages.success(request, _("抽選をしました。%(n)s人に席があります。") % {"n": seated})
    return redirect(_home(found))
