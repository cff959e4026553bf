"""Tokens for searching: folded spellings, bigrams for short words, trigrams for longer ones."""

from itertools import pairwise

from tomoni.text.normalise import normalize
from tomoni.text.variants import VARIANTS

_TO_HIRAGANA: dict[int, str] = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
_FOLD: dict[int, str] = VARIANTS | _TO_HIRAGANA


def fold(text: str) -> str:
    """For finding, never for showing: ｺﾞﾐ is ごみ, 齋藤 is 斉藤, Ａ is a."""
    return normalize(text).translate(_FOLD)


def fold_name(name: str) -> str:
    """A name without spaces and marks: the key under which its other spellings are found."""
    return "".join(char for char in fold(name) if char.isalnum())


def segments(text: str) -> list[str]:
    """The folded runs of letters and digits; everything else parts them."""
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()


def search_bigrams(text: str) -> list[str]:
    """Every two neighbouring characters, and the last character of each run, in order of the text."""
    found: list[str] = []
    for run in segments(text):
        found += [a + b for a, b in pairwise(run)]
        found.append(run[-1])
    return found


def search_trigrams(text: str) -> list[str]:
    """Every three neighbouring characters; shorter runs stand whole."""
    return [run[i : i + 3] for run in segments(text) for i in range(max(1, len(run) - 2))]


def search_terms(query: str) -> list[str]:
    """The words of a query, folded, each once; all of them must be found."""
    return list(dict.fromkeys(segments(query)))


def index_text(text: str) -> str:
    """What SQLite's FTS5 (unicode61) stores for a text."""
    return " ".join(search_bigrams(text))


def match_expression(query: str) -> str:
    """The FTS5 expression for texts holding every word of the query; empty when there is none."""
    return " AND ".join(_phrase(word) for word in search_terms(query))


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f'"{word}"*'
    return '"' + " ".join(a + b for a, b in pairwise(word)) + '"'


def found_in(query: str, text: str) -> bool:
    """Whether every word of the query stands in the text: the exact test behind any index."""
    runs = segments(text)
    return all(any(word in run for run in runs) for word in search_terms(query))
