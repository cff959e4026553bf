"""The board, the menu and the pages of one record, as a browser sees them."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.browser import browser, same, text_of
from tests.people import People
from tomoni.core import lineage, search, things
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.directory.models import Area
from tomoni.seeds.models import MenuItem, Seed
from tomoni.seeds.states import MenuState, SeedState


def page(client: Client, city: Jurisdiction, path: str) -> str:
    response = client.get(f"/{city.slug}/{path}")
    assert response.status_code == 200, (path, response.status_code)
    return text_of(response)


def test_drafts_and_internal_seeds_are_not_on_the_public_board(people: People, city: Jurisdiction) -> None:
    make.seed(title="下書きの種")
    make.seed(state=SeedState.INTERNAL_ONLY, visibility="city", title="庁内の種")
    make.seed(state=SeedState.PUBLISHED, title="公開の種")
    shown = page(browser(), city, "seeds/")
    assert "公開の種" in shown
    assert "下書きの種" not in shown
    assert "庁内の種" not in shown


def test_an_unknown_and_an_unseen_seed_are_the_same_404(people: People, city: Jurisdiction) -> None:
    hidden = make.seed()
    unseen = browser().get(f"/{city.slug}/seeds/{hidden.pk}/")
    unknown = browser().get(f"/{city.slug}/seeds/999999/")
    assert unseen.status_code == unknown.status_code == 404
    assert same(text_of(unseen), text_of(unknown))


def test_a_seed_of_another_city_is_not_found(people: People, city: Jurisdiction) -> None:
    seed = make.seed(state=SeedState.PUBLISHED)
    other = make.jurisdiction()
    assert browser().get(f"/{other.slug}/seeds/{seed.pk}/").status_code == 404


def test_a_seed_in_talks_stays_on_the_board_and_says_so(people: People, city: Jurisdiction) -> None:
    make.seed(state=SeedState.MATCHED, title="話し合い中の種")
    shown = page(browser(), city, "seeds/")
    assert "話し合い中の種" in shown
    assert "相談中" in shown


def test_a_withdrawn_seed_says_so_without_its_content(people: People, city: Jurisdiction) -> None:
    seed = make.seed(state=SeedState.PUBLISHED, title="取り下げる種", what="秘密の内容")
    from tomoni.seeds.actions.seed import withdraw

    withdraw(seed, by=people.sec, reason="まちがい")
    response = browser().get(f"/{city.slug}/seeds/{seed.pk}/")
    assert response.status_code == 410
    assert "取り下げられました" in text_of(response)
    assert "取り下げる種" not in text_of(response)
    assert "秘密の内容" not in text_of(response)
    assert "取り下げる種" in page(browser(people.sec), city, f"seeds/{seed.pk}/")


@pytest.mark.parametrize(
    "query", ["kind=x", "side=x", "field=x", "area=x", "resource=x", "state=draft", "sort=x"]
)
def test_a_condition_outside_the_lists_is_a_bad_request(
    people: People, city: Jurisdiction, query: str
) -> None:
    assert browser().get(f"/{city.slug}/seeds/?{query}").status_code == 400


def test_the_board_is_narrowed_by_each_condition(people: People, city: Jurisdiction) -> None:
    area = Area.objects.create(jurisdiction=city, name="北部")
    wanted = make.seed(people.parks, kind="offer", state=SeedState.PUBLISHED, title="見つかる種")
    wanted.areas.add(area)
    wanted.resources.create(jurisdiction=city, direction="gives", kind="place", text="会議室")
    wanted.fields.set([])
    wanted.fields.add(make.activity_field("npo13"))
    search.put(things.put(wanted, wanted.card()), wanted.what)
    make.seed(state=SeedState.PUBLISHED, title="ほかの種")
    for query in (
        "kind=offer", "side=city", "field=npo13", f"area={area.pk}", "resource=place", "q=見つかる",
    ):  # fmt: skip
        shown = page(browser(), city, f"seeds/?{query}")
        assert "見つかる種" in shown, query
        assert "ほかの種" not in shown, query


def test_the_board_sorts_by_expiry(people: People, city: Jurisdiction) -> None:
    make.seed(state=SeedState.PUBLISHED, title="早く終わる種", expires_on="2030-01-01")
    make.seed(state=SeedState.PUBLISHED, title="遅く終わる種", expires_on="2031-01-01")
    newest, expiry = page(browser(), city, "seeds/"), page(browser(), city, "seeds/?sort=expiry")
    assert newest.index("遅く終わる種") < newest.index("早く終わる種")
    assert expiry.index("早く終わる種") < expiry.index("遅く終わる種")


def test_the_file_holds_exactly_what_is_shown(people: People, city: Jurisdiction) -> None:
    make.seed(state=SeedState.PUBLISHED, title="=公開の種", kind="offer")
    make.seed(state=SeedState.PUBLISHED, title="必要の種")
    make.seed(title="下書きの種")
    response = browser().get(f"/{city.slug}/seeds/?kind=offer&format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "'=公開の種" in text
    assert "必要の種" not in text
    assert "下書きの種" not in text
    assert "人：水やりの人" in text


def test_pages_do_not_grow_with_rows(
    people: People, city: Jurisdiction, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        make.seed(state=SeedState.PUBLISHED)
        make.menu_item(state=MenuState.PUBLISHED)
    client = browser(people.sec)
    page(client, city, "seeds/")  # the first page of a session also stamps it
    counts: dict[str, int] = {}
    for rows in (3, 20):
        while Seed.objects.count() < rows:
            make.seed(state=SeedState.PUBLISHED)
            make.menu_item(state=MenuState.PUBLISHED)
        for path in ("seeds/", "menu/", "seeds/can-do/"):
            with django_assert_max_num_queries(25) as found:
                page(client, city, path)
            assert counts.setdefault(path, len(found)) == len(found), path


def test_a_seeds_page_stays_within_its_queries(
    people: People, city: Jurisdiction, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seed = make.seed(people.gardeners, state=SeedState.PUBLISHED)
    client = browser(people.sec)
    with django_assert_max_num_queries(25):
        page(client, city, f"seeds/{seed.pk}/")


def form_data(**fields: object) -> dict[str, object]:
    return {
        "kind": "need",
        "title": "花壇の仲間",
        "what": "水やりをいっしょに",
        "weight": "light",
        "expires_on": "2035-03-31",
        **fields,
    }


def test_a_form_sent_twice_makes_one_seed(people: People, city: Jurisdiction) -> None:
    client, key = browser(people.grep), str(uuid4())
    data = form_data(actor=people.gardeners.pk, once=key, gives_place="集会所")
    first = client.post(f"/{city.slug}/seeds/new/", data)
    second = client.post(f"/{city.slug}/seeds/new/", data)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    made = Seed.objects.get()
    assert (made.actor, made.state, str(made.resources.get())) == (people.gardeners, "draft", "場所：集会所")


def test_what_was_typed_is_kept_when_something_is_wrong(people: People, city: Jurisdiction) -> None:
    data = form_data(actor=people.gardeners.pk, title="", what="消えてはいけない文")
    response = browser(people.grep).post(f"/{city.slug}/seeds/new/", data)
    assert response.status_code == 422
    assert "消えてはいけない文" in text_of(response)
    assert not Seed.objects.exists()


def test_dates_the_wrong_way_round_are_an_error_in_words(people: People, city: Jurisdiction) -> None:
    data = form_data(actor=people.gardeners.pk, when_from="2030-05-01", when_until="2030-04-01")
    response = browser(people.grep).post(f"/{city.slug}/seeds/new/", data)
    assert response.status_code == 422
    assert "「早くて」より後の日" in text_of(response)


def test_a_group_is_offered_its_own_side_only(people: People, city: Jurisdiction) -> None:
    response = browser(people.grep).post(f"/{city.slug}/seeds/new/", form_data(actor=people.parks.pk))
    assert response.status_code == 422


def test_visitors_are_led_to_sign_in(people: People, city: Jurisdiction) -> None:
    response = browser().get(f"/{city.slug}/seeds/new/")
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_committee_member_is_told_who_can(people: People, city: Jurisdiction) -> None:
    response = browser(people.mem).get(f"/{city.slug}/seeds/new/")
    assert response.status_code == 403
    assert "サポートセンター" in text_of(response)


def test_an_answer_to_a_need_is_linked_to_it(people: People, city: Jurisdiction) -> None:
    need = make.seed(people.parks, state=SeedState.PUBLISHED)
    client = browser(people.grep)
    shown = page(client, city, f"seeds/new/?answers={need.pk}")
    assert "水やりの人" in shown
    data = form_data(kind="offer", actor=people.gardeners.pk)
    client.post(f"/{city.slug}/seeds/new/?answers={need.pk}", data)
    offer = Seed.objects.get(kind="offer")
    assert lineage.Edge.objects.filter(cause=things.get(need), effect=things.get(offer)).exists()


def test_an_edit_of_an_old_page_shows_both_texts(people: People, city: Jurisdiction) -> None:
    seed = make.seed(people.gardeners)
    client = browser(people.grep)
    address = f"/{city.slug}/seeds/{seed.pk}/edit/"
    assert client.post(address, form_data(title="朝の水やり", version=1)).status_code == 302
    response = client.post(address, form_data(title="夕方の水やり", version=1))
    assert response.status_code == 409
    assert "保存する「題名」" in text_of(response)
    assert "朝の水やり" in text_of(response)
    assert "夕方の水やり" in text_of(response)


def test_the_section_publishes_through_the_page(people: People, city: Jurisdiction) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    client = browser(people.sec)
    address = f"/{city.slug}/seeds/{seed.pk}/publish/"
    assert "2035" not in page(client, city, f"seeds/{seed.pk}/publish/")
    assert client.post(address, {"expires_on": "2001-01-01", "visibility": "public"}).status_code == 422
    assert client.post(address, {"expires_on": "2035-03-31", "visibility": "public"}).status_code == 302
    assert Seed.objects.get().state == SeedState.PUBLISHED
    assert client.post(address, {"expires_on": "2035-03-31", "visibility": "public"}).status_code == 409


def test_incomplete_seeds_are_refused_with_what_is_missing(people: People, city: Jurisdiction) -> None:
    seed = make.seed(people.gardeners, why="", cannot="")
    response = browser(people.grep).post(f"/{city.slug}/seeds/{seed.pk}/submit/", {"reason": ""})
    assert response.status_code == 422
    assert "「なぜ」" in text_of(response)
    assert "「できないこと」" in text_of(response)


def test_the_head_agrees_by_a_button(people: People, city: Jurisdiction) -> None:
    seed = make.seed(people.parks, state=SeedState.SUBMITTED)
    assert "課長として了承する" in page(browser(people.dhead), city, f"seeds/{seed.pk}/")
    assert "課長として了承する" not in page(browser(people.sec), city, f"seeds/{seed.pk}/")
    browser(people.dhead).post(f"/{city.slug}/seeds/{seed.pk}/agree/", {"version": seed.version})
    assert Seed.objects.get().dhead_agreed


def test_drafts_of_the_menu_are_not_public(people: People, city: Jurisdiction) -> None:
    make.menu_item(title="下書きのメニュー")
    make.menu_item(state=MenuState.PUBLISHED, title="公開のメニュー")
    for path in ("menu/", "seeds/can-do/"):
        shown = page(browser(), city, path)
        assert "公開のメニュー" in shown
        assert "下書きのメニュー" not in shown


def test_a_department_adds_to_the_menu_and_the_section_publishes(people: People, city: Jurisdiction) -> None:
    data = {
        "actor": people.parks.pk,
        "title": "花の苗を渡します",
        "form": make.form_of_collaboration("venue_goods_support").pk,
        "can": "春と秋に苗を渡します。",
        "once": str(uuid4()),
    }
    client = browser(people.lia)
    assert client.post(f"/{city.slug}/menu/new/", data).status_code == 302
    assert client.post(f"/{city.slug}/menu/new/", data).status_code == 302
    item = MenuItem.objects.get()
    assert client.post(f"/{city.slug}/menu/{item.pk}/publish/", {"reason": ""}).status_code == 403
    assert (
        browser(people.sec).post(f"/{city.slug}/menu/{item.pk}/publish/", {"reason": ""}).status_code == 302
    )
    assert "花の苗を渡します" in page(browser(), city, "menu/")
    for query in ("form=venue_goods_support", f"department={people.parks.pk}", "q=苗"):
        assert "花の苗を渡します" in page(browser(), city, f"menu/?{query}")
    assert "花の苗を渡します" not in page(browser(), city, "menu/?form=co_hosting")


def test_the_section_is_told_that_the_heads_agreement_comes_first(people: People, city: Jurisdiction) -> None:
    seed = make.seed(people.parks, state=SeedState.SUBMITTED)
    assert "担当課長の了承が先です。" in page(browser(people.sec), city, f"seeds/{seed.pk}/")
    agreed = make.seed(people.parks, state=SeedState.SUBMITTED, dhead_agreed=True)
    assert "担当課長の了承が先です。" not in page(browser(people.sec), city, f"seeds/{agreed.pk}/")


def test_the_part_of_the_form_that_matters_is_open(people: People, city: Jurisdiction) -> None:
    shown = page(browser(people.grep), city, "seeds/new/?like=place")
    assert shown.count('<details class="more" open>') == 1
    assert 'value="部屋"' in shown
