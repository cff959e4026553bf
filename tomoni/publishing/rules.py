"""Who may do what with what is published. The section edits all, the centre what it issues; the head of the section publishes."""

from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.publishing.models import Publication
from tomoni.publishing.states import State


def can_write(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.is_centre


def can_issue_for(user: Reader, issuer: Actor) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has(RoleCode.CEN, actor_id=issuer.pk)


def can_see_work(user: Reader, publication: Publication) -> bool:
    """Its state, moves and history; more than the public sees."""
    return _edits(user, publication)


def can_edit(user: Reader, publication: Publication) -> bool:
    """Words and pieces, until it is public."""
    return _edits(user, publication) and publication.state in (State.DRAFT, State.CHECKING)


def can_test(user: Reader, publication: Publication) -> bool:
    return _edits(user, publication)


def can_submit(user: Reader, publication: Publication) -> bool:
    return _edits(user, publication)


def can_send_back(user: Reader, publication: Publication) -> bool:
    return standing_of(user).is_section


def can_publish(user: Reader, publication: Publication) -> bool:
    return standing_of(user).has(RoleCode.SECH)


def can_send(user: Reader, publication: Publication) -> bool:
    return standing_of(user).is_section


def can_withdraw(user: Reader, publication: Publication) -> bool:
    return standing_of(user).is_section


def can_reopen(user: Reader, publication: Publication) -> bool:
    return standing_of(user).is_section


def _edits(user: Reader, publication: Publication) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has(RoleCode.CEN, actor_id=publication.issuer_id)
