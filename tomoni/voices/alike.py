"""Opinions that say nearly the same in nearly the same words. A hint for a person, who decides; nothing is merged by itself."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction

from tomoni.core.jobs import Job, Running, task
from tomoni.core.jurisdictions import Jurisdiction, current
from tomoni.directory.standing import Reader
from tomoni.text.duplicates import NearTexts
from tomoni.voices.models import Alike, Opinion
from tomoni.voices.states import State

LATEST = 5_000
"""How many opinions are compared with: what is recorded twice is recorded within a few months."""
HELD = 8
"""Cities whose texts a process keeps."""
MOST = 3


@dataclass
class _Held:
    texts: NearTexts = field(default_factory=NearTexts)
    read: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    """Opinion → how it stood when it was read."""


_held: dict[int, _Held] = {}
_lock = threading.Lock()


def near(texts: Sequence[str], user: Reader, *, without: int | None = None) -> list[list[Opinion]]:
    """For each text the opinions of this city that read nearly the same, as far as this reader sees them."""
    with _lock:
        found = [
            [pk for pk, _likeness in given if pk != without]
            for given in _read().near(texts, MOST + (without is not None))
        ]
    rows = Opinion.objects.visible_to(user).select_related("jurisdiction")
    seen = rows.in_bulk([pk for given in found for pk in given])
    return [[seen[pk] for pk in given if pk in seen] for given in found]


def _compared() -> "models.QuerySet[Opinion]":
    aside = [State.NOT_PUBLISHABLE, State.WITHDRAWN, State.SPLIT]
    return Opinion.objects.exclude(state__in=aside).order_by("-id")


def _read() -> NearTexts:
    """The texts of this city, brought up to how they stand now."""
    here = current().pk
    held = _held.pop(here, None) or _Held()
    while len(_held) >= HELD:
        _held.pop(next(iter(_held)))
    _held[here] = held
    rows = _compared().values_list("pk", "version", "changed_at")[:LATEST]
    wanted = {pk: (version, changed_at) for pk, version, changed_at in rows}
    for pk in held.read.keys() - wanted.keys():
        held.texts.remove(pk)
    fresh = [pk for pk, stood in wanted.items() if held.read.get(pk) != stood]
    for start in range(0, len(fresh), 500):
        part = Opinion.objects.filter(pk__in=fresh[start : start + 500])
        for one in part.only("pk", "raw_text", "display_text"):
            held.texts.put(one.pk, one.text)
    held.read = wanted
    return held.texts


def want() -> Job | None:
    """A job, if there are other opinions than those last compared."""
    said = _compared().order_by().aggregate(models.Count("pk"), models.Max("pk"), models.Sum("version"))
    here: Jurisdiction = current()
    if not said["pk__count"]:
        return None
    mark = hashlib.sha256("|".join(str(said[name]) for name in sorted(said)).encode()).hexdigest()[:24]
    key = f"alike-{here.pk}-{mark}"
    if Job.objects.filter(key=key).exists():
        return None
    return find_alike.enqueue(key=key, jurisdiction=here)


@task
def find_alike(job: Running) -> None:
    """Store the pairs that read nearly the same; what a person has said about a pair stays."""
    job.progress(0, 1)
    with _lock:
        pairs = {(pair.first, pair.second): pair.likeness for pair in _read().pairs()}
    with transaction.atomic():
        kept = {(one.first_id, one.second_id): one for one in Alike.objects.all()}
        gone = [one.pk for key, one in kept.items() if key not in pairs and not one.is_different]
        Alike.objects.filter(pk__in=gone).delete()
        there = set(
            Opinion.objects.filter(pk__in={pk for key in pairs for pk in key}).values_list("pk", flat=True)
        )
        Alike.objects.bulk_create(
            Alike(jurisdiction=current(), first_id=first, second_id=second, likeness=likeness)
            for (first, second), likeness in pairs.items()
            if (first, second) not in kept and {first, second} <= there
        )
    job.progress(1, 1)
