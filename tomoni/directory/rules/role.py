"""Who keeps roles. An office is given by those who answer for it; a group looks after its own people."""

from tomoni.core.ownership import Case, CaseQuerySet
from tomoni.directory.models import Actor, Invitation, Role
from tomoni.directory.roles import DEPARTMENT, GROUP, SECTION, RoleCode
from tomoni.directory.standing import Reader, standing_of

KEEPERS = (RoleCode.SEC, RoleCode.SECH, RoleCode.ADM)
GIVEN_BY_HEADS = (RoleCode.SECH, RoleCode.ADM)
"""These are given by the head of the section or the administrator only."""
WORKERS = (*SECTION, *DEPARTMENT, RoleCode.CEN, *GROUP)
"""Who takes on the work of a unit; an administrator of the same unit does not, nor reads who consulted it."""
_COMMITTEE = (RoleCode.MEM, RoleCode.CHAIR, RoleCode.REV, RoleCode.EVA)
_OFFICE = (*DEPARTMENT, RoleCode.LIAS, RoleCode.FIN, RoleCode.ADM)


def fitting(actor: Actor) -> tuple[RoleCode, ...]:
    """The roles there can be on an actor of this kind."""
    if actor.kind == Actor.Kind.DEPARTMENT:
        return (*SECTION, *_OFFICE) if actor.is_section else _OFFICE
    if actor.kind == Actor.Kind.CENTRE:
        return (RoleCode.CEN, RoleCode.ADM)
    if actor.kind == Actor.Kind.COUNCIL:
        return _COMMITTEE
    return GROUP


def who_gives(code: str) -> str:
    """Those who give a role, in words."""
    codes = GIVEN_BY_HEADS if code in GIVEN_BY_HEADS else KEEPERS
    return "・".join(str(RoleCode(one).label) for one in codes)


def can_keep_roles(user: Reader) -> bool:
    return standing_of(user).has(*KEEPERS)


def can_see_people(user: Reader) -> bool:
    """Everybody with a role sees those of the own actors; who keeps roles sees all."""
    return standing_of(user).is_known


def can_give(user: Reader, actor: Actor, code: str) -> bool:
    if code not in fitting(actor):
        return False
    standing = standing_of(user)
    if code in GIVEN_BY_HEADS:
        return standing.has(*GIVEN_BY_HEADS)
    if standing.has(*KEEPERS):
        return True
    return code in GROUP and (standing.is_centre or standing.has(RoleCode.GREP, actor_id=actor.pk))


def givable(user: Reader, actor: Actor) -> list[RoleCode]:
    return [code for code in fitting(actor) if can_give(user, actor, code)]


def can_offer_roles(user: Reader) -> bool:
    """May give some role on some actor."""
    standing = standing_of(user)
    return standing.has(*KEEPERS, RoleCode.CEN, RoleCode.GREP)


def can_end(user: Reader, role: Role) -> bool:
    return can_give(user, role.actor, role.code)


def can_revoke(user: Reader, invitation: Invitation) -> bool:
    return can_give(user, invitation.actor, invitation.code)


def visible_cases(user: Reader) -> CaseQuerySet:
    """Open work of one's own units; for the section all of the city's."""
    standing = standing_of(user)
    rows = Case.objects.all()
    if standing.is_section:
        return rows
    return rows.of_units(post.actor_id for post in standing.posts if post.code in WORKERS)


def can_take_over(user: Reader, case: Case) -> bool:
    """Somebody of the unit, or the section where a unit has nobody."""
    standing = standing_of(user)
    if case.unit_id is None:
        return standing.is_section
    return standing.has_on([case.unit_id], *WORKERS) or standing.is_section


def can_hand_on(user: Reader, case: Case) -> bool:
    """Give it to somebody else of the unit: the unit's head, a group's representative, the section."""
    standing = standing_of(user)
    return standing.is_section or standing.has_on([case.unit_id], RoleCode.DHEAD, RoleCode.GREP, RoleCode.CEN)
