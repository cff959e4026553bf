"""Group registration: applying, the section's check, the group's own profile."""

from dataclasses import dataclass
from typing import cast

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tomoni.accounts.models import User
from tomoni.core import audit, http, ownership, workflow
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.once import once
from tomoni.core.people import VISITOR
from tomoni.core.tables import Column, export
from tomoni.directory.actions import registration as actions
from tomoni.directory.forms.registration import RegistrationFilter, RegistrationForm
from tomoni.directory.models import GroupRegistration
from tomoni.directory.models.registration import label_of
from tomoni.directory.namesakes import namesakes
from tomoni.directory.rules import registration as rules
from tomoni.directory.standing import standing_of

SALT = "directory.registration.receipt"
RECEIPT_LASTS = 7 * 24 * 60 * 60
COLUMNS = (
    Column(gettext_lazy("団体名"), lambda one: one.actor.name),
    Column(gettext_lazy("フリガナ"), lambda one: one.actor.reading),
    Column(gettext_lazy("種別"), lambda one: one.get_legal_form_display()),
    Column(gettext_lazy("状態"), lambda one: one.get_state_display()),
    Column(gettext_lazy("申請の日"), lambda one: one.applied_on),
    Column(gettext_lazy("登録の期限"), lambda one: one.valid_until),
    Column(gettext_lazy("公開"), lambda one: one.actor.is_published),
)


@dataclass(frozen=True)
class Receipt:
    """Where an applicant is led: a page that shows the number and nothing else."""

    registration: GroupRegistration

    def get_absolute_url(self) -> str:
        token = signing.dumps(self.registration.pk, salt=SALT)
        return reverse("directory:received", kwargs={"city": current().slug, "token": token})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open to everybody; a centre worker enters it for somebody with a paper."""
    user = request.user
    form = RegistrationForm(http.sent(request), needed=True)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="registration"):
            return cast(HttpResponse, ratelimit.respond_429(request))
        by = user if isinstance(user, User) else VISITOR

        def make() -> Receipt:
            return Receipt(actions.apply(form.profile(), by=by))

        try:
            return redirect(once(request.POST.get("once", ""), by.pk, make))
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(
        request, "directory/registration_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@require_GET
def received(request: HttpRequest, token: str) -> HttpResponse:
    try:
        pk = signing.loads(token, salt=SALT, max_age=RECEIPT_LASTS)
    except signing.BadSignature:
        raise Http404 from None
    found = get_object_or_404(GroupRegistration.objects.select_related("actor"), pk=pk)
    return render(
        request, "directory/registration_received.html", {"registration": found, "local": current().local}
    )


@login_required
@require_GET
def registrations(request: HttpRequest) -> HttpResponseBase:
    """The register, for the section and the centre; a group is led to its own."""
    if not rules.can_see_list(request.user):
        own = GroupRegistration.objects.visible_to(request.user).select_related("jurisdiction")
        first = own.first()
        if first is not None and own.count() == 1:
            return redirect(first)
        require(bool(standing_of(request.user).posts))
    form = RegistrationFilter(request.GET)
    if not form.is_valid():
        raise BadRequest(_("しぼりこみの条件が正しくありません。"))
    rows = GroupRegistration.objects.visible_to(request.user).select_related("actor", "jurisdiction")
    rows = form.apply(rows).order_by("actor__reading", "actor__name", "id")
    file = export(request, rows, COLUMNS, name=_("団体登録"))
    if file is not None:
        return file
    page = http.page(request, rows.prefetch_related("actor__fields", "actor__areas"))
    for one in page:
        one.completeness = rules.completeness(one.profile_values())
    context = {"form": form, "page": page, "count": page.paginator.count}
    return render(request, "directory/registrations.html", context)


@login_required
@require_GET
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    foreign = not standing_of(request.user).has_on([found.actor_id])
    if foreign:
        audit.record_reading(found, by=cast(User, request.user))
    full = rules.completeness(found.profile_values())
    sorts = rules.can_see_list(request.user)
    context = {
        "registration": found,
        "namesakes": namesakes(found.actor.name, without=found.actor_id) if sorts else [],
        "actor": found.actor,
        "steps": workflow.steps(found),
        "offers": workflow.offers(found, request.user, rules),
        "case": ownership.case_of(found),
        "completeness": full,
        "missing": [label_of(name) for name in full.missing],
        "could_add": [label_of(name) for name in full.could_add],
        "profile": [
            (
                label_of(name),
                found.value_of(name),
                name in found.published_fields,
                name in rules.SWITCHES,
            )
            for name in rules.shown_fields(request.user, found)
        ],
        "can_edit": rules.can_edit(request.user, found) and not found.is_over,
        "history": audit.history(found)[:50] if rules.can_see_history(request.user, found) else [],
    }
    return render(request, "directory/registration.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    require(rules.can_edit(request.user, found))
    actions.require_not_over(found)
    version = request.POST.get("version", str(found.version))
    if not version.isdecimal():
        raise BadRequest(_("ページを開き直してから、もう一度お試しください。"))
    form = RegistrationForm(http.sent(request), instance=_found(request, pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, form.profile(), by=cast(User, request.user), version=int(version))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("保存しました。"))
            return redirect(found)
    context = {"form": form, "registration": found, "version": version}
    return render(request, "directory/registration_edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    return http.perform(request, _found(request, pk), move, rules=rules, actions=actions, forms={})


def _found(request: HttpRequest, pk: int) -> GroupRegistration:
    rows = GroupRegistration.objects.visible_to(request.user).select_related("actor", "jurisdiction")
    return get_object_or_404(rows, pk=pk)
