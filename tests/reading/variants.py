"""Documents as other cities write them, all invented, and what each states: headings, order, eras, shapes and widths differ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from tests.reading.papers import P, Paper, T
from tomoni.japan.dates import weekday
from tomoni.japan.eras import to_wareki
from tomoni.reading.signs import tight

Stated = set[tuple[str, Any]]
_WIDE = str.maketrans("0123456789()", "０１２３４５６７８９（）")


def wide(text: str) -> str:
    return text.translate(_WIDE)


@dataclass(frozen=True)
class Council:
    """What one invented meeting was."""

    body: str
    session: int
    day: date
    start: time
    end: time
    place: str
    members: tuple[tuple[str, int], ...]
    observers: int
    topics: tuple[str, str]
    remarks: tuple[tuple[str, ...], tuple[str, ...]]
    coming: date
    office: str
    telephone: str


COUNCILS = (
    Council(
        "みなと市協働のまちづくり推進会議", 3, date(2023, 10, 18), time(14, 0), time(15, 45), "みなと市役所本庁舎4階 第2会議室",
        (("委員", 11), ("事務局", 4)), 2,
        ("令和5年度の重点取組について", "協働提案の募集要項（案）について"),
        (
            ("担当課が変わるたびに説明をやり直すのは団体の負担が大きい。", "町会への依頼が一度に集まる時期があるので、年間の予定を先に示してほしいという声を聞いている。"),
            ("募集の締切りを、予算の要求に間に合う9月までに早めるべきではないか。",),
        ),
        date(2023, 12, 20), "みなと市市民協働課", "000-123-4567",
    ),
    Council(
        "うみべ町住民参加推進委員会", 12, date(2018, 2, 6), time(18, 30), time(20, 0), "うみべ町民センター大ホール",
        (("学識経験者", 2), ("公募委員", 5), ("町職員", 3)), 0,
        ("公募型補助金の見直しについて", "来年度の交流会の進め方について"),
        (
            ("小さな団体ほど書類の多さで応募をあきらめている。様式を一枚にしてはどうか。",),
            ("昼の開催だと働く世代が来られないため、夜と休日の両方で開く必要があると思う。", "子ども連れでも参加できるよう、一時保育を用意してほしい。", "会場の近くに駐車場があるとよい。"),
        ),
        date(2018, 5, 15), "うみべ町総務部地域振興課", "0123-45-6789",
    ),
)  # fmt: skip


def stated(council: Council, *, agenda: bool = True, coming: bool = True, remarks: bool = True) -> Stated:
    facts: Stated = {
        ("body", tight(council.body)), ("session", council.session), ("date", council.day), ("start", council.start),
        ("end", council.end), ("place", tight(council.place)), ("observers", council.observers),
    }  # fmt: skip
    facts |= {("attendance", (tight(name), count)) for name, count in council.members}
    if agenda:
        facts |= {("agenda", tight(topic)) for topic in council.topics}
    if remarks:
        facts |= {("statement", tight(text)) for group in council.remarks for text in group}
    if coming:
        facts.add(("next", council.coming))
    facts.add(("telephone", council.telephone))
    return facts


def meeting_facts(meeting: dict[str, Any]) -> Stated:
    """The same of what was read."""
    found: Stated = set()
    for name in ("body", "place"):
        if meeting[name]:
            found.add((name, tight(meeting[name])))
    if meeting["date"]:
        found.add(("date", date.fromisoformat(meeting["date"])))
    for name in ("start", "end"):
        if meeting[name]:
            found.add((name, time.fromisoformat(meeting[name])))
    for name in ("session", "observers"):
        if meeting[name] is not None:
            found.add((name, meeting[name]))
    found |= {
        ("attendance", (tight(row["category"]), row["people"]))
        for row in meeting["attendance"]
        if row["state"] == "present"
    }
    found |= {
        ("agenda", tight(item["title"]))
        for item in _items(meeting["agenda"])
        if tight(item["title"]) not in _FRAME
    }
    said = [each for item in _items(meeting["agenda"]) for each in item["statements"]]
    said += [{"text": text} for item in _items(meeting["agenda"]) for text in item["results"]]
    said += [each for group in meeting["statements"] for each in group["statements"]]
    found |= {("statement", tight(each["text"])) for each in said}
    if meeting["next_meeting"] and meeting["next_meeting"]["date"]:
        found.add(("next", date.fromisoformat(meeting["next_meeting"]["date"])))
    if meeting["contact"] and meeting["contact"]["telephone"]:
        found.add(("telephone", meeting["contact"]["telephone"]))
    return found


_FRAME = {
    "開会",
    "閉会",
    "議題",
    "議事",
    "その他",
    "協議",
    "協議事項",
    "委員長あいさつ",
    "会長挨拶",
    "事務連絡",
}


def _items(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _items(item["children"])


def era(day: date) -> str:
    return f"{to_wareki(day)}（{weekday(day)}）"


def era_long(day: date) -> str:
    return wide(f"{to_wareki(day)}（{weekday(day)}曜日）")


def western(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日({weekday(day)})"


def clock(start: time, end: time) -> str:
    return f"{start.hour}:{start.minute:02}～{end.hour}:{end.minute:02}"


def spoken(start: time, end: time) -> str:
    def one(moment: time) -> str:
        half, hour = ("午後", moment.hour - 12) if moment.hour >= 12 else ("午前", moment.hour)
        return f"{half}{hour}時" + (f"{moment.minute}分" if moment.minute else "")

    return wide(f"{one(start)}から{one(end)}まで")


def kanji_clock(start: time, end: time) -> str:
    return f"{start.hour}時{start.minute:02}分〜{end.hour}時{end.minute:02}分"


# --- meetings


def form(c: Council) -> tuple[Paper, Stated]:
    """One table of labels and values, as a Word form."""
    who = "\n".join(f"{name}　{count}名" for name, count in c.members)
    topics = "\n".join(f"（{at}）{topic}" for at, topic in enumerate(c.topics, start=1))
    said = "\n".join(f"・{text}" for group in c.remarks for text in group)
    rows = (
        ("会議の名称", wide(f"第{c.session}回{c.body}")),
        ("開催日時", f"{era_long(c.day)}　{spoken(c.start, c.end)}"),
        ("開催場所", c.place),
        ("出席者", wide(who)),
        ("公開・非公開の別", "公開"),
        ("傍聴者数", wide(f"{c.observers}人")),
        ("議題", topics),
        ("主な意見", said),
        ("次回開催予定", era_long(c.coming)),
        ("事務局", f"{c.office}　電話 {c.telephone}"),
    )
    return [P("会議録", level=1), T(rows)], stated(c)


def numbered(c: Council) -> tuple[Paper, Stated]:
    """Numbered headings with the value on the same line, full-width figures, remarks in brackets."""
    paper: Paper = [
        P(wide(f"第{c.session}回　{c.body}　会議結果"), gap=True),
        P(f"１　日　時　　{era_long(c.day)}　{spoken(c.start, c.end)}", gap=True),
        P(f"２　場　所　　{c.place}"),
        P("３　出席者　　" + wide("、".join(f"{name}{count}名" for name, count in c.members))),
        P("４　傍聴者　　" + (wide(f"{c.observers}名") if c.observers else "なし")),
        P("５　議　題"),
        *[P(wide(f"({at})") + f"　{topic}") for at, topic in enumerate(c.topics, start=1)],
        P("６　主な意見"),
    ]
    for topic, texts in zip(c.topics, c.remarks, strict=True):
        paper += [P(f"【{topic}】", gap=True), *[P(f"・{text}") for text in texts]]
    paper += [
        P(f"７　次回の開催予定　　{era_long(c.coming)}", gap=True),
        P(f"問合せ先　{c.office}　TEL：{c.telephone}", gap=True),
    ]
    return paper, stated(c)


def boxed(c: Council) -> tuple[Paper, Stated]:
    """■ and colons, Western years, place before time, who speaks in front of each remark under its item."""
    paper: Paper = [
        P(f"{c.body}（第{c.session}回）議事録", gap=True),
        P(f"■会場：{c.place}", gap=True),
        P(f"■日時：{western(c.day)} {clock(c.start, c.end)}"),
        P("■出席：" + "／".join(f"{name}（{count}人）" for name, count in c.members)),
        P(f"■傍聴人：{c.observers}人"),
        P("■議事", gap=True),
        P("1. 開会"),
        P("2. 議題"),
    ]
    for at, (topic, texts) in enumerate(zip(c.topics, c.remarks, strict=True), start=1):
        paper.append(P(f"({at}) {topic}（資料{at}）"))
        paper += [P(f"委員：{text}") for text in texts]
    paper += [
        P("3. 閉会"),
        P(f"■次回：{western(c.coming)} 開催予定", gap=True),
        P(f"■担当：{c.office}", gap=True),
        P(f"電話：{c.telephone}"),
    ]
    return paper, stated(c)


def headed(c: Council) -> tuple[Paper, Stated]:
    """A web page: headings above their values, attendance as a table, circled numbers."""
    paper: Paper = [
        P(f"第{c.session}回{c.body}の開催結果", level=1),
        P("開催日時", level=2), P(f"{to_wareki(c.day)}{weekday(c.day)}曜日 {kanji_clock(c.start, c.end)}"),
        P("開催場所", level=2), P(c.place),
        P("出席者", level=2), T((("区分", "人数"), *((name, str(count)) for name, count in c.members))),
        P("傍聴者", level=2), P(f"{c.observers}名"),
        P("議題", level=2), *[P(f"{'①②'[at]} {topic}") for at, topic in enumerate(c.topics)],
        P("主な発言", level=2),
    ]  # fmt: skip
    for topic, texts in zip(c.topics, c.remarks, strict=True):
        paper += [P(f"{topic}の意見", level=3), *[P(f"・{text}") for text in texts]]
    paper += [
        P("次回の会議", level=2),
        P(era(c.coming)),
        P("お問い合わせ先", level=2),
        P(c.office),
        P(f"電話番号：{c.telephone}"),
    ]
    return paper, stated(c)


def minutes(c: Council) -> tuple[Paper, Stated]:
    """An order of the day first, then the same items with what was said; bare eras and figures."""
    paper: Paper = [
        P(f"{c.body} 第{c.session}回会議 会議録", gap=True),
        P(f"開催日 R{c.day.year - 2018}.{c.day.month}.{c.day.day}" if c.day.year > 2019 else f"開催日 H{c.day.year - 1988}.{c.day.month}.{c.day.day}", gap=True),
        P(f"開催時間 {clock(c.start, c.end)}"),
        P(f"会場 {c.place}"),
        P("出席者 " + " ".join(f"{name}{count}名" for name, count in c.members)),
        P(f"傍聴人 {c.observers}名"),
        P("次第", gap=True),
        P("1 開会"), P("2 議事"), *[P(f"（{at}）{topic}") for at, topic in enumerate(c.topics, start=1)], P("3 閉会"),
        P("議事の概要", gap=True),
        P("2 議事"),
    ]  # fmt: skip
    for at, (topic, texts) in enumerate(zip(c.topics, c.remarks, strict=True), start=1):
        paper.append(P(f"（{at}）{topic}"))
        paper += [P(f"○委員　{text}") for text in texts]
    paper += [
        P(f"次回は{era(c.coming)}に開催する。", gap=True),
        P(f"作成：{c.office}（電話{c.telephone}）", gap=True),
    ]
    return paper, stated(c)


MEETINGS: dict[str, Callable[[Council], tuple[Paper, Stated]]] = {
    "form": form, "numbered": numbered, "boxed": boxed, "headed": headed, "minutes": minutes,
}  # fmt: skip


# --- exchanges


@dataclass(frozen=True)
class Talk:
    day: date
    start: time
    end: time
    place: str
    groups: tuple[str, ...]
    people: int


TALKS = (
    Talk(
        date(2024, 7, 3),
        time(10),
        time(11, 30),
        "中央公民館 会議室1",
        ("みなと自然観察会", "NPO法人なぎさ学童", "港南自治会"),
        7,
    ),
    Talk(
        date(2024, 7, 24),
        time(18, 30),
        time(20),
        "東部コミュニティセンター",
        ("こども食堂ひだまり", "みなと手話サークル"),
        4,
    ),
)
OPINIONS = (
    (
        "A",
        "広報について",
        (
            "活動を知ってもらう場が市の広報紙のほかにない。",
            "掲示板の使い方の決まりが場所ごとに違っていて分かりにくい。",
        ),
    ),
    ("B", "資金について", ("補助金の精算が遅く、立替えが続くと小さな団体は動けない。",)),
    (
        "C",
        "人材について",
        (
            "若い世代に声をかける機会を市と一緒につくりたい。",
            "退職した世代の力を生かす仕組みがほしい。",
            "活動の中心になる人が限られている。",
        ),
    ),
)


def talks_stated() -> Stated:
    facts: Stated = {("published", date(2024, 9, 2))}
    for at, talk in enumerate(TALKS, start=1):
        facts |= {
            ("round", at), ("date", talk.day), ("start", (at, talk.start)), ("end", (at, talk.end)), ("place", tight(talk.place)),
            ("group_count", (at, len(talk.groups))), ("people", (at, talk.people)),
        }  # fmt: skip
        facts |= {("group", tight(name)) for name in talk.groups}
    facts |= {("opinion", (code, tight(text))) for code, _, texts in OPINIONS for text in texts}
    facts |= {("class", (code, tight(label))) for code, label, _ in OPINIONS}
    return facts


def exchange_facts(exchange: dict[str, Any]) -> Stated:
    found: Stated = (
        {("published", date.fromisoformat(exchange["published_on"]))} if exchange["published_on"] else set()
    )
    for at, session in enumerate(exchange["sessions"], start=1):
        if session["round"]:
            found.add(("round", session["round"]))
        if session["date"]:
            found.add(("date", date.fromisoformat(session["date"])))
        found |= {
            (name, (at, time.fromisoformat(session[name]))) for name in ("start", "end") if session[name]
        }
        if session["place"]:
            found.add(("place", tight(session["place"])))
        found |= {
            (name, (at, session[name])) for name in ("group_count", "people") if session[name] is not None
        }
        found |= {("group", tight(name)) for name in session["groups"]}
    for each in exchange["classes"]:
        found.add(("class", (each["code"], tight(each["label"] or ""))))
        found |= {("opinion", (each["code"], tight(opinion["text"]))) for opinion in each["opinions"]}
    return found


def across() -> tuple[Paper, Stated]:
    """A column for each session, opinions in a table of two columns with bullets."""
    rows = (
        ("", "第1回", "第2回"),
        (
            "開催日時",
            *(f"{t.day.month}月{t.day.day}日（{weekday(t.day)}）\n{clock(t.start, t.end)}" for t in TALKS),
        ),
        ("会場", *(t.place for t in TALKS)),
        ("参加団体", *("\n".join(t.groups) + f"\n（計{len(t.groups)}団体{t.people}名）" for t in TALKS)),
    )
    table = T(
        (
            ("分類", "主な意見"),
            *(
                (f"{code}. {label}", "\n".join(f"・{text}" for text in texts))
                for code, label, texts in OPINIONS
            ),
        )
    )
    head = [P("市民活動団体との意見交換会 実施報告書", level=1), P("令和6年9月2日　みなと市市民協働課")]
    return [*head, P("1. 開催概要", gap=True), T(rows), P("2. 主な意見", gap=True), table], talks_stated()


def down() -> tuple[Paper, Stated]:
    """A row for each session with the figures in columns of their own, opinions under headings."""
    rows = (
        ("回", "日時", "場所", "参加団体", "団体数", "参加人数"),
        *(
            (
                str(at),
                f"{era(t.day)} {clock(t.start, t.end)}",
                t.place,
                "、".join(t.groups),
                str(len(t.groups)),
                f"{t.people}人",
            )
            for at, t in enumerate(TALKS, start=1)
        ),
    )
    paper: Paper = [
        P("地域協働に関する意見交換会の結果について", gap=True),
        P("2024年9月2日", gap=True),
        P("■開催状況", gap=True),
        T(rows),
        P("■主な意見", gap=True),
    ]
    for code, label, texts in OPINIONS:
        paper += [P(f"{code}．{label}", gap=True), *[P(f"・{text}") for text in texts]]
    return paper, talks_stated()


def merged() -> tuple[Paper, Stated]:
    """One opinion a row, its class merged over its rows, with the city's answer beside it; sessions as labelled blocks."""
    paper: Paper = [P("協働に関する意見交換会 開催報告", level=1), P("公表日：令和6年9月2日")]
    for at, t in enumerate(TALKS, start=1):
        paper += [
            P(f"第{at}回", level=2),
            P(f"日時：{era(t.day)}{spoken(t.start, t.end)}"),
            P(f"場所：{t.place}"),
            P("参加団体：" + "、".join(t.groups) + f"（{len(t.groups)}団体、{t.people}名）"),
        ]
    rows: list[tuple[str | None, ...]] = [("分類", "ご意見", "市の考え方")]
    for code, label, texts in OPINIONS:
        rows += [
            (f"{code} {label}" if at == 0 else None, text, "担当課と検討します。")
            for at, text in enumerate(texts)
        ]
    return [*paper, P("主なご意見と市の考え方", level=2), T(tuple(rows))], talks_stated()


