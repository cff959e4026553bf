"""Arrays in a folder: written beside the old ones, switched over in one step, mapped by every process that reads."""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
_ABOUT = "index.json"


def write(folder: Path, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, object]) -> None:
    """Readers keep what they have mapped; the state before the last one is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # Two writers at once would take the same number.
        fcntl.flock(lock, fcntl.LOCK_EX)
        number = serial(folder) + 1
        for name, array in arrays.items():
            np.save(folder / f"{name}-{number}.npy", array)
        (folder / "index.new").write_text(json.dumps({**about, "serial": number}), encoding="utf-8")
        os.replace(folder / "index.new", folder / _ABOUT)
        for name in arrays:
            (folder / f"{name}-{number - 2}.npy").unlink(missing_ok=True)


def read(folder: Path, names: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What was written last, mapped into memory."""
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    return about, {name: np.load(folder / f"{name}-{about['serial']}.npy", mmap_mode="r") for name in names}


def serial(folder: Path) -> int:
    """How often the folder has been written."""
    about = folder / _ABOUT
    return int(json.loads(about.read_text(encoding="utf-8"))["serial"]) if about.is_file() else 0


class Shared(Generic[T]):
    """An index another process may write: asked each time, loaded again only when it was written."""

    def __init__(self, folder: Path, load: Callable[[Path], T]) -> None:
        self._folder = folder
        self._load = load
        self._held: tuple[int, T] | None = None

    def get(self) -> T | None:
        """The newest state, or nothing before the first."""
        newest = serial(self._folder)
        if newest and (self._held is None or self._held[0] != newest):
            self._held = (newest, self._load(self._folder))
        return self._held[1] if self._held else None
