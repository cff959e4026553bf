"""Opinions in themes: who sees which tree, what is counted, what lives on."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core import jobs
from tomoni.core.errors import NotAllowed, Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.people import SYSTEM
from tomoni.core.visibility import Visibility
from tomoni.voices import actions, outlook, trees
from tomoni.voices.models import Opinion, Placing, Reach, Theme, ThemeLayer, ThemeSet
from tomoni.voices.states import State

PARK = [
    "公園の花壇に水をやりたい",
    "公園の遊具が古い",
    "花壇と遊具の点検",
    "公園のベンチと花壇",
    "遊具のある公園がほしい",
    "公園の花壇の草",
]
CARE = [
    "高齢者の介護の体操",
    "介護の相談の窓口",
    "体操と介護の教室",
    "高齢者の見守りと介護",
    "介護の体操をふやす",
    "高齢者の体操",
]


def said(texts: list[str], visibility: str = Visibility.PUBLIC, **fields: Any) -> list[Opinion]:
    return [make.opinion(text, visibility=visibility, **fields) for text in texts]


def worked() -> None:
    while jobs.work_once("test"):
        pass


def grouped(people: People, **fields: Any) -> ThemeSet:
    made = actions.define_themes(by=people.sec, **fields)
    worked()
    return made


def layer(of: ThemeSet, reach: str = Reach.PUBLIC) -> ThemeLayer:
    return of.layers.get(reach=reach)


@pytest.mark.parametrize("who", ["cen", "lia", "grep"])
def test_only_the_section_says_what_is_grouped(people: People, who: str) -> None:
    said(PARK)
    with pytest.raises(NotAllowed):
        actions.define_themes(by=getattr(people, who))
    assert not ThemeSet.objects.exists()


def test_a_range_without_voices_is_refused(people: People) -> None:
    with pytest.raises(Refused):
        actions.define_themes(by=people.sec, fiscal_year=2020)


def test_the_public_tree_is_made_of_published_voices_only(people: People) -> None:
    said(PARK + CARE)
    said(["ないしょの防災無線の放送", "ないしょの防災無線の修理"], Visibility.PARTIES)
    made = grouped(people)
    words = " ".join(term for theme in Theme.objects.filter(layer=layer(made)) for term in theme.terms)
    assert "防災無線" not in words
    assert {one.reach: one.counted for one in made.layers.all()} == {"public": 12, "city": 12, "section": 14}


def test_the_same_voices_give_the_same_tree(people: People) -> None:
    said(PARK + CARE)
    made = grouped(people)
    before = list(Placing.objects.order_by("layer", "opinion").values_list("theme__number", "x", "y"))
    ThemeLayer.objects.update(stamp="")
    Placing.objects.all().delete()
    Theme.objects.all().delete()
    actions.regroup_themes(made, by=people.sec)
    jobs.Job.objects.all().delete()
    trees.want(made)
    worked()
    again = list(Placing.objects.order_by("layer", "opinion").values_list("theme__number", "x", "y"))
    assert again == before


def test_nothing_is_done_where_nothing_changed(people: People) -> None:
    said(PARK)
    made = grouped(people)
    assert not actions.regroup_themes(made, by=people.sec)


def test_the_clock_makes_themes_of_a_city_and_keeps_them(city: Jurisdiction, people: People) -> None:
    said(PARK)
    assert actions.keep_themes(by=SYSTEM) == 0
    said(CARE)
    assert actions.keep_themes(by=SYSTEM) == 1
    worked()
    assert actions.keep_themes(by=SYSTEM) == 0
    said(["駅前の駐輪場"])
    assert actions.keep_themes(by=SYSTEM) == 1


def test_a_theme_keeps_its_address_and_the_name_a_person_gave(people: People) -> None:
    said(PARK + CARE)
    made = grouped(people)
    theme = layer(made).themes.filter(level=0).first()
    assert theme is not None
    actions.name_theme(theme, by=people.sec, version=theme.version, label="公園をよくする")
    said(["公園の遊具を直してほしい"])
    assert actions.regroup_themes(made, by=people.sec)
    worked()
    kept = Theme.objects.get(pk=theme.pk)
    assert (kept.label, kept.by_hand) == ("公園をよくする", True)


def test_a_voice_taken_back_is_not_counted_and_its_words_are_not_shown(people: People) -> None:
    opinions = said(PARK + CARE)
    made = grouped(people)
    actions.show(opinions[0], by=people.sec, visibility=Visibility.PARTIES, reason="名前があった")
    shown = outlook.branches(layer(made), people.nobody)
    assert sum(one.count for one in shown) == 11
    hurt = [one for one in shown if not one.names_itself]
    assert [(one.label, one.words) for one in hurt] == [
        (f"テーマ{one.theme.number + 1}（名前を付け直しています）", "") for one in hurt
    ]
    assert len(hurt) == 1


def test_words_taken_out_of_a_voice_leave_the_themes_at_once(people: People) -> None:
    opinions = said(PARK + CARE, state=State.CLASSIFIED)
    made = grouped(people)
    actions.correct(opinions[0], by=people.sec, display_text="花壇のこと")
    assert not Placing.objects.filter(opinion=opinions[0]).exists()
    worked()
    assert Placing.objects.filter(opinion=opinions[0]).count() == 3
    assert all(one.names_itself for one in outlook.branches(layer(made), people.nobody))


def test_a_wider_tree_does_not_exist_for_others(city: Jurisdiction, people: People, browse: Browse) -> None:
    said(PARK + CARE)
    said(["ないしょの防災無線の放送", "ないしょの防災無線の修理"], Visibility.SECTION)
    made = grouped(people)
    theme = layer(made, Reach.SECTION).themes.first()
    assert theme is not None
    for person in (people.nobody, people.lia, people.grep):
        browser = browse(person)
        assert browser.get(theme.get_absolute_url()).status_code == 404
        page = text_of(browser.get(made.get_absolute_url() + "?reach=section"))
        assert "防災無線" not in page
        assert "12件の声" not in text_of(browser.get(made.get_absolute_url() + "?reach=section"))
    assert "14件の声" in text_of(browse(people.sec).get(made.get_absolute_url()))


def test_a_series_is_named_only_to_those_who_know_one_of_its_gatherings(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    hidden = make.gathering(series="まだ言えない集まり", visibility=Visibility.SECTION)
    said(PARK, gathering=hidden)
    made = grouped(people, series="まだ言えない集まり")
    assert browse(people.nobody).get(made.get_absolute_url()).status_code == 404
    assert "まだ言えない" not in text_of(
        browse(people.nobody).get(reverse("voices:themes", args=[city.slug]))
    )


def test_ranges_narrow_what_is_grouped(people: People) -> None:
    scheme = make.scheme()
    said(PARK, gathering=make.gathering(series="話す会"))
    said(CARE, code=scheme.codes.get(code="A"))
    assert layer(grouped(people, series="話す会")).counted == 6
    assert layer(grouped(people, scheme=scheme)).counted == 6
    assert layer(grouped(people, fiscal_year=2026)).counted == 12


def test_every_number_leads_to_as_many_sentences(city: Jurisdiction, people: People, browse: Browse) -> None:
    said(PARK + CARE)
    made = grouped(people)
    for branch in outlook.branches(layer(made), people.nobody):
        page = browse(people.nobody).get(branch.theme.get_absolute_url())
        assert page.context["page"].paginator.count == branch.count
        assert branch.sentences[0].text in page.content.decode()


def test_the_map_holds_what_the_reader_sees(city: Jurisdiction, people: People, browse: Browse) -> None:
    said(PARK)
    said(["ないしょの防災無線の放送"], Visibility.SECTION)
    made = grouped(people)
    address = reverse("voices:theme_map", args=[city.slug, made.pk])
    values = browse(people.nobody).get(address).json()["data"]["values"]
    assert sorted(one["voice"] for one in values) == sorted(PARK)
    assert all(0 <= one["x"] <= 1 and 0 <= one["y"] <= 1 for one in values)
    assert browse(people.nobody).get(address + "?reach=section").status_code == 404


def test_texts_without_words_have_no_place_and_the_page_says_so(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    said([*PARK, "🎉🎉", "……"])
    made = grouped(people)
    assert "ほかに2件" in text_of(browse(people.nobody).get(made.get_absolute_url()))


@pytest.mark.parametrize("who", ["nobody", "sec"])
def test_questions_do_not_grow_with_voices(
    city: Jurisdiction, people: People, browse: Browse, who: str
) -> None:
    made = make.theme_set(opinions=said(PARK))
    theme = Theme.objects.get()
    browser = browse(getattr(people, who))
    map_ = reverse("voices:theme_map", args=[city.slug, made.pk])
    for address in (made.get_absolute_url(), theme.get_absolute_url(), map_ + "?reach=public"):
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            browser.get(address)
        more = said([f"公園の遊具 {number}" for number in range(30)])
        Placing.objects.bulk_create(
            Placing(jurisdiction=city, layer=theme.layer, theme=theme, opinion=one, x=0, y=0) for one in more
        )
        with CaptureQueriesContext(connection) as many:
            browser.get(address)
        assert len(many) == len(few) <= 25


def test_a_name_somebody_changed_meanwhile_is_not_lost(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    make.theme_set(opinions=said(PARK))
    theme = Theme.objects.get()
    address = reverse("voices:theme_name", args=[city.slug, theme.pk])
    sent = {"label": "わたしの名前", "version": theme.version}
    assert browse(people.sec).post(address, sent).status_code == 302
    assert browse(people.sech).post(address, {**sent, "label": "別の名前"}).status_code == 409
    assert Theme.objects.get().label == "わたしの名前"
