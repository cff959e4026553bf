"""A document as Word file: heading styles, real lists, header rows, the language set."""

import io
from datetime import UTC, datetime, time
from functools import singledispatch
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

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

_FONT = "游ゴシック"
_LANGUAGES = {"ja": "ja-JP", "en": "en-US"}


def word(document: Document) -> bytes:
    """The bytes of the .docx."""
    paper = docx.Document()
    _set_up(paper, document)
    paper.add_heading(str(document.title), 0)
    if byline := words.byline(document):
        paper.add_paragraph(byline).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if document.subtitle:
        paper.add_paragraph(str(document.subtitle), style="Subtitle")
    for block in document.blocks:
        _write(block, paper)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_up(paper: Any, document: Document) -> None:
    about = paper.core_properties
    about.title, about.author = str(document.title)[:255], str(document.issuer)[:255]
    about.language, about.comments = _LANGUAGES.get(document.language, document.language), ""
    if document.on:
        about.created = about.modified = datetime.combine(document.on, time(), tzinfo=UTC)
    section = paper.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    for style in paper.styles:
        if style.type is not None and hasattr(style, "font"):
            _japanese(style)
    paper.styles["Normal"].font.size = Pt(10.5)
    for default in paper.styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), _LANGUAGES.get(document.language, document.language))
        default.set(qn("w:eastAsia"), "ja-JP")


def _japanese(style: Any) -> None:
    """Theme fonts go before named ones: they are taken off."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{name}"), _FONT)


@singledispatch
def _write(block: Block, paper: Any) -> None:
    raise TypeError(f"no Word form of {block!r}")


@_write.register
def _heading(block: Heading, paper: Any) -> None:
    paper.add_heading(str(block.text), block.level)


@_write.register
def _paragraph(block: Paragraph, paper: Any) -> None:
    paper.add_paragraph(str(block.text))


@_write.register
def _link(block: Link, paper: Any) -> None:
    address = safe_address(block.address)
    paragraph = paper.add_paragraph()
    if not address:
        paragraph.add_run(f"{block.text} {block.address}")
        return
    full = link(address) if address.startswith("/") else address
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("r:id"), paper.part.relate_to(full, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(str(block.text))
    run.font.underline = True
    anchor.append(run._r)
    paragraph._p.append(anchor)


@_write.register
def _items(block: Items, paper: Any, depth: int = 1) -> None:
    style = f"List {'Number' if block.numbered else 'Bullet'}{'' if depth == 1 else f' {min(depth, 3)}'}"
    number = _new_numbering(paper, style) if block.numbered else None
    for item in block.entries:
        paragraph = paper.add_paragraph(str(item.text), style=style)
        if number is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = number
            properties.get_or_add_ilvl().val = 0
        if item.below:
            _items(item.below, paper, depth + 1)


def _new_numbering(paper: Any, style: str) -> int:
    """A numbering of the style's kind that begins at 1 again."""
    numbering = paper.part.numbering_part.numbering_definitions._numbering
    used = paper.styles[style].element.pPr.numPr.numId.val
    new = numbering.add_num(numbering.num_having_numId(used).abstractNumId.val)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)


@_write.register
def _table(block: Table, paper: Any) -> None:
    paper.add_paragraph(str(block.caption), style="Caption").paragraph_format.keep_with_next = True
    table = paper.add_table(rows=1 + len(block.rows), cols=len(block.head), style="Table Grid")
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), str(block.caption))
    table._tbl.tblPr.append(described)
    # Cells by their elements: asking the table for each cell grows with the square of its rows.
    for row, texts in zip(table._tbl.tr_lst, (block.head, *block.rows), strict=True):
        for cell, text in zip(row.tc_lst, texts, strict=True):
            docx.table._Cell(cell, table).text = str(text)
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)
    for cell in head.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    paper.add_paragraph()


@_write.register
def _facts(block: Facts, paper: Any) -> None:
    for term, text in block.facts:
        paragraph = paper.add_paragraph()
        paragraph.add_run(str(term)).bold = True
        paragraph.add_run(f"　{text}")


@_write.register
def _quote(block: Quote, paper: Any) -> None:
    paper.add_paragraph(str(block.text), style="Quote")
    if block.by:
        paper.add_paragraph(str(block.by)).alignment = WD_ALIGN_PARAGRAPH.RIGHT


@_write.register
def _pair(block: Pair, paper: Any) -> None:
    for term, text in ((words.said(), block.said), (words.did(), block.did or words.waiting())):
        paragraph = paper.add_paragraph()
        paragraph.add_run(term).bold = True
        paragraph.add_run(f"　{text}")
    if block.note:
        paper.add_paragraph(str(block.note)).paragraph_format.left_indent = Mm(10)


@_write.register
def _note(block: Note, paper: Any) -> None:
    _boxed(paper, str(block.title or words.note()), [str(block.text)])


@_write.register
def _contact(block: Contact, paper: Any) -> None:
    _boxed(paper, words.contact(), [str(block.office), *(f"{term}　{text}" for term, text in block.facts)])


def _boxed(paper: Any, title: str, lines: list[str]) -> None:
    paper.add_paragraph(title, style="Intense Quote").paragraph_format.keep_with_next = True
    for line in lines:
        paper.add_paragraph(line).paragraph_format.left_indent = Mm(10)


@_write.register
def _page_break(block: PageBreak, paper: Any) -> None:
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


@_write.register
def _masked(block: Masked, paper: Any) -> None:
    paper.add_paragraph(words.masked(block.reason)).runs[0].italic = True
