import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.text import asset
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
    explain,
)
from tomoni.text.analyser import Analyzer
from tomoni.text.encoder import EndpointEncoder, StaticEncoder
from tomoni.text.handle import Engine
from tomoni.text.vectors import WordVectors, murmur64

DEPARTMENTS = (
    Department(1, "公園緑地課", "公園・緑地の整備と管理、街路樹、遊具の点検"),
    Department(2, "高齢者支援課", "老人クラブ、介護予防、敬老"),
    Department(3, "廃棄物対策課", "ごみの収集・分別、不法投棄対策"),
    Department(4, "保育課", "保育園の入所、育児の相談"),
)
TEXT = st.lists(
    st.sampled_from([*asset.words(), "を", "、", "ｺﾞﾐ", "🎉", "年配の方", "こども"]), max_size=10
).map("".join)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return asset.engine(tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="module")
def router(engine: Engine) -> Router:
    router = Router(engine)
    router.set_departments(DEPARTMENTS)
    router.add_case(7, "ベンチの塗り直し", 1)
    router.add_case(8, "絵本の読み聞かせ", 4)
    return router


def _adds_up(candidate: Candidate) -> bool:
    return candidate.score == math.fsum(reason.weight for reason in candidate.reasons)


def test_the_hash_is_the_published_one() -> None:
    # From Austin Appleby's MurmurHash64A in C, seed 1.
    assert murmur64(b"") == 0xC6A4A7935BD064DC
    assert murmur64("の".encode()) == 0x287EA677BCBABF52
    assert murmur64("町内会の回覧板".encode()) == 0xA1C33DEBB92C191C


def test_a_word_that_is_not_in_the_table_has_no_vector(engine: Engine) -> None:
    assert engine.encoder is not None
    assert engine.encoder.word("量子力学") is None
    assert not engine.encoder.unit("量子力学").any()
    assert not engine.encoder.encode(["量子力学", ""]).any()


def test_a_text_has_a_vector_of_length_one_near_its_topic(engine: Engine) -> None:
    assert engine.encoder is not None
    park, bench, child = engine.encoder.encode(["公園の遊具", "花壇とベンチ", "保育園の絵本"])
    assert np.linalg.norm(park) == pytest.approx(1)
    assert park @ bench > 0.8 > park @ child


def test_a_civic_word_lies_where_its_meaning_does(engine: Engine) -> None:
    assert engine.encoder is not None
    meant = engine.encoder.unit("プレーパーク")
    assert meant @ engine.encoder.unit("遊び場") > 0.7


def test_few_texts_do_not_define_what_all_have_in_common(engine: Engine) -> None:
    assert engine.encoder is not None
    encoder = StaticEncoder(engine.analyzer, engine.encoder.vectors)
    assert encoder.fit_background(["公園"] * 199) is None
    common = encoder.fit_background(["公園の花壇"] * 150 + ["老人の体操"] * 150)
    assert common is not None
    assert common.shape == (2, asset.DIM)


def test_a_paraphrase_finds_its_department_with_a_similar_word(router: Router) -> None:
    best = router.route("年配の親の体操")[0]
    assert best.id == 2
    assert any(r.kind == "similar" and r.left == "年配" for r in best.reasons)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT)
def test_scores_are_sums_and_shown_words_stand_in_the_texts(router: Router, text: str) -> None:
    by_id = {department.id: department.text for department in DEPARTMENTS}
    for candidate in router.route(text, k=4):
        assert _adds_up(candidate)
        assert candidate.reasons
        for reason in candidate.reasons:
            if reason.kind in ("shared", "similar", "general"):
                assert reason.left
                assert reason.left in text
            if reason.kind in ("shared", "similar"):
                assert reason.right
                assert reason.right in by_id[candidate.id]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT)
def test_ranking_agrees_with_the_sums(router: Router, text: str) -> None:
    found = router.route(text, k=4)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    for candidate in found:
        assert router.why(text, candidate.id).score == pytest.approx(candidate.score)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🎉🎉",
        "！？…",
        "\ud800\udfff",
        "　\n",
        "qwrtzp",
        "ﾁ抜ｷｫ縺ゅ＞",
        "Привет мир",
        "안녕하세요",
        "こんにちは",
    ],
)
def test_nothing_to_go_by_gives_no_candidate(router: Router, text: str) -> None:
    assert router.route(text) == []


def test_a_hundred_thousand_bytes_do_not_crash(router: Router) -> None:
    assert router.route("公園のごみ。" * 6_000)[0].id in (1, 3)


