"""Documents: one model of blocks, and its forms: a page of ours, PDF, Word, plain text, mail.

A room builds a `Document` out of its records (its `documents.py`) and answers with `answer`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from tomoni.core.documents import words
from tomoni.core.documents.blocks import (
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
    PageBreak,
    Pair,
    Paragraph,
    Quote,
    Table,
    paragraphs,
)
from tomoni.core.documents.office import word
from tomoni.core.documents.pages import html, mail_html
from tomoni.core.documents.plain import text
from tomoni.core.documents.typeset import pdf

__all__ = [
    "FORMATS",
    "Block",
    "Contact",
    "Document",
    "Facts",
    "Heading",
    "Item",
    "Items",
    "Link",
    "Masked",
    "Note",
    "PageBreak",
    "Pair",
    "Paragraph",
    "Quote",
    "Table",
    "answer",
    "context",
    "html",
    "mail_html",
    "paragraphs",
    "pdf",
    "text",
    "word",
]

FORMATS: dict[str, str | Promise] = {"pdf": _("PDF"), "docx": _("Word"), "txt": _("文章だけ")}
"""What the address of a document may ask for with ?format=, besides the page itself."""
_MAKERS: dict[str, tuple[Callable[[Document], str | bytes], str]] = {
    "pdf": (pdf, "application/pdf"),
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "txt": (text, "text/plain; charset=utf-8"),
}


def context(document: Document) -> dict[str, object]:
    """What a template needs that includes `core/_document.html` and `core/_document_formats.html`."""
    return {"document": document, "words": words, "byline": words.byline(document), "formats": FORMATS}


def answer(request: HttpRequest, document: Document, format: str, *, name: str = "document") -> HttpResponse:
    """The document as a page of ours (no format) or as a file. `name`: the file's, in plain letters.

    Views take the format from the closed list: `http.choice(request, "format", {key: key for key in FORMATS})`.
    """
    if not format:
        return TemplateResponse(request, "core/document.html", context(document))
    make, kind = _MAKERS[format]
    response = HttpResponse(make(document), content_type=kind)
    response["Content-Disposition"] = (
        content_disposition_header(True, f"{name}.{format}") or "attachment"  # noqa: FBT003
    )
    response["Cache-Control"] = "private, no-store"
    return response
