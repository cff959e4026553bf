"""Step 7: on 1 April the officer changes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests import make
from tests.directory.test_sessions import signed_in
from tests.people import People
from tomoni.accounts.models import User
from tomoni.core import ownership
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction, everywhere
from tomoni.core.outbox import Notice
from tomoni.core.ownership import Case
from tomoni.directory import jobs
from tomoni.directory.actions import handover as actions
from tomoni.directory.actions import role as roles
from tomoni.directory.models import Actor, Role
from tomoni.directory.roles import RoleCode
from tomoni.directory.rules import role as rules

LAST, FIRST = date(2026, 3, 31), date(2026, 4, 1)


@pytest.fixture
def demo(city: Jurisdiction) -> Jurisdiction:
    city.is_demo = True
    city.save()
    return city


@pytest.fixture
def case(people: People) -> Case:
    """A piece of work the liaison officer holds."""
    return held(people.gardeners, people.lia, people.parks)


def held(record: Actor, person: User, unit: Actor) -> Case:
    return ownership.hold(
        record,
        person_id=person.pk,
        unit_id=unit.pk,
        due_on=date(2026, 4, 10),
        task="照会に答える",
        label="C-7",
    )


def leaves(person: User) -> Role:
    role = Role.objects.get(person=person)
    Role.objects.filter(pk=role.pk).update(ends_on=LAST)
    role.refresh_from_db()
    return role


def follows(before: Role) -> User:
    person = make.user("後任 者")
    made = make.role(person, before.actor, RoleCode(before.code), starts_on=FIRST)
    Role.objects.filter(pk=made.pk).update(succeeds=before)
    return person


def run(today: date) -> int:
    with everywhere():
        return jobs.end_roles(today)


def test_on_the_last_day_nothing_happens(people: People, case: Case) -> None:
    leaves(people.lia)
    assert run(LAST) == 0


def test_who_holds_another_role_on_the_unit_keeps_the_cases(people: People, case: Case) -> None:
    leaves(people.lia)
    make.role(people.lia, people.parks, RoleCode.DEPT)
    assert run(FIRST) == 0


def test_cases_of_other_units_stay(people: People) -> None:
    other = held(people.gardeners, people.lia, make.department())
    leaves(people.lia)
    assert run(FIRST) == 0
    other.refresh_from_db()
    assert other.person_id == people.lia.pk


def test_the_day_after_the_cases_need_an_owner(people: People, case: Case) -> None:
    leaves(people.lia)
    assert run(FIRST) == 1
    case.refresh_from_db()
    assert (case.person_id, case.last_person_id, case.owner_left_on) == (None, people.lia.pk, LAST)


def test_a_second_run_changes_and_tells_nothing(people: People, case: Case) -> None:
    leaves(people.lia)
    run(FIRST)
    told = Notice.objects.count()
    assert run(FIRST) == 0
    assert Notice.objects.count() == told


def test_the_successor_is_told_and_nobody_else(people: People, case: Case) -> None:
    successor = follows(leaves(people.lia))
    run(FIRST)
    assert set(Notice.objects.values_list("person_id", flat=True)) == {successor.pk}


def test_without_a_successor_the_head_and_the_section_are_told(people: People, case: Case) -> None:
    leaves(people.lia)
    run(FIRST)
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert told == {people.dhead.pk, people.sec.pk, people.sech.pk}


@pytest.mark.parametrize("who", ["other_lia", "grep", "cen", "mem", "nobody"])
def test_strangers_take_nothing_over(people: People, case: Case, who: str) -> None:
    assert not rules.can_take_over(getattr(people, who), case)
    assert not rules.can_hand_on(getattr(people, who), case)


def test_a_held_case_is_not_taken_away(people: People, case: Case) -> None:
    with pytest.raises(Refused):
        actions.take_over(case, by=people.dept)


def test_of_two_one_takes_it(people: People, case: Case) -> None:
    leaves(people.lia)
    run(FIRST)
    case.refresh_from_db()
    actions.take_over(case, by=people.dept)
    with pytest.raises(Refused):
        actions.take_over(case, by=people.dhead)
    case.refresh_from_db()
    assert case.person_id == people.dept.pk


def test_only_the_head_or_the_section_hands_on(people: People, case: Case) -> None:
    leaves(people.lia)
    run(FIRST)
    with pytest.raises(PermissionDenied):
        actions.hand_on(case, by=people.dept, person=people.dept)
    actions.hand_on(case, by=people.dhead, person=people.dept)
    case.refresh_from_db()
    assert case.person_id == people.dept.pk


def test_a_case_goes_to_people_of_its_unit_only(people: People, case: Case) -> None:
    leaves(people.lia)
    run(FIRST)
    with pytest.raises(Refused):
        actions.hand_on(case, by=people.dhead, person=people.other_lia)


@pytest.mark.parametrize("who", ["other_lia", "grep", "mem"])
def test_the_sheet_of_another_unit_is_an_unknown_address(
    demo: Jurisdiction, people: People, case: Case, who: str
) -> None:
    client = signed_in(getattr(people, who))
    assert client.get(f"/{demo.slug}/handover/{case.pk}/").status_code == 404
    assert client.post(f"/{demo.slug}/handover/{case.pk}/take/").status_code == 404
    assert case.label not in client.get(f"/{demo.slug}/handover/").content.decode()


def test_the_successor_inherits_with_a_sheet(demo: Jurisdiction, people: People, case: Case) -> None:
    successor = follows(leaves(people.lia))
    run(FIRST)
    client = signed_in(successor)
    page = client.get(f"/{demo.slug}/handover/").content.decode()
    assert "前任から、あなたへ" in page
    assert "C-7" in page
    sheet = client.get(f"/{demo.slug}/handover/{case.pk}/").content.decode()
    assert "照会に答える" in sheet
    assert people.lia.name in sheet
    client.post(f"/{demo.slug}/handover/take/", {"case": [case.pk]})
    case.refresh_from_db()
    assert case.person_id == successor.pk
    assert "引き継ぎ" in client.get(f"/{demo.slug}/handover/{case.pk}/").content.decode()


def test_without_a_successor_the_head_sees_them_and_gives_them_on(
    demo: Jurisdiction, people: People, case: Case
) -> None:
    leaves(people.lia)
    run(FIRST)
    client = signed_in(people.dhead)
    assert "C-7" in client.get(f"/{demo.slug}/handover/").content.decode()
    client.post(f"/{demo.slug}/handover/{case.pk}/give/", {"person": people.dept.pk})
    case.refresh_from_db()
    assert case.person_id == people.dept.pk


def test_ending_a_role_in_the_past_hands_over_at_once(people: People, case: Case) -> None:
    roles.end(people.lia.roles.get(), by=people.sec, ends_on=LAST)
    case.refresh_from_db()
    assert case.person_id is None


def test_the_administrator_of_a_unit_neither_reads_nor_takes_its_cases(people: People) -> None:
    """The sheet of a case names who began it: for a consultation the one who asked."""
    own = held(people.gardeners, people.sec, people.section)
    ownership.leave(people.sec.pk, people.section.pk, on=LAST)
    own.refresh_from_db()
    assert not rules.visible_cases(people.adm).exists()
    with pytest.raises(PermissionDenied):
        actions.take_over(own, by=people.adm)
    actions.take_over(own, by=people.sech)
