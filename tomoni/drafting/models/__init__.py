from tomoni.drafting.models.comment import Comment, CommentLink, CommentQuerySet
from tomoni.drafting.models.draft import Draft, DraftQuerySet, Edition, Section
from tomoni.drafting.models.people import LinkHolder
from tomoni.drafting.models.round import Round, RoundQuerySet

__all__ = [
    "CommentLink",
    "Comment",
    "CommentQuerySet",
    "Draft",
    "DraftQuerySet",
    "Edition",
    "LinkHolder",
    "Round",
    "RoundQuerySet",
    "Section",
]
