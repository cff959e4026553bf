import logging
import os
import signal
import socket
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from tomoni.core import jobs
from tomoni.operations import clock

logger = logging.getLogger(__name__)
PAUSE_S = 1.0


class Command(BaseCommand):
    help = "Does the work outside requests: jobs, mail, what happens by the clock. One per installation is enough."
    requires_system_checks = ("tomoni",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now and end")

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("jobs", "imports")  # a task is known once its module has been read
        worker = f"{socket.gethostname()[:24]}:{os.getpid()}"
        if options["once"]:
            clock.strike(timezone.now())
            while self._work(worker):
                pass
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stop.set())
        beats = threading.Thread(target=clock.keep, args=[stop], name="clock")
        beats.start()
        while not stop.is_set():
            close_old_connections()
            if not self._work(worker):
                stop.wait(PAUSE_S)
        beats.join()

    def _work(self, worker: str) -> bool:
        try:
            return jobs.work_once(worker)
        except DatabaseError:
            logger.exception("jobs: database out of reach; the next round tries again")
            return False
