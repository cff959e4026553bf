"""The 40 gatherings of three fiscal years: what is on the agenda, who came, and three still to come."""

import random
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from demo.minato import bank
from demo.minato.actors import districts
from demo.minato.dealing import Clock, Making
from demo.shapes import Actor, AgendaItem, Attendance, Council, Gathering, Member, Statement, Term
from tomoni.japan.business_days import is_business_day
from tomoni.japan.fiscal import fiscal_year, fiscal_year_label

HELD = 37
COMING = 3

EXCHANGE = "協働のまちづくり意見交換会"
THEMED = "分野べつ発表と交流のつどい"
COUNCIL = "みなと市協働推進会議"
BRIEFING = "協働のしくみ説明会"
TALK = "企業・学校との懇談会"


@dataclass(frozen=True, slots=True)
class Plan:
    series: str
    kind: str
    month: int
    day: int


PLANS = (
    Plan(BRIEFING, "briefing", 4, 18),
    Plan(EXCHANGE, "exchange", 5, 17),
    Plan(COUNCIL, "council", 5, 26),
    Plan(EXCHANGE, "exchange", 6, 8),
    Plan(THEMED, "themed", 6, 22),
    Plan(EXCHANGE, "exchange", 7, 5),
    Plan(TALK, "exchange", 7, 16),
    Plan(COUNCIL, "council", 8, 20),
    Plan(EXCHANGE, "exchange", 9, 6),
    Plan(THEMED, "themed", 9, 27),
    Plan(EXCHANGE, "exchange", 10, 11),
    Plan(BRIEFING, "briefing", 10, 24),
    Plan(EXCHANGE, "exchange", 11, 8),
    Plan(COUNCIL, "council", 11, 18),
    Plan(THEMED, "themed", 12, 6),
    Plan(EXCHANGE, "exchange", 1, 17),
    Plan(EXCHANGE, "exchange", 2, 7),
    Plan(COUNCIL, "council", 2, 16),
    Plan(THEMED, "themed", 2, 28),
    Plan(TALK, "exchange", 3, 10),
)

PLACES = {
    "本町": "みなと交流館 大会議室",
    "港町": "港町公民館 講堂",
    "汐見": "汐見コミュニティプラザ 多目的室",
    "白浜": "白浜公民館 和室と集会室",
    "緑が丘": "緑が丘小学校 ふれあい教室",
    "桜台": "桜台公民館 ホール",
    "川端": "川端住宅 集会所",
    "北原": "北原農村環境センター",
    "南畑": "南畑公民館 研修室",
    "西山": "西山ふれあいの家",
}

AGENDAS = {
    "exchange": (
        ("1", "開会とこの会のねらい", "協働推進課長", ("資料1 今日の進め方",), ("声は記録し、答えと一緒に公開することを確かめた。",)),
        ("2", "前回の声がどうなったか", "協働推進課 担当", ("資料2 前回の声と答え",), ("答えを終えた声と、検討中の声を一つずつ報告した。",)),
        ("3", "{theme}についての話し合い", "センター長", ("資料3 {area}の様子",), ("4つの卓に分かれて話し、最後に全体で分かち合った。",)),
        ("4", "まとめと次の予定", "協働推進課長", (), ()),
    ),
    "themed": (
        ("1", "開会", "協働推進課 担当", (), ()),
        ("2", "団体の発表", "センター長", ("資料1 発表団体の一覧",), ("5団体が7分ずつ、活動と困りごとを話した。",)),
        ("3", "担当課からの説明", "担当課の係長", ("資料2 市の計画と今の課題",), ("市にできることと、できないことを示した。",)),
        ("4", "卓ごとの話し合い「{theme}」", "コーディネーター", (), ("軽い形で始められることが、卓ごとに一つずつ出た。",)),
    ),
    "council": (
        ("1", "開会", "会長", (), ()),
        ("2(1)", "協働の進み具合について", "会長", ("資料1 進み具合の表", "資料2 声と答えの集計"), ("遅れている項目の理由をたずね、次回に改善の案を求めた。",)),
        ("2(2)", "{theme}について", "副会長", ("資料3 団体と課への聞き取り",), ("軽い協働を増やす方向で意見がまとまった。",)),
        ("2(3)", "協働の表彰の候補について", "副会長", ("資料4 候補の一覧",), ("候補を3つにしぼった。",)),
        ("3", "その他", "会長", (), ("次の会の日程を確かめた。",)),
    ),
    "briefing": (
        ("1", "協働のしくみと相談の流れ", "協働推進課 担当", ("資料1 協働の手引き",), ("委託とのちがいと、軽い形の例を紹介した。",)),
        ("2", "できることメニューの使い方", "協働推進課 担当", ("資料2 できることメニュー",), ()),
        ("3", "質問と個別の相談", "センター長", (), ("9組の個別の相談を受けた。",)),
    ),
}  # fmt: skip

