"""Seeds and matches, planned together so that each state agrees with the other side's."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from demo.minato import bank
from demo.minato.actors import Roll
from demo.minato.bank import Matter, SeedText
from demo.minato.dealing import Clock, Deck, Making
from demo.shapes import Actor, Opinion, Resource, Seed
from tomoni.japan.fiscal import bounds, fiscal_year

TOTAL = 600
WHENS = (
    "いつでも", "平日の昼", "土日のどちらか", "来年4月から", "年度のうち", "夏休みの間", "秋から冬", "平日の夕方", "月に2回ほど", "ご相談のうえで",
    "学期の始めごろ", "週に1回、午前",
)  # fmt: skip
CITY_GIVES = (
    ("place", "公共施設の部屋"), ("name", "市の後援名義"), ("goods", "道具の貸出し"), ("know_how", "担当職員の助言"), ("people", "職員1〜2人の参加"),
    ("name", "広報みなとへの掲載"), ("goods", "活動保険と消耗品"), ("money", "講師料（市の基準）"),
)  # fmt: skip
GROUP_WANTS = (
    ("place", "毎月使える部屋"), ("name", "広報での紹介"), ("people", "手伝う人"), ("goods", "道具を置く場所"), ("know_how", "手続の助言"),
    ("money", "材料の実費"), ("name", "市の後援"), ("people", "担当課との顔合わせ"),
)  # fmt: skip
CITY_CANNOT = (
    "名簿をお渡しすることと、人件費の全額の負担はできません", "夜間と休日の常時の立ち会いはできません", "特定の団体だけを優先することはできません", "新しい施設を建てることはできません",
    "来年度以降の予算をお約束することはできません", "個人の情報をお知らせすることはできません", "車での送迎はできません",
)  # fmt: skip
OTHER_CANNOT = (
    "費用の負担はできません", "平日の夜は対応できません", "遠くの地区までは伺えません", "毎週の約束は難しいです", "雨の日は中止になります", "車の用意はできません", "専門的な判断はできません",
)  # fmt: skip
REASONS = {
    "returned": (
        "時期と場所を書き足してください。",
        "会員以外の方も対象になるかを書いてください。",
        "連絡のつく方をもう一人決めてください。",
    ),
    "withdrawn": (
        "会の都合により取り下げます。",
        "別の方法で人が見つかりました。",
        "担当者の異動のため見直します。",
        "会場が使えなくなりました。",
    ),
}


@dataclass(slots=True)
class Slot:
    """A seed in the making."""

    key: str
    text: SeedText
    matter: Matter | None
    actor: str
    areas: tuple[str, ...]
    fields: tuple[int, ...]
    created_on: date
    gives: tuple[Resource, ...] = ()
    again: bool = False
    state: str = ""
    opinion: Opinion | None = None
    consultation: str | None = None
    matched: list[str] = field(default_factory=list)

    @property
    def side(self) -> str:
        return {"neighbourhood": "group", "school": "group"}.get(self.text.side, self.text.side)

    @property
    def about(self) -> Matter:
        if self.matter is None:
            raise ValueError(f"{self.key} belongs to no matter")
        return self.matter

    @property
    def is_need(self) -> bool:
        return self.text.kind == "need"

    @property
    def published_on(self) -> date:
        return self.created_on + timedelta(days=4)


def slots(make: Making, actors: tuple[Actor, ...]) -> list[Slot]:
    roll, rng = Roll(make.rng, actors), make.rng
    found: list[Slot] = []
    for matter in bank.matters():
        for text in matter.seeds:
            found.append(_slot(make, len(found), text, matter, roll, 0))
    for line in bank.read("common")["seeds"]:
        found.append(_common(make, len(found), line, roll))
    matters = Deck(rng, bank.matters())
    turns: dict[str, int] = {}
    while len(found) < TOTAL:
        matter = matters.deal()
        turn = turns[matter.key] = turns.get(matter.key, 0) + 1
        text = matter.seeds[turn % len(matter.seeds)]
        found.append(_slot(make, len(found), text, matter, roll, turn))
    return found[:TOTAL]


def _slot(make: Making, n: int, text: SeedText, matter: Matter, roll: Roll, turn: int) -> Slot:
    area = matter.areas[turn % len(matter.areas)]
    if text.side == "city":
        actor = matter.departments[turn % len(matter.departments)]
    elif text.side == "group":
        actor = roll.group(matter.key, turn).key
    elif text.side == "neighbourhood":
        actor = roll.neighbourhood(area).key
    else:
        actor = roll.of(matter.key, text.side, text.trade).key
    own = matter.gives if text.side == "group" and text.kind == "offer" else ()
    return Slot(
        key=f"seed-{n + 1:03}",
        text=text,
        matter=matter,
        actor=actor,
        areas=(area,) if turn else matter.areas,
        fields=matter.npo[:2],
        created_on=_some_day(make),
        gives=own,
        again=turn > 0,
    )


def _common(make: Making, n: int, line: str, roll: Roll) -> Slot:
    kind, side, title, body, resource, words = bank.cut(line, 6)
    side, _, trade = side.partition(":")
    actor = "kyodo" if side == "city" else roll.of("", side, trade).key
    gives = (Resource(resource, words),) if resource else ()
    text = SeedText(kind, side, trade, title, body)
    return Slot(f"seed-{n + 1:03}", text, None, actor, ("全域",), (19,), _some_day(make), gives)


def _some_day(make: Making) -> date:
    """Any day of the three years; the last half year is livelier."""
    if make.rng.random() < 0.5:
        return make.clock.back(make.rng.randint(1, 180))
    return make.clock.back(make.rng.randint(30, make.clock.length))


def opinion_for(rng: random.Random, slot: Slot, told: Sequence[Opinion]) -> Opinion | None:
    """A remark about the same matter that could have led to the seed, the likelier the closer its words."""
    words = content_words(slot.text.title + slot.text.body)
    ranked = sorted(told, key=lambda o: (-len(words & content_words(o.text)), o.key))
    return rng.choice(ranked[:3]) if ranked else None


def content_words(text: str) -> set[str]:
    """Runs of kanji and of katakana: what a text is about."""
    return set(re.findall(r"[一-龠々]{2,}|[ァ-ヴー]{3,}", text))


# New seeds on their way to the board, and some that stay inside the office: state, how many, youngest, oldest.
YOUNG = (("draft", 7, 0, 9), ("submitted", 14, 1, 12), ("returned", 6, 3, 20), ("internal_only", 18, 10, 120))


def seeds(make: Making, planned: list[Slot]) -> tuple[Seed, ...]:
    free = [slot for slot in planned if not (slot.state or slot.matched or slot.consultation or slot.opinion)]
    make.rng.shuffle(free)
    for state, count, youngest, oldest in YOUNG:
        for _ in range(count):
            slot = free.pop()
            slot.state = state
            slot.created_on = make.clock.back(make.rng.randint(youngest, oldest))
    return tuple(_seed(make, slot) for slot in planned)


def _seed(make: Making, slot: Slot) -> Seed:
    rng, clock = make.rng, make.clock
    year = fiscal_year(slot.created_on) + (slot.created_on.month in {1, 2, 3})
    expires = bounds(year)[1]
    state = slot.state or _state(rng, clock, slot, expires)
    city = slot.side == "city"
    gives = slot.gives or (_pick(rng, CITY_GIVES, 2) if city else _pick(rng, GROUP_GIVES, 1))
    wants = _wants(rng, slot)
    title, body = slot.text.title, slot.text.body
    if slot.again:
        title = f"{title}（{slot.areas[0]}）"
        body = rng.choice(AGAIN).format(area=slot.areas[0]) + body
    hidden = state in {"draft", "submitted", "returned"}
    return Seed(
        key=slot.key,
        kind=slot.text.kind,
        side=slot.side,
        actor=slot.actor,
        title=title,
        body=body,
        weight="light" if rng.random() < 0.68 else "full",
        state=state,
        fields=slot.fields,
        areas=slot.areas,
        gives=gives,
        wants=wants,
        cannot=_cannot(rng, slot) + "。",
        when=rng.choice(WHENS),
        created_on=slot.created_on,
        expires_on=expires,
        published_on=None if hidden else clock.later(slot.created_on, rng.randint(2, 8)),
        from_opinion=slot.opinion.key if slot.opinion else None,
        from_consultation=slot.consultation,
        reason=rng.choice(REASONS[state]) if state in REASONS else "",
        why=_why(slot),
        matter=slot.matter.key if slot.matter else "",
    )


def _why(slot: Slot) -> str:
    if slot.matter is None:
        return ""
    return f"{slot.matter.city_view[1]}を目ざしています。" if slot.side == "city" else slot.matter.purpose


GROUP_GIVES = (
    ("people", "会員の手伝い"), ("know_how", "これまでの経験"), ("goods", "手持ちの道具"), ("name", "会報での呼びかけ"), ("place", "活動の場所"),
)  # fmt: skip
AGAIN = (
    "昨年度に続いての呼びかけです。今年は{area}を中心に考えています。", "{area}からも声をいただき、場所を増やします。", "{area}でも始めたいという話が出ました。", "前回は{area}の方と話が進みました。もう一組を探しています。",
)  # fmt: skip


def _pick(rng: random.Random, pairs: tuple[tuple[str, str], ...], most: int) -> tuple[Resource, ...]:
    return tuple(Resource(kind, text) for kind, text in rng.sample(pairs, rng.randint(1, most)))


def _wants(rng: random.Random, slot: Slot) -> tuple[Resource, ...]:
    if slot.is_need and slot.matter and slot.side == "city":
        return tuple(rng.sample(slot.matter.gives, rng.randint(1, len(slot.matter.gives))))
    return _pick(rng, GROUP_WANTS, 2)


def _cannot(rng: random.Random, slot: Slot) -> str:
    if slot.side == "city":
        return rng.choice(CITY_CANNOT)
    if slot.side == "group" and slot.matter and slot.text.side == "group":
        return slot.matter.lacks
    return rng.choice(OTHER_CANNOT)


def _state(rng: random.Random, clock: Clock, slot: Slot, expires: date) -> str:
    """The state of a seed that no match decides."""
    age = (clock.today - slot.created_on).days
    if expires < clock.today:
        return rng.choices(("expired", "withdrawn"), (85, 15))[0]
    return "withdrawn" if age > 24 and rng.random() < 0.06 else "published"
