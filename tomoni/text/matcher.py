"""Likely partners for a need and likely needs for a partner: content and conditions as separate terms."""

from collections.abc import Collection as Some
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tomoni.text.cases import Cases, Gain
from tomoni.text.collection import Collection, Item, Weights
from tomoni.text.documents import Document
from tomoni.text.handle import Engine, engine
from tomoni.text.reasons import Candidate, Reason, ranked
from tomoni.text.selfcheck import SelfCheck, Trial, check

_WEIGHTS = Weights(dense=1.0, soft=1.0, word=0.5, char=0.5)
_AREA = 0.3
_RESOURCE = 0.15
_TARGET = 0.1
_TIME = 0.1
# The most often proposed actor loses this much, so that the same few are not always first.
_EXPOSURE = 0.1
# An actor whose text has nothing to do with a need is looked at all the same where past cases say this much.
_LEARNED = 0.1


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
        self.cases = Cases(self._engine.encoder.dim if self._engine.encoder else 1)
        self._past: dict[int, tuple[Need, Document]] = {}

    def upsert_org(self, profile: Profile) -> None:
        """Add an actor or replace what was known of it."""
        self._orgs[profile.id] = profile
        document = self._engine.read(f"{profile.name}\n{profile.text}".strip())
        self._org_texts.put(profile.id, Item(document))
        self.cases.describe_one(profile.id, document.vector)

    def remove_org(self, ident: int) -> None:
        """Forget an actor."""
        if self._orgs.pop(ident, None) is not None:
            self._org_texts.remove(ident)
            self.cases.describe_one(ident, None)

    def upsert_need(self, need: Need) -> None:
        """Add a need or replace it."""
        self._needs[need.id] = need
        self._need_texts.put(need.id, Item(self._engine.read(need.text)))

    def remove_need(self, ident: int) -> None:
        """Forget a need."""
        if self._needs.pop(ident, None) is not None:
            self._need_texts.remove(ident)

    def add_case(self, number: int, need: Need, org_id: int) -> None:
        """Learn that this actor became the partner for such a need; the same number again replaces what was learned."""
        document = self._engine.read(need.text)
        self._past[number] = (need, document)
        self.cases.add(number, org_id, document)

    def retract_case(self, number: int) -> None:
        """Unlearn it."""
        self._past.pop(number, None)
        self.cases.remove(number)

    def learned(self) -> Mapping[int, tuple[int, ...]]:
        """For each actor the numbers of the cases it was learned from."""
        return self.cases.by_department()

    def self_check(self, newest: int = 200) -> SelfCheck:
        """Leave each of the newest cases out in turn; trust what was learned as far as it helps there."""
        trials = (self._trial(number) for number in self.cases.numbers()[-newest:])
        result = check(trial for trial in trials if trial is not None)
        self.cases.trust = result.trust
        return result

    def _trial(self, number: int) -> Trial | None:
        (need, document), org = self._past[number], self.cases.department(number)
        if org not in self._orgs:
            return None
        ids = self._org_texts.ids
        scores = self._org_texts.scores(document) + _extra(
            [conditions(need, self._orgs[int(i)]) for i in ids]
        )
        return Trial(scores, self.cases.gain(document, ids, number), int(np.searchsorted(ids, org)), org)

    def for_need(self, ident: int, k: int = 10, candidates: Some[int] | None = None) -> list[Candidate]:
        """The likeliest actors for a need, best first; only those whose text has something to do with it."""
        need, query = self._needs[ident], self._need_texts.items[ident].own
        orgs = [self._orgs[int(org)] for org in self._org_texts.ids]
        learned = np.zeros(len(orgs))
        if len(self.cases):
            learned = self.cases.weigh(self.cases.gain(query, self._org_texts.ids))
        extra = _extra([conditions(need, org) for org in orgs]) + learned
        chosen = self._org_texts.rank(query, k + 1, allowed=candidates, extra=extra, also=learned > _LEARNED)
        return ranked([(int(org), self._terms(ident, int(org))) for org in chosen], k)

    def for_org(self, ident: int, k: int = 10, candidates: Some[int] | None = None) -> list[Candidate]:
        """The likeliest needs for an actor; the scores are those of `for_need`."""
        query = self._org_texts.items[ident].own
        needs = [self._needs[int(need)] for need in self._need_texts.ids]
        extra, also = _extra([conditions(need, self._orgs[ident]) for need in needs]), None
        if len(self.cases):
            learned = np.array([self._learned(self._need_texts.items[need.id].own, ident) for need in needs])
            extra, also = extra + learned, learned > _LEARNED
        chosen = self._need_texts.rank(query, 4 * k, allowed=candidates, extra=extra, also=also)
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
        found = self._org_texts.reasons(query, org_id) + conditions(self._needs[need_id], self._orgs[org_id])
        return found + self.cases.reasons(self._gain(query, org_id), 0) if len(self.cases) else found

    def _gain(self, query: Document, org_id: int) -> Gain:
        return self.cases.gain(query, np.array([org_id], dtype=np.int64))

    def _learned(self, query: Document, org_id: int) -> float:
        return float(self.cases.weigh(self._gain(query, org_id))[0])


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
