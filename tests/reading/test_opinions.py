from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import shared_documents
from tomoni.reading.errors import Unreadable
from tomoni.reading.opinions import LONGEST_PASTE, MOST_OPINIONS, read_opinions
from tomoni.reading.strangeness import fragments

# Of the shape of a city's published table, in our own words: a class per line, opinions parted by blanks.
TABLE = (
    "分類\t内容\n"
    'A. 職員の姿勢\t<ul style="list-style-type: disc"> 担当者が替わるたびに話が最初に戻る。 '
    "協働という言葉の意味が課ごとに違うのではないか 相談に行くと忙しそうにされる?\n"
    "Ｂ．つながり\t<ul> NPO 法人どうしの名簿がほしい "
    "令和元年 8 月 30 日の会のように、課をまたいだ場を続けてほしい。</ul>\n"
    "C. その他\t<ul><li>会場の&amp;駐車場が狭い。</li><li>声が<br>小さい</li></ul>"
)


def texts(paste: str) -> list[str]:
    return [opinion.text for opinion in read_opinions(paste)]


def coded(paste: str) -> list[tuple[str | None, str | None, str]]:
    return [(opinion.code, opinion.label, opinion.text) for opinion in read_opinions(paste)]


def test_a_paste_that_is_too_long_is_refused() -> None:
    with pytest.raises(Unreadable, match="分けて貼り付けて"):
        read_opinions("あ" * (LONGEST_PASTE + 1))


def test_too_many_opinions_are_refused() -> None:
    with pytest.raises(Unreadable, match="3,001件"):
        read_opinions("意見\n" * (MOST_OPINIONS + 1))


@pytest.mark.parametrize("nothing", ["", " \n\u3000\n", "<ul></ul>", "\0", "分類\t内容", "分類,意見\nA,\n"])
def test_where_there_is_nothing_nothing_is_read(nothing: str) -> None:
    assert read_opinions(nothing) == []


@pytest.mark.shared
@pytest.mark.parametrize("start", ["柏市協働事業", "2. 主なご意見", "分類\t内容", "A. 市職員の協働意識"])
def test_the_published_table_gives_its_29_opinions_from_wherever_the_copy_begins(start: str) -> None:
    document = shared_documents.seed(1)
    opinions = read_opinions(document[document.index(start) :])
    assert Counter(opinion.code for opinion in opinions) == {
        "A": 5, "B": 3, "C": 7, "D": 4, "E": 2, "F": 3, "G": 3, "H": 2
    }  # fmt: skip
    assert len(opinions) == 29
    assert opinions[-1].label == "その他"
    assert all(opinion.raw == opinion.text in document for opinion in opinions)
    assert not any("<" in opinion.text for opinion in opinions)


@pytest.mark.shared
def test_the_foreign_words_in_the_published_table_are_marked_and_left_alone() -> None:
    marked = [opinion for opinion in read_opinions(shared_documents.seed(1)) if opinion.suspicious]
    assert [(opinion.code, opinion.suspicious) for opinion in marked] == [("B", ("也不错",))]
    assert "提供するの也不错かと思う" in marked[0].text


def test_a_class_per_line_with_opinions_parted_by_blanks() -> None:
    assert coded(TABLE) == [
        ("A", "職員の姿勢", "担当者が替わるたびに話が最初に戻る。"),
        ("A", "職員の姿勢", "協働という言葉の意味が課ごとに違うのではないか"),
        ("A", "職員の姿勢", "相談に行くと忙しそうにされる?"),
        ("B", "つながり", "NPO 法人どうしの名簿がほしい"),
        ("B", "つながり", "令和元年 8 月 30 日の会のように、課をまたいだ場を続けてほしい。"),
        ("C", "その他", "会場の&駐車場が狭い。"),
        ("C", "その他", "声が 小さい"),
    ]


def test_the_raw_text_keeps_its_scraps_and_its_line() -> None:
    last = read_opinions(TABLE)[-1]
    assert (last.raw, last.line) == ("声が<br>小さい", 4)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_do_not_matter(ending: str) -> None:
    assert read_opinions(TABLE.replace("\n", ending)) == read_opinions(TABLE)


def test_a_byte_order_mark_does_not_hide_the_header() -> None:
    assert read_opinions("\ufeff" + TABLE) == read_opinions(TABLE)


