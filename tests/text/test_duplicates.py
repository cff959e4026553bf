from tomoni.text.duplicates import name_key, near_names, near_texts


def test_different_texts_are_no_pair() -> None:
    assert near_texts({1: "公園の遊具が壊れています", 2: "保育園に入れません", 3: "", 4: "🎉"}) == []


def test_a_text_sent_twice_with_another_spelling_is_a_pair() -> None:
    texts = {
        1: "公園のベンチがこわれています。直してください。",
        2: "公園のﾍﾞﾝﾁがこわれています。なおしてください。",
        3: "図書館の本を増やして",
    }
    (pair,) = near_texts(texts, least=0.6)
    assert (pair.first, pair.second) == (1, 2)


def test_the_same_name_in_other_spelling_is_a_pair() -> None:
    names = {
        1: "特定非営利活動法人みどりの会",
        2: "NPO法人 みどりの会",
        3: "渡邊ボランティアグループ",
        4: "渡辺ボランティアグループ",
        5: "あおぞら合唱団",
    }
    assert [(p.first, p.second) for p in near_names(names)] == [(1, 2), (3, 4)]


def test_a_name_that_is_only_a_legal_form_keeps_a_key() -> None:
    assert name_key("株式会社") == "株式会社"
    assert name_key("（株）みなと") == name_key("株式会社ミナト")
