import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.text import fold, fold_name, found_in, index_text, match_expression, search_bigrams

TEXTS = [
    "中央公園の花壇の手入れ",
    "老人クラブの会員募集",
    "ｺﾞﾐ拾いを月に一度",
    "齋藤さんの見守り",
    "公民館だより",
    "ＮＰＯ法人みなと🎉",
    "園芸",
    "100% の力",
]
LETTERS = "公園老人クラブごみゴｺﾞ斉齋藤aＡ1１ 　、ー%\"*'😀"


def _found_by_sqlite(texts: list[str], query: str) -> list[int]:
    expression = match_expression(query)
    if not expression:
        return []
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61')")
    database.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", enumerate(map(index_text, texts)))
    rows = database.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", [expression]).fetchall()
    database.close()
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("公園", [0]),
        ("老人クラブ", [1]),
        ("ごみ", [2]),
        ("ゴミ", [2]),
        ("斉藤", [3]),
        ("園", [0, 6]),
        ("npo", [5]),
        ("公園 花壇", [0]),
        ("公園　老人", []),
        ("！？", []),
        ("", []),
    ],
)
def test_sqlite_finds_exactly_the_texts_with_the_words(query: str, expected: list[int]) -> None:
    assert _found_by_sqlite(TEXTS, query) == expected


@given(st.lists(st.text(st.sampled_from(LETTERS), max_size=12), max_size=6), st.text(LETTERS, max_size=5))
def test_the_index_agrees_with_reading_every_text(texts: list[str], query: str) -> None:
    expected = [i for i, text in enumerate(texts) if match_expression(query) and found_in(query, text)]
    assert _found_by_sqlite(texts, query) == expected


def test_bigrams_do_not_cross_a_mark() -> None:
    assert search_bigrams("公園、花") == ["公園", "園", "花"]


def test_a_name_is_found_in_its_other_spellings() -> None:
    assert fold_name("渡邊　髙子") == fold_name("渡辺高子")
    assert fold("ヴァイオリン") == fold("ｳﾞｧｲｵﾘﾝ")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
