"""How the web server is started, for `manage.py serve` and for the benchmark, which must measure the same."""

import os
import sys

PRODUCT = "tomoni.config.wsgi:application"


def gunicorn(address: str, *, workers: int, threads: int, application: str = PRODUCT) -> list[str]:
    """The command. The application is loaded before the workers are forked: they share what it holds."""
    words = [sys.executable, "-m", "gunicorn", application, "--bind", address, "--worker-class", "gthread"]
    words += ["--workers", str(workers), "--threads", str(threads), "--preload", "--no-control-socket"]
    words += ["--timeout", "60", "--max-requests", "20000", "--max-requests-jitter", "2000"]
    if os.path.isdir("/dev/shm"):  # noqa: S108 - gunicorn's heartbeat: on a disk a busy machine could let it starve
        words += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    return words


def environment() -> dict[str, str]:
    """Numeric libraries take one thread each: the workers are the parallelism."""
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
