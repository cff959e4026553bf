"""One handle for what is loaded once: the dictionary and, where they were fetched, word vectors."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tomoni.text.analyser import Analyzer
from tomoni.text.documents import Document, read
from tomoni.text.encoder import BACKGROUND, StaticEncoder
from tomoni.text.vectors import WordVectors


@dataclass(frozen=True)
class Engine:
    """Nothing large is read from disk before the first text."""

    analyzer: Analyzer
    encoder: StaticEncoder | None = None

    @property
    def version(self) -> str:
        """Kept beside every stored score: which analysis and which vectors it came from."""
        return self.encoder.version if self.encoder else f"lexical1-{self.analyzer.version}"

    def read(self, text: str) -> Document:
        """Analyse one text."""
        return read(text, self.analyzer, self.encoder)


def data_folder() -> Path:
    """Where the assets lie: `text` below TOMONI_DATA, by default below `data` beside the code."""
    beside_the_code = Path(__file__).resolve().parents[2] / "data"
    return Path(os.environ.get("TOMONI_DATA") or beside_the_code) / "text"


def engine(data: Path | None = None) -> Engine:
    """The process's engine for a data folder; without assets it works on shared words alone."""
    return _engine((data or data_folder()).resolve())


@lru_cache(maxsize=4)
def _engine(folder: Path) -> Engine:
    analyzer = Analyzer(user_dictionary=folder / "civic.dic")
    vectors = WordVectors.load(folder)
    return Engine(analyzer, StaticEncoder(analyzer, vectors, folder / BACKGROUND) if vectors else None)
