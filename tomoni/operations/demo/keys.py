"""From the keys of the demo data to the rows that were made of them, for one jurisdiction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import models

from demo.shapes import Holding
from tomoni.accounts.models import User
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.ownership import Case
from tomoni.core.things import Card
from tomoni.desk.models import Consultation
from tomoni.directory.models import Actor, Role
from tomoni.gatherings.models import Gathering
from tomoni.matching.models import Match
from tomoni.projects.models import LightCollab
from tomoni.publishing.models import Publication
from tomoni.seeds.models import Seed
from tomoni.surveys.models import Survey
from tomoni.voices.models import Opinion

TOKYO = ZoneInfo("Asia/Tokyo")
M = TypeVar("M", bound=models.Model)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), TOKYO)


def at(day: date, moment: time | None, fallback: time) -> datetime:
    return datetime.combine(day, moment or fallback, TOKYO)


@dataclass
class Loading:
    """What the loaders of one jurisdiction share."""

    jurisdiction: Jurisdiction
    holding: Holding
    today: date
    users: dict[str, User]
    actors: dict[str, Actor] = field(default_factory=dict)
    gatherings: dict[str, Gathering] = field(default_factory=dict)
    opinions: dict[str, Opinion] = field(default_factory=dict)
    seeds: dict[str, Seed] = field(default_factory=dict)
    consultations: dict[str, Consultation] = field(default_factory=dict)
    matches: dict[str, Match] = field(default_factory=dict)
    collabs: dict[str, LightCollab] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)
    cards: list[tuple[models.Model, Card, tuple[str, ...] | None]] = field(default_factory=list)
    """Record, card, and the texts to find it by (None: not searchable)."""
    edges: list[tuple[models.Model, models.Model]] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    holders: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    left: dict[tuple[int, int], date] = field(default_factory=dict)
    """Who has left which unit, and when."""

    def known(self, key: str | None) -> Actor | None:
        return self.actors.get(key) if key else None

    def holder(self, actor: Actor | None, *codes: str, turn: int = 0) -> int | None:
        """A person with the first of these roles on the actor today; where several hold it they take turns."""
        if actor is None:
            return None
        held = next(
            (self.holders[actor.pk, code] for code in codes if (actor.pk, code) in self.holders), None
        )
        return held[turn % len(held)] if held else None

    def section(self) -> Actor:
        return next(actor for actor in self.actors.values() if actor.is_section)

    def remember_holders(self) -> None:
        for role in Role.objects.on(self.today).order_by("pk"):
            self.holders.setdefault((role.actor_id, role.code), []).append(role.person_id)
        for role in Role.objects.filter(ends_on__lt=self.today):
            self.left[role.actor_id, role.person_id] = role.ends_on or self.today

    def due(self, day: date, turn: int) -> date:
        """What fell long ago is due anew: the demo shows some late cases, not a heap of them."""
        if day < self.today - timedelta(days=21):
            return self.today + timedelta(days=1 + turn % 12)
        return day

    def hold(
        self,
        record: models.Model,
        unit: Actor | None,
        *codes: str,
        due_on: date | None,
        task: str,
        label: str,
        address: str,
        holder: User | None = None,
    ) -> None:
        """An open case."""
        if due_on is not None:
            due_on = self.due(due_on, record.pk)
        person = holder.pk if holder else self.holder(unit, *codes, turn=record.pk)
        left_on = self.left.get((unit.pk, person)) if unit and person else None
        self.cases.append(
            Case(
                jurisdiction=self.jurisdiction,
                kind=record._meta.label_lower,
                object_id=record.pk,
                person_id=None if left_on else person,
                last_person_id=person if left_on else None,
                owner_left_on=left_on,
                unit_id=unit.pk if unit else None,
                due_on=due_on,
                task=task,
                label=label[:200],
                address=address,
            )
        )

    def show(self, record: models.Model, card: Card, *texts: str) -> None:
        """Let search and trails know the record."""
        self.cards.append((record, card, texts))

    def show_unsearched(self, record: models.Model, card: Card) -> None:
        self.cards.append((record, card, None))


def stored(model: type[M], rows: Iterable[M]) -> list[M]:
    """Store rows in bulk; they come back with their ids."""
    return model._default_manager.bulk_create(list(rows), batch_size=400)


def keyed(shapes: Iterable[object], make: Callable[..., M | None], model: type[M]) -> dict[str, M]:
    """Make a row of each shape, store them in bulk, and give them back by key; a shape may have no row."""
    made = [(shape.key, row) for shape in shapes if (row := make(shape)) is not None]  # type: ignore[attr-defined]
    stored(model, [row for _key, row in made])
    return dict(made)
