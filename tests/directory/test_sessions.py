"""What an office asks of a session: a second factor, an end when idle, an end after twelve hours (quality plan S11)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.test import Client

from tests import make
from tests.accounts.test_throttling import SECRET, WORD, code, is_in, person, try_to_sign_in
from tests.people import People
from tomoni.accounts.models import User
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.directory.models import Actor
from tomoni.directory.roles import NEEDS_SECOND_FACTOR, RoleCode

NOON = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("real_city")


@pytest.fixture
def real_city(city: Jurisdiction) -> None:
    """The city of these tests is no demo: its staff need a second factor."""
    Jurisdiction.objects.filter(pk=city.pk).update(is_demo=False)
    city.is_demo = False


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("code", sorted(NEEDS_SECOND_FACTOR))
def test_without_a_second_factor_an_office_opens_nothing(city: Jurisdiction, code: RoleCode) -> None:
    client = signed_in(make.person(code))
    for address in ("/", f"/{city.slug}/", f"/{city.slug}/actors/1/", f"/{city.slug}/no/such/", "/switch/"):
        for answer in (client.get(address), client.post(address)):
            assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")


def test_the_way_to_the_second_factor_stays_open(people: People) -> None:
    page = signed_in(people.lia).get("/accounts/2fa/").content.decode()
    assert "設定が必要です" in page


@pytest.mark.parametrize("who", ["grep", "mem", "other_grep"])
def test_who_holds_no_office_needs_none(city: Jurisdiction, people: People, who: str) -> None:
    answer = signed_in(getattr(people, who)).get(f"/{city.slug}/actors/{people.gardeners.pk}/")
    assert answer.status_code == 200


def test_in_a_demo_city_an_office_needs_none(city: Jurisdiction, people: People) -> None:
    Jurisdiction.objects.filter(pk=city.pk).update(is_demo=True)
    answer = signed_in(people.lia).get(f"/{city.slug}/actors/{people.gardeners.pk}/")
    assert answer.status_code == 200


def test_an_office_in_a_real_city_needs_one_even_while_visiting_a_demo_city(people: People) -> None:
    demo = make.jurisdiction(is_demo=True)
    answer = signed_in(people.lia).get(f"/{demo.slug}/")
    assert answer.headers["Location"] == "/accounts/2fa/"


def test_a_session_that_never_proved_the_factor_is_asked_for_it(city: Jurisdiction, people: People) -> None:
    TOTP.activate(people.lia, SECRET)
    client = signed_in(people.lia)
    answer = client.get(f"/{city.slug}/")
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    client.post(answer.headers["Location"], {"code": code()})
    page = f"/{city.slug}/actors/{people.gardeners.pk}/"
    assert client.get(page).status_code == 200


@pytest.mark.usefixtures("quick_passwords")
def test_signing_in_with_the_factor_opens_the_office(city: Jurisdiction, people: People) -> None:
    people.lia.set_password(WORD)
    people.lia.save()
    make.proven(people.lia)
    TOTP.activate(people.lia, SECRET)
    client = Client()
    client.post("/accounts/login/", {"login": people.lia.email, "password": WORD})
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert client.get(f"/{city.slug}/actors/{people.gardeners.pk}/").status_code == 200


@pytest.mark.usefixtures("emptiable_log", "quick_passwords")
@pytest.mark.django_db(transaction=True)
def test_who_sets_the_factor_up_goes_on_at_once(people: People, city: Jurisdiction) -> None:
    people.lia.set_password(WORD)
    people.lia.save()
    client = signed_in(people.lia)
    client.post("/accounts/reauthenticate/", {"password": WORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert client.get(f"/{city.slug}/actors/{people.gardeners.pk}/").status_code == 200


def test_a_recovery_code_alone_is_no_second_factor(city: Jurisdiction, people: People) -> None:
    RecoveryCodes.activate(people.lia)
    assert signed_in(people.lia).get(f"/{city.slug}/").headers["Location"] == "/accounts/2fa/"


@pytest.fixture
def demo(city: Jurisdiction) -> Jurisdiction:
    Jurisdiction.objects.filter(pk=city.pk).update(is_demo=True)
    return city


def test_half_an_hour_without_use_ends_the_session_of_an_office(demo: Jurisdiction, people: People) -> None:
    client, page = signed_in(people.lia), f"/{demo.slug}/actors/{people.gardeners.pk}/"
    with time_machine.travel(NOON, tick=False):
        client.get(page)
    with time_machine.travel(NOON + timedelta(minutes=29), tick=False):
        assert client.get(page).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=60), tick=False):
        answer = client.get(page)
    assert answer.headers["Location"] == f"/accounts/login/?next={page}"
    assert not is_in(client)


def test_a_member_of_a_group_may_pause_longer(demo: Jurisdiction, people: People) -> None:
    client, page = signed_in(people.grep), f"/{demo.slug}/actors/{people.gardeners.pk}/"
    with time_machine.travel(NOON, tick=False):
        client.get(page)
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        client.get(page)
        assert is_in(client)


def test_twelve_hours_end_every_session_however_busy(demo: Jurisdiction, people: People) -> None:
    client, page = signed_in(people.grep), f"/{demo.slug}/actors/{people.gardeners.pk}/"
    for minutes in range(0, 12 * 60 + 1, 20):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            client.get(page)
            assert is_in(client)
    with time_machine.travel(NOON + timedelta(minutes=12 * 60 + 1), tick=False):
        client.get(page)
    assert not is_in(client)


def test_the_stamp_of_use_is_written_at_most_every_five_minutes(demo: Jurisdiction, people: People) -> None:
    client, page = signed_in(people.lia), f"/{demo.slug}/actors/{people.gardeners.pk}/"
    stored = []
    for seconds in (0, 1, 60, 299, 300, 301, 599, 600):
        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            client.get(page)
        stored.append(Session.objects.get(pk=client.session.session_key).session_data)
    assert len(set(stored)) == 3


@pytest.mark.usefixtures("quick_passwords")
def test_another_session_can_be_ended_from_this_one() -> None:
    somebody = person()
    here, there = (try_to_sign_in(somebody.email, WORD) for _ in range(2))
    here.post("/accounts/sessions/")
    assert is_in(here)
    assert "_auth_user_id" not in there.session


def test_nobody_acts_in_a_role_of_somebody_else(people: People) -> None:
    role = people.sec.roles.get()
    assert signed_in(people.grep).post("/switch/", {"role": role.pk}).status_code == 404


def test_a_visitor_cannot_switch(people: People) -> None:
    answer = Client().post("/switch/", {"role": people.sec.roles.get().pk})
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_switching_is_no_link(people: People) -> None:
    assert signed_in(people.grep).get("/switch/").status_code == 405


def test_who_switches_acts_in_the_other_role_and_lands_on_its_work(
    demo: Jurisdiction, people: People
) -> None:
    second = make.role(people.grep, make.actor(Actor.Kind.COUNCIL), RoleCode.MEM)
    client = signed_in(people.grep)
    answer = client.post("/switch/", {"role": second.pk})
    assert answer.headers["Location"] == f"/{demo.slug}/work/"
    page = client.get(f"/{demo.slug}/actors/{people.gardeners.pk}/").content.decode()
    current = page.split('aria-current="true">')[1].split("<")[0]
    assert second.actor.name in current


@pytest.mark.usefixtures("quick_passwords")
def test_who_signs_in_lands_on_the_own_work(demo: Jurisdiction, people: People) -> None:
    people.lia.set_password(WORD)
    people.lia.save()
    make.proven(people.lia)
    client = Client()
    answer = client.post("/accounts/login/", {"login": people.lia.email, "password": WORD})
    assert client.get(answer.headers["Location"]).headers["Location"] == f"/{demo.slug}/work/"


def test_who_holds_no_role_lands_on_the_front_page(city: Jurisdiction) -> None:
    assert signed_in(make.user()).get("/switch/home/").headers["Location"] == "/"
    assert Client().get("/switch/home/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.parametrize("page", ["people/new/", "settings/"])
def test_before_something_dangerous_the_password_is_asked_again(
    demo: Jurisdiction, people: People, page: str
) -> None:
    people.sec.set_password(WORD)
    people.sec.save()
    make.proven(people.sec)
    client = try_to_sign_in(people.sec.email, WORD)
    answer = client.get(f"/{demo.slug}/{page}")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert client.post(answer.headers["Location"], {"password": "wrong"}).status_code == 200
    assert client.get(f"/{demo.slug}/{page}").status_code == 302
    client.post(answer.headers["Location"], {"password": WORD})
    assert client.get(f"/{demo.slug}/{page}").status_code == 200


@pytest.mark.usefixtures("quick_passwords")
def test_a_recovery_code_opens_once() -> None:
    somebody = person()
    TOTP.activate(somebody, SECRET)
    given = RecoveryCodes.activate(somebody).get_unused_codes()[0]
    for expected in (True, False):
        client = try_to_sign_in(somebody.email, WORD)
        client.post("/accounts/2fa/authenticate/", {"code": given})
        assert is_in(client) is expected


@pytest.mark.usefixtures("quick_passwords")
def test_a_number_of_the_app_opens_once() -> None:
    somebody = person()
    TOTP.activate(somebody, SECRET)
    now = code()
    for expected in (True, False):
        client = try_to_sign_in(somebody.email, WORD)
        client.post("/accounts/2fa/authenticate/", {"code": now})
        assert is_in(client) is expected


@pytest.mark.usefixtures("quick_passwords")
def test_a_suspended_account_is_shown_out_at_once() -> None:
    somebody = person()
    client = try_to_sign_in(somebody.email, WORD)
    assert client.get("/accounts/profile/").status_code == 200
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    assert client.get("/accounts/profile/").status_code == 302
    assert not is_in(try_to_sign_in(somebody.email, WORD))


@pytest.mark.usefixtures("quick_passwords")
def test_a_new_password_ends_the_other_sessions() -> None:
    somebody = person()
    here, there = (try_to_sign_in(somebody.email, WORD) for _ in range(2))
    new = "another long enough one"
    here.post("/accounts/password/change/", {"oldpassword": WORD, "password1": new, "password2": new})
    assert here.get("/accounts/profile/").status_code == 200
    assert there.get("/accounts/profile/").status_code == 302
