"""A text as the engine sees it: its content words, where they stand, its characters and its vector."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tomoni.text.analyser import Analyzer
from tomoni.text.encoder import StaticEncoder
from tomoni.text.normalise import align, normalize
from tomoni.text.vectors import Floats


@dataclass(frozen=True)
class Document:
    """`spans`: each word's first place in the normalised text; `things`: its nouns; no `vector` without assets."""

    text: str
    normal: str
    words: Mapping[str, int]
    spans: Mapping[str, tuple[int, int]]
    synonyms: Mapping[str, frozenset[int]]
    vector: Floats | None
    things: frozenset[str] = frozenset()

    @cached_property
    def chars(self) -> Mapping[str, int]:
        """Counts of two and three neighbouring characters."""
        return Counter(char_ngrams(self.normal))

    @cached_property
    def long_units(self) -> frozenset[str]:
        """Words that are not a piece of another word here."""
        spans = set(self.spans.values())
        inside = {a for a in spans for b in spans if a != b and b[0] <= a[0] and a[1] <= b[1]}
        return frozenset(word for word, span in self.spans.items() if span not in inside)

    def surface(self, norm: str) -> str:
        """The word as it is written in the original text."""
        start, end = self.spans[norm]
        if self.text == self.normal:
            return self.text[start:end]
        start, end = align(self.text).span(start, end)
        return self.text[start:end]


def char_ngrams(text: str, shortest: int = 2, longest: int = 3) -> list[str]:
    """Neighbouring characters of each stretch of letters and digits in a normalised text."""
    runs = "".join(char if char.isalnum() else " " for char in text).split()
    return [
        run[i : i + size]
        for run in runs
        for size in range(shortest, longest + 1)
        for i in range(len(run) - size + 1)
    ]


def read(text: str, analyzer: Analyzer, encoder: StaticEncoder | None = None) -> Document:
    """Analyse a text once; everything else works on the result."""
    normal = normalize(text)
    words: Counter[str] = Counter()
    spans: dict[str, tuple[int, int]] = {}
    synonyms: dict[str, frozenset[int]] = {}
    found = []
    for start, end, word in analyzer.words(normal):
        found.append(word)
        words[word.norm] += 1
        spans.setdefault(word.norm, (start, end))
        if word.synonyms:
            synonyms.setdefault(word.norm, frozenset(word.synonyms))
        for norm, first, last in word.pieces:
            words[norm] += 1
            # A reading in brackets makes the stretch longer than the entry; then the whole stretch is shown.
            same = word.length == end - start
            spans.setdefault(norm, (start + first, start + last) if same else (start, end))
    vector = encoder.of_words(found) if encoder else None
    things = frozenset(word.norm for word in found if word.names_a_thing)
    return Document(text, normal, words, spans, synonyms, vector, things)
