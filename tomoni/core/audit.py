"""Who did what, when, why; before and after. Append-only: the database refuses UPDATE and DELETE (migration 0002).

Events are sealed in batches: each seal carries a digest over its events and over the seal before it, so that a changed, missing or
reordered row is found by `verify`. The person stands as id, name and role in text: an event outlives the account.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.people import Person

SETTLED = timedelta(minutes=10)
"""Events younger than this may still be in an open transaction and are not sealed."""
LONG_UNSEALED = timedelta(days=1)
"""Whoever removes every seal leaves events behind that should have been sealed by now."""


class Event(models.Model):
    at = models.DateTimeField(_("日時"), default=timezone.now)
    jurisdiction_id = models.BigIntegerField(_("自治体"), null=True)
    person_id = models.BigIntegerField(_("人の番号"), null=True)
    person_name = models.CharField(_("人"), max_length=120)
    person_role = models.CharField(_("役割"), max_length=120, blank=True)
    verb = models.CharField(_("操作"), max_length=80)
    kind = models.CharField(_("対象の種類"), max_length=60)
    object_id = models.BigIntegerField(_("対象の番号"), null=True)
    label = models.CharField(_("対象"), max_length=200, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    before = models.JSONField(_("前"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("後"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "object_id", "-id"], name="event_of_thing"),
            models.Index(fields=["jurisdiction_id", "-id"], name="event_of_jurisdiction"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind}:{self.object_id}"


class Seal(models.Model):
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"


class ReadingEvent(models.Model):
    """That somebody read something where reading itself must be known (personal contact data, consultations)."""

    at = models.DateTimeField(default=timezone.now)
    jurisdiction_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=120)
    person_role = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "object_id", "-id"], name="reading_of_thing")
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.kind}:{self.object_id}"


def kind_of(thing: models.Model) -> str:
    """`seeds.seed`: how tables without foreign keys name a model."""
    return thing._meta.label_lower


def record(
    verb: str,
    thing: models.Model,
    *,
    by: Person,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event in the caller's transaction."""
    event = _event(Note(verb, thing, before or {}, after or {}), by=by, reason=reason)
    event.save(force_insert=True)
    return event


@dataclass(frozen=True)
class Note:
    """What `record_many` writes of one thing."""

    verb: str
    thing: models.Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record_many(notes: Iterable[Note], *, by: Person, reason: str = "") -> None:
    """The events of one person's one act on many things (an import)."""
    Event.objects.bulk_create((_event(note, by=by, reason=reason) for note in notes), batch_size=500)


def _event(note: Note, *, by: Person, reason: str) -> Event:
    return Event(
        jurisdiction_id=_jurisdiction_of(note.thing),
        person_id=by.pk,
        person_name=by.display_name[:120],
        person_role=by.acting_role[:120],
        verb=note.verb,
        kind=kind_of(note.thing),
        object_id=note.thing.pk,
        label=audit_label(note.thing)[:200],
        reason=reason,
        before=dict(note.before),
        after=dict(note.after),
    )


def record_reading(thing: models.Model, *, by: Person) -> None:
    record_readings([thing], by=by)


def record_readings(things: Iterable[models.Model], *, by: Person) -> None:
    """One autocommit INSERT, however many stand on a page; the only write a GET may make."""
    ReadingEvent.objects.bulk_create(
        ReadingEvent(
            jurisdiction_id=_jurisdiction_of(thing),
            person_id=by.pk,
            person_name=by.display_name[:120],
            person_role=by.acting_role[:120],
            kind=kind_of(thing),
            object_id=thing.pk,
            label=audit_label(thing)[:200],
        )
        for thing in things
    )


def audit_label(thing: models.Model) -> str:
    """What the log calls the thing: its `audit_label` where the title itself is confidential, else its name."""
    return str(getattr(thing, "audit_label", None) or thing)


def history(thing: models.Model) -> models.QuerySet[Event]:
    return Event.objects.filter(kind=kind_of(thing), object_id=thing.pk)


