"""What the roles of a signed-in person ask of their session, and the role in which the person acts."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tomoni.accounts import sessions
from tomoni.accounts.models import User
from tomoni.directory.roles import NEEDS_SECOND_FACTOR
from tomoni.directory.standing import Post, posts_of

SESSION_KEY = "role"
ALWAYS_OPEN = ("/accounts/", "/i18n/")
"""Where a person sets up what is missing; everything else waits for it."""

Answer = Callable[[HttpRequest], HttpResponse]


class SessionLimitMiddleware:
    """Ends sessions: after twelve hours all, after half an hour without use those of people who hold an office."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            now = timezone.now()
            if sessions.is_over(request.session, now=now, idle=holds_office(user)):
                logout(request)
                messages.info(
                    request,
                    _("しばらく操作がなかったため、ログアウトしました。もう一度ログインしてください。"),
                )
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            sessions.stamp(request.session, now=now)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Leads holders of an office outside demo cities to their second factor; without it nothing else opens."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not needs_second_factor(user):
            return self.get_response(request)
        request.second_factor_needed = True  # type: ignore[attr-defined]
        if request.path_info.startswith(ALWAYS_OPEN):
            return self.get_response(request)
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        kinds.discard(Authenticator.Type.RECOVERY_CODES)
        if not kinds:
            return redirect("mfa_index")
        if not any(one.get("method") == "mfa" for one in get_authentication_records(request, user)):
            totp = Authenticator.Type.TOTP in kinds
            page = reverse("mfa_reauthenticate" if totp else "mfa_reauthenticate_webauthn")
            return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


class StandingMiddleware:
    """Sets the role in which a signed-in person acts, as the audit log will name it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            post = acting(request)
            request.user.acting_role = f"{post.label}（{post.code}）" if post else ""
        return self.get_response(request)


def holds_office(user: User) -> bool:
    return any(post.code in NEEDS_SECOND_FACTOR for post in posts_of(user))


def needs_second_factor(user: User) -> bool:
    return any(post.code in NEEDS_SECOND_FACTOR and not post.is_demo for post in posts_of(user))


def acting(request: HttpRequest) -> Post | None:
    """The chosen role, if it is held and of this jurisdiction; else the first held here; else the first held anywhere."""
    posts = posts_of(request.user)
    here = getattr(request, "jurisdiction", None)
    near = [post for post in posts if here is None or post.jurisdiction_id == here.pk]
    chosen = request.session.get(SESSION_KEY)
    return next((post for post in near if post.role_id == chosen), near[0] if near else None)


def header_context(request: HttpRequest) -> dict[str, Any]:
    """The roles a person may switch between, for the header."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    now = acting(request)
    posts = posts_of(user)
    cities = {post.jurisdiction_id for post in posts}
    roles = [
        {
            "pk": post.role_id,
            "label": f"{post.city_name} {post.label}" if len(cities) > 1 else post.label,
            "current": now is not None and post.role_id == now.role_id,
        }
        for post in posts
    ]
    return {
        "roles": roles,
        "second_factor_needed": getattr(request, "second_factor_needed", False),
    }
