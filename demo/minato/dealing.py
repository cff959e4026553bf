"""Chance with a fixed seed, and the days of the three fiscal years the city shows."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from demo.minato import bank
from demo.shapes import Person
from tomoni.japan.business_days import next_business_day
from tomoni.japan.fiscal import bounds, fiscal_year

T = TypeVar("T")
TOKYO = ZoneInfo("Asia/Tokyo")


class Deck(Generic[T]):
    """Deals every card once before any card comes again."""

    def __init__(self, rng: random.Random, cards: Sequence[T]) -> None:
        self._rng = rng
        self._cards = list(cards)
        self._left: list[T] = []

    def deal(self) -> T:
        if not self._left:
            self._left = self._cards[:]
            self._rng.shuffle(self._left)
        return self._left.pop()


@dataclass(frozen=True, slots=True)
class Clock:
    """The demo's today; everything else is counted from it, so that the demo stays alive."""

    today: date

    @property
    def first_year(self) -> int:
        return fiscal_year(self.today) - 2

    @property
    def start(self) -> date:
        return bounds(self.first_year)[0]

    @property
    def length(self) -> int:
        return (self.today - self.start).days

    def back(self, days: int) -> date:
        return max(self.start, self.today - timedelta(days=days))

    def later(self, day: date, days: int) -> date:
        """That many days later on an open day of the office, but never in the future."""
        return min(self.today, next_business_day(day + timedelta(days=days)))


def at(day: date, rng: random.Random) -> datetime:
    """An hour of the office on that day."""
    return datetime.combine(day, time(rng.randint(9, 16), rng.choice((0, 5, 10, 20, 25, 30, 40, 50))), TOKYO)


def spread(rng: random.Random, shares: dict[str, int], total: int) -> list[str]:
    """As many of each as its share says, in chance order."""
    whole = sum(shares.values())
    items = [key for key, share in shares.items() for _ in range(share * total // whole)]
    keys = list(shares)
    while len(items) < total:
        items.append(keys[len(items) % len(keys)])
    rng.shuffle(items)
    return items


class Names:
    """Invented people, no two with the same name."""

    def __init__(self, rng: random.Random) -> None:
        names = bank.read("people")
        pairs = [(s, g) for s in names["surnames"] for g in names["given"]]
        self._left = rng.sample(pairs, 1500)
        self._made = 0

    def person(self) -> Person:
        (surname, surname_kana), (given, given_kana) = (part.split() for part in self._left.pop())
        self._made += 1
        key = f"p{self._made:04}"
        return Person(key, f"{surname} {given}", f"{surname_kana} {given_kana}", f"{key}@minato.example.jp")


@dataclass(frozen=True, slots=True)
class Making:
    """What every part of the city is made with."""

    clock: Clock
    rng: random.Random
    names: Names
