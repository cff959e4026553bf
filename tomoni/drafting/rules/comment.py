"""Who may do what with a comment."""

from tomoni.directory.standing import Reader
from tomoni.drafting.models import Comment, LinkHolder
from tomoni.drafting.models.people import Author
from tomoni.drafting.rules import draft as drafts


def can_answer(user: Reader, comment: Comment) -> bool:
    return drafts.can_edit(user, comment.round.draft)


def can_set_aside(user: Reader, comment: Comment) -> bool:
    return drafts.can_edit(user, comment.round.draft)


def can_restore(user: Reader, comment: Comment) -> bool:
    return drafts.can_edit(user, comment.round.draft)


def can_take_back(user: Author, comment: Comment) -> bool:
    """Whoever wrote it; and the writers for somebody who asked them to."""
    if isinstance(user, LinkHolder):
        return user.comment_id == comment.pk
    if user.is_authenticated and comment.person_id == user.pk:
        return True
    return can_answer(user, comment)


def can_see_name(user: Author, comment: Comment) -> bool:
    """Name and address are for the writers; they are never published."""
    return not isinstance(user, LinkHolder) and drafts.can_edit(user, comment.round.draft)
