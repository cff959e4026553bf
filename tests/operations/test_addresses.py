import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from tests import make
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.operations import installation


def test_a_former_address_leads_to_the_present_one(db: None) -> None:
    make.jurisdiction("old-town")
    call_command("move_address", "old-town", "new-town")
    answer = Client().get("/old-town/seeds/?page=1&q=a/old-town/b")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/new-town/seeds/?page=1&q=a/old-town/b")


def test_nothing_is_sent_to_a_former_address(db: None) -> None:
    installation.move_address(make.jurisdiction("old-town"), "new-town")
    assert Client().post("/old-town/consultations/new/", {"subject": "x"}).status_code == 404


def test_a_former_address_of_a_closed_place_says_nothing(db: None) -> None:
    moved = installation.move_address(make.jurisdiction("old-town"), "new-town")
    Jurisdiction.objects.filter(pk=moved.pk).update(is_open=False)
    assert Client().get("/old-town/").status_code == 404


def test_another_place_cannot_take_a_former_address(db: None) -> None:
    installation.move_address(make.jurisdiction("old-town"), "new-town")
    with pytest.raises(ValidationError):
        installation.move_address(make.jurisdiction("other"), "old-town")


@pytest.mark.parametrize("slug", ["accounts", "static", "Ｍ市", "a b", ""])
def test_a_word_that_cannot_stand_in_an_address_is_refused(db: None, slug: str) -> None:
    with pytest.raises(ValidationError):
        installation.move_address(make.jurisdiction("town"), slug)
    assert Jurisdiction.objects.filter(slug="town").exists()
