"""The people a visitor of the demo may sign in as. All are invented; example.jp can never receive mail."""

from dataclasses import dataclass

WORD = "tomoni-demo-minato"  # opens every sign-in of the demo, and nothing else


GROUP = "green-01-g1"  # the group of the sign-in "grep"; the generator gives it open work, as it does its department
DEPARTMENT = "koen"


@dataclass(frozen=True, slots=True)
class Post:
    jurisdiction: str
    actor: str  # key of a department or an actor
    role: str


@dataclass(frozen=True, slots=True)
class SignIn:
    key: str
    mail: str
    name: str
    kana: str
    posts: tuple[Post, ...]
    sees: str


SIGN_INS = (
    SignIn(
        "sec",
        "sec@example.jp",
        "浅野 友里",
        "あさの ゆり",
        (Post("minato", "kyodo", "SEC"),),
        "協働推進課の担当者。相談の机、マッチング、公開の準備",
    ),
    SignIn(
        "sech",
        "sech@example.jp",
        "古川 達郎",
        "ふるかわ たつろう",
        (Post("minato", "kyodo", "SECH"),),
        "協働推進課長。公開の承認、担当者のいない案件",
    ),
    SignIn(
        "lia",
        "lia@example.jp",
        "長谷 千景",
        "はせ ちかげ",
        (Post("minato", DEPARTMENT, "LIA"),),
        "公園緑地課の協働推進員。課に来た照会への返事",
    ),
    SignIn(
        "dept",
        "dept@example.jp",
        "新山 航",
        "にいやま わたる",
        (Post("minato", DEPARTMENT, "DEPT"),),
        "公園緑地課の職員。答えの下書き、できることメニュー",
    ),
    SignIn(
        "dhead",
        "dhead@example.jp",
        "榊原 俊一",
        "さかきばら しゅんいち",
        (Post("minato", DEPARTMENT, "DHEAD"),),
        "公園緑地課長。答えの承認、会場や名義の確認",
    ),
    SignIn(
        "cen",
        "cen@example.jp",
        "南雲 はる香",
        "なぐも はるか",
        (Post("minato", "centre", "CEN"),),
        "市民活動サポートセンターの職員。窓口で受けた相談の入力",
    ),
    SignIn(
        "grep",
        "grep@example.jp",
        "小田切 みどり",
        "おだぎり みどり",
        (Post("minato", GROUP, "GREP"),),
        "市民活動団体の代表。相談、種、マッチングの同意",
    ),
    SignIn(
        "mem",
        "mem@example.jp",
        "宗像 文彦",
        "むなかた ふみひこ",
        (Post("minato", "council", "MEM"),),
        "協働推進会議の委員。資料と発言の確認",
    ),
    SignIn(
        "chair",
        "chair@example.jp",
        "大隈 聖子",
        "おおくま せいこ",
        (Post("minato", "council", "CHAIR"),),
        "協働推進会議の会長。会議録の確定",
    ),
    SignIn(
        "adm",
        "adm@example.jp",
        "土屋 礼",
        "つちや れい",
        (Post("minato", "johoka", "ADM"),),
        "情報政策課のシステム管理者。人と役割、設定、記録",
    ),
    SignIn(
        "several",
        "several@example.jp",
        "真壁 睦",
        "まかべ むつみ",
        (
            Post("minato", "centre", "CEN"),
            Post("minato", "council", "MEM"),
            Post("kashiwa", "kyodo", "SEC"),
            Post("chigasaki", "jichi", "SEC"),
        ),
        "いくつもの役割と自治体を持つ人。上の切り替えで行き来",
    ),
)
