"""The 1,500 opinions of the gatherings, and the city's answers to most of them."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from demo import seeds_kashiwa
from demo.minato import bank
from demo.minato.actors import districts
from demo.minato.bank import Matter
from demo.minato.dealing import Clock, Deck, Making, spread
from demo.shapes import Answer, Gathering, Opinion, Scheme, SchemeClass

TOTAL = 1500
CLASSES = "ABCDEFGH"
OWN = "minato-fields"
WEIGHTS = {"exchange": 52, "themed": 44, "council": 20, "briefing": 18}

SCHEMES = (
    seeds_kashiwa.SCHEME,
    Scheme(
        OWN,
        "みなと市の政策分野",
        2,
        (
            *(SchemeClass(code, label) for _, label, code in bank.POLICY_FIELDS),
            SchemeClass("9", "協働のしくみ"),
        ),
    ),
)

# Share of states by the age of the remark in days.
LIVES: tuple[tuple[int, dict[str, int]], ...] = (
    (45, {"received": 14, "normalised": 12, "classified": 26, "routed": 30, "answer_drafted": 12, "answered": 6}),
    (120, {"classified": 10, "routed": 26, "answer_drafted": 20, "answer_approved": 8, "answered": 34}),
    (400, {"routed": 21, "answer_drafted": 6, "answer_approved": 4, "answered": 64}),
    (9999, {"routed": 24, "answered": 71}),
)  # fmt: skip

UNDER_WAY = frozenset({"answer_drafted", "answer_approved", "answered"})


@dataclass(frozen=True, slots=True)
class Said:
    gathering: Gathering
    matter: Matter
    area: str
    code: str
    text: str
    voice: str


class Speech:
    """Says things as people say them: a matter they live with, their class of complaint, who they are."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        remarks = bank.read("remarks")
        openers = dict(bank.read("phrases")["openers"])
        self._neutral: Deck[str] = Deck(rng, openers.pop("neutral"))
        self.says = Deck(rng, [(code, text) for code in CLASSES for text in remarks[code]["says"]])
        self.adds = {code: Deck(rng, remarks[code]["adds"]) for code in CLASSES}
        self._kinds = Deck(
            rng, ("group", "group", "neighbourhood", "resident", "resident", "business", "school")
        )
        self._openers: dict[str, Deck[str]] = {kind: Deck(rng, lines) for kind, lines in openers.items()}
        self._turn = 0
        self._heard: dict[str, Deck[tuple[str, str]]] = {}
        self._spoken: dict[str, int] = {}

    def remark(self, matter: Matter, area: str) -> tuple[str, str, str]:
        """A class, a text, and the voice of the matter that is heard in it, if any."""
        rng, turn = self._rng, self._turn
        self._turn += 1
        if turn % 4 == 3:
            code, says = self.says.deal()
            text = f"{self._opener()}{says}" if rng.random() < 0.45 else says
            return code, self.fill(text, matter, area), ""
        if matter.key not in self._heard:
            self._heard[matter.key] = Deck(rng, matter.voices)
        spoken = self._spoken[matter.key] = self._spoken.get(matter.key, 0) + 1
        code, voice = self._heard[matter.key].deal()
        again = spoken > len(matter.voices)
        text = f"{self._neutral.deal()}{voice}" if again else voice
        if rng.random() < (0.3 if again else 0.15):
            text = f"{text}{self.adds[code].deal()}"
        return code, self.fill(text, matter, area), voice

    def fill(self, text: str, matter: Matter, area: str) -> str:
        rng = self._rng
        filled = (
            text.replace("{topic}", short(matter))
            .replace("{d}", area)
            .replace("{dept}", name_of(matter.departments[0]))
            .replace("{n}", str(rng.randint(2, 6)))
            .replace("{m}", str(rng.choice((7, 9, 12, 15, 18, 23, 30))))
        )
        return noted(rng, filled)

    def _opener(self) -> str:
        return self._openers[self._kinds.deal()].deal()


SHORT = {
    "welfare": "見守りや支え合い",
    "children": "子どもの居場所",
    "safety": "防災や見守り",
    "green": "緑や海の活動",
    "culture": "文化の活動",
    "world": "多文化の活動",
    "town": "まちづくり",
    "digital": "情報の活動",
}


def short(matter: Matter) -> str:
    """The matter's name, or its field's where the name is too long for the middle of a sentence."""
    return matter.topic if len(matter.topic) <= 9 and "と" not in matter.topic else SHORT[matter.field]