EXCHANGES: dict[str, Callable[[], tuple[Paper, Stated]]] = {"across": across, "down": down, "merged": merged}


# --- plans

PLAN_ROWS = (
    ("1 情報の共有", "① 活動紹介冊子の発行", "冊子を年2回作る", "年2回発行", "2回発行し、計3,000部を配布", "配布先の偏り", "学校にも置く", "市民協働課"),
    (None, "② 交流会の開催（再掲）", "団体同士が会う場を設ける", "年4回開催", "3回開催、延べ86人が参加", "平日の参加者が少ない", "休日に開く", "市民協働課"),
    ("2 場の整備", "① 活動拠点の拡充", "空き室を使えるようにする", "1か所", "", "", "", "施設課"),
)  # fmt: skip


def plan_stated() -> Stated:
    facts: Stated = {("as_of", date(2025, 3, 31))}
    item = ""
    for at, (own, action, content, target, done, issue, act, by) in enumerate(PLAN_ROWS):
        item = own or item
        facts |= {
            ("item", (at, tight(item[2:]))),
            ("action", (at, tight(action[2:].replace("（再掲）", "")))),
            ("content", (at, tight(content))),
        }
        facts |= {("target", (at, tight(target))), ("by", (at, tight(by))), ("reported", (at, bool(done)))}
        facts |= {
            (name, (at, tight(text)))
            for name, text in (("done", done), ("issues", issue), ("improvement", act))
            if text
        }
    return facts