def test_a_tab_that_became_a_blank_is_understood_before_a_list() -> None:
    assert coded(TABLE.replace("\t<ul", " <ul")) == coded(TABLE)


def test_a_table_without_classes_codes_takes_their_names() -> None:
    assert coded("つながり\t<ul> 名簿がほしい 場がほしい</ul>") == [
        (None, "つながり", "名簿がほしい"),
        (None, "つながり", "場がほしい"),
    ]


def test_a_list_over_several_lines_belongs_to_its_class() -> None:
    paste = "分類\t内容\nA. 姿勢\t<ul>\n<li>一つ目</li>\n<li>二つ目</li>\n</ul>\nB. 連携\t<ul><li>三つ目\n</li></ul>"
    assert [(o.code, o.text, o.line) for o in read_opinions(paste)] == [
        ("A", "一つ目", 3),
        ("A", "二つ目", 4),
        ("B", "三つ目", 6),
    ]


def test_an_html_table_on_one_line() -> None:
    paste = (
        "<table><tr><th>分類</th><th>意見</th></tr><tr><td>A. 姿勢</td><td><ul><li>一つ目</li>"
        "<li>二つ目</li></ul></td></tr><tr><td>B. 連携</td><td>NPO 法人も入れて</td></tr></table>"
    )
    assert coded(paste) == [
        ("A", "姿勢", "一つ目"),
        ("A", "姿勢", "二つ目"),
        ("B", "連携", "NPO 法人も入れて"),
    ]


def test_one_opinion_per_line() -> None:
    assert coded("会場が遠い。\n\n駐車場が足りない 困る\n") == [
        (None, None, "会場が遠い。"),
        (None, None, "駐車場が足りない 困る"),
    ]


@pytest.mark.parametrize("mark", ["・", "•", "- ", "－", "● ", "*", "1. ", "１．", "(2)", "③", "12、"])
def test_a_bullet_or_number_is_taken_off_and_kept_in_the_raw_text(mark: str) -> None:
    [first, second] = read_opinions(f"{mark}会場が遠い\n{mark}駐車場")
    assert (first.text, first.raw) == ("会場が遠い", f"{mark}会場が遠い")
    assert second.text == "駐車場"


@pytest.mark.parametrize(
    "text", ["○○課に相談した", "3.5倍に増やす", "2年目に続かない", "-5度でも開けて", "30、40代が来ない"]
)
def test_what_only_looks_like_a_bullet_stays(text: str) -> None:
    assert texts(text) == [text]


def test_a_wrapped_line_goes_on_with_its_bullet() -> None:
    assert texts("・会場が遠く、\n　駅から歩けない\n・Open\n  Data を出す") == [
        "会場が遠く、駅から歩けない",
        "Open Data を出す",
    ]


def test_several_bullets_on_one_line_are_several_opinions() -> None:
    assert texts("・会場が遠い ・市民・団体の声を聞いて") == ["会場が遠い", "市民・団体の声を聞いて"]


def test_a_code_before_each_opinion() -> None:
    assert coded("A: 姿勢が変わらない\nＢ：連携がない\nA: もう一つ") == [
        ("A", None, "姿勢が変わらない"),
        ("B", None, "連携がない"),
        ("A", None, "もう一つ"),
    ]


def test_a_heading_line_holds_for_the_lines_below_it() -> None:
    assert coded("A　姿勢\n変わらない\n遠い\n【その他】\n・無し\n■広報\n・遅い") == [
        ("A", "姿勢", "変わらない"),
        ("A", "姿勢", "遠い"),
        (None, "その他", "無し"),
        (None, "広報", "遅い"),
    ]


def test_boxes_used_as_bullets_are_no_headings() -> None:
    assert texts("■一つ目\n■二つ目\n■三つ目") == ["一つ目", "二つ目", "三つ目"]


def test_rows_of_class_and_opinion_with_quotes_and_a_class_written_once() -> None:
    assert [
        (o.code, o.text, o.line) for o in read_opinions('分類,意見\nA,遠い\nB,"狭い、\n暗い"\n,寒い')
    ] == [
        ("A", "遠い", 2),
        ("B", "狭い、暗い", 3),
        ("B", "寒い", 5),
    ]


def test_our_own_export_is_read_by_its_original_text() -> None:
    paste = "意見ID,回,分類,意見(原文),意見(整文)\n1,第1回,A,原文です,整えた文です\n"
    assert coded(paste) == [("A", None, "原文です")]


