"""Suggested codes: what they learn from people's decisions, and how that is taken back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core import jobs
from tomoni.core.errors import NotAllowed
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.text import Candidate, Classifier
from tomoni.voices import actions, learning, suggestions
from tomoni.voices.jobs import check_lessons
from tomoni.voices.models import Coding, Opinion, Scheme
from tomoni.voices.states import State

TEXT = "駅前の駐輪場が足りません"
PARKING = ("駐輪場の屋根がほしい", "駅前の駐輪場をふやして", "駐輪場の場所が分かりにくい")


@pytest.fixture
def scheme(people: People) -> Scheme:
    return actions.define(
        by=people.sec,
        name="まちの分類",
        codes=[
            ("1", "公園と緑", "公園、花壇、街路樹"),
            ("2", "乗りものと道", "道路、歩道"),
            ("3", "その他", ""),
        ],
    )


def decide(people: People, scheme: Scheme, text: str, code: str) -> Opinion:
    opinion = make.opinion(text)
    actions.classify(opinion, by=people.sec, primary=scheme.codes.get(code=code))
    return opinion


def anew(scheme: Scheme, *texts: str) -> list[list[suggestions.Suggestion]]:
    """As a process that has never been asked would answer."""
    suggestions._held.clear()
    return suggestions.suggest(scheme, texts)


def test_words_that_speak_for_a_code_are_named(scheme: Scheme) -> None:
    (first,) = suggestions.suggest(scheme, ["公園の花壇をきれいにしたい"])
    assert first[0].code == "1"
    assert "公園" in "".join(first[0].words) or "花壇" in "".join(first[0].words)


def test_a_code_that_everything_speaks_against_is_still_explained(
    people: People, scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def against(_self: Classifier, _text: str, category_id: int) -> Candidate:
        return Candidate(category_id, -0.2, -0.2, ())

    monkeypatch.setattr(Classifier, "why", against)
    _first, others = suggestions.advise(scheme, "公園の花壇")
    assert {one.certainty for one in others} == {suggestions.Certainty.LOW}


@pytest.mark.parametrize("text", ["", "🎉", "qwrtzp"])
def test_where_nothing_speaks_for_a_code_none_is_suggested(scheme: Scheme, text: str) -> None:
    assert suggestions.suggest(scheme, [text]) == [[]]


def test_a_decision_teaches_and_one_taken_back_is_as_if_it_had_never_been(
    people: People, scheme: Scheme
) -> None:
    before = suggestions.suggest(scheme, [TEXT])
    opinions = [decide(people, scheme, text, "3") for text in PARKING]
    taught = suggestions.suggest(scheme, [TEXT])
    assert taught[0][0].code == "3"
    assert taught == anew(scheme, TEXT)
    for opinion in opinions:
        actions.reclassify(opinion, by=people.sec, primary=scheme.codes.get(code="1"))
    Coding.objects.all().delete()
    assert suggestions.suggest(scheme, [TEXT]) == before == anew(scheme, TEXT)


def test_a_changed_decision_teaches_the_new_code(people: People, scheme: Scheme) -> None:
    opinions = [decide(people, scheme, text, "3") for text in PARKING]
    suggestions.suggest(scheme, [TEXT])
    for opinion in opinions:
        actions.reclassify(opinion, by=people.sec, primary=scheme.codes.get(code="2"))
    assert suggestions.suggest(scheme, [TEXT])[0][0].code == "2"


def test_corrected_words_are_learned_anew(people: People, scheme: Scheme) -> None:
    opinion = decide(people, scheme, PARKING[0], "3")
    suggestions.suggest(scheme, [TEXT])
    actions.correct(opinion, by=people.sec, display_text="図書館の本")
    assert suggestions.suggest(scheme, [TEXT]) == anew(scheme, TEXT)


def test_a_lesson_set_aside_leaves_the_decision(people: People, scheme: Scheme) -> None:
    before = suggestions.suggest(scheme, [TEXT])
    opinion = decide(people, scheme, PARKING[1], "3")
    coding = Coding.objects.get(opinion=opinion)
    actions.retract_lesson(coding, by=people.sec)
    assert suggestions.suggest(scheme, [TEXT]) == before
    assert opinion.codings.get().code.code == "3"
    actions.teach_again(coding, by=people.sec)
    assert suggestions.suggest(scheme, [TEXT])[0][0].like == coding.pk


def test_forgetting_all_starts_again_from_names(people: People, scheme: Scheme) -> None:
    before = suggestions.suggest(scheme, [TEXT])
    for text in PARKING:
        decide(people, scheme, text, "3")
    assert actions.forget_lessons(scheme, by=people.sec) == 3
    assert suggestions.suggest(scheme, [TEXT]) == before
    assert Coding.objects.count() == 3


@pytest.mark.parametrize("who", ["cen", "lia", "grep", "mem"])
def test_only_the_section_takes_lessons_back(people: People, scheme: Scheme, who: str) -> None:
    decide(people, scheme, PARKING[0], "3")
    person = getattr(people, who)
    with pytest.raises(NotAllowed):
        actions.forget_lessons(scheme, by=person)
    with pytest.raises(NotAllowed):
        actions.retract_lesson(Coding.objects.get(), by=person)
    assert Coding.objects.get().teaches


def test_a_new_edition_goes_on_with_what_was_learned_of_the_same_codes(
    people: People, scheme: Scheme
) -> None:
    for text in PARKING:
        decide(people, scheme, text, "3")
    codes = [(one.code, one.label, one.description) for one in scheme.codes.all()]
    newer = actions.revise(scheme, by=people.sec, version=scheme.version, codes=[*codes, ("4", "防災", "")])
    (first,) = suggestions.suggest(newer, [TEXT])
    assert (first[0].code, first[0].code_id) == ("3", newer.codes.get(code="3").pk)


def test_a_second_scheme_learns_from_its_own_first_code(people: People, scheme: Scheme) -> None:
    first = make.scheme("AB")
    for text in PARKING:
        opinion = make.opinion(text)
        others = [scheme.codes.get(code="3"), scheme.codes.get(code="1")]
        actions.classify(opinion, by=people.sec, primary=first.codes.get(code="A"), others=others)
    assert suggestions.suggest(scheme, [TEXT])[0][0].code == "3"
    assert suggestions.lessons_of(scheme).count() == suggestions.lessons_of(first).count() == 3


def test_another_citys_decisions_teach_nothing_here(people: People, scheme: Scheme) -> None:
    from tomoni.core.jurisdictions import scope

    before = suggestions.suggest(scheme, [TEXT])
    with scope(make.jurisdiction()):
        theirs = make.scheme("123", name="まちの分類")
        make.opinion(PARKING[1], code=theirs.codes.get(code="3"))
    assert suggestions.suggest(scheme, [TEXT]) == before


def test_trust_is_checked_by_a_job_and_kept(people: People, scheme: Scheme) -> None:
    for number in range(4):
        for text in PARKING:
            decide(people, scheme, f"{text}{number}", "3")
    assert check_lessons(timezone.localdate()) == 1
    while jobs.work_once("test"):
        pass
    kept = Scheme.objects.get(pk=scheme.pk)
    assert kept.self_check["lessons"] == 12
    assert kept.self_check["learned"] >= kept.self_check["plain"]
    assert kept.version == scheme.version
    assert learning.want(kept) is None


def test_a_page_shows_what_was_learned_code_by_code(
    city: Jurisdiction, people: People, scheme: Scheme, browse: Browse
) -> None:
    for text in PARKING:
        decide(people, scheme, text, "3")
    page = text_of(browse(people.sec).get(reverse("voices:scheme_learned", args=[city.slug, scheme.pk])))
    assert all(text in page for text in PARKING)
    assert "手本から外す" in page
    hidden = text_of(browse(people.cen).get(reverse("voices:scheme_learned", args=[city.slug, scheme.pk])))
    assert not any(text in hidden for text in PARKING)


def test_the_opinions_page_suggests_to_those_who_sort_it(
    city: Jurisdiction, people: People, scheme: Scheme, browse: Browse
) -> None:
    opinion = make.opinion("公園の花壇をきれいにしたい", visibility="public")
    page = text_of(browse(people.sec).get(opinion.get_absolute_url()))
    assert "1 に決める" in page
    assert "ほかの記号は？" in page
    assert "に決める" not in text_of(browse(people.nobody).get(opinion.get_absolute_url()))
    address = reverse("voices:move", args=[city.slug, opinion.pk, "classify"])
    browse(people.sec).post(address, {"primary": scheme.codes.get(code="1").pk})
    opinion.refresh_from_db()
    assert opinion.state == State.CLASSIFIED


def test_abstaining_is_said_in_words(
    city: Jurisdiction, people: People, scheme: Scheme, browse: Browse
) -> None:
    opinion = make.opinion("🎉")
    assert "提案しません" in text_of(browse(people.sec).get(opinion.get_absolute_url()))
    move = reverse("voices:move", args=[city.slug, opinion.pk, "classify"])
    assert "提案しません" in text_of(browse(people.sec).get(move))
