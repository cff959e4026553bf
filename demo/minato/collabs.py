"""The 150 light collaborations: from matches, straight from seeds and remarks, and from the menu."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo import people
from demo.minato import bank
from demo.minato.actors import Roll, districts
from demo.minato.bank import Matter
from demo.minato.dealing import Deck, Making
from demo.minato.funnel import Slot
from demo.minato.gatherings import PLACES
from demo.minato.opinions import name_of
from demo.shapes import Actor, LightCollab, Match, MenuItem, Opinion, Voice

TOTAL = 150
FROM_SEEDS = 16
FROM_OPINIONS = 16
CANCELLED = 9
NEW = 6  # asked for this week and not yet confirmed

ASKS = {
    "venue_goods_support": ("room",),
    "publicity_support": ("notice",),
    "nominal_sponsorship": ("name",),
    "co_hosting": ("room", "notice", "name"),
    "project_cooperation": (),
    "information_exchange": (),
    "policy_participation": (),
    "adopt_programme": ("goods",),
    "executive_committee": ("room",),
    "subsidy": (),
}
CANCEL_REASONS = (
    "大雨の予報のため取りやめました。",
    "会員の都合がつかず、来年度に回しました。",
    "会場の工事が重なり、取りやめました。",
    "申込みが少なく、ほかの集まりと一緒にしました。",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Where a light collaboration came from."""

    matter: Matter
    side_a: str
    side_b: str
    area: str
    agreed_on: date
    match: str | None = None
    seed: str | None = None
    opinion: str | None = None


class Lines:
    """Titles, results and the sides' lines: the matter's own first, later ones from common stock."""

    def __init__(self, rng: random.Random) -> None:
        phrases = bank.read("phrases")
        self._rng = rng
        self._city: Deck[str] = Deck(rng, phrases["lines"]["city"])
        self._partner: Deck[str] = Deck(rng, phrases["lines"]["partner"])
        self._results: Deck[str] = Deck(rng, phrases["results"]["any"])
        self._titles: Deck[str] = Deck(rng, phrases["menu_happenings"]["titles"])
        self._used: dict[str, int] = {}

    def turn(self, matter: str) -> int:
        self._used[matter] = self._used.get(matter, 0) + 1
        return self._used[matter]

    def result(self) -> str:
        n = self._rng.randint(14, 90)
        return self._results.deal().format(n=n, k=self._rng.randint(3, 11)) + "。"

    def voice(self, *, of_city: bool) -> Voice:
        deck = self._city if of_city else self._partner
        return Voice(deck.deal(), self._rng.choices((5, 4, 3, 2), (46, 38, 13, 3))[0])

    def title(self, group: str, item: MenuItem) -> str:
        return self._titles.deal().format(group=group, menu=item.title, dept=name_of(item.department))


def collabs(
    make: Making,
    matches: tuple[Match, ...],
    slots: list[Slot],
    opinions: tuple[Opinion, ...],
    actors: tuple[Actor, ...],
    menu: tuple[MenuItem, ...],
) -> tuple[LightCollab, ...]:
    lines = Lines(make.rng)
    roll = Roll(make.rng, actors)
    departments = {item.department for item in menu}
    causes = [
        *_from_matches(matches, slots),
        *_from_seeds(make, slots, roll),
        *_from_opinions(make, opinions, roll),
    ]
    found = [_of(make, lines, cause, departments) for cause in sorted(causes, key=lambda c: c.agreed_on)]
    groups = Deck(make.rng, [actor for actor in actors if actor.kind in {"group", "npo", "neighbourhood"}])
    found += [_of_menu(make, lines, *_visit(make.rng, menu, groups)) for _ in range(TOTAL - len(found) - NEW)]
    found += [
        _planned(make, _of_menu(make, lines, *_visit(make.rng, menu, groups, asking=True)))
        for _ in range(NEW)
    ]
    own = next(item for item in menu if item.department == people.DEPARTMENT)
    group = next(actor for actor in actors if actor.key == people.GROUP)
    found[-1] = _just_over(make, _of_menu(make, lines, own, group))
    return _numbered(make, found)


def _matter(key: str) -> Matter:
    return next(matter for matter in bank.matters() if matter.key == key)


def _from_matches(matches: tuple[Match, ...], slots: list[Slot]) -> list[Cause]:
    by_key = {slot.key: slot for slot in slots}
    found = []
    for match in matches:
        if match.state == "to_light" and match.outcome_on and match.need:
            need = by_key[match.need]
            found.append(
                Cause(
                    _matter(match.matter),
                    match.side_a,
                    match.side_b,
                    need.areas[0],
                    match.outcome_on,
                    match=match.key,
                    seed=match.need,
                    opinion=need.opinion.key if need.opinion else None,
                )
            )
    return found


def _from_seeds(make: Making, slots: list[Slot], roll: Roll) -> list[Cause]:
    free = [
        s for s in slots if not s.state and s.matter and s.side == "group" and not s.is_need and not s.matched
    ]
    found = []
    for slot in make.rng.sample(free, min(FROM_SEEDS, len(free))):
        slot.created_on = min(slot.created_on, make.clock.back(70))
        slot.state = "realised"
        agreed = make.clock.later(slot.published_on, make.rng.randint(10, 40))
        found.append(
            Cause(slot.about, slot.about.departments[0], slot.actor, slot.areas[0], agreed, seed=slot.key)
        )
    return found


