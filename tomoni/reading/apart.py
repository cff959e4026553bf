"""A reader in a process of its own: what a foreign library does to memory, time or itself does not reach ours."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_LIMITED = Path(__file__).with_name("limited.py")
_MEGABYTES = 640
_SECONDS = 20


def answer_of(reader: str, data: bytes, *arguments: object) -> dict[str, Any]:
    """What the reader says; `error` is `much` where it needed more than it may have, `damaged` where it fell."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file with our own numbers; what a person chose is JSON
            [
                sys.executable,
                "-I",
                str(_LIMITED),
                reader,
                str(_MEGABYTES),
                str(_SECONDS),
                *map(str, arguments),
            ],
            input=data,
            capture_output=True,
            timeout=_SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": "much"}
    if done.returncode:
        return {"error": "much" if done.returncode < 0 else "damaged"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
