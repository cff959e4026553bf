"""Purging: every row of every demo jurisdiction, its files and its people. The audit log, which nothing can change, is left."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.files import StoredFile
from tomoni.core.jurisdictions import Jurisdiction, everywhere
from tomoni.core.people import SYSTEM
from tomoni.core.search import Entry


def purge() -> int:
    """Remove the demo whole. Returns how many rows went."""
    with everywhere():
        places = Jurisdiction.objects.filter(is_demo=True)
        ids = list(places.values_list("pk", flat=True))
        paths = list(StoredFile.objects.filter(jurisdiction__in=ids).values_list("path", flat=True))
        with transaction.atomic():
            gone = _rows(ids)
            gone += User.objects.filter(is_demo=True).delete()[0]
            Jurisdiction.objects.filter(pk__in=ids).update(parent=None)
            for place in places:
                audit.record("demo.purge", place, by=SYSTEM)
            gone += places.delete()[0]
    for path in paths:
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)
    return gone


def _rows(ids: list[int]) -> int:
    """Children first, so that what is protected is free when its turn comes."""
    gone = 0
    if connection.vendor == "sqlite":
        _forget_search(ids)
    for model in reversed(in_order()):
        rows = model._base_manager.filter(jurisdiction__in=ids)
        loops = [
            field.name for field in model._meta.concrete_fields if field.related_model is model and field.null
        ]
        if loops:
            rows.update(**dict.fromkeys(loops))
        gone += rows.delete()[0]
    return gone


def _forget_search(ids: list[int]) -> None:
    entries = list(Entry._base_manager.filter(jurisdiction__in=ids).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM core_search WHERE rowid = %s", [(pk,) for pk in entries])


def in_order() -> list[type[models.Model]]:
    """The models that carry a jurisdiction, each after those it points to."""
    carrying = [
        model
        for model in apps.get_models()
        if any(field.name == "jurisdiction" and field.is_relation for field in model._meta.concrete_fields)
    ]
    placed: list[type[models.Model]] = []

    def place(model: type[models.Model]) -> None:
        if model in placed:
            return
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and target in carrying and target is not model:
                place(target)
        placed.append(model)

    for model in carrying:
        place(model)
    return placed
