"""A pasted list of opinions, taken apart: a class per line with its opinions parted by blanks, bullets, lines, CSV.

What it gives is a proposal for the preview, where a person corrects it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tomoni.reading import markup, opinion_tables
from tomoni.reading import opinion_lines as lines
from tomoni.reading.errors import Unreadable
from tomoni.reading.opinion_lines import Heading
from tomoni.reading.opinion_tables import Piece
from tomoni.reading.strangeness import fragments

LONGEST_PASTE = 400_000
MOST_OPINIONS = 3_000


@dataclass(frozen=True, slots=True)
class ReadOpinion:
    """`raw`: as it was pasted; `text`: without markup and bullets; `line`: where; `suspicious`: odd fragments."""

    code: str | None
    label: str | None
    raw: str
    text: str
    line: int
    suspicious: tuple[str, ...] = ()


def read_opinions(text: str) -> list[ReadOpinion]:
    """Every opinion in its order; none where there is nothing to read. Refuses only what is too long."""
    if len(text) > LONGEST_PASTE:
        raise Unreadable(
            f"貼り付けた文が長すぎます（{LONGEST_PASTE:,}字まで）。いくつかに分けて貼り付けてください。"
        )
    pieces = _pieces(text)
    rows = opinion_tables.rows(pieces)
    found = (
        [_opinion(*row) for row in rows]
        if rows is not None
        else list(_listed([piece for piece in pieces if piece.holds_text]))
    )
    found = [opinion for opinion in found if opinion.text]
    if len(found) > MOST_OPINIONS:
        raise Unreadable(
            f"意見が{len(found):,}件あります。一度に{MOST_OPINIONS:,}件までに分けて貼り付けてください。"
        )
    return found


def _pieces(text: str) -> list[Piece]:
    """The lines; HTML rows on one line are pieces of their own."""
    plain = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return [
        Piece(number, lines.with_tab_before_list(row))
        for number, line in enumerate(plain.split("\n"), start=1)
        for row in markup.rows(line)
    ]


def _opinion(heading: Heading, raw: str, line: int, *, body: str | None = None) -> ReadOpinion:
    text = lines.without_mark(markup.without(lines.flowing(raw if body is None else body)))
    kept = markup.ITEM_END.sub("", raw).strip()
    return ReadOpinion(heading.code, heading.label, kept, text, line, fragments(text))


def _listed(pieces: list[Piece]) -> Iterator[ReadOpinion]:
    """One opinion per line or bullet; a heading holds for what follows it."""
    heading, in_list = Heading(), False
    for piece, following in _joined(pieces):
        text = markup.without(piece.text)
        if lines.is_heading(text, following):
            heading = lines.heading_of(text)
            continue
        in_list = in_list or markup.LIST.search(piece.text) is not None
        coded = lines.CODED.fullmatch(text)
        if coded and not in_list:
            code = lines.code_of(coded)
            own = Heading(code, heading.label if heading.code == code else None)
            yield _opinion(own, piece.text, piece.line, body=lines.body_after_code(piece.text))
        else:
            for raw, offset in opinion_tables.bodies(piece.text, by_blanks=in_list):
                yield _opinion(heading, raw, piece.line + offset)
        in_list = in_list and markup.LIST_END.search(piece.text) is None


def _joined(pieces: list[Piece]) -> Iterator[tuple[Piece, str]]:
    """Each piece with the text of the next; where most lines have bullets, one without goes on with its bullet."""
    texts = [markup.without(piece.text) for piece in pieces]
    bulleted = sum(map(_is_item, pieces)) * 2 >= len(pieces)
    at = 0
    while at < len(pieces):
        end = at + 1
        if bulleted and _is_item(pieces[at]):
            while end < len(pieces) and not _is_item(pieces[end]) and not _begins(texts, end):
                end += 1
        joined = pieces[at]
        for piece in pieces[at + 1 : end]:
            joined = joined.followed_by(piece)
        yield joined, texts[end] if end < len(texts) else ""
        at = end


def _begins(texts: list[str], at: int) -> bool:
    following = texts[at + 1] if at + 1 < len(texts) else ""
    return lines.is_heading(texts[at], following) or lines.CODED.fullmatch(texts[at]) is not None


def _is_item(piece: Piece) -> bool:
    return markup.ITEM.search(piece.text) is not None or lines.is_marked(piece.text)
