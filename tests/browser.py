"""A browser in which somebody has signed in, with the second factor that holders of an office need."""

import re
import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from tomoni.accounts.models import User


def browser(person: User | AnonymousUser | None = None) -> Client:
    client = Client()
    if not isinstance(person, User):
        return client
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client.force_login(person)
    session = client.session
    now = time.time()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": now},
        {"method": "mfa", "type": "totp", "at": now},
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
    session.save()
    return client


def text_of(response: object) -> str:
    """The page as one reads it: without the marks where headings may break."""
    return response.content.decode().replace("<wbr>", "")  # type: ignore[attr-defined,no-any-return]


def same(one: str, other: str) -> bool:
    """Two pages apart from their nonces, tokens and addresses."""
    plain = [
        re.sub(r'(nonce|value|href|action|content|hx-headers)=("[^"]*"|\'[^\']*\')', "", text)
        for text in (one, other)
    ]
    return plain[0] == plain[1]
