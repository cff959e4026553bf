"""One act for several opinions: all of them or none."""

from typing import Any

import pytest
from django.urls import reverse

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.voices.models import Opinion
from tomoni.voices.states import State


def send(browse: Browse, who: Any, city: Jurisdiction, *picked: Opinion, **sent: Any) -> Any:
    address = reverse("voices:opinions", args=[city.slug])
    return browse(who).post(address, {"pick": [one.pk for one in picked], **sent})


def states() -> set[str]:
    return set(Opinion.objects.values_list("state", flat=True))


def test_several_go_to_one_department(city: Jurisdiction, people: People, browse: Browse) -> None:
    picked = [make.opinion(state=State.CLASSIFIED) for _ in range(3)]
    answer = send(browse, people.sec, city, *picked, what="route", department=people.parks.pk)
    assert answer.status_code == 302
    assert set(Opinion.objects.values_list("state", "department")) == {(State.ROUTED, people.parks.pk)}


def test_several_are_published(city: Jurisdiction, people: People, browse: Browse) -> None:
    picked = [make.opinion(state=State.CLASSIFIED) for _ in range(3)]
    send(browse, people.sec, city, *picked, what="show")
    assert Opinion.objects.published().count() == 3


def test_one_that_cannot_stops_all_and_is_named(city: Jurisdiction, people: People, browse: Browse) -> None:
    fine, wrong = make.opinion(state=State.CLASSIFIED), make.opinion(state=State.RECEIVED)
    answer = send(browse, people.sec, city, fine, wrong, what="route", department=people.parks.pk)
    assert answer.status_code == 409
    assert wrong.number in answer.content.decode()
    assert states() == {State.CLASSIFIED, State.RECEIVED}


@pytest.mark.parametrize("sent", [{"what": "route"}, {"what": "publish"}, {}])
def test_what_is_missing_is_said_and_the_ticks_are_kept(
    city: Jurisdiction, people: People, browse: Browse, sent: dict[str, str]
) -> None:
    opinion = make.opinion(state=State.CLASSIFIED)
    answer = send(browse, people.sec, city, opinion, **sent)
    assert answer.status_code == 422
    assert f'value="{opinion.pk}"' in answer.content.decode()
    assert " checked" in answer.content.decode()
    assert states() == {State.CLASSIFIED}


def test_nothing_ticked_is_said(city: Jurisdiction, people: People, browse: Browse) -> None:
    make.opinion()
    answer = send(browse, people.sec, city, what="show")
    assert answer.status_code == 422
    assert "ひとつ以上" in answer.content.decode()


@pytest.mark.parametrize("name", ["cen", "lia", "dhead", "grep", "adm"])
def test_others_may_not(city: Jurisdiction, people: People, browse: Browse, name: str) -> None:
    opinion = make.opinion(state=State.CLASSIFIED, visibility="city", recorder=people.centre)
    answer = send(browse, getattr(people, name), city, opinion, what="show")
    assert answer.status_code == 403
    assert not Opinion.objects.published().exists()


def test_opinions_of_another_city_are_not_touched(city: Jurisdiction, people: People, browse: Browse) -> None:
    from tomoni.core.jurisdictions import scope

    with scope(make.jurisdiction()):
        other = make.opinion(state=State.CLASSIFIED)
    send(browse, people.sec, city, other, what="show")
    with scope(other.jurisdiction):
        assert Opinion.objects.get().visibility == "parties"
