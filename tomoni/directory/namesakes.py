"""Actors of the same name in another spelling: a hint for whoever enters one, never a bar. 斉藤会 and 齋藤会 may be two."""

from tomoni.directory.models import Actor
from tomoni.text.duplicates import NearNames

MOST = 5


def names() -> NearNames:
    """All names of the city in scope, closed and unpublished ones too; for staff."""
    return NearNames(dict(Actor.objects.values_list("pk", "name")))


def namesakes(name: str, *, without: int | None = None) -> list[Actor]:
    """Actors whose name is nearly this one, likeliest first."""
    found = [pk for pk in names().near(name, MOST + 1) if pk != without][:MOST]
    rows = Actor.objects.select_related("jurisdiction").in_bulk(found)
    return [rows[pk] for pk in found]
