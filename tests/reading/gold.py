"""What a reading must say, field by field: facts as they are, sentences and persons as hashes only."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tomoni.reading.signs import tight

FOLDER = Path(__file__).parent / "gold"
_LONGEST = 16
_PERSONS = ("moderator", "speaker")


def hashed(text: str) -> str:
    """Blanks and widths do not matter."""
    return "#" + hashlib.sha256(tight(text).encode()).hexdigest()[:16]


def flattened(thing: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path; empty ones are left out."""
    if isinstance(thing, dict):
        for name, each in thing.items():
            yield from flattened(each, f"{path}.{name}" if path else name)
    elif isinstance(thing, list):
        for at, each in enumerate(thing):
            yield from flattened(each, f"{path}[{at}]")
    elif isinstance(thing, str) and thing:
        is_secret = len(thing) > _LONGEST or path.rpartition(".")[2] in _PERSONS
        yield path, hashed(thing) if is_secret else thing
    elif thing is not None and thing != "":
        yield path, thing


def read(number: int) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads((FOLDER / f"{number:03}.json").read_text(encoding="utf-8"))
    return gold


def scores(found: dict[str, Any], wanted: dict[str, Any]) -> tuple[float, float]:
    """Precision and recall over fields."""
    same = sum(wanted.get(path) == value for path, value in found.items())
    return same / max(len(found), 1), same / max(len(wanted), 1)
