"""Likely partners for a need and likely needs for a partner: content and conditions as separate terms."""

from collections.abc import Collection as Some
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tomoni.text.collection import Collection, Item, Weights
from tomoni.text.handle import Engine, engine
from tomoni.text.reasons import Candidate, Reason, ranked

_WEIGHTS = Weights(dense=1.0, soft=1.0, word=0.5, char=0.5)
_AREA = 0.3
_RESOURCE = 0.15
_TARGET = 0.1
_TIME = 0.1
# The most often proposed actor loses this much, so that the same few are not always first.
_EXPOSURE = 0.1


@dataclass(frozen=True, slots=True)
class Profile:
    """An actor: what it writes of itself, and what it chose from lists (words or codes, compared as is).

    `exposure` is how often it was proposed lately, from 0 (never) to 1 (most of all).
    """

    id: int
    text: str
    name: str = ""
    areas: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    seeks: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    exposure: float = 0.0


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for: `seeks` are the resources wanted, `offers` what the asker brings."""

    id: int
    text: str
    areas: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    seeks: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()


class Matcher:
    """Actors and needs; empty until told otherwise."""

    def __init__(self, engine_: Engine | None = None) -> None:
        self._engine = engine_ or engine()
        self._orgs: dict[int, Profile] = {}
        self._needs: dict[int, Need] = {}
        self._org_texts = Collection(self._engine, _WEIGHTS)
        self._need_texts = Collection(self._engine, _WEIGHTS)

    def upsert_org(self, profile: Profile) -> None:
        """Add an actor or replace what was known of it."""
        self._orgs[profile.id] = profile
        self._org_texts.put(profile.id, Item(self._engine.read(f"{profile.name}\n{profile.text}".strip())))

    def remove_org(self, ident: int) -> None:
        """Forget an actor."""
        if self._orgs.pop(ident, None) is not None:
            self._org_texts.remove(ident)

    def upsert_need(self, need: Need) -> None:
        """Add a need or replace it."""
        self._needs[need.id] = need
        self._need_texts.put(need.id, Item(self._engine.read(need.text)))

    def remove_need(self, ident: int) -> None:
        """Forget a need."""
        if self._needs.pop(ident, None) is not None:
            self._need_texts.remove(ident)

    def for_need(self, ident: int, k: int = 10, candidates: Some[int] | None = None) -> list[Candidate]:
        """The likeliest actors for a need, best first; only those whose text has something to do with it."""
        need, query = self._needs[ident], self._need_texts.items[ident].own
        orgs = [self._orgs[int(org)] for org in self._org_texts.ids]
        extra = _extra([conditions(need, org) for org in orgs])
        chosen = self._org_texts.rank(query, k + 1, allowed=candidates, extra=extra)
        return ranked([(int(org), self._terms(ident, int(org))) for org in chosen], k)

    def for_org(self, ident: int, k: int = 10, candidates: Some[int] | None = None) -> list[Candidate]:
        """The likeliest needs for an actor; the scores are those of `for_need`."""
        query = self._org_texts.items[ident].own
        needs = [self._needs[int(need)] for need in self._need_texts.ids]
        extra = _extra([conditions(need, self._orgs[ident]) for need in needs])
        chosen = self._need_texts.rank(query, 4 * k, allowed=candidates, extra=extra)
        return ranked([(int(need), self._terms(int(need), ident)) for need in chosen], k)

    def why(self, need_id: int, org_id: int) -> Candidate:
        """The terms of one pair, also one that was not proposed."""
        return ranked([(org_id, self._terms(need_id, org_id))], 1)[0]

    def all_pairs(self, k: int = 10, after: int | None = None) -> Iterator[tuple[int, list[Candidate]]]:
        """Every need with its candidates, in order of ids; `after` goes on where a job stopped."""
        for ident in sorted(self._needs):
            if after is None or ident > after:
                yield ident, self.for_need(ident, k)

    def _terms(self, need_id: int, org_id: int) -> list[Reason]:
        query = self._need_texts.items[need_id].own
        return self._org_texts.reasons(query, org_id) + conditions(self._needs[need_id], self._orgs[org_id])


def conditions(need: Need, profile: Profile) -> list[Reason]:
    """The terms that do not come from the texts: area, resources both ways, target group, time, exposure."""
    found: list[Reason] = []
    if area := sorted(need.areas & profile.areas):
        found.append(Reason("area", f"地域が一致：{'、'.join(area)}", _AREA, area[0], area[0]))
    for resource in sorted(need.seeks & profile.offers):
        found.append(Reason("resource", f"求める「{resource}」を提供できる", _RESOURCE, resource, resource))
    for resource in sorted(need.offers & profile.seeks):
        found.append(
            Reason("resource", f"相手が求める「{resource}」を持っている", _RESOURCE, resource, resource)
        )
    for target in sorted(need.targets & profile.targets):
        found.append(Reason("target", f"対象者が同じ：{target}", _TARGET, target, target))
    if time := sorted(need.times & profile.times):
        found.append(Reason("time", f"時期・曜日が合う：{'、'.join(time)}", _TIME, time[0], time[0]))
    if profile.exposure:
        found.append(
            Reason("exposure", "最近よく候補に挙がっているため控えめに", -_EXPOSURE * profile.exposure)
        )
    return found


def _extra(terms: list[list[Reason]]) -> NDArray[np.float64]:
    return np.array([sum(reason.weight for reason in reasons) for reasons in terms], dtype=np.float64)
