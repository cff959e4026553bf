"""Kashiwa's four exchange sessions of summer 2019 and the 29 opinions of its report, gist in our words."""

from datetime import date, time

from demo.shapes import (
    Actor,
    Attendance,
    Department,
    Gathering,
    Holding,
    Opinion,
    Scheme,
    SchemeClass,
)

SCHEME = Scheme(
    "kashiwa",
    "柏市の意見分類（A〜H）",
    1,
    (
        SchemeClass("A", "市職員の協働意識", "協働への理解、課題を読み取る知識、途切れる話し合い"),
        SchemeClass("B", "協働の連携体制", "課をまたぐつながり、団体を交えた場、優先して組む道"),
        SchemeClass("C", "情報の発信と共有", "市の困りごとと団体のできることを互いに出し合うこと"),
        SchemeClass("D", "協働事業の評価", "成果の知らせ、現場を見ること、外からの目"),
        SchemeClass("E", "協働事業の継続", "数年の見通し、終わった後の手当て、予算の時期"),
        SchemeClass("F", "協働の多様性", "軽い形、会場や広報の手助け"),
        SchemeClass("G", "市民活動サポートコーナーの活用", "情報の生かし方、調整役、育成と引き合わせ"),
        SchemeClass("H", "その他", "若い世代、支援のかたより"),
    ),
)

GROUPS = (
    ("NPO法人ときわ会まちづくりネットワーク", "npo", (1,)),
    ("NPO法人パートナーとうかつ", "npo", (1,)),
    ("柏自分史の会", "group", (1,)),
    ("柏サイクル協会", "group", (1,)),
    ("柏の葉ウォーキングクラブ", "group", (1,)),
    ("NPO法人こんぶくろ池自然の森", "npo", (1, 2)),
    ("柏観光プロダクション", "group", (1,)),
    ("越中おわら愛好会東葛支部", "group", (1,)),
    ("柏の葉ポールウォーキングクラブ", "group", (1,)),
    ("SLFガーデンサポート", "group", (2,)),
    ("我孫子市野鳥を守る会 柏支部", "group", (2,)),
    ("柏土壌医の会", "group", (2,)),
    ("Kashiwa Prog-Science", "group", (2,)),
    ("HCAクラブ", "group", (3,)),
    ("柏市消費生活かたくりの会連絡協議会", "group", (3,)),
    ("認定NPO法人東葛市民後見人の会 柏支部", "npo", (3,)),
    ("NPO法人柏市国際交流協会", "npo", (4,)),
    ("かしわ子育てまちづくりネットワークこっこつと", "group", (4,)),
    ("CAPなのはな", "group", (4,)),
)

# Session, day, from, to, room in パレット柏, groups, people.
SESSIONS = (
    (1, date(2019, 6, 26), time(14, 0), time(16, 0), "ミーティングルームF", 9, 10),
    (2, date(2019, 7, 5), time(16, 0), time(18, 0), "多目的スペースA", 5, 5),
    (3, date(2019, 7, 29), time(15, 30), time(17, 30), "ミーティングルームF", 3, 6),
    (4, date(2019, 7, 30), time(9, 30), time(11, 30), "多目的スペースA", 3, 4),
)

