import random

import numpy as np
import pytest

from tests.text import asset
from tomoni.text.documents import Document
from tomoni.text.generator import describe
from tomoni.text.handle import Engine
from tomoni.text.reduce import layout, principal, words_to_rows
from tomoni.text.themes import Theme, ThemeTree, grow, partition, usual_levels


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return asset.engine(tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="module")
def documents(engine: Engine) -> dict[int, Document]:
    draw = random.Random(0)
    texts = {n: "と".join(draw.sample(asset.TOPICS[n % 4], 3)) for n in range(120)}
    return {ident: engine.read(text) for ident, text in texts.items()}


@pytest.fixture(scope="module")
def tree(documents: dict[int, Document], engine: Engine) -> ThemeTree:
    return grow(documents, engine, levels=(4, 8))


def test_the_same_texts_give_the_same_tree(
    documents: dict[int, Document], engine: Engine, tree: ThemeTree
) -> None:
    again = grow(documents, engine, levels=(4, 8))
    assert again.themes == tree.themes
    assert [m.tolist() for m in again.members] == [m.tolist() for m in tree.members]


def test_topics_become_themes_labelled_with_their_words(tree: ThemeTree) -> None:
    for theme in tree.level(0):
        inside = [
            topic for topic in asset.TOPICS if theme.terms[0] in topic or theme.terms[0] in ("こども", "ゴミ")
        ]
        assert inside, theme
        assert theme.size == 30


def test_finer_themes_lie_inside_coarser_ones(tree: ThemeTree) -> None:
    for coarse, fine in zip(*tree.members, strict=True):
        assert tree.themes[int(fine)].parent == int(coarse)
    assert sum(theme.size for theme in tree.level(1)) == 120


def test_exemplars_belong_to_their_theme(tree: ThemeTree) -> None:
    for theme in tree.level(1):
        places = np.searchsorted(tree.ids, theme.exemplars)
        assert set(tree.members[1][places].tolist()) == {theme.id}


def test_a_label_given_by_hand_survives_new_texts(
    documents: dict[int, Document], engine: Engine, tree: ThemeTree
) -> None:
    chosen = tree.level(0)[2]
    named = tree.relabel(chosen.id, "手で付けた名前")
    later = grow({k: d for k, d in documents.items() if k % 7}, engine, levels=(4, 8), before=named)
    assert later.themes[chosen.id].label == "手で付けた名前"
    assert {theme.id for theme in later.level(0)} == {theme.id for theme in tree.level(0)}


def test_without_vectors_a_theme_is_known_by_the_texts_it_keeps() -> None:
    engine = asset.lexical()
    topics = ("公園の花壇と遊具", "介護の体操と老人", "ごみの収集と分別")
    documents = {n: engine.read(topics[n % 3] + "　" * (n % 2) + str(n)) for n in range(36)}
    tree = grow(documents, engine, levels=(3,))
    named = tree.relabel(tree.level(0)[1].id, "手で付けた名前")
    later = grow({k: d for k, d in documents.items() if k != 4}, engine, levels=(3,), before=named)
    kept = {int(i): int(g) for i, g in zip(tree.ids, tree.members[0], strict=True) if i != 4}
    assert {int(i): int(g) for i, g in zip(later.ids, later.members[0], strict=True)} == kept
    assert [theme.label for theme in later.level(0) if theme.by_hand] == ["手で付けた名前"]


def test_a_new_text_is_placed_without_changing_the_tree(engine: Engine, tree: ThemeTree) -> None:
    assert engine.encoder is not None
    (path,) = tree.assign(engine.encoder.encode(["遊具とベンチ"]))
    assert "公園" in " ".join(tree.themes[path[0]].terms) or tree.themes[path[0]].terms[0] in asset.TOPICS[0]
    assert tree.themes[path[1]].parent == path[0]


def test_without_vectors_shared_words_make_the_groups() -> None:
    engine = asset.lexical()
    texts = ["公園の花壇", "公園の遊具", "花壇と公園", "介護の体操", "老人の介護", "体操と介護"]
    tree = grow({n: engine.read(text) for n, text in enumerate(texts)}, engine, levels=(2,))
    assert tree.members[0].tolist() == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("texts", [[], ["公園"], ["", "", ""], ["🎉"] * 5])
def test_next_to_nothing_makes_no_error(texts: list[str], engine: Engine) -> None:
    tree = grow({n: engine.read(text) for n, text in enumerate(texts)}, engine)
    assert len(tree.ids) == len(texts)


def test_large_sets_are_split_by_way_of_small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tomoni.text.themes._AT_ONCE", 100)
    monkeypatch.setattr("tomoni.text.themes._MICRO", 24)
    draw = np.random.default_rng(0)
    rows = np.repeat(np.eye(4, 8), 60, axis=0) + draw.normal(0, 0.1, (240, 8))
    coarse, fine = partition(rows.astype(np.float32), (4, 8))
    assert coarse.tolist() == np.repeat(range(4), 60).tolist()
    assert len(set(fine.tolist())) == 8


def test_levels_grow_slowly() -> None:
    assert usual_levels(8) == (2,)
    assert usual_levels(1_000)[0] == 10
    assert usual_levels(1_000_000) == (12, 60)


def test_a_map_puts_like_texts_together_and_is_the_same_each_time() -> None:
    draw = np.random.default_rng(0)
    rows = (np.repeat(np.eye(3, 8), 40, axis=0) + draw.normal(0, 0.05, (120, 8))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    spots = layout(rows)
    assert spots.shape == (120, 2)
    assert np.array_equal(spots, layout(rows))
    centres = [spots[start : start + 40].mean(axis=0) for start in (0, 40, 80)]
    spread = max(
        float(np.linalg.norm(spots[s : s + 40] - c, axis=1).mean())
        for s, c in zip((0, 40, 80), centres, strict=True)
    )
    assert min(float(np.linalg.norm(a - b)) for a in centres for b in centres if a is not b) > 2 * spread


def test_shared_words_give_the_same_rows_each_time() -> None:
    topics = [dict.fromkeys(topic[:4], 1) for topic in asset.TOPICS] * 5
    rows = words_to_rows(topics)
    assert all(np.array_equal(rows, words_to_rows(topics)) for _again in range(3))


def test_a_few_texts_are_laid_out_too() -> None:
    assert layout(np.eye(3, dtype=np.float32)).shape == (3, 2)
    assert principal(np.zeros((1, 4), dtype=np.float32)).tolist() == [[0.0, 0.0]]
    assert words_to_rows([{}, {}]).shape == (2, 1)


def test_titles_come_from_the_texts_unless_a_generator_is_plugged_in() -> None:
    class Shouting:
        def title(self, theme: Theme, exemplars: object) -> str:
            return theme.label + "！"

        def summary(self, theme: Theme, exemplars: object) -> str:
            return "生成した要約"

    theme = Theme(1, 0, None, "公園・花壇", ("公園", "花壇"), 3, (5, 6))
    texts = {5: "公園の花壇", 6: "花壇"}
    assert describe(theme, texts) == ("公園・花壇", "公園の花壇")
    assert describe(theme, texts, Shouting()) == ("公園・花壇！", "生成した要約")
    assert describe(theme, {}) == ("公園・花壇", "")
