"""Search over things: one table of our own tokens, the same hits in the same order on SQLite and PostgreSQL.

A text is folded (`text.search`), cut into bigrams and indexed: FTS5 on SQLite, GIN over text[] on PostgreSQL (migration 0002; with
the audit log's triggers the only vendor SQL of the product). The index proposes, a LIKE over the folded text decides. Order: hits in the
title first, then newest.
"""

from collections.abc import Iterable
from itertools import pairwise

from django.db import connection, models
from django.db.models.expressions import RawSQL

from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.things import Thing, ThingAudience
from tomoni.text.search import match_expression, search_bigrams, search_terms, segments

MAX_WORDS = 8


class Entry(models.Model):
    """The folded text of a thing. Confidential things have none."""

    thing = models.OneToOneField(Thing, on_delete=models.CASCADE, primary_key=True, related_name="entry")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    text = models.TextField()

    objects: ScopedManager["Entry"] = ScopedManager()

    class Meta:
        verbose_name = "search entry"

    def __str__(self) -> str:
        return self.title


def put(thing: Thing, *texts: str) -> None:
    """Index a thing by its label and these texts; called again it replaces what was there."""
    put_many([(thing, texts)])


def put_many(rows: Iterable[tuple[Thing, Iterable[str]]]) -> None:
    """The same for many things at once."""
    entries = []
    for thing, texts in rows:
        title = " ".join(segments(thing.label))
        text = " ".join([title, *(run for text in texts for run in segments(text))])
        entries.append((thing.pk, thing.jurisdiction_id, title, text))
    if not entries:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO core_entry (thing_id, jurisdiction_id, title, text, grams) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (thing_id) DO UPDATE SET title = excluded.title, text = excluded.text, grams = excluded.grams",
                [(*entry, search_bigrams(entry[-1])) for entry in entries],
            )
        else:
            cursor.executemany(
                "INSERT INTO core_entry (thing_id, jurisdiction_id, title, text) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (thing_id) DO UPDATE SET title = excluded.title, text = excluded.text",
                entries,
            )
            cursor.executemany(
                "INSERT OR REPLACE INTO core_search (rowid, grams) VALUES (%s, %s)",
                [(entry[0], " ".join(search_bigrams(entry[-1]))) for entry in entries],
            )


def remove(thing: Thing) -> None:
    """Take a thing out of the index."""
    Entry.objects.filter(thing=thing).delete()
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM core_search WHERE rowid = %s", [thing.pk])


def words(query: str) -> list[str]:
    """The folded words that a hit must contain, all of them."""
    return search_terms(query)[:MAX_WORDS]


def find(query: str, tokens: Iterable[str], *, kind: str = "") -> models.QuerySet[Thing]:
    """Things that contain every word of the query and that a reader with these audience tokens may see."""
    wanted = words(query)
    if not wanted:
        return Thing.objects.none()
    entries = matching(wanted)
    found = Thing.objects.filter(pk__in=entries.values("thing_id")).filter(
        models.Exists(ThingAudience.objects.filter(thing=models.OuterRef("pk"), token__in=list(tokens)))
    )
    if kind:
        found = found.filter(kind=kind)
    in_title = _all_in_title(wanted)
    return found.annotate(
        in_title=models.Case(
            models.When(in_title, then=1), default=0, output_field=models.SmallIntegerField()
        )
    ).order_by("-in_title", "-on", "-id")


def object_ids(query: str, kind: str) -> models.QuerySet[Entry, int]:
    """Ids of the records of one kind whose text contains every word; their app decides who may see them."""
    wanted = words(query)
    rows = matching(wanted) if wanted else Entry.objects.none()
    return rows.filter(thing__kind=kind).values_list("thing__object_id", flat=True)


def matching(wanted: list[str]) -> models.QuerySet[Entry]:
    entries = Entry.objects.all()
    if connection.vendor == "postgresql":
        grams = [a + b for word in wanted for a, b in pairwise(word)]
        if grams:
            entries = entries.filter(RawSQL("grams @> %s::text[]", [grams], models.BooleanField()))
    else:
        sql = "SELECT rowid FROM core_search WHERE core_search MATCH %s"
        entries = entries.filter(thing_id__in=RawSQL(sql, [match_expression(" ".join(wanted))]))  # noqa: S611
    for word in wanted:
        if not _is_one_gram(word):
            entries = entries.filter(text__contains=word)
    return entries


def _is_one_gram(word: str) -> bool:
    """Two characters are what the index holds: it needs no second look (beyond the basic plane SQLite knows fewer letters than we do)."""
    return len(word) == 2 and max(word) < "\U00010000"


def _all_in_title(wanted: list[str]) -> models.Q:
    found = models.Q()
    for word in wanted:
        found &= models.Q(entry__title__contains=word)
    return found