def plan_facts(plan: dict[str, Any]) -> Stated:
    found: Stated = {("as_of", date.fromisoformat(plan["as_of"]))} if plan["as_of"] else set()
    for at, row in enumerate(plan["rows"]):
        found |= {
            ("item", (at, tight(row["item"] or ""))),
            ("action", (at, tight((row["action"] or "").replace("（再掲）", "")))),
        }
        found.add(("reported", (at, row["reported"])))
        if row["by"]:
            found.add(("by", (at, tight(row["by"]))))
        for name in ("content", "target", "done", "effect", "issues", "improvement", "goal"):
            found |= {(name, (at, tight(entry["text"]))) for entry in row[name]}
    return found


def plain_plan() -> tuple[Paper, Stated]:
    head = ("施策", "取組名", "取組内容", "目標", "実績", "課題", "今後の方向性", "担当課")
    return [
        P("みなと市協働推進計画 進捗状況", level=1),
        P("（令和7年3月31日現在）"),
        T((head, *PLAN_ROWS)),
    ], plan_stated()


def pdca_plan() -> tuple[Paper, Stated]:
    """Two header rows, the upper one merged over groups."""
    upper = ("実施項目", "計画（Plan）", "", "", "実行（Do）", "課題等", "改善（Act）", "所管課")
    lower = (None, "事業名", "事業内容", "数値目標", "取組実績", None, None, None)
    return [
        P("進行管理シート", gap=True),
        P("令和６年度末（令和７年３月３１日）時点", gap=True),
        T((upper, lower, *PLAN_ROWS)),
    ], plan_stated()


