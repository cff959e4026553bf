"""The 250 matches: who met whom about what, how it went, and how each side saw the problem."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from demo import people
from demo.minato import bank
from demo.minato.actors import Roll
from demo.minato.bank import Matter
from demo.minato.dealing import TOKYO, Clock, Deck, Making
from demo.minato.funnel import Slot, content_words, opinion_for
from demo.minato.opinions import name_of
from demo.shapes import Actor, MenuItem, Opinion, Sheet
from demo.shapes import Match as Row
from tomoni.japan.business_days import next_business_day

# State and how many; the most telling ones choose their seeds first.
STATES = (
    ("to_light", 76),
    ("to_project", 8),
    ("to_proposal", 14),
    ("held", 8),
    ("scheduled", 10),
    ("no_show", 4),
    ("agreed_to_meet", 10),
    ("sounded_out", 13),
    ("proposed", 12),
    ("to_info_sharing", 28),
    ("not_now", 26),
    ("declined", 41),
)
LIVE = {"proposed": (1, 12), "sounded_out": (6, 24), "agreed_to_meet": (14, 30), "scheduled": (18, 40), "held": (30, 50), "no_show": (28, 45)}  # fmt: skip
RECENT = 0.35  # share of finished matches that began within the last half year
MET = frozenset({"held", "to_light", "to_project", "to_proposal", "to_info_sharing", "not_now"})
OUTCOMES = MET - {"held"}
PLACES = (
    "みなと交流館 小会議室",
    "サポートセンター 相談席",
    "市役所 4階 打合せ室",
    "公民館 ロビーの机",
    "団体の活動場所",
    "オンライン",
    "現地",
)
BROKERS = ("section", "section", "both", "centre")


@dataclass(frozen=True, slots=True)
class Pair:
    """A match before its dates: the seeds, the sides, the matter."""

    state: str
    matter: Matter
    need: Slot
    offer: Slot | None
    side_a: str
    side_b: str


class Planner:
    """Hands out seeds to matches, no seed twice."""

    def __init__(self, make: Making, slots: list[Slot], opinions: Iterable[Opinion], roll: Roll) -> None:
        self._make, self._roll = make, roll
        self._opinions: dict[str, list[Opinion]] = {}
        for opinion in opinions:
            if opinion.state not in {"received", "not_publishable", "off_topic", "duplicate"}:
                self._opinions.setdefault(opinion.matter, []).append(opinion)
        with_matter = [slot for slot in slots if slot.matter]
        needs = [slot for slot in with_matter if slot.is_need]
        self.asked = next(slot for slot in needs if slot.actor == people.DEPARTMENT and _is_of_sign_in(slot))
        self._needs = Deck(make.rng, [slot for slot in needs if slot is not self.asked])
        self._offers: dict[str, list[Slot]] = {}
        for slot in with_matter:
            if not slot.is_need and slot.matter:
                self._offers.setdefault(slot.matter.key, []).append(slot)

    def pair(self, state: str) -> Pair:
        return self.match(self._needs.deal(), state)

    def match(self, need: Slot, state: str, *, partner: str = "") -> Pair:
        self._date(need, state)
        offer = None if partner else self._offer(need)
        if offer:
            offer.created_on = min(offer.created_on, need.created_on)
            offer.state = need.state if state != "to_light" or self._make.rng.random() < 0.7 else ""
        side_b = partner or (offer.actor if offer else self._other(need))
        return Pair(state, need.about, need, offer, need.actor, side_b)

    def _date(self, need: Slot, state: str) -> None:
        """The day the seed was made follows from how far its match has come; a remark may have led to it."""
        rng, clock = self._make.rng, self._make.clock
        if state in LIVE:
            need.created_on = clock.back(LIVE[state][1] + rng.randint(12, 100))
        else:
            recent = rng.random() < RECENT
            need.created_on = clock.back(
                rng.randint(80, 190) if recent else rng.randint(190, clock.length - 60)
            )
        if state == "to_light" or rng.random() < 0.4:
            told = [
                opinion
                for opinion in self._opinions.get(need.about.key, ())
                if opinion.said_on and 10 <= (need.created_on - opinion.said_on).days <= 300
            ]
            need.opinion = opinion_for(rng, need, told)
            need.areas = (need.opinion.area,) if need.opinion else need.areas
        need.state = _seed_state(state)

    def _offer(self, need: Slot) -> Slot | None:
        free = [
            slot for slot in self._offers[need.about.key] if slot.actor != need.actor and not slot.matched
        ]
        if not free:
            return None
        offer = self._make.rng.choice(free)
        offer.matched.append(need.key)
        return offer

    def _other(self, need: Slot) -> str:
        if need.side == "city":
            return self._roll.group(need.about.key, self._make.rng.randint(0, 1)).key
        return need.about.departments[0]


def _is_of_sign_in(slot: Slot) -> bool:
    return any(group.key == people.GROUP for group in slot.about.groups)


def _seed_state(state: str) -> str:
    if state in {"to_light", "to_project"}:
        return "realised"
    return "matched" if state in LIVE or state == "to_proposal" else ""


def matches(
    make: Making,
    slots: list[Slot],
    opinions: Iterable[Opinion],
    actors: tuple[Actor, ...],
    menu: tuple[MenuItem, ...],
) -> tuple[Row, ...]:
    planner = Planner(make, slots, opinions, Roll(make.rng, actors))
    pairs = [planner.pair(state) for state, count in STATES for _ in range(count)]
    names = {actor.key: actor.name for actor in actors}
    words = Words(make.rng, {item.department: item for item in menu}, names)
    pairs[-1] = planner.match(planner.asked, "sounded_out", partner=people.GROUP)
    drafts = [_row(make, words, pair) for pair in pairs[:-1]]
    waiting = _row(make, words, pairs[-1])
    drafts.append(replace(waiting, consent_a=make.clock.later(waiting.proposed_on, 2), consent_b=None))
    drafts.sort(key=lambda row: row.proposed_on)
    return tuple(drafts)


class Words:
    """What brokers and sides write down."""

    def __init__(self, rng: random.Random, menu: dict[str, MenuItem], names: dict[str, str]) -> None:
        phrases = bank.read("phrases")
        self.menu, self.names, self.rng = menu, names, rng
        self.note = Deck(rng, phrases["meeting_note"]["any"])
        self.next = Deck(rng, phrases["next_step"]["any"])
        self.decline = Deck(rng, phrases["decline"]["any"])
        self.put_off = {
            "not_now": Deck(rng, phrases["not_now"]["any"]),
            "to_info_sharing": Deck(rng, phrases["info"]["any"]),
        }
        self.city_happening = Deck(rng, phrases["happening"]["city"])
        self.other_happening = Deck(rng, phrases["happening"]["other"])

    def reasons(self, pair: Pair) -> tuple[tuple[str, str], ...]:
        found = []
        if pair.offer:
            both = content_words(pair.need.text.title + pair.need.text.body) & content_words(
                pair.offer.text.title + pair.offer.text.body
            )
            if both:
                found.append(("words", "ことば：" + "・".join(sorted(both)[:4])))
        found.append(("field", "分野：" + "・".join(bank.NPO_FIELDS[n - 1] for n in pair.matter.npo[:2])))
        areas = pair.need.areas
        found.append(("area", f"地区：{areas[0]}"))
        given = pair.offer.text.title if pair.offer else self.rng.choice(pair.matter.gives).text
        found.append(("resource", f"「{pair.need.text.title}」 ↔ 「{given}」"))
        found.append(
            ("history", self.rng.choice(("これまでの実績：初めての組", "これまでの実績：昨年度に一度")))
        )
        return tuple(found)

    def sheets(self, pair: Pair) -> tuple[Sheet, ...]:
        return (self._sheet("a", pair.side_a, pair), self._sheet("b", pair.side_b, pair))

    def _sheet(self, side: str, actor: str, pair: Pair) -> Sheet:
        matter = pair.matter
        if actor in self.menu:
            item = self.menu[actor]
            who, success = matter.city_view
            return Sheet(side, who, self.city_happening.deal(), success, item.can, item.cannot)
        who, happening, success = matter.group_view
        if side == "a" or pair.side_a in self.menu:
            gives = "、".join(give.text for give in matter.gives)
            return Sheet(side, who, happening, success, gives, f"{matter.lacks}。")
        offer = pair.offer.text.title if pair.offer else matter.activity
        return Sheet(
            side, matter.city_view[0], self.other_happening.deal(), success, offer, "費用の負担はできません。"
        )


def _row(make: Making, words: Words, pair: Pair) -> Row:
    rng, clock, state = make.rng, make.clock, pair.state
    key = f"match-{pair.need.key[5:]}"
    proposed = _proposed(make, pair)
    consents = _consents(make, state, proposed)
    meets = _meeting(make, state, max((day for day in consents if day), default=proposed))
    met = meets.date() if meets and state in MET else None
    declined_by = rng.choice("ab") if state == "declined" else ""
    return Row(
        key=key,
        title=pair.matter.topic,
        state=state,
        side_a=pair.side_a,
        side_b=pair.side_b,
        need=pair.need.key,
        offer=pair.offer.key if pair.offer else None,
        reasons=words.reasons(pair),
        proposed_on=proposed,
        broker=rng.choice(BROKERS),
        consent_a=None if declined_by == "a" else consents[0],
        consent_b=None if declined_by == "b" else consents[1],
        declined_by=declined_by,
        declined_reason=f"{words.decline.deal()}。" if declined_by else "",
        meets_at=meets,
        place=rng.choice(PLACES) if meets else "",
        note=words.note.deal() if met else "",
        next_step=f"{words.next.deal()}。" if met else "",
        next_on=next_business_day(met + timedelta(days=rng.randint(10, 30))) if met else None,
        sheets=words.sheets(pair) if meets and (met or rng.random() < 0.5) else (),
        outcome_on=clock.later(met, rng.randint(1, 12)) if met and state in OUTCOMES else None,
        outcome_reason=f"{words.put_off[state].deal()}。" if state in words.put_off else "",
        revisit_on=met + timedelta(days=rng.choice((90, 180, 365))) if met and state == "not_now" else None,
        matter=pair.matter.key,
    )


def _proposed(make: Making, pair: Pair) -> date:
    rng, clock = make.rng, make.clock
    made = [slot.published_on for slot in (pair.need, pair.offer) if slot]
    if pair.state in LIVE:
        newest, oldest = LIVE[pair.state]
        return max(max(made), next_business_day(clock.back(rng.randint(newest, oldest))))
    return clock.later(max(made), rng.randint(4, 30))


def _consents(make: Making, state: str, proposed: date) -> tuple[date | None, date | None]:
    rng, clock = make.rng, make.clock
    if state == "proposed":
        return None, None
    if state == "sounded_out":
        one = clock.later(proposed, rng.randint(2, 4))
        return rng.choice(((None, None), (one, None), (None, one)))
    return clock.later(proposed, rng.randint(2, 6)), clock.later(proposed, rng.randint(2, 9))


def _meeting(make: Making, state: str, agreed: date) -> datetime | None:
    rng, clock = make.rng, make.clock
    if state in {"proposed", "sounded_out", "agreed_to_meet", "declined"}:
        return None
    if state == "scheduled":
        day = next_business_day(clock.today + timedelta(days=rng.randint(2, 18)))
    elif state in {"held", "no_show"}:
        day = max(agreed, next_business_day(clock.back(rng.randint(4, 14))))
    else:
        day = _before_today(clock, agreed + timedelta(days=rng.randint(5, 18)))
    return datetime.combine(day, time(rng.choice((10, 13, 14, 15, 17, 18)), rng.choice((0, 30))), TOKYO)


def _before_today(clock: Clock, day: date) -> date:
    return min(next_business_day(day), clock.today - timedelta(days=1))


def title_of(actor: str, names: dict[str, str]) -> str:
    return names.get(actor) or name_of(actor)
