from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tomoni.operations import backups


class Command(BaseCommand):
    help = "Writes a checked backup of database and files into a folder, while the server works. Keys are not part of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, metavar="N", help="remove older backups beyond the newest N")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backups.make(options["folder"], timezone.now())
        except (backups.Failed, OSError) as error:
            raise CommandError(f"バックアップできませんでした。{error}") from error
        self.stdout.write(f"バックアップ: {made}")
        if options["keep"]:
            for old in backups.prune(options["folder"], keep=options["keep"]):
                self.stdout.write(f"古いものを消しました: {old}")
        self.stdout.write(
            "鍵（secret.key と field.key、または TOMONI_SECRET_KEY と TOMONI_FIELD_KEYS）は入っていません。"
            "別の場所に控えてください。鍵がないと、相談の文章とファイルは開けません。"
        )
