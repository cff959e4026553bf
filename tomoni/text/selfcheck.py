"""Does what was learned help? Each past decision is judged as if it had just come in, without itself."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from tomoni.text.cases import Doubles, Gain, Trust

# What the check may settle on, the most careful first.
_TRUSTS = tuple(Trust(cases, habit) for cases in (0.0, 0.5, 1.0, 2.0) for habit in (0.0, 0.2, 0.4))
# An improvement must exceed this many standard errors.
_CAUTION = 1.0
# So few cases can show nothing; until there are more they are believed.
_FEW = 10
_UNPROVEN = Trust(1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Hits:
    """Shares found among the first one and three, and the mean reciprocal rank."""

    top1: float = 0.0
    top3: float = 0.0
    mrr: float = 0.0

    @classmethod
    def of(cls, places: Sequence[float]) -> "Hits":
        """From the places, counted from 1."""
        count = len(places) or 1
        firsts, thirds = sum(place == 1 for place in places), sum(place <= 3 for place in places)
        return cls(firsts / count, thirds / count, math.fsum(1 / place for place in places) / count)


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """How the installation's own decisions are found again, without and with the others; and what follows.

    `of` says the same of each department (without, learned).
    """

    cases: int
    trust: Trust
    without: Hits
    learned: Hits
    of: Mapping[int, tuple[Hits, Hits]] = field(default_factory=dict)

    @property
    def is_proven(self) -> bool:
        """Whether there were cases enough to show anything."""
        return self.cases >= _FEW

    def plain(self) -> dict[str, Any]:
        """As it can be kept; checking some hundred cases takes seconds."""
        return asdict(self)

    @classmethod
    def kept(cls, plain: Mapping[str, Any]) -> "SelfCheck":
        """From what `plain` gave, also by way of JSON."""
        of = {int(ident): (Hits(**before), Hits(**after)) for ident, (before, after) in plain["of"].items()}
        hits = (Hits(**plain["without"]), Hits(**plain["learned"]))
        return cls(plain["cases"], Trust(**plain["trust"]), *hits, of)


@dataclass(frozen=True, slots=True)
class Trial:
    """A past decision: scores without learning, what the others add, the place of the right one and its id."""

    scores: Doubles
    gain: Gain
    right: int
    ident: int = 0

    def place(self, trust: Trust) -> float:
        """The right one's place, from 1; in the middle of those that score the same."""
        scores = self.scores + trust.cases * self.gain.likeness + trust.habit * self.gain.habit
        ours = scores[self.right]
        return 1 + int((scores > ours).sum()) + (int((scores == ours).sum()) - 1) / 2


def check(trials: Iterable[Trial]) -> SelfCheck:
    """The trust that is surest to help; none where nothing surely does."""
    tried = list(trials)
    plain = [trial.place(_TRUSTS[0]) for trial in tried]
    if len(tried) < _FEW:
        return _found(tried, _UNPROVEN, plain, [trial.place(_UNPROVEN) for trial in tried])
    chosen, chosen_places, surest = _TRUSTS[0], plain, 0.0
    for trust in _TRUSTS[1:]:
        places = [trial.place(trust) for trial in tried]
        gains = np.array([1 / after - 1 / before for after, before in zip(places, plain, strict=True)])
        sure = float(gains.mean() - _CAUTION * gains.std() / math.sqrt(len(gains)))
        if sure > surest + 1e-9:
            chosen, chosen_places, surest = trust, places, sure
    return _found(tried, chosen, plain, chosen_places)


def _found(tried: list[Trial], trust: Trust, before: list[float], after: list[float]) -> SelfCheck:
    of = {}
    for ident in sorted({trial.ident for trial in tried}):
        ours = [number for number, trial in enumerate(tried) if trial.ident == ident]
        of[ident] = (Hits.of([before[n] for n in ours]), Hits.of([after[n] for n in ours]))
    return SelfCheck(len(tried), trust, Hits.of(before), Hits.of(after), of)
