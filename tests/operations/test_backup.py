"""The drill: back up while others write, restore on an empty machine, compare. On an installation of its own, by its own commands."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.conf import settings

KEY = Fernet.generate_key().decode()
WRITER = """
from itertools import count
from django.db import transaction
from tests import make
from tomoni.core import audit
from tomoni.core.people import SYSTEM
from pathlib import Path
from django.conf import settings
for number in count():
    with transaction.atomic():
        city = make.jurisdiction(f"busy-{number}")
        audit.record("create", city, by=SYSTEM)
        audit.record("create", city, by=SYSTEM)
    Path(settings.DATA, "wrote").write_text(str(number))
"""
SEAL = """
from datetime import timedelta
from django.utils import timezone
from tomoni.core import audit
audit.seal(now=timezone.now() + timedelta(hours=1))
"""


@dataclass
class Installation:
    data: Path
    url: str = ""
    key: str = KEY

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("TOMONI_")}
        return plain | {
            "TOMONI_DATA": str(self.data),
            "TOMONI_FIELD_KEYS": self.key,
            "TOMONI_DATABASE_URL": self.url,
        }

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *words: str) -> str:
        done = self.manage(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def count(self, label: str) -> int:
        script = f"from django.apps import apps; print(apps.get_model('{label}')._base_manager.count())"
        return int(self.must("shell", "--no-imports", "-c", script).split()[-1])


def databases() -> list[str]:
    """Also PostgreSQL where the tests run on it."""
    return ["sqlite", "postgresql"] if "postgresql" in settings.DATABASES["default"]["ENGINE"] else ["sqlite"]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator["Machines"]:
    machines = Machines(tmp_path)
    yield machines
    machines.clear()


class Machines:
    """Empty machines, each with a data folder, and on PostgreSQL a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []

    def __call__(self, kind: str) -> Installation:
        data = self.folder / uuid4().hex
        data.mkdir()
        if kind == "sqlite":
            return Installation(data)
        name = f"drill_{uuid4().hex[:12]}"
        with self._server() as server:
            server.execute(f"CREATE DATABASE {name}")
        self.names.append(name)
        values = settings.DATABASES["default"]
        return Installation(data, f"postgres://{values['USER']}@{values['HOST']}:{values['PORT']}/{name}")

    def _server(self) -> "psycopg.Connection[tuple[object, ...]]":
        values = settings.DATABASES["default"]
        return psycopg.connect(
            host=values["HOST"], port=values["PORT"], user=values["USER"], dbname="postgres", autocommit=True
        )

    def clear(self) -> None:
        for name in self.names:
            with self._server() as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("kind", databases())
def test_what_is_restored_is_what_was_backed_up_while_others_wrote(
    empty: Machines, tmp_path: Path, kind: str
) -> None:
    here, there = empty(kind), empty(kind)
    here.must("migrate")
    here.must("create_jurisdiction", "minato", "みなと市", "みなとし")
    here.must("shell", "--no-imports", "-c", SEAL)
    (here.data / "files" / "1").mkdir(parents=True)
    (here.data / "files" / "1" / "a").write_bytes(b"paper")
    writer = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", WRITER],
        cwd=settings.BASE_DIR,
        env=here.environment,
    )
    try:
        while not (here.data / "wrote").exists():
            assert writer.poll() is None
        out = here.must("backup", str(tmp_path / "backups"))
        still_writing = writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
    assert still_writing
    assert "鍵" in out
    (backup,) = (tmp_path / "backups").glob("tomoni-*")
    assert not [path for path in backup.rglob("*") if path.name.endswith(".key")]

    there.must("restore", str(backup))
    assert (there.data / "files" / "1" / "a").read_bytes() == b"paper"
    cities, events = there.count("core.Jurisdiction"), there.count("core.Event")
    own_events = events - 2 * (cities - 1)  # each city of the writer came with two events in one transaction
    assert cities > 1
    assert 3 <= own_events <= 20
    assert there.count("core.Seal") == 1
    there.must("audit", "verify", "--noted", json.loads((backup / "manifest.json").read_text())["seal"])
    if kind == "sqlite":
        assert rows_of(backup / "database.sqlite3") == rows_of(there.data / "tomoni.sqlite3")


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as copy:
        tables = [
            row[0]
            for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {table: copy.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608


@pytest.fixture
def backed_up(empty: Machines, tmp_path: Path) -> tuple[Installation, Path]:
    here = empty("sqlite")
    here.must("migrate")
    here.must("create_jurisdiction", "minato", "みなと市", "みなとし")
    here.must("backup", str(tmp_path / "backups"))
    (backup,) = (tmp_path / "backups").glob("tomoni-*")
    return here, backup


def test_restoring_refuses_what_is_not_whole_and_overwrites_only_when_told(
    backed_up: tuple[Installation, Path], empty: Machines, tmp_path: Path
) -> None:
    here, backup = backed_up
    there = empty("sqlite")

    assert "開けます" in there.must("restore", str(backup), "--verify")
    assert there.manage("audit", "verify").returncode != 0  # only looked at: nothing stands here yet

    refused = here.manage("restore", str(backup))
    assert refused.returncode
    assert "--replace" in refused.stderr

    stranger = Installation(there.data, key=Fernet.generate_key().decode())
    assert "鍵" in stranger.manage("restore", str(backup)).stderr

    damaged = tmp_path / "damaged"
    shutil.copytree(backup, damaged)
    with (damaged / "database.sqlite3").open("r+b") as handle:
        handle.seek(5000)
        handle.write(b"????")
    assert "作ったときと違う" in there.manage("restore", str(damaged)).stderr

    here.must("create_jurisdiction", "kawasaki", "川崎市", "かわさきし")
    said = here.must("restore", str(backup), "--replace")
    assert here.count("core.Jurisdiction") == 1
    (before,) = here.data.glob("before-restore-*")
    assert str(before) in said
    assert len(rows_of(before / "database.sqlite3")["core_jurisdiction"]) == 2


def test_only_the_newest_backups_are_kept_when_asked(tmp_path: Path) -> None:
    from tomoni.operations import backups

    for day in ("20260101-000000", "20260102-000000", "20260103-000000"):
        (tmp_path / f"tomoni-{day}").mkdir()
        (tmp_path / f"tomoni-{day}" / backups.MANIFEST).write_text("{}")
    (tmp_path / "tomoni-20250101-000000").mkdir()  # not a complete backup: left alone
    assert [path.name for path in backups.prune(tmp_path, keep=2)] == ["tomoni-20260101-000000"]
    assert len(list(tmp_path.iterdir())) == 3
