"""When an officer leaves, the open cases need an owner: the successor, else whoever the unit's head or the section names."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import outbox, ownership
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.ownership import Case
from tomoni.core.people import Person
from tomoni.directory.models import Role, people_of, section_unit
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.directory.rules import role as rules


@transaction.atomic
def leave(role: Role, *, by: Person, today: date) -> int:
    """The cases of somebody whose role is over need an owner from now on; whoever should care is told. Twice does nothing more."""
    if role.ends_on is None or role.ends_on >= today:
        return 0
    if Role.objects.on(today).filter(person_id=role.person_id, actor_id=role.actor_id).exists():
        return 0
    left = ownership.leave(role.person_id, role.actor_id, on=role.ends_on)
    if left:
        text = _("%(unit)sの%(count)d件に、担当者が必要です。") % {"unit": role.actor, "count": left}
        outbox.notify(
            _heirs(role, today),
            text=text,
            address=reverse("directory:handover", kwargs={"city": current().slug}),
            key=f"leave:{role.pk}:{role.ends_on}",
        )
    return left


def _heirs(role: Role, today: date) -> list[int]:
    """The successor; without one the head of the unit and the section."""
    after = Role.objects.on(today).filter(actor_id=role.actor_id, succeeds__person_id=role.person_id)
    found = list(after.values_list("person_id", flat=True))
    if found:
        return found
    section = section_unit()
    told = people_of([role.actor_id], RoleCode.DHEAD, RoleCode.GREP)
    if section is not None:
        told += people_of([section.pk], *SECTION)
    return [one.pk for one in told]


@transaction.atomic
def take_over(case: Case, *, by: User) -> None:
    """Hold the case oneself from now on."""
    require(rules.can_take_over(by, case))
    _give(case, to=by, by=by)


@transaction.atomic
def take_over_all(cases: list[Case], *, by: User) -> int:
    """Hold all of these; what somebody else took meanwhile is left out."""
    for case in cases:
        require(rules.can_take_over(by, case))
    return sum(_claim(case, to=by, by=by) for case in cases)


@transaction.atomic
def hand_on(case: Case, *, by: User, person: User) -> None:
    """Give the case to somebody of its unit."""
    require(rules.can_hand_on(by, case), who=str(RoleCode.DHEAD.label))
    if person not in people_of([case.unit_id or 0]):
        raise Refused(_("その人は、この課や団体の役割を持っていません。"))
    _give(case, to=person, by=by)
    text = _("「%(case)s」の担当になりました。") % {"case": case.label}
    outbox.notify([person.pk], text=text, address=case.address, key=f"hand_on:{case.pk}:{case.since}")


def _give(case: Case, *, to: User, by: User) -> None:
    if not _claim(case, to=to, by=by):
        raise Refused(_("ほかの人が先に引き受けました。一覧を開き直してください。"))


def _claim(case: Case, *, to: User, by: User) -> bool:
    """One UPDATE decides who of two gets it."""
    if not Case.objects.needing_owner().filter(pk=case.pk).update(person_id=to.pk):
        return False
    ownership.take_over(case, by=by, person_id=to.pk)
    return True
