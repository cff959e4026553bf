import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.text import (
    Candidate,
    Category,
    Classifier,
    Department,
    Matcher,
    Need,
    Profile,
    Router,
    Scheme,
    engine,
    explain,
)

DEPARTMENTS = (
    Department(1, "公園緑地課", "公園・緑地の整備と管理、街路樹、遊具の点検"),
    Department(2, "高齢者支援課", "老人クラブ、介護予防、見守り"),
    Department(3, "廃棄物対策課", "ごみの収集・分別、不法投棄対策"),
)
WORDS = [
    "公園",
    "遊具",
    "老人クラブ",
    "見守り",
    "ｺﾞﾐ",
    "ごみ",
    "収集",
    "壊れた",
    "を",
    "が",
    "、",
    "🎉",
    "ＰＣ",
    "教室",
    "子ども",
    "葛󠄀",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)


def _router() -> Router:
    router = Router()
    router.set_departments(DEPARTMENTS)
    return router


def _adds_up(candidate: Candidate) -> bool:
    return candidate.score == math.fsum(reason.weight for reason in candidate.reasons)


@pytest.mark.parametrize("text", ["", "🎉🎉", "！？…", "\ud800\udfff", "　\n", "qwrtzp"])
def test_nothing_to_go_by_gives_no_candidate(text: str) -> None:
    assert _router().route(text) == []


@pytest.mark.parametrize(
    "text", ["公園" * 50_000, "ﾁ抜ｷｫ縺ゅ＞縺薙" * 500, "Привет мир", "안녕하세요", "こうえん\r\n\0"]
)
def test_strange_texts_do_not_crash(text: str) -> None:
    assert len(_router().route(text)) <= 3


def test_the_department_whose_duties_name_it_comes_first() -> None:
    best = _router().route("公園の遊具が壊れています")[0]
    assert best.id == 1
    assert {r.left for r in best.shown()} >= {"公園", "遊具"}


def test_half_width_words_are_shown_as_written() -> None:
    best = _router().route("ｺﾞﾐの収集に来ません")[0]
    assert best.id == 3
    assert ("ｺﾞﾐ", "ごみ") in {(r.left, r.right) for r in best.reasons} or ("収集", "収集") in {
        (r.left, r.right) for r in best.reasons
    }


@settings(deadline=None)
@given(TEXT)
def test_scores_are_the_sum_of_their_reasons_and_words_stand_in_the_texts(text: str) -> None:
    router = _router()
    router.add_case(7, "ベンチと遊具の塗り直し", 1)
    by_id = {d.id: d for d in DEPARTMENTS}
    for candidate in router.route(text):
        assert _adds_up(candidate)
        for reason in candidate.reasons:
            if reason.kind in ("shared", "similar"):
                assert reason.left is not None
                assert reason.right is not None
                assert reason.left in text
                assert reason.right in by_id[candidate.id].text


def test_a_retracted_case_leaves_no_trace() -> None:
    router = _router()
    before = router.route("ベンチの塗り直し")
    router.add_case(7, "ベンチの塗り直し", 2)
    assert router.route("ベンチの塗り直し")[0].id == 2
    router.retract_case(7)
    assert router.route("ベンチの塗り直し") == before


def test_why_not_uses_the_same_terms() -> None:
    router = _router()
    text = "公園のごみ"
    assert {router.why(text, c.id).score for c in router.route(text)} == {c.score for c in router.route(text)}


def test_area_and_resources_are_reasons_of_their_own() -> None:
    matcher = Matcher()
    area = frozenset({"北部"})
    matcher.upsert_org(Profile(1, "里山の草刈りをしています", areas=area, offers=frozenset({"機材"})))
    matcher.upsert_org(Profile(2, "里山の草刈りをしています"))
    matcher.upsert_need(Need(9, "裏山の草刈りを手伝ってほしい", areas=area, seeks=frozenset({"機材"})))
    first, second = matcher.for_need(9)
    assert (first.id, second.id) == (1, 2)
    assert {"area", "resource"} <= {r.kind for r in first.reasons}
    assert _adds_up(first)
    assert matcher.for_org(1)[0].id == 9
    assert [need for need, _ in matcher.all_pairs()] == [9]


def test_the_classifier_is_silent_where_it_cannot_tell() -> None:
    classifier = Classifier(Scheme((Category(1, "防災"), Category(2, "子育て"))))
    assert classifier.predict(["", "今日は晴れ"]) == [[], []]


def test_a_label_teaches_and_its_retraction_unteaches() -> None:
    classifier = Classifier(Scheme((Category(1, "防災"), Category(2, "子育て"))))
    text = "ぶらんこの塗り直し"
    assert classifier.predict([text]) == [[]]
    classifier.add_label(5, "ぶらんこが傷んでいる", 2)
    assert classifier.predict([text])[0][0].id == 2
    classifier.retract_label(5)
    assert classifier.predict([text]) == [[]]


def test_an_explanation_names_the_shared_word() -> None:
    assert explain("老人クラブの会員が減った", "老人クラブ")[0].kind == "shared"


@pytest.mark.parametrize("text", ["について", "こと", "いつも一緒に", "一度", "すぐに"])
def test_function_words_are_no_words(text: str) -> None:
    assert engine().read(text).words == {}


def test_a_function_word_is_never_a_reason() -> None:
    router = Router()
    router.set_departments([Department(1, "協働推進課", "協働のまちづくりについて必要なこと")])
    assert router.route("街灯のことについて、一度うかがいたいです。") == []


def test_a_general_word_is_a_reason_only_where_there_is_nothing_better() -> None:
    with_better = explain("会員が減り、花壇の世話ができません。", "会員が花壇を世話しています。")
    assert {reason.left for reason in with_better} == {"花壇", "世話"}
    assert [reason.left for reason in explain("会員が減りました。", "会員の声")] == ["会員"]
