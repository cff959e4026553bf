"""Kochi's plan table under basic policy IV, as of the end of December 2014. Facts only, in our words."""

from dataclasses import dataclass
from datetime import date

from demo.shapes import Actor, Department, Gathering, Holding

POLICY = "基本方針IV 社会貢献活動団体と各主体との協働の促進"
AS_OF = date(2014, 12, 31)
FISCAL_YEAR = 2014
TARGET_YEAR = 2018


@dataclass(frozen=True, slots=True)
class Row:
    """One action of the table; an empty cell is a blank of the source."""

    item: str
    action: str
    plan: str
    targets: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    improve: tuple[str, ...] = ()
    target_state: tuple[str, ...] = ()
    by: str = ""
    reposted: tuple[str, ...] = ()  # cells the source marks as 再掲


UNDERSTANDING = "1 職員に対する理解の促進"
MUTUAL = "2 相互理解による協働の促進"
INFORMATION = "3 協働に関する情報提供"  # printed in the source with two words swapped
DIVISION = "県（県民生活・男女共同参画課）"

NETWORK_MEETINGS = "地域ネットワーク会議を2か所で予定（2/3 黒潮町、2/12 室戸市）"
NO_NPO_NEARBY = "域内にNPO法人のない自治体がある"
BLOCKS_MATTER = "隣り合う市町村どうしの交流も要る"

TABLE = (
    Row(
        UNDERSTANDING,
        "① 県職員のための研修等",
        "県内NPOへの短い派遣、団体の情報、事例の紹介で、職員の理解を深める。",
        ("短期派遣研修 毎年15名以上",),
        (
            "13名を8法人へ派遣",
            "二度目の参加者もいて、研修後の話し合いが活発になった",
            "話し合いの記録を県のウェブに載せた",
        ),
        ("参加する職員と受け入れ先を広げること",),
        ("前年の報告を募集の時に見せ、内容を思い描けるようにする",),
        ("県職員のNPO理解が進む",),
        "県",
    ),
    Row(
        UNDERSTANDING,
        "② 市町村職員のための研修等",
        "地域で解決する力の鍵は市町村にあるため、先進事例の紹介と、協働の必要を学ぶ研修を行う。",
        ("NPOとの意見交換会 年1回", "新採職員研修 全市町村 年1回"),
        (NETWORK_MEETINGS, "新採職員研修「協働を考える」4月・5月に5回、計352人"),
        (NO_NPO_NEARBY, BLOCKS_MATTER),
        ("市町村ごとの交流の機会を工夫して作る", "ブロック単位の企画を考える"),
        ("協働事業が増える", "市町村職員のNPO理解が進む"),
        "県",
        ("NPOとの意見交換会 年1回", NETWORK_MEETINGS, NO_NPO_NEARBY, BLOCKS_MATTER),
    ),
    Row(
        MUTUAL,
        "① パートナーシップづくり",
        "県・市町村・事業者・県民・団体が課題を持ち寄って協議する場を設ける。",
        ("こらぼ・で・とーく 年6回",),
        (
            "1つの主題で6回を予定し、3回まで開催（担当 住宅課）",
            "主題は、住まいの確保に配慮がいる世帯への支援",
        ),
        ("担当課の求めの洗い出し", "終わった後の担当課への働きかけ"),
        (
            "成功した例を募集の時に紹介する",
            "団体の実績と県の課題を照らし、担当課へ個別に当たる",
            "終了後も関わり続ける",
        ),
        ("提案の50%以上が事業になる",),
        DIVISION,
    ),
    Row(MUTUAL, "② 協働事例の創出", "①の場での検討をもとに、役割を分け合う事例を生み出す。", by=DIVISION),
    Row(
        MUTUAL,
        "③ 政策の検討段階での参画機会",
        "政策を決める過程に団体などが関わる仕組みを検討する。",
        by=DIVISION,
    ),
    Row(
        INFORMATION,
        "① 先進事例の情報提供",
        "連携から生まれた事例を、手本としてさまざまな機会に知らせる。",
        ("市町村職員研修でモデル事業を報告 年1回", "モデル事業の報告書を配る"),
        (NETWORK_MEETINGS, "モデル事業の報告書を配った"),
        (NO_NPO_NEARBY, BLOCKS_MATTER, "協働の事例を集めること"),
        ("市町村ごとの交流の機会を工夫して作る", "ブロック単位の企画を考える"),
        ("協働事業が増える",),
        DIVISION,
        (
            "モデル事業の報告書を配る",
            NETWORK_MEETINGS,
            "モデル事業の報告書を配った",
            NO_NPO_NEARBY,
            BLOCKS_MATTER,
        ),
    ),
)

NETWORK = "地域ネットワーク会議"

HOLDING = Holding(
    jurisdiction="kochi",
    departments=(
        Department(
            "kenmin",
            "県民生活・男女共同参画課",
            "けんみんせいかつだんじょきょうどうさんかくか",
            "",
            "社会貢献活動団体と各主体との協働、計画の進み具合に関すること。",
            ("協働", "NPO", "社会貢献活動"),
        ),
        Department(
            "jutaku",
            "住宅課",
            "じゅうたくか",
            "",
            "住まいの確保に配慮がいる世帯への支援に関すること。",
            ("住まい", "入居"),
        ),
    ),
    actors=(
        Actor(
            "kochi-centre",
            "高知県ボランティア・NPOセンター",
            "こうちけんぼらんてぃあえぬぴーおーせんたー",
            "centre",
        ),
    ),
    # The table gives month and day; the year follows from its date, December of fiscal 2014.
    gatherings=(
        Gathering(
            "kochi-kuroshio",
            f"{NETWORK}（黒潮町）",
            "network",
            NETWORK,
            date(2015, 2, 3),
            "黒潮町",
            "published",
            host="kenmin",
        ),
        Gathering(
            "kochi-muroto",
            f"{NETWORK}（室戸市）",
            "network",
            NETWORK,
            date(2015, 2, 12),
            "室戸市",
            "published",
            host="kenmin",
        ),
    ),
)