CLOSED = {"2(3)": "個人に関する情報を扱うため（みなと市情報公開条例第7条第2号）"}
SAID = (
    ("進み具合の見せ方", "表の数字だけでは様子が分からない。団体の声を一つずつ添えてほしい。"),
    ("進み具合の見せ方", "遅れた理由を責める場にせず、次に何を変えるかを書く欄を広くしたい。"),
    ("軽い協働を増やすには", "会場と広報の手助けは、書類が一枚なら明日からでも頼みたい団体が多い。"),
    ("軽い協働を増やすには", "終わった後の記録が短く残ると、次の担当が同じ相手に声をかけやすい。"),
    ("軽い協働を増やすには", "課の側の手間も減らさないと続かない。様式をそろえることから始めてはどうか。"),
    ("参加する人を広げる", "夜の会には子育ての世代が来られない。昼の回と夜の回を交互にしたい。"),
    ("参加する人を広げる", "声を出した人に、その後どうなったかを必ず返してほしい。"),
    ("参加する人を広げる", "高校生や働く人は、紙よりも携帯電話から意見を書けるとよい。"),
)
DECIDED = (
    "進み具合の表に、改善の案を書く欄を加える。",
    "次の会までに、課への聞き取りを行う。",
    "意見交換会の一つを夜に開く。",
    "できることメニューの見直しを、年に一度の議題にする。",
)
LEFT = (
    ("課への聞き取りの質問の案を作る。", "事務局"),
    ("夜の会の会場と保育の手配を確かめる。", "市民活動サポートセンター"),
    ("ほかの市の軽い協働の様式を集める。", "協働推進課"),
)

COUNCIL_THEMES = (
    "相談から次に進まなかった理由", "できることメニューの見直し", "自治会と市民活動の重なり", "若い世代の参加", "成果の測り方", "来年度の計画の案", "担当が替わるときの引き継ぎ",
    "軽い協働の記録のしかた", "外国籍の住民の参加", "企業との協働", "サポートセンターの役割", "声と答えの公開の方法",
)  # fmt: skip
TALK_THEMES = (
    "企業の社会貢献の日",
    "学校と地域の授業づくり",
    "若者の地域での学び",
    "商店と居場所",
    "社員の手伝いの続け方",
    "部活動と地域",
)


def gatherings(make: Making, actors: tuple[Actor, ...]) -> tuple[Gathering, ...]:
    held, coming = _days(make.clock)
    numbers: dict[tuple[str, int], int] = {}
    found = []
    for n, (plan, day) in enumerate([*held, *coming]):
        period = _term(day) if plan.series == COUNCIL else fiscal_year(day)
        turn = numbers[plan.series, period] = numbers.get((plan.series, period), 0) + 1
        found.append(_one(make, n, plan, day, turn, actors))
    states = [_state(make.rng, gathering, n - HELD) for n, gathering in enumerate(found)]
    last = max((n for n, one in enumerate(states[:HELD]) if one.council), default=None)
    return tuple(
        replace(one, record="check" if n == last else "final") if one.council and n < HELD else one
        for n, one in enumerate(states)
    )


