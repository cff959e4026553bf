import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tomoni.core import audit


class Command(BaseCommand):
    help = "audit verify: finds changed, missing and reordered rows of the audit log. audit seal: seals what has settled."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["verify", "seal"])
        parser.add_argument(
            "--noted", default="", metavar="MARK", help="the mark of a seal, as printed by an earlier run"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "seal":
            self._seal()
        else:
            self._verify(options["noted"])

    def _seal(self) -> None:
        mark = audit.seal()
        if mark is None:
            self.stdout.write("新しく封印する記録はありません。")
            return
        self.stdout.write(f"{mark.first_id}〜{mark.last_id}番の{mark.count}件を封印しました。")
        self.stdout.write(f"印: {mark.digest}")

    def _verify(self, noted: str) -> None:
        verdict = audit.verify(noted=noted)
        self.stdout.write(
            f"封印{verdict.seals}個、封印済みの記録{verdict.events}件、これから封印する記録{verdict.unsealed}件。"
        )
        if verdict.faults:
            for fault in verdict.faults:
                self.stderr.write(fault)
            self.stderr.write(
                "記録がデータベースの外から変えられたおそれがあります。バックアップと見比べてください。"
            )
            sys.exit(1)
        self.stdout.write("変えられた記録、なくなった記録、入れ替わった記録はありません。")
        if verdict.mark:
            self.stdout.write(f"印: {verdict.mark}")
            self.stdout.write(
                "この印を別の場所に控え、次に --noted で渡すと、末尾が切り取られていないことも確かめられます。"
            )