GISTS = {
    "A": (
        "協働とは何かが、職員にまだよく伝わっていないと感じる。",
        "団体が持ち込む課題を受け止めるだけの知識と意識が、市の側に足りない。",
        "話し合いが突然止まる。費用、要望の読み違い、担当の交代がきっかけだが、仕事が増えるのを恐れる気持ちも裏にありそうだ。",
        "協働を本気で進めるなら、市の上層から号令をかけ、役所全体で取り組むべきだ。",
        "第五次の総合計画に協働の語がない。計画での書き方を見れば、市が向かう先が分かるはずだ。",
    ),
    "B": (
        "まず役所の中で課どうしが横につながることが、団体と組むための前提になる。",
        "関係する課のつながりを作り、課題ごとの会議には団体も入れてほしい。それも協働と呼べる。",
        "新しい制度では意欲のある団体と先に組める道がほしい。難しければ、市が共通の企画を用意して各団体に示す手もある。",
    ),
    "C": (
        "協働に向いた仕事を、市のほうから並べて見せてほしい。",
        "提案の制度があること自体を知らず、どの課に持っていけばよいかもはっきりしない。",
        "提案の手がかりに、役所が抱える困りごとを教えてほしい。",
        "主題を絞って課題と現状を出し合う会を開き、それぞれ何ができるかを話すところから事業を始める仕組みがよい。",
        "計画に載ったまま実現していない施策こそ、関係する団体と話し合って前に進めてほしい。",
        "活動が市民に知られていないのが悩み。団体はできることを、役所は困りごとを、互いに表に出そう。",
        "組んでみて一番こたえたのは、課題の見え方が違うこと。もっと話す機会を重ねて間を縮めたい。",
    ),
    "D": (
        "自分たちの働きが地域でどう役立ったのか、結果を返してほしい。",
        "計画と改善の輪を回す前に、まず現場を見て、じっくり考えることを大切にしたい。",
        "協働の事業を外の目で確かめたことはあるのか。客観的に評価する仕組みを入れるべきだ。",
        "よその市では部長たちがそろって審査に出る。ここでは自分ごとになっていないように見える。",
    ),
    "E": (
        "一年で途切れるのが問題。終わった後の手当てを含めて三年から五年で考え、続けるときは聞き取りで課題を整理する。",
        "二年目の予算を初年度の九月に組む日程は、はじめから無理があったのではないか。",
    ),
    "F": (
        "正式な事業は責任も期間も重く、つい身構える。一回きりの気軽な組み方はできないか。",
        "部屋を押さえるだけでも苦労する。お金に限らず、会場の確保で力を合わせる道もあると思う。",
        "年配の人には市の広報紙がよく効く。説明会を載せてもらえるだけで、りっぱな協働になる。",
    ),
    "G": (
        "市内の団体には多彩な技がある。情報が集まるコーナーを生かして、団体のことをもっと知らせてほしい。",
        "コーナーは市とも団体とも話ができる貴重な場所。各課との橋渡し役をもっと強めてはどうか。",
        "団体を育てること、近い分野どうしを引き合わせることも、コーナーの役目に加えてほしい。",
    ),
    "H": (
        "若い人どうしの横のつながりを作り、次を担う世代を育てたい。",
        "このところ町会や自治会への支えばかりが目立ち、市民活動の団体は手薄に感じる。",
    ),
}

SERIES = "柏市協働事業に関する意見交換会"


def actors() -> tuple[Actor, ...]:
    groups = tuple(
        Actor(f"kashiwa-g{n:02}", name, "", kind, legal_form="NPO法人" if kind == "npo" else "")
        for n, (name, kind, _) in enumerate(GROUPS, 1)
    )
    corner = Actor("kashiwa-corner", "市民活動サポートコーナー", "しみんかつどうさぽーとこーなー", "centre")
    return (*groups, corner)


def sessions() -> tuple[Gathering, ...]:
    return tuple(
        Gathering(
            key=f"kashiwa-{number}",
            title=f"{SERIES} 第{number}回",
            kind="exchange",
            series=SERIES,
            number=number,
            day=day,
            starts=starts,
            ends=ends,
            place=f"パレット柏 {room}",
            state="reported",
            host="kyodo",
            attendance=(Attendance("市民活動団体", people, bodies),),
            participants=tuple(
                f"kashiwa-g{n:02}" for n, (_, _, came) in enumerate(GROUPS, 1) if number in came
            ),
            posted_on=date(2019, 8, 30),
        )
        for number, day, starts, ends, room, bodies, people in SESSIONS
    )


def opinions() -> tuple[Opinion, ...]:
    # The report gathers the opinions of all four sessions in no order, so none is tied to a session.
    return tuple(
        Opinion(
            key=f"kashiwa-{code}{n}",
            text=gist,
            codes=(("kashiwa", code),),
            state="classified",
            source=f"{SERIES}（全4回）の報告",
            said_on=date(2019, 8, 30),
            note="元の文書のこの箇所に、文字の取り込みで生じた外国語の断片がある。"
            if (code, n) == ("B", 3)
            else "",
        )
        for code, gists in GISTS.items()
        for n, gist in enumerate(gists, 1)
    )


HOLDING = Holding(
    jurisdiction="kashiwa",
    departments=(
        Department(
            "kyodo",
            "協働推進課",
            "きょうどうすいしんか",
            "",
            "市民活動団体と市との協働事業、意見交換会に関すること。",
            ("協働", "市民活動", "提案"),
        ),
    ),
    actors=actors(),
    schemes=(SCHEME,),
    gatherings=sessions(),
    opinions=opinions(),
)
