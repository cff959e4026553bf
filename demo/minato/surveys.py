"""Two mirrored surveys of the city, one that is being prepared, and what was heard on visits."""

import random
from collections.abc import Iterable, Sequence
from datetime import timedelta

from demo import people as signs
from demo.minato import staff
from demo.minato.dealing import Deck, Making
from demo.shapes import Actor, Filled, Hearing, Question, Survey

ASKED_KINDS = ("group", "npo", "neighbourhood", "welfare_council", "district_council", "school")

HOW_FAR = (
    "まったくそう思わない",
    "あまりそう思わない",
    "どちらともいえない",
    "ややそう思う",
    "とてもそう思う",
)
GRADES = ("良い", "まあ良い", "あまり良くない", "良くない")

VIEWS = (
    Question(
        "one",
        "この3年に、団体と組んで仕事をしたことがありますか",
        "この3年に、市の課と組んで活動したことがありますか",
        ("ある", "ない", "分からない"),
        required=True,
    ),
    Question(
        "several",
        "どのような形でしたか",
        "どのような形でしたか",
        ("共催", "事業協力", "委託", "補助・助成", "後援", "情報の交換"),
        after=0,
        after_options=(0,),
    ),
    Question(
        "scale",
        "協働のことばを、団体と同じ意味で使えていると思いますか",
        "協働のことばを、市と同じ意味で使えていると思いますか",
        HOW_FAR,
        required=True,
    ),
    Question(
        "matrix",
        "団体から見た市の様子は、どうだと思いますか",
        "市の様子をどう見ていますか",
        GRADES,
        rows=("相談先の分かりやすさ", "返事の早さ", "担当者が替わったときの引き継ぎ", "知らせの届き方"),
        note="行ごとに一つ選んでください。",
    ),
    Question(
        "one",
        "団体の人と顔を合わせる機会は、どのくらいありますか",
        "市の職員と顔を合わせる機会は、どのくらいありますか",
        ("月に1回以上", "年に数回", "年に1回くらい", "ない"),
    ),
    Question(
        "number",
        "来年度、団体と組みたい仕事はいくつありますか",
        "来年度、市と組みたい活動はいくつありますか",
        unit="件",
    ),
    Question(
        "text",
        "団体と組むときに困っていることを書いてください",
        "市と組むときに困っていることを書いてください",
        note="人や団体が分かることは書かないでください。",
        said_departments="・どの団体に声をかければよいか分からない。\n・年度の途中では予算がつけられない。\n・担当が一人で、打ち合わせの時間がとれない。",
        said_groups="・どの課に相談すればよいか分からない。\n・返事がいつ来るのか見通せない。\n・担当者が替わると話がはじめに戻る。",
    ),
    Question(
        "text",
        "いっしょにやってみたいことを書いてください",
        "いっしょにやってみたいことを書いてください",
        said_departments="・窓口のことばを分かりやすくする見直し。\n・学校や公園での見守り。",
        said_groups="・空いている部屋や広場を使う催し。\n・広報紙に活動をのせること。",
    ),
)
FINDINGS = (
    "担当課と団体では、相談先の分かりやすさの見方が大きくちがいました。課は「まあ良い」、団体は「あまり良くない」が多い結果です。\n"
    "困りごとは裏返しの関係にあり、課は相手をさがせず、団体は窓口をさがせずにいます。\n"
    "協働推進課は、相談を受けて3開庁日のうちに担当課を決めること、できることメニューを毎年春に見直すことから始めます。"
)

WISHES = (
    Question(
        "several",
        "団体といっしょに取り組みたい分野を選んでください",
        "市といっしょに取り組みたい分野を選んでください",
        ("福祉", "子ども・若者", "環境", "防災", "文化・スポーツ", "国際", "まちづくり"),
        required=True,
    ),
    Question(
        "several",
        "団体に出せるものを選んでください",
        "市からほしいものを選んでください",
        ("場所", "広報", "名前（後援など）", "人手", "知識", "お金"),
    ),
    Question(
        "scale",
        "相談してから話が進む早さに満足していますか",
        "相談してから話が進む早さに満足していますか",
        ("不満", "やや不満", "ふつう", "やや満足", "満足"),
    ),
    Question(
        "text",
        "来年度、団体に声をかけたいことを書いてください",
        "来年度、市にもちかけたいことを書いてください",
    ),
)

