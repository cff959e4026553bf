import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tomoni.operations import health


def test_the_process_answers_without_asking_the_database() -> None:
    response = Client().get("/healthz")
    assert response.status_code == 200
    assert response["Cache-Control"]


@pytest.mark.django_db
def test_an_installation_with_all_migrations_is_ready() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "migrations": "ok"})


@pytest.mark.django_db
def test_an_installation_behind_its_code_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "unapplied", lambda: ["core.0099_later"])
    assert Client().get("/readyz").status_code == 503


def test_without_a_database_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> list[str]:
        raise OperationalError

    monkeypatch.setattr(health, "unapplied", gone)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "unreachable"})


def test_watchers_are_not_sent_to_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/accounts/login/").status_code == 301


@pytest.mark.django_db
def test_a_reserved_address_is_not_looked_up_among_the_cities(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0, connection=connection):
        Client().get("/healthz")