PLANS: dict[str, Callable[[], tuple[Paper, Stated]]] = {"plain": plain_plan, "pdca": pdca_plan}


# --- outlines

CHAPTERS = (
    ("はじめに", ("策定の背景", "計画の位置付け")),
    ("協働の現状と課題", ("市民活動の広がり", "庁内の推進体制", "課題の整理")),
    ("施策の展開", ("情報を伝える", "場をつくる")),
)


def outline_stated() -> Stated:
    facts: Stated = {("chapter", (at, tight(title))) for at, (title, _) in enumerate(CHAPTERS, start=1)}
    return facts | {
        ("section", (at, tight(title)))
        for at, (_, titles) in enumerate(CHAPTERS, start=1)
        for title in titles
    }


def outline_facts(outline: dict[str, Any]) -> Stated:
    found: Stated = {
        ("chapter", (at, tight(chapter["title"]))) for at, chapter in enumerate(outline["chapters"], start=1)
    }
    return found | {
        ("section", (at, tight(each["title"])))
        for at, chapter in enumerate(outline["chapters"], start=1)
        for each in chapter["sections"]
    }


def contents() -> tuple[Paper, Stated]:
    paper: Paper = [P("みなと市協働推進計画（素案）", level=1), P("目次", gap=True)]
    for at, (title, sections) in enumerate(CHAPTERS, start=1):
        paper.append(P(wide(f"第{at}章") + f"　{title} ……… {at * 5}", gap=True))
        paper += [
            P(f"{number}．{section} ……… {at * 5 + number}")
            for number, section in enumerate(sections, start=1)
        ]
    return paper, outline_stated()


