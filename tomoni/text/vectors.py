"""Word vectors on disk: half-precision rows and hashed keys, mapped and shared between processes."""

import json
import math
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MULTIPLIER = 0xC6A4A7935BD1E995
_MASK = (1 << 64) - 1
_SIF = 1e-3


def murmur64(data: bytes, seed: int = 1) -> int:
    """MurmurHash64A, the hash under which the published table keeps its words."""
    value = (seed ^ (len(data) * _MULTIPLIER)) & _MASK
    whole = len(data) & ~7
    for start in range(0, whole, 8):
        block = int.from_bytes(data[start : start + 8], "little") * _MULTIPLIER & _MASK
        block = (block ^ (block >> 47)) * _MULTIPLIER & _MASK
        value = (value ^ block) * _MULTIPLIER & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    value = (value ^ (value >> 47)) * _MULTIPLIER & _MASK
    return value ^ (value >> 47)


class WordVectors:
    """Rows stand in order of frequency, so a row's number is also how common its words are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        about = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))
        self.version: str = about["version"]
        self.dim: int = about["dim"]
        self._found: dict[str, int] = {}
        self._given: dict[str, Floats] = {}

    @classmethod
    def load(cls, folder: Path) -> "WordVectors | None":
        """The table in a folder, or nothing where it has not been fetched."""
        return cls(folder) if (folder / "vectors.json").is_file() else None

    @cached_property
    def _rows(self) -> NDArray[np.float16]:
        return np.load(self.folder / "vectors.npy", mmap_mode="r")  # type: ignore[no-any-return]

    @cached_property
    def _keys(self) -> NDArray[np.uint64]:
        return np.load(self.folder / "keys.npy", mmap_mode="r")  # type: ignore[no-any-return]

    @cached_property
    def _row_of_key(self) -> NDArray[np.uint16]:
        return np.load(self.folder / "rows.npy", mmap_mode="r")  # type: ignore[no-any-return]

    def row(self, word: str) -> int:
        """The word's row, or -1."""
        known = self._found.get(word)
        if known is None:
            # Normal forms are lower-case here; the table keeps NPO and Twitter as they are written.
            spellings = (word, word.upper(), word.capitalize())
            known = self._found[word] = next((row for s in spellings if (row := self._look_up(s)) >= 0), -1)
        return known

    def _look_up(self, word: str) -> int:
        key = np.uint64(murmur64(word.encode()))
        place = int(np.searchsorted(self._keys, key))
        hit = place < len(self._keys) and self._keys[place] == key
        return int(self._row_of_key[place]) if hit else -1

    def get(self, word: str) -> Floats | None:
        """The word's vector (centred, common directions removed; its length is kept), or nothing."""
        if word in self._given:
            return self._given[word]
        row = self.row(word)
        return None if row < 0 else self._rows[row].astype(np.float32)

    def give(self, word: str, meaning: Iterable[str]) -> None:
        """Place a word the table lacks where the words that explain it lie."""
        known = [vector for other in meaning if (vector := self.get(other)) is not None]
        if known:
            self._given[word] = np.mean(known, axis=0, dtype=np.float32)

    def probability(self, word: str) -> float:
        """How often the word is met in general Japanese, from its row; unknown words count as rare."""
        row = self.row(word)
        return 1.0 / (12.0 * ((row if row >= 0 else 20_000) + 10))

    def idf(self, word: str) -> float:
        """How telling the word is: minus the logarithm of its probability."""
        return -math.log(self.probability(word))

    def weight(self, word: str) -> float:
        """Smooth inverse frequency: close to 1 for rare words, close to 0 for common ones."""
        return _SIF / (_SIF + self.probability(word))
