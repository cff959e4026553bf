"""The frame around every page, the refusals and the account pages, as a browser gets them."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from tests import make
from tomoni.core import http
from tomoni.core.errors import Conflict


def test_an_unknown_address_says_so_with_one_heading(db: None) -> None:
    answer = Client().get("/no/such/page/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert page.count("<h1") == 1
    assert "見つかりません" in page


@pytest.mark.parametrize("code", ["400", "403", "404", "409", "413", "429", "500", "507"])
def test_every_refusal_has_a_page_that_says_what_to_do(code: str) -> None:
    page = render_to_string(f"errors/{code}.html", {}, RequestFactory().get("/minato/"))
    assert page.count("<h1") == 1
    assert 'href="/' in page


def test_the_page_of_our_own_mistakes_needs_nothing_from_the_request() -> None:
    assert "不具合" in render_to_string("errors/500.html")


def test_our_own_mistake_in_a_city_is_answered_by_its_page(db: None) -> None:
    """The scope of the address has ended when the answer is made."""
    request = RequestFactory().get("/minato/seeds/")
    request.jurisdiction = make.jurisdiction()  # type: ignore[attr-defined]
    request.user = make.user()
    answer = http.server_error(request)
    assert answer.status_code == 500
    assert "不具合" in answer.content.decode()


def test_a_lost_update_can_be_saved_again_with_what_was_typed() -> None:
    context = {
        "conflict": Conflict(
            {"text": "月2回", "title": "花壇"}, {"text": "週1回", "title": "花壇"}, version=8
        ),
        "kept": [("title", "花壇"), ("text", "月2回"), ("kind", "need")],
        "labels": {"text": "説明"},
    }
    page = render_to_string("errors/conflict.html", context, RequestFactory().get("/minato/seeds/1/edit/"))
    assert 'name="version" value="8"' in page
    assert '<textarea id="keep-2" name="text" rows="3">月2回</textarea>' in page
    assert "週1回" in page
    assert 'type="hidden" name="title" value="花壇"' in page
    assert 'type="hidden" name="kind" value="need"' in page


def test_every_script_of_a_page_carries_the_nonce_of_its_answer(db: None) -> None:
    answer = Client().get("/accounts/login/")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    tags = re.findall(r"<script[^>]*>", answer.content.decode())
    assert any(f'nonce="{nonce[1]}"' in tag for tag in tags)
    assert all("src=" in tag or "application/json" in tag for tag in tags)


def test_signing_in_asks_for_two_labelled_things(db: None) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert '<label for="id_login">' in page
    assert '<label for="id_password">' in page
    assert "招待" in page


def test_a_page_can_be_read_in_english_and_says_so(db: None) -> None:
    client = Client()
    client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en">' in client.get("/accounts/login/").content.decode()
