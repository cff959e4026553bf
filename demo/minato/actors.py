"""The 400 bodies and supporters of the city."""

import random

from demo import people as signs
from demo.minato import bank
from demo.minato.bank import Matter
from demo.minato.dealing import Deck, Making
from demo.shapes import Actor, Person

TOTAL = 400
SUPPORTERS = 24

CENTRE = Actor(
    "centre",
    "みなと市民活動サポートセンター",
    "みなとしみんかつどうさぽーとせんたー",
    "centre",
    purpose="市民活動を始める人、続ける人を支え、市の各課や企業、学校との間をつなぐ。",
    activities="相談、団体登録、印刷機と会議室の貸出し、通信「みなとの風」の発行",
    fields=(19,),
    areas=("本町",),
    established=2009,
    mail="centre@minato.example.jp",
    phone="0000-53-0011",
    address="本町二丁目5番 みなと交流館2階",
)
COUNCIL = Actor(
    "council",
    "みなと市協働推進会議",
    "みなとしきょうどうすいしんかいぎ",
    "council",
    purpose="協働の計画と進み具合を、市民、団体、企業、学校、市の立場から話し合う。",
    activities="年4回の会議と、意見交換会への参加",
    fields=(19,),
    areas=("本町",),
    members=12,
    established=2011,
)

MEETINGS = (
    "第1・第3土曜 午前", "毎週火曜 午後", "第2日曜 午前", "毎月最終金曜 夜", "毎週木曜 午前", "第2・第4水曜 午後",
    "毎月10日 午前", "隔週土曜 午後", "第3日曜 終日", "平日の夜に随時",
)  # fmt: skip
WANTS = (
    "活動を手伝う人", "毎月使える会場", "広報の手助け", "会計の助言", "若い会員", "道具を置く場所", "同じ分野の会とのつながり",
    "学校への紹介", "印刷費の助け", "講師の紹介", "市の担当課との顔合わせ", "ウェブに詳しい人",
)  # fmt: skip
SKILLS = (
    ("文章と校正", "通信や報告書の文章を読みやすく直す"),
    ("写真の記録", "催しの写真を撮り、説明を付けて渡す"),
    ("庭木の手入れ", "剪定と草取りの手順を教える"),
    ("手芸", "布小物づくりの講座を開く"),
    ("パソコン", "名簿と会計の表づくりを手伝う"),
    ("車の運転", "月2回まで荷物を運ぶ"),
    ("英語の通訳", "催しの受付で通訳をする"),
    ("大工仕事", "棚やいすの修理をする"),
    ("ピアノの伴奏", "集まりで歌の伴奏をする"),
    ("看護", "催しの救護係を務める"),
    ("料理", "大勢の昼食の段取りを組む"),
    ("イラスト", "ちらしと名札の絵を描く"),
    ("子どもの見守り", "親の集まりの間、子どもと遊ぶ"),
    ("そろばんと算数", "放課後の学習を手伝う"),
    ("司会", "催しの司会を引き受ける"),
    ("動画の編集", "短い記録の動画にまとめる"),
    ("ベトナム語", "学校のお便りを訳す"),
    ("手話", "相談の席で手話の通訳をする"),
    ("野鳥の観察", "海辺と里山の案内をする"),
    ("傾聴", "施設で話し相手になる"),
    ("アマチュア無線", "訓練で通信を受け持つ"),
    ("書道", "看板と表彰状の字を書く"),
    ("整備", "自転車の点検をする"),
    ("中国語", "窓口の案内を手伝う"),
)
OTHER_FORMS = {
    "welfare_council": "社会福祉",
    "centre": "",
    "council": "実行委員会",
    "district_council": "地縁",
}
PURPOSES = {
    "neighbourhood": "住民どうしが知り合い、安心して暮らせる{area}をつくる。",
    "welfare_council": "住民の支え合いで、誰もが暮らし続けられる地域をつくる。",
    "district_council": "地区の団体が集まり、暮らしの課題を話し合って取り組む。",
    "council": "立場の違う人が集まり、まちの課題を話し合って取り組む。",
    "school": "地域の人とともに学び、地域に役立つ経験を積む。",
    "business": "本業の力を生かし、地域の暮らしに役立つ。",
    "centre": "地区で活動する人の相談を受け、つなぐ。",
}
ACTIVITIES = {
    "neighbourhood": (
        "清掃、防災訓練、夏祭り、見守り", "回覧、資源回収、敬老の集い", "防犯の見回り、花壇、子ども会の支援", "会館の運営、盆踊り、避難訓練",
        "公園の草取り、餅つき、名簿の整備", "マンションと戸建ての合同訓練、清掃",
    ),
    "welfare_council": ("ふれあいサロン、会食会、福祉教育",),
    "district_council": ("地区の計画づくり、年6回の会議、部会の活動",),
    "council": ("年4回の会議と、催しの企画",),
    "school": ("総合の学習、ボランティアの日、地域行事への参加",),
    "business": ("清掃への参加、場所と品物の提供、職場体験の受け入れ",),
    "centre": ("週3日の相談、印刷機の貸出し",),
}  # fmt: skip
FIELDS = {
    "neighbourhood": (3, 9),
    "welfare_council": (1,),
    "district_council": (3,),
    "council": (3,),
    "school": (13,),
    "business": (16,),
    "centre": (19,),
}


