from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tomoni.core import audit
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.operations import backups
from tomoni.operations.health import unapplied


class Command(BaseCommand):
    help = "Puts a backup in the place of what is here; with --verify it only checks the backup and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("--verify", action="store_true", help="check only")
        parser.add_argument("--replace", action="store_true", help="also where cities are stored already")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verify"]:
                made_at = backups.verify(options["backup"]).made_at
                self.stdout.write(f"{made_at} のバックアップは、作ったときのままで、いまの鍵で開けます。")
                return
            if not options["replace"] and not unapplied() and Jurisdiction.objects.exists():
                raise CommandError(
                    "すでにデータがあります。置き換えるなら --replace を付けてください。いまのデータは別に残します。"
                )
            before = backups.restore(options["backup"], timezone.now())
        except (backups.Failed, OSError) as error:
            raise CommandError(f"戻せませんでした。{error}") from error
        call_command("migrate", verbosity=0)
        faults = audit.verify().faults
        if faults:
            raise CommandError(f"戻しましたが、操作の記録が合いません。{faults[0]}")
        self.stdout.write(f"戻しました。それまでのデータは {before} に残してあります。")
        self.stdout.write("サーバーと作業プロセスを起動し直し、manage.py doctor で確かめてください。")
