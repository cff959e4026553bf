"""Is this installation well? One line a subject, with what to do. Shown by `manage.py doctor` and on the administrator's page."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.audit import SETTLED, Event, Seal
from tomoni.core.documents import fonts
from tomoni.core.jobs import LEASE, Job
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.outbox import MAX_TRIES, Letter
from tomoni.operations import assets, backups, checks
from tomoni.operations.health import unapplied

GIB = 1024**3
WAL_SAFE = (3, 51, 3)
"""From here on SQLite no longer has the bug that corrupts a database when two connections checkpoint at once."""


class Level(models.TextChoices):
    GOOD = "good", _("OK")
    CARE = "care", _("注意")
    BAD = "bad", _("だめ")


@dataclass(frozen=True)
class Finding:
    subject: str
    level: Level
    text: str
    advice: str = ""


def good(subject: str, text: str) -> Finding:
    return Finding(subject, Level.GOOD, text)


def care(subject: str, text: str, advice: str) -> Finding:
    return Finding(subject, Level.CARE, text, advice)


def bad(subject: str, text: str, advice: str) -> Finding:
    return Finding(subject, Level.BAD, text, advice)


def examine(now: datetime | None = None) -> list[Finding]:
    """Everything that can be seen from inside. Without its database only what needs none."""
    moment = now or timezone.now()
    found = [
        one
        for look in (_settings, _keys, _disk, _static, _assets, _font, _mail, _exposure, _backup)
        for one in look(moment)
    ]
    try:
        connection.ensure_connection()
    except Error as error:
        advice = "TOMONI_DATABASE_URL と、データベースが動いているかを確かめてください。"
        return [bad("データベース", f"つながりません（{type(error).__name__}）。", advice), *found]
    behind = list(_migrations(moment))
    looks: tuple[Look, ...] = (_database,) if behind[0].level != Level.GOOD else (_database, *OF_ROWS)
    return behind + [one for look in looks for one in look(moment)] + found


Look = Callable[[datetime], Iterator[Finding]]


def _migrations(_now: datetime) -> Iterator[Finding]:
    behind = unapplied()
    if behind:
        text = f"この版に必要な変更が{len(behind)}件まだです。"
        yield bad("データベースの形", text, "manage.py prepare を実行してください。")
    else:
        yield good("データベースの形", "この版に合っています。")


def _database(_now: datetime) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
        yield good("データベース", f"PostgreSQL {version}")
        return
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < WAL_SAFE:
        text = f"SQLite {version}（3.51.3より前には、書き込みの記録が壊れうる不具合があります）"
        advice = (
            "この製品はチェックポイントを1つのプロセスに限って避けています。"
            "work を2つ動かさず、2台以上で使うときは PostgreSQL に移してください。"
        )
        yield care("データベース", text, advice)
    else:
        yield good("データベース", f"SQLite {version}")
    yield from _sqlite_settings()
    wal = Path(f"{connection.settings_dict['NAME']}-wal")
    size = wal.stat().st_size if wal.exists() else 0
    if size > 256 * 1024**2:
        text = f"{size // 1024**2}MBたまっています。"
        yield care(
            "書き込みの記録（WAL）", text, "作業プロセス（manage.py work）が動いているか確かめてください。"
        )


def _sqlite_settings() -> Iterator[Finding]:
    wanted = {"journal_mode": "wal", "wal_autocheckpoint": 0, "foreign_keys": 1}
    wrong = []
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
            if found != value:
                wrong.append(f"{name}={found}")
        cursor.execute("PRAGMA busy_timeout")
        if cursor.fetchone()[0] < checks.LEAST_TIMEOUT_S * 1000:
            wrong.append("busy_timeout")
    if wrong:
        advice = "データベースのファイルがローカルのディスクにあるか、設定を変えていないか確かめてください。"
        yield bad("SQLiteの設定", f"決められた値と違います: {', '.join(wrong)}", advice)
    else:
        yield good("SQLiteの設定", "WAL、IMMEDIATE、待ち時間20秒、外部キーあり")


def _letters(now: datetime) -> Iterator[Finding]:
    given_up = Letter.objects.filter(sent_at=None, tries__gte=MAX_TRIES).count()
    late = Letter.objects.filter(
        sent_at=None, tries__lt=MAX_TRIES, due_at__lt=now - timedelta(minutes=15)
    ).count()
    if given_up:
        advice = "宛先と、TOMONI_EMAIL_ で始まる設定を確かめてください。"
        yield bad("送信箱", f"送れずにあきらめたメールが{given_up}通あります。", advice)
    if late:
        advice = "作業プロセス（manage.py work）が動いているか、メールサーバーが応えるか確かめてください。"
        yield care("送信箱", f"15分以上待っているメールが{late}通あります。", advice)
    if not given_up and not late:
        yield good("送信箱", "滞っていません。")


def _jobs(now: datetime) -> Iterator[Finding]:
    late = Job.objects.filter(state=Job.State.WAITING, due_at__lt=now - timedelta(minutes=5)).count()
    lost = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now - LEASE).count()
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gt=now - timedelta(days=7)).count()
    if late or lost:
        advice = "作業プロセス（manage.py work）が動いているか確かめてください。"
        yield bad("裏の作業", f"始まらない作業が{late}件、途中で止まった作業が{lost}件あります。", advice)
    if failed:
        text = f"この7日に失敗した作業が{failed}件あります。"
        yield care("裏の作業", text, "記録（ログ）で「failed」を探し、理由を確かめてください。")
    if not late and not lost and not failed:
        yield good("裏の作業", "滞っていません。")


def _seals(now: datetime) -> Iterator[Finding]:
    latest = Seal.objects.order_by("-id").first()
    since = latest.last_id if latest else 0
    old = Event.objects.filter(id__gt=since, at__lt=now - timedelta(hours=3) - SETTLED).exists()
    if old:
        advice = "作業プロセス（manage.py work）が動いているか確かめてください。すぐ封印するには manage.py audit seal。"
        yield care("操作の記録", "3時間より前の記録がまだ封印されていません。", advice)
    else:
        yield good("操作の記録", "封印されています。")


def _places(_now: datetime) -> Iterator[Finding]:
    count, demo = Jurisdiction.objects.count(), Jurisdiction.objects.filter(is_demo=True).exists()
    if not count:
        yield care(
            "自治体", "まだありません。", "manage.py create_jurisdiction と create_admin を実行してください。"
        )
    elif demo and settings.SECURE_SSL_REDIRECT:
        text = "お試し用のデータが入っています。ログインの合言葉は公開されています。"
        yield bad("自治体", text, "manage.py demo purge で消してください。")
    else:
        yield good("自治体", f"{count}件{'（お試し用を含みます）' if demo else ''}")


OF_ROWS: tuple[Look, ...] = (_letters, _jobs, _seals, _places)


def _settings(_now: datetime) -> Iterator[Finding]:
    found = [one for check in checks.ALL for one in check()]
    for one in found:
        level = Level.BAD if one.is_serious() else Level.CARE
        yield Finding("設定", level, str(one.msg), "docs/operations.md の「設定」を見てください。")
    if not found:
        yield good("設定", "起動の条件を満たしています。")


def _keys(_now: datetime) -> Iterator[Finding]:
    kept = [settings.DATA / name for name in ("secret.key", "field.key")]
    inside = [path for path in kept if path.exists()]
    open_ = [path.name for path in inside if path.stat().st_mode & 0o077]
    if open_:
        yield bad(
            "鍵",
            f"ほかの利用者も読めるファイルがあります: {', '.join(open_)}",
            "chmod 600 で閉じてください。",
        )
    elif inside:
        text = f"データと同じフォルダにあります（{', '.join(path.name for path in inside)}）。"
        advice = (
            "公開する環境では TOMONI_SECRET_KEY と TOMONI_FIELD_KEYS で渡し、バックアップとは別の場所に控えてください。"
            "field.key を失うと、相談の文章は誰にも開けません。"
        )
        yield care("鍵", text, advice)
    else:
        yield good("鍵", "データの外にあります。控えがあることを確かめてください。")


def _disk(_now: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free
    text = f"空きは{free / GIB:.1f}GBです。"
    if free < GIB:
        yield bad("ディスク", text, "空きを増やしてください。いっぱいになると書き込めなくなります。")
    elif free < 5 * GIB:
        yield care("ディスク", text, "早めに空きを増やしてください。")
    else:
        yield good("ディスク", text)
    kind = _kind_of_disk(settings.DATA)
    if kind in ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs") and connection.vendor == "sqlite":
        text = f"データがネットワークの先（{kind}）にあります。SQLiteは壊れることがあります。"
        yield bad("ディスク", text, "ローカルのディスクに移すか、PostgreSQL を使ってください。")


def _kind_of_disk(folder: Path) -> str:
    """The file system of the mount that holds the folder, where the system tells."""
    table = Path("/proc/mounts")
    if not table.exists():
        return ""
    place = str(folder.resolve())
    rows = [line.split() for line in table.read_text().splitlines()]
    over = [row for row in rows if place == row[1] or place.startswith(row[1].rstrip("/") + "/")]
    return max(over, key=lambda row: len(row[1]))[2] if over else ""


def _static(_now: datetime) -> Iterator[Finding]:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.DEBUG:
        yield good("静的ファイル", "開発用の設定では集める必要がありません。")
    elif not manifest.exists():
        yield bad("静的ファイル", "まだ集められていません。", "manage.py prepare を実行してください。")
    else:
        yield good("静的ファイル", f"{len(json.loads(manifest.read_text())['paths'])}個")


def _assets(_now: datetime) -> Iterator[Finding]:
    if assets.present() and not assets.current():
        text = "ありますが、辞書がこの版より古いままです。"
        yield care("単語ベクトル", text, "manage.py prepare を実行してください。")
    elif assets.present():
        yield good("単語ベクトル", "あります。")
    else:
        text = "ありません。候補や行き先は、共通することばだけから出ます。"
        yield care(
            "単語ベクトル",
            text,
            "manage.py prepare --assets を、ネットワークか配布物のある所で実行してください。",
        )


def _font(_now: datetime) -> Iterator[Finding]:
    advice = "manage.py prepare --assets を、ネットワークか配布物のある所で実行してください。"
    if fonts.present():
        yield good("PDFの文字", "あります。")
    elif fonts.faces():
        text = (
            f"この装置のフォント（{fonts.faces()[0].family}）を使います。装置が変わると見た目も変わります。"
        )
        yield care("PDFの文字", text, advice)
    else:
        yield care("PDFの文字", "日本語のフォントがなく、PDFを作れません。", advice)


def _mail(_now: datetime) -> Iterator[Finding]:
    if settings.EMAIL_HOST and not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield good("メール", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} から送ります。")
    else:
        text = "送り先のサーバーがないため、作業プロセスの画面に書き出すだけです。"
        yield care("メール", text, "TOMONI_EMAIL_HOST を設定してください。")


def _exposure(_now: datetime) -> Iterator[Finding]:
    if settings.SECURE_SSL_REDIRECT:
        yield good("HTTPS", f"使います。前に立つ中継サーバーは{settings.ALLAUTH_TRUSTED_PROXY_COUNT}台です。")
    else:
        text = "使いません。この機械の中だけで試すときの設定です。"
        yield care(
            "HTTPS", text, "公開するときは TOMONI_HTTPS と TOMONI_TRUSTED_PROXIES を設定してください。"
        )


def _backup(now: datetime) -> Iterator[Finding]:
    latest = backups.latest()
    if latest is None:
        yield care(
            "バックアップ",
            "まだとっていません。",
            "manage.py backup フォルダ を、毎日動くようにしてください。",
        )
        return
    hours = int((now - latest).total_seconds() // 3600)
    if hours >= 48:
        yield care(
            "バックアップ",
            f"最後は{hours // 24}日前です。",
            "毎日の manage.py backup が動いているか確かめてください。",
        )
    else:
        yield good("バックアップ", f"最後は{hours}時間前です。")