CITY_TROUBLES = (
    "声をかける団体がいつも同じで、ほかの団体を知る方法がない。",
    "年度の途中に持ちこまれても、予算がつくのは次の年になる。",
    "担当が一人なので、夜や休みの日の打ち合わせに出られない。",
    "委託とのちがいを、課の中でうまく説明できない。",
    "団体の会計のしくみが分からず、負担金の決め方で迷う。",
    "けがや事故のときにだれが責任を持つのか、毎回はじめから話している。",
    "ほかの課も同じ団体に頼んでいることを、あとから知った。",
    "前の担当者がどこまで約束したのか、記録が残っていない。",
    "打ち合わせのたびに出てくる人が替わり、話が続かない。",
    "頼みたいことはあるが、ただ働きをお願いするようで言い出しにくい。",
    "広報紙の原稿の締切が早く、団体の予定に間に合わない。",
    "終わったあとのふり返りをする時間がとれていない。",
)
GROUP_TROUBLES = (
    "どの課に話せばよいか分からず、三つの窓口を回った。",
    "相談してから返事が来るまで、二か月かかった。",
    "春に担当の方が替わり、また一から説明した。",
    "書類の数が多く、活動より書くほうに時間がかかる。",
    "会場の申し込みが平日の昼だけで、働いている会員は行けない。",
    "一年で終わってしまい、続けるための相談先がない。",
    "市が何に困っているのかが見えないので、提案のしようがない。",
    "チラシを置いてもらえる場所とそうでない場所の決まりが分からない。",
    "下請けのように扱われることがあり、対等とは言いにくい。",
    "会員の年齢が上がり、重い机の準備がつらくなってきた。",
    "できたことへの感想をもらえないので、役に立ったのか分からない。",
    "同じような活動をしている団体どうしがつながっていない。",
    "予算の話になると、いつも来年までお待ちくださいで終わる。",
    "電話では話が通じたのに、書類を出したら別の答えになった。",
    "学校に入りたいが、どこにお願いすればよいか分からない。",
    "後援の名前をもらう手続きが、催しの三か月前では間に合わなかった。",
)
CITY_WISHES = (
    "窓口のお知らせを、読みやすいことばに直すのを手伝ってほしい。",
    "公園の見回りを、花壇の手入れの日に合わせて頼みたい。",
    "外国から来た家族に、ごみの出し方をいっしょに伝えたい。",
    "避難所を開く練習を、地区の人と半日でやってみたい。",
    "図書館の読み聞かせに、若い世代の人に入ってほしい。",
    "空き家の庭の草取りを、まず一軒ためしてみたい。",
    "子ども会議の司会を、経験のある団体に頼みたい。",
)
GROUP_WISHES = (
    "使っていない教室を、月に一度の居場所に使わせてほしい。",
    "広報紙に、活動の紹介を一年に一回のせてほしい。",
    "川の生き物しらべを、学校の授業といっしょにしたい。",
    "夏祭りの日に、健康相談の机を並べたい。",
    "認知症の人と歩く会を、担当の課と開きたい。",
    "駅前の花壇を、通う高校生と植え替えたい。",
    "古い写真を集めて、市役所のロビーに飾りたい。",
    "子ども食堂で余った野菜を、ほかの団体と分け合いたい。",
    "停電のときの集まり方を、町内会と市で決めておきたい。",
)
HEARD = (
    ("problem", "道具を置く倉庫が今年いっぱいで使えなくなる。"),
    ("wish", "月に一度、二十人が入れる部屋を夜に使いたい。"),
    ("offer", "親子向けの自然観察の案内を、年に四回までなら引き受けられる。"),
    ("view", "相談の窓口が一つだと、話す前の不安が小さくなる。"),
    ("problem", "会計を引き受ける人が見つからない。"),
    ("offer", "印刷の版下づくりを、ほかの団体の分も手伝える。"),
    ("view", "担当の方が会の活動を見に来てくれたことが、いちばんうれしかった。"),
    ("wish", "団体どうしが知り合う場を、平日の夜にも開いてほしい。"),
    ("problem", "車を運転できる会員が二人になり、送り迎えが続けにくい。"),
    ("offer", "市の催しで、手話のできる会員を紹介できる。"),
    ("view", "提案の書き方より、話を聞いてくれる時間がほしい。"),
    ("wish", "後援の申し込みを、ウェブで出せるようにしてほしい。"),
)


