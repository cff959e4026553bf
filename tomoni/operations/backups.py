"""Backup and restore: the database as one consistent moment, the files beside it, a manifest of hashes; never the keys.

A backup appears under its name only when it is complete and checked. Restoring verifies first and keeps what stood here before.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from tomoni.core import audit

MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
FILES = "files"
MARK = "last-backup"
CHECKED = "backup"


class Failed(Exception):
    """What went wrong and what to do, for the operator."""


@dataclass(frozen=True)
class Manifest:
    made_at: str
    database: str
    """sqlite or postgresql"""
    hashes: dict[str, str]
    """Path inside the backup → SHA-256."""
    key_marks: list[str]
    """Which field keys open its texts: marks from which no key can be found."""
    seal: str
    """Mark of the latest seal of the audit log."""


def key_marks() -> list[str]:
    return [
        hashlib.sha256(f"tomoni field key {key}".encode()).hexdigest()[:16] for key in settings.FIELD_KEYS
    ]


def latest() -> datetime | None:
    """When this installation last made a backup."""
    mark = Path(settings.DATA) / MARK
    return (
        datetime.fromtimestamp(mark.stat().st_mtime, tz=timezone.get_default_timezone())
        if mark.exists()
        else None
    )


def make(folder: Path, now: datetime) -> Path:
    """Write a new backup into the folder; the server may go on working."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"tomoni-{timezone.localtime(now):%Y%m%d-%H%M%S}"
    target, partial = folder / name, folder / f".{name}.partial"
    if target.exists():
        raise Failed(f"{target} がすでにあります。")
    partial.mkdir(mode=0o700)
    try:
        if connection.vendor == "sqlite":
            seal = _copy_sqlite(partial / SQLITE)
        else:
            seal = audit.latest_mark()
            _dump_postgres(partial / POSTGRES)
        # Files are written before the rows that name them, so a copy made after the database lacks none.
        if Path(settings.MEDIA_ROOT).exists():
            shutil.copytree(settings.MEDIA_ROOT, partial / FILES)
        manifest = Manifest(now.isoformat(), connection.vendor, _hashes(partial), key_marks(), seal)
        _write_safely(partial / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n")
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    (Path(settings.DATA) / MARK).write_text(f"{target}\n")
    return target


def prune(folder: Path, *, keep: int) -> list[Path]:
    """Remove complete backups beyond the newest ones; which."""
    complete = sorted(one.parent for one in folder.glob(f"tomoni-*/{MANIFEST}"))
    old = complete[:-keep]
    for one in old:
        shutil.rmtree(one)
    return old


def _copy_sqlite(target: Path) -> str:
    """A consistent copy while others write; checked, and as one file without a log beside it. Returns its latest seal's mark."""
    with closing(sqlite3.connect(target)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        _check_sqlite(copy)
        row = copy.execute("SELECT digest FROM core_seal ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def _check_sqlite(copy: sqlite3.Connection) -> None:
    found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise Failed(f"データベースの写しが壊れています: {'; '.join(found[:3])}")


def _postgres() -> tuple[list[str], dict[str, str]]:
    """The words that name our database to PostgreSQL's own tools, and their environment."""
    values = connection.settings_dict
    words = []
    for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if values[key]:
            words += [option, str(values[key])]
    secret = {"PGPASSWORD": str(values["PASSWORD"])} if values["PASSWORD"] else {}
    return [*words, "--no-password"], {**os.environ, **secret}


def _run_postgres(tool: str, *words: str) -> None:
    path = shutil.which(tool)
    if path is None:
        raise Failed(
            f"{tool} が見つかりません。PostgreSQL のクライアント（postgresql-client）を入れてください。"
        )
    named, environment = _postgres()
    command = [path, *named, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Failed(f"{tool} が失敗しました: {done.stderr.strip()[:500]}")


def _dump_postgres(target: Path) -> None:
    database = str(connection.settings_dict["NAME"])
    _run_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", database)


def _hashes(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        with path.open("rb") as handle:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(handle, "sha256").hexdigest()
    return found


def _write_safely(path: Path, text: str) -> None:
    with path.open("w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def verify(backup: Path) -> Manifest:
    """Refuses a backup that is not as it was made, or whose texts these keys cannot open."""
    if not (backup / MANIFEST).is_file():
        raise Failed(f"{backup} はバックアップのフォルダではありません（{MANIFEST} がありません）。")
    manifest = Manifest(**json.loads((backup / MANIFEST).read_text()))
    here = {name: digest for name, digest in _hashes(backup).items() if name != MANIFEST}
    wrong = sorted(
        name for name in here.keys() | manifest.hashes.keys() if here.get(name) != manifest.hashes.get(name)
    )
    if wrong:
        raise Failed(f"作ったときと違うファイルがあります: {', '.join(wrong[:5])}")
    if not set(manifest.key_marks) & set(key_marks()):
        raise Failed(
            "いまの鍵（TOMONI_FIELD_KEYS か field.key）では、このバックアップの相談を開けません。当時の鍵を用意してください。"
        )
    if manifest.database == "sqlite":
        with _opened(backup / SQLITE) as alias:
            _check_sqlite(connections[alias].connection)
            faults = audit.verify(noted=manifest.seal, using=alias).faults
        if faults:
            raise Failed(f"操作の記録が合いません: {faults[0]}")
    return manifest


@contextmanager
def _opened(database: Path) -> Iterator[str]:
    """The database of a backup, for reading."""
    here = connection.settings_dict
    name = f"{database.resolve().as_uri()}?mode=ro&immutable=1"
    connections.databases[CHECKED] = {**here, "NAME": name, "OPTIONS": {}}
    try:
        connections[CHECKED].ensure_connection()
        yield CHECKED
    finally:
        connections[CHECKED].close()
        del connections[CHECKED]
        del connections.databases[CHECKED]


def restore(backup: Path, now: datetime) -> Path:
    """Put a verified backup in the place of what is here. Returns where what stood here before was kept."""
    manifest = verify(backup)
    if manifest.database != connection.vendor:
        raise Failed(
            f"このバックアップは {manifest.database} のものです。いまのデータベースは {connection.vendor} です。"
        )
    before = Path(settings.DATA) / f"before-restore-{timezone.localtime(now):%Y%m%d-%H%M%S}"
    before.mkdir(mode=0o700, parents=True)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(before / SQLITE)) as kept:
            connection.connection.backup(kept)
        # Through SQLite itself: whoever still has the database open sees the new content, never a torn file.
        with closing(sqlite3.connect(f"{(backup / SQLITE).resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.backup(connection.connection)
        connection.close()
    else:
        _dump_postgres(before / POSTGRES)
        connection.close()
        database = str(connection.settings_dict["NAME"])
        words = (
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
        )
        _run_postgres("pg_restore", *words, f"--dbname={database}", str(backup / POSTGRES))
    files = Path(settings.MEDIA_ROOT)
    if files.exists():
        files.rename(before / FILES)
    if (backup / FILES).exists():
        shutil.copytree(backup / FILES, files)
    return before
