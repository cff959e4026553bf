"""Kawasaki's newsletter on the seventh session of its committee, August 2015. Facts only, in our words."""

from dataclasses import dataclass
from datetime import date, time

from demo.shapes import (
    Actor,
    AgendaItem,
    Department,
    Gathering,
    Holding,
    Piece,
    Publication,
    Report,
    ReportComment,
    ReportEdition,
    ReportPart,
    ReportRound,
    Statement,
)

COMMITTEE = "川崎市協働・連携のあり方検討委員会"
MEANING = "意義・効果と基本理念"
SOCIETY = "目指す社会のすがた"
BUSINESS = "ソーシャルビジネスと団体の類型"
OTHER = "そのほか"

COMMENTS = (
    Statement(MEANING, "新しい価値や社会の変化がなぜ協働から生まれるのか、その理由をはじめに示したい。"),
    Statement(
        MEANING,
        "立場の枠を越えて強みを出し合い、課題の解決と革新を通じて住みよい地域にする、という委員会の考えを書き込もう。",
    ),
    Statement(SOCIETY, "一人ひとりの個人も、地域を支える担い手として図に描いたほうがよい。"),
    Statement(
        SOCIETY,
        "行政が相手ごとに組んできた従来の形から、多くの担い手がともに支える形へ。移り変わりを描いてはどうか。",
    ),
    Statement(
        BUSINESS,
        "市民活動の一つと見るか別と見るかは人による。ボランティア中心か事業性を意識したものか、という書き分けを勧める。",
    ),
    Statement(
        BUSINESS,
        "この市ではコミュニティビジネスを市民活動と別に扱うことがある。報告書はそれを踏まえて書くべきだ。",
    ),
    Statement(
        BUSINESS, "会社の形を選ぶ担い手も出て、制度が追いつかない。先がけとなる仕組みを市が作る道もある。"
    ),
    Statement(
        OTHER,
        "町内会は高齢化で見守りが苦しい。団体が仕事として引き受ける仕組みがほしい。無償のままでは長く続かない。",
    ),
    Statement(
        OTHER, "社会課題に取り組む会社は見つけにくい。市独自の認証があれば、公共調達の議論にもつながりうる。"
    ),
)


@dataclass(frozen=True, slots=True)
class Chapter:
    number: int
    title: str
    sections: tuple[str, ...]


REPORT = (
    Chapter(
        1,
        "設置の背景と、多様化の現状",
        ("これまでの考え方と取組", "背景と検討課題", "環境の変化", "地域の状況", "まとめ"),
    ),
    Chapter(
        2,
        "主題ごとの審議",
        (
            "主体・手法の多様化と捉え方",
            "仕組みと中間支援",
            "活動資源としての資金",
            "情報の広げ方",
            "人材の発掘と育成",
            "場づくり",
            "行政の推進体制",
        ),
    ),
    Chapter(3, "方向性の提言", ("基本方針に向けて", "今後の課題と施策の方向")),
)
# What chapter 3 proposes, as points.
EFFECTS = ("それぞれの持ち味を生かした解決", "自治の力の向上", "新しい価値")
VIEWPOINTS = ("適材適所の分担", "活性化と市民どうしの連携", "課題の共有と明確な目的", "公平と透明")
DIRECTIONS = ("推進についての行政の取組", "市民社会の底上げ", "身近な地域で解決する仕組み")

MAIL = "20ziti@city.kawasaki.jp"
WEB = "http://www.city.kawasaki.jp/shisei/category/42-3-0-0-0-0-0-0-0-0-0.html"


def _numbered(lines: tuple[str, ...], signs: str = "①②③④") -> str:
    return "\n".join(f"{sign}{line}" for sign, line in zip(signs, lines, strict=False))


def _chapter(one: Chapter) -> Piece:
    body = "\n".join(f"{n} {section}" for n, section in enumerate(one.sections, 1))
    return Piece("list", f"第{one.number}章 {one.title}", body)


def _comments(heading: str) -> Piece:
    said = "\n".join(comment.text for comment in COMMENTS if comment.heading == heading)
    return Piece("list", f"委員の意見：{heading}", said, of="kawasaki-7" if heading == OTHER else "")


