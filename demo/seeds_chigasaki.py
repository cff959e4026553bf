"""Chigasaki's issues, challenges, activities and its centre's duties. Facts only, in our words."""

from dataclasses import dataclass

from demo.shapes import Actor, Department, Holding, Question, Survey

ISSUES = (
    "言葉の再調整",
    "サポートのあり方",
    "制度とプロセスの検討",
    "どのようなサポートが必要か",
    "市民と向き合うことができているか",
    "達成指標や達成という意味合い",
    "テーマ設定",
    "市のビジョンとのつながり",
)
CHALLENGES = (
    "協働の意味や目標の捉え方が一致していない",
    "広報・啓発が足りない",
    "課題が共有されていない",
    "相手としての情報が共有されていない",
    "事業を始めるまでの敷居が高い",
)


@dataclass(frozen=True, slots=True)
class Side:
    """What one side said in the survey and hearings, what is done about it, and what for."""

    voices: tuple[str, ...]
    actions: tuple[str, ...]
    aims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    code: str
    title: str
    challenges: tuple[int, ...]  # numbers in CHALLENGES
    issues: tuple[int, ...]  # numbers in ISSUES
    city: Side
    groups: Side


ACTIVITIES = (
    Activity(
        "A1",
        "協働の周知",
        (1, 2),
        (1, 4, 5),
        Side(
            (
                "仕組みがよく知られておらず、委託との違いも分かりにくい",
                "現に行われている協働にも目を向けてほしい",
            ),
            ("職員研修", "庁内のイントラネット・メール・通知", "今ある協働の洗い出し"),
            ("職員が協働の発想を持つ", "協働と正式な事業を区別する", "敷居を下げ、いろいろな協働へ"),
        ),
        Side(
            ("市に協働の姿勢が欠けていると感じる", "市と組むと何が可能になるかを知らない団体が多い"),
            ("説明会と意見交換会", "ウェブと広報紙", "サポートセンターと相談（通信）"),
            ("何ができるかを知る", "敷居を下げ、いろいろな協働へ"),
        ),
    ),
    Activity(
        "A2",
        "協働の種探し",
        (3,),
        (2, 3, 4, 6),
        Side(
            ("各課の望むことが団体に届いていない", "引き合わせで双方の課題を結びたい"),
            ("市の希望の聞き取り", "各課の求めをまとめる", "団体に伝える"),
            ("市の課題を知ってもらう", "課題を分かち合い、引き合わせへ"),
        ),
        Side(
            ("相談できることと使える場所を一覧で示してほしい", "課題を一緒に考えたい"),
            ("できることの一覧づくり", "団体の希望の聞き取り", "住民の声も含めて市に伝える"),
            ("一緒にできることを知る", "課題を分かち合い、引き合わせへ"),
        ),
    ),
    Activity(
        "A3",
        "分野別発表会&交流会",
        (3, 4),
        (2, 4, 7),
        Side(
            (
                "役所だけでは届かない成果に期待する",
                "初年度の後の予算が解ければ組みたい",
                "市の計画に沿っていることが前提",
            ),
            ("主題を決め、説明する課を募る", "聞き取り", "会を開く"),
            ("現場の困りごとを出し合う", "顔の見える間柄になる", "一緒に考える"),
        ),
        Side(
            (
                "力を出せる環境がほしい",
                "行政が見落とす地域の求めに気づける",
                "担当課と顔なじみになりたい",
                "一緒に考えたい",
            ),
            ("主題を決め、発表する団体を募る", "聞き取り", "会を開く"),
            ("活動を知ってもらう", "顔の見える間柄になる", "一緒に考える"),
        ),
    ),
    Activity(
        "A4",
        "マッチング（事前打ち合わせ）",
        (4, 5),
        (2, 4, 5, 8),
        Side(
            ("会う前に主管の課で整理してほしい（会員だけの利益や計画外は不可）",),
            ("主管の課が仲立ちする", "協議の場を設ける"),
            ("仲立ちで敷居を下げる", "団体の素顔と望みを知る"),
        ),
        Side(
            ("市に協働の姿勢が欠けていると感じる", "どの課の誰に、どう相談するかで迷う"),
            ("種探しと発表会から引き合わせる", "できることを見えるようにする"),
            ("仲立ちで敷居を下げる", "相談しやすくする", "市にできること・できないことを知る"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Duty:
    code: str
    title: str
    parent: str = ""


# The standard runs from fiscal 2021 (令和3年度) to fiscal 2025 (令和7年度).
CENTRE_DUTIES = (
    Duty("ア", "いろいろな主体を結ぶ"),
    Duty("ア（ア）", "連携の相談を受ける", "ア"),
    Duty("ア（イ）", "連携に向けた事業を行う", "ア"),
    Duty("イ", "市の推進の仕事を支える"),
    Duty("イ（ア）", "周知と啓発を手伝う", "イ"),
    Duty("イ（イ）", "団体が加わるのを手伝う", "イ"),
)


def _question(activity: Activity) -> Question:
    """What both sides were asked about one field of work; the document gives the answers, not the wording."""
    challenges = "".join("①②③④⑤"[number - 1] for number in activity.challenges)
    issues = "・".join(str(number) for number in activity.issues)
    return Question(
        "text",
        departments=f"{activity.title}：担当課としてどう考えるか",
        groups=f"{activity.title}：団体としてどう考えるか",
        note=f"検討課題{challenges}、論点{issues}",
        said_departments="\n".join(f"・{voice}" for voice in activity.city.voices),
        said_groups="\n".join(f"・{voice}" for voice in activity.groups.voices),
    )


def _findings() -> str:
    """What the city sets against it, field by field, for both sides."""
    return "\n".join(
        f"{activity.title}　担当課に向けて：{'、'.join(activity.city.actions)}。団体に向けて：{'、'.join(activity.groups.actions)}。"
        for activity in ACTIVITIES
    )


BOTH_SIDES = Survey(
    "chigasaki-both-sides",
    "協働についてのアンケートとヒアリング",
    "協働の検討課題を、担当課と市民活動団体の両方から見るため。",
    "二つの側の声を並べ、協働推進の取組の案をつくる。回答の数と時期は資料に書かれていない。",
    "published",
    tuple(_question(activity) for activity in ACTIVITIES),
    findings=_findings(),
)

HOLDING = Holding(
    jurisdiction="chigasaki",
    departments=(
        Department(
            "jichi",
            "市民自治推進課",
            "しみんじちすいしんか",
            "",
            "協働の推進、市民活動団体と各課との引き合わせに関すること。",
            ("協働", "市民活動", "団体"),
        ),
    ),
    actors=(
        Actor(
            "chigasaki-centre",
            "茅ヶ崎市民活動サポートセンター",
            "ちがさきしみんかつどうさぽーとせんたー",
            "centre",
            purpose="市民活動団体、地縁団体、事業者、学校、公益法人、自治体を結ぶ調整役となる。",
        ),
    ),
    surveys=(BOTH_SIDES,),
)