def _asked(rng: random.Random, bodies: Sequence[Actor], share: float) -> list[str]:
    """All departments, and of each kind of group a share; the group of the sign-in is always among them."""
    groups = [one.key for one in bodies if one.kind in ASKED_KINDS]
    chosen = [key for key in groups if rng.random() < share or key == signs.GROUP]
    return [*(one.key for one in staff.departments()), *chosen]


def _weighted(rng: random.Random, weights: Sequence[int]) -> int:
    return rng.choices(range(len(weights)), weights)[0]


def _some(rng: random.Random, chances: Iterable[float]) -> list[int]:
    return [n for n, chance in enumerate(chances) if rng.random() < chance]


def _view(
    rng: random.Random, *, is_city: bool, troubles: Deck[str], wishes: Deck[str]
) -> list[tuple[int, object]]:
    """One questionnaire about how the two sides see each other."""
    together = _weighted(rng, (62, 38, 0) if is_city else (48, 45, 7))
    said: list[tuple[int, object]] = [(0, together)]
    forms = _some(rng, (0.35, 0.4, 0.45, 0.2, 0.3, 0.5) if is_city else (0.3, 0.35, 0.2, 0.35, 0.45, 0.55))
    if together == 0 and forms:
        said.append((1, forms))
    said.append((2, _weighted(rng, (3, 14, 32, 38, 13) if is_city else (14, 33, 30, 18, 5))))
    rows = (
        ((22, 46, 26, 6),) * 4
        if is_city
        else ((5, 22, 45, 28), (9, 30, 40, 21), (6, 18, 40, 36), (12, 40, 33, 15))
    )
    said.append((3, {str(n): _weighted(rng, row) for n, row in enumerate(rows)}))
    if rng.random() < 0.94:
        said.append((4, _weighted(rng, (16, 40, 28, 16) if is_city else (9, 31, 32, 28))))
    if rng.random() < 0.8:
        said.append((5, _weighted(rng, (30, 34, 20, 10, 4, 2))))
    if rng.random() < (0.2 if is_city else 0.11):
        said.append((6, troubles.deal()))
    if rng.random() < (0.11 if is_city else 0.06):
        said.append((7, wishes.deal()))
    return said


def _wish(rng: random.Random, *, is_city: bool, wishes: Deck[str]) -> list[tuple[int, object]]:
    fields = _some(rng, (0.4, 0.45, 0.35, 0.4, 0.3, 0.15, 0.35)) or [6]
    said: list[tuple[int, object]] = [(0, fields)]
    said.append(
        (
            1,
            _some(rng, (0.4, 0.6, 0.5, 0.15, 0.4, 0.1) if is_city else (0.6, 0.65, 0.35, 0.25, 0.3, 0.5))
            or [1],
        )
    )
    said.append((2, _weighted(rng, (4, 16, 50, 24, 6) if is_city else (18, 34, 32, 12, 4))))
    if rng.random() < 0.2:
        said.append((3, wishes.deal()))
    return said


class Once(Deck[str]):
    """Texts that nobody else says: when the deck is empty there are no more."""

    def deal(self) -> str:
        return self._cards.pop() if self._cards else ""