NEWSLETTER = Publication(
    key="kawasaki-newsletter-7",
    kind="newsletter",
    title="かわさき協働通信",
    issuer="jichi",
    issuer_name="川崎市総合企画局自治推進部",
    # The document says no day of issue: it is filed under the day of the session.
    day=date(2015, 8, 26),
    day_in_print=False,
    headline="協働と連携を進める提言へ、報告書の素案を審議",
    lead="検討委員会の第7回を、平成27年8月26日に市役所第3庁舎の総合企画局会議室で開きました。前の回の審議をもとに作った素案について話し合いました。",
    pieces=(
        Piece(
            "text",
            "素案についての意見交換",
            "素案は3つの章でできています。第1章は委員会を置いた背景と、担い手や形が広がる現状。第2章は委員会で主題ごとに話したこと。"
            "第3章は（仮称）基本方針に向けた考え方と、これからの課題や施策の向きです。",
        ),
        _chapter(REPORT[0]),
        _chapter(REPORT[1]),
        Piece("list", f"第3章 {REPORT[2].title}", f"1 {REPORT[2].sections[0]}"),
        Piece(
            "text",
            "基本理念",
            "だれもが関わり、力を合わせて地域や社会の課題に取り組み、住みよい地域にしていくこと。",
        ),
        Piece("list", "意義・効果", _numbered(EFFECTS)),
        Piece("list", "4つの視点", _numbered(VIEWPOINTS)),
        Piece("list", f"2 {REPORT[2].sections[1]}", _numbered(DIRECTIONS)),
        Piece("note", "目指す社会のイメージ図", "素案には図がついています。"),
        *(_comments(heading) for heading in (MEANING, SOCIETY, BUSINESS, OTHER)),
        Piece(
            "facts",
            "第8回委員会のお知らせ",
            "日時：平成27年10月13日（火）17:00から\n場所\t川崎市役所第3庁舎12階 総合企画局会議室\n傍聴：できます。くわしくは市のページをご覧ください。",
            of="kawasaki-8",
        ),
    ),
    web=WEB,
    contact=f"事務局 川崎市総合企画局自治推進部\nTEL：044-200-2168\nFAX：044-200-3800\nメール：{MAIL}",
)

SESSION = date(2015, 8, 26)
AIMS = {
    1: "委員会を設けた背景と、多様になった協働・連携の現状をまとめる章。",
    2: "第1章をふまえ、委員会で話し合ったことを主題ごとに整理する章。",
    3: "はじめの二つの章をもとに、市の基本方針づくりに向けて、基本の考え方と今後の課題を提言する章。",
}
PHILOSOPHY = "さまざまな担い手のだれもが地域と社会の課題にかかわって力を出し合い、住みよい地域をつくること。"
POINTS = {"3.2": "\n".join(f"・{one}" for one in DIRECTIONS)}
WHERE = {MEANING: "3.1.2", SOCIETY: "3.1.4", BUSINESS: "2.1", OTHER: ""}
"""Which section each block of comments speaks of."""


def _report() -> Report:
    parts = []
    for chapter in REPORT:
        parts.append(ReportPart(str(chapter.number), chapter.title, AIMS[chapter.number]))
        parts += [
            ReportPart(f"{chapter.number}.{number}", title, POINTS.get(f"{chapter.number}.{number}", ""))
            for number, title in enumerate(chapter.sections, 1)
        ]
        if chapter.number == 3:
            parts += [
                ReportPart("3.1.1", "基本理念", PHILOSOPHY),
                ReportPart("3.1.2", "意義と効果", "\n".join(f"・{one}" for one in EFFECTS)),
                ReportPart("3.1.3", "四つの視点", "\n".join(f"・{one}" for one in VIEWPOINTS)),
                ReportPart("3.1.4", SOCIETY),
            ]
    return Report(
        key="kawasaki-report",
        title="委員会報告書（素案）",
        unit="jichi",
        council="kawasaki-committee",
        state="in_comment",
        summary="第7回の委員会で審議された三章立ての素案。節ごとの本文は通信に載っていないため、題だけを示す。",
        editions=(ReportEdition("rough", SESSION, tuple(parts)),),
        rounds=(
            ReportRound(
                "internal",
                1,
                SESSION,
                SESSION,
                "published",
                tuple(ReportComment(WHERE[one.heading], one.text) for one in COMMENTS),
                SESSION,
            ),
        ),
    )


HOLDING = Holding(
    jurisdiction="kawasaki",
    departments=(
        Department(
            "jichi",
            "自治推進部",
            "じちすいしんぶ",
            "総合企画局",
            "協働・連携の基本方針、検討委員会の事務局、通信の発行に関すること。",
            ("協働", "連携", "自治"),
        ),
    ),
    actors=(
        Actor(
            "kawasaki-committee",
            COMMITTEE,
            "かわさきしきょうどうれんけいのありかたけんとういいんかい",
            "council",
        ),
    ),
    gatherings=(
        Gathering(
            key="kawasaki-7",
            title=f"第7回 {COMMITTEE}",
            kind="council",
            series=COMMITTEE,
            number=7,
            day=date(2015, 8, 26),
            place="川崎市役所第3庁舎 総合企画局会議室",
            state="reported",
            host="jichi",
            agenda=(
                AgendaItem(
                    "1",
                    "報告書素案についての意見交換",
                    outcome=("前回の審議をもとにまとめた三章立ての素案を審議した。",),
                ),
            ),
            statements=COMMENTS,
        ),
        Gathering(
            key="kawasaki-8",
            title=f"第8回 {COMMITTEE}",
            kind="council",
            series=COMMITTEE,
            number=8,
            day=date(2015, 10, 13),
            starts=time(17, 0),
            place="川崎市役所第3庁舎12階 総合企画局会議室",
            state="published",
            host="jichi",
            note="傍聴できます。",
        ),
    ),
    publications=(NEWSLETTER,),
    reports=(_report(),),
)
