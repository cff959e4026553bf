"""みなと市's reports: a guideline the public is asked about now, and a guide whose comments were answered last year. All invented."""

from datetime import date, timedelta

from demo.shapes import Report, ReportComment, ReportEdition, ReportPart, ReportRound

_HOPE = "まちのことを、市と市民がはじめからいっしょに考え、分け合って進めるための考え方をまとめる。"
_WHY_1 = (
    "担い手の高齢化と役員の固定化が進んでいる。\n市の窓口がどこか分からないという声が三年続けて最も多かった。"
)
_WHY_2 = _WHY_1 + "\n若い世代は、名簿に載る活動よりも一日だけの手伝いを選ぶ傾向がある。"
_RULE_1 = "市は計画の早い段階で市民に知らせる。\n団体は活動の成果を市に報告する。"
_RULE_2 = "市は計画の骨子の段階で市民に知らせ、意見を聞く。\n市と団体は活動の成果をたがいに伝え合う。"
_RULE_3 = "市は計画の骨子の段階で市民に知らせ、意見を聞き、答えを公表する。\n市と団体は活動の成果をたがいに伝え合う。\nどちらかに負担がかたよったときは、いつでも見直しを申し出られる。"
_LIGHT_2 = (
    "会場を貸す、広報紙に載せる、名前を並べるといった軽い協力は、書類を一枚にし、三日以内に返事をする。"
)
_LIGHT_3 = _LIGHT_2 + "\n断るときは理由と、ほかに頼める先を伝える。"
_MONEY_1 = "費用は市がすべて負担する。"
_MONEY_2 = "費用の分け方は、はじめる前に両者で決めて書き残す。"
_YOUNG_3 = "高校や大学と話し合い、一日から参加できる活動の一覧を年に二回つくる。"


def _rough(when: date) -> ReportEdition:
    return ReportEdition(
        "rough",
        when,
        (
            ReportPart("1", "なぜ見直すのか", _HOPE),
            ReportPart("1.1", "いまの課題", _WHY_1),
            ReportPart("2", "協働の約束"),
            ReportPart("2.1", "知らせることと伝えること", _RULE_1),
            ReportPart("2.2", "費用", _MONEY_1),
        ),
    )


def _second(when: date) -> ReportEdition:
    return ReportEdition(
        "rough",
        when,
        (
            ReportPart("1", "なぜ見直すのか", _HOPE),
            ReportPart("1.1", "いまの課題", _WHY_2),
            ReportPart("2", "協働の約束"),
            ReportPart("2.1", "知らせることと伝え合うこと", _RULE_2),
            ReportPart("2.2", "費用", _MONEY_2),
            ReportPart("3", "軽い協力を増やす", _LIGHT_2),
        ),
        "委員と課の意見を受けて、費用の書き方をあらため、軽い協力の章を加えた。",
    )


def _draft(when: date) -> ReportEdition:
    return ReportEdition(
        "draft",
        when,
        (
            ReportPart("1", "なぜ見直すのか", _HOPE),
            ReportPart("1.1", "いまの課題", _WHY_2),
            ReportPart("2", "協働の約束"),
            ReportPart("2.1", "知らせることと伝え合うこと", _RULE_3),
            ReportPart("2.2", "費用", _MONEY_2),
            ReportPart("3", "軽い協力を増やす", _LIGHT_3),
            ReportPart("4", "若い世代とともに", _YOUNG_3),
        ),
        "見直しの申し出と、若い世代の章を加えた。",
    )


def reports(today: date) -> tuple[Report, ...]:
    """What stands there on that day."""
    return (_guideline(today), _guide(today))


