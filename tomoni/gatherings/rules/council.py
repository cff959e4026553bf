"""Who may do what with a council and its terms."""

from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models import MEMBERS, Council, Term


def can_keep(user: Reader) -> bool:
    """Enter councils, terms and members."""
    return standing_of(user).is_section


def is_of(user: Reader, council: Council) -> bool:
    return standing_of(user).has(*MEMBERS, actor_id=council.actor_id)


def can_see_inside(user: Reader, council: Council) -> bool:
    return standing_of(user).is_section or is_of(user, council)


def can_ask_reflections(user: Reader, term: Term) -> bool:
    return standing_of(user).is_section


def can_hand_over(user: Reader, term: Term) -> bool:
    return standing_of(user).is_section


def can_resume(user: Reader, term: Term) -> bool:
    return standing_of(user).is_section


def can_reflect(user: Reader, term: Term) -> bool:
    return is_of(user, term.council)