def _from_opinions(make: Making, opinions: tuple[Opinion, ...], roll: Roll) -> list[Cause]:
    told = [
        o
        for o in opinions
        if o.state == "answered" and o.answer and o.answer.kind == 1 and o.answer.published_on
    ]
    found = []
    for opinion in make.rng.sample(told, min(FROM_OPINIONS, len(told))):
        matter = _matter(opinion.matter)
        published = opinion.answer.published_on if opinion.answer else None
        agreed = make.clock.later(published or make.clock.today, make.rng.randint(5, 30))
        group = roll.group(matter.key, make.rng.randint(0, 1))
        found.append(
            Cause(matter, matter.departments[0], group.key, opinion.area, agreed, opinion=opinion.key)
        )
    return found


def _of(make: Making, lines: Lines, cause: Cause, departments: set[str]) -> LightCollab:
    light, turn = cause.matter.light, lines.turn(cause.matter.key)
    first = turn == 1
    city = cause.side_a in departments
    own = first and city
    scores = make.rng.choices((5, 4, 3), (50, 40, 10), k=2)
    return LightCollab(
        key="",
        title=light.title if first else f"{light.title}（{cause.area}・{turn}回目）",
        form=light.form,
        what=f"{cause.matter.topic}にかかわる{cause.area}での取り組み。{cause.matter.activity}の経験を生かす。",
        state="recorded",
        side_a=cause.side_a,
        side_b=cause.side_b,
        day=cause.agreed_on + timedelta(days=make.rng.randint(8, 45)),
        created_on=cause.agreed_on,
        place=PLACES.get(cause.area, "みなと交流館"),
        asks=ASKS[light.form],
        result=f"{light.result}。" if first else lines.result(),
        people=make.rng.randint(8, 120),
        voice_a=Voice(light.city, scores[0]) if own else lines.voice(of_city=city),
        voice_b=Voice(light.partner, scores[1]) if first else lines.voice(of_city=False),
        from_match=cause.match,
        from_seed=cause.seed,
        from_opinion=cause.opinion,
        fields=cause.matter.npo[:2],
        matter=cause.matter.key,
    )


def _of_menu(make: Making, lines: Lines, item: MenuItem, group: Actor) -> LightCollab:
    rng, clock = make.rng, make.clock
    agreed = clock.back(rng.randint(-1, clock.length - 40) if rng.random() < 0.7 else rng.randint(1, 30))
    area = group.areas[0] if group.areas[0] in districts() else "本町"
    return LightCollab(
        key="",
        title=lines.title(group.name, item),
        form=item.form,
        what=f"できることメニュー「{item.title}」を使った。{item.can}",
        state="recorded",
        side_a=item.department,
        side_b=group.key,
        day=agreed + timedelta(days=rng.randint(7, 40)),
        created_on=agreed,
        place=PLACES[area],
        asks=ASKS[item.form],
        result=lines.result(),
        people=rng.randint(6, 160),
        voice_a=lines.voice(of_city=True),
        voice_b=lines.voice(of_city=False),
        fields=group.fields[:2],
    )


NEIGHBOURLY = ("chiiki", "bosai", "gomi", "koen", "anzen", "doro", "korei", "toshokan")


def _visit(
    rng: random.Random, menu: tuple[MenuItem, ...], groups: Deck[Actor], *, asking: bool = False
) -> tuple[MenuItem, Actor]:
    """A group takes up an item of a department that has to do with it."""
    group = groups.deal()
    near = _matter(group.matter).departments if group.matter else NEIGHBOURLY
    items = [item for item in menu if item.department in near and item.form in ASKS]
    asked = [item for item in items if ASKS[item.form]] if asking else items
    return (rng.choice(asked), group) if asked else _visit(rng, menu, groups, asking=asking)


def _planned(make: Making, collab: LightCollab) -> LightCollab:
    made = make.clock.back(make.rng.randint(0, 5))
    return replace(collab, created_on=made, day=make.clock.today + timedelta(days=make.rng.randint(14, 40)))


def _just_over(make: Making, collab: LightCollab) -> LightCollab:
    """Done last week, waiting for its result to be written down."""
    return replace(collab, created_on=make.clock.back(40), day=make.clock.today - timedelta(days=5))


def _numbered(make: Making, found: list[LightCollab]) -> tuple[LightCollab, ...]:
    found.sort(key=lambda collab: (collab.created_on, collab.title))
    free = [n for n, c in enumerate(found) if not c.from_match and (make.clock.today - c.day).days > 15]
    cancelled = set(make.rng.sample(free, CANCELLED))
    return tuple(
        _lived(make, collab, f"collab-{n + 1:03}", cancelled=n in cancelled) for n, collab in enumerate(found)
    )


def _lived(make: Making, collab: LightCollab, key: str, *, cancelled: bool) -> LightCollab:
    """The state follows from the day: to come, just over, or recorded."""
    quiet = replace(collab, key=key, result="", people=None, voice_a=None, voice_b=None)
    if cancelled:
        return replace(quiet, state="cancelled", reason=make.rng.choice(CANCEL_REASONS))
    if collab.day > make.clock.today:
        early = (make.clock.today - collab.created_on).days < 8 and collab.asks
        return replace(quiet, state="planned" if early else "confirmed")
    if (make.clock.today - collab.day).days < 15:
        return replace(quiet, state="done")
    if make.rng.random() < 0.05:
        return replace(collab, key=key, voice_b=None)
    return replace(collab, key=key)
