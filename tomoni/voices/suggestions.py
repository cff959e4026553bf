"""Which codes of a scheme an opinion is likely to carry, learned from what people decided. Here this room asks the text engine.

What is learned is nothing but the decisions as they stand: a coding taken back, changed or no longer a lesson is unlearned
with the next question.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.text import Candidate, Category, Classifier, engine
from tomoni.text import Scheme as Categories
from tomoni.text.cases import Trust
from tomoni.voices.models import Code, Coding, Scheme

LEARNED = 300
"""How many of the latest decisions of people are learned from."""
MARGIN = 0.03
HELD = 8
"""Schemes whose classifier a process keeps."""


class Certainty(models.TextChoices):
    """How far the first code stands before the second: of 300 learned demo decisions right in 9, 6 and 4 of 10."""

    HIGH = "high", _("はっきりしています")
    MIDDLE = "middle", _("おそらく")
    LOW = "low", _("迷います")


LEAST = ((0.3, Certainty.HIGH), (0.12, Certainty.MIDDLE))


@dataclass(frozen=True)
class Suggestion:
    """A code with the words that speak for it."""

    code_id: int
    code: str
    label: str
    words: tuple[str, ...]
    certainty: Certainty
    like: int | None = None
    """The coding of an opinion that reads alike and was given this code."""


@dataclass
class _Held:
    made_of: tuple[object, ...]
    classifier: Classifier
    lessons: dict[int, tuple[int, int, datetime]] = field(default_factory=dict)
    """Coding → its code, and how its opinion stood when it was read."""


_held: dict[int, _Held] = {}
_lock = threading.Lock()


def suggest(scheme: Scheme, texts: Sequence[str]) -> list[list[Suggestion]]:
    """For each text the likeliest codes, best first; none where nothing speaks clearly for one."""
    codes = _codes(scheme)
    if not codes or not texts:
        return [[] for _text in texts]
    with _lock:
        found = _taught(scheme, codes).predict(texts, min_margin=MARGIN)
    return [[_suggestion(one, codes) for one in candidates] for candidates in found]


def advise(scheme: Scheme, text: str) -> tuple[list[Suggestion], list[Suggestion]]:
    """What is suggested for one text, and every other code with what speaks for it, in the order of the scheme."""
    codes = _codes(scheme)
    if not codes:
        return [], []
    with _lock:
        classifier = _taught(scheme, codes)
        (first,) = classifier.predict([text], min_margin=MARGIN)
        named = {one.id for one in first}
        others = [classifier.why(text, pk) for pk in codes if pk not in named]
    return [_suggestion(one, codes) for one in first], [_suggestion(one, codes) for one in others]


def lessons_of(scheme: Scheme) -> "models.QuerySet[Coding]":
    """What is learned from: of each opinion its first code in this scheme, newest first.

    Also under earlier editions, where the code is the same; and where another scheme has the primary code.
    """
    same = Code.objects.filter(
        scheme=scheme, code=models.OuterRef("code__code"), label=models.OuterRef("code__label")
    )
    others = Coding.objects.filter(opinion=models.OuterRef("opinion"), code__scheme__name=scheme.name)
    second = models.Exists(others.filter(is_primary=True)) | models.Exists(
        others.filter(pk__lt=models.OuterRef("pk"))
    )
    rows = Coding.objects.filter(models.Q(is_primary=True) | ~second, teaches=True)
    return rows.filter(models.Exists(same), code__scheme__name=scheme.name).order_by("-id")


def check(scheme: Scheme) -> dict[str, object]:
    """Judge each lesson as if it had just come in: how far may lessons be trusted? Takes seconds; for jobs."""
    codes = _codes(scheme)
    with _lock:
        classifier = _taught(scheme, codes)
        found = classifier.self_check()
    return {
        "of": stamp_of(scheme),
        "lessons": found.cases,
        "plain": round(found.without.top1 * found.cases),
        "learned": round(found.learned.top1 * found.cases),
        "cases": found.trust.cases,
        "habit": found.trust.habit,
    }


def stamp_of(scheme: Scheme) -> str:
    """Which lessons there are, and the engine that reads them."""
    ids = list(lessons_of(scheme).values_list("pk", flat=True)[:LEARNED])
    return f"{engine().version}|{len(ids)}|{sum(ids)}"


def _codes(scheme: Scheme) -> dict[int, Code]:
    return {code.pk: code for code in scheme.codes.all()}


def _taught(scheme: Scheme, codes: dict[int, Code]) -> Classifier:
    """The scheme's classifier, brought up to what people have decided by now."""
    made_of = (engine().version, *((code.pk, code.label, code.description) for code in codes.values()))
    held = _held.get(scheme.pk)
    if held is None or held.made_of != made_of:
        _held.pop(scheme.pk, None)
        while len(_held) >= HELD:
            _held.pop(next(iter(_held)))
        categories = tuple(Category(code.pk, code.label, code.description) for code in codes.values())
        held = _held[scheme.pk] = _Held(made_of, Classifier(Categories(categories)))
    _learn(held, scheme, {(code.code, code.label): code.pk for code in codes.values()})
    known = scheme.self_check
    held.classifier.trust(Trust(float(known.get("cases", 1.0)), float(known.get("habit", 0.0))))
    return held.classifier


def _learn(held: _Held, scheme: Scheme, codes: dict[tuple[str, str], int]) -> None:
    named = ("pk", "code__code", "code__label", "opinion__version", "opinion__changed_at")
    rows = lessons_of(scheme).values_list(*named)[:LEARNED]
    wanted = {pk: (codes[code, label], version, changed_at) for pk, code, label, version, changed_at in rows}
    for pk in held.lessons.keys() - wanted.keys():
        held.classifier.retract_label(pk)
    fresh = [pk for pk in wanted if held.lessons.get(pk) != wanted[pk]]
    read = Coding.objects.select_related("opinion").in_bulk(fresh) if fresh else {}
    for pk in fresh:
        held.classifier.add_label(pk, read[pk].opinion.text, wanted[pk][0])
    held.lessons = wanted


def _suggestion(one: Candidate, codes: dict[int, Code]) -> Suggestion:
    words = tuple(reason.text for reason in one.shown() if reason.kind not in ("past_case", "prior"))
    like = next((reason.right for reason in one.reasons if reason.kind == "past_case"), None)
    # What speaks against a code can outweigh what speaks for it: then the margin of one asked for alone lies below nothing.
    certainty = next((certainty for least, certainty in LEAST if one.margin >= least), Certainty.LOW)
    code = codes[one.id]
    return Suggestion(one.id, code.code, code.label, words, certainty, int(like) if like else None)
