"""What the desk stores, by noun."""

from tomoni.desk.models.consultation import (
    Blind,
    Consultation,
    ConsultationQuerySet,
    Counter,
    Referral,
    number_of,
)
from tomoni.desk.models.link import AccessLink, token_for
from tomoni.desk.models.people import Asker, LinkHolder, posts_on
from tomoni.desk.models.thread import Attachment, Message, Note, Side

__all__ = [
    "AccessLink",
    "Asker",
    "Attachment",
    "Blind",
    "Consultation",
    "ConsultationQuerySet",
    "Counter",
    "LinkHolder",
    "Message",
    "Note",
    "Referral",
    "Side",
    "number_of",
    "posts_on",
    "token_for",
]
