from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tomoni.operations import demo


class Command(BaseCommand):
    help = "Loads the demo (what is there already stays), or removes it whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load", "purge"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "purge":
            self.stdout.write(f"お試し用のデータを{demo.purge()}件消しました。")
            return
        loaded = demo.load(timezone.localdate())
        self.stdout.write(f"入れたまち: {'、'.join(loaded) or 'なし（すでに入っています）'}")
