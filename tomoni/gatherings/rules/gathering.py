"""Who may do what with a gathering. The section runs all; the support centre those it organises."""

from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models import MEMBERS, Gathering


def can_record(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.is_centre


def can_organise_for(user: Reader, organiser: Actor) -> bool:
    """Enter a gathering in this actor's name."""
    standing = standing_of(user)
    return standing.is_section or standing.has(RoleCode.CEN, actor_id=organiser.pk)


def can_edit(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_notify(user: Reader, gathering: Gathering) -> bool:
    return standing_of(user).is_section


def can_hold(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_reschedule(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_cancel(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_show(user: Reader, gathering: Gathering) -> bool:
    return standing_of(user).is_section


def can_see_groups(user: Reader, gathering: Gathering) -> bool:
    """Which groups came: for those who run it, since opinions of the session must not be traceable."""
    return runs(user, gathering)


def can_see_history(user: Reader, gathering: Gathering) -> bool:
    return standing_of(user).is_staff or runs(user, gathering)


def runs(user: Reader, gathering: Gathering) -> bool:
    """The section, or the centre for its own."""
    standing = standing_of(user)
    return standing.is_section or standing.has(RoleCode.CEN, actor_id=gathering.organiser_id)


def is_member(user: Reader, gathering: Gathering) -> bool:
    """Sits in the council whose session it is."""
    council = gathering.council
    return council is not None and standing_of(user).has(*MEMBERS, actor_id=council.actor_id)


def sees_closed(user: Reader, gathering: Gathering) -> bool:
    """Closed items: those who run the session, and the members of its council."""
    return runs(user, gathering) or is_member(user, gathering)
