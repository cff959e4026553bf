"""A document as plain text."""

from collections.abc import Iterator
from functools import singledispatch

from tomoni.core.documents import words
from tomoni.core.documents.blocks import (
    Block,
    Contact,
    Document,
    Facts,
    Heading,
    Items,
    Link,
    Masked,
    Note,
    PageBreak,
    Pair,
    Paragraph,
    Quote,
    Table,
    safe_address,
)
from tomoni.core.outbox import link

_SIGNS = ("", "■ ", "● ", "○ ", "・ ", "- ")


def text(document: Document) -> str:
    """Lines ending in \\n, blocks parted by an empty one."""
    head = [document.title, words.byline(document), document.subtitle]
    parts = ["\n".join(str(one) for one in head if one)]
    parts += ["\n".join(_lines(block)) for block in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


@singledispatch
def _lines(block: Block) -> Iterator[str]:
    raise TypeError(f"no plain text of {block!r}")


@_lines.register
def _heading(block: Heading) -> Iterator[str]:
    yield f"{_SIGNS[block.level]}{block.text}"


@_lines.register
def _paragraph(block: Paragraph) -> Iterator[str]:
    yield str(block.text)


@_lines.register
def _link(block: Link) -> Iterator[str]:
    address = safe_address(block.address)
    full = link(address) if address.startswith("/") else address or block.address
    yield f"{block.text} {full}" if block.text != block.address else full


@_lines.register
def _items(block: Items, depth: int = 0) -> Iterator[str]:
    for number, item in enumerate(block.entries, 1):
        sign = f"{number}. " if block.numbered else "・"
        first, *rest = str(item.text).split("\n")
        yield f"{'　' * depth}{sign}{first}"
        yield from (f"{'　' * (depth + 1)}{one}" for one in rest)
        if item.below:
            yield from _items(item.below, depth + 1)


@_lines.register
def _table(block: Table) -> Iterator[str]:
    yield f"［{block.caption}］"
    for row in block.rows:
        cells = zip(block.head, row, strict=True)
        yield "・" + "　".join(f"{_one_line(head)}：{_one_line(cell)}" for head, cell in cells if cell)


def _one_line(cell: object) -> str:
    return " ".join(str(cell).split("\n"))


@_lines.register
def _facts(block: Facts) -> Iterator[str]:
    yield from (f"{term}：{_indented(text)}" if term else _indented(text) for term, text in block.facts)


def _indented(text: object) -> str:
    return str(text).replace("\n", "\n　")


@_lines.register
def _quote(block: Quote) -> Iterator[str]:
    yield from (f"> {one}" for one in str(block.text).split("\n"))
    if block.by:
        yield f"（{block.by}）"


@_lines.register
def _pair(block: Pair) -> Iterator[str]:
    yield f"{words.said()}：{_indented(block.said)}"
    yield f"{words.did()}：{_indented(block.did or words.waiting())}"
    if block.note:
        yield f"（{block.note}）"


@_lines.register
def _note(block: Note) -> Iterator[str]:
    yield f"【{block.title or words.note()}】"
    yield str(block.text)


@_lines.register
def _contact(block: Contact) -> Iterator[str]:
    yield f"【{words.contact()}】"
    yield str(block.office)
    yield from (f"{term}：{text}" if term else str(text) for term, text in block.facts)


@_lines.register
def _page_break(block: PageBreak) -> Iterator[str]:
    yield from ()


@_lines.register
def _masked(block: Masked) -> Iterator[str]:
    yield f"［{words.masked(block.reason)}］"