def noted(rng: random.Random, text: str) -> str:
    """Some remarks are taken down by a clerk in note form."""
    if rng.random() > 0.08 or not text.endswith("ほしい。"):
        return text
    return f"{text[:-1]}とのご意見。"


def name_of(department: str) -> str:
    return _names()[department]


@cache
def _names() -> dict[str, str]:
    rows = [*bank.read("departments")["department"], *bank.read("common")["department"]]
    return {row["key"]: row["name"] for row in rows}


def opinions(make: Making, gatherings: tuple[Gathering, ...]) -> tuple[Opinion, ...]:
    rng = make.rng
    speech, decks = Speech(rng), _decks(rng)
    said: list[Said] = []
    seen: set[str] = set()
    for gathering in _seats(gatherings):
        for _ in range(6):
            matter = decks[_field(gathering)].deal()
            area = _area(rng, gathering, matter)
            code, text, voice = speech.remark(matter, area)
            if text not in seen:
                break
        else:
            raise ValueError("too few texts in the banks")
        seen.add(text)
        said.append(Said(gathering, matter, area, code, text, voice))
    states = _states(rng, make.clock, [row.gathering.day for row in said])
    found = [
        _opinion(make, n, row, state) for n, (row, state) in enumerate(zip(said, states, strict=True), 1)
    ]
    return tuple(_with_asides(rng, make.clock, _with_duplicates(rng, found)))


