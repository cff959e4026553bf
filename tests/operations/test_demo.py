"""The demo as an installation gets it: loaded once for all these tests, since it is large."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoDbBlocker

from demo import people as demo_people
from tomoni.accounts.models import User
from tomoni.core import visibility
from tomoni.core.audit import Event
from tomoni.core.jurisdictions import Jurisdiction, everywhere, scope
from tomoni.core.lineage import trail
from tomoni.core.ownership import Case
from tomoni.core.things import Thing, ThingAudience
from tomoni.desk.models import Consultation
from tomoni.desk.states import ConsultationState
from tomoni.directory.models import Actor, Department, Role
from tomoni.drafting.models import Comment, Draft, Edition
from tomoni.gatherings.models import Gathering
from tomoni.matching.models import Match
from tomoni.operations import demo
from tomoni.projects.models import LightCollab
from tomoni.seeds.models import MenuItem, Seed
from tomoni.voices.models import Coding, Opinion

pytestmark = pytest.mark.xdist_group("demo")  # loaded once, in one process
TODAY = date(2026, 11, 21)
REAL = {
    "kanagawa": "140007",
    "kashiwa": "122173",
    "kawasaki": "141305",
    "kochi": "390003",
    "chigasaki": "142077",
}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker, emptiable_log: None) -> Iterator[None]:
    with django_db_blocker.unblock():
        demo.load(TODAY)
        yield
        demo.purge()
        Event.objects.all().delete()  # the log outlives the demo, but not these tests


@pytest.fixture
def minato(loaded: None, db: None) -> Iterator[Jurisdiction]:
    place = Jurisdiction.objects.get(slug="minato")
    with scope(place):
        yield place


def test_the_record_of_kanagawas_session_holds_what_its_document_states(loaded: None, db: None) -> None:
    with scope(Jurisdiction.objects.get(slug="kanagawa")):
        session = Gathering.objects.get()
        client = Client()
        shown = client.get(f"/kanagawa/gatherings/{session.pk}/record/")
        found = shown.context["sheet"]
        assert shown.context["edition"].published_on == date(2018, 2, 26)
        assert [(came.category, came.people) for came in found.attendance] == [
            ("NPO等構成員（公募）", 9),
            ("県構成員", 5),
        ]
        assert found.observers == 6
        assert [(item.number, item.depth, len(item.lines)) for item in found.items] == [
            ("1", 0, 0),
            ("2", 0, 0),
            ("(1)", 1, 1),
            ("(2)", 1, 3),
            ("3", 0, 0),
        ]
        assert found.items[2].papers == ("資料1、資料2",)
        assert {item.moderator for item in found.items} == {"", "世話人"}
        assert [len(theme.lines) for theme in found.themes] == [2, 2, 3, 8]
        plain = client.get(f"/kanagawa/gatherings/{session.pk}/record/?format=txt").content.decode()
        for fact in ("第2期 第7回", "平成22年3月29日", "15:00〜17:00", "コミュニティカレッジ講義室1", "6人"):
            assert fact in plain
        council = client.get(f"/kanagawa/councils/{session.council_id}/").content.decode()
        assert "引き継ぎ済み" in council


def test_kashiwas_series_counts_as_its_report_does(loaded: None, db: None) -> None:
    with scope(Jurisdiction.objects.get(slug="kashiwa")):
        name = Gathering.objects.values_list("series", flat=True)[0]
    found = Client().get("/kashiwa/gatherings/series/", {"name": name}).context
    assert (
        [one.round_number for one in found["rounds"]],
        found["groups"],
        found["people"],
        found["distinct"],
    ) == (
        [1, 2, 3, 4],
        20,
        25,
        19,
    )


def test_the_council_of_the_invented_city_has_closed_items_and_records_without_them(
    minato: Jurisdiction,
) -> None:
    sessions = Gathering.objects.exclude(council=None).filter(state="held")
    client = Client()
    for one in sessions:
        shown = client.get(f"/minato/gatherings/{one.pk}/record/")
        text = shown.content.decode().replace("<wbr>", "")
        assert "非公開の議題" in text
        assert "協働の表彰の候補について" not in text
        assert "候補を3つにしぼった" not in text
    latest = sessions.order_by("-starts_at")[0]
    assert (latest.quick_report.state, latest.minutes.state) == ("published", "member_check")


def test_the_invented_city_is_of_the_size_it_should_be(minato: Jurisdiction) -> None:
    assert Department.objects.count() == 60
    assert Actor.objects.exclude(kind=Actor.Kind.DEPARTMENT).count() == 400
    assert Gathering.objects.count() == 40
    assert Opinion.objects.count() == 1500
    assert Seed.objects.count() == 600
    assert MenuItem.objects.count() == 120
    assert Consultation.objects.count() == 500
    assert Match.objects.count() == 250
    assert LightCollab.objects.count() == 150


def test_there_are_consultations_in_every_state(minato: Jurisdiction) -> None:
    assert set(Consultation.objects.values_list("state", flat=True)) == set(ConsultationState)


def test_the_cases_of_an_officer_who_is_gone_wait_for_an_owner(minato: Jurisdiction) -> None:
    waiting = Case.objects.filter(kind="desk.consultation").exclude(owner_left_on=None)
    assert [(case.person_id, bool(case.last_person_id)) for case in waiting] == [(None, True)] * 4


def test_an_opinion_and_its_case_are_due_on_the_same_day(minato: Jurisdiction) -> None:
    due = dict(Opinion.objects.filter(state="routed").values_list("pk", "due_on"))
    cases = dict(
        Case.objects.filter(kind="voices.opinion", object_id__in=due).values_list("object_id", "due_on")
    )
    assert due
    assert cases == due


def test_every_department_has_a_liaison_officer_today(minato: Jurisdiction) -> None:
    held = set(Role.objects.on(TODAY).filter(code="LIA").values_list("actor_id", flat=True))
    assert set(Department.objects.values_list("actor_id", flat=True)) <= held


def test_the_real_places_stand_below_their_prefecture_with_their_code(loaded: None, db: None) -> None:
    places = {place.slug: place for place in Jurisdiction.objects.filter(is_invented=False)}
    assert {slug: places[slug].code for slug in REAL} == REAL
    assert places["kashiwa"].parent == places["chiba"]


def test_kashiwa_holds_29_opinions_by_class_and_four_sessions(loaded: None, db: None) -> None:
    with scope(Jurisdiction.objects.get(slug="kashiwa")):
        codes = list(Coding.objects.filter(is_primary=True).values_list("code__code", flat=True))
        rooms = list(Gathering.objects.order_by("starts_at").values_list("round_number", flat=True))
    assert {code: codes.count(code) for code in "ABCDEFGH"} == dict(
        zip("ABCDEFGH", (5, 3, 7, 4, 2, 3, 3, 2), strict=True)
    )
    assert rooms == [1, 2, 3, 4]


def test_kanagawa_holds_its_session_with_15_statements_and_no_names(loaded: None, db: None) -> None:
    with scope(Jurisdiction.objects.get(slug="kanagawa")):
        session = Gathering.objects.get()
        assert (session.term, session.round_number, session.observers) == (2, 7, 6)
        assert session.statements.filter(kind="statement").count() == 15
        assert sum(row.people for row in session.attendance.all()) == 14
        assert not any("阪口" in item.moderator or "湯川" in item.moderator for item in session.agenda.all())


def test_kawasaki_holds_its_report_in_three_chapters_and_nine_comments(loaded: None, db: None) -> None:
    with scope(Jurisdiction.objects.get(slug="kawasaki")):
        parts = Edition.objects.get().parts
        said = Comment.objects.visible_to(AnonymousUser()).select_related("round__edition", "section")
        places = [one.section.heading if one.section else "" for one in said]
    assert [sum(part["depth"] == depth for part in parts) for depth in (1, 2, 3)] == [3, 14, 4]
    assert {place: places.count(place) for place in places} == {
        "意義と効果": 2,
        "目指す社会のすがた": 2,
        "主体・手法の多様化と捉え方": 3,
        "": 2,
    }


def test_the_invented_city_asks_about_one_report_and_has_answered_another(minato: Jurisdiction) -> None:
    states = dict(Draft.objects.visible_to(AnonymousUser()).values_list("state", "title"))
    assert set(states) == {"public_comment", "published"}
    told = Comment.objects.visible_to(AnonymousUser())
    assert set(told.values_list("state", flat=True)) == {
        "accepted",
        "partly",
        "not_taken",
        "question_answered",
    }
    assert Edition.objects.visible_to(AnonymousUser()).count() == 5


def test_every_sign_in_opens_its_own_page(minato: Jurisdiction) -> None:
    for one in demo_people.SIGN_INS:
        client = Client()
        answer = client.post("/accounts/login/", {"login": one.mail, "password": demo_people.WORD})
        assert answer.status_code == 302, one.key
        assert client.get("/minato/work/").status_code == 200, one.key


def test_nobody_else_of_the_demo_can_sign_in(minato: Jurisdiction) -> None:
    opened = {one.mail for one in demo_people.SIGN_INS}
    assert not any(
        user.has_usable_password() for user in User.objects.filter(is_demo=True).exclude(email__in=opened)
    )


def test_some_collaborations_lead_back_to_the_sentence_in_the_session(minato: Jurisdiction) -> None:
    things = Thing.objects.filter(
        kind="projects.lightcollab", pk__in=ThingAudience.objects.filter(token="public").values("thing")
    )
    trails = [[stop.label for stop in trail(thing, {visibility.PUBLIC})] for thing in things]
    whole = [one for one in trails if {"集まり", "声", "種", "マッチング", "協働"} <= set(one)]
    assert len(whole) >= 40


def test_every_page_of_the_demo_says_that_it_is_one(minato: Jurisdiction) -> None:
    for path in ("/minato/", "/minato/seeds/", "/minato/voices/", "/kashiwa/", "/kanagawa/"):
        assert 'class="demo"' in Client().get(path).text, path


def test_what_may_be_found_is_what_may_be_seen(minato: Jurisdiction) -> None:
    """The audience of each thing says the same as its record's own `visible_to`."""
    nobody = AnonymousUser()
    for model in (Seed, Opinion, Gathering, LightCollab, MenuItem, Actor, Draft):
        shown = set(model.objects.visible_to(nobody).values_list("pk", flat=True))
        found = set(
            Thing.objects.filter(kind=model._meta.label_lower)
            .visible_to({"public"})
            .values_list("object_id", flat=True)
        )
        assert found <= shown, model


def test_loading_twice_changes_nothing(minato: Jurisdiction) -> None:
    assert demo.load(TODAY) == []


def test_purging_leaves_nothing_but_the_log(db: None) -> None:
    demo.load(TODAY)
    demo.purge()
    with everywhere():
        left = {
            model._meta.label: model._base_manager.count()
            for model in apps.get_models()
            if any(field.name == "jurisdiction" and not field.null for field in model._meta.concrete_fields)
        }
    assert {label: n for label, n in left.items() if n} == {}
    assert not Jurisdiction.objects.exists()
    assert not User.objects.exists()
    assert Event.objects.filter(verb="demo.purge").exists()
