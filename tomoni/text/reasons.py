"""What the engine answers: candidates whose score is the sum of their reasons."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "shared",
    "similar",
    "general",
    "area",
    "resource",
    "target",
    "time",
    "past_case",
    "exposure",
    "prior",
    "overall",
]

# Reasons a person can check come before the ones that only add up.
_ORDER: dict[Kind, int] = {
    "shared": 0,
    "similar": 1,
    "area": 2,
    "resource": 3,
    "target": 4,
    "time": 5,
    "past_case": 6,
    "general": 7,
    "exposure": 8,
    "prior": 9,
    "overall": 10,
}
_SIMILAR_SHOWN = 2
_SHOWN_LATER: dict[Kind, int] = {"general": 1}
_CHECKABLE = frozenset(("shared", "similar", "area", "resource", "target", "time", "past_case", "general"))


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a score; `left` stands in the query, `right` in the candidate's text, as written there.

    `is_faint`: of words that stand in nearly every civic text (会員, 地域); shown only where there is nothing better.
    """

    kind: Kind
    text: str
    weight: float
    left: str | None = None
    right: str | None = None
    is_faint: bool = False

    @property
    def checkable(self) -> bool:
        """Whether a person can check it against the two texts."""
        return self.kind in _CHECKABLE


@dataclass(frozen=True, slots=True)
class Candidate:
    """`margin` is the distance to the next candidate's score (to nothing, for the last)."""

    id: int
    score: float
    margin: float
    reasons: tuple[Reason, ...]

    def shown(self, limit: int = 3) -> tuple[Reason, ...]:
        """The reasons to put before a person: checkable ones, or the honest remainder."""
        shown: list[Reason] = []
        for reason in sorted(self.reasons, key=lambda r: (r.is_faint, _SHOWN_LATER.get(r.kind, 0))):
            fits = reason.checkable and reason.weight > 0 and not _said(reason, shown)
            if reason.is_faint and shown:
                continue
            if fits and sum(r.kind == reason.kind == "similar" for r in shown) < _SIMILAR_SHOWN:
                shown.append(reason)
        return tuple(shown[:limit]) or tuple(r for r in self.reasons if r.kind == "overall")[:1]


def _said(reason: Reason, shown: Sequence[Reason]) -> bool:
    """Whether a longer word that contains this one stands there already."""
    if reason.kind not in ("shared", "similar", "general") or reason.left is None:
        return False
    return any(r.kind in ("shared", "similar", "general") and reason.left in (r.left or "") for r in shown)


def ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Checkable before general, strong before weak, ties by text: the same on every run."""
    return tuple(sorted(reasons, key=lambda r: (_ORDER[r.kind], -r.weight, r.text)))


def total(reasons: Iterable[Reason]) -> float:
    """The score: the exact sum of the terms, whatever their order."""
    return math.fsum(reason.weight for reason in reasons)


def ranked(found: Sequence[tuple[int, Sequence[Reason]]], k: int) -> list[Candidate]:
    """The k best with their margins; equal scores stand in order of their ids."""
    scored = sorted(
        ((total(reasons), ident, reasons) for ident, reasons in found), key=lambda s: (-s[0], s[1])
    )
    following = [score for score, _, _ in scored[1:]] + [0.0]
    return [
        Candidate(ident, score, score - after, ordered(reasons))
        for (score, ident, reasons), after in zip(scored[:k], following, strict=False)
    ]


def overall(weight: float, *, alone: bool) -> Reason:
    """The part of a score that no single word carries."""
    words = "共通の言葉なし。文全体の近さで候補にしました" if alone else "文全体の近さ"
    return Reason("overall", words, weight)