def _guideline(today: date) -> Report:
    def ago(days: int) -> date:
        return today - timedelta(days=days)

    return Report(
        key="report-guideline",
        title="協働のまちづくり推進指針（改定案）",
        unit="kyodo",
        council="council",
        state="public_comment",
        summary="市と市民・団体がいっしょに取り組むときの考え方と約束を、六年ぶりに見直します。",
        editions=(_rough(ago(150)), _second(ago(90)), _draft(ago(30))),
        rounds=(
            ReportRound(
                "internal",
                1,
                ago(148),
                ago(134),
                "published",
                (
                    ReportComment(
                        "2.2", "すべて市の負担では、対等な関係にならないのではないか。", "member", ago(146), "accepted",
                        "はじめる前に両者で決めて書き残す形にあらためます。", "費用は市がすべて負担する。",
                    ),
                    ReportComment(
                        "2.1", "報告は団体だけでなく、市からも必要だと思う。", "member", ago(145), "accepted",
                        "たがいに伝え合うと書きあらためます。", "団体は活動の成果を市に報告する。",
                    ),
                    ReportComment(
                        "1.1", "若い世代の様子も課題に入れてほしい。", "member", ago(144), "partly",
                        "調査で分かっている範囲を加えます。理由の分析は次の調査のあとに行います。",
                    ),
                    ReportComment(
                        "2.1", "知らせる時期を「骨子の段階」と決めると、急ぐ工事では守れないことがある。", "department",
                        ago(140), "not_taken",
                        "急ぐ工事は事前の相談でお知らせできます。早く知らせることを原則として残します。",
                        "市は計画の早い段階で市民に知らせる。", "koen",
                    ),
                    ReportComment(
                        "", "指針はだれが読むことを想定しているのか。", "member", ago(138), "question_answered",
                        "市の職員と、これから市と組みたい人の両方です。第1章にその旨がわかるように書きます。",
                    ),
                ),
                ago(120),
            ),
            ReportRound(
                "internal",
                2,
                ago(88),
                ago(74),
                "published",
                (
                    ReportComment(
                        "3", "断られたときに、ほかの頼み先が分かるとよい。", "member", ago(86), "accepted",
                        "断るときは理由と、ほかに頼める先を伝えると加えます。",
                    ),
                    ReportComment(
                        "2.1", "続けるうちに負担がかたよることがある。見直しを言い出せる仕組みがほしい。", "member", ago(85),
                        "accepted", "いつでも見直しを申し出られると加えます。",
                    ),
                    ReportComment(
                        "3", "三日以内の返事は、休みをはさむと難しい。", "department", ago(80), "not_taken",
                        "営業日で数えます。読む人に分かりやすい日数のまま残します。",
                        "三日以内に返事をする", "koen",
                    ),
                ),
                ago(60),
            ),
            ReportRound(
                "public",
                3,
                ago(12),
                today + timedelta(days=24),
                "open",
                (
                    ReportComment(
                        "4", "中学生にも一日から参加できる場があるとうれしいです。", "public", ago(9),
                    ),
                    ReportComment(
                        "3", "書類が一枚になるのは助かります。様式はいつ公開されますか。", "public", ago(6),
                        quote="書類を一枚にし",
                    ),
                    ReportComment(
                        "2.2", "話し合いで決めるときの、目安の例を示してください。", "public", ago(2),
                    ),
                ),
            ),
        ),
    )  # fmt: skip


def _guide(today: date) -> Report:
    def ago(days: int) -> date:
        return today - timedelta(days=days)

    care = "花壇の世話は、近くの人が続けられる広さからはじめる。\n水やりの当番は一人に重ならないようにする。"
    help_ = "苗と道具は公園緑地課が貸す。申し込みは使う日の二週間前まで。"
    later = help_.replace("二週間前", "十日前") + "\n電話でも申し込める。"
    first = (
        ReportPart("1", "花壇をはじめる", care),
        ReportPart("2", "市が手伝うこと", help_),
    )
    second = (
        ReportPart("1", "花壇をはじめる", care + "\nやめるときの片づけも、はじめに決めておく。"),
        ReportPart("2", "市が手伝うこと", later),
    )
    return Report(
        key="report-garden",
        title="まちかど花壇の手引き",
        unit="koen",
        state="published",
        summary="道ばたや公園のすみの花壇を、近所の人と市が分け合って世話するための手引きです。",
        editions=(
            ReportEdition("draft", ago(300), first),
            ReportEdition("final", ago(230), second, "申し込みの期限を短くし、片づけのことを加えた。"),
        ),
        rounds=(
            ReportRound(
                "public",
                1,
                ago(298),
                ago(264),
                "published",
                (
                    ReportComment(
                        "2", "二週間前では天気が読めません。もう少し近くまで申し込めませんか。", "public", ago(290), "accepted",
                        "十日前までに短くします。", "申し込みは使う日の二週間前まで。",
                    ),
                    ReportComment(
                        "2", "苗も道具も無料で、いつでも好きなだけ貸してほしいです。", "public", ago(288), "not_taken",
                        "数に限りがあるため、申し込みの順に、ひと団体につき百株までとします。",
                    ),
                    ReportComment(
                        "1", "やめたあとに荒れた花壇が残っています。片づけのことも書いてください。", "public", ago(280),
                        "accepted", "はじめに決めておくことを加えます。",
                    ),
                    ReportComment(
                        "1", "水道のない場所では当番が組めません。雨水をためる道具も貸せますか。", "public", ago(275), "partly",
                        "手引きには載せませんが、二か所で試しに置き、様子を見て決めます。",
                        "水やりの当番は一人に重ならないようにする。",
                    ),
                ),
                ago(240),
            ),
        ),
        published_on=ago(225),
    )  # fmt: skip
