"""Who could answer a seed, and why: what the text engine needs to know of actors and seeds."""

from dataclasses import dataclass

from django.db.models import Prefetch

from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.matching.models import Match
from tomoni.seeds.models import Seed, SeedResource
from tomoni.seeds.states import BOARD, SeedState
from tomoni.text import Matcher, Need, Profile, engine

MOST = 10


@dataclass(frozen=True)
class Proposal:
    """A candidate as the page shows it: an actor, the seed of theirs that fits best, sentences a person can check."""

    actor: Actor
    seed: Seed | None
    score: float
    reasons: tuple[str, ...]
    already: bool
    """A match of this seed with the actor is under way."""


def engine_version() -> str:
    return engine().version


def candidates(seed: Seed, *, most: int = MOST) -> list[Proposal]:
    """The likeliest partners for a seed, best first; nobody where the engine finds no reason."""
    opposite = Seed.Kind.OFFER if seed.kind == Seed.Kind.NEED else Seed.Kind.NEED
    own = {seed.actor_id, seed.entered_by_id}
    theirs = _open_seeds(opposite, own)
    actors = {
        actor.pk: actor
        for actor in Actor.objects.active().filter(is_published=True).exclude(pk__in=[one for one in own if one])
        .select_related("department", "jurisdiction").prefetch_related("fields", "areas")
    }  # fmt: skip
    matcher = Matcher()
    for actor in actors.values():
        matcher.upsert_org(_profile(actor, [one for one in theirs if one.actor_id == actor.pk]))
    matcher.upsert_need(_need(seed))
    under_way = set(Match.objects.open().of_seed(seed).values_list("second_id", flat=True))
    found = []
    for candidate in matcher.for_need(seed.pk, k=most):
        actor = actors[candidate.id]
        fitting = [one for one in theirs if one.actor_id == actor.pk]
        found.append(
            Proposal(
                actor=actor,
                seed=fitting[0] if fitting else None,
                score=round(candidate.score, 3),
                reasons=tuple(reason.text for reason in candidate.shown(4)),
                already=actor.pk in under_way,
            )
        )
    return found


def _open_seeds(kind: str, without: set[int | None]) -> list[Seed]:
    """What others offer (or ask) on the board or inside city hall; drafts and private seeds are not looked at."""
    rows = Seed.objects.filter(kind=kind, state__in=(*BOARD, SeedState.INTERNAL_ONLY)).exclude(
        actor_id__in=[one for one in without if one]
    )
    return list(
        rows.exclude(visibility__in=(Visibility.SECRET, Visibility.SECTION))
        .prefetch_related("areas", Prefetch("resources", SeedResource.objects.all()))
        .order_by("-published_at", "-id")
    )


def _resources(seed: Seed, direction: str) -> frozenset[str]:
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