def body() -> tuple[Paper, Stated]:
    """The report itself with text under its sections; kanji numbers."""
    paper: Paper = [P("協働のあり方に関する報告書", level=1)]
    for at, (title, sections) in enumerate(CHAPTERS):
        paper.append(P(f"第{'一二三'[at]}章　{title}", level=2))
        for number, section in enumerate(sections, start=1):
            paper += [
                P(wide(f"第{number}節") + f"　{section}", level=3),
                P("本市では、町内会や市民活動団体が力を出し合ってきました。第1章で述べたとおりです。"),
            ]
    return paper, outline_stated()


OUTLINES: dict[str, Callable[[], tuple[Paper, Stated]]] = {"contents": contents, "body": body}


# --- newsletters


def letter() -> tuple[Paper, Stated]:
    paper: Paper = [
        P("みなと協働だより　第7号", level=1),
        P("令和6年6月1日発行　みなと市市民協働課", gap=True),
        P("協働のルールづくりが始まりました", gap=True),
        P(
            "第2回みなと市協働指針検討委員会が令和6年5月21日（火）、みなと市役所第1会議室で開催され、指針の骨子案について話し合いました。",
            gap=True,
        ),
        P("骨子案に関する主な委員意見", gap=True),
        P("・団体の側の責任も書き込むべきではないか。"),
        P("・読んで分かる言葉で短くまとめてほしい。"),
        P("進め方についての主な意見", gap=True),
        P("・若い人の意見を聴く機会を別に設けてはどうか。"),
        P("次回のお知らせ", gap=True),
        P("第3回委員会　7月9日（火）18時30分～"),
        P("会場：みなと市役所第1会議室"),
        P("傍聴ができます。"),
        P("問い合わせ先", gap=True),
        P("みなと市市民協働課"),
        P("電話 000-111-2222"),
        P("ファックス 000-111-3333"),
    ]
    facts: Stated = {
        ("issue", 7), ("session", 2), ("held_on", date(2024, 5, 21)), ("held_at", tight("みなと市役所第1会議室")),
        ("issued_on", date(2024, 6, 1)), ("headline", tight("協働のルールづくりが始まりました")),
        ("next", date(2024, 7, 9)), ("next_session", 3), ("next_start", time(18, 30)), ("next_place", tight("みなと市役所第1会議室")),
        ("telephone", "000-111-2222"), ("fax", "000-111-3333"), ("office", tight("みなと市市民協働課")),
        ("comment", ("骨子案", tight("団体の側の責任も書き込むべきではないか。"))),
        ("comment", ("骨子案", tight("読んで分かる言葉で短くまとめてほしい。"))),
        ("comment", ("進め方", tight("若い人の意見を聴く機会を別に設けてはどうか。"))),
    }  # fmt: skip
    return paper, facts


