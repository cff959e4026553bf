"""Kawasaki's newsletter on the seventh session of its committee, August 2015. Facts only, in our words."""

from dataclasses import dataclass
from datetime import date, time

from demo.shapes import Actor, AgendaItem, Department, Gathering, Holding, Statement

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

NEWSLETTER = {
    "title": "かわさき協働通信",
    "publisher": "川崎市総合企画局自治推進部",
    "lead": "第7回委員会で報告書の素案を審議",
}

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
)
