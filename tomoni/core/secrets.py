"""Field encryption with the key outside the database (settings.FIELD_KEYS, newest first).

Stored text begins with `enc:`; what does not was never encrypted and is refused on reading rather than shown. `blind` gives keyed tokens
so that an exact word can be found in encrypted text without the database learning it.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from tomoni.text.search import segments

_MARK = "enc:"

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class Unreadable(Exception):
    """The stored value cannot be opened with the keys of this installation."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured("TOMONI_FIELD_KEYS: each key must be a Fernet key") from error


def encrypt(data: bytes) -> bytes:
    return _box(tuple(settings.FIELD_KEYS)).encrypt(data)


def decrypt(data: bytes) -> bytes:
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(data)
    except InvalidToken:
        raise Unreadable("この記録は、いまの鍵では開けません。鍵の設定を確かめてください。") from None


def rotate(data: bytes) -> bytes:
    """The same content under the newest key."""
    return _box(tuple(settings.FIELD_KEYS)).rotate(data)


def blind(text: str) -> list[str]:
    """Keyed tokens of the bigrams of a text (a lone character stands for itself), 16 hexadecimal digits each, sorted, without repeats.

    Those of a word are among those of every text that holds it. The key is the oldest one, so that adding a newer key leaves what was
    indexed findable.
    """
    key = settings.FIELD_KEYS[-1].encode()
    grams = {run[at : at + 2] for run in segments(text) for at in range(max(1, len(run) - 1))}
    return sorted(hmac.new(key, gram.encode(), hashlib.sha256).hexdigest()[:16] for gram in grams)


def fingerprint(text: str) -> str:
    """A keyed hash (64 hexadecimal digits) that finds exactly this text in an encrypted column's stead; the key is the oldest."""
    return hmac.new(settings.FIELD_KEYS[-1].encode(), text.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(_TextField):
    """A text that lies encrypted in the database and is plain in Python. It cannot be filtered by."""

    is_encrypted = True

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return text if not text else _MARK + encrypt(text.encode()).decode()

    def from_db_value(
        self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> str | None:
        if not value:
            return value
        if not value.startswith(_MARK):
            raise Unreadable("暗号化されていない値が保存されています。")
        return decrypt(value.removeprefix(_MARK).encode()).decode()

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull",):
            raise TypeError(f"{self.name} is encrypted and cannot be filtered by {lookup_name}")
        return super().get_lookup(lookup_name)
