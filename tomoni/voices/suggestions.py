"""Which codes of a scheme an opinion is likely to carry. The one place of this room that knows the text engine."""

from collections.abc import Sequence
from dataclasses import dataclass

from tomoni.text import Category, Classifier
from tomoni.text import Scheme as Categories
from tomoni.voices.models import Code, Coding, Scheme

LEARNED = 300
"""How many of the latest decisions of people are learned from."""
MARGIN = 0.03


@dataclass(frozen=True)
class Suggestion:
    """A code with the words that speak for it."""

    code_id: int
    code: str
    label: str
    words: tuple[str, ...]


def suggest(scheme: Scheme, texts: Sequence[str]) -> list[list[Suggestion]]:
    """For each text the likeliest codes, best first; none where nothing speaks clearly for one."""
    codes = {code.pk: code for code in Code.objects.filter(scheme=scheme)}
    if not codes or not texts:
        return [[] for _text in texts]
    classifier = Classifier(
        Categories(tuple(Category(code.pk, code.label, code.description) for code in codes.values()))
    )
    decided = Coding.objects.filter(code__in=codes, is_primary=True).select_related("opinion")
    for coding in decided.order_by("-id")[:LEARNED]:
        classifier.add_label(coding.pk, coding.opinion.text, coding.code_id)
    return [
        [
            Suggestion(
                one.id,
                codes[one.id].code,
                codes[one.id].label,
                tuple(reason.text for reason in one.shown()),
            )
            for one in found
        ]
        for found in classifier.predict(texts, min_margin=MARGIN)
    ]
