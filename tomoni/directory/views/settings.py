from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomoni.accounts.models import User
from tomoni.core import audit, http
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.directory.actions import settings as actions
from tomoni.directory.forms.settings import SettingsForm
from tomoni.directory.rules import actor as rules


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Days, closures and whom to ask: what this city decides for itself."""
    require(rules.can_change_settings(request.user), who="・".join(str(code.label) for code in rules.KEEPERS))
    here = current()
    version = request.POST.get("version", str(here.settings_version))
    if not version.isdecimal():
        raise BadRequest(_("ページを開き直してから、もう一度お試しください。"))
    form = SettingsForm(http.sent(request), now=here.local)
    if request.method == "POST" and form.is_valid():
        actions.change_settings(by=cast(User, request.user), version=int(version), **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("directory:settings", city=here.slug)
    context = {"form": form, "version": version, "history": audit.history(here)[:50]}
    return render(request, "directory/settings.html", context, status=422 if form.is_bound else 200)
