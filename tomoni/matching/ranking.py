"""Who could answer a seed, and why: what the engine knows of actors and past matches, kept in the process, read again as it changes."""

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Prefetch, QuerySet, Sum
from django.utils import translation

from tomoni.core.jurisdictions import current
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor, Department
from tomoni.matching.models import Check, Consent, Match
from tomoni.seeds.models import Seed, SeedResource
from tomoni.seeds.states import BOARD, SeedState
from tomoni.text import Candidate, Matcher, Need, Profile, Reason, engine
from tomoni.text.cases import Trust
from tomoni.text.collection import GENERAL
from tomoni.text.selfcheck import SelfCheck

MOST = 10
SHOWN = 4
WORDS = 6
HIDDEN = (Visibility.SECRET, Visibility.SECTION)


@dataclass(frozen=True)
class Proposal:
    """A candidate as the page shows it: an actor, a seed of theirs, sentences a person can check."""

    actor: Actor
    seed: Seed | None
    score: float
    reasons: tuple[str, ...]
    is_known: bool
    """It was the partner for such a need before; for brokers only, the sides do not learn of each other's talks."""
    already: bool
    """A match of this seed with the actor is under way."""


@dataclass(frozen=True)
class Why:
    """Why an actor is, or is not, among the likeliest."""

    actor: Actor
    place: int
    """From 1; 0 where it has nothing to do with the seed."""
    reasons: tuple[str, ...]
    is_known: bool
    first: Proposal | None

    @property
    def is_likely(self) -> bool:
        return 0 < self.place <= MOST and bool(self.reasons or self.is_known)


@dataclass
class Pool:
    """The actors who could answer needs (or offers) of a jurisdiction, and the matches that taught."""

    kind: str
    matcher: Matcher = field(default_factory=Matcher)
    check: SelfCheck | None = None
    seeds: dict[int, int] = field(default_factory=dict)
    """Of each actor the seed that was published last."""
    _state: Any = None
    _profiles: dict[int, Profile] = field(default_factory=dict)
    _taught: dict[int, tuple[Need, int]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def refresh(self) -> None:
        """Read again what changed, in this process or another."""
        state = _state()
        with self.lock:
            if state == self._state:
                return
            profiles, self.seeds = _profiles(self.kind)
            for gone in self._profiles.keys() - profiles.keys():
                self.matcher.remove_org(gone)
            for pk, profile in profiles.items():
                if self._profiles.get(pk) != profile:
                    self.matcher.upsert_org(profile)
            self._profiles = profiles
            taught = _taught(self.kind)
            for gone in self._taught.keys() - taught.keys():
                self.matcher.retract_case(gone)
            for pk, (need, actor_id) in taught.items():
                if self._taught.get(pk) != (need, actor_id):
                    self.matcher.add_case(pk, need, actor_id)
            self._taught = taught
            kept = Check.objects.filter(kind=self.kind).first()
            self.check = SelfCheck.kept(kept.result) if kept else None
            self.matcher.cases.trust = self.check.trust if self.check else Trust()
            self._state = state

    def judge(self) -> bool:
        """Check anew whether what was learned helps, if it is not what was checked last. Takes seconds: for jobs."""
        with self.lock:
            known = ",".join(map(str, [engine_version(), *sorted(self._taught)]))
            digest = hashlib.sha256(known.encode()).hexdigest()
            if not self._taught or Check.objects.filter(kind=self.kind, digest=digest).exists():
                return False
            found = {"digest": digest, "result": self.matcher.self_check().plain()}
            Check.objects.update_or_create(jurisdiction=current(), kind=self.kind, defaults=found)
            return True

    @property
    def count(self) -> int:
        """Matches that are in use."""
        return len(self._taught)

    def ask(self, seed: Seed, most: int) -> list[Candidate]:
        """The likeliest partners, best first; only those of whom a person can check a reason."""
        with self.lock:
            self.matcher.upsert_need(_need(seed))
            allowed = self._profiles.keys() - {seed.actor_id, seed.entered_by_id}
            found = self.matcher.for_need(seed.pk, k=most, candidates=allowed)
            self.matcher.remove_need(seed.pk)
        return [one for one in found if any(reason.checkable for reason in one.shown())]

    def why(self, seed: Seed, actor_id: int) -> Candidate | None:
        """The terms of any one actor; nothing for who is not looked at."""
        with self.lock:
            if actor_id not in self._profiles:
                return None
            self.matcher.upsert_need(_need(seed))
            found = self.matcher.why(seed.pk, actor_id)
            self.matcher.remove_need(seed.pk)
            return found

    def words(self) -> dict[int, list[str]]:
        """For each actor the words in which the seeds differ that it answered."""
        counts: dict[int, Counter[str]] = {}
        for need, actor_id in self._taught.values():
            document = engine().read(need.text)
            said = {document.surface(word) for word in document.things - GENERAL}
            counts.setdefault(actor_id, Counter()).update(said)
        everywhere = sum(counts.values(), Counter())
        return {
            actor_id: sorted(ours, key=lambda word: (-ours[word] * ours[word] / everywhere[word], word))[
                :WORDS
            ]
            for actor_id, ours in counts.items()
        }

    @property
    def size(self) -> int:
        return len(self._profiles)


def engine_version() -> str:
    return engine().version


def pool(kind: str) -> Pool:
    """What could answer seeds of this kind, here and now."""
    found = _pool(current().pk, kind, engine_version())
    found.refresh()
    return found


@lru_cache(maxsize=8)
def _pool(_jurisdiction_id: int, kind: str, _engine: str) -> Pool:
    return Pool(kind)


def candidates(seed: Seed, *, most: int = MOST) -> list[Proposal]:
    """The likeliest partners for a seed, best first; nobody where the engine finds no reason."""
    known = pool(seed.kind)
    return _proposals(seed, known, known.ask(seed, most))


def why(seed: Seed, actor: Actor) -> Why | None:
    """The terms of any one actor, beside those of the first candidate."""
    known = pool(seed.kind)
    asked = known.why(seed, actor.pk)
    if asked is None or actor.pk in (seed.actor_id, seed.entered_by_id):
        return None
    order = known.ask(seed, known.size)
    terms = [one for one in asked.reasons if one.checkable and one.weight > 0]
    return Why(
        actor,
        next((place for place, one in enumerate(order, 1) if one.id == actor.pk), 0),
        _words(terms),
        _is_known(terms),
        next(iter(_proposals(seed, known, order[:1])), None),
    )


def _proposals(seed: Seed, known: Pool, found: list[Candidate]) -> list[Proposal]:
    wanted = [one.id for one in found]
    actors = Actor.objects.select_related("department", "jurisdiction").in_bulk(wanted)
    seeds = Seed.objects.select_related("jurisdiction").in_bulk(
        [known.seeds[pk] for pk in wanted if pk in known.seeds]
    )
    under_way = set(Match.objects.open().of_seed(seed).values_list("second_id", flat=True))
    return [
        Proposal(
            actor=actors[one.id],
            seed=seeds.get(known.seeds.get(one.id, 0)),
            score=round(one.score, 3),
            reasons=_words(one.shown(SHOWN)),
            is_known=_is_known(one.shown(SHOWN)),
            already=one.id in under_way,
        )
        for one in found
        if one.id in actors
    ]


def _words(reasons: "tuple[Reason, ...] | list[Reason]") -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in reasons if one.kind != "past_case"))


