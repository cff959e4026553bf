from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tomoni.operations import catalogues


class Command(BaseCommand):
    help = (
        "Brings the English catalogue up to date with the msgids in use and lists what lacks a translation."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogues.update(options["language"])
        for message in catalogues.untranslated(options["language"]):
            self.stdout.write(message)
        catalogues.compile_catalogues()
