"""What the template of a document asks of its blocks."""

from django import template
from django.template.context import Context

from tomoni.core import outbox
from tomoni.core.documents import blocks, words

register = template.Library()
register.filter("masked", words.masked)


@register.simple_tag(takes_context=True)
def safe_address(context: Context, address: object) -> str:
    """Where a link leads, or nothing; our own pages with their full address in a mail (`mailed`)."""
    safe = blocks.safe_address(address)
    return outbox.link(safe) if context.get("mailed") and safe.startswith("/") else safe
