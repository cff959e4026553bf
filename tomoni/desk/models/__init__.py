"""What the desk stores, by noun."""

from tomoni.desk.models.consultation import (
    Blind,
    Consultation,
    ConsultationQuerySet,
    Counter,
    Referral,
    number_of,
)
from tomoni.desk.models.lesson import Edition, Lesson, LessonQuerySet, Vector
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
    "Edition",
    "Lesson",
    "LessonQuerySet",
    "LinkHolder",
    "Message",
    "Note",
    "Referral",
    "Side",
    "Vector",
    "number_of",
    "posts_on",
    "token_for",
]