def _term(day: date) -> int:
    """Members are appointed for two fiscal years."""
    return (fiscal_year(day) - 2010) // 2


def council(today: date) -> Council:
    """The city's council with the terms its sessions fall into."""
    now = _term(today)
    return Council(
        "council",
        "kyodo",
        purpose="協働の計画と進み具合を、市民、団体、企業、学校、市の立場から話し合う。",
        basis="みなと市協働推進会議設置要綱",
        observing="先着10人。申込みはウェブか電話で、会議の前日まで。",
        terms=tuple(_one_term(number, now) for number in range(now - 2, now + 1)),
    )


def _one_term(number: int, now: int) -> Term:
    first = 2010 + 2 * number
    over = number < now
    return Term(
        number,
        date(first, 4, 1),
        date(first + 2, 3, 31),
        state="handed_over" if over else "running",
        members=() if over else MEMBERS,
        handover="軽い協働を記録に残すことと、声への答えを早くすることを進めた。企業との協働と、若い世代の参加は、次の期に頼みたい。"
        if over
        else "",
    )


MEMBERS = (
    Member("学識経験者", "会長（大学の教員）", "chair", "chair"),
    Member("学識経験者", "委員（大学の教員）"),
    Member("団体・自治会の委員", "副会長（自治会連合会）", "deputy"),
    *(
        Member("団体・自治会の委員", f"委員（{of}）")
        for of in ("福祉の団体", "環境の団体", "子育ての団体", "文化の団体")
    ),
    Member("公募の委員", "公募委員 1", "member", "mem"),
    *(Member("公募の委員", f"公募委員 {n}") for n in (2, 3, 4)),
    Member("市の委員", "市民部長"),
)


