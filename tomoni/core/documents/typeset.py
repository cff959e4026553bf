"""A document as PDF: tagged (PDF/UA-1), with title, language and reading order, made by Typst.

The template `document.typ` is a fixed file; the document reaches it as values, so that no text can be markup.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache, singledispatch
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tomoni.core.documents import fonts, words
from tomoni.core.documents.blocks import Block, Document, Items, Link, Masked, Table, safe_address
from tomoni.core.errors import Refused
from tomoni.core.outbox import link

MISSING = "〓"
"""The printers' sign for a letter that no font has."""
_TEMPLATE = Path(__file__).with_name("document.typ")


def possible() -> bool:
    """Whether this machine has a font to write Japanese with."""
    return bool(fonts.faces())


def pdf(document: Document) -> bytes:
    """Raises `Refused` where there is no font."""
    import typst  # 80 MB: loaded where a PDF is made

    if not possible():
        raise Refused(
            _(
                "この装置には、PDFを作るための日本語の文字（フォント）がありません。Wordや文章の形で受け取るか、システムの担当者に知らせてください。"
            )
        )
    values = _values(document)
    needed = _needed(values)
    values = _drawable(values, frozenset().union(*(face.letters for face in needed)))
    values["fonts"] = [face.family for face in needed]
    drawn = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_opened(tuple(str(face.path.parent) for face in needed)),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(document.on, time(), tzinfo=UTC) if document.on else None,
    )
    assert isinstance(drawn, bytes)  # noqa: S101 - one output, not one of pages
    return drawn


@lru_cache(maxsize=4)
def _opened(folders: tuple[str, ...]) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def _values(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "issuer": document.issuer,
        "byline": words.byline(document),
        "language": document.language,
        "words": {
            "said": words.said(),
            "did": words.did(),
            "waiting": words.waiting(),
            "note": words.note(),
            "contact": words.contact(),
        },
        "blocks": [{**_block(one), "kind": one.kind} for one in document.blocks],
    }


@singledispatch
def _block(block: Block) -> dict[str, Any]:
    return dict(vars(block))


@_block.register
def _link(block: Link) -> dict[str, Any]:
    address = safe_address(block.address)
    full = link(address) if address.startswith("/") else address
    return {"text": block.text if full else f"{block.text} {block.address}", "address": full}


@_block.register
def _items(block: Items) -> dict[str, Any]:
    entries = [{"text": one.text, "below": _items(one.below) if one.below else None} for one in block.entries]
    return {"items": entries, "numbered": block.numbered}


@_block.register
def _table(block: Table) -> dict[str, Any]:
    columns = zip(block.head, *block.rows, strict=True)
    return {**vars(block), "widths": [_width(cells) for cells in columns]}


def _width(cells: Iterable[object]) -> int:
    """A column's share of the page, by its longest line."""
    return min(40, max(4, *(len(line) for cell in cells for line in str(cell).split("\n"))))


@_block.register
def _masked(block: Masked) -> dict[str, Any]:
    return {"text": words.masked(block.reason)}


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _needed(values: dict[str, Any]) -> Sequence[fonts.Face]:
    """The first font, and those after it that have a letter which the ones before lack."""
    first, *others = fonts.faces()
    chosen = [first]
    lacking = {ord(char) for text in _texts(values) for char in text} - first.letters
    for face in others:
        if lacking & face.letters:
            chosen.append(face)
            lacking -= face.letters
    return chosen


def _drawable(value: Any, letters: frozenset[int]) -> Any:
    """The same value with the sign for a missing letter where no font has one."""
    if isinstance(value, str):
        return "".join(char if ord(char) in letters or char in "\n\t" else MISSING for char in value)
    if isinstance(value, dict):
        return {name: _drawable(one, letters) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(one, letters) for one in value]
    return value
