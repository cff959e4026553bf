"""Shapes that records of meetings have here and there, in invented words: what each is read as."""

from typing import Any

from tomoni.reading.readings import read


def meeting(text: str) -> dict[str, Any]:
    reading = read(text.encode(), "a.txt")
    assert reading.kind == "meeting"
    found: dict[str, Any] = reading.as_dict()["records"]["meeting"]
    return found


def titles(items: list[dict[str, Any]]) -> list[Any]:
    return [
        (item["title"], titles(item["children"])) if item["children"] else item["title"] for item in items
    ]


def said(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        pair
        for item in items
        for pair in [
            *((each["speaker"], each["text"]) for each in item["statements"]),
            *said(item["children"]),
        ]
    ]


FULL_WIDTH = """令和６年度　第２回　みなと市協働のまちづくり審議会　会議概要

１　開催日時　令和６年８月２７日（火）１３：３０～１５：１５
２　開催場所　みなと市役所　西庁舎３０１会議室
３　出席委員　１３名（うち４名はオンライン参加）
　　欠席委員　２名
４　傍聴人　　０人
５　内容
（１）開会
（２）議題
　ア　令和５年度事業の評価について
　　・評価書（案）のとおり承認された。
　イ　補助金制度の見直しについて
　　・継続審議とする。
（３）その他
　　次回は１０月２９日（火）１３時３０分から
（４）閉会
６　配布資料
　・次第
　・資料１　令和５年度事業評価書（案）
７　問い合わせ先
　　みなと市　市民部　市民協働課
　　電話　０００－１２３－４５６７（直通）
"""


def test_numbers_of_the_headings_and_of_the_items_are_kept_apart() -> None:
    found = meeting(FULL_WIDTH)
    assert titles(found["agenda"]) == [
        "開会",
        ("議題", ["令和５年度事業の評価について", "補助金制度の見直しについて"]),
        "その他",
        "閉会",
    ]
    assert found["papers"] == ["次第", "資料１　令和５年度事業評価書（案）"]
    assert found["contact"]["telephone"] == "000-123-4567"


def test_who_is_counted_already_is_not_counted_again() -> None:
    rows = [(row["category"], row["people"], row["state"]) for row in meeting(FULL_WIDTH)["attendance"]]
    assert rows == [("出席委員", 13, "present"), ("欠席委員", 2, "absent")]


def test_the_next_session_said_in_passing_takes_its_year_from_the_weekday() -> None:
    coming = meeting(FULL_WIDTH)["next_meeting"]
    assert (coming["date"], coming["start"]) == ("2024-10-29", "13:30")


def test_speakers_on_lines_of_their_own() -> None:
    text = (
        "第1回みなと市参画懇話会 会議録\n日時\n令和6年7月30日（火曜日）午後1時30分から3時30分\n議事\n1 会長の選出\n2 進行管理について\n"
        "（会長）\nちょうど中間の年である。\n（委員）\n初めての人には分かりにくい。\n事務局\n次回までに直します。\n"
    )
    found = meeting(text)
    assert said(found["agenda"]) == [
        ("会長", "ちょうど中間の年である。"),
        ("委員", "初めての人には分かりにくい。"),
        ("事務局", "次回までに直します。"),
    ]
    assert (found["start"], found["end"]) == ("13:30", "15:30")


def test_speakers_before_a_blank() -> None:
    text = (
        "会議名 第6回 (仮称)みなと市協働指針策定委員会\n日 時 平成 24 年 1 月 18 日 18 時 0 分 ∼ 19 時 50 分\n場 所 市役所 第1委員会室\n"
        "1.指針(素案)について\n資料1について、事務局で説明。\n委員 「はじめに」の中で述べてはどうか。\n事務局 二通りの書き方があるので検討する。\n"
    )
    found = meeting(text)
    assert found["body"] == "(仮称)みなと市協働指針策定委員会"
    assert [who for who, _ in said(found["agenda"])] == ["委員", "事務局"]
    assert found["agenda"][0]["results"] == ["資料1について、事務局で説明。"]


def test_named_members_with_their_number_count_under_the_word_before_them() -> None:
    text = (
        "令和4年度第1回みなと市協働審議会会議録\n1 日時\n令和4年4月27日(水曜日) 午後7時~8時50分\n3 出席者\n"
        "委員:甲野太郎、乙野花子、丙野次郎、\n丁野三郎(4名)\n事務局:政策室長 戊野\n傍聴者:1名\n4 欠席者\nなし\n"
    )
    found = meeting(text)
    assert [(row["category"], row["people"]) for row in found["attendance"]] == [("委員", 4)]
    assert found["observers"] == 1


