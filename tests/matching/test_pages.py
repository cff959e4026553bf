import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.people import People
from tomoni.core import things
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.matching import actions
from tomoni.matching.models import Consent, Match
from tomoni.matching.states import State
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SeedState


def browser(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.fixture
def need(people: People) -> Seed:
    return make.seed(
        people.parks,
        state=SeedState.PUBLISHED,
        title="駅前花壇の手入れを続ける仲間",
        what="花壇の水やりと植え替え",
    )


@pytest.fixture
def match(people: People, need: Seed) -> Match:
    found = actions.propose(need, people.gardeners, by=people.sec)
    actions.sound_out(found, by=people.sec)
    return found


def test_candidates_come_with_reasons_that_stand_in_the_texts(
    city: Jurisdiction, people: People, need: Seed
) -> None:
    people.gardeners.summary = "公園の花壇の植え替えと水やりを続けています。"
    people.gardeners.save()
    page = browser(people.sec).get(reverse("matching:candidates", args=[city.slug, need.pk]))
    assert "花と緑の会" in page.text
    assert "花壇" in page.text.split("この組み合わせの理由")[1]


def test_a_group_may_not_see_candidates(city: Jurisdiction, people: People, need: Seed) -> None:
    assert (
        browser(people.grep).get(reverse("matching:candidates", args=[city.slug, need.pk])).status_code == 403
    )


def test_a_candidate_sent_twice_is_one_match(city: Jurisdiction, people: People, need: Seed) -> None:
    address = reverse("matching:propose", args=[city.slug, need.pk])
    data = {"actor": people.gardeners.pk, "once": "3f0c5b1e-7d7e-4b0e-9d5b-0d4c3c8b7a11"}
    client = browser(people.sec)
    assert client.post(address, data).headers["Location"] == client.post(address, data).headers["Location"]
    assert Match.objects.count() == 1


def test_a_side_answers_on_its_own_page(city: Jurisdiction, people: People, match: Match) -> None:
    address = reverse("matching:answer", args=[city.slug, match.pk, people.gardeners.pk])
    assert browser(people.other_grep).get(address).status_code == 404
    assert browser(people.lia).get(address).status_code == 403
    assert browser(people.grep).post(address, {"word": "yes"}).status_code == 302
    assert Consent.objects.get().actor == people.gardeners


def test_a_no_without_reason_comes_back_with_what_was_typed(
    city: Jurisdiction, people: People, match: Match
) -> None:
    address = reverse("matching:answer", args=[city.slug, match.pk, people.gardeners.pk])
    page = browser(people.grep).post(address, {"word": "no", "reason": ""})
    assert page.status_code == 422
    assert "理由を入力してください" in page.text
    match.refresh_from_db()
    assert match.state == State.SOUNDED_OUT


def test_contacts_open_only_after_both_say_yes(city: Jurisdiction, people: People, match: Match) -> None:
    address = reverse("matching:contacts", args=[city.slug, match.pk])
    assert browser(people.grep).get(address).status_code == 403
    actions.answer(match, people.parks, by=people.lia, word="yes")
    actions.answer(match, people.gardeners, by=people.grep, word="yes")
    page = browser(people.grep).get(address)
    assert people.lia.email in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_sheets_stand_side_by_side(city: Jurisdiction, people: People, match: Match) -> None:
    actions.answer(match, people.parks, by=people.lia, word="yes")
    actions.answer(match, people.gardeners, by=people.grep, word="yes")
    address = reverse("matching:sheet", args=[city.slug, match.pk, people.gardeners.pk])
    assert browser(people.grep).post(address, {"who": "一人暮らしの人"}).status_code == 302
    assert "一人暮らしの人" in browser(people.lia).get(match.get_absolute_url()).text


def test_the_list_is_exported_as_it_is_shown(city: Jurisdiction, people: People, match: Match) -> None:
    address = reverse("matching:matches", args=[city.slug])
    file = b"".join(browser(people.sec).get(address + "?format=csv")).decode("utf-8-sig")
    assert "駅前花壇の手入れを続ける仲間" in file
    assert "駅前花壇" not in b"".join(browser(people.sec).get(address + "?format=csv&state=held")).decode()
    assert browser(people.sec).get(address + "?state=nonsense").status_code == 400


def test_the_list_holds_ones_own_matches_not_the_days_of_others(
    city: Jurisdiction, people: People, match: Match
) -> None:
    Match.objects.filter(pk=match.pk).update(visibility="public")
    address = reverse("matching:matches", args=[city.slug])
    assert match.seed.title in browser(people.grep).get(address).text
    assert match.seed.title not in browser(people.other_grep).get(address).text
    file = b"".join(browser(people.other_grep).get(address, {"format": "csv"}).streaming_content)  # type: ignore[attr-defined]
    assert match.seed.title not in file.decode()


def test_a_public_match_shows_its_two_names_only(city: Jurisdiction, people: People, match: Match) -> None:
    Match.objects.filter(pk=match.pk).update(visibility="public")
    Seed.objects.filter(pk=match.seed_id).update(visibility="city")
    inside = Seed.objects.get(pk=match.seed_id)
    things.put(inside, inside.card())
    page = Client().get(match.get_absolute_url()).text
    assert str(match.second) in page
    assert match.seed.title not in page


def test_two_writers_of_a_sheet_both_see_what_the_other_wrote(
    city: Jurisdiction, people: People, match: Match
) -> None:
    actions.answer(match, people.parks, by=people.lia, word="yes")
    actions.answer(match, people.gardeners, by=people.grep, word="yes")
    address = reverse("matching:sheet", args=[city.slug, match.pk, people.gardeners.pk])
    assert browser(people.grep).post(address, {"who": "先の人の文", "version_who": "0"}).status_code == 302
    page = browser(people.grep).post(address, {"who": "後の人の文", "version_who": "0"})
    assert page.status_code == 422
    assert "先の人の文" in page.text
    assert "後の人の文" in page.text
    assert match.sheet.get().text == "先の人の文"
    again = browser(people.grep).post(
        address, {"who": "後の人の文", "version_who": match.sheet.get().version}
    )
    assert again.status_code == 302
    assert match.sheet.get().text == "後の人の文"