def _jurisdiction_of(thing: models.Model) -> int | None:
    return getattr(thing, "jurisdiction_id", None)


_FIELDS = (
    ["id", "at", "jurisdiction_id", "person_id", "person_name", "person_role"]
    + ["verb", "kind", "object_id", "label", "reason", "before", "after"]
)  # fmt: skip


def _digest(previous: str, rows: Iterator[tuple[Any, ...]]) -> tuple[str, int, int, int]:
    """Digest over the seal before and these rows in order; first id, last id, count."""
    running = hashlib.sha256(previous.encode())
    first = last = count = 0
    for row in rows:
        first = first or row[0]
        last = row[0]
        count += 1
        line = [row[0], row[1].timestamp(), *row[2:]]
        running.update(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return running.hexdigest(), first, last, count


@transaction.atomic
def seal(*, now: datetime | None = None) -> Seal | None:
    """Seal the settled events since the last seal; nothing to seal, nothing done."""
    latest = Seal.objects.select_for_update().order_by("-id").first()
    after, previous = (latest.last_id, latest.digest) if latest else (0, "")
    fresh = (now or timezone.now()) - SETTLED
    # Up to the first unsettled event: a batch never jumps over one that may still be in flight.
    young = (
        Event.objects.filter(id__gt=after, at__gt=fresh).order_by("id").values_list("id", flat=True).first()
    )
    rows = Event.objects.filter(id__gt=after).order_by("id")
    if young is not None:
        rows = rows.filter(id__lt=young)
    digest, first, last, count = _digest(previous, rows.values_list(*_FIELDS).iterator(chunk_size=5000))
    if not count:
        return None
    return Seal.objects.create(first_id=first, last_id=last, count=count, previous=previous, digest=digest)


@dataclass(frozen=True)
class Verdict:
    seals: int
    events: int
    unsealed: int
    mark: str
    """The digest of the latest seal; written down elsewhere it proves later that nothing was cut off."""
    faults: tuple[str, ...]


def latest_mark() -> str:
    """The digest of the newest seal; empty where nothing is sealed yet."""
    return Seal.objects.order_by("-id").values_list("digest", flat=True).first() or ""


def verify(*, noted: str = "", using: str = DEFAULT_DB_ALIAS) -> Verdict:
    """Compare every sealed batch with the rows as they stand now.

    The chain cannot know of seals cut off its end: `noted` is the mark of the latest seal as somebody wrote it down elsewhere.
    """
    faults: list[str] = []
    previous, expected_after, events, seals = "", 0, 0, 0
    found = not noted
    for mark in Seal.objects.using(using).order_by("id").iterator():
        seals += 1
        found = found or mark.digest == noted
        if mark.previous != previous:
            faults.append(f"封印{mark.pk}: 前の封印とつながりません。")
        rows = (
            Event.objects.using(using)
            .filter(id__gt=expected_after, id__lte=mark.last_id)
            .order_by("id")
            .values_list(*_FIELDS)
        )
        digest, first, last, count = _digest(mark.previous, rows.iterator(chunk_size=5000))
        if count != mark.count:
            faults.append(f"封印{mark.pk}: 記録の数が違います（封印時{mark.count}件、いま{count}件）。")
        elif (first, last) != (mark.first_id, mark.last_id) or digest != mark.digest:
            faults.append(f"封印{mark.pk}: {mark.first_id}〜{mark.last_id}番の記録が書き換えられています。")
        events += count
        expected_after, previous = mark.last_id, mark.digest
    if not found:
        faults.append("控えておいた印の封印が、いまの記録にありません。")
    unsealed = Event.objects.using(using).filter(id__gt=expected_after)
    if not seals and unsealed.filter(at__lt=timezone.now() - LONG_UNSEALED).exists():
        faults.append("古い記録があるのに、封印が一つもありません。")
    return Verdict(seals, events, unsealed.count(), previous, tuple(faults))
