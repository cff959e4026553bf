"""Pages for people without an account: a brake, a form that tells machines apart without puzzles, and private links (ADR 0010)."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.core.jurisdictions import current

SHORTEST_SECONDS = 3
OLDEST_SECONDS = 24 * 60 * 60


def too_many(request: HttpRequest, what: str, most: int) -> bool:
    """Whether more than `most` of these were sent from one address within an hour, counted for all processes together."""
    address = get_adapter(request).get_client_ip(request)
    key = f"{current().pk}:{what}:{address}"
    if cache.add(key, 1, 60 * 60):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False


def secret_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Not kept by any cache, not indexed, and its address not told to any other site."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not "no-referrer": browsers would send the forms of these pages with Origin "null", which the CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


class VisitorForm(forms.Form):
    """A hidden field people leave empty and the time it took tell machines apart. A `purpose` keeps the stamps of forms apart."""

    purpose = "tomoni.form"

    website = forms.CharField(required=False, label=gettext_lazy("ここには何も書かないでください"))
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        self.now = now or timezone.now()
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = self.fresh_stamp()

    def fresh_stamp(self) -> str:
        return signing.dumps(self.now.timestamp(), salt=self.purpose)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("この欄は空のままにしてください。"))
        return ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self._came_from_a_person(given.get("stamp") or ""):
            self.data = {**self.data.dict(), "stamp": self.fresh_stamp()}  # type: ignore[attr-defined]
            raise forms.ValidationError(
                _("確認のため、数秒おいてからもう一度「送る」を押してください。入力した内容は残っています。")
            )
        return given

    def _came_from_a_person(self, stamp: str) -> bool:
        try:
            opened: float = signing.loads(stamp, salt=self.purpose)
        except signing.BadSignature:
            return False
        return SHORTEST_SECONDS <= self.now.timestamp() - opened <= OLDEST_SECONDS


def token_of(purpose: str, once: str) -> str:
    """The token that belongs to one sending of a form.

    A form sent twice shows the same link both times, though only the hash of the token is stored.
    """
    digest = salted_hmac(purpose, once, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
