"""Every page a person without or with an account may open stands in our frame and in Japanese."""

import pytest
from django.test import Client

from tests import make

ENTRANCE = ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"]
OWN = [
    "/accounts/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/3rdparty/",
]
pytestmark = pytest.mark.usefixtures("quick_passwords")
ENGLISH = ("Password", "Sign", "Email", "Two-Factor", "Security", "Authenticator", "Session")


def assert_ours(content: str) -> None:
    assert content.count("<h1") == 1
    assert 'id="main"' in content
    main = content.split('id="main"')[1].split("<script")[0]
    words = [word for word in ENGLISH if f">{word}" in main or f"{word} " in main.replace("Google", "")]
    assert not words


@pytest.mark.django_db
@pytest.mark.parametrize("address", ENTRANCE)
def test_a_visitor_reads_the_entrance_in_japanese(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert_ours(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", OWN)
def test_a_person_reads_the_own_pages_in_japanese(client: Client, address: str) -> None:
    person = make.user()
    person.set_password("a long enough one")
    person.save()
    client.force_login(person)
    if "2fa" in address:
        client.post("/accounts/reauthenticate/", {"password": "a long enough one"})
    answer = client.get(address)
    assert answer.status_code == 200
    assert_ours(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/2fa/signup/"])
def test_nobody_signs_up_on_the_open_page(client: Client, address: str) -> None:
    answer = client.post(address, {"email": "new@example.jp", "password1": "x" * 14, "password2": "x" * 14})
    assert answer.status_code in (200, 404)
    assert not answer.wsgi_request.user.is_authenticated
