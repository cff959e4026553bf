from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.text import dense, top
from tomoni.text.dense import DenseIndex
from tomoni.text.lexical import LexicalIndex
from tomoni.text.stored import Shared

WORDS = st.dictionaries(
    st.sampled_from(["公園", "花壇", "老人", "介護", "ごみ", "保育"]), st.integers(1, 3), max_size=4
)


def _dense(vectors: dict[int, list[float]]) -> DenseIndex:
    index = DenseIndex(3, "v1")
    index.upsert(list(vectors), np.array(list(vectors.values()), dtype=np.float32).reshape(-1, 3))
    return index


def _saved(index: DenseIndex | LexicalIndex, folder: Path) -> dict[str, bytes]:
    index.save(folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=300), st.integers(0, 12))
def test_the_best_are_those_a_full_sort_finds(values: list[int], k: int) -> None:
    scores = np.array(values, dtype=np.float32)
    expected = sorted(range(len(values)), key=lambda place: (-values[place], place))[:k]
    assert top.best(scores, k).tolist() == expected


@pytest.mark.parametrize("count", [1, 63, 700, 4096, 9000])
@pytest.mark.parametrize("steps", [3, 1000])
def test_searching_in_tiles_finds_what_a_full_sort_finds(
    count: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "_CHUNK", 4096)
    draw = np.random.default_rng(count)
    rows = draw.integers(-steps, steps, (count, 4)).astype(np.float32)
    queries = draw.integers(-steps, steps, (7, 4)).astype(np.float32)
    index = DenseIndex(4)
    index.upsert(range(count), rows)
    ids, scores = index.topk(queries, 10)
    for query, found, values in zip(queries, ids, scores, strict=True):
        exact = rows @ query
        expected = np.lexsort((np.arange(count), -exact))[:10]
        assert found.tolist() == expected.tolist()
        assert values.tolist() == exact[expected].tolist()


def test_adding_and_removing_leaves_the_same_bytes(tmp_path: Path) -> None:
    plain = {1: [1.0, 0.0, 0.0], 5: [0.0, 1.0, 0.0]}
    index = _dense(plain)
    len(index)
    index.upsert([3], np.ones((1, 3), dtype=np.float32))
    len(index)
    index.remove([3])
    assert _saved(index, tmp_path / "a") == _saved(_dense(plain), tmp_path / "b")


def test_a_mask_hides_rows_and_a_change_replaces_one() -> None:
    index = _dense({1: [1.0, 0.0, 0.0], 2: [0.9, 0.0, 0.0], 3: [0.0, 1.0, 0.0]})
    query = np.array([[1.0, 0.0, 0.0]], dtype=np.float32)
    assert index.topk(query, 1, np.array([False, True, True]))[0].tolist() == [[2]]
    index.upsert([3], np.array([[2.0, 0.0, 0.0]], dtype=np.float32))
    assert index.topk(query, 2)[0].tolist() == [[3, 1]]
    assert index.get(7) is None


def test_another_process_sees_that_the_index_was_written(tmp_path: Path) -> None:
    shared = Shared(tmp_path, DenseIndex.load)
    assert shared.get() is None
    _dense({1: [1.0, 0.0, 0.0]}).save(tmp_path)
    before = shared.get()
    assert shared.get() is before
    _dense({1: [0.0, 1.0, 0.0], 2: [0.0, 0.0, 1.0]}).save(tmp_path)
    after = shared.get()
    assert before is not None
    assert after is not None
    assert (len(before), len(after)) == (1, 2)
    assert after.version == "v1"


def test_only_the_last_two_states_stay_on_disk(tmp_path: Path) -> None:
    for number in range(5):
        _dense({number: [1.0, 0.0, 0.0]}).save(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("ids-*")) == ["ids-4.npy", "ids-5.npy"]


@given(st.dictionaries(st.integers(0, 20), WORDS, max_size=8), WORDS)
def test_the_parts_of_a_cosine_make_the_cosine(
    documents: dict[int, dict[str, int]], query: dict[str, int]
) -> None:
    index = LexicalIndex()
    for ident, counts in documents.items():
        index.upsert(ident, counts)
    for ident, score in zip(index.ids, index.scores(query), strict=True):
        parts = index.parts(query, int(ident))
        assert sum(parts.values()) == pytest.approx(score)
        assert parts.keys() == documents[int(ident)].keys() & query.keys()


@given(
    st.dictionaries(st.integers(0, 40), WORDS, max_size=30), st.lists(WORDS, max_size=4), st.integers(1, 5)
)
def test_the_best_texts_are_those_scoring_all_finds(
    documents: dict[int, dict[str, int]], queries: list[dict[str, int]], k: int
) -> None:
    index = LexicalIndex()
    for ident, counts in documents.items():
        index.upsert(ident, counts)
    ids, values = index.topk([index.prepare(query) for query in queries], k)
    for query, found, scores in zip(queries, ids, values, strict=True):
        exact = index.scores(query)
        expected = top.best(exact, k)
        assert scores.tolist() == pytest.approx(exact[expected].tolist())
        assert len(set(found.tolist())) == min(k, len(documents))


def test_a_text_added_and_removed_leaves_no_trace(tmp_path: Path) -> None:
    def index() -> LexicalIndex:
        made = LexicalIndex("v1")
        made.upsert(1, Counter(["公園", "花壇"]))
        made.upsert(2, Counter(["公園"]))
        return made

    changed = index()
    changed.upsert(9, Counter(["新語"]))
    len(changed)
    changed.remove(9)
    changed.remove(77)
    assert _saved(changed, tmp_path / "a") == _saved(index(), tmp_path / "b")
    mapped = LexicalIndex.load(tmp_path / "a")
    assert mapped.scores({"花壇": 1}).tolist() == index().scores({"花壇": 1}).tolist()
