from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tomoni.core.jurisdictions import Jurisdiction
from tomoni.operations import installation


class Command(BaseCommand):
    help = "Founds a city (or a prefecture) with its collaboration section. Next: create_admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the word in every address, such as minato")
        parser.add_argument("name", help="such as みなと市")
        parser.add_argument("reading", help="such as みなとし")
        parser.add_argument("--code", default="", help="local government code, 6 digits")
        parser.add_argument("--prefecture", action="store_true", help="found a prefecture instead of a city")
        parser.add_argument("--parent", default="", metavar="SLUG", help="the prefecture above")
        parser.add_argument("--section", default="協働推進課", help="the department that brokers")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = Jurisdiction.Kind.PREFECTURE if options["prefecture"] else Jurisdiction.Kind.MUNICIPALITY
        parent = Jurisdiction.objects.filter(slug=options["parent"]).first()
        if options["parent"] and parent is None:
            raise CommandError(f"「{options['parent']}」という自治体はありません。")
        given = {key: options[key] for key in ("slug", "name", "reading", "code", "section")}
        try:
            city = installation.found(**given, kind=kind, parent=parent)
        except (ValidationError, ValueError) as error:
            said = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise CommandError(f"つくれませんでした。{' '.join(said)}") from error
        self.stdout.write(f"{city.name}をつくりました: {city.get_absolute_url()}")
        self.stdout.write(
            f"次に、管理者を招いてください: manage.py create_admin {city.slug} メールアドレス 氏名"
        )