def actors(make: Making) -> tuple[Actor, ...]:
    found = [CENTRE, COUNCIL]
    for matter in bank.matters():
        found += _groups(make, matter)
    found += _named(make)
    found += _supporters(make)
    bodies = _neighbourhoods(make)
    return (*found, *bodies[: TOTAL - len(found)])


def _groups(make: Making, matter: Matter) -> list[Actor]:
    rng = make.rng
    found = []
    asked = {post.actor: sign for sign in signs.SIGN_INS for post in sign.posts}
    for n, text in enumerate(matter.groups):
        members = rng.choice((6, 8, 9, 11, 12, 14, 17, 18, 21, 24, 28, 33, 41, 57))
        sign = asked.get(text.key)
        leader = Person(sign.key, sign.name, sign.kana, sign.mail) if sign else make.names.person()
        area = matter.areas[n % len(matter.areas)]
        found.append(
            Actor(
                key=text.key,
                name=text.name,
                kana=text.kana,
                kind="npo" if "NPO" in text.legal_form else "group",
                legal_form=text.legal_form,
                purpose=matter.purpose,
                activities=matter.activity
                if n == 0
                else f"{matter.topic}に関わる学び合いと、{matter.activity}",
                fields=matter.npo[:3],
                areas=(area, *(other for other in matter.areas if other != area))[:3],
                members=members,
                resident_members=members - rng.randint(0, 3),
                established=rng.randint(1988, make.clock.first_year),
                can_offer=tuple(give.text for give in matter.gives),
                wants=tuple(rng.sample(WANTS, 2)),
                meeting=rng.choice(MEETINGS),
                fee=rng.choice(("なし", "年1,000円", "年2,000円", "年3,000円", "月300円")),
                recruiting=rng.random() < 0.7,
                representative=leader,
                mail=f"{text.key}@group.example.jp",
                phone=f"0000-6{rng.randint(0, 9)}-{rng.randint(1000, 9999)}",
                address=f"{area}{rng.randint(1, 6)}丁目{rng.randint(1, 28)}番{rng.randint(1, 15)}号",
                published=rng.random() < 0.93,
                matter=matter.key,
            )
        )
    return found


def _named(make: Making) -> list[Actor]:
    city = bank.read("city")
    found = []
    for n, line in enumerate(city["business"]["names"], 1):
        name, kana, trade = bank.cut(line, 3)
        area = next((d for d in districts() if d in name), _area(make.rng))
        found.append(_body(make, f"b{n:02}", (name, kana), "business", "企業", area, trade))
    for n, line in enumerate(city["school"]["names"], 1):
        name, kana, level = bank.cut(line, 3)
        area = next((d for d in districts() if name.startswith(d)), _area(make.rng))
        found.append(_body(make, f"s{n:02}", (name, kana), "school", "学校", area, level))
    for n, line in enumerate(city["other"]["names"], 1):
        name, kana, kind = bank.cut(line, 3)
        area = next((d for d in districts() if name.startswith(d)), "本町")
        form = OTHER_FORMS[kind]
        found.append(_body(make, f"o{n:02}", (name, kana), kind, form, area))
    return found


