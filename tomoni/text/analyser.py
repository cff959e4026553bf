"""Words of a text: Sudachi's long units and their short pieces, content words only, in normalised form."""

import re
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, cast

from tomoni.text import data
from tomoni.text.civic import version as civic_version
from tomoni.text.normalise import NORMALIZER_VERSION, align, normalize

# Sudachi refuses inputs beyond about 49,000 bytes; sentences never need that much.
_PIECE = 8_000
_BREAK = re.compile(r"[。．！？!?\n]")

_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "副詞")
_NOT_CONTENT = ("数詞", "助動詞語幹", "非自立可能")
# Words that stand in every request and tell nothing about it.
_STOP = frozenset(data.lines("stopwords.txt"))
_STOP_VERSION = f"{zlib.crc32(chr(10).join(sorted(_STOP)).encode()):08x}"


class Morpheme(Protocol):
    """What is used of Sudachi's morpheme."""

    def word_id(self) -> int: ...
    def is_oov(self) -> bool: ...
    def begin(self) -> int: ...
    def end(self) -> int: ...
    def normalized_form(self) -> str: ...
    def part_of_speech(self) -> tuple[str, ...]: ...
    def synonym_group_ids(self) -> list[int]: ...
    def split(self, mode: object) -> Sequence["Morpheme"]: ...


class _Tokenizer(Protocol):
    def tokenize(self, text: str) -> Iterable[Morpheme]: ...


class _Dictionary(Protocol):
    def create(self, *, mode: object) -> _Tokenizer: ...


@dataclass(frozen=True, slots=True)
class Token:
    """One long unit; `start` and `end` point into the original text."""

    surface: str
    norm: str
    pos: str
    start: int
    end: int
    synonyms: tuple[int, ...]
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What the engine keeps of a dictionary entry; pieces are (normal form, start, end) within the unit."""

    norm: str
    length: int
    pieces: tuple[tuple[str, int, int], ...]
    synonyms: tuple[int, ...]
    names_a_thing: bool


def pieces_of(text: str) -> Iterator[tuple[int, str]]:
    """Stretches short enough for Sudachi, cut at sentence ends where there are any."""
    start = 0
    while len(text) - start > _PIECE:
        ends = [found.end() for found in _BREAK.finditer(text, start, start + _PIECE)]
        end = ends[-1] if ends else start + _PIECE
        yield start, text[start:end]
        start = end
    if start < len(text):
        yield start, text[start:]


class Analyzer:
    """Opens the dictionary at first use; it is mapped into memory and shared between processes."""

    def __init__(self, dictionary: str = "core", user_dictionary: Path | None = None) -> None:
        self.dictionary = dictionary
        self.user_dictionary = user_dictionary if user_dictionary and user_dictionary.is_file() else None
        self._words: dict[int, Word | None] = {}
        self._local = threading.local()
        self._opening = threading.Lock()

    @property
    def version(self) -> str:
        """Changes whenever the same text could give other words."""
        own = "0" if self.user_dictionary is None else civic_version()
        package = f"sudachidict_{self.dictionary}"
        dictionary = f"s{version('sudachipy')}-{self.dictionary}{version(package)}"
        return f"n{NORMALIZER_VERSION}-{dictionary}-w{_STOP_VERSION}-u{own}"

    @cached_property
    def _dictionary(self) -> _Dictionary:
        from sudachipy import Config, Dictionary

        user = [str(self.user_dictionary.resolve())] if self.user_dictionary else []
        return cast("_Dictionary", Dictionary(config=Config(system=self.dictionary, user=user)))

    @property
    def _tokenizer(self) -> _Tokenizer:
        # A Sudachi tokeniser may not be used by two threads at once; the dictionary may.
        if not hasattr(self._local, "tokenizer"):
            from sudachipy import SplitMode

            with self._opening:
                self._local.tokenizer = self._dictionary.create(mode=SplitMode.C)
                self._local.short = SplitMode.A
        return cast("_Tokenizer", self._local.tokenizer)

    def words(self, text: str) -> Iterator[tuple[int, int, Word]]:
        """Content words of an already normalised text: where they stand there, and the entry."""
        known = self._words
        tokenize = self._tokenizer.tokenize
        for offset, piece in pieces_of(text):
            for morpheme in tokenize(piece):
                ident = morpheme.word_id()
                if ident >= 0 and ident in known:
                    word = known[ident]
                else:
                    word = self._entry(morpheme)
                    if ident >= 0 and not morpheme.is_oov():
                        known[ident] = word
                if word is not None:
                    yield offset + morpheme.begin(), offset + morpheme.end(), word

    def terms(self, text: str) -> list[str]:
        """Normal forms of the content words, each long unit followed by its short pieces."""
        found: list[str] = []
        for _, _, word in self.words(normalize(text)):
            found.append(word.norm)
            found.extend(norm for norm, _, _ in word.pieces)
        return found

    def tokens(self, text: str) -> list[Token]:
        """All long units with their place in the original text."""
        aligned = align(text)
        found: list[Token] = []
        for offset, piece in pieces_of(aligned.text):
            for morpheme in self._tokenizer.tokenize(piece):
                start, end = aligned.span(offset + morpheme.begin(), offset + morpheme.end())
                if start == end:
                    continue
                word = self._entry(morpheme)
                found.append(
                    Token(
                        text[start:end],
                        morpheme.normalized_form(),
                        morpheme.part_of_speech()[0],
                        start,
                        end,
                        tuple(morpheme.synonym_group_ids()),
                        tuple(norm for norm, _, _ in word.pieces) if word else (),
                    )
                )
        return found

    def _entry(self, morpheme: Morpheme) -> Word | None:
        pos = morpheme.part_of_speech()
        norm = normalize(morpheme.normalized_form())
        if not _is_content(pos, norm):
            return None
        short = morpheme.split(self._local.short)
        pieces: list[tuple[str, int, int]] = []
        first = morpheme.begin()
        if len(short) > 1:
            for piece in short:
                piece_norm = normalize(piece.normalized_form())
                if _is_content(piece.part_of_speech(), piece_norm):
                    pieces.append((piece_norm, piece.begin() - first, piece.end() - first))
        length = morpheme.end() - first
        thing = pos[0] == "名詞" and pos[2] not in ("副詞可能", "助数詞可能")
        return Word(norm, length, tuple(pieces), tuple(morpheme.synonym_group_ids()), thing)


def _is_content(pos: tuple[str, ...], norm: str) -> bool:
    if pos[0] not in _CONTENT or norm in _STOP or not norm.strip():
        return False
    return pos[1] not in _NOT_CONTENT and any(char.isalnum() for char in norm)
