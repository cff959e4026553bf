"""Group registration: what is closed stays closed, the section's check, renewal by the clock, completeness."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.directory.test_sessions import signed_in
from tests.people import People
from tomoni.core import audit, ownership
from tomoni.core.audit import ReadingEvent
from tomoni.core.errors import Conflict, Refused
from tomoni.core.jurisdictions import Jurisdiction, everywhere
from tomoni.directory import jobs
from tomoni.directory.actions import actor as actor_actions
from tomoni.directory.actions import registration as actions
from tomoni.directory.finding import refresh
from tomoni.directory.forms.registration import RegistrationForm
from tomoni.directory.models import ActivityField, Actor, Area, GroupRegistration, Invitation
from tomoni.directory.models.registration import PERSONAL
from tomoni.directory.roles import RoleCode
from tomoni.directory.rules import registration as rules
from tomoni.directory.standing import standing_of
from tomoni.directory.states import REGISTRATION

SECRETS = {
    "address": "ひみつ町1-2-3", "building": "ひみつビル", "representative_name": "秘密 代表",
    "representative_reading": "ひみつだいひょう", "contact_name": "秘密 連絡", "contact_reading": "ひみつれんらく",
    "phone": "03-9999-0001", "mobile": "090-9999-0002", "fax": "03-9999-0003", "mail": "himitsu@example.jp",
    "postal_code": "999-0004",
}  # fmt: skip


@pytest.fixture
def demo(city: Jurisdiction) -> Jurisdiction:
    city.is_demo = True
    city.save()
    return city


@pytest.fixture
def group(people: People) -> GroupRegistration:
    """The gardeners' registration, in force, with nothing opened."""
    return make.registration(people.gardeners, **SECRETS)


def form_data(**fields: object) -> dict[str, object]:
    area, _made = Area.objects.get_or_create(jurisdiction=Jurisdiction.objects.get(), name="中央")
    return {
        "name": "川を歩く会", "reading": "カワヲアルクカイ", "kind": "group", "legal_form": "unincorporated",
        "established_year": "2012", "purpose": "川をきれいにする", "summary": "毎月の清掃", "members": "15",
        "resident_members": "12", "fields": [ActivityField.objects.get(code="npo07").pk], "areas": [area.pk],
        "disclosure_consent": "on", "published_fields": ["public_contact", "website"], **SECRETS, **fields,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["lia", "dept", "dhead", "mem", "adm", "other_lia", "other_grep"])
def test_contact_data_are_closed_to(
    demo: Jurisdiction, people: People, group: GroupRegistration, who: str
) -> None:
    client = signed_in(getattr(people, who))
    page = client.get(f"/{demo.slug}/actors/{people.gardeners.pk}/").content.decode()
    assert not [value for value in SECRETS.values() if value in page]
    for address in ("", "edit/", "renew/"):
        assert client.get(f"/{demo.slug}/registrations/{group.pk}/{address}").status_code == 404


def test_contact_data_are_closed_to_visitors_on_every_page(
    demo: Jurisdiction, people: People, group: GroupRegistration
) -> None:
    refresh(people.gardeners)
    for address in (f"actors/{people.gardeners.pk}/", "actors/", "actors/?format=csv", "actors/?q=秘密"):
        answer = Client().get(f"/{demo.slug}/{address}")
        page = b"".join(answer) if answer.streaming else answer.content
        assert not [value for value in SECRETS.values() if value in page.decode()]


@pytest.mark.parametrize("name", PERSONAL)
def test_a_field_the_group_opens_is_shown_and_no_other(
    demo: Jurisdiction, people: People, group: GroupRegistration, name: str
) -> None:
    GroupRegistration.objects.filter(pk=group.pk).update(published_fields=[name])
    page = Client().get(f"/{demo.slug}/actors/{people.gardeners.pk}/").content.decode()
    assert [field for field, value in SECRETS.items() if value in page] == [name]


@pytest.mark.parametrize("who", ["sec", "sech", "cen", "grep"])
def test_the_group_the_section_and_the_centre_see_them(
    demo: Jurisdiction, people: People, group: GroupRegistration, who: str
) -> None:
    page = signed_in(getattr(people, who)).get(f"/{demo.slug}/registrations/{group.pk}/").content.decode()
    assert all(value in page for value in SECRETS.values())


