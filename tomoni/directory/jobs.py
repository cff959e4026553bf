"""What happens in the directory by the clock; each may run twice."""

from datetime import date, timedelta

from tomoni.core.jurisdictions import Jurisdiction, current, each
from tomoni.core.people import SYSTEM
from tomoni.directory.actions import handover
from tomoni.directory.actions import registration as registrations
from tomoni.directory.models import GroupRegistration, Role
from tomoni.directory.states import RegistrationState


def end_roles(today: date) -> int:
    """Cases of people whose role ended need an owner. Returns how many cases that were."""
    left = 0
    for _jurisdiction in each(Jurisdiction.objects.all()):
        left += sum(
            handover.leave(role, by=SYSTEM, today=today)
            for role in Role.objects.over_with_cases(today).select_related("actor", "person")
        )
    return left


def renew_registrations(today: date) -> int:
    """Ask groups whose year is over to renew; let lapse what nobody renewed in time. Returns how many moved."""
    moved = 0
    for _jurisdiction in each(Jurisdiction.objects.all()):
        rows = GroupRegistration.objects.select_related("actor", "jurisdiction")
        in_force = (RegistrationState.REGISTERED, RegistrationState.RENEWED)
        for one in rows.filter(state__in=in_force, valid_until__lt=today):
            registrations.ask_renewal(one, by=SYSTEM, today=today)
            moved += 1
        late = today - timedelta(days=current().local.renewal_days)
        for one in rows.filter(state=RegistrationState.RENEWAL_DUE, valid_until__lt=late):
            registrations.lapse(one, by=SYSTEM)
            moved += 1
    return moved
