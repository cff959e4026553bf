"""Actors as everybody sees them, and the section's hand on them."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import audit, http, lineage, things
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.once import once
from tomoni.core.tables import Column, export
from tomoni.directory.actions import actor as actions
from tomoni.directory.forms.actor import ActorFilter, ActorForm, NewActorForm, WithdrawForm
from tomoni.directory.models import Actor, GroupRegistration, Role
from tomoni.directory.models.registration import PERSONAL, label_of
from tomoni.directory.roles import RoleCode
from tomoni.directory.rules import actor as rules
from tomoni.directory.rules import registration as registration_rules
from tomoni.directory.standing import standing_of


def _opened(name: str, actor: Actor) -> object:
    """A profile field if it is open to everybody."""
    registration = getattr(actor, "registration", None)
    return getattr(registration, name) if registration and name in registration.published_fields else ""


LINKS = ("website", "social")

COLUMNS = (
    Column(gettext_lazy("名称"), lambda one: one.name),
    Column(gettext_lazy("フリガナ"), lambda one: one.reading),
    Column(gettext_lazy("種類"), lambda one: one.get_kind_display()),
    Column(gettext_lazy("分野"), lambda one: "、".join(field.short for field in one.fields.all())),
    Column(gettext_lazy("地区"), lambda one: "、".join(area.name for area in one.areas.all())),
    Column(gettext_lazy("主な活動"), lambda one: one.summary),
    Column(gettext_lazy("公開用の連絡先"), lambda one: _opened("public_contact", one)),
    Column(gettext_lazy("ウェブサイト"), lambda one: _opened("website", one)),
)


@require_GET
def actors(request: HttpRequest) -> HttpResponseBase:
    form = ActorFilter(request.GET)
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = Actor.objects.visible_to(request.user).active().select_related("jurisdiction")
    rows = form.apply(rows).prefetch_related("fields", "areas")
    file = export(request, rows.select_related("registration"), COLUMNS, name=_("主体"))
    if file is not None:
        return file
    page = http.page(request, rows)
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "can_keep": rules.can_keep_actors(request.user),
        "can_import": rules.can_import(request.user),
        "can_see_registrations": registration_rules.can_see_list(request.user),
    }
    return render(request, "directory/actors.html", context)


@require_GET
def actor(request: HttpRequest, pk: int) -> HttpResponse:
    found = _rows(request).filter(pk=pk).first()
    if found is None:
        gone = get_object_or_404(Actor.objects.withdrawn(), pk=pk)
        return render(request, "directory/withdrawn.html", {"withdrawn_on": gone.withdrawn_on}, status=410)
    registration = GroupRegistration.objects.filter(actor=found).first()
    shown = registration_rules.shown_fields(request.user, registration) if registration else ()
    if registration and any(name in PERSONAL for name in shown) and _is_foreign(request, found):
        audit.record_reading(registration, by=cast(User, request.user))
    standing = standing_of(request.user)
    staff = standing.is_staff
    officers = Role.objects.today().filter(actor=found, code=RoleCode.LIA).select_related("person")
    context = {
        "actor": found,
        "department": getattr(found, "department", None),
        "registration": registration,
        "profile": [
            (label_of(name), value, name in LINKS)
            for name in shown
            if registration and (value := registration.value_of(name)) not in ("", None, False)
        ],
        "closed": set(shown) & set(PERSONAL),
        "officers": officers if found.kind == Actor.Kind.DEPARTMENT else [],
        "shows_names": staff,
        "can_edit_department": rules.can_edit_department(request.user, found),
        "can_publish": rules.can_publish(request.user, found),
        "can_keep": rules.can_keep_actors(request.user) and registration is None,
        "sees_registration": registration is not None
        and registration_rules.can_see_all(request.user, registration),
        "trail": lineage.trail(things.get(found), standing.tokens),
        "history": audit.history(found)[:50] if rules.can_see_history(request.user, found) else [],
    }
    return render(request, "directory/actor.html", context)


def _rows(request: HttpRequest) -> "QuerySet[Actor]":
    rows = Actor.objects.visible_to(request.user).select_related("jurisdiction", "parent", "department")
    return rows.prefetch_related("fields", "areas")


def _is_foreign(request: HttpRequest, found: Actor) -> bool:
    """A reader of contact data who is not of the group and whom the group did not show them to: the reading is logged."""
    standing = standing_of(request.user)
    return (standing.is_section or standing.is_centre) and not standing.has_on([found.pk])


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_rows(request), pk=pk)
    actions.publish(found, by=cast(User, request.user))
    messages.success(request, _("公開しました。"))
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_rows(request), pk=pk)
    require(rules.can_publish(request.user, found), who=actions.SECTION_LABELS)
    form = WithdrawForm(http.sent(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw(found, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("公開を終えました。"))
        return redirect(found)
    return render(
        request,
        "directory/withdraw.html",
        {"form": form, "actor": found},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(rules.can_keep_actors(request.user))
    blank = Actor(jurisdiction=current(), kind=Actor.Kind.DEPARTMENT)
    form = NewActorForm(http.sent(request), instance=blank)
    if request.method == "POST" and form.is_valid():
        user = cast(User, request.user)

        def make() -> Actor:
            form.ask_about_names()
            form.instance.parent = form.cleaned_data["parent"]
            return actions.create(form.instance, by=user)

        try:
            return redirect(once(request.POST.get("once", ""), user.pk, make))
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(
        request,
        "directory/actor_form.html",
        {"form": form, "actor": None},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_rows(request), pk=pk)
    require(rules.can_keep_actors(request.user))
    version = found.version
    form = ActorForm(http.sent(request), instance=found)
    if request.method == "POST" and form.is_valid():
        kept = get_object_or_404(_rows(request), pk=pk)
        try:
            actions.change(kept, by=cast(User, request.user), version=_version(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("保存しました。"))
            return redirect(kept)
    context = {"form": form, "actor": found, "version": request.POST.get("version", version)}
    return render(request, "directory/actor_form.html", context, status=422 if form.is_bound else 200)


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    if not given.isdecimal():
        raise BadRequest(_("ページを開き直してから、もう一度お試しください。"))
    return int(given)
