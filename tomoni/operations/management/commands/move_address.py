from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tomoni.core.jurisdictions import Jurisdiction
from tomoni.operations import installation


class Command(BaseCommand):
    help = "Changes the word in a city's addresses; old addresses go on leading to the new ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", help="the present word, such as minato")
        parser.add_argument("new", help="the new word")

    def handle(self, *args: Any, **options: Any) -> None:
        city = Jurisdiction.objects.filter(slug=options["old"]).first()
        if city is None:
            raise CommandError(f"「{options['old']}」という自治体はありません。")
        try:
            installation.move_address(city, options["new"])
        except ValidationError as error:
            raise CommandError(f"変えられませんでした。{' '.join(error.messages)}") from error
        self.stdout.write(
            f"{city.name}のアドレスを {city.get_absolute_url()} に変えました。前のアドレスからも開けます。"
        )
