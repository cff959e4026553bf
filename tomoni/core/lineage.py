"""Edges from cause to effect across apps: remark → seed → match → project → evaluation. Any page shows its trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils import timezone

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.things import Thing

REACH = 8
"""How many steps up or down a trail is followed."""


class Edge(models.Model):
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="effects")
    effect = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="causes")
    at = models.DateTimeField(default=timezone.now)

    objects: ScopedManager["Edge"] = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cause", "effect"], name="edge_once"),
            models.CheckConstraint(condition=~models.Q(cause=models.F("effect")), name="edge_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.cause_id} → {self.effect_id}"


def link(cause: Thing, effect: Thing) -> None:
    """Say that the one led to the other; saying it twice changes nothing."""
    Edge.objects.get_or_create(
        cause=cause, effect=effect, defaults={"jurisdiction_id": effect.jurisdiction_id}
    )


def unlink(cause: Thing, effect: Thing) -> None:
    """Take back that the one led to the other."""
    Edge.objects.filter(cause=cause, effect=effect).delete()


@dataclass(frozen=True)
class Stop:
    """One step of a trail, as the part `trail` draws it."""

    label: str
    text: str
    url: str
    state: str
    kind: str = ""
    """Of what it is a step, as its thing is named."""


def trail(thing: Thing | None, tokens: Iterable[str]) -> list[Stop]:
    """Everything that led to this thing and came of it, oldest first, as far as the reader may see it.

    What the reader may not see is passed through: it is left out, the rest stays joined.
    """
    if thing is None:
        return []
    found = {thing.pk}
    for near, far in (("effect_id", "cause_id"), ("cause_id", "effect_id")):
        front = {thing.pk}
        for _hop in range(REACH):
            front = set(Edge.objects.filter(**{f"{near}__in": front}).values_list(far, flat=True)) - found
            if not front:
                break
            found |= front
    stops = Thing.objects.filter(pk__in=found).visible_to(tokens).order_by("on", "id")
    return [
        Stop(
            one.stage,
            one.label,
            "" if one == thing else one.address,
            "now" if one == thing else "done",
            one.kind,
        )
        for one in stops
    ]
