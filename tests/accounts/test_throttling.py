"""Wrong passwords are counted once for all processes, however the name is written (quality plan S12)."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tomoni.accounts.adapter import folded
from tomoni.accounts.models import User

WORD = "a long enough one"
SECRET = "JBSWY3DPEHPK3PXP"
pytestmark = pytest.mark.usefixtures("quick_passwords")


def person(email: str = "hanako.sei@example.jp") -> User:
    made = make.user(email=email)
    made.set_password(WORD)
    made.save()
    make.proven(made)
    return made


def try_to_sign_in(name: str, word: str = "wrong", address: str = "192.0.2.1", **headers: Any) -> Client:
    client = Client(REMOTE_ADDR=address, **headers)
    client.post("/accounts/login/", {"login": name, "password": word})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_ten_wrong_words_close_an_account_for_the_right_word_too() -> None:
    person()
    for number in range(10):
        try_to_sign_in("hanako.sei@example.jp", address=f"192.0.2.{number}")
    assert not is_in(try_to_sign_in("hanako.sei@example.jp", WORD, "198.51.100.7"))


def test_nine_wrong_words_do_not() -> None:
    person()
    for number in range(9):
        try_to_sign_in("hanako.sei@example.jp", address=f"192.0.2.{number}")
    assert is_in(try_to_sign_in("hanako.sei@example.jp", WORD, "198.51.100.7"))


@pytest.mark.parametrize(
    "name",
    [
        "HANAKO.SEI@EXAMPLE.JP",
        "ｈａｎａｋｏ．ｓｅｉ＠ｅｘａｍｐｌｅ．ｊｐ",
        "  hanako.sei@example.jp ",
        "hánako.sei@example.jp",
        "hanako.seı@example.jp",
        "hanako.sei@ｅxample.jp",
        "hanako.se\u0069\u0301@example.jp",
    ],
)
def test_another_spelling_of_the_name_gives_no_further_tries(name: str) -> None:
    person()
    for number in range(10):
        try_to_sign_in("hanako.sei@example.jp", address=f"192.0.2.{number}")
    assert not is_in(try_to_sign_in(name, WORD, "198.51.100.7"))


def test_another_host_name_gives_no_further_tries() -> None:
    person()
    for number in range(10):
        try_to_sign_in("hanako.sei@example.jp", address=f"192.0.2.{number}", HTTP_HOST="localhost")
    client = try_to_sign_in("hanako.sei@example.jp", WORD, "198.51.100.7", HTTP_HOST="127.0.0.1")
    assert not is_in(client)


def test_ten_wrong_words_from_one_address_close_it_for_words() -> None:
    person()
    for number in range(10):
        try_to_sign_in(f"nobody-{number}@example.jp")
    assert not is_in(try_to_sign_in("hanako.sei@example.jp", WORD))


def test_a_header_cannot_make_an_address_look_like_another() -> None:
    person()
    for number in range(10):
        try_to_sign_in(f"nobody-{number}@example.jp", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert not is_in(try_to_sign_in("hanako.sei@example.jp", WORD, HTTP_X_FORWARDED_FOR="203.0.113.99"))


def test_a_full_counter_of_an_address_keeps_nobody_from_the_second_factor() -> None:
    made = person()
    TOTP.activate(made, SECRET)
    inside = try_to_sign_in("hanako.sei@example.jp", WORD)
    for number in range(10):
        try_to_sign_in(f"nobody-{number}@example.jp")
    inside.post("/accounts/2fa/authenticate/", {"code": code()})
    assert is_in(inside)


def test_a_signed_in_session_gets_a_new_key_and_the_old_one_is_worth_nothing() -> None:
    person()
    client = Client()
    client.get("/accounts/login/")
    client.session["planted"] = "x"
    before = client.session.session_key
    client.post("/accounts/login/", {"login": "hanako.sei@example.jp", "password": WORD})
    assert is_in(client)
    assert client.session.session_key != before


def test_the_secret_of_an_authenticator_app_lies_encrypted() -> None:
    made = person()
    TOTP.activate(made, SECRET)
    assert SECRET not in str(Authenticator.objects.get(user=made).data)


def test_the_counter_lies_in_the_database() -> None:
    cache.set("here", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache WHERE cache_key LIKE %s", ["%here"])
        assert cursor.fetchone() == (1,)


@given(st.text(st.characters(codec="ascii", exclude_characters="\x00"), min_size=1, max_size=30))
def test_case_and_width_never_make_another_name(name: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name)
    assert folded(name.upper()) == folded(name.lower()) == folded(wide)


def code(secret: str = SECRET) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))
