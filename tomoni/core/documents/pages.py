"""A document as HTML: within a page of ours, and as the HTML part of a mail."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from tomoni.core.documents import words
from tomoni.core.documents.blocks import Document


def html(document: Document) -> str:
    """The blocks, for a page that shows title and byline itself."""
    return render_to_string("core/_document.html", {"document": document, "words": words})


def mail_html(document: Document, footer: Sequence[tuple[str, str]] = ()) -> str:
    """A whole page without styles, pictures or anything fetched. `footer`: lines with their addresses, or without."""
    return render_to_string(
        "core/_mail.html",
        {
            "document": document,
            "words": words,
            "byline": words.byline(document),
            "footer": footer,
            "mailed": True,
        },
    )
