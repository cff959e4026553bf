"""Verbs of the pieces of a publication: picked from records, written, put in order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.core import audit, records, things
from tomoni.core.errors import require
from tomoni.publishing import rules
from tomoni.publishing.documents import Draft
from tomoni.publishing.models import Piece, Publication
from tomoni.publishing.sources import SOURCES

WHO = _("発行するまで、協働の担当課と発行するセンターが行えます。")


@transaction.atomic
def pick(publication: Publication, *, by: User, source: str, pks: Sequence[int]) -> list[Piece]:
    """Take records up at the end, in the order given, each with the words it suggests. Not public: not found, so not taken."""
    require(rules.can_edit(by, publication), who=str(WHO))
    found = {one.pk: one for one in SOURCES[source].rows().filter(pk__in=pks)}
    made = []
    for pk in dict.fromkeys(pks):
        if pk not in found:
            continue
        thing = things.get(found[pk]) or things.put(found[pk], found[pk].card())
        suggested = list(SOURCES[source].drafts(found[pk]))
        made += [
            _new(publication, draft, thing if last else None)
            for draft, last in ((draft, draft is suggested[-1]) for draft in suggested)
        ]
    _store(publication, made, by=by)
    return made


@transaction.atomic
def add(publication: Publication, *, by: User, **words: Any) -> Piece:
    """A piece in the editor's own words, at the end."""
    require(rules.can_edit(by, publication), who=str(WHO))
    made = Piece(jurisdiction=publication.jurisdiction, publication=publication, **words)
    made.full_clean()
    _store(publication, [made], by=by)
    return made


@transaction.atomic
def rewrite(piece: Piece, *, by: User, version: int, **words: Any) -> None:
    """Change the words of one piece. The version is the publication's: its pieces are one text."""
    publication = piece.publication
    require(rules.can_edit(by, publication), who=str(WHO))
    before = _words(piece)
    for name, value in words.items():
        setattr(piece, name, value)
    piece.full_clean()
    records.change(publication, by=by, version=version)
    piece.save(update_fields=list(words))
    audit.record("publication.pieces", publication, by=by, before=before, after=_words(piece))


@transaction.atomic
def arrange(
    publication: Publication, *, by: User, version: int, order: Mapping[int, int], without: Sequence[int] = ()
) -> None:
    """Put the pieces in order (number by piece; the same number keeps their order), and take some out."""
    require(rules.can_edit(by, publication), who=str(WHO))
    pieces = list(Piece.objects.filter(publication=publication))
    before = [str(piece) for piece in pieces]
    kept = [piece for piece in pieces if piece.pk not in without]
    kept.sort(key=lambda piece: (order.get(piece.pk, piece.order), piece.order, piece.pk))
    records.change(publication, by=by, version=version)
    Piece.objects.filter(publication=publication, pk__in=without).delete()
    for number, piece in enumerate(kept, 1):
        piece.order = number
    Piece.objects.bulk_update(kept, ["order"])
    after = [str(piece) for piece in kept]
    if before != after:
        audit.record(
            "publication.pieces", publication, by=by, before={"pieces": before}, after={"pieces": after}
        )


def _new(publication: Publication, draft: Draft, thing: things.Thing | None) -> Piece:
    return Piece(
        jurisdiction=publication.jurisdiction,
        publication=publication,
        kind=draft.kind,
        heading=draft.heading[:150],
        body=draft.body[:20000],
        answer=draft.answer[:5000],
        note=draft.note[:200],
        thing=thing,
    )


def _store(publication: Publication, made: Sequence[Piece], *, by: User) -> None:
    last = Piece.objects.filter(publication=publication).order_by("-order").values_list("order", flat=True)
    for number, piece in enumerate(made, (last.first() or 0) + 1):
        piece.order = number
    Piece.objects.bulk_create(made)
    if made:
        records.change(publication, by=by)
        after = {"pieces": [str(piece) for piece in made]}
        audit.record("publication.pieces", publication, by=by, after=after)


def _words(piece: Piece) -> dict[str, str]:
    return {name: getattr(piece, name) for name in ("kind", "heading", "body", "answer", "note")}
