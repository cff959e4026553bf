"""Opinions that read alike: a hint when they are recorded, merged and split without losing a word."""

import pytest
from django.urls import reverse

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core import jobs, lineage, things
from tomoni.core.errors import NotAllowed
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.visibility import Visibility
from tomoni.directory.standing import standing_of
from tomoni.voices import actions, alike
from tomoni.voices.models import Alike, Opinion
from tomoni.voices.states import State

TEXT = "駅前の駐輪場が足りないので、もう一か所ふやしてほしいです。"
NEAR = "駅前の駐輪場が足りないので、もう一か所増やしてほしいです"
OTHER = "公園の花壇に水をやる人をさがしています。"


def found() -> None:
    alike.want()
    while jobs.work_once("test"):
        pass


def test_a_text_that_reads_the_same_is_found_and_another_is_not(people: People) -> None:
    first = make.opinion(TEXT)
    make.opinion(OTHER)
    assert alike.near([NEAR, "まったく別のこと"], people.sec) == [[first], []]


def test_what_is_taken_out_is_no_longer_found(people: People) -> None:
    first = make.opinion(TEXT, state=State.CLASSIFIED)
    assert alike.near([NEAR], people.sec) == [[first]]
    actions.correct(first, by=people.sec, display_text=OTHER)
    assert alike.near([NEAR], people.sec) == [[]]


def test_nobody_learns_of_a_voice_they_may_not_see(people: People) -> None:
    make.opinion(TEXT, visibility=Visibility.SECTION)
    assert alike.near([NEAR], people.cen) == [[]]


def test_another_citys_voices_are_not_compared(people: People) -> None:
    with scope(make.jurisdiction()):
        make.opinion(TEXT)
    assert alike.near([NEAR], people.sec) == [[]]


def test_recording_asks_once_and_then_records(city: Jurisdiction, people: People, browse: Browse) -> None:
    make.opinion(TEXT)
    address = reverse("voices:new", args=[city.slug])
    sent = {"raw_text": NEAR, "received_on": "2026-06-26", "source": "session", "once": "一度"}
    asked = browse(people.sec).post(address, sent)
    assert asked.status_code == 422
    assert TEXT in text_of(asked)
    assert Opinion.objects.count() == 1
    assert browse(people.sec).post(address, {**sent, "anyway": "on"}).status_code == 302
    assert Opinion.objects.count() == 2


def test_a_paste_shows_what_reads_the_same(city: Jurisdiction, people: People, browse: Browse) -> None:
    make.opinion(TEXT)
    sent = {"pasted": f"{NEAR}\n{OTHER}", "received_on": "2026-06-26", "source": "session"}
    shown = browse(people.sec).post(reverse("voices:paste", args=[city.slug]), sent)
    assert [len(row.alike) for row in shown.context["rows"]] == [1, 0]
    assert "同じような声がもうあります" in text_of(shown)


def test_a_job_finds_pairs_once_and_a_person_keeps_them_apart(people: People) -> None:
    first, second = make.opinion(TEXT), make.opinion(NEAR)
    make.opinion(OTHER)
    found()
    pair = Alike.objects.get()
    assert (pair.first, pair.second) == (first, second)
    actions.keep_apart(pair, by=people.cen)
    make.opinion("また別の声です")
    found()
    assert not Alike.objects.undecided().exists()
    assert Alike.objects.count() == 1


def test_pairs_are_for_those_who_sort(people: People) -> None:
    make.opinion(TEXT), make.opinion(NEAR)
    found()
    with pytest.raises(NotAllowed):
        actions.keep_apart(Alike.objects.get(), by=people.lia)


def test_merging_keeps_both_texts_and_can_be_taken_back(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    first, second = make.opinion(TEXT), make.opinion(NEAR)
    found()
    page = text_of(browse(people.sec).get(reverse("voices:alike", args=[city.slug])))
    assert TEXT in page
    assert NEAR in page
    address = reverse("voices:move", args=[city.slug, second.pk, "mark_duplicate"])
    assert browse(people.sec).post(address, {"duplicate_of": first.number}).status_code == 302
    second.refresh_from_db()
    assert (second.state, second.raw_text, second.duplicate_of) == (State.DUPLICATE, NEAR, first)
    assert NEAR in text_of(browse(people.sec).get(first.get_absolute_url()))
    stops = lineage.trail(things.get(first), standing_of(people.sec).tokens)
    assert NEAR in [stop.text for stop in stops]
    actions.restore(second, by=people.sec, reason="別の人の声")
    assert len(lineage.trail(things.get(first), standing_of(people.sec).tokens)) == 1


def test_splitting_keeps_the_whole_and_leads_to_the_parts(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    whole = make.opinion(f"{OTHER}{TEXT}", visibility=Visibility.PUBLIC, recorder=people.centre)
    address = reverse("voices:move", args=[city.slug, whole.pk, "split"])
    refused = browse(people.sec).post(address, {"parts": f"{OTHER}{TEXT}"})
    assert refused.status_code == 422
    assert "空の行" in text_of(refused)
    browse(people.sec).post(address, {"parts": f"{OTHER}\r\n\r\n{TEXT}"})
    whole.refresh_from_db()
    assert (whole.state, whole.raw_text, whole.is_public) == (State.SPLIT, f"{OTHER}{TEXT}", False)
    parts = list(whole.parts.order_by("pk"))
    assert [part.raw_text for part in parts] == [OTHER, TEXT]
    assert {part.visibility for part in parts} == {Visibility.PUBLIC}
    assert {part.recorder for part in parts} == {people.centre}
    stops = lineage.trail(things.get(parts[0]), standing_of(people.sec).tokens)
    assert len(stops) == 2


@pytest.mark.parametrize("who", ["lia", "dhead", "grep", "mem"])
def test_only_those_who_sort_split(people: People, who: str) -> None:
    whole = make.opinion("一つ。二つ。", department=people.parks, group=people.gardeners)
    with pytest.raises(NotAllowed):
        actions.split(whole, by=getattr(people, who), parts=["一つ。", "二つ。"])
    assert whole.parts.count() == 0
