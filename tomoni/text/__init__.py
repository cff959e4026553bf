"""The text engine: route, match, classify, find and say why. Loaded when used; no Django, no network."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tomoni.text.analyser import Analyzer, Token
    from tomoni.text.classifier import Category, Classifier, Scheme
    from tomoni.text.documents import char_ngrams
    from tomoni.text.explanation import explain
    from tomoni.text.handle import Engine, engine
    from tomoni.text.matcher import Matcher, Need, Profile
    from tomoni.text.normalise import NORMALIZER_VERSION, Aligned, align, normalize
    from tomoni.text.reasons import Candidate, Reason
    from tomoni.text.router import Department, Router
    from tomoni.text.search import (
        fold,
        fold_name,
        found_in,
        index_text,
        match_expression,
        search_bigrams,
        search_terms,
        search_trigrams,
    )

_HOME = {
    "analyser": ("Analyzer", "Token"),
    "classifier": ("Category", "Classifier", "Scheme"),
    "documents": ("char_ngrams",),
    "handle": ("Engine", "engine"),
    "explanation": ("explain",),
    "matcher": ("Matcher", "Need", "Profile"),
    "normalise": ("NORMALIZER_VERSION", "Aligned", "align", "normalize"),
    "reasons": ("Candidate", "Reason"),
    "router": ("Department", "Router"),
    "search": (
        "fold",
        "fold_name",
        "found_in",
        "index_text",
        "match_expression",
        "search_bigrams",
        "search_terms",
        "search_trigrams",
    ),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "NORMALIZER_VERSION",
    "Aligned",
    "Analyzer",
    "Candidate",
    "Category",
    "Classifier",
    "Department",
    "Engine",
    "Matcher",
    "Need",
    "Profile",
    "Reason",
    "Router",
    "Scheme",
    "Token",
    "align",
    "char_ngrams",
    "engine",
    "explain",
    "fold",
    "fold_name",
    "found_in",
    "index_text",
    "match_expression",
    "normalize",
    "search_bigrams",
    "search_terms",
    "search_trigrams",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"tomoni.text.{_MODULE[name]}"), name)
    globals()[name] = value
    return value
