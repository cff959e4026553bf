from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tests.text import asset
from tomoni.core import audit
from tomoni.core.jobs import Job
from tomoni.core.outbox import MAX_TRIES, Letter
from tomoni.core.people import SYSTEM
from tomoni.operations import assets, backups, doctor
from tomoni.operations.doctor import Level

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


def level(subject: str) -> Level:
    """The worst that is said of it."""
    found = [one.level for one in doctor.examine() if one.subject == subject]
    assert found, subject
    return max(found, key=list(Level).index)


def test_every_complaint_says_what_to_do() -> None:
    assert all(one.advice for one in doctor.examine() if one.level != Level.GOOD)


def letter(**fields: object) -> None:
    past = timezone.now() - timedelta(hours=1)
    Letter.objects.create(to="a@example.jp", subject="x", body="x", key="1", **{"due_at": past, **fields})


def job(**fields: object) -> None:
    past = timezone.now() - timedelta(hours=1)
    Job.objects.create(name="x", key="1", **{"due_at": past, **fields})


def event(hours: int) -> None:
    made = audit.record("change", make.jurisdiction(), by=SYSTEM)
    assert made.pk
    audit.Event.objects.bulk_create(
        [
            audit.Event(
                person_name="x", verb="x", kind="x", object_id=1, at=timezone.now() - timedelta(hours=hours)
            )
        ]
    )


@pytest.mark.parametrize(
    ("subject", "cause", "expected"),
    [
        ("送信箱", lambda: None, Level.GOOD),
        ("送信箱", letter, Level.CARE),
        ("送信箱", lambda: letter(tries=MAX_TRIES), Level.BAD),
        ("送信箱", lambda: letter(sent_at=timezone.now()), Level.GOOD),
        ("裏の作業", lambda: None, Level.GOOD),
        ("裏の作業", job, Level.BAD),
        ("裏の作業", lambda: job(due_at=timezone.now()), Level.GOOD),
        ("裏の作業", lambda: job(state="running", lease_until=timezone.now()), Level.GOOD),
        (
            "裏の作業",
            lambda: job(state="running", lease_until=timezone.now() - timedelta(minutes=5)),
            Level.BAD,
        ),
        ("裏の作業", lambda: job(state="failed", finished_at=timezone.now()), Level.CARE),
        ("操作の記録", lambda: event(1), Level.GOOD),
        ("操作の記録", lambda: event(4), Level.CARE),
        ("自治体", lambda: None, Level.CARE),
        ("自治体", make.jurisdiction, Level.GOOD),
        ("データベースの形", lambda: None, Level.GOOD),
    ],
)
def test_what_stands_in_the_tables_is_judged(
    subject: str, cause: Callable[[], object], expected: Level
) -> None:
    cause()
    assert level(subject) == expected


def test_a_demo_open_to_the_network_is_bad(settings: Settings) -> None:
    make.jurisdiction(is_demo=True)
    assert level("自治体") == Level.GOOD
    settings.SECURE_SSL_REDIRECT = True
    assert level("自治体") == Level.BAD


def test_keys_others_can_read_are_bad(folder: Path) -> None:
    assert level("鍵") == Level.GOOD
    key = folder / "field.key"
    key.write_text("x")
    key.chmod(0o600)
    assert level("鍵") == Level.CARE
    key.chmod(0o644)
    assert level("鍵") == Level.BAD


@pytest.mark.parametrize(("free", "expected"), [(100, Level.GOOD), (3, Level.CARE), (0.5, Level.BAD)])
def test_a_full_disk_is_seen_coming(monkeypatch: pytest.MonkeyPatch, free: float, expected: Level) -> None:
    class Usage:
        def __init__(self, _folder: Path) -> None:
            self.free = int(free * doctor.GIB)

    monkeypatch.setattr("shutil.disk_usage", Usage)
    assert level("ディスク") == expected


def test_uncollected_static_files_are_bad(folder: Path) -> None:
    assert level("静的ファイル") == Level.BAD
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text('{"paths": {"a": "a"}}')
    assert level("静的ファイル") == Level.GOOD


def test_an_old_backup_is_mentioned(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level("バックアップ") == Level.CARE
    for hours, expected in ((1, Level.GOOD), (72, Level.CARE)):
        monkeypatch.setattr(backups, "latest", lambda hours=hours: timezone.now() - timedelta(hours=hours))
        assert level("バックアップ") == expected


def test_without_its_database_the_rest_is_still_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "ensure_connection", gone)
    assert level("データベース") == Level.BAD
    assert level("ディスク")


def test_the_command_ends_with_an_error_where_something_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("doctor")
    out = capsys.readouterr().out
    assert "[だめ] 静的ファイル" in out
    assert "→ manage.py prepare" in out


def test_a_dictionary_older_than_its_word_lists_is_named_and_built_again(folder: Path) -> None:
    asset.folder(folder / "text")
    assert level("単語ベクトル") == Level.CARE
    assert assets.wanted()


def test_vectors_that_could_not_be_had_are_asked_for_again_only_after_a_day_or_when_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "current", lambda: True)
    assert assets.wanted()
    (folder / "text").mkdir()
    (folder / "text" / "not-fetched").write_text("no network")
    assert not assets.wanted()
    assert assets.wanted(asked=True)
