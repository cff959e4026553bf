"""Who may do what with a hearing record."""

from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.surveys.models import Hearing
from tomoni.surveys.states import HEARERS, HearingState


def can_create(user: Reader) -> bool:
    return standing_of(user).has(*HEARERS)


def can_hear(user: Reader, actor: Actor) -> bool:
    """The section everybody, the centre the groups."""
    standing = standing_of(user)
    return standing.is_section or (standing.is_centre and actor.kind != Actor.Kind.DEPARTMENT)


def _keeps(user: Reader, hearing: Hearing) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has_on([hearing.unit_id], *HEARERS)


def can_edit(user: Reader, hearing: Hearing) -> bool:
    return _keeps(user, hearing) and hearing.state == HearingState.NOTED


def can_settle(user: Reader, hearing: Hearing) -> bool:
    return _keeps(user, hearing)


def can_reopen(user: Reader, hearing: Hearing) -> bool:
    return _keeps(user, hearing)


def can_take(user: Reader, hearing: Hearing) -> bool:
    """Make opinions and seeds of what was heard."""
    return _keeps(user, hearing) and hearing.state == HearingState.SETTLED


def can_read_history(user: Reader, hearing: Hearing) -> bool:
    return _keeps(user, hearing)