def _neighbourhoods(make: Making) -> list[Actor]:
    rows = [
        (district["name"], bank.cut(line, 2))
        for place in range(7)
        for district in bank.read("city")["district"]
        for line in district["bodies"][place : place + 1]
    ]
    return [
        _body(make, f"n{n:02}", (text[0], text[1]), "neighbourhood", "地縁", area)
        for n, (area, text) in enumerate(rows, 1)
    ]


def _body(
    make: Making, key: str, text: tuple[str, str], kind: str, form: str, area: str, trade: str = ""
) -> Actor:
    rng = make.rng
    households = rng.randint(48, 640)
    activities = rng.choice(ACTIVITIES[kind])
    return Actor(
        key=key,
        name=text[0],
        kana=text[1],
        kind=kind,
        legal_form=form,
        purpose=PURPOSES[kind].format(area=area),
        activities=f"{trade}。{activities}" if kind == "business" else activities,
        fields=FIELDS[kind],
        areas=(area,),
        members=households if kind in {"neighbourhood", "school", "business"} else rng.randint(12, 40),
        established=rng.randint(1955, make.clock.first_year - 4),
        can_offer=tuple(rng.sample(("会場", "掲示", "人手", "道具", "回覧", "駐車場"), 2)),
        wants=tuple(rng.sample(WANTS, 2)),
        representative=make.names.person(),
        mail=f"{key}@group.example.jp",
        phone=f"0000-7{rng.randint(0, 9)}-{rng.randint(1000, 9999)}",
        address=f"{area}{rng.randint(1, 5)}丁目{rng.randint(1, 30)}番",
        matter=trade,
    )


def _supporters(make: Making) -> list[Actor]:
    found = []
    for n, (skill, act) in enumerate(SKILLS[:SUPPORTERS], 1):
        person = make.names.person()
        found.append(
            Actor(
                key=f"i{n:02}",
                name=person.name,
                kana=person.kana,
                kind="supporter",
                legal_form="個人",
                purpose=f"得意なことを生かして、地域の活動を手伝う（{skill}）。",
                activities=f"{act}。",
                fields=(make.rng.choice((1, 2, 3, 6, 7, 13, 14)),),
                areas=(_area(make.rng),),
                members=1,
                can_offer=(skill,),
                representative=person,
                mail=person.mail,
                published=make.rng.random() < 0.6,
            )
        )
    return found


def districts() -> list[str]:
    return [district["name"] for district in bank.read("city")["district"]]


def _area(rng: random.Random) -> str:
    return rng.choice(districts())


class Roll:
    """Finds the actor a text needs: a group of the matter, a business of the trade, a neighbourhood, a supporter."""

    def __init__(self, rng: random.Random, actors: tuple[Actor, ...]) -> None:
        self.by_key = {actor.key: actor for actor in actors}
        self._near: dict[str, Deck[Actor]] = {}
        self._by_matter: dict[str, list[Actor]] = {}
        self._decks: dict[str, Deck[Actor]] = {}
        kinds: dict[str, list[Actor]] = {}
        for actor in actors:
            self._by_matter.setdefault(actor.matter, []).append(actor)
            kinds.setdefault(actor.kind, []).append(actor)
        for kind, members in kinds.items():
            self._decks[kind] = Deck(rng, members)
        for area in districts():
            near = [actor for actor in kinds["neighbourhood"] if area in actor.areas]
            self._near[area] = Deck(rng, near)

    def neighbourhood(self, area: str) -> Actor:
        return self._near[area].deal()

    def of(self, matter: str, side: str, trade: str = "") -> Actor:
        if trade and trade in self._by_matter:
            return self._by_matter[trade][0]
        if side == "group" and matter:
            return self._by_matter[matter][0]
        return self._decks["supporter" if side == "resident" else side].deal()

    def group(self, matter: str, turn: int) -> Actor:
        groups = self._by_matter[matter]
        return groups[turn % len(groups)]