def test_commas_within_the_last_column_lose_nothing() -> None:
    assert texts("分類,意見\nA,遠い,狭い") == ["遠い,狭い"]


def test_quotes_that_never_close_are_mere_signs() -> None:
    assert coded('分類,意見\nA,"閉じない\nB,二つ目') == [("A", None, '"閉じない'), ("B", None, "二つ目")]


def test_a_cell_with_a_bullet_on_each_line_is_several_opinions() -> None:
    assert coded('A. 姿勢\t"・一つ目\n・二つ目"\nB. 連携\t三つ目') == [
        ("A", "姿勢", "一つ目"),
        ("A", "姿勢", "二つ目"),
        ("B", "連携", "三つ目"),
    ]


@pytest.mark.parametrize(
    ("paste", "found"),
    [
        ("・一つ目は\n\n\n・二つ目は\n\n　長い\n・三つ目", [1, 4, 7]),
        ("分類\t意見\n\nA. 姿勢\t<ul>\n\n<li>一つ目</li>\n\n<li>二つ目</li>", [5, 7]),
        ('分類,意見\n\nA,"一つ目\n\nつづき"\nB,二つ目', [3, 6]),
        ("<ul><li>一つ目<tr>・二つ目<tr>三つ目", [1, 1, 1]),
    ],
)
def test_every_opinion_knows_its_line_in_the_paste(paste: str, found: list[int]) -> None:
    assert [opinion.line for opinion in read_opinions(paste)] == found


def test_numbers_in_the_first_column_are_no_classes() -> None:
    assert coded("1\t遠い\n2\t狭い") == [(None, None, "遠い"), (None, None, "狭い")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("提供するの也不错かと思う", ("也不错",)),
        ("한국の団体", ("한국",)),
        ("文字が\ufffd化けた", ("\ufffd",)),
        ("外字\ue000あり", ("\ue000",)),
        ("縺ゅ↑縺", ("縺ゅ", "縺")),
    ],
)
def test_a_strange_fragment_is_named(text: str, found: tuple[str, ...]) -> None:
    assert fragments(text) == found


@pytest.mark.parametrize(
    "text",
    ["髙島さんと𠮷田さんと﨑山さん", "國體の會", "話が縺れる", "😀 ①㈱㍿", "Ａ案⇒B案 αβ", "ｱｲｳ 〜～", "café"],
)
def test_what_japanese_texts_hold_is_not_strange(text: str) -> None:
    assert fragments(text) == ()


PARTS = st.sampled_from(
    ["A. 姿勢", "Ｂ：", "C", "\t", "\n", "\r\n", " ", "\u3000", '"', ",", "<ul>", "<li>", "</ul>", "<br>", "<td>", "</td>",
     "</tr>", "<", "・", "1. ", "【他】", "■", "分類", "内容", "意見", "遠い。", "狭い", "NPO", "也不错", "&amp;", "\0", "- "]
)  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(PARTS, max_size=40).map("".join)))
def test_no_paste_breaks_the_reader(paste: str) -> None:
    for opinion in read_opinions(paste):
        assert opinion.text == opinion.text.strip() != ""
        assert 1 <= opinion.line <= paste.count("\n") + paste.count("\r") + 1
        assert opinion.code is None or opinion.code in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        assert opinion.label != ""


SENTENCE = st.text(alphabet="市民団体協働会場広報担当者がをにはのでもと", min_size=2, max_size=30)
ENDING = st.sampled_from(["。", "", "?", "のではないか", "ほしい。"])
OPINIONS = st.lists(st.builds("{}{}".format, SENTENCE, ENDING), min_size=1, max_size=6)


@given(st.lists(OPINIONS, min_size=1, max_size=8))
def test_every_opinion_of_a_published_table_is_found(classes: list[list[str]]) -> None:
    lines = [f"{chr(65 + n)}. 分類{n}\t<ul> {' '.join(opinions)}" for n, opinions in enumerate(classes)]
    assert coded("分類\t内容\n" + "\n".join(lines)) == [
        (chr(65 + n), f"分類{n}", text) for n, opinions in enumerate(classes) for text in opinions
    ]


@given(OPINIONS, st.sampled_from(["・", "- ", "", "<li>"]))
def test_every_line_of_a_list_is_found(opinions: list[str], mark: str) -> None:
    assert texts("\n".join(mark + text for text in opinions)) == opinions
