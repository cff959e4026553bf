"""A publication as a document, and the other way round: blocks of any room's document as pieces."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tomoni.core import documents
from tomoni.core.documents import (
    Block,
    Contact,
    Document,
    Facts,
    Heading,
    Item,
    Items,
    Link,
    Masked,
    Note,
    Pair,
    Paragraph,
    Quote,
    Table,
)
from tomoni.core.things import Thing
from tomoni.core.visibility import PUBLIC
from tomoni.publishing.models import Piece, Publication

_PARTED = re.compile(r"[：:]|\t")
_CELLS = re.compile(r"\s*[｜|\t]\s*")
_NUMBER = re.compile(r"(?:([1-9][0-9]?)[.．、)）\s]\s*|([①-⑳])\s*)")
_BELOW = re.compile(r"^[　 ]+")


def of(publication: Publication) -> Document:
    """The publication as it stands now."""
    pieces = list(Piece.objects.filter(publication=publication).select_related("thing"))
    seen = Thing.objects.visible_to([PUBLIC]).filter(pk__in={one.thing_id for one in pieces if one.thing_id})
    return build(publication, pieces, {thing.pk: thing.address for thing in seen})


def build(publication: Publication, pieces: Iterable[Piece], addresses: dict[int, str]) -> Document:
    """`addresses`: where the record of a thing stands, for those that everybody may see."""
    blocks: list[Block] = list(documents.paragraphs(publication.lead))
    for piece in pieces:
        blocks += _blocks(piece)
        if piece.thing_id in addresses:
            blocks.append(Link(_more(piece), addresses[piece.thing_id]))
    if publication.web:
        blocks.append(Link(publication.web, publication.web))
    if publication.contact:
        office, *lines = [line.strip() for line in publication.contact.splitlines() if line.strip()] or [""]
        blocks.append(Contact(office, tuple(_fact(line) for line in lines)))
    return Document(
        publication.full_title,
        tuple(blocks),
        subtitle=publication.headline,
        issuer=publication.publisher,
        on=publication.issued_on if publication.day_in_print else None,
    )


def _more(piece: Piece) -> str:
    """The words of the link to the record; what it says itself stands above already."""
    label = Truncator(piece.thing.label if piece.thing else "").chars(30)
    return _("くわしく（%(stage)s：%(label)s）") % {
        "stage": piece.thing.stage if piece.thing else "",
        "label": label,
    }


def _blocks(piece: Piece) -> Iterator[Block]:
    if piece.heading and piece.kind != Piece.Kind.NOTE:
        yield Heading(piece.heading)
    yield from _FORMS[Piece.Kind(piece.kind)](
        piece, [line for line in piece.body.splitlines() if line.strip()]
    )
    if piece.note and piece.kind != Piece.Kind.PAIR:
        yield Paragraph(piece.note)


def _text(piece: Piece, _lines: list[str]) -> Iterable[Block]:
    return documents.paragraphs(piece.body)


def _list(_piece: Piece, lines: list[str]) -> Iterable[Block]:
    return [_items(lines)] if lines else []


def _facts(_piece: Piece, lines: list[str]) -> Iterable[Block]:
    return [Facts(tuple(_fact(line) for line in lines))] if lines else []


def _pair(piece: Piece, _lines: list[str]) -> Iterable[Block]:
    return [Pair(piece.body, piece.answer, piece.note)]


def _note(piece: Piece, _lines: list[str]) -> Iterable[Block]:
    return [Note(piece.body, piece.heading)]


def _tables(piece: Piece, lines: list[str]) -> Iterable[Block]:
    return [_table(piece, lines)] if lines else []


_FORMS: dict[Piece.Kind, Callable[[Piece, list[str]], Iterable[Block]]] = {
    Piece.Kind.TEXT: _text,
    Piece.Kind.LIST: _list,
    Piece.Kind.FACTS: _facts,
    Piece.Kind.PAIR: _pair,
    Piece.Kind.TABLE: _tables,
    Piece.Kind.NOTE: _note,
}


def _items(lines: list[str]) -> Items:
    """A line that begins with a space stands below the last one that does not. Lines counted 1, 2, 3 or ①, ②, ③ are a numbered list."""
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        if _BELOW.match(line) and entries:
            entries[-1][1].append(line.strip())
        else:
            entries.append((line.strip(), []))
    counted = all(_number(text) == n for n, (text, _below) in enumerate(entries, 1))
    return Items(
        tuple(
            Item(_NUMBER.sub("", text) if counted else text, Items(tuple(below)) if below else None)
            for text, below in entries
        ),
        numbered=counted,
    )


def _number(text: str) -> int | None:
    found = _NUMBER.match(text)
    return int(unicodedata.numeric(found[2])) if found and found[2] else int(found[1]) if found else None


def _fact(line: str) -> tuple[str, str]:
    """`語：内容`; a line without a colon is all content."""
    term, *text = _PARTED.split(line, maxsplit=1)
    return (term.strip(), text[0].strip()) if text else ("", term.strip())


def _table(piece: Piece, lines: list[str]) -> Table:
    """The first line is the head; short rows are filled, what is too long is kept in the last column."""
    head, *rows = [_CELLS.split(line.strip().strip("｜|")) for line in lines]
    width = len(head)
    filled = (
        (*row[: width - 1], " ".join(row[width - 1 :]), *[""] * (width - len(row)))[:width] for row in rows
    )
    return Table(piece.heading or piece.publication.title, tuple(head), tuple(filled))


@dataclass(frozen=True)
class Draft:
    """A piece as a record suggests it."""

    kind: Piece.Kind
    heading: str = ""
    body: str = ""
    answer: str = ""
    note: str = ""


def drafts(document: Document) -> list[Draft]:
    """Pieces of another room's document: each block one, under the heading that stands above it."""
    found, heading = [], str(document.title)
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = str(block.text)
            continue
        made = _draft(block, heading)
        if made is not None:
            found.append(made)
            heading = ""
    return found


def _draft(block: Block, heading: str) -> Draft | None:
    kind = Piece.Kind
    match block:
        case Items():
            return Draft(kind.LIST, heading, "\n".join(_lines(block)))
        case Table():
            rows = (block.head, *block.rows)
            return Draft(
                kind.TABLE, str(block.caption), "\n".join("｜".join(map(_line, row)) for row in rows)
            )
        case Facts():
            return Draft(
                kind.FACTS, heading, "\n".join(f"{term}：{_line(text)}" for term, text in block.facts)
            )
        case Pair():
            return Draft(kind.PAIR, heading, str(block.said), str(block.did), str(block.note))
        case Note():
            return Draft(kind.NOTE, str(block.title) or heading, str(block.text))
        case Paragraph() | Quote():
            return Draft(kind.TEXT, heading, str(block.text))
        case Masked():
            return Draft(kind.TEXT, heading, documents.words.masked(block.reason))
        case _:
            return None


def _lines(block: Items, space: str = "") -> Iterator[str]:
    for item in block.entries:
        yield space + _line(item.text)
        if item.below:
            yield from _lines(item.below, "　")


def _line(text: object) -> str:
    return " ".join(str(text).split())