def _is_known(reasons: "tuple[Reason, ...] | list[Reason]") -> bool:
    return any(one.kind == "past_case" for one in reasons)


def _state() -> tuple[object, ...]:
    """Another value whenever a profile or a lesson may be another. Areas, fields and resources change with their record's version."""
    told = {"count": Count("pk"), "versions": Sum("version"), "at": Max("changed_at")}
    rows: list[dict[str, Any]] = [
        Actor.objects.aggregate(**told),
        Department.objects.aggregate(**told),
        Seed.objects.aggregate(**told),
        Match.objects.aggregate(**told),
        Consent.objects.aggregate(**told),
    ]
    checks = Check.objects.order_by("kind").values_list("kind", "digest")
    return (*(tuple(row.values()) for row in rows), *checks)


def _profiles(kind: str) -> tuple[dict[int, Profile], dict[int, int]]:
    opposite = Seed.Kind.OFFER if kind == Seed.Kind.NEED else Seed.Kind.NEED
    theirs: dict[int, list[Seed]] = {}
    for seed in _open_seeds(opposite):
        theirs.setdefault(seed.actor_id or 0, []).append(seed)
    rows = Actor.objects.active().filter(is_published=True)
    rows = rows.select_related("department").prefetch_related("fields", "areas")
    profiles = {actor.pk: _profile(actor, theirs.get(actor.pk, [])) for actor in rows}
    return profiles, {pk: seeds[0].pk for pk, seeds in theirs.items()}


def _taught(kind: str) -> dict[int, tuple[Need, int]]:
    return {match.pk: (_need(match.seed), match.second_id) for match in _lessons(kind)}


def _lessons(kind: str) -> QuerySet[Match]:
    rows = Match.objects.teaching().filter(seed__kind=kind).order_by("pk").select_related("seed")
    return rows.prefetch_related("seed__areas", Prefetch("seed__resources", SeedResource.objects.all()))


def _open_seeds(kind: str) -> list[Seed]:
    """What others offer (or ask) on the board or inside city hall; drafts and private seeds are not looked at."""
    rows = Seed.objects.filter(kind=kind, state__in=(*BOARD, SeedState.INTERNAL_ONLY))
    return list(
        rows.exclude(visibility__in=HIDDEN)
        .prefetch_related("areas", Prefetch("resources", SeedResource.objects.all()))
        .order_by("-published_at", "-id")
    )


def _resources(seed: Seed, direction: str) -> frozenset[str]:
    # What is kept serves readers of either language, and reasons are Japanese.
    with translation.override("ja"):
        return frozenset(
            str(one.get_kind_display()) for one in seed.resources.all() if one.direction == direction
        )


def _areas(seed: Seed) -> frozenset[str]:
    return frozenset(area.name for area in seed.areas.all())


def _need(seed: Seed) -> Need:
    return Need(
        id=seed.pk,
        text=seed.text_for_matching(),
        areas=_areas(seed),
        offers=_resources(seed, SeedResource.Direction.GIVES),
        seeks=_resources(seed, SeedResource.Direction.WANTS),
    )


def _profile(actor: Actor, seeds: list[Seed]) -> Profile:
    said = [
        actor.summary,
        *(field.label for field in actor.fields.all()),
        *(one.text_for_matching() for one in seeds),
    ]
    if actor.kind == Actor.Kind.DEPARTMENT and hasattr(actor, "department"):
        said += [actor.department.duties, actor.department.citizens_words]
    return Profile(
        id=actor.pk,
        name=actor.name,
        text="\n".join(text for text in said if text),
        areas=frozenset(area.name for area in actor.areas.all()) | frozenset().union(*map(_areas, seeds)),
        offers=frozenset().union(*(_resources(one, SeedResource.Direction.GIVES) for one in seeds)),
        seeks=frozenset().union(*(_resources(one, SeedResource.Direction.WANTS) for one in seeds)),
    )
