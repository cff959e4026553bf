from django.db.models import QuerySet

from tomoni.core.imports import TableImport
from tomoni.directory.models import Actor
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.directory.standing import Reader, standing_of

KEEPERS = (*SECTION, RoleCode.ADM)


def can_publish(user: Reader, actor: Actor) -> bool:
    """Publishing is the section's explicit act."""
    return standing_of(user).is_section


def can_edit_department(user: Reader, actor: Actor) -> bool:
    """Its liaison officer and head, the section and the administrator."""
    standing = standing_of(user)
    own = standing.has(RoleCode.LIA, RoleCode.DHEAD, actor_id=actor.pk)
    return actor.kind == Actor.Kind.DEPARTMENT and (own or standing.has(*KEEPERS))


def can_keep_actors(user: Reader) -> bool:
    """Enter and change departments, centres and councils; groups keep their own profile."""
    return standing_of(user).has(*KEEPERS)


def can_see_departments(user: Reader) -> bool:
    """The staff's list with the liaison officers' names."""
    standing = standing_of(user)
    return standing.is_staff or standing.has(RoleCode.ADM)


def can_import(user: Reader) -> bool:
    return standing_of(user).has(*KEEPERS)


def can_import_contacts(user: Reader) -> bool:
    """Personal contact data are not for the administrator."""
    return standing_of(user).is_section


def visible_imports(user: Reader) -> QuerySet[TableImport]:
    """Tables with contact data are the section's own."""
    rows = TableImport.objects.all()
    return rows if can_import_contacts(user) else rows.exclude(kind="groups-contacts")


def can_see_history(user: Reader, actor: Actor) -> bool:
    return standing_of(user).is_staff


def can_change_settings(user: Reader) -> bool:
    return standing_of(user).has(*KEEPERS)