def test_the_reading_of_contact_data_is_logged_except_by_the_group(
    demo: Jurisdiction, people: People, group: GroupRegistration
) -> None:
    for who in (people.grep, people.sec, people.cen):
        signed_in(who).get(f"/{demo.slug}/registrations/{group.pk}/")
    readers = set(ReadingEvent.objects.values_list("person_id", flat=True))
    assert readers == {people.sec.pk, people.cen.pk}


def test_contact_data_lie_encrypted_and_out_of_the_log(people: People, group: GroupRegistration) -> None:
    profile = RegistrationForm(form_data(), instance=group)
    assert profile.is_valid(), profile.errors
    group.refresh_from_db()
    actions.change(group, profile.profile(), by=people.grep, version=group.version)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM directory_groupregistration")
        stored = str(cursor.fetchall())
    logged = str(list(audit.Event.objects.values()))
    assert not [value for value in SECRETS.values() if value in stored or value in logged]


def test_what_is_for_registered_groups_is_not_for_visitors(
    demo: Jurisdiction, people: People, group: GroupRegistration
) -> None:
    GroupRegistration.objects.filter(pk=group.pk).update(can_offer="苗づくりの指導")
    address = f"/{demo.slug}/actors/{people.gardeners.pk}/"
    assert "苗づくり" not in Client().get(address).content.decode()
    assert "苗づくり" in signed_in(people.other_grep).get(address).content.decode()


@pytest.mark.parametrize("who", ["lia", "mem", "other_grep", "nobody"])
@pytest.mark.parametrize("step", [one.name for one in REGISTRATION.moves if not one.by_clock])
def test_nobody_else_moves_a_registration(
    people: People, group: GroupRegistration, who: str, step: str
) -> None:
    assert not getattr(rules, f"can_{step}")(getattr(people, who), group)


@pytest.mark.parametrize("step", ["register", "decline", "suspend", "resume"])
@pytest.mark.parametrize("who", ["grep", "cen", "adm"])
def test_only_the_section_decides(people: People, group: GroupRegistration, who: str, step: str) -> None:
    with pytest.raises(PermissionDenied):
        getattr(actions, step)(group, by=getattr(people, who), reason="x")


def test_a_profile_that_lacks_what_is_needed_is_not_registered(people: People) -> None:
    made = make.registration(state="checking", purpose="", disclosure_consent=False)
    with pytest.raises(ValidationError, match="設立の目的"):
        actions.register(made, by=people.sec)


def test_a_group_that_is_not_registered_is_not_published(people: People) -> None:
    made = make.registration(state="checking")
    with pytest.raises(Refused):
        actor_actions.publish(made.actor, by=people.sec)


