import os
import signal
import socket
import subprocess
import sys
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tomoni.core.jurisdictions import Jurisdiction
from tomoni.operations import server

UNSET = "http://localhost:8000"


class Command(BaseCommand):
    help = "Runs the web server and the worker together: all that one machine needs."
    requires_system_checks = ("tomoni",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--threads", type=int, default=4)

        parser.add_argument("--prepare", action="store_true", help="do what `prepare` does first")
        parser.add_argument("--demo", action="store_true", help="do what `prepare --demo` does first")

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_taken(options["host"], options["port"])
        if options["prepare"] or options["demo"]:
            call_command("prepare", demo=options["demo"])
        environment = server.environment()
        if settings.PUBLIC_ADDRESS == UNSET:
            environment["TOMONI_ADDRESS"] = f"http://localhost:{options['port']}"  # links in mails lead here
        address = f"{options['host']}:{options['port']}"
        web = server.gunicorn(address, workers=options["workers"], threads=options["threads"])
        worker = [sys.executable, "manage.py", "work"]
        here = settings.BASE_DIR
        children = [subprocess.Popen(command, cwd=here, env=environment) for command in (web, worker)]  # noqa: S603

        def end(_number: int, _frame: FrameType | None) -> None:
            for child in children:
                child.terminate()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        self.stdout.write(f"ともに: http://{address}/ （止めるには Ctrl+C）")
        if Jurisdiction.objects.filter(is_demo=True).exists():
            self.stdout.write(
                f"お試しのログイン: http://{address}/accounts/login/ に、README の表のアドレスで入れます。"
            )
        # Whichever ends first takes the other along: a half-running installation would look alive.
        os.waitpid(-1, 0)
        end(0, None)
        for child in children:
            child.wait()


def _refuse_taken(host: str, port: int) -> None:
    """The web server would try for a while and then say it in its own words."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host} の {port} 番は使われています。ほかの番号で始めてください: make run PORT=8010"
            ) from error
