"""At the same moment: one invitation, one case without an owner, one account under attack."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tests.at_once import together
from tests.directory.test_roles import new_invitation
from tests.people import People
from tomoni.accounts.models import User
from tomoni.core import ownership
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.ownership import Case
from tomoni.directory.actions import handover
from tomoni.directory.actions import role as roles
from tomoni.directory.models import Invitation, Role

WORD = "a long enough one"


def test_an_invitation_accepted_twice_at_once_gives_one_role(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    with scope(city):
        somebody = make.user(email="new@example.jp")
        made = roles.invite(new_invitation(people.gardeners), by=people.sec)
        seen = [Invitation.objects.get(pk=made.pk) for _ in range(4)]
    ends = together(city, *[lambda one=one: roles.accept(one, by=somebody) for one in seen])
    assert ends == ["done", "refused", "refused", "refused"]
    with scope(city):
        assert Role.objects.filter(person=somebody).count() == 1


def test_of_two_who_take_a_case_over_at_once_one_gets_it(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    with scope(city):
        ownership.hold(
            people.gardeners, person_id=None, unit_id=people.parks.pk, due_on=timezone.localdate(), task="x"
        )
        seen = [Case.objects.get() for _ in range(2)]
    ends = together(
        city,
        lambda: handover.take_over(seen[0], by=people.dept),
        lambda: handover.take_over(seen[1], by=people.dhead),
    )
    assert ends == ["done", "refused"]


def test_tries_at_the_same_moment_are_counted_together(
    crowded: tuple[Jurisdiction, People], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counter lies in the database: whichever process or thread asks, ten words are looked at."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    city, people = crowded
    people.grep.set_password(WORD)
    people.grep.save()
    looked_at: list[str] = []
    check: Callable[[User, str], bool] = User.check_password

    def watched(user: User, word: str) -> bool:
        looked_at.append(word)
        return check(user, word)

    monkeypatch.setattr(User, "check_password", watched)

    def attack(thread: int) -> None:
        for number in range(6):
            client = Client(REMOTE_ADDR=f"192.0.2.{thread * 10 + number}")
            client.post("/accounts/login/", {"login": people.grep.email, "password": f"{thread}-{number}"})

    together(city, *[lambda thread=thread: attack(thread) for thread in range(4)])
    assert 1 <= len(looked_at) <= 10