def test_a_case_can_be_learned_from_its_vector_alone(engine: Engine) -> None:
    router = Router(engine, catalogue=False)
    router.set_departments([Department(1, "第一課"), Department(2, "第二課")])
    vector = router.vector_of("保育園の絵本")
    assert vector is not None
    router.add_case_vector(5, vector, 2)
    best = router.route("育児と絵本")[0]
    assert best.id == 2
    assert [(r.kind, r.right) for r in best.shown()] == [("past_case", "5")]
    router.retract_case(5)
    assert router.learned() == {}


def test_learning_is_trusted_where_it_helps_and_not_where_it_misleads(engine: Engine) -> None:
    router = Router(engine, catalogue=False)
    router.set_departments([Department(n, f"第{n}課") for n in (1, 2, 3, 4)])
    for number in range(24):
        topic = asset.TOPICS[number % 4]
        router.add_case(number, f"{topic[number % 7]}と{topic[(number + 2) % 7]}", number % 4 + 1)
    helped = router.self_check()
    assert helped.trust.cases > 0
    assert helped.learned.top1 > helped.without.top1
    for number in range(24):
        router.add_case(number, asset.words()[(number * 5) % 28], number % 4 + 1)
    assert router.self_check().learned.mrr >= router.self_check().without.mrr


def test_partners_are_found_by_meaning_and_both_ways_score_the_same(engine: Engine) -> None:
    matcher = Matcher(engine)
    matcher.upsert_org(Profile(1, "花壇とベンチの世話", exposure=1.0))
    matcher.upsert_org(Profile(2, "絵本の読み聞かせ"))
    matcher.upsert_org(Profile(3, ""))
    matcher.upsert_need(Need(9, "緑地の草刈り"))
    first = matcher.for_need(9)[0]
    assert first.id == 1
    assert _adds_up(first)
    assert {r.kind for r in first.reasons} >= {"similar", "exposure"}
    assert matcher.for_org(1)[0].score == first.score
    matcher.remove_org(1)
    matcher.remove_need(9)
    assert list(matcher.all_pairs()) == []


def test_a_job_goes_on_after_the_need_it_stopped_at(engine: Engine) -> None:
    matcher = Matcher(engine)
    matcher.upsert_org(Profile(1, "花壇の世話"))
    for ident in (3, 1, 2):
        matcher.upsert_need(Need(ident, "花壇"))
    assert [need for need, _ in matcher.all_pairs(after=1)] == [2, 3]


def test_codes_are_told_apart_by_name_and_by_labels(engine: Engine) -> None:
    classifier = Classifier(
        Scheme((Category(1, "公園"), Category(2, "介護"), Category(3, "第三", examples=("分別と収集",)))),
        engine,
    )
    found = classifier.predict(["遊具とベンチ", "老人の体操", "分別と収集", "🎉"])
    assert [codes[0].id if codes else None for codes in found] == [1, 2, 3, None]
    assert all(_adds_up(candidate) for codes in found for candidate in codes)
    assert classifier.why("遊具とベンチ", 2).score < found[0][0].score


def test_an_explanation_names_near_words(engine: Engine) -> None:
    reasons = explain("年配の方の集まり", "老人クラブ", engine)
    assert (reasons[0].kind, reasons[0].left) == ("similar", "年配")
    assert reasons[0].right in ("老人", "クラブ")
    assert explain("", "", engine) == []


def test_vectors_of_an_endpoint_come_in_order_and_at_length_one() -> None:
    def post(url: str, body: bytes) -> bytes:
        texts = json.loads(body)["input"]
        return json.dumps(
            {"data": [{"index": i, "embedding": [3.0 * i, 4.0]} for i in reversed(range(len(texts)))]}
        ).encode()

    encoder = EndpointEncoder("http://localhost:1/v1/embeddings", "model", 2, post)
    rows = encoder.encode(["a", "b"])
    assert rows.tolist() == [[0.0, 1.0], pytest.approx([0.6, 0.8])]
    assert "model" in encoder.version


def test_an_endpoint_across_the_network_must_be_encrypted() -> None:
    with pytest.raises(ValueError, match="https"):
        EndpointEncoder("http://example.org/v1/embeddings", "model", 2)


def test_the_version_tells_which_vectors_a_score_came_from(engine: Engine, tmp_path: Path) -> None:
    assert engine.version != asset.lexical().version
    assert WordVectors.load(tmp_path) is None
    assert Analyzer(user_dictionary=tmp_path / "absent.dic").version.endswith("u0")
