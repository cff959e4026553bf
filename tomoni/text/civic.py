"""Words of civic life that the general dictionary splits, and what those mean that the word vectors lack."""

import csv
import hashlib
import importlib.util
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from tomoni.text import data
from tomoni.text.normalise import normalize

# A common noun of SudachiDict; the cost lets a listed word win over its parts but not over a verb's ending.
_NOUN = 5146
_COST = {2: 6000, 3: 4500, 4: 2500}
_LONG = 500


@dataclass(frozen=True, slots=True)
class CivicWord:
    """`meaning` names common words near which the word lies."""

    surface: str
    normal: str
    meaning: tuple[str, ...]


class _Piece(Protocol):
    def surface(self) -> str: ...
    def is_oov(self) -> bool: ...
    def part_of_speech(self) -> tuple[str, ...]: ...
    def reading_form(self) -> str: ...


@lru_cache(maxsize=1)
def words() -> tuple[CivicWord, ...]:
    """The list, as shipped."""
    found = []
    for line in data.lines("civic.tsv"):
        surface, normal, meaning = (line.split("\t") + ["", ""])[:3]
        surface = normalize(surface)
        found.append(CivicWord(surface, normalize(normal) or surface, tuple(meaning.split())))
    return tuple(found)


@lru_cache(maxsize=1)
def version() -> str:
    """Changes with the list."""
    return hashlib.sha256((data.FOLDER / "civic.tsv").read_bytes()).hexdigest()[:8]


def build_dictionary(target: Path) -> None:
    """Compile the list into a Sudachi user dictionary (0.1 s); the same list gives the same dictionary."""
    from sudachipy import Dictionary, SplitMode
    from sudachipy.sudachipy import build_user_dic

    spec = importlib.util.find_spec("sudachidict_core")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("sudachidict_core")
    system = Path(spec.origin).parent / "resources" / "system.dic"
    tokenizer = Dictionary(dict="core").create(mode=SplitMode.A)
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    for word in words():
        writer.writerow(_entry(word, list(tokenizer.tokenize(word.surface))))
    with tempfile.TemporaryDirectory() as scratch:
        source, built = Path(scratch) / "civic.csv", Path(scratch) / "civic.dic"
        source.write_text(rows.getvalue(), encoding="utf-8")
        build_user_dic(system=system, lex=[source], output=built, description="Tomoni civic words")
        _replace(built, target)


def _replace(built: Path, target: Path) -> None:
    """In one step, so that a process that has the old one mapped keeps it whole."""
    beside = target.with_suffix(".new")
    beside.write_bytes(built.read_bytes())
    beside.replace(target)


def _entry(word: CivicWord, pieces: list[_Piece]) -> Iterator[str | int]:
    cost = _COST.get(len(word.surface), _LONG)
    reading = "".join(piece.reading_form() for piece in pieces)
    parts = [",".join((p.surface(), *p.part_of_speech(), p.reading_form())) for p in pieces]
    known = len(parts) > 1 and all(not p.is_oov() and p.part_of_speech()[1] != "数詞" for p in pieces)
    split = "/".join(parts) if known else "*"
    yield from (word.surface, _NOUN, _NOUN, cost, word.surface, "名詞", "普通名詞", "一般", "*", "*", "*")
    yield from (reading, word.normal, "*", "C" if known else "A", split, split, "*")
