import pytest

from tomoni.japan.errors import ReadingNotValid
from tomoni.japan.kana import check_reading, fold, hiragana, is_reading, katakana, reading_key


@pytest.mark.parametrize(
    "text", ["", " ", "柏市", "ーかしわ", "かしわ1", "Kashiwa", "かしわ・", "・かしわ", "かしわ!"]
)
def test_a_reading_is_kana_alone(text: str) -> None:
    assert not is_reading(text)
    with pytest.raises(ReadingNotValid, match="よみがな"):
        check_reading(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ちがさき　みどりのかい", "ちがさき みどりのかい"),
        ("ｶｼﾜｼ ﾊﾞﾚｰ", "かしわし ばれー"),
        ("サポ-トセンタ-", "さぽーとせんたー"),
        ("パートナー・とうかつ", "ぱーとなー・とうかつ"),
    ],
)
def test_a_reading_typed_in_any_kana_is_stored_in_hiragana(typed: str, stored: str) -> None:
    assert check_reading(typed) == stored


@pytest.mark.parametrize(
    "same",
    [
        ("ＮＰＯ法人", "npo法人", "NPO 法人".replace(" ", "")),
        ("14:00〜16:00", "14:00～16:00", "１４：００~１６：００"),
        ("ｻﾎﾟｰﾄ", "サポート", "サポ－ト", "サポ-ト"),
        ("0467-82-1111", "０４６７－８２－１１１１", "0467ー82ー1111", "0467―82―1111"),
        ("柏市　協働", "柏市 協働", " 柏市\t協働 "),
    ],
)
def test_what_people_take_for_the_same_folds_to_the_same(same: tuple[str, ...]) -> None:
    assert len({fold(text) for text in same}) == 1


def test_folding_keeps_apart_what_differs() -> None:
    assert fold("サポート") != fold("サポト")
    assert fold("センター") != fold("センタ")
    assert fold("かしわ") != fold("カシワ")


def test_kana_change_into_each_other() -> None:
    assert hiragana("ﾊﾟﾚｯﾄ柏ヴヶ") == "ぱれっと柏ゔゖ"
    assert katakana("ぱれっと柏ゔゖ") == "パレット柏ヴヶ"


def test_names_sort_by_reading() -> None:
    names = [
        "はんこ",
        "ばし",
        "はしら",
        "パン",
        "ハート",
        "はし",
        "ぱし",
        "はあと",
        "びょういん",
        "びよういん",
        "はし さくら",
    ]
    assert sorted(names, key=reading_key) == [
        "はあと",
        "ハート",
        "はし",
        "ばし",
        "ぱし",
        "はし さくら",
        "はしら",
        "パン",
        "はんこ",
        "びよういん",
        "びょういん",
    ]


def test_latin_names_come_before_kana_and_kanji_after() -> None:
    assert sorted(["柏の会", "かしわ", "NPO柏"], key=reading_key) == ["NPO柏", "かしわ", "柏の会"]
