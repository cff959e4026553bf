"""Who may do what with a report. The section writes all; a department those it draws up; publishing is the section head's."""

from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT, RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.drafting.models import Draft
from tomoni.drafting.models.people import posts_on


def can_start(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has(*DEPARTMENT)


def can_start_for(user: Reader, unit: Actor) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has(*DEPARTMENT, actor_id=unit.pk)


def can_edit(user: Reader, draft: Draft) -> bool:
    standing = standing_of(user)
    return standing.is_section or draft.unit_id in posts_on(standing, *DEPARTMENT)


def can_write(user: Reader, draft: Draft) -> bool:
    return can_edit(user, draft)


def can_hear(user: Reader, draft: Draft) -> bool:
    return can_edit(user, draft)


def can_revise(user: Reader, draft: Draft) -> bool:
    return can_edit(user, draft)


def can_settle(user: Reader, draft: Draft) -> bool:
    return can_edit(user, draft)


def can_consult(user: Reader, draft: Draft) -> bool:
    """Opening a text to everybody is the section's act."""
    return standing_of(user).is_section


def can_finalise(user: Reader, draft: Draft) -> bool:
    return can_edit(user, draft)


def can_rework(user: Reader, draft: Draft) -> bool:
    return can_edit(user, draft)


def can_publish(user: Reader, draft: Draft) -> bool:
    return standing_of(user).has(RoleCode.SECH)


def can_withdraw(user: Reader, draft: Draft) -> bool:
    return standing_of(user).is_section


def can_see_history(user: Reader, draft: Draft) -> bool:
    return can_edit(user, draft)
