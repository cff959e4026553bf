from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as django_set_language

from tomoni.accounts import actions
from tomoni.accounts.forms import ProfileForm
from tomoni.accounts.models import User
from tomoni.core import http


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponseBase:
    user = cast(User, request.user)
    form = ProfileForm(http.sent(request), instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user, by=user, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("accounts:profile")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's own switch; a signed-in person's choice is kept."""
    language = request.POST.get("language", "")
    known = language in dict(settings.LANGUAGES) and check_for_language(language)
    if known and isinstance(request.user, User) and request.user.language != language:
        actions.choose_language(request.user, by=request.user, language=language)
    return django_set_language(request)
