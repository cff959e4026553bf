"""How allauth is told what is different here."""

import unicodedata
from io import BytesIO
from typing import Any
from uuid import uuid4

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tomoni.accounts import sessions
from tomoni.accounts.models import User
from tomoni.core import audit, outbox, secrets

NEW_FACTOR = ("mfa/email/totp_activated", "mfa/email/webauthn_added")


def folded(login: str) -> str:
    """One spelling for all variants of an address: width, case and diacritics do not make another one."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", login)).casefold()
    kept = (sign for sign in plain if not unicodedata.combining(sign))
    # Letters that look like ASCII ones without being decomposed to them (ı, ł, ø) count as one and the same.
    return "".join(sign if sign.isascii() else "?" for sign in kept).strip()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin with an invitation or a group's registration, not on the open page."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        sessions.begin(request.session)
        audit.record("sign_in", user, by=user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The page speaks the language the person chose last time, on whatever machine."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def format_email_subject(self, subject: str) -> str:
        return f"【{settings.SITE_NAME}】{subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Mailed links name our own address, whatever host the request asked for."""
        uid, _sign, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return outbox.link(path.replace("UID-KEY", f"{uid}-{token}"))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return outbox.link(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox: the request never waits for a mail server."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        outbox.mail(to=email, subject=message.subject, body=str(message.body), key=f"account:{uuid4()}")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if template_prefix in NEW_FACTOR:
            # Who has just set up a factor in this session has proved it; other sessions still have to.
            record_authentication(self.request, user, "mfa", type="new")
        super().send_notification_mail(template_prefix, user, context, email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter per account however its name is written and whichever host name is asked."""
        return folded(credentials.get("email") or credentials.get("username") or "")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        # Counted apart from `login_failed`, which second factors share: a full counter for an address of a city hall must
        # not keep its other people from their second factor or passkey.
        by_address = ratelimit.consume(request, app="allauth.account", action="password_address")
        if not by_address:
            raise self.validation_error("too_many_login_attempts")
        try:
            super().pre_authenticate(request, **credentials)
        finally:
            self._by_address = by_address

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        self._by_address.rollback()


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """The city's single sign-on opens accounts that an invitation made; it makes none."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie encrypted, as every confidential field."""

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return _("パスキー%(number)d") % {"number": Authenticator.objects.filter(user=user).count() + 1}

    def build_totp_svg(self, url: str) -> str:
        stored = BytesIO()
        segno.make(url).save(stored, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
        return stored.getvalue().decode()
