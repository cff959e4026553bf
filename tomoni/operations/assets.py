"""What is fetched once and never needed again: the text engine's word vectors and the font of PDFs. Without them everything else works."""

import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from tomoni.core.documents import fonts
from tomoni.text.wheels import AssetError

WAIT_AFTER_FAILURE_S = 24 * 60 * 60


def folder() -> Path:
    return Path(settings.DATA) / "text"


def present() -> bool:
    from tomoni.text.assets import present as complete  # brings numpy, which only this question needs

    return complete(folder())


def current() -> bool:
    """Whether what lies there was made from the word lists of this version; without vectors too."""
    from tomoni.text.assets import current as made_from_these

    return made_from_these(folder())


def wanted(*, asked: bool = False) -> bool:
    """Whether to build: the lists changed, or the vectors are missing and have not been refused lately (or are asked for)."""
    return not current() or (not present() and (asked or not failed_lately()))


def failed_lately(where: Path | None = None) -> bool:
    mark = (where or folder()) / "not-fetched"
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


def build_font(wheel: Path | None = None) -> bool:
    """Fetch the font, or take it out of the wheel given. A failure is remembered for a day."""
    mark = fonts.folder() / "not-fetched"
    try:
        fonts.build(wheel)
    except AssetError as error:
        mark.write_text(str(error), encoding="utf-8")
        return False
    mark.unlink(missing_ok=True)
    return True
