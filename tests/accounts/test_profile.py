"""What a person decides for themselves: name, language; who may not."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests import make
from tests.accounts.test_throttling import WORD, person
from tomoni.accounts import actions
from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.outbox import Letter

pytestmark = pytest.mark.usefixtures("quick_passwords")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_nobody_renames_somebody_else() -> None:
    with pytest.raises(PermissionDenied):
        actions.change_profile(make.user(), by=make.user(), name="x", reading="")


def test_a_reading_is_kana_and_what_was_typed_stays() -> None:
    answer = signed_in(make.user()).post("/accounts/profile/", {"name": "花田 緑", "reading": "花田"})
    assert answer.status_code == 422
    assert "花田 緑" in answer.content.decode()


def test_a_changed_name_is_stored_and_logged() -> None:
    user = make.user()
    signed_in(user).post("/accounts/profile/", {"name": "花田 緑", "reading": "ハナダ ミドリ"})
    user.refresh_from_db()
    assert (user.name, user.reading) == ("花田 緑", "ハナダ ミドリ")
    assert audit.history(user).get().after["name"] == "花田 緑"


def test_the_language_is_kept_for_the_next_sign_in_on_another_machine() -> None:
    user = person()
    signed_in(user).post("/i18n/setlang/", {"language": "en", "next": "/accounts/profile/"})
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": user.email, "password": WORD})
    assert elsewhere.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert '<html lang="en">' in elsewhere.get("/accounts/profile/").content.decode()


def test_a_language_that_is_not_there_is_not_kept() -> None:
    user = make.user()
    signed_in(user).post("/i18n/setlang/", {"language": "xx", "next": "/"})
    user.refresh_from_db()
    assert user.language == "ja"


def test_the_way_back_leads_nowhere_else() -> None:
    answer = Client().post("/i18n/setlang/", {"language": "en", "next": "https://evil.example/"})
    assert "evil" not in answer.headers["Location"]


def test_signing_in_does_not_lead_to_another_site() -> None:
    user = person()
    answer = Client().post(
        "/accounts/login/?next=https://evil.example/", {"login": user.email, "password": WORD}
    )
    assert "evil" not in answer.headers["Location"]


def test_an_unknown_address_gets_no_mail_and_the_same_answer() -> None:
    user = person()
    known = Client().post("/accounts/password/reset/", {"email": user.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.jp"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [letter.to for letter in Letter.objects.all()] == [user.email]


def test_the_link_of_a_reset_names_our_own_address_whatever_host_was_asked() -> None:
    user = person()
    Client(HTTP_HOST="127.0.0.1").post("/accounts/password/reset/", {"email": user.email})
    found = re.search(r"http\S+", Letter.objects.get().body)
    assert found
    assert found[0].startswith(f"{settings.PUBLIC_ADDRESS}/accounts/password/reset/key/")
    page = Client().get(found[0].removeprefix(settings.PUBLIC_ADDRESS), follow=True).content.decode()
    assert "新しいパスワード" in page
    assert "使えません" not in page


def test_the_link_of_a_new_address_names_our_own_address() -> None:
    user = person()
    client = signed_in(user)
    client.post("/accounts/reauthenticate/", {"password": WORD})
    client.post("/accounts/email/", {"email": "new@example.jp", "action_add": ""}, HTTP_HOST="127.0.0.1")
    found = re.search(r"http\S+", Letter.objects.get(to="new@example.jp").body)
    assert found
    assert found[0].startswith(f"{settings.PUBLIC_ADDRESS}/accounts/confirm-email/")
    client.post(found[0].removeprefix(settings.PUBLIC_ADDRESS))
    user.refresh_from_db()
    assert user.email == "new@example.jp"
