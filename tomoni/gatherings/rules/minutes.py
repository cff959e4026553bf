"""Who may do what with the minutes of a session."""

from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models import Gathering, Minutes
from tomoni.gatherings.rules.gathering import is_member, runs


def can_begin(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_ask_members(user: Reader, minutes: Minutes) -> bool:
    return standing_of(user).is_section


def can_ask_correction(user: Reader, minutes: Minutes) -> bool:
    return is_member(user, minutes.gathering)


def is_chair(user: Reader, minutes: Minutes) -> bool:
    council = minutes.gathering.council
    return council is not None and standing_of(user).has(RoleCode.CHAIR, actor_id=council.actor_id)


def can_confirm(user: Reader, minutes: Minutes) -> bool:
    """The chair; the section's head, where the chair said so by other ways."""
    return is_chair(user, minutes) or standing_of(user).has(RoleCode.SECH)


def can_publish(user: Reader, minutes: Minutes) -> bool:
    return standing_of(user).has(RoleCode.SECH)


def can_reopen(user: Reader, minutes: Minutes) -> bool:
    return standing_of(user).is_section


def can_withdraw(user: Reader, minutes: Minutes) -> bool:
    return standing_of(user).has(RoleCode.SECH)
