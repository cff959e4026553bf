"""Who may do what with a round of comments, and who may comment in it."""

from tomoni.directory.roles import STAFF
from tomoni.directory.standing import Reader, standing_of
from tomoni.drafting.models import Round
from tomoni.drafting.models.people import MEMBERS, posts_on
from tomoni.drafting.rules import draft as drafts


def can_extend(user: Reader, round_: Round) -> bool:
    return drafts.can_edit(user, round_.draft)


def can_close(user: Reader, round_: Round) -> bool:
    return drafts.can_edit(user, round_.draft)


def can_results(user: Reader, round_: Round) -> bool:
    """Publishing is an act of the section."""
    return standing_of(user).is_section


def can_cancel(user: Reader, round_: Round) -> bool:
    return standing_of(user).is_section


def can_enter(user: Reader, round_: Round) -> bool:
    """Type in what came on paper, by mail, or was said."""
    return drafts.can_edit(user, round_.draft)


def can_comment(user: Reader, round_: Round) -> bool:
    """Everybody where everybody is asked; else members of the council, staff, and the writers for others."""
    return round_.is_for_everybody or bool(sides(user, round_)) or can_enter(user, round_)


def sides(user: Reader, round_: Round) -> frozenset[int]:
    """The council or departments in whose name this person may comment in a round among members and departments."""
    standing = standing_of(user)
    council = round_.draft.council_id
    found = posts_on(standing, *STAFF)
    if council is not None and council in posts_on(standing, *MEMBERS):
        found |= {council}
    return frozenset(found)