@pytest.mark.parametrize("who", ["grep", "cen", "adm", "lia"])
def test_publishing_is_the_sections_act(people: People, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actor_actions.publish(make.actor(is_published=False), by=getattr(people, who))


def test_a_suspended_group_leaves_the_public_and_the_registered(
    people: People, group: GroupRegistration
) -> None:
    actions.suspend(group, by=people.sec, reason="連絡がつかない")
    people.gardeners.refresh_from_db()
    assert not people.gardeners.is_published
    people.grep.__dict__.pop("_posts", None)
    people.grep.__dict__.pop("_standing", None)
    assert not standing_of(people.grep).is_known


def test_a_withdrawn_page_says_so_without_its_content(demo: Jurisdiction, people: People) -> None:
    actor_actions.withdraw(people.gardeners, by=people.sec, reason="解散した")
    answer = Client().get(f"/{demo.slug}/actors/{people.gardeners.pk}/")
    assert answer.status_code == 410
    assert people.gardeners.name not in answer.content.decode()


def test_the_loser_of_two_edits_sees_both_texts(
    demo: Jurisdiction, people: People, group: GroupRegistration
) -> None:
    first, second = signed_in(people.grep), signed_in(people.sec)
    address = f"/{demo.slug}/registrations/{group.pk}/edit/"
    assert first.post(address, {**form_data(purpose="目的その一"), "version": 1}).status_code == 302
    answer = second.post(address, {**form_data(purpose="目的その二"), "version": 1})
    assert answer.status_code == 409
    assert "目的その一" in answer.content.decode()
    assert "目的その二" in answer.content.decode()
    group.refresh_from_db()
    assert group.purpose == "目的その一"


def test_a_stale_version_is_a_conflict(people: People, group: GroupRegistration) -> None:
    form = RegistrationForm(form_data(), instance=GroupRegistration.objects.get())
    assert form.is_valid()
    with pytest.raises(Conflict):
        actions.change(group, form.profile(), by=people.grep, version=99)


def test_anybody_may_apply_and_gets_a_number(demo: Jurisdiction, people: People) -> None:
    client, address = Client(), f"/{demo.slug}/registrations/new/"
    assert client.get(address).status_code == 200
    wrong = client.post(address, form_data(corporate_number="1234567890123", postal_code="12"))
    assert wrong.status_code == 422
    assert "川を歩く会" in wrong.content.decode()
    once = "3f0e9f39-6a0e-4b8b-8a51-0d3f6f1c2a11"
    for _ in range(2):
        done = client.post(address, form_data(once=once))
    made = GroupRegistration.objects.get(actor__name="川を歩く会")
    assert made.number in client.get(done.headers["Location"]).content.decode()
    assert not made.actor.is_published
    assert made.actor.reading == "カワヲアルクカイ"
    case = ownership.case_of(made)
    assert case is not None
    assert (case.unit_id, case.person_id) == (people.section.pk, people.sec.pk)
    assert Invitation.objects.get().email == SECRETS["mail"]
    assert Client().get(made.actor.get_absolute_url()).status_code == 404


def test_a_form_sent_empty_says_what_is_missing(demo: Jurisdiction, people: People) -> None:
    page = Client().post(f"/{demo.slug}/registrations/new/", {})
    assert page.status_code == 422
    assert "error-summary" in page.text or 'aria-invalid="true"' in page.text


def test_who_only_applied_is_no_registered_reader(people: People) -> None:
    made = make.registration(state="applied")
    applicant = make.person(RoleCode.GREP, made.actor)
    assert not standing_of(applicant).is_known
    assert standing_of(applicant).has(RoleCode.GREP, actor_id=made.actor_id)


def test_the_eleventh_application_of_an_hour_is_asked_to_wait(
    demo: Jurisdiction, people: People, quick_passwords: None
) -> None:
    client, address = Client(), f"/{demo.slug}/registrations/new/"
    answers = [client.post(address, form_data(name=f"会{number}")).status_code for number in range(11)]
    assert answers == [302] * 10 + [429]


def test_the_section_takes_a_group_from_application_to_its_public_page(
    demo: Jurisdiction, people: People
) -> None:
    Client().post(f"/{demo.slug}/registrations/new/", form_data())
    made = GroupRegistration.objects.get()
    client, base = signed_in(people.sec), f"/{demo.slug}/registrations/{made.pk}/"
    assert client.post(f"{base}check/", {"reason": ""}).status_code == 302
    assert client.post(f"{base}register/", {"reason": ""}).status_code == 302
    made.refresh_from_db()
    assert made.state == "registered"
    assert ownership.case_of(made) is None
    client.post(f"/{demo.slug}/actors/{made.actor_id}/publish/")
    page = Client().get(f"/{demo.slug}/actors/?q=清掃").content.decode()
    assert "川を歩く会" in page


def test_after_the_fiscal_year_groups_are_asked_and_lapse_when_silent(
    people: People, group: GroupRegistration
) -> None:
    GroupRegistration.objects.filter(pk=group.pk).update(valid_until=date(2026, 3, 31))
    with everywhere():
        assert jobs.renew_registrations(date(2026, 3, 31)) == 0
        assert jobs.renew_registrations(date(2026, 4, 1)) == 1
        assert jobs.renew_registrations(date(2026, 4, 1)) == 0
    case = ownership.case_of(group)
    assert case is not None
    assert case.person_id == people.grep.pk
    with everywhere():
        assert jobs.renew_registrations(date(2026, 7, 1)) == 1
    group.refresh_from_db()
    assert group.state == "lapsed"
    assert ownership.case_of(group) is None


def test_reading_contacts_through_a_rule_is_logged(people: People, group: GroupRegistration) -> None:
    found = actions.read_contacts(people.gardeners, by=people.lia)
    assert ("電話", SECRETS["phone"]) in found
    assert ReadingEvent.objects.filter(person_id=people.lia.pk).count() == 1


NAMES = sorted({*rules.NEEDED, *rules.HELPFUL})
PROFILES = st.dictionaries(
    st.sampled_from(NAMES),
    st.sampled_from(["", "  ", None, False, True, 0, 7, "花", [], ["x"]]),
)


@given(PROFILES)
def test_completeness_stays_between_nothing_and_all(values: dict[str, object]) -> None:
    found = rules.completeness(values)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (not found.missing and not found.could_add)
    assert found.is_enough == (found.level > 0)


@given(PROFILES, st.sampled_from(NAMES))
def test_filling_a_field_in_never_lowers_completeness(values: dict[str, object], name: str) -> None:
    before, after = rules.completeness(values), rules.completeness({**values, name: "書いた"})
    assert after.percent >= before.percent
    assert after.level >= before.level


@pytest.mark.parametrize(
    ("address", "refused"),
    [("departments/", ["grep", "mem", "cen"]), ("actors/new/", ["lia", "grep", "cen", "mem"])],
)
def test_pages_of_staff_are_refused_to(
    demo: Jurisdiction, people: People, address: str, refused: list[str]
) -> None:
    for who in refused:
        assert signed_in(getattr(people, who)).get(f"/{demo.slug}/{address}").status_code == 403


def test_a_department_is_described_by_its_own_people_only(demo: Jurisdiction, people: People) -> None:
    address = f"/{demo.slug}/departments/{people.parks.pk}/edit/"
    words = {"duties": "公園に関すること", "citizens_words": "すべり台", "phone": "", "version": 1}
    for who in ("dept", "other_lia", "grep", "cen"):
        assert signed_in(getattr(people, who)).post(address, words).status_code == 403
    assert signed_in(people.lia).post(address, words).status_code == 302
    assert signed_in(people.dhead).post(address, words).status_code == 409
    page = Client().get(f"/{demo.slug}/actors/?q=すべり台").content.decode()
    assert people.parks.name in page


def test_visitors_read_the_officers_post_and_staff_the_name(demo: Jurisdiction, people: People) -> None:
    address = f"/{demo.slug}/actors/{people.parks.pk}/"
    assert people.lia.name not in Client().get(address).content.decode()
    assert "協働推進員" in Client().get(address).content.decode()
    assert people.lia.name in signed_in(people.other_lia).get(address).content.decode()


def test_the_list_of_actors_sorts_by_reading_and_by_row(demo: Jurisdiction, people: People) -> None:
    for name, reading in (("乙会", "おつかい"), ("甲会", "こうかい"), ("丙会", "がいかい")):
        make.actor(name=name, reading=reading)
    page = Client().get(f"/{demo.slug}/actors/?row=ka").content.decode()
    assert page.index("丙会") < page.index("甲会")
    assert "乙会" not in page


def test_an_actor_entered_by_the_section_is_found(demo: Jurisdiction, people: People) -> None:
    client = signed_in(people.sec)
    fields = {
        "kind": "department",
        "name": "防災課",
        "reading": "ボウサイカ",
        "summary": "",
        "is_active": "on",
    }
    assert client.post(f"/{demo.slug}/actors/new/", {**fields, "name": ""}).status_code == 422
    assert client.post(f"/{demo.slug}/actors/new/", fields).status_code == 302
    assert client.post(f"/{demo.slug}/actors/new/", fields).status_code == 422
    made = Actor.objects.get(name="防災課")
    assert made.department is not None
    assert client.post(f"/{demo.slug}/actors/{made.pk}/edit/", {**fields, "version": 1}).status_code == 302


def test_lists_do_not_ask_more_for_more_rows(demo: Jurisdiction, people: People) -> None:
    client = signed_in(people.sec)
    pages = [f"/{demo.slug}/{page}" for page in ("actors/", "departments/", "registrations/")]

    def counts() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
        return found

    make.registration()
    counts()
    few = counts()
    for _ in range(12):
        make.registration()
        make.person(RoleCode.LIA, make.department())
    assert counts() == few
    assert max(few) <= 25
