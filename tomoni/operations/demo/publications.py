"""Publications: the newsletter of a document, word for word as the demo tells it, and those picked from the city's own records."""

from collections.abc import Iterator, Mapping

from django.db import models

from demo import shapes
from tomoni.core.things import Thing
from tomoni.operations.demo.keys import Loading, keyed, noon, stored
from tomoni.publishing.models import Piece, Publication
from tomoni.publishing.sources import SOURCES
from tomoni.publishing.states import State


def publications(loading: Loading) -> None:
    loading.publications = keyed(
        loading.holding.publications, lambda one: _publication(loading, one), Publication
    )
    for one in loading.holding.publications:
        row = loading.publications[one.key]
        loading.show(row, row.card(), row.headline, row.lead, *(piece.body for piece in one.pieces))
        loading.edges += [(loading.gatherings[piece.of], row) for piece in one.pieces if piece.of]
        loading.edges += [(_picked(loading, source, key), row) for source, key in one.picks]


def pieces(loading: Loading) -> None:
    """After the things are stored: a piece names the one it was taken from."""
    things = {(thing.kind, thing.object_id): thing for thing in Thing.objects.all()}
    for one in loading.holding.publications:
        made = [*_taken(loading, one, things), *_written(loading, one, things)]
        for order, piece in enumerate(made, 1):
            piece.order = order
        stored(Piece, made)


def _publication(loading: Loading, one: shapes.Publication) -> Publication:
    published = one.state == State.PUBLISHED
    return Publication(
        jurisdiction=loading.jurisdiction,
        kind=one.kind,
        title=one.title,
        number=one.number,
        issuer=loading.actors[one.issuer],
        issuer_name=one.issuer_name,
        issued_on=one.day,
        day_in_print=one.day_in_print,
        headline=one.headline,
        lead=one.lead,
        contact=one.contact,
        web=one.web,
        audiences=[Publication.Audience.SUBSCRIBERS, Publication.Audience.GROUPS],
        state=one.state,
        published_at=noon(one.day) if published else None,
        created_at=noon(one.day),
    )


def _written(
    loading: Loading, one: shapes.Publication, things: dict[tuple[str, int], Thing]
) -> Iterator[Piece]:
    for piece in one.pieces:
        of = loading.gatherings.get(piece.of)
        yield Piece(
            jurisdiction=loading.jurisdiction,
            publication=loading.publications[one.key],
            kind=piece.kind,
            heading=piece.heading,
            body=piece.body,
            thing=things[of._meta.label_lower, of.pk] if of else None,
        )


def _picked(loading: Loading, source: str, key: str) -> models.Model:
    held: dict[str, Mapping[str, models.Model]] = {
        "gathering": loading.gatherings,
        "voice": loading.opinions,
        "seed": loading.seeds,
        "collaboration": loading.collabs,
    }
    return held[source][key]


def _taken(
    loading: Loading, one: shapes.Publication, things: dict[tuple[str, int], Thing]
) -> Iterator[Piece]:
    for source, key in one.picks:
        record = SOURCES[source].rows().get(pk=_picked(loading, source, key).pk)
        suggested = list(SOURCES[source].drafts(record))
        for draft in suggested:
            yield Piece(
                jurisdiction=loading.jurisdiction,
                publication=loading.publications[one.key],
                kind=draft.kind,
                heading=draft.heading,
                body=draft.body,
                answer=draft.answer,
                note=draft.note,
                thing=things[record._meta.label_lower, record.pk] if draft is suggested[-1] else None,
            )
