"""What a document consists of: a few kinds of blocks, plain values that every format renders in the order given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise
Value = TypeVar("Value")

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SAFE_ADDRESS = re.compile(r"(https?://[^\s/]|mailto:[^\s/]|tel:[+\d]|/(?![/\\]))\S*", re.IGNORECASE)


def clean(text: object) -> str:
    """A text without what no format may carry: control characters, and marks that turn the direction of what follows."""
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", str(text)))


def line(text: object) -> str:
    """The text in one line, for titles, headers and names; nothing where no letter of it would be seen."""
    words = " ".join(clean(text).split())
    return words if any(char.isprintable() and not char.isspace() for char in words) else ""


def safe_address(address: object) -> str:
    """A web, mail or telephone address or one of our own pages; nothing for any other."""
    given = clean(address).strip()
    return given if _SAFE_ADDRESS.fullmatch(given) else ""


@dataclass(frozen=True)
class Heading:
    """`level` 1 stands directly under the document's title."""

    text: Text
    level: int = 1
    kind = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line break in it stays one."""

    text: Text
    kind = "paragraph"


@dataclass(frozen=True)
class Link:
    """An address on a line of its own. One that is not safe is shown as text."""

    text: Text
    address: str
    kind = "link"


@dataclass(frozen=True)
class Item:
    text: Text
    below: "Items | None" = None


@dataclass(frozen=True)
class Items:
    """A list; each item a text, or an `Item` with a list below it."""

    items: tuple[Text | Item, ...]
    numbered: bool = False
    kind = "items"

    @property
    def entries(self) -> Iterator[Item]:
        return (one if isinstance(one, Item) else Item(one) for one in self.items)


@dataclass(frozen=True)
class Table:
    caption: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    kind = "table"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("a row of the table has other columns than its head")


@dataclass(frozen=True)
class Facts:
    """Terms and what holds of them: 日時, 会場 …"""

    facts: tuple[tuple[Text, Text], ...]
    kind = "facts"


@dataclass(frozen=True)
class Quote:
    text: Text
    by: Text = ""
    kind = "quote"


@dataclass(frozen=True)
class Pair:
    """Said and did: a voice beside its answer, or beside why there is none yet."""

    said: Text
    did: Text = ""
    note: Text = ""
    """Who answered, when, of which kind."""
    kind = "pair"


@dataclass(frozen=True)
class Note:
    text: Text
    title: Text = ""
    kind = "note"


@dataclass(frozen=True)
class Contact:
    """Whom to ask: the office, then telephone, mail …"""

    office: Text
    facts: tuple[tuple[Text, Text], ...] = ()
    kind = "contact"


@dataclass(frozen=True)
class PageBreak:
    kind = "page_break"


@dataclass(frozen=True)
class Masked:
    """非公開: that something stands here which is not published, and why (the legal reason)."""

    reason: Text
    kind = "masked"


Block = (
    Heading | Paragraph | Link | Items | Table | Facts | Quote | Pair | Note | Contact | PageBreak | Masked
)


@dataclass(frozen=True)
class Document:
    """Made of any texts: they are cleaned here, once, for every format; headings never skip a level, empty ones are left out."""

    title: Text
    blocks: tuple[Block, ...]
    subtitle: Text = ""
    issuer: Text = ""
    on: date | None = None
    language: str = "ja"

    def __post_init__(self) -> None:
        for name in ("title", "subtitle", "issuer"):
            object.__setattr__(self, name, line(getattr(self, name)))
        object.__setattr__(self, "title", self.title or _("無題"))
        object.__setattr__(self, "blocks", tuple(_without_skips(_cleaned(self.blocks))))


def _cleaned(value: Value) -> Value:
    """The same value with every text in it cleaned."""
    if isinstance(value, str | Promise):
        return cast(Value, clean(value))
    if isinstance(value, list | tuple):
        return cast(Value, tuple(_cleaned(one) for one in value))
    if is_dataclass(value) and not isinstance(value, type):
        record: Any = value
        return cast(
            Value,
            replace(record, **{one.name: _cleaned(getattr(record, one.name)) for one in fields(record)}),
        )
    return value


def _without_skips(blocks: tuple[Block, ...]) -> Iterator[Block]:
    above = 0
    for block in blocks:
        if isinstance(block, Heading):
            if not line(block.text):
                continue
            above = max(1, min(block.level, above + 1, 5))
            yield replace(block, text=line(block.text), level=above)
        else:
            yield block


def paragraphs(text: object) -> tuple[Paragraph, ...]:
    """A typed text as paragraphs, parted where it leaves a line empty."""
    parts = re.split(r"\n\s*\n", clean(text))
    return tuple(Paragraph(part.strip("\n")) for part in parts if part.strip())
