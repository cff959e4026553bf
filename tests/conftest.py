"""What every test starts from: one invented city in scope, and the persons of `people.py`."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from tests import make, shared_documents
from tests.people import People, everyone
from tomoni.accounts.models import User
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.desk import learning
from tomoni.matching import ranking
from tomoni.voices import alike, suggestions

# No time limit for one example: machines are busy, and the first look at a year works out its holidays.
# Choose another with --hypothesis-profile.
hypothesis.settings.register_profile("usual", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=1_000)
hypothesis.settings.register_profile("nightly", deadline=None, max_examples=20_000)
hypothesis.settings.load_profile("usual")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    shared_documents.drop_where_absent(config, items)


def pytest_configure() -> None:
    """Pages are tested without collecting static files first."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session")
def migrated() -> Path:
    """SQLite after all migrations, made once for each state of them: a run copies it instead of migrating anew."""
    state = hashlib.sha256(django.__version__.encode())
    for file in sorted((settings.BASE_DIR / "tomoni").glob("*/migrations/*.py")):
        state.update(str(file.relative_to(settings.BASE_DIR)).encode() + file.read_bytes())
    return Path(tempfile.gettempdir()) / f"tomoni-migrated-{state.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
    migrated: Path,
) -> None:
    """Each worker its own. SQLite on disk, as it runs: in memory two connections cannot write in turn, and races could not be tested."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "tomoni.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)
        if migrated.exists():
            shutil.copy(migrated, path)


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, migrated: Path
) -> bool:
    if connection.vendor == "sqlite":
        return migrated.exists()
    return bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_keepdb: bool,
    django_db_blocker: DjangoDbBlocker,
    migrated: Path,
) -> None:
    if connection.vendor == "sqlite" and not django_db_keepdb:
        made = migrated.with_suffix(f".{os.getpid()}")
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(made)])
        made.replace(migrated)


@pytest.fixture(scope="module")
def emptiable_log(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The audit log refuses to be emptied; what is committed by a test must be, afterwards."""
    lite = connection.vendor == "sqlite"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if lite:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            off = [(f"DROP TRIGGER {name}", sql) for name, sql in cursor.fetchall()]
        else:
            tables = ("core_event", "core_seal", "core_readingevent")
            off = [
                (f"ALTER TABLE {t} DISABLE TRIGGER ALL", f"ALTER TABLE {t} ENABLE TRIGGER ALL")
                for t in tables
            ]
        for statement, _back in off:
            cursor.execute(statement)
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _statement, back in off:
            cursor.execute(back)


@pytest.fixture
def crowded(emptiable_log: None, transactional_db: None) -> tuple[Jurisdiction, People]:
    """A city whose rows are committed, for people who act at the same moment (tests/at_once.py)."""
    city = make.jurisdiction()
    with scope(city):
        return city, everyone()


@pytest.fixture(autouse=True)
def japanese() -> Iterator[None]:
    """A test that asks for another language leaves none behind."""
    with translation.override("ja"):
        yield


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """What a process keeps of a city by its number is forgotten: the next test's city has the same number."""
    yield
    for kept in (learning._past, learning._memory, ranking._pool):
        kept.cache_clear()
    for held in (alike._held, suggestions._held):
        held.clear()


@pytest.fixture
def city(db: None) -> Iterator[Jurisdiction]:
    """A city in scope, as in a request below its address. Marked as a demo, where staff sign in without a second factor."""
    jurisdiction = make.jurisdiction(is_demo=True)
    with scope(jurisdiction):
        yield jurisdiction


@pytest.fixture
def people(city: Jurisdiction) -> People:
    """Everyone of that city, by role."""
    return everyone()


Browse = Callable[[User | AnonymousUser], Client]


@pytest.fixture
def browse(city: Jurisdiction) -> Browse:
    """A browser for a person, in a demo city: no second factor is asked for there."""
    Jurisdiction.objects.filter(pk=city.pk).update(is_demo=True)

    def opened(person: User | AnonymousUser) -> Client:
        browser = Client()
        if isinstance(person, User):
            browser.force_login(person)
        return browser

    return opened


@pytest.fixture
def quick_passwords(settings: Settings, db: None) -> None:
    """Hashing that takes no time, and counters of sign-in that start at nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
