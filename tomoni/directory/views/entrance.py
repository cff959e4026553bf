"""Pages outside any city: choosing the role to act in, accepting an invitation."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.accounts.models import User
from tomoni.core import http
from tomoni.core.jurisdictions import everywhere, scope
from tomoni.core.people import Outsider
from tomoni.directory.actions import role as actions
from tomoni.directory.forms.role import NewAccountForm
from tomoni.directory.middleware import SESSION_KEY, acting
from tomoni.directory.models import Invitation
from tomoni.directory.standing import posts_of


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles; leads to one's work in that city."""
    chosen = next(
        (post for post in posts_of(request.user) if str(post.role_id) == request.POST.get("role")), None
    )
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.role_id
    return redirect(f"/{chosen.city_slug}/work/")


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who has just signed in: the work of the role they act in, else the front page."""
    post = acting(request)
    return redirect(f"/{post.city_slug}/work/" if post else "/")


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: accept it with the account of its address, or open one."""
    with everywhere():
        rows = Invitation.objects.select_related("actor", "jurisdiction")
        found = rows.filter(token_digest=Invitation.digest_of(token)).first()
    if found is None:
        raise Http404
    if not found.is_open:
        return render(request, "directory/invitation_over.html", {"invitation": found}, status=410)
    with scope(found.jurisdiction):
        return _answer(request, found)


def _answer(request: HttpRequest, found: Invitation) -> HttpResponse:
    user = request.user
    known = User.objects.filter(email=found.email.lower()).first()
    mine = isinstance(user, User) and user == known
    form = None
    if known is None and not isinstance(user, User):
        form = NewAccountForm(http.sent(request), email=found.email, initial={"name": found.name})
    if request.method == "POST":
        if mine and isinstance(user, User):
            actions.accept(found, by=user)
            return _welcome(request, found)
        if form is not None and form.is_valid():
            made = actions.accept_as_new(
                found,
                by=Outsider(form.cleaned_data["name"], "invited"),
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
            get_adapter().login(request, made)
            return _welcome(request, found)
    context = {"invitation": found, "form": form, "mine": mine, "other": isinstance(user, User) and not mine}
    return render(
        request, "directory/invitation.html", context, status=422 if form and form.is_bound else 200
    )


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    messages.success(request, _("ようこそ。「%(role)s」の役割を受け取りました。") % {"role": found})
    return redirect(f"/{found.jurisdiction.slug}/work/")
