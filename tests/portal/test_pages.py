import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tests.browser import text_of
from tests.people import People
from tomoni.core import lineage, outbox, ownership, search, things
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.visibility import Visibility
from tomoni.drafting.models import Round
from tomoni.drafting.states import DraftState, RoundState
from tomoni.matching import actions as matching
from tomoni.portal.year import figures_of
from tomoni.seeds.states import SeedState
from tomoni.voices import actions as voices


def browser(user: object = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)  # type: ignore[arg-type]
    return client


def _unmarked(page: str) -> str:
    """Without what differs on every page by intent: nonces and form tokens."""
    return re.sub(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"|"x-csrftoken": "[^"]*"', "", page)


def test_the_front_page_shows_places_below_their_prefecture(db: None) -> None:
    prefecture = make.jurisdiction("tochi", kind=Jurisdiction.Kind.PREFECTURE, name="架空県")
    make.jurisdiction("machi", parent=prefecture, name="架空市", is_invented=True)
    closed = make.jurisdiction("closed", name="準備中市", is_open=False)
    page = browser().get("/").text
    assert page.index("架空県") < page.index("架空市")
    assert closed.name not in page


def test_a_closed_place_and_a_place_that_does_not_exist_answer_alike(db: None) -> None:
    make.jurisdiction("closed", is_open=False)
    one, other = browser().get("/closed/"), browser().get("/nowhere/")
    assert one.status_code == other.status_code == 404
    assert _unmarked(one.text).replace("closed", "nowhere") == _unmarked(other.text)


def test_the_home_page_shows_what_is_public_only(city: Jurisdiction, people: People) -> None:
    make.seed(people.parks, state=SeedState.PUBLISHED, title="駅前花壇の仲間")
    make.seed(people.parks, state=SeedState.SUBMITTED, title="まだ確認中の種")
    page = browser().get(f"/{city.slug}/").text.replace("<wbr>", "")
    assert "駅前花壇の仲間" in page
    assert "まだ確認中の種" not in page


def test_a_city_with_nothing_yet_says_what_one_can_do(city: Jurisdiction) -> None:
    page = browser().get(f"/{city.slug}/")
    assert page.status_code == 200
    assert "募集中の種はありません" in page.text


def test_my_work_is_behind_sign_in(city: Jurisdiction) -> None:
    assert browser().get(f"/{city.slug}/work/").status_code == 302


def test_my_work_shows_my_cases_and_not_those_of_others(city: Jurisdiction, people: People) -> None:
    mine, others = make.seed(people.gardeners), make.seed(people.parks)
    for seed, person, unit in ((mine, people.grep, people.gardeners), (others, people.lia, people.parks)):
        ownership.hold(
            seed, person_id=person.pk, unit_id=unit.pk, due_on=timezone.localdate(), task="直して出し直す"
        )
    page = browser(people.grep).get(f"/{city.slug}/work/").text
    assert mine.title in page
    assert others.title not in page


def test_a_case_whose_officer_left_is_seen_by_the_head_and_by_the_section(
    city: Jurisdiction, people: People
) -> None:
    seed = make.seed(people.parks)
    ownership.hold(seed, person_id=people.lia.pk, unit_id=people.parks.pk, due_on=None, task="返事をする")
    ownership.leave(people.lia.pk, people.parks.pk, on=timezone.localdate())
    for user in (people.dhead, people.sec):
        assert seed.title in browser(user).get(f"/{city.slug}/work/").text
    assert seed.title not in browser(people.other_lia).get(f"/{city.slug}/work/").text


def test_notices_are_read_by_their_own_person_only(city: Jurisdiction, people: People) -> None:
    for person in (people.grep, people.lia):
        outbox.notify([person.pk], text="知らせがあります", address="/", key="k")
    browser(people.grep).post(f"/{city.slug}/work/notices/read/")
    assert [one.person_id for one in outbox.Notice.objects.unread()] == [people.lia.pk]


def test_search_finds_only_what_one_may_see(city: Jurisdiction, people: People) -> None:
    hidden = make.seed(people.gardeners, title="図書館で読み聞かせ", visibility=Visibility.PARTIES)
    search.put(things.put(hidden, hidden.card()))
    assert "図書館で読み聞かせ" not in browser().get(f"/{city.slug}/search/?q=図書館").text
    assert "図書館で読み聞かせ" in browser(people.grep).get(f"/{city.slug}/search/?q=図書館").text


@pytest.mark.parametrize("query", ["?kind=users", "?q=図書&page=99", "?q=図書&page=x"])
def test_an_unknown_kind_or_page_is_refused(city: Jurisdiction, query: str) -> None:
    assert browser().get(f"/{city.slug}/search/{query}").status_code in (400, 404)


def test_the_years_figures_move_with_the_records(city: Jurisdiction, people: People) -> None:
    before = {one.label: one.number for one in figures_of(2026, AnonymousUser())}
    make.seed(people.parks, state=SeedState.PUBLISHED)
    after = {one.label: one.number for one in figures_of(2026, AnonymousUser())}
    assert (before["公開中の種"], after["公開中の種"]) == (0, 1)


@pytest.mark.parametrize("year", ["1999", "9999", "x", "-1"])
def test_a_year_that_cannot_be_is_an_unknown_page(city: Jurisdiction, year: str) -> None:
    assert browser().get(f"/{city.slug}/figures/?year={year}").status_code == 404


def test_a_seed_shows_its_matches_to_those_who_may_see_them(city: Jurisdiction, people: People) -> None:
    need = make.seed(people.parks, state=SeedState.PUBLISHED)
    matching.propose(need, people.gardeners, by=people.sec)
    assert "花と緑の会" in browser(people.sec).get(need.get_absolute_url()).text
    assert "花と緑の会" not in browser().get(need.get_absolute_url()).text


def test_an_opinion_offers_a_seed_to_those_who_may_make_one(city: Jurisdiction, people: People) -> None:
    voice = make.opinion(visibility=Visibility.PUBLIC)
    assert "この声から種を作る" in browser(people.sec).get(voice.get_absolute_url()).text
    assert "この声から種を作る" not in browser().get(voice.get_absolute_url()).text


def test_an_actors_story_holds_only_what_the_reader_may_see(city: Jurisdiction, people: People) -> None:
    make.seed(people.gardeners, state=SeedState.PUBLISHED, title="公開の種")
    make.seed(people.gardeners, state=SeedState.DRAFT, title="下書きの種")
    page = browser().get(f"/{city.slug}/actors/{people.gardeners.pk}/story/").text
    assert "公開の種" in page
    assert "下書きの種" not in page


def test_a_figure_of_nothing_leads_nowhere(city: Jurisdiction) -> None:
    urls = {one.label: one.url for one in figures_of(2026, AnonymousUser())}
    assert (urls["届いた声"], urls["記録された協働"]) == ("", "")


def test_a_figure_of_voices_leads_to_them(city: Jurisdiction) -> None:
    voice = make.opinion(visibility=Visibility.PUBLIC)
    [url] = [one.url for one in figures_of(voice.fiscal_year, AnonymousUser()) if one.label == "届いた声"]
    assert browser().get(url).status_code == 200


def test_a_seed_is_offered_to_those_who_may_make_one(city: Jurisdiction, people: People) -> None:
    for page in ("", "work/"):
        assert "種を出す" in browser(people.grep).get(f"/{city.slug}/{page}").text
        assert "種を出す" not in browser(people.adm).get(f"/{city.slug}/{page}").text
    assert "種を出す" in browser().get(f"/{city.slug}/").text


def test_signing_in_leads_to_ones_work_and_the_front_page_to_each_of_ones_places(
    city: Jurisdiction, people: People
) -> None:
    assert f"?next=/{city.slug}/work/" in browser().get(f"/{city.slug}/").text
    assert f'href="/{city.slug}/work/"' in browser(people.sec).get("/").text
    assert "あなたの役割" not in browser().get("/").text


def test_a_request_that_is_too_large_is_refused_in_words(city: Jurisdiction, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = browser().post(f"/{city.slug}/consultations/new/", {"subject": "あ" * 100})
    assert answer.status_code == 400
    assert "大きすぎます" in answer.text
    assert "DATA_UPLOAD" not in answer.text


def test_a_home_without_answers_shows_the_voices(city: Jurisdiction) -> None:
    voice = make.opinion(visibility=Visibility.PUBLIC)
    make.opinion(visibility=Visibility.CITY, raw_text="まだ内部の声")
    page = browser().get(f"/{city.slug}/").text
    assert voice.get_absolute_url() in page
    assert "答えはまだありません。" in page
    assert "まだ内部の声" not in page


def test_an_empty_choice_says_what_to_do(city: Jurisdiction, people: People) -> None:
    page = browser(people.sec).get(f"/{city.slug}/collaborations/new/").text
    assert "---------" not in page
    assert ">選んでください</option>" in page
    assert ">選ばない</option>" in page


def test_a_gatherings_page_lists_its_voices_once(city: Jurisdiction, people: People) -> None:
    session = make.gathering(visibility="public")
    said = "駅前の花壇に水やりの当番がほしい。"
    details = {"received_on": session.held_on, "gathering": session, "source": "session"}
    opinion = voices.record(by=people.sec, line=voices.Line(said), **details)
    voices.show(opinion, by=people.sec, visibility="public")
    seed = make.seed(state="published", title="水やりの仲間")
    lineage.link(things.put(opinion, opinion.card()), things.put(seed, seed.card()))
    shown = browser().get(session.get_absolute_url())
    assert text_of(shown).count(said) == 1
    assert [stop.text for stop in shown.context["trail"]] == [session.full_title, "水やりの仲間"]


def test_home_names_what_the_public_is_asked_about_and_nothing_else(people: People) -> None:
    for title, kind, state in (
        ("みんなの指針", Round.Kind.PUBLIC, RoundState.OPEN),
        ("委員だけの案", Round.Kind.INTERNAL, RoundState.OPEN),
        ("終わった指針", Round.Kind.PUBLIC, RoundState.CLOSED),
    ):
        draft = make.draft(title, state=DraftState.PUBLIC_COMMENT)
        make.comment_round(make.edition(draft), kind=kind, state=state)
    page = text_of(browser().get(f"/{people.section.jurisdiction.slug}/"))
    assert "みんなの指針" in page
    assert "委員だけの案" not in page
    assert "終わった指針" not in page
