from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from tomoni.core import charts
from tomoni.core.documents import fonts
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.operations import assets
from tomoni.operations.catalogues import compile_catalogues
from tomoni.operations.health import unapplied


class Command(BaseCommand):
    help = "Brings database, static files, catalogues, assets and font up to date; with --demo loads the demo where there is no city."
    requires_system_checks = ("tomoni",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true")
        parser.add_argument(
            "--assets", action="store_true", help="fetch text assets and font even if that failed lately"
        )

        parser.add_argument("--font", type=Path, help="take the font of PDFs out of this wheel")

    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        if unapplied():
            self.stdout.write("データベースを用意しています…")
            call_command("migrate", verbosity=0)
        compile_catalogues()
        charts.build()
        sources = max(_newest(settings.BASE_DIR / "static"), _newest(charts.folder()))
        if sources > _newest(Path(settings.STATIC_ROOT)):
            call_command("collectstatic", interactive=False, verbosity=0)
        if assets.wanted(asked=options["assets"]):
            self._fetch()
        if options["font"]:
            fonts.build(options["font"])
        elif not fonts.present() and (options["assets"] or not assets.failed_lately(fonts.folder())):
            self._fetch_font()
        if options["demo"] and not Jurisdiction.objects.exists():
            self.stdout.write("お試し用のデータを入れています（1分ほどかかります）…")
            call_command("demo", "load")

    def _fetch(self) -> None:
        self.stdout.write(
            "辞書を作り直しています…" if assets.present() else "単語ベクトルを取り寄せています（1回だけ）…"
        )
        if not assets.build():
            self.stdout.write(
                "取り寄せられませんでした。なくても動きます（候補や行き先は、共通することばだけから出ます）。"
                "ネットワークのある所で manage.py prepare --assets を実行すると入ります。"
            )

    def _fetch_font(self) -> None:
        self.stdout.write("PDFに使う日本語の文字（フォント）を取り寄せています（1回だけ）…")
        if not assets.build_font():
            self.stdout.write(
                "取り寄せられませんでした。この装置に日本語のフォントがあればそれを使い、なければPDFだけ作れません。"
                "ネットワークのある所で manage.py prepare --assets を実行すると入ります。"
            )


def _newest(folder: Path) -> float:
    return max((path.stat().st_mtime for path in folder.rglob("*") if path.is_file()), default=0.0)