def test_a_day_without_a_label_above_a_place() -> None:
    text = "更新日:2016年4月20日\nみなと市総合計画審議会(第1回)\n平成27年10月1日(木曜日) 18時00分~20時25分\n市役所本館 第2会議室\n1. 素案について\n2. その他\n"
    found = meeting(text)
    assert (found["date"], found["posted_on"]) == ("2015-10-01", "2016-04-20")
    assert found["place"] == "市役所本館 第2会議室"


def test_items_of_the_order_of_the_day_and_of_the_record_are_one() -> None:
    text = (
        "第11回みなと市参加推進会議 摘録\n日時:令和6年6月24日(月)午後1時30分~3時40分\n次第\n1 開会\n2 座長あいさつ\n3 閉会\n摘録\n1 開会\n"
        "2 座長あいさつ\n<座長>\n今日はいつもと違う並びで話し合う。\n"
    )
    found = meeting(text)
    assert titles(found["agenda"]) == ["開会", "座長あいさつ", "閉会"]
    assert said(found["agenda"]) == [("座長", "今日はいつもと違う並びで話し合う。")]


def test_questions_and_answers_belong_together() -> None:
    text = (
        "市民と市長の対話集会（北地区）開催報告\n日時　令和4年11月19日（土）午後2時～3時30分\n会場　北公民館\n【主な意見と市の回答】\n"
        "（意見1）役員のなり手がいない。\n（回答1）依頼を整理します。\n問 集積所が遠い。\n答 現地を確認します。\n"
    )
    reading = read(text.encode(), "a.txt")
    assert reading.kind == "exchange"
    opinions = reading.as_dict()["records"]["exchange"]["classes"][0]["opinions"]
    assert [(each["text"], each["answer"]) for each in opinions] == [
        ("役員のなり手がいない。", "依頼を整理します。"),
        ("集積所が遠い。", "現地を確認します。"),
    ]


def test_a_newsletter_that_only_says_its_month() -> None:
    text = (
        "みなと北まちづくりだより\n第12号\n2024年3月発行\n編集・発行：みなと北地区まちづくり協議会\n\n訓練に150人が参加しました！\n\n"
        "2月11日（日）に北小学校で防災訓練を行いました。当日は150人が参加し、消火器の使い方を学びました。\n\n●参加者の声\n・やってみると難しかった。\n\n"
        "●お知らせ\n次回定例会　4月20日（土）午前10時～　北公民館\n"
    )
    found = read(text.encode(), "a.txt").as_dict()["records"]["newsletter"]
    assert (found["title"], found["issue"], found["issued_on"]) == ("みなと北まちづくりだより", 12, None)
    assert found["headline"] == "訓練に150人が参加しました！"
    assert found["next_meeting"]["date"] == "2024-04-20"
    assert [each["text"] for block in found["comments"] for each in block["comments"]] == [
        "やってみると難しかった。"
    ]


def test_a_table_of_contents_without_chapters_is_an_outline() -> None:
    text = "参加条例検討委員会　中間報告\n目次\n1 はじめに ..... 1\n2 経過 ..... 2\n 2-1 開催状況 ..... 2\n 2-2 調査 ..... 4\n3 骨子 ..... 6\n"
    reading = read(text.encode(), "a.txt")
    outline = reading.as_dict()["records"]["outline"]
    assert (reading.kind, outline["title"]) == ("outline", "参加条例検討委員会　中間報告")
    assert [(each["title"], len(each["sections"])) for each in outline["chapters"]] == [
        ("はじめに", 0),
        ("経過", 2),
        ("骨子", 0),
    ]


def test_a_row_with_more_cells_than_headings_is_left_as_text() -> None:
    text = (
        "取組名,担当課,目標,実績,課題\n冊子,広報課,年2回,2回,なし\n来館,協働課,増やす,来館者 12,345人,なし\n"
    )
    plan = read(text.encode(), "a.csv").as_dict()["records"]["plan"]
    assert [row["action"] for row in plan["rows"]] == ["冊子"]


def test_groups_and_people_without_a_word_for_either() -> None:
    text = (
        "市民活動団体意見交換会　実施結果\n第1回\n　日時　令和5年7月8日（土）10時～12時\n　会場　会議室Ａ\n　参加　１２団体　１５名\n主な意見\n"
        "（１）場所について\n　・予約が取りにくい。\n（２）その他\n　・特になし\n"
    )
    exchange = read(text.encode(), "a.txt").as_dict()["records"]["exchange"]
    assert [(each["group_count"], each["people"]) for each in exchange["sessions"]] == [(12, 15)]
    assert [each["text"] for row in exchange["classes"] for each in row["opinions"]] == ["予約が取りにくい。"]
