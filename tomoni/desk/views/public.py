"""Consulting from the web without an account, and the private page that belongs to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import outbox, qr
from tomoni.core.jurisdictions import current
from tomoni.core.once import once
from tomoni.core.visitors import secret_page, too_many
from tomoni.desk import forms
from tomoni.desk.actions import entry
from tomoni.desk.models import AccessLink, LinkHolder, token_for
from tomoni.desk.views import asker
from tomoni.desk.views.asker import Seat, sent

MOST_AN_HOUR = 20
"""From one address; a library or a school shares one."""


@require_http_methods(["GET", "POST"])
@secret_page
def consult(request: HttpRequest) -> HttpResponse:
    """The form for everybody; a signed-in person consults in the name of a group or their own."""
    if isinstance(request.user, User):
        return _consult_as_member(request, request.user)
    form = forms.ConsultForm(*sent(request))
    if request.method == "POST" and too_many(request, "desk.consult", MOST_AN_HOUR):
        return render(request, "errors/429.html", status=429)
    if request.method == "POST" and form.is_valid():
        key = str(form.cleaned_data["once"])
        try:
            once(key, None, lambda: entry.receive(by=request.user, once=key, **form.told()))
        except ValidationError as error:
            form.add_error("attachments", error)
        else:
            # Derived from the form's own key, so a form sent twice leads both times to the same page.
            return redirect(address_of(token_for(key), "receipt"))
    return _form_page(request, form)


def _consult_as_member(request: HttpRequest, user: User) -> HttpResponse:
    form = forms.MemberConsultForm(*sent(request), user=user)
    if request.method == "POST" and form.is_valid():
        key = str(form.cleaned_data["once"])
        try:
            address = once(key, user.pk, lambda: _Asked(entry.receive(by=user, **form.told())))
        except ValidationError as error:
            form.add_error("attachments", error)
        else:
            return redirect(address)
    return _form_page(request, form)


class _Asked:
    """Leads to the asker's page instead of the desk's."""

    def __init__(self, consultation: Any) -> None:
        self.consultation = consultation

    def get_absolute_url(self) -> str:
        return str(self.consultation.asker_address())


def _form_page(request: HttpRequest, form: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/consult.html", {"form": form, "local": current().local}, status=status)


def address_of(token: str, page: str = "") -> str:
    home = reverse("desk:private", kwargs={"city": current().slug, "token": token})
    return f"{home}{page}/" if page else home


@require_GET
@secret_page
def private(request: HttpRequest, token: str) -> HttpResponse:
    return asker.page(request, _seat(token))


@require_http_methods(["GET", "POST"])
@secret_page
def act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    return asker.do(request, _seat(token), act)


@require_GET
@secret_page
def attachment(request: HttpRequest, token: str, attachment: int) -> HttpResponse:
    return asker.hand_out(_seat(token).consultation, attachment)


@require_GET
@secret_page
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Number, link and code, to print or write down."""
    seat = _seat(token)
    context = {"consultation": seat.consultation, "seat": seat, **slip_of(token)}
    return render(request, "desk/receipt.html", context)


def slip_of(token: str) -> dict[str, Any]:
    address = outbox.link(address_of(token))
    return {"address": address, "code": qr.draw(address)}


def _seat(token: str) -> Seat:
    """Whoever holds a link that still works; any other token is an unknown address."""
    link = AccessLink.objects.of_token(token, timezone.now())
    if link is None:
        raise Http404
    consultation = link.consultation
    return Seat(consultation, LinkHolder(consultation.pk), address_of(token))
