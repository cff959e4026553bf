"""The list, the two-minute form and the page of a collaboration, as a browser sees them."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.browser import browser, same, text_of
from tests.people import People
from tomoni.core import files
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.projects.models import LightCollab
from tomoni.projects.states import State


def page(client: object, city: Jurisdiction, path: str) -> str:
    response = client.get(f"/{city.slug}/{path}")  # type: ignore[attr-defined]
    assert response.status_code == 200, (path, response.status_code)
    return text_of(response)


def form_data(people: People, **fields: object) -> dict[str, object]:
    return {
        "title": "駅前花壇の植え替え",
        "form": make.form_of_collaboration().pk,
        "first": people.gardeners.pk,
        "second": people.parks.pk,
        "what": "花の苗を植えました。",
        "done_on": timezone.localdate().isoformat(),
        "result": "42人が参加しました。",
        "once": str(uuid4()),
        **fields,
    }


def picture(name: str = "flowers.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (4, 4), "green").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


def test_unpublished_ones_are_not_listed_for_the_public(people: People, city: Jurisdiction) -> None:
    make.light_collab(title="内輪の協働")
    make.light_collab(title="公開の協働", visibility="public")
    shown = page(browser(), city, "collaborations/")
    assert "公開の協働" in shown
    assert "内輪の協働" not in shown


def test_an_unknown_and_an_unseen_one_are_the_same_404(people: People, city: Jurisdiction) -> None:
    hidden = make.light_collab()
    unseen = browser().get(f"/{city.slug}/collaborations/{hidden.pk}/")
    unknown = browser().get(f"/{city.slug}/collaborations/999999/")
    assert unseen.status_code == unknown.status_code == 404
    assert same(text_of(unseen), text_of(unknown))


def test_a_withdrawn_page_says_so_without_its_content(people: People, city: Jurisdiction) -> None:
    gone = make.light_collab(title="消した題名", published_at=timezone.now())
    response = browser().get(f"/{city.slug}/collaborations/{gone.pk}/")
    assert response.status_code == 410
    assert "公開は終わりました" in text_of(response)
    assert "消した題名" not in text_of(response)


def test_a_form_sent_twice_makes_one_record(people: People, city: Jurisdiction) -> None:
    client, data = browser(people.grep), form_data(people)
    first = client.post(f"/{city.slug}/collaborations/new/", data)
    second = client.post(f"/{city.slug}/collaborations/new/", data)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert LightCollab.objects.get().state == State.RECORDED


@pytest.mark.parametrize("wrong", [{"second": ""}, {"result": ""}, {"title": ""}, {"done_on": "2026-13-01"}])
def test_what_was_typed_is_kept_when_something_is_wrong(
    people: People, city: Jurisdiction, wrong: dict[str, object]
) -> None:
    response = browser(people.grep).post(f"/{city.slug}/collaborations/new/", form_data(people, **wrong))
    assert response.status_code == 422
    assert "花の苗を植えました。" in text_of(response)
    assert not LightCollab.objects.exists()


def test_the_city_side_gives_what_is_asked_unless_another_department_is_named(
    people: People, city: Jurisdiction
) -> None:
    browser(people.grep).post(
        f"/{city.slug}/collaborations/new/", form_data(people, needs_notice="on", result="")
    )
    made = LightCollab.objects.get()
    assert (made.state, made.granted_by) == (State.PLANNED, people.parks)


def test_two_groups_name_the_department_that_gives_the_room(people: People, city: Jurisdiction) -> None:
    data = form_data(people, second=make.actor().pk, needs_room="on")
    response = browser(people.grep).post(f"/{city.slug}/collaborations/new/", data)
    assert response.status_code == 422
    assert "了承する課を選んで" in text_of(response)


def test_the_section_records_and_publishes_in_one_go(people: People, city: Jurisdiction) -> None:
    browser(people.sec).post(f"/{city.slug}/collaborations/new/", form_data(people, publish_now="on"))
    assert LightCollab.objects.get().is_public
    browser(people.grep).post(
        f"/{city.slug}/collaborations/new/", form_data(people, publish_now="on", title="団体の記録")
    )
    assert not LightCollab.objects.get(title="団体の記録").is_public


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"photo_text": "花壇", "photo_agreed": ""}, "了承を確かめて"),
        ({"photo_text": "", "photo_agreed": "on"}, "何が写っているか"),
    ],
)
def test_a_picture_comes_with_words_and_consent(
    people: People, city: Jurisdiction, fields: dict[str, object], word: str
) -> None:
    data = form_data(people, picture=picture(), **fields)
    response = browser(people.grep).post(f"/{city.slug}/collaborations/new/", data)
    assert response.status_code == 422
    assert word in text_of(response)
    assert not files.StoredFile.objects.exists()


def test_a_picture_that_is_none_is_refused(people: People, city: Jurisdiction) -> None:
    fake = SimpleUploadedFile("flowers.png", b"<script>", content_type="image/png")
    data = form_data(people, picture=fake, photo_text="花壇", photo_agreed="on")
    response = browser(people.grep).post(f"/{city.slug}/collaborations/new/", data)
    assert response.status_code == 422


def test_a_picture_is_seen_by_those_who_see_the_record(people: People, city: Jurisdiction) -> None:
    data = form_data(people, picture=picture(), photo_text="花壇", photo_agreed="on")
    browser(people.grep).post(f"/{city.slug}/collaborations/new/", data)
    address = f"collaborations/{LightCollab.objects.get().pk}/photo/"
    assert browser(people.grep).get(f"/{city.slug}/{address}").status_code == 200
    assert browser().get(f"/{city.slug}/{address}").status_code == 404
    assert 'alt="花壇"' in page(browser(people.grep), city, address.removesuffix("photo/"))


def test_each_side_says_its_word_on_a_page(people: People, city: Jurisdiction) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    address = f"/{city.slug}/collaborations/{collab.pk}/say/"
    for who, text, score in [("grep", "またやりたい", 5), ("lia", "準備が楽でした", 4)]:
        client = browser(getattr(people, who))
        assert client.post(address, {"text": text, "score": score}).status_code == 302
        assert client.post(address, {"text": "もう一度", "score": 1}).status_code == 409
    assert browser(people.sec).post(address, {"text": "よい", "score": 5}).status_code == 403
    shown = page(browser(people.sec), city, f"collaborations/{collab.pk}/")
    assert "またやりたい" in shown
    assert "準備が楽でした" in shown


@pytest.mark.parametrize("score", ["0", "6", "", "x"])
def test_a_wrong_score_is_said_in_words(people: People, city: Jurisdiction, score: str) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    response = browser(people.grep).post(
        f"/{city.slug}/collaborations/{collab.pk}/say/", {"text": "消えない文", "score": score}
    )
    assert response.status_code == 422
    assert "消えない文" in text_of(response)


def test_the_record_form_closes_it_with_a_result(people: People, city: Jurisdiction) -> None:
    collab = make.light_collab(people.parks, people.gardeners, state=State.DONE, result="")
    address = f"/{city.slug}/collaborations/{collab.pk}/record/"
    assert browser(people.grep).post(address, {"result": ""}).status_code == 422
    assert browser(people.grep).post(address, {"result": "30人", "people": "30"}).status_code == 302
    collab.refresh_from_db()
    assert (collab.state, collab.people) == (State.RECORDED, 30)


def test_the_list_is_narrowed_by_each_condition(people: People, city: Jurisdiction) -> None:
    wanted = make.light_collab(
        people.parks, people.gardeners, title="見つかる協働", visibility="public", done_on="2025-05-01",
        form=make.form_of_collaboration("publicity_support"),
    )  # fmt: skip
    wanted.fields.add(make.activity_field("npo13"))
    make.light_collab(title="ほかの協働", visibility="public")
    for query in ("year=2025", "form=publicity_support", "field=npo13", f"actor={people.parks.pk}"):
        shown = page(browser(), city, f"collaborations/?{query}")
        assert "見つかる協働" in shown, query
        assert "ほかの協働" not in shown, query
    for query in ("year=1900", "form=x", "field=x", "actor=x"):
        assert browser().get(f"/{city.slug}/collaborations/?{query}").status_code == 400


def test_the_file_has_the_columns_of_the_inventory(people: People, city: Jurisdiction) -> None:
    collab = make.light_collab(people.parks, people.gardeners, visibility="public")
    collab.words.create(jurisdiction=city, actor=people.gardeners, text="よい", score=5)
    response = browser().get(f"/{city.slug}/collaborations/?format=csv")
    head, line, *_rest = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert head.startswith("年度,事業名,形態,担当課,相手団体,法人番号,分野,内容")
    assert "公園緑地課,花と緑の会" in line
    assert "花と緑の会 5" in line


def test_pages_do_not_grow_with_rows(
    people: People, city: Jurisdiction, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(people.sec)
    one = make.light_collab(people.parks, people.gardeners)
    page(client, city, "collaborations/")
    counts = []
    for rows in (2, 15):
        while LightCollab.objects.count() < rows:
            make.light_collab()
        with django_assert_max_num_queries(25) as found:
            page(client, city, "collaborations/")
        counts.append(len(found))
    assert counts[0] == counts[1]
    with django_assert_max_num_queries(25):
        page(client, city, f"collaborations/{one.pk}/")


def test_a_day_ahead_needs_no_result(people: People, city: Jurisdiction) -> None:
    ahead = (timezone.localdate() + timedelta(days=9)).isoformat()
    browser(people.lia).post(
        f"/{city.slug}/collaborations/new/",
        form_data(people, first=people.parks.pk, second=people.gardeners.pk, done_on=ahead, result=""),
    )
    assert LightCollab.objects.get().state == State.CONFIRMED
