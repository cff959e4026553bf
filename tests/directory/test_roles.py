"""Who gives roles, what an invitation is worth, and to whom the work of somebody who leaves goes."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tests.directory.test_sessions import signed_in
from tests.people import People
from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.outbox import Letter
from tomoni.directory.actions import role as actions
from tomoni.directory.models import Actor, Invitation, Role
from tomoni.directory.roles import GROUP, RoleCode
from tomoni.directory.rules import role as rules
from tomoni.directory.standing import standing_of

APRIL = date(2026, 4, 1)


@pytest.fixture
def demo(city: Jurisdiction) -> Jurisdiction:
    city.is_demo = True
    city.save()
    return city


def new_role(person: User, on: Actor, code: RoleCode, **fields: object) -> Role:
    made = Role(jurisdiction=on.jurisdiction, person=person, actor=on, code=code, starts_on=APRIL)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def new_invitation(on: Actor, code: RoleCode = RoleCode.GRP, email: str = "new@example.jp") -> Invitation:
    return Invitation(jurisdiction=on.jurisdiction, email=email, actor=on, code=code, starts_on=APRIL)


def token_of(email: str) -> str:
    found = re.search(r"/invitations/([^/\s]+)/", Letter.objects.filter(to=email).latest("pk").body)
    assert found
    return found[1]


@pytest.mark.parametrize("who", ["lia", "dept", "dhead", "mem", "other_lia", "other_grep", "nobody"])
def test_no_role_of_a_group_is_given_by(people: People, who: str) -> None:
    assert not rules.can_give(getattr(people, who), people.gardeners, RoleCode.GRP)


@pytest.mark.parametrize("who", ["lia", "dept", "dhead", "cen", "grep", "mem", "other_lia", "nobody"])
@pytest.mark.parametrize("code", ["LIA", "DEPT", "DHEAD", "ADM", "FIN"])
def test_no_office_is_given_by(people: People, who: str, code: str) -> None:
    assert not rules.can_give(getattr(people, who), people.parks, code)


@pytest.mark.parametrize("code", [RoleCode.SECH, RoleCode.ADM])
def test_staff_of_the_section_make_nobody_its_head_or_administrator(people: People, code: RoleCode) -> None:
    assert not rules.can_give(people.sec, people.section, code)
    assert rules.can_give(people.sech, people.section, code)


@pytest.mark.parametrize("code", [code for code in RoleCode if code not in GROUP])
def test_no_office_stands_on_a_group(people: People, code: RoleCode) -> None:
    with pytest.raises(PermissionDenied):
        actions.give(new_role(make.user(), people.gardeners, code), by=people.sech)


def test_nobody_becomes_the_section_on_another_department(people: People) -> None:
    assert not rules.can_give(people.sech, people.parks, RoleCode.SEC)


def test_a_representative_takes_in_members_of_the_own_group(people: People) -> None:
    assert rules.can_give(people.grep, people.gardeners, RoleCode.GRP)
    assert not rules.can_give(people.grep, make.actor(), RoleCode.GRP)


def test_a_successor_stands_on_the_same_unit(people: People) -> None:
    before = people.lia.roles.get()
    with pytest.raises(ValidationError):
        actions.give(new_role(make.user(), make.department(), RoleCode.LIA, succeeds=before), by=people.sec)


def test_the_last_day_is_not_before_the_first(people: People) -> None:
    with pytest.raises(ValidationError):
        actions.end(people.lia.roles.get(), by=people.sec, ends_on=date(1999, 1, 1))


def test_naming_a_successor_ends_the_role_before_on_the_day_before(people: People) -> None:
    before = people.lia.roles.get()
    actions.give(new_role(make.user(), people.parks, RoleCode.LIA, succeeds=before), by=people.sec)
    before.refresh_from_db()
    assert before.ends_on == APRIL - timedelta(days=1)


def test_giving_a_role_is_logged(people: People) -> None:
    role = actions.give(new_role(make.user(), people.parks, RoleCode.LIA), by=people.sec)
    assert [event.verb for event in audit.history(role)] == ["give"]


def test_an_invitation_by_a_stranger_is_refused(people: People) -> None:
    with pytest.raises(PermissionDenied):
        actions.invite(new_invitation(people.gardeners), by=people.other_grep)


def test_the_token_is_kept_as_a_digest_only(people: People) -> None:
    made = actions.invite(new_invitation(people.gardeners), by=people.sec)
    token = token_of("new@example.jp")
    assert token not in str(Invitation.objects.filter(pk=made.pk).values())
    assert made.token_digest not in str(audit.history(made).values())
    assert made.email not in str(audit.history(made).values())


def test_somebody_else_cannot_accept(people: People) -> None:
    made = actions.invite(new_invitation(people.gardeners), by=people.sec)
    with pytest.raises(PermissionDenied):
        actions.accept(made, by=people.other_grep)


def test_an_invitation_works_once(people: People) -> None:
    somebody = make.user(email="new@example.jp")
    made = actions.invite(new_invitation(people.gardeners), by=people.sec)
    actions.accept(made, by=somebody)
    with pytest.raises(Refused):
        actions.accept(made, by=somebody)
    assert Role.objects.filter(person=somebody).count() == 1


def test_an_invitation_ends_after_fourteen_days(people: People) -> None:
    somebody = make.user(email="new@example.jp")
    made = actions.invite(new_invitation(people.gardeners), by=people.sec)
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)), pytest.raises(Refused):
        actions.accept(made, by=somebody)


def test_a_revoked_invitation_is_worth_nothing(people: People) -> None:
    somebody = make.user(email="new@example.jp")
    made = actions.invite(new_invitation(people.gardeners), by=people.sec)
    actions.revoke(made, by=people.sec)
    with pytest.raises(Refused):
        actions.accept(made, by=somebody)
    with pytest.raises(Refused):
        actions.revoke(made, by=people.sec)


def test_a_second_invitation_replaces_the_first(people: People) -> None:
    first = actions.invite(new_invitation(people.gardeners), by=people.sec)
    second = actions.invite(new_invitation(people.gardeners), by=people.sec)
    first.refresh_from_db()
    assert not first.is_open
    assert second.is_open


def test_somebody_known_here_gets_the_role_at_once(people: People) -> None:
    done = actions.offer(new_invitation(people.parks, RoleCode.LIA, people.dept.email), by=people.sec)
    assert isinstance(done, Role)
    assert standing_of(people.dept).has(RoleCode.DEPT)
    assert not Letter.objects.exists()


def test_somebody_of_another_city_is_asked_first(people: People) -> None:
    other = make.jurisdiction()
    with scope(other):
        stranger = make.person(RoleCode.GREP)
    done = actions.offer(new_invitation(people.parks, RoleCode.LIA, stranger.email), by=people.sec)
    assert isinstance(done, Invitation)


@pytest.mark.usefixtures("quick_passwords")
def test_who_has_no_account_opens_one_with_the_link(demo: Jurisdiction, people: People) -> None:
    actions.invite(new_invitation(people.gardeners), by=people.sec)
    client, address = Client(), f"/invitations/{token_of('new@example.jp')}/"
    assert client.get(address).status_code == 200
    short = client.post(address, {"name": "新田 光", "password": "short", "again": "short"})
    assert short.status_code == 422
    assert "新田 光" in short.content.decode()
    word = "correct horse battery"
    done = client.post(address, {"name": "新田 光", "password": word, "again": word})
    assert done.headers["Location"] == f"/{demo.slug}/work/"
    made = User.objects.get(email="new@example.jp")
    assert EmailAddress.objects.get(user=made).verified
    assert client.session["_auth_user_id"] == str(made.pk)
    assert Client().get(address).status_code == 410


def test_the_link_of_an_account_asks_to_sign_in(people: People) -> None:
    actions.invite(new_invitation(people.gardeners, email=people.mem.email), by=people.sec)
    address = f"/invitations/{token_of(people.mem.email)}/"
    assert "ログインすると" in Client().get(address).content.decode()
    Client().post(address, {"name": "x", "password": "y", "again": "y"})
    assert not Role.objects.filter(person=people.mem, actor=people.gardeners).exists()
    signed_in(people.mem).post(address)
    assert Role.objects.filter(person=people.mem, actor=people.gardeners).exists()


def test_an_unknown_link_is_an_unknown_address(city: Jurisdiction) -> None:
    assert Client().get("/invitations/abc/").status_code == 404


@pytest.mark.parametrize("page", ["people/", "people/new/", "people/invitations/", "handover/"])
def test_visitors_are_sent_to_the_entrance(city: Jurisdiction, page: str) -> None:
    answer = Client().get(f"/{city.slug}/{page}")
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_liaison_officer_gives_no_roles(demo: Jurisdiction, people: People) -> None:
    client = signed_in(people.lia)
    assert client.get(f"/{demo.slug}/people/new/").status_code == 403
    assert client.get(f"/{demo.slug}/people/{people.sec.roles.get().pk}/end/").status_code == 404


def test_the_section_gives_ends_and_follows_roles_in_the_browser(demo: Jurisdiction, people: People) -> None:
    client, base = signed_in(people.sec), f"/{demo.slug}/people/"
    fields = {"email": people.dept.email, "actor": people.parks.pk, "code": "LIA", "starts_on": "2026-04-01"}
    wrong = client.post(f"{base}new/", {**fields, "code": "SECH"})
    assert wrong.status_code == 422
    assert client.post(f"{base}new/", fields).headers["Location"] == base
    role = Role.objects.get(person=people.dept, code="LIA")
    assert people.dept.name in client.get(base).content.decode()
    assert "渡した" in client.get(f"{base}{role.pk}/").content.decode()
    assert client.post(f"{base}{role.pk}/end/", {"ends_on": "2020-01-01"}).status_code == 422
    assert client.post(f"{base}{role.pk}/end/", {"ends_on": "2026-05-01"}).status_code == 302
    assert "2026-05-01" in client.get(f"{base}?when=all&format=csv").getvalue().decode()


def test_the_list_of_people_does_not_ask_more_for_more_rows(demo: Jurisdiction, people: People) -> None:
    client = signed_in(people.sec)
    client.get(f"/{demo.slug}/people/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/{demo.slug}/people/")
    for _ in range(20):
        make.person(RoleCode.DEPT, people.parks)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/{demo.slug}/people/")
    assert len(many) == len(few) <= 25
