"""Actors of the same name in another spelling: a hint, not a bar."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core import jobs
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.directory.actions import imports
from tomoni.directory.models import Actor
from tomoni.directory.namesakes import namesakes


@pytest.mark.parametrize(
    "name", ["NPO法人みどりの風", "特定非営利活動法人 みどりの風", "みどりの 風", "ミドリノ風"]
)
def test_another_spelling_is_found(city: Jurisdiction, name: str) -> None:
    there = make.actor(name="みどりの風")
    make.actor(name="海の家")
    assert namesakes(name) == [there]


def test_old_and_new_forms_of_a_letter_are_found(city: Jurisdiction) -> None:
    there = make.actor(name="齋藤文庫の会")
    assert namesakes("斉藤文庫の会") == [there]


def test_names_of_another_city_are_not_looked_at(city: Jurisdiction) -> None:
    with scope(make.jurisdiction()):
        make.actor(name="みどりの風")
    assert namesakes("みどりの風") == []


def test_a_new_actor_is_asked_about_once_and_then_made(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    make.department("みどり推進課")
    address = reverse("directory:new_actor", args=[city.slug])
    sent = {"kind": "department", "name": "ミドリ推進課", "once": "", "is_active": "on"}
    asked = browse(people.sec).post(address, sent)
    assert asked.status_code == 422
    assert "みどり推進課" in text_of(asked)
    assert browse(people.sec).post(address, {**sent, "anyway": "on"}).status_code == 302
    assert Actor.objects.filter(name="ミドリ推進課").exists()


def test_an_application_shows_namesakes_to_the_section_and_not_to_the_group(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    make.actor(name="NPO法人 花と緑の会", is_published=False)
    registration = make.registration(people.gardeners)
    assert "NPO法人 花と緑の会" in text_of(browse(people.sec).get(registration.get_absolute_url()))
    assert "NPO法人 花と緑の会" not in text_of(browse(people.grep).get(registration.get_absolute_url()))


def test_a_table_names_them_beside_new_rows_and_goes_on(
    people: People, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make.actor(name="みどりの風")
    file = SimpleUploadedFile("団体.csv", "団体名,フリガナ\nNPO法人みどりの風,ミドリノカゼ\n".encode())
    made = imports.start(file, kind="groups", by=people.sec)
    while jobs.work_once("test"):
        pass
    made.refresh_from_db()
    assert (made.state, made.new) == ("ready", 1)
    assert made.lines[0]["differences"]["名前の似た主体"] == ["", "みどりの風"]