def letter_facts(found: dict[str, Any]) -> Stated:
    facts: Stated = {(name, found[name]) for name in ("issue", "session") if found[name]}
    facts |= {(name, date.fromisoformat(found[name])) for name in ("held_on", "issued_on") if found[name]}
    facts |= {(name, tight(found[name])) for name in ("headline", "held_at") if found[name]}
    facts |= {
        ("comment", (tight(block["theme"]), tight(each["text"])))
        for block in found["comments"]
        for each in block["comments"]
    }
    coming, contact = found["next_meeting"] or {}, found["contact"] or {}
    if coming.get("date"):
        facts.add(("next", date.fromisoformat(coming["date"])))
    if coming.get("session"):
        facts.add(("next_session", coming["session"]))
    if coming.get("start"):
        facts.add(("next_start", time.fromisoformat(coming["start"])))
    if coming.get("place"):
        facts.add(("next_place", tight(coming["place"])))
    return facts | {
        (name, tight(contact[name])) for name in ("office", "telephone", "fax") if contact.get(name)
    }


# --- schemes


def scheme_table() -> tuple[Paper, Stated]:
    """The sheet as a table: a row of each head, a column of each audience."""
    paper: Paper = [
        P("協働の取組体系（案）", level=1),
        P("論点", gap=True), P("1 言葉の整理"), P("2 支援のあり方"), P("3 場のつくり方"),
        P("検討課題", gap=True), P("① 情報の不足"), P("② 担い手の不足"),
    ]  # fmt: skip
    rows = (
        ("検討課題", "① 情報の不足", ""),
        ("論点", "1 言葉の整理\n3 場のつくり方", ""),
        ("対象", "市（各課）", "市民活動団体"),
        (
            "アンケート&ヒアリング",
            "①相談先が分からない。",
            "①何を頼めるか知りたい。\n②顔の見える関係を望む。",
        ),
        ("取組", "1 庁内研修を開く。\n2 手引きを配る。", "1 説明会を開く。"),
        ("目的・ねらい", "1 協働を知る。", "1 頼める事を知る。"),
    )
    facts: Stated = {
        *(("issue", each) for each in ((1, "言葉の整理"), (2, "支援のあり方"), (3, "場のつくり方"))),
        *(("challenge", each) for each in ((1, "情報の不足"), (2, "担い手の不足"))),
        ("of", (0, "challenges", 1)), ("of", (0, "issues", 1)), ("of", (0, "issues", 3)),
        ("voices", (0, "市(各課)", "相談先が分からない。")), ("voices", (0, "市民活動団体", "何を頼めるか知りたい。")),
        ("voices", (0, "市民活動団体", "顔の見える関係を望む。")), ("actions", (0, "市(各課)", "庁内研修を開く。")),
        ("actions", (0, "市(各課)", "手引きを配る。")), ("actions", (0, "市民活動団体", "説明会を開く。")),
        ("aims", (0, "市(各課)", "協働を知る。")), ("aims", (0, "市民活動団体", "頼める事を知る。")),
    }  # fmt: skip
    return [*paper, T(rows)], facts


