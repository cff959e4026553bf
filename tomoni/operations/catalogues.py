"""Catalogues without system gettext: collecting msgids from Python and templates, compiling with Babel."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

_CALL = re.compile(r"(?<![A-Za-z_])(_|gettext|ngettext|pgettext|npgettext)\(")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def compile_catalogues() -> None:
    """Write each .mo that is older than its .po."""
    for source in (settings.BASE_DIR / "locale").rglob("*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as handle:
                catalog = read_po(handle)
            with target.open("wb") as out:
                write_mo(out, catalog)


def collect() -> Catalog:
    """Every msgid of the product."""
    found = Catalog(locale="ja", project="Tomoni", fuzzy=False)
    keywords = {**KEYWORDS, "_": None, "_text": None}
    for path in sorted((settings.BASE_DIR / "tomoni").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        source = io.BytesIO(path.read_bytes())
        for _line, message, _comments, context in extract(
            "python", source, keywords, (), {"encoding": "utf-8"}
        ):
            found.add(message, locations=[_place(path)], context=context)
    for path in sorted((settings.BASE_DIR / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            for message, context in of_template(path.read_text()):
                found.add(message, locations=[_place(path)], context=context)
    return found


def of_template(text: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The messages of a template with their contexts. Django writes them as calls among lines of X, which no Python parser reads whole."""
    calls = templatize(text)
    for match in _CALL.finditer(calls):
        words = _strings(calls[match.start(1) :])
        name = match.group(1)
        context = words.pop(0) if name in ("pgettext", "npgettext") else None
        yield ((words[0], words[1]) if name in ("ngettext", "npgettext") else words[0]), context


def _strings(call: str) -> list[str]:
    """The literal arguments of the call that this text begins with."""
    found, depth = [], 0
    for token in tokenize.generate_tokens(io.StringIO(call).readline):
        if token.type == tokenize.STRING:
            found.append(str(ast.literal_eval(token.string)))
        depth += {"(": 1, ")": -1}.get(token.string, 0)
        if token.string == ")" and depth == 0:
            break
    return found


def _place(path: Path) -> tuple[str, int]:
    return path.relative_to(settings.BASE_DIR).as_posix(), 0


def update(language: str) -> Catalog:
    """Bring the catalogue of a language up to date with the msgids in use; what is no longer used is dropped."""
    target = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    kept = Catalog(locale=language)
    if target.exists():
        with target.open("rb") as handle:
            kept = read_po(handle, locale=language)
    kept.update(collect(), no_fuzzy_matching=True, update_header_comment=False)
    kept.obsolete.clear()
    kept.fuzzy = False
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        write_po(out, kept, width=120, sort_output=True, omit_header=False, include_lineno=False)
    return kept


def untranslated(language: str) -> list[str]:
    """The msgids in use that have no translation."""
    target = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    with target.open("rb") as handle:
        kept = read_po(handle, locale=language)
    missing = []
    for message in collect():
        if not message.id:
            continue
        known = kept.get(message.id, message.context)
        if known is None or not known.string or (isinstance(known.string, tuple) and not all(known.string)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing
