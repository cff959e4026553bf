import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tomoni.core import secrets


@given(st.binary(max_size=2000))
def test_what_was_encrypted_comes_back(data: bytes) -> None:
    assert secrets.decrypt(secrets.encrypt(data)) == data


def test_another_key_cannot_open_it(settings: Settings) -> None:
    closed = secrets.encrypt("相談の本文".encode())
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(closed)


def test_rotation_needs_the_old_key_no_longer(settings: Settings) -> None:
    old, new = settings.FIELD_KEYS, Fernet.generate_key().decode()
    closed = secrets.encrypt(b"x")
    settings.FIELD_KEYS = [new, *old]
    turned = secrets.rotate(closed)
    settings.FIELD_KEYS = [new]
    assert secrets.decrypt(turned) == b"x"


def test_the_blind_tokens_of_a_word_stand_among_those_of_a_text_that_holds_it() -> None:
    assert set(secrets.blind("空き家")) <= set(secrets.blind("駅前の空き家を居場所にしたい"))
    assert "空" not in "".join(secrets.blind("空き家"))
