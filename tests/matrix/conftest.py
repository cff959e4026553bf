import copy
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.matrix import routes
from tests.matrix.world import World, build, suspend
from tomoni.config import settings

BARE = dict.fromkeys(
    ("errors/400.html", "errors/403.html", "errors/404.html", "errors/409.html"), "{{ request.path }}"
)
"""Most cells end in one of these: without the frame around them ten thousands of refusals take minutes instead of hours."""


@pytest.fixture(scope="module")
def bare_refusals() -> Iterator[None]:
    """Pages of refusal that say nothing but the address; `test_refusals.py` looks at the real ones."""
    templates: Any = copy.deepcopy(settings.TEMPLATES)
    loaders = [("django.template.loaders.locmem.Loader", BARE), *settings._LOADERS]
    templates[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", loaders)]
    with override_settings(TEMPLATES=templates), quiet():
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """Refusals are what is tested: no line in the log for each."""
    logger = logging.getLogger("django.request")
    before, logger.disabled = logger.disabled, True
    yield
    logger.disabled = before


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for all cells of a module inside one transaction, which is taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("ja"):
        made = build(routes.policies())
        suspend(made)
        yield made
        transaction.set_rollback(True)
