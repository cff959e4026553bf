"""Opinions in the room: the page for phones, and the staff's page with the code, the cards and what came in."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import http, outbox, qr
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.once import once
from tomoni.core.people import VISITOR
from tomoni.core.visitors import secret_page, too_many
from tomoni.gatherings.models import Gathering
from tomoni.voices import rules
from tomoni.voices.actions import capture as actions
from tomoni.voices.forms.capture import CardForm, RoomForm, SayForm
from tomoni.voices.models import Capture, Opinion

MOST_AN_HOUR = 300
"""From one address: a whole room is behind it."""


@require_http_methods(["GET", "POST"])
@secret_page
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Write, send, write another; who wrote it is not asked."""
    found = Capture.objects.of_token(token)
    if found is None:
        raise Http404
    form = SayForm(http.sent(request))
    if request.method == "POST" and too_many(request, "voices.say", MOST_AN_HOUR):
        return render(request, "errors/429.html", status=429)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        once(str(form.cleaned_data["once"]), None, lambda: actions.say(found, by=VISITOR, text=text))
        messages.success(request, _("受け取りました。ありがとうございます。"))
        return redirect(request.path)
    context = {"capture": found, "form": form, "is_open": found.is_open(timezone.now())}
    return render(request, "voices/say.html", context, status=422 if form.errors else 200)


def _gathering(request: HttpRequest, pk: int) -> Gathering:
    rows = Gathering.objects.visible_to(request.user).select_related("jurisdiction", "organiser")
    found = get_object_or_404(rows, pk=pk)
    require(rules.can_record(request.user), who=_("協働の担当課とサポートセンターが行えます。"))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to show, cards to type in, and what came in so far."""
    gathering = _gathering(request, pk)
    form = CardForm(http.sent(request))
    if request.method == "POST" and form.is_valid():
        actions.type_card(gathering, by=cast(User, request.user), text=form.cleaned_data["text"])
        messages.success(request, _("カードを1枚受け取りました。"))
        return redirect(f"{request.path}#card")
    found = Capture.objects.visible_to(request.user).filter(gathering=gathering).first()
    rows = Opinion.objects.visible_to(request.user).filter(gathering=gathering)
    came = rows.filter(source__in=[Opinion.Source.ROOM, Opinion.Source.CARD]).order_by("-id")
    context: dict[str, Any] = {
        "gathering": gathering,
        "capture": found,
        "is_open": found is not None and found.is_open(timezone.now()),
        "form": form,
        "room_form": RoomForm(gathering=gathering, initial={"question": found.question if found else ""}),
        "came": came.select_related("jurisdiction")[:30],
        "count": came.count(),
    }
    if found is not None:
        address = outbox.link(reverse("voices:say", kwargs={"city": current().slug, "token": found.token}))
        context |= {"address": address, "code": qr.draw(address)}
    return render(request, "voices/room.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def open_room(request: HttpRequest, pk: int) -> HttpResponse:
    gathering = _gathering(request, pk)
    form = RoomForm(request.POST, gathering=gathering)
    if not form.is_valid():
        raise ValidationError(_("受け付けを終える日時を、正しく入力してください。"))
    return redirect(actions.open_room(gathering, by=cast(User, request.user), **form.cleaned_data))


@login_required
@require_POST
def close_room(request: HttpRequest, pk: int) -> HttpResponse:
    gathering = _gathering(request, pk)
    rows = Capture.objects.visible_to(request.user).select_related("gathering", "jurisdiction")
    found = get_object_or_404(rows, gathering=gathering)
    actions.close_room(found, by=cast(User, request.user))
    return redirect(found)
