"""What past decisions taught, held by each process: loaded again, as far as it changed, when another process wrote.

The vectors never leave the installation: they are made by the engine's own static encoder and opened only here.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, QuerySet

from tomoni.core import secrets
from tomoni.core.jurisdictions import current
from tomoni.desk.models import Consultation, Edition, Lesson, Vector
from tomoni.directory.models import Actor, Department
from tomoni.text import Candidate, Router, engine
from tomoni.text.cases import Trust
from tomoni.text.collection import GENERAL
from tomoni.text.router import Department as Duties
from tomoni.text.selfcheck import SelfCheck
from tomoni.text.vectors import Floats

REMEMBERED = 1000
NEAR = 0.65
"""Cosine from which two consultations may be about the same."""
JUDGED = 500
"""So many of the newest decisions are read for the self-check."""
_PARTS = str.maketrans("、，,；;\n", "\n" * 6)


def text_of(consultation: Consultation) -> str:
    """What of a consultation is compared."""
    return "\n".join([consultation.subject, consultation.body, consultation.wish])


def packed(numbers: Floats) -> bytes:
    return secrets.encrypt(np.asarray(numbers, dtype="<f4").tobytes())


def unpacked(data: bytes | memoryview) -> Floats:
    return np.frombuffer(secrets.decrypt(bytes(data)), dtype="<f4").astype(np.float32)


@dataclass
class Memory:
    """Departments at one time, the decisions of one edition, and what was found with both."""

    router: Router
    names: dict[int, str]
    edition: int = -1
    check: SelfCheck | None = None
    _taught: dict[int, int] = field(default_factory=dict)
    _found: dict[tuple[int, int], list[Candidate]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def learn(self, edition: int, checked: Mapping[str, Any] | None) -> None:
        """Bring the decisions up to this edition, and trust them as far as its self-check says."""
        with self._lock:
            if edition == self.edition:
                return
            rows = dict(_usable().values_list("pk", "version"))
            for gone in self._taught.keys() - rows.keys():
                self.router.retract_case(gone)
            new = {pk for pk, version in rows.items() if self._taught.get(pk) != version}
            kept = _usable().filter(pk__in=new)
            names = ("pk", "referral__department", "referral__consultation__vector__data")
            for pk, department_id, data in kept.values_list(*names):
                self.router.add_case_vector(pk, unpacked(data), department_id)
            self.check = SelfCheck.kept(checked) if checked else None
            self.router.cases.trust = self.check.trust if self.check else Trust()
            self._taught = rows
            self._found.clear()
            self.edition = edition

    def judge(self) -> SelfCheck:
        """Check the newest decisions by their texts, each as if it had just come in. Takes seconds: for jobs."""
        with self._lock:
            whole = _usable().annotate(data=F("referral__consultation__vector__data"))
            for lesson in whole.select_related("referral__consultation").order_by("-pk")[:JUDGED]:
                text = text_of(lesson.referral.consultation)
                unit = lesson.referral.department_id
                self.router.add_case_vector(lesson.pk, unpacked(lesson.data), unit, text)
            return self.router.self_check(JUDGED)

    @property
    def count(self) -> int:
        """Decisions that are in use."""
        return len(self._taught)

    def route(self, consultation: Consultation, most: int) -> list[Candidate]:
        """The likeliest departments; empty where nothing speaks for any."""
        with self._lock:
            key = (consultation.pk, most)
            if key not in self._found:
                if len(self._found) >= REMEMBERED:
                    self._found.clear()
                self._found[key] = self.router.route(text_of(consultation), k=most)
            return self._found[key]

    def why(self, consultation: Consultation, department_id: int) -> Candidate:
        """The terms for any one department."""
        with self._lock:
            return self.router.why(text_of(consultation), department_id)


@dataclass
class Past:
    """The vectors of all consultations of a jurisdiction that may be shown beside a new one."""

    edition: int = -1
    _known: tuple[list[int], Floats] | None = None
    _vectors: dict[int, Floats] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def learn(self, edition: int) -> None:
        """Bring the vectors up to this edition; the words of a consultation, and so its vector, never change."""
        with self._lock:
            if edition == self.edition:
                return
            kept = Vector.objects.filter(engine=engine().version)
            wanted = set(kept.values_list("consultation", flat=True))
            for gone in self._vectors.keys() - wanted:
                del self._vectors[gone]
            new = kept.filter(consultation__in=wanted - self._vectors.keys())
            self._vectors.update((pk, unpacked(data)) for pk, data in new.values_list("consultation", "data"))
            ids = sorted(self._vectors, reverse=True)
            self._known = (ids, np.stack([self._vectors[pk] for pk in ids])) if ids else None
            self.edition = edition

    def nearest(self, text: str) -> list[int]:
        """Ids of consultations that may be about the same, the nearest first, of equals the newest."""
        numbers = engine().read(text).vector
        if numbers is None or self._known is None:
            return []
        ids, rows = self._known
        near = rows @ numbers
        order = np.argsort(-near, kind="stable")
        return [ids[place] for place in order if near[place] >= NEAR]


def past() -> Past:
    found = _past(current().pk, engine().version)
    found.learn(Edition.now())
    return found


@lru_cache(maxsize=8)
def _past(_jurisdiction_id: int, _engine: str) -> Past:
    return Past()


def _usable() -> "QuerySet[Lesson]":
    """Decisions whose consultation has a vector of this engine; the others wait until they are read again."""
    return Lesson.objects.taught().filter(referral__consultation__vector__engine=engine().version)


def memory() -> Memory:
    """What is known here and now."""
    rows = Department.objects.filter(actor__is_active=True)
    state = rows.aggregate(count=Count("pk"), departments=Max("changed_at"), actors=Max("actor__changed_at"))
    found = _memory(current().pk, tuple(str(value) for value in state.values()))
    found.learn(*(Edition.objects.values_list("number", "checked").first() or (0, None)))
    return found


@lru_cache(maxsize=8)
def _memory(jurisdiction_id: int, _state: tuple[str, ...]) -> Memory:
    """One per jurisdiction and state of its departments, kept in the process."""
    rows = list(
        Department.objects.filter(
            jurisdiction_id=jurisdiction_id,
            actor__is_active=True,
            actor__kind=Actor.Kind.DEPARTMENT,
            actor__is_section=False,
        ).select_related("actor")
    )
    router = Router()
    router.set_departments(
        Duties(
            row.actor_id,
            row.actor.name,
            row.duties,
            tuple(word.strip() for word in row.citizens_words.translate(_PARTS).split("\n") if word.strip()),
        )
        for row in rows
    )
    return Memory(router, {row.actor_id: row.actor.name for row in rows})


WORDS = 8
IN_TWO = 2
"""A word is shown when it stands in so many consultations: none that tells of a single person."""


def telling_words() -> dict[int, list[str]]:
    """For each department the words by which its newest decisions differ from the others'. For those who may open all of them."""
    lessons = Lesson.objects.taught().select_related("referral__consultation").order_by("-pk")[:JUDGED]
    handle = engine()
    surfaces: dict[str, str] = {}
    counts: dict[int, Counter[str]] = {}
    for lesson in lessons:
        document = handle.read(text_of(lesson.referral.consultation))
        for word in document.things - GENERAL:
            surfaces.setdefault(word, document.surface(word))
        counts.setdefault(lesson.referral.department_id, Counter()).update(document.things - GENERAL)
    everywhere = sum(counts.values(), Counter())
    return {
        department: [
            surfaces[word]
            for word, _n in sorted(
                ((word, n) for word, n in ours.items() if n >= IN_TWO),
                key=lambda one: (-one[1] * one[1] / everywhere[one[0]], one[0]),
            )[:WORDS]
        ]
        for department, ours in counts.items()
    }
