"""Who may do what to a seed."""

from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT, GROUP, RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.seeds.models import Seed
from tomoni.seeds.states import BY_AUTHOR, SEED

SPEAKERS = (*DEPARTMENT, RoleCode.GREP, RoleCode.BODY)
"""Who speaks for a department or a group; other members of a group write drafts."""


def can_create(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.is_centre or standing.has(*DEPARTMENT, *GROUP)


def can_create_for(user: Reader, actor: Actor | None) -> bool:
    """For one's own side; the centre and the section also for groups and for residents without an account."""
    standing = standing_of(user)
    if standing.is_section:
        return True
    if actor is not None and actor.side == Actor.Side.CITY:
        return standing.has_on([actor.pk], *DEPARTMENT)
    return standing.is_centre or (actor is not None and standing.has_on([actor.pk], *GROUP))


def can_edit(user: Reader, seed: Seed) -> bool:
    """The author's side while the wording is still its own; the section as long as the seed is open."""
    standing = standing_of(user)
    if seed.state in SEED.closed:
        return False
    wrote = speaks_for(user, seed) or standing.has_on([seed.actor_id], RoleCode.GRP)
    return standing.is_section or (wrote and seed.state in BY_AUTHOR)


def speaks_for(user: Reader, seed: Seed) -> bool:
    standing = standing_of(user)
    return standing.has_on([seed.actor_id], *SPEAKERS) or standing.has_on([seed.entered_by_id], RoleCode.CEN)


def takes_part(user: Reader, seed: Seed) -> bool:
    """Sees what is between the author's side and the desks: steps, moves, what was withdrawn."""
    standing = standing_of(user)
    if standing.is_section or (standing.is_centre and seed.side != Seed.Side.CITY):
        return True
    return standing.has_on([seed.actor_id, seed.entered_by_id])


def can_submit(user: Reader, seed: Seed) -> bool:
    return standing_of(user).is_section or speaks_for(user, seed)


def can_agree(user: Reader, seed: Seed) -> bool:
    """The head of the department that stands behind it."""
    return seed.side == Seed.Side.CITY and standing_of(user).has_on([seed.actor_id], RoleCode.DHEAD)


def can_publish(user: Reader, _seed: Seed) -> bool:
    return standing_of(user).is_section


def can_keep_internal(user: Reader, _seed: Seed) -> bool:
    return standing_of(user).is_section


def can_send_back(user: Reader, seed: Seed) -> bool:
    standing = standing_of(user)
    return standing.is_section or (standing.is_centre and seed.side != Seed.Side.CITY)


def can_renew(user: Reader, seed: Seed) -> bool:
    return standing_of(user).is_section or speaks_for(user, seed)


def can_withdraw(user: Reader, seed: Seed) -> bool:
    return standing_of(user).is_section or speaks_for(user, seed)


def can_read_history(user: Reader, seed: Seed) -> bool:
    standing = standing_of(user)
    return standing.is_section or (standing.is_staff and speaks_for(user, seed))