def _seats(gatherings: Sequence[Gathering]) -> list[Gathering]:
    held = [gathering for gathering in gatherings if gathering.state in {"held", "reported"}]
    whole = sum(WEIGHTS[gathering.kind] for gathering in held)
    seats = [g for g in held for _ in range(WEIGHTS[g.kind] * TOTAL // whole)]
    return sorted([*seats, *held[: TOTAL - len(seats)]], key=lambda gathering: gathering.key)


def _decks(rng: random.Random) -> dict[str, Deck[Matter]]:
    matters = bank.matters()
    decks = {"": Deck(rng, matters)}
    for field, label, _ in bank.POLICY_FIELDS:
        decks[label] = Deck(rng, [matter for matter in matters if matter.field == field] or matters)
    return decks


def _field(gathering: Gathering) -> str:
    return gathering.theme if gathering.kind == "themed" else ""


def _area(rng: random.Random, gathering: Gathering, matter: Matter) -> str:
    here = [area for area in districts() if area in gathering.title]
    if here and rng.random() < 0.7:
        return here[0]
    return rng.choice(matter.areas)


def _states(rng: random.Random, clock: Clock, days: list[date]) -> list[str]:
    newest = max(days)  # still on the desk, however long ago it was
    ages = [0 if day == newest else (clock.today - day).days for day in days]
    states: list[str] = [""] * len(days)
    lower = -1
    for upper, shares in LIVES:
        places = [n for n, age in enumerate(ages) if lower < age <= upper]
        for n, state in zip(places, spread(rng, shares, len(places)), strict=True):
            states[n] = state
        lower = upper
    return states


def _opinion(make: Making, n: int, said: Said, state: str) -> Opinion:
    rng, gathering, matter, code = make.rng, said.gathering, said.matter, said.code
    department = rng.choice(matter.departments) if code not in "AG" else "kyodo"
    field = next(number for key, _, number in bank.POLICY_FIELDS if key == matter.field)
    own = field if said.voice else "9"
    codes: list[tuple[str, str]] = []
    if state not in {"received", "normalised"}:
        codes = [("kashiwa", code), (OWN, own)]
        if rng.random() < 0.18:
            codes.append(("kashiwa", rng.choice([other for other in CLASSES if other != code])))
    answer = _answer(make, said, department, state)
    return Opinion(
        key=f"opinion-{n:04}",
        text=said.text,
        codes=tuple(codes),
        state=state,
        gathering=gathering.key,
        source=gathering.title,
        said_on=gathering.day,
        department=department if state not in {"received", "normalised", "classified"} else "",
        answer=answer,
        follow_up=_follow_up(make, answer),
        matter=matter.key,
        area=said.area,
        note=_note(state),
    )


def _with_asides(rng: random.Random, clock: Clock, found: list[Opinion]) -> list[Opinion]:
    """Remarks beside the point, and some that would let a neighbour be known."""
    old = [
        n
        for n, opinion in enumerate(found)
        if opinion.state == "routed" and opinion.said_on and (clock.today - opinion.said_on).days > 60
    ]
    rng.shuffle(old)
    for state, texts in bank.read("remarks")["aside"].items():
        for text in texts:
            n = old.pop()
            found[n] = replace(
                found[n],
                text=text,
                state=state,
                codes=(("kashiwa", "H"), (OWN, "9")),
                department="",
                matter="",
                note=_note(state),
            )
    return found


def _note(state: str) -> str:
    return {
        "not_publishable": "個人が分かる内容を含むため、公開しません。",
        "off_topic": "協働についての意見ではないため、広聴の担当へ渡しました。",
    }.get(state, "")


def _answer(make: Making, said: Said, department: str, state: str) -> Answer | None:
    if state not in UNDER_WAY:
        return None
    rng, clock, matter, day = make.rng, make.clock, said.matter, said.gathering.day
    kind, text = _answer_text(rng, said)
    text = text.format(
        topic=short(matter),
        dept=name_of(department),
        d=said.area,
        who=matter.city_view[0],
        success=matter.city_view[1],
    )
    drafted = clock.later(day, rng.randint(6, 30))
    approved = clock.later(drafted, rng.randint(1, 10)) if state != "answer_drafted" else None
    return Answer(
        kind=kind,
        text=text,
        department=department,
        reason=text.split("。")[0] + "。" if kind == 5 else "",
        drafted_on=drafted,
        approved_on=approved,
        published_on=clock.later(approved, rng.randint(0, 6)) if approved and state == "answered" else None,
    )


def _answer_text(rng: random.Random, said: Said) -> tuple[int, str]:
    """The answer written for that very voice, else one about the matter, else one fit for the class."""
    own = _own_answers(said.matter).get(said.voice)
    if own:
        return own
    answers = bank.read("answers")["matter" if said.voice else said.code]
    fitting = [line for line in answers["first"] if not said.voice or _fits(line, said)]
    first = rng.choice(fitting)
    return int(first[0]), first[2:] + rng.choice(answers["then"])


OUTSIDE = ("県", "国", "警察", "会社", "病院", "大学", "バス", "鉄道", "裁判")
COSTS = (
    "費",
    "代が",
    "代を",
    "代の",
    "円",
    "補助",
    "謝礼",
    "手当",
    "予算",
    "料",
    "金",
    "場所",
    "倉庫",
    "置き場",
)


def _fits(line: str, said: Said) -> bool:
    """Some answers presuppose something: another body that decides, a cost, a success, ignorance of what there is."""
    if line.startswith("6"):
        return any(word in said.voice for word in OUTSIDE)
    if line.startswith("5"):
        return any(word in said.voice for word in COSTS)
    if "工夫" in line:
        return said.code in "FH" and "ほしい" not in said.voice
    if "お知らせが行き届かず" in line:
        return said.code == "C"
    return True


@cache
def _own_answers(matter: Matter) -> dict[str, tuple[int, str]]:
    """Each answer of the bank belongs to the voice it shares most words with."""
    found: dict[str, tuple[int, str]] = {}
    for kind, answer in matter.answers:
        words = _pairs(answer)
        shared, voice = max((len(words & _pairs(text)), text) for _, text in matter.voices)
        if shared >= 2:
            found[voice] = (kind, answer)
    return found


def _pairs(text: str) -> set[str]:
    """Neighbouring characters without the grammar between them."""
    bare = re.sub(r"[ぁ-ん、。「」0-9]", " ", text)
    return {bare[n : n + 2] for n in range(len(bare) - 1) if " " not in bare[n : n + 2]}


def _follow_up(make: Making, answer: Answer | None) -> str:
    if not answer or not answer.published_on or answer.kind not in {1, 3}:
        return ""
    old = (make.clock.today - answer.published_on) > timedelta(days=200)
    return "done" if old and make.rng.random() < 0.8 else "open"


def _with_duplicates(rng: random.Random, found: list[Opinion]) -> list[Opinion]:
    """A few remarks repeat what was already said and point at it."""
    by_matter: dict[str, list[int]] = {}
    for n, opinion in enumerate(found):
        by_matter.setdefault(opinion.matter, []).append(n)
    for places in rng.sample(sorted(by_matter.values()), min(40, len(by_matter))):
        for early, late in zip(places, places[1:], strict=False):
            same = found[early].codes[:1] == found[late].codes[:1]
            if same and found[late].state == "routed" and found[early].state == "answered":
                found[late] = replace(found[late], state="duplicate", duplicate_of=found[early].key)
                break
    return found