def _days(clock: Clock) -> tuple[list[tuple[Plan, date]], list[tuple[Plan, date]]]:
    """Evenly chosen days of the past, and the next three to come."""
    first = clock.first_year
    days = sorted(
        ((plan, _open(plan, year + (plan.month < 4))) for year in range(first, first + 4) for plan in PLANS),
        key=lambda row: row[1],
    )
    past = [row for row in days if row[1] < clock.today]
    while len(past) < HELD:  # early in a year there are too few: further tables on the same evening
        past = sorted([*past, past[-1 - len(past) % 7]], key=lambda row: row[1])
    chosen = [past[n * len(past) // HELD] for n in range(HELD)]
    return chosen, [row for row in days if row[1] > clock.today + timedelta(days=7)][:COMING]


def _open(plan: Plan, year: int) -> date:
    day = date(year, plan.month, plan.day)
    while plan.kind == "council" and not is_business_day(day):
        day += timedelta(days=1)
    return day


def _one(make: Making, n: int, plan: Plan, day: date, turn: int, actors: tuple[Actor, ...]) -> Gathering:
    rng = make.rng
    area = districts()[n % 10] if plan.series == EXCHANGE else "本町"
    field = bank.POLICY_FIELDS[(n * 3 + turn) % 8]
    theme = _theme(plan, n, area, field[1])
    starts = time(18, 30) if plan.kind == "exchange" and n % 3 == 0 else time(14, 0)
    present, bodies = _attendance(rng, plan.kind)
    return Gathering(
        key=f"gathering-{n + 1:02}",
        title=_title(plan, day, turn, area, theme),
        kind=plan.kind,
        series=plan.series,
        term=_term(day) if plan.kind == "council" else None,
        number=turn,
        day=day,
        starts=starts,
        ends=time(starts.hour + 2, starts.minute),
        place=PLACES[area] if plan.kind != "council" else "みなと市役所 本庁舎4階 第2委員会室",
        state="reported",
        host="kyodo",
        theme=theme,
        agenda=tuple(
            AgendaItem(
                number,
                title.format(theme=theme, area=area),
                moderator,
                tuple(paper.format(area=area) for paper in papers),
                outcome,
                closed=CLOSED.get(number, "") if plan.kind == "council" else "",
            )
            for number, title, moderator, papers, outcome in AGENDAS[plan.kind]
        ),
        attendance=present,
        observers=rng.randint(0, 9) if plan.kind == "council" else None,
        participants=tuple(sorted({actor.key for actor in _guests(rng, actors, area, bodies)})),
        capacity=10 if plan.kind == "council" else rng.choice((30, 40, 50)),
        statements=_said(turn, day) if plan.kind == "council" else (),
        council="council" if plan.kind == "council" else "",
        posted_on=make.clock.later(day, rng.randint(2, 16)),
    )


def _said(turn: int, day: date) -> tuple[Statement, ...]:
    """What was said, decided and left to do in a session of the council."""
    said = [Statement(*SAID[(turn * 3 + n) % len(SAID)], item="2(1)") for n in range(4)]
    said.sort(key=lambda one: one.heading)
    text, owner = LEFT[turn % len(LEFT)]
    return (
        *said,
        Statement("", DECIDED[turn % len(DECIDED)], kind="decision", item="2(2)"),
        Statement("", text, kind="todo", item="2(2)", owner=owner, due_on=day + timedelta(days=60)),
    )


def _theme(plan: Plan, n: int, area: str, field: str) -> str:
    if plan.series == COUNCIL:
        return COUNCIL_THEMES[n % len(COUNCIL_THEMES)]
    if plan.series == TALK:
        return TALK_THEMES[n % len(TALK_THEMES)]
    if plan.series == BRIEFING:
        return "協働の始め方"
    return field if plan.series == THEMED else f"{area}の暮らしと{field}"


def _title(plan: Plan, day: date, turn: int, area: str, theme: str) -> str:
    year = f"{fiscal_year_label(fiscal_year(day))} "
    if plan.series == EXCHANGE:
        return f"{year}{EXCHANGE} 第{turn}回（{area}）"
    if plan.series == THEMED:
        return f"{year}{THEMED} 第{turn}回「{theme}」"
    if plan.series == COUNCIL:
        return f"第{_term(day)}期第{turn}回 {COUNCIL}"
    return f"{year}第{turn}回 {plan.series}"


def _attendance(rng: random.Random, kind: str) -> tuple[tuple[Attendance, ...], int]:
    if kind == "council":
        return (
            Attendance("公募の委員", rng.randint(3, 4)),
            Attendance("団体・自治会の委員", rng.randint(4, 5)),
            Attendance("学識経験者", rng.randint(1, 2)),
            Attendance("市の委員", 1),
            Attendance("事務局", rng.randint(3, 5)),
        ), 1
    bodies = rng.randint(6, 15)
    return (
        Attendance("市民活動団体", bodies + rng.randint(1, 9), bodies),
        Attendance("自治会・町内会", rng.randint(2, 9), None),
        Attendance("個人", rng.randint(3, 14)),
        Attendance("企業", rng.randint(0, 5)),
        Attendance("学校", rng.randint(0, 6)),
        Attendance("市の職員", rng.randint(5, 12)),
        Attendance("サポートセンター", rng.randint(1, 3)),
    ), bodies


def _guests(rng: random.Random, actors: tuple[Actor, ...], area: str, bodies: int) -> list[Actor]:
    groups = [actor for actor in actors if actor.kind in {"group", "npo"}]
    near = [actor for actor in groups if area in actor.areas]
    return rng.sample(near, min(len(near), bodies // 2)) + rng.sample(groups, bodies - bodies // 2)


def _state(rng: random.Random, gathering: Gathering, coming: int) -> Gathering:
    if coming < 0:
        return replace(gathering, state="held" if coming == -1 else "reported")
    return replace(
        gathering,
        state=("accepting", "published", "reviewed")[coming],
        attendance=(),
        observers=None,
        participants=(),
        posted_on=None,
        statements=(),
        signups="observers" if gathering.council else "participants",
        agenda=tuple(replace(item, outcome=()) for item in gathering.agenda),
        note=rng.choice(
            ("申込みは電話かウェブで。手話と保育があります。", "どなたでも。オンラインでも参加できます。")
        ),
    )
