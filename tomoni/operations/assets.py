"""The word vectors of the text engine: fetched once, never needed again; without them everything else works."""

import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

WAIT_AFTER_FAILURE_S = 24 * 60 * 60


def folder() -> Path:
    return Path(settings.DATA) / "text"


def present() -> bool:
    from tomoni.text.assets import present as complete  # brings numpy, which only this question needs

    return complete(folder())


def failed_lately() -> bool:
    mark = folder() / "not-fetched"
    return mark.exists() and time.time() - mark.stat().st_mtime < WAIT_AFTER_FAILURE_S


def build() -> bool:
    """Fetch and unpack in a process of its own, which takes the memory with it. A failure is remembered for a day."""
    target = folder()
    target.mkdir(parents=True, exist_ok=True)
    mark = target / "not-fetched"
    command = [sys.executable, "-m", "tomoni.text", "assets", str(target), "--required"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        mark.write_text(done.stderr)
    else:
        mark.unlink(missing_ok=True)
    return not done.returncode
