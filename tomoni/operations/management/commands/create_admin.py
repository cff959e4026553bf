from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tomoni.core.jurisdictions import Jurisdiction
from tomoni.operations import installation


class Command(BaseCommand):
    help = "Invites the administrator of a city and prints the link, which works once within fourteen days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("city", metavar="slug")
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        city = Jurisdiction.objects.filter(slug=options["city"]).first()
        if city is None:
            raise CommandError(
                f"「{options['city']}」という自治体はありません。create_jurisdiction でつくってください。"
            )
        try:
            link = installation.invite_admin(city, email=options["email"], name=options["name"])
        except ValidationError as error:
            raise CommandError(f"招けませんでした。{' '.join(error.messages)}") from error
        self.stdout.write(
            f"{options['name']} さんに、このリンクを渡してください（1回だけ、14日のあいだ使えます）:"
        )
        self.stdout.write(link)
        self.stdout.write("受け入れたら、二要素認証を用意し、課長や担当者を招いてください。")
