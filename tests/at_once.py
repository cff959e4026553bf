"""Several people at the same moment: real threads, each with its own connection. For tests with the fixture `crowded`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction, scope


def together(city: Jurisdiction, *acts: Callable[[], object]) -> list[str]:
    """Do these at the same moment; what became of each, sorted: done or refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            with scope(city):
                start.wait(timeout=20)
                act()
        except Refused:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))