def scheme_facts(scheme: dict[str, Any]) -> Stated:
    facts: Stated = {("issue", (each["number"], tight(each["text"]))) for each in scheme["issues"]}
    facts |= {("challenge", (each["number"], tight(each["text"]))) for each in scheme["challenges"]}
    for at, activity in enumerate(scheme["activities"]):
        facts |= {
            ("of", (at, name, number)) for name in ("challenges", "issues") for number in activity[name]
        }
        for side in activity["audiences"]:
            facts |= {
                (name, (at, tight(side["name"]), tight(each["text"])))
                for name in ("voices", "actions", "aims")
                for each in side[name]
            }
    return facts


# --- lists

GROUP_ROWS = (
    ("みなと自然観察会", "環境", "海辺の観察", "000-222-0001"),
    ("こども食堂ひだまり", "子ども", "月2回の食堂", "000-222-0002"),
)


def group_list() -> tuple[Paper, Stated]:
    head = ("番号", "団体名", "活動分野", "活動内容", "連絡先")
    rows = tuple((str(at), *row) for at, row in enumerate(GROUP_ROWS, start=1))
    facts: Stated = {
        (name, (tight(row[0]), tight(value)))
        for row in GROUP_ROWS
        for name, value in zip(("name", "field", "activity", "telephone"), row, strict=True)
    }
    return [P("みなと市市民活動団体一覧", level=1), T((head, *rows))], facts


