"""What may not start."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from tomoni.operations import checks

SOUND: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": "x",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0;",
    },
}


def ids() -> list[str]:
    return [str(one.id) for check in checks.ALL for one in check()]


@pytest.fixture
def sound(settings: Settings) -> Settings:
    """Only what a test changes can be wrong, on whichever database the tests run."""
    return settings


def test_a_sound_installation_starts(sound: Settings) -> None:
    assert ids() == []
    checks.refuse_unsound()


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("transaction_mode", "DEFERRED", "tomoni.E001"),
        ("transaction_mode", None, "tomoni.E001"),
        ("timeout", 5, "tomoni.E002"),
        ("init_command", "PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0;", "tomoni.E003"),
        ("init_command", "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;", "tomoni.E003"),
        ("init_command", "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;", "tomoni.E003"),
        (
            "init_command",
            "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=01000;",
            "tomoni.E003",
        ),
    ],
)
def test_sqlite_opened_in_another_way_is_refused(option: str, value: object, expected: str) -> None:
    options: dict[str, object] = {**SOUND["OPTIONS"], option: value}
    assert [one.id for one in checks.of_database("default", {**SOUND, "OPTIONS": options})] == [expected]


def test_sqlite_opened_as_it_should_be_is_accepted() -> None:
    assert checks.of_database("default", SOUND) == []


def test_a_transaction_around_every_request_is_refused() -> None:
    found = checks.of_database("default", {**SOUND, "ATOMIC_REQUESTS": True})
    assert [one.id for one in found] == ["tomoni.E004"]


@pytest.mark.parametrize("secret", ["short", "a" * 80])
def test_a_guessable_secret_is_refused(sound: Settings, secret: str) -> None:
    sound.SECRET_KEY = secret
    assert ids() == ["tomoni.E005"]


@pytest.mark.parametrize("keys", [["x"], ["Zm9v"], [""]])
def test_what_is_no_field_key_is_refused(sound: Settings, keys: list[str]) -> None:
    sound.FIELD_KEYS = keys
    assert ids() == ["tomoni.E006"]
    with pytest.raises(ImproperlyConfigured):
        checks.refuse_unsound()


def test_https_without_a_counted_proxy_is_refused(sound: Settings) -> None:
    sound.SECURE_SSL_REDIRECT = True
    sound.PUBLIC_ADDRESS = "https://tomoni.example.jp"
    assert ids() == ["tomoni.E008"]
    sound.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert ids() == []


def test_debugging_in_public_is_refused(sound: Settings) -> None:
    sound.SECURE_SSL_REDIRECT = sound.DEBUG = True
    sound.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    sound.PUBLIC_ADDRESS = "https://tomoni.example.jp"
    assert ids() == ["tomoni.E009"]


def test_answering_to_any_name_is_refused(sound: Settings) -> None:
    sound.ALLOWED_HOSTS = ["*"]
    assert ids() == ["tomoni.E010"]
