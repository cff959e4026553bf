"""How a partner reaches an actor while both sides say yes: contact person, phones, mail; for a department its officers."""

from django.utils.translation import gettext as _

from tomoni.directory.models import Actor, Department, GroupRegistration, Role
from tomoni.directory.roles import DEPARTMENT, RoleCode


def partner_contacts(actor: Actor) -> list[tuple[str, str]]:
    """Term and text of what is known. Who may read it is asked before (`rules`), that it was read is logged."""
    if actor.kind == Actor.Kind.DEPARTMENT:
        return _of_department(actor)
    profile = GroupRegistration.objects.filter(actor=actor).first()
    if profile is None:
        return []
    found = [
        (_("連絡責任者"), profile.contact_name),
        (_("電話"), profile.phone),
        (_("携帯電話"), profile.mobile),
        (_("ファクス"), profile.fax),
        (_("メールアドレス"), profile.mail),
        (_("公開用の連絡先"), profile.public_contact),
    ]
    return [(term, text) for term, text in found if text]


def _of_department(actor: Actor) -> list[tuple[str, str]]:
    department = Department.objects.filter(actor=actor).first()
    found = [(_("電話"), department.phone)] if department and department.phone else []
    held = (
        Role.objects.today()
        .filter(actor=actor, code__in=DEPARTMENT)
        .select_related("person")
        .order_by("code", "id")
    )
    for role in held:
        label = str(RoleCode(role.code).label)
        found.append((label, f"{role.person.display_name} {role.person.email}"))
    return found