def list_facts(entries: list[dict[str, Any]]) -> Stated:
    facts: Stated = {("name", (tight(each["name"]), tight(each["name"]))) for each in entries}
    return facts | {
        (name, (tight(each["name"]), tight(text)))
        for each in entries
        for name, text in each["fields"].items()
        if name != "number"
    }


@dataclass(frozen=True)
class Variant:
    name: str
    kind: str
    paper: Paper
    facts: Stated


def variants() -> list[Variant]:
    found = [
        Variant(f"{name}-{at}", "meeting", *make(council))
        for name, make in MEETINGS.items()
        for at, council in enumerate(COUNCILS)
    ]
    for kind, makes in (("exchange", EXCHANGES), ("plan", PLANS), ("outline", OUTLINES)):
        found += [Variant(name, kind, *make()) for name, make in makes.items()]
    found.append(Variant("letter", "newsletter", *letter()))
    found.append(Variant("sheet", "scheme", *scheme_table()))
    found.append(Variant("groups", "list", *group_list()))
    return found


def facts_of(kind: str, records: dict[str, Any]) -> Stated:
    if kind == "list":
        return list_facts(records.get("groups", []))
    reader = {"meeting": meeting_facts, "exchange": exchange_facts, "plan": plan_facts, "outline": outline_facts,
              "newsletter": letter_facts, "scheme": scheme_facts}[kind]  # fmt: skip
    return reader(records[kind]) if kind in records else set()
