"""Who may do what to a menu item."""

from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT
from tomoni.directory.standing import Reader, standing_of
from tomoni.seeds.models import MenuItem
from tomoni.seeds.states import MENU, MenuState


def can_create(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has(*DEPARTMENT)


def can_create_for(user: Reader, actor: Actor) -> bool:
    standing = standing_of(user)
    return actor.kind == Actor.Kind.DEPARTMENT and (
        standing.is_section or standing.has_on([actor.pk], *DEPARTMENT)
    )


def can_edit(user: Reader, item: MenuItem) -> bool:
    """The department while it is a draft; a published text is corrected by the section."""
    if item.state in MENU.closed:
        return False
    own = standing_of(user).has_on([item.actor_id], *DEPARTMENT)
    return standing_of(user).is_section or (own and item.state == MenuState.DRAFT)


def keeps(user: Reader, item: MenuItem) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.has_on([item.actor_id], *DEPARTMENT)


def can_publish(user: Reader, _item: MenuItem) -> bool:
    return standing_of(user).is_section


def can_revise(user: Reader, item: MenuItem) -> bool:
    return keeps(user, item)


def can_withdraw(user: Reader, item: MenuItem) -> bool:
    return keeps(user, item)


def can_confirm(user: Reader, item: MenuItem) -> bool:
    """That what is offered still holds."""
    return keeps(user, item)


def can_read_history(user: Reader, item: MenuItem) -> bool:
    return keeps(user, item)
