"""The desk finds consultations by number, asker and title. The index holds keyed tokens; what it proposes is read and checked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from tomoni.core import secrets
from tomoni.core.search import words
from tomoni.desk.models import Blind, Consultation, ConsultationQuerySet
from tomoni.text import found_in

MOST = 2000
"""Proposals that are opened for checking, newest first; a query that proposes more is too short to be useful."""


@dataclass(frozen=True)
class Found:
    """Ids, the newest first; `is_cut` when older proposals were left unopened."""

    ids: list[int]
    is_cut: bool = False


def texts_of(consultation: Consultation) -> list[str]:
    named = consultation.asker.name if consultation.asker else ""
    return [consultation.number, consultation.subject, consultation.asker_name, named]


def index(consultations: Iterable[Consultation]) -> None:
    """Keep the tokens of these consultations; called again it replaces what was there."""
    rows = list(consultations)
    Blind.objects.filter(consultation__in=rows).delete()
    Blind.objects.bulk_create(
        (
            Blind(consultation=one, token=token)
            for one in rows
            for token in sorted({token for text in texts_of(one) for token in secrets.blind(text)})
        ),
        batch_size=1000,
    )


def find(rows: ConsultationQuerySet, query: str) -> Found:
    """Those rows in which every word of the query stands in number, title or asker."""
    wanted = words(query)
    if not wanted:
        return Found([])
    proposed = rows
    for word in wanted:
        if len(word) == 1:
            continue  # no index for these: what the other words leave is opened
        tokens = secrets.blind(word)
        hits = (
            Blind.objects.filter(token__in=tokens)
            .values("consultation")
            .annotate(found=Count("token"))
            .filter(found=len(tokens))
            .values("consultation")
        )
        proposed = proposed.filter(Q(number__icontains=word) | Q(pk__in=hits))
    opened = list(
        Consultation.objects.filter(pk__in=proposed.order_by().values("pk"))
        .select_related("asker")
        .only("number", "subject", "asker_name", "asker__name")
        .order_by("-received_at", "-id")[: MOST + 1]
    )
    ids = [one.pk for one in opened[:MOST] if found_in(query, "\n".join(texts_of(one)))]
    return Found(ids, is_cut=len(opened) > MOST)
