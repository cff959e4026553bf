"""Who may do what to a light collaboration."""

from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT, RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.projects.models import LightCollab
from tomoni.projects.states import LIGHT, SIDES, State


def can_create(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.is_centre or standing.has(*SIDES)


def can_create_between(user: Reader, first: Actor, second: Actor) -> bool:
    """One of the two sides, or the section or the centre for them."""
    standing = standing_of(user)
    return standing.is_section or standing.is_centre or standing.has_on([first.pk, second.pk], *SIDES)


def takes_part(user: Reader, collab: LightCollab) -> bool:
    return standing_of(user).has_on([collab.first_id, collab.second_id], *SIDES)


def can_edit(user: Reader, collab: LightCollab) -> bool:
    """Both sides until it is recorded or published; afterwards the section."""
    if standing_of(user).is_section:
        return collab.state != State.CANCELLED
    return takes_part(user, collab) and collab.state not in LIGHT.closed and not collab.is_public


def can_confirm(user: Reader, collab: LightCollab) -> bool:
    """The head of the department that gives room, notice or name, or the liaison officer for the head."""
    return standing_of(user).has_on([collab.granted_by_id], RoleCode.DHEAD, RoleCode.LIA)


def can_finish(user: Reader, collab: LightCollab) -> bool:
    return standing_of(user).is_section or takes_part(user, collab)


def can_record(user: Reader, collab: LightCollab) -> bool:
    return standing_of(user).is_section or takes_part(user, collab)


def can_cancel(user: Reader, collab: LightCollab) -> bool:
    standing = standing_of(user)
    return (
        standing.is_section
        or takes_part(user, collab)
        or standing.has_on([collab.granted_by_id], RoleCode.DHEAD)
    )


def can_publish(user: Reader, _collab: LightCollab) -> bool:
    return standing_of(user).is_section


def can_unpublish(user: Reader, _collab: LightCollab) -> bool:
    return standing_of(user).is_section


def can_say(user: Reader, collab: LightCollab, actor: Actor) -> bool:
    """Each side for itself; nobody in its name."""
    sides = {collab.first_id, collab.second_id}
    return actor.pk in sides and standing_of(user).has_on([actor.pk], *SIDES)


def can_read_history(user: Reader, collab: LightCollab) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has_on([collab.first_id, collab.second_id], *DEPARTMENT)
