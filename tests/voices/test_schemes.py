from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.errors import Conflict, Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.people import SYSTEM
from tomoni.voices import actions
from tomoni.voices.models import Coding, Scheme


def test_kashiwas_classes_are_eight_and_taken_over_once(people: People) -> None:
    first = actions.adopt_kashiwa(by=people.sec)
    assert actions.adopt_kashiwa(by=SYSTEM) == first
    assert "".join(first.codes.values_list("code", flat=True)) == "ABCDEFGH"
    assert first.is_default


def test_a_new_edition_leaves_the_codes_already_given(people: People) -> None:
    old = actions.adopt_kashiwa(by=people.sec)
    opinion = make.opinion(code=old.codes.get(code="H"))
    new = actions.revise(old, by=people.sec, version=1, codes=[("A", "職員", ""), ("I", "若い世代", "")])
    assert Coding.objects.get(opinion=opinion).code.scheme == old
    assert (new.edition, new.is_default, list(Scheme.objects.active())) == (2, True, [new])


def test_an_earlier_edition_is_not_revised(people: People) -> None:
    old = actions.adopt_kashiwa(by=people.sec)
    actions.revise(old, by=people.sec, version=1, codes=[("A", "職員", "")])
    with pytest.raises(Refused):
        actions.revise(Scheme.objects.get(pk=old.pk), by=people.sec, version=2, codes=[("A", "別", "")])


def test_two_people_cannot_revise_the_same_edition(people: People) -> None:
    one = actions.adopt_kashiwa(by=people.sec)
    same = Scheme.objects.get(pk=one.pk)
    actions.revise(one, by=people.sec, version=1, codes=[("A", "職員", "")])
    with pytest.raises((Conflict, Refused, ValidationError)):
        actions.revise(same, by=people.sech, version=1, codes=[("A", "別", "")])
    assert Scheme.objects.count() == 2


@pytest.mark.parametrize("codes", [[], [("A", "あ", ""), ("A", "い", "")]])
def test_codes_are_needed_and_differ(people: People, codes: list[tuple[str, str, str]]) -> None:
    with pytest.raises(ValidationError):
        actions.define(by=people.sec, name="分類", codes=codes)
    assert not Scheme.objects.exists()


def test_only_one_edition_is_in_use(people: People) -> None:
    scheme = make.scheme(name="分類")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.scheme(name="分類", edition=scheme.edition + 1)


def test_the_default_moves(people: People) -> None:
    actions.adopt_kashiwa(by=people.sec)
    own = actions.define(by=people.sec, name="市の分類", codes=[("1", "窓口", "")])
    actions.use_by_default(own, by=people.sec)
    assert Scheme.objects.get(is_default=True) == own


def test_a_scheme_is_made_and_revised_on_its_pages(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    browser = browse(people.sec)
    sent: dict[str, Any] = {
        "name": "市の分類",
        "code-TOTAL_FORMS": "2",
        "code-INITIAL_FORMS": "0",
        "code-0-code": "1",
        "code-0-label": "窓口",
        "code-1-code": "",
    }
    browser.post(reverse("voices:scheme_new", args=[city.slug]), sent)
    made = Scheme.objects.get(name="市の分類")
    sent |= {"version": "1", "code-0-label": "窓口のこと", "code-INITIAL_FORMS": "1"}
    browser.post(reverse("voices:scheme_revise", args=[city.slug, made.pk]), sent)
    assert Scheme.objects.get(edition=2).codes.get().label == "窓口のこと"


def test_a_name_already_used_is_told_and_what_was_typed_is_kept(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    make.scheme(name="市の分類")
    sent = {
        "name": "市の分類",
        "code-TOTAL_FORMS": "1",
        "code-INITIAL_FORMS": "0",
        "code-0-code": "1",
        "code-0-label": "残る名前",
    }
    answer = browse(people.sec).post(reverse("voices:scheme_new", args=[city.slug]), sent)
    assert answer.status_code == 422
    assert "残る名前" in answer.content.decode()
    assert "新しい版" in answer.content.decode()


def test_earlier_editions_are_for_those_who_sort(city: Jurisdiction, people: People, browse: Browse) -> None:
    old = make.scheme(is_active=False)
    assert browse(people.nobody).get(old.get_absolute_url()).status_code == 404
    assert browse(people.cen).get(old.get_absolute_url()).status_code == 200
