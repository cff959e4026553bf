"""From a text to one vector: the weighted mean of its words, less what all civic texts have in common."""

import json
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from tomoni.text import catalogue, civic
from tomoni.text.analyser import Analyzer, Word
from tomoni.text.normalise import normalize
from tomoni.text.vectors import Floats, WordVectors

BACKGROUND = "background.npy"
_COMMON = 2
# Fewer texts than this lean by chance; their common direction would be their topic.
_ENOUGH = 200
# Words kept at hand: at 300 numbers each they stay under 10 MB.
_REMEMBERED = 8_000


class Encoder(Protocol):
    """Where other vectors can be plugged in; those of different versions are never compared."""

    @property
    def version(self) -> str: ...
    @property
    def dim(self) -> int: ...
    def encode(self, texts: Sequence[str]) -> Floats: ...


class StaticEncoder:
    """Mean word vectors (SIF weights); rows have length 1, or 0 where no word is known."""

    def __init__(self, analyzer: Analyzer, vectors: WordVectors, background: Path | None = None) -> None:
        self.analyzer = analyzer
        self.vectors = vectors
        self._common: Floats | None = None
        if background is not None and background.is_file():
            self._common = np.load(background)
        self._weighted: dict[str, Floats | None] = {}
        self._meanings_given = False

    @property
    def version(self) -> str:
        """Changes whenever the same text could give another vector."""
        common = 0 if self._common is None else len(self._common)
        return f"static1-{self.vectors.version}-{self.analyzer.version}-b{common}"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self.vectors.dim

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row per text."""
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self.of_words(word for _, _, word in self.analyzer.words(normalize(text)))
        return rows

    def of_words(self, words: Iterable[Word]) -> Floats:
        """The vector of a text already split into words."""
        total = np.zeros(self.dim, dtype=np.float32)
        for word in words:
            self._add(total, word.norm)
            for norm, _, _ in word.pieces:
                self._add(total, norm)
        return self._finish(total)

    def of_norms(self, norms: Iterable[str]) -> Floats:
        """The vector of normal forms given one by one."""
        total = np.zeros(self.dim, dtype=np.float32)
        for norm in norms:
            self._add(total, norm)
        return self._finish(total)

    def word(self, norm: str) -> Floats | None:
        """A single word's vector; civic words the table lacks lie where their meaning does."""
        self._give_meanings()
        return self.vectors.get(norm)

    def unit(self, norm: str) -> Floats:
        """A word's direction; of length 0 where it is unknown."""
        weighted = self._weighted_word(norm) if norm else None
        return np.zeros(self.dim, dtype=np.float32) if weighted is None else _unit(weighted)

    def fit_background(self, texts: Sequence[str]) -> Floats | None:
        """What these texts have in common, to be removed from now on; too few texts change nothing."""
        if len(texts) < _ENOUGH:
            return self._common
        self._common = None
        rows = self.encode(texts).astype(np.float64)
        _, directions = np.linalg.eigh(rows.T @ rows)
        self._common = np.ascontiguousarray(directions[:, : -_COMMON - 1 : -1].T, dtype=np.float32)
        return self._common

    def _add(self, total: Floats, norm: str) -> None:
        weighted = self._weighted_word(norm)
        if weighted is not None:
            total += weighted

    def _weighted_word(self, norm: str) -> Floats | None:
        if norm not in self._weighted:
            if len(self._weighted) >= _REMEMBERED:
                self._weighted.clear()
            vector = self.word(norm)
            self._weighted[norm] = None if vector is None else vector * np.float32(self.vectors.weight(norm))
        return self._weighted[norm]

    def _finish(self, total: Floats) -> Floats:
        unit = _unit(total)
        if self._common is None:
            return unit
        return _unit(unit - self._common.T @ (self._common @ unit))

    def _give_meanings(self) -> None:
        if self._meanings_given:
            return
        self._meanings_given = True
        for entry in civic.words():
            if entry.meaning and self.vectors.row(entry.normal) < 0:
                terms = [term for word in entry.meaning for term in self.analyzer.terms(word)]
                self.vectors.give(entry.normal, terms)


class EndpointEncoder:
    """Vectors from an OpenAI-compatible endpoint that a city runs or trusts; off unless set up."""

    def __init__(
        self, url: str, model: str, dim: int, post: "Callable[[str, bytes], bytes] | None" = None
    ) -> None:
        if not url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
            raise ValueError("埋め込みの接続先は https か同じ機械の中でなければなりません。")
        self._url = url
        self._model = model
        self._post = post or _post
        self.dim = dim

    @property
    def version(self) -> str:
        """The model's name stands for its vectors."""
        return f"endpoint-{self._model}-{self.dim}"

    def encode(self, texts: Sequence[str]) -> Floats:
        """One request for all texts, in order."""
        body = json.dumps({"model": self._model, "input": list(texts)}).encode()
        answer = json.loads(self._post(self._url, body))
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for item in answer["data"]:
            rows[item["index"]] = item["embedding"]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def shipped_background() -> list[str]:
    """The civic texts that ship with the engine."""
    return [text for entry in catalogue.entries() for text in (*entry.voices, entry.duties)]


def _post(url: str, body: bytes) -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content


def _unit(vector: Floats) -> Floats:
    length = float(np.sqrt(vector @ vector))
    return vector / np.float32(length) if length > 1e-9 else np.zeros_like(vector)
