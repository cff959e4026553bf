"""A browser with nothing but a session: requests through the real middleware, without what the test client records."""

import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from allauth.account.internal.flows import login
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.base import BaseHandler
from django.http.response import HttpResponseBase
from django.test import RequestFactory, override_settings

from tomoni.accounts import sessions
from tomoni.accounts.actions import prove_address
from tomoni.accounts.models import User


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


class Browser:
    """Signed in as one person, or not at all. Keeps no cookies: each request starts where the first one did."""

    def __init__(self, person: User | None) -> None:
        self.factory = RequestFactory()
        self.session = _session_of(person) if person else ""

    def get(self, address: str) -> HttpResponseBase:
        return self.send("GET", address)

    def post(self, address: str, data: Mapping[str, Any] | None = None) -> HttpResponseBase:
        return self.send("POST", address, data)

    def send(
        self,
        method: str,
        address: str,
        data: Mapping[str, Any] | None = None,
        *,
        checks_token: bool = False,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponseBase:
        if method == "POST":
            request = self.factory.post(address, dict(data or {}), headers=headers)
        else:
            request = self.factory.generic(method, address, headers=headers)
        request.COOKIES.update(cookies or {})
        if self.session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = self.session
        request._dont_enforce_csrf_checks = not checks_token  # type: ignore[attr-defined]
        with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True):
            response = _handler().get_response(request)
        render = getattr(response, "render", None)
        return render() if render else response


def _session_of(person: User) -> str:
    prove_address(person)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    sessions.begin(session)
    # Signed in with a password, and not long ago: some doors ask again after a quarter of an hour.
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() + 3600}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.create()
    return str(session.session_key)
