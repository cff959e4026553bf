"""Things: how tables without foreign keys name a record of any app, with its label, address and audience.

Lineage joins things, search finds them, both ask only whether the reader carries one of a thing's audience tokens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from django.db import models, transaction

from tomoni.core.audit import kind_of
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager


class ThingQuerySet(models.QuerySet["Thing"]):
    def visible_to(self, tokens: Iterable[str]) -> Self:
        """Those whose audience shares a token with the reader's."""
        return self.filter(
            models.Exists(ThingAudience.objects.filter(thing=models.OuterRef("pk"), token__in=list(tokens)))
        )

    def of(self, kind: str, object_id: int) -> Self:
        return self.filter(kind=kind, object_id=object_id)


ThingManager = ScopedManager.from_queryset(ThingQuerySet)


class Thing(models.Model):
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    stage = models.CharField(max_length=40)
    """What kind of step it is in a trail, in words: 声, 種, マッチング."""
    label = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    on = models.DateField()

    objects = ThingManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="thing_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "-on", "-id"], name="thing_newest")
        ]

    def __str__(self) -> str:
        return self.label


class ThingAudience(models.Model):
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="audience")
    token = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["thing", "token"], name="thing_audience_once")
        ]

    def __str__(self) -> str:
        return self.token


@dataclass(frozen=True)
class Card:
    """What an app says about one of its records."""

    stage: str
    label: str
    address: str
    on: date
    audience: frozenset[str]


def put(record: models.Model, card: Card, *, new: bool = False) -> Thing:
    """Create or refresh the thing of a record. Call it from every action that changes label, address or audience.

    `new`: the record was made in this transaction and has no thing yet, so nobody need look for an older audience.
    """
    return put_many([(record, card)], new=new)[0]


@transaction.atomic(savepoint=False)
def put_many(rows: Iterable[tuple[models.Model, Card]], *, new: bool = False) -> list[Thing]:
    """The same for many records at once (imports, demo data), in a number of queries that does not grow with each."""
    pairs = list(rows)
    things = [
        Thing(
            kind=kind_of(record),
            object_id=record.pk,
            jurisdiction_id=record.jurisdiction_id,  # type: ignore[attr-defined]
            stage=card.stage,
            label=card.label[:200],
            address=card.address,
            on=card.on,
        )
        for record, card in pairs
    ]
    things = Thing.objects.bulk_create(
        things,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["jurisdiction", "stage", "label", "address", "on"],
    )
    wanted = {
        (thing.pk, token)
        for thing, (_record, card) in zip(things, pairs, strict=True)
        for token in card.audience
    }
    kept: dict[tuple[int, str], int] = {}
    for start in range(0, 0 if new else len(things), 500):
        part = [thing.pk for thing in things[start : start + 500]]
        for row in ThingAudience.objects.filter(thing__in=part):
            kept[(row.thing_id, row.token)] = row.pk
    gone = [pk for key, pk in kept.items() if key not in wanted]
    for start in range(0, len(gone), 500):
        ThingAudience.objects.filter(pk__in=gone[start : start + 500]).delete()
    fresh = sorted(wanted - kept.keys())
    ThingAudience.objects.bulk_create(
        (ThingAudience(thing_id=pk, token=token) for pk, token in fresh), batch_size=500
    )
    return things


def get(record: models.Model) -> Thing | None:
    return Thing.objects.of(kind_of(record), record.pk).first()