def surveys(making: Making, bodies: Sequence[Actor]) -> tuple[Survey, ...]:
    rng, clock = making.rng, making.clock
    departments = {one.key for one in staff.departments()}
    decks = {name: Once(rng, texts) for name, texts in _banks().items()}
    views_asked = _asked(rng, bodies, 0.7)
    wishes_asked = _asked(rng, bodies, 0.3)

    def view(key: str) -> Filled:
        side = "city" if key in departments else "group"
        said = _view(
            rng, is_city=side == "city", troubles=decks[f"{side} troubles"], wishes=decks[f"{side} wishes"]
        )
        channel = "paper" if side == "group" and rng.random() < 0.25 else "web"
        return Filled(key, tuple((n, one) for n, one in said if one != ""), channel)

    def wish(key: str) -> Filled:
        side = "city" if key in departments else "group"
        said = _wish(rng, is_city=side == "city", wishes=decks[f"{side} wishes"])
        return Filled(key, tuple((n, one) for n, one in said if one != ""))

    ends = clock.back(150)
    return (
        Survey(
            "views",
            "協働についての見方アンケート",
            "課と団体が互いをどう見ているかを知り、相談のしかたを見直すため。",
            "協働推進課が集計し、結果を公開します。回答は集計のあと3年で消します。",
            "published",
            VIEWS,
            anonymous=True,
            opened_on=ends - timedelta(days=30),
            closes_on=ends,
            published_on=clock.later(ends, 45),
            findings=FINDINGS,
            asked=tuple(views_asked),
            filled=tuple(
                view(key) for key in views_asked if rng.random() < (0.85 if key in departments else 0.6)
            ),
        ),
        Survey(
            "wishes",
            "来年度の協働の種さがしアンケート",
            "来年度の予算に間に合うように、課と団体の希望を集めて結びつけるため。",
            "協働推進課が読み、相手をさがすのに使います。名前は相談がまとまるまで公開しません。",
            "open",
            WISHES,
            opened_on=clock.today - timedelta(days=14),
            closes_on=clock.today + timedelta(days=10),
            asked=tuple(wishes_asked),
            filled=tuple(
                wish(key)
                for key in wishes_asked
                if key not in (signs.GROUP, signs.DEPARTMENT) and rng.random() < 0.5
            ),
        ),
        Survey(
            "after",
            "協働のふり返りアンケート（案）",
            "終わった協働について、課と団体のふり返りを並べるため。",
            "協働推進会議の資料にします。",
            "draft",
            (
                Question(
                    "scale",
                    "組む前に決めた目的は果たせましたか",
                    "組む前に決めた目的は果たせましたか",
                    HOW_FAR,
                    required=True,
                ),
                Question(
                    "text",
                    "次に組むときに変えたいことを書いてください",
                    "次に組むときに変えたいことを書いてください",
                ),
            ),
            asked=(*wishes_asked[:10], *wishes_asked[-10:]),
        ),
    )


def _banks() -> dict[str, tuple[str, ...]]:
    return {
        "city troubles": CITY_TROUBLES,
        "group troubles": GROUP_TROUBLES,
        "city wishes": CITY_WISHES,
        "group wishes": GROUP_WISHES,
    }


def hearings(making: Making, bodies: Sequence[Actor]) -> tuple[Hearing, ...]:
    """Visits after the first survey; the last is not written up yet."""
    rng, clock = making.rng, making.clock
    groups = [one for one in bodies if one.kind in ("group", "npo")]
    chosen = [next(one for one in groups if one.key == signs.GROUP), *rng.sample(groups, 5)]
    deck = Deck(rng, HEARD)
    return tuple(
        Hearing(
            f"hearing-{n}",
            one.key,
            clock.back(120 - 18 * n),
            "協働推進課 主任",
            (deck.deal(), deck.deal()),
            told_by=("代表", "事務局", "会計")[n % 3],
            place=("活動の場所", "みなと交流館", "市役所の相談室")[n % 3],
            way=("visit", "came", "online")[n % 3],
            outline="アンケートの集計を見ていただきながら、ふだんの活動と困りごとを聞いた。",
            survey="views",
            settled=n < 5,
        )
        for n, one in enumerate(chosen)
    )
