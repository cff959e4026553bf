"""A group is asked once a year whether everything still holds (domain brief §3.19)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import audit, ownership
from tomoni.core.errors import Refused
from tomoni.core.people import SYSTEM
from tomoni.directory import jobs
from tomoni.directory.actions import registration as actions
from tomoni.directory.models import GroupRegistration


def _due(people: People, state: str = "registered", days: int = 1) -> GroupRegistration:
    ended = timezone.localdate() - timedelta(days=days)
    return make.registration(people.gardeners, state=state, valid_until=ended)


def _state(registration: GroupRegistration) -> str:
    return GroupRegistration.objects.get(pk=registration.pk).state


def test_a_group_whose_year_goes_on_is_left_in_peace(people: People) -> None:
    registration = _due(people, days=-30)
    assert jobs.renew_registrations(timezone.localdate()) == 0
    assert _state(registration) == "registered"


def test_ask_renewal_puts_it_into_the_hands_of_who_represents_the_group(people: People) -> None:
    registration = _due(people)
    assert jobs.renew_registrations(timezone.localdate()) == 1
    case = ownership.case_of(registration)
    assert case is not None
    assert (_state(registration), case.person_id) == ("renewal_due", people.grep.pk)
    assert "registration.ask_renewal" in audit.history(registration).values_list("verb", flat=True)


def test_asking_twice_asks_once(people: People) -> None:
    _due(people)
    today = timezone.localdate()
    assert [jobs.renew_registrations(today), jobs.renew_registrations(today)] == [1, 0]


def test_what_nobody_renews_in_time_will_lapse_and_is_nobodys_work(people: People) -> None:
    registration = _due(people, "renewal_due", days=400)
    assert jobs.renew_registrations(timezone.localdate()) == 1
    assert _state(registration) == "lapsed"
    assert ownership.case_of(registration) is None


def test_what_is_not_due_does_not_lapse(people: People) -> None:
    with pytest.raises(Refused):
        actions.lapse(_due(people), by=SYSTEM)
