"""Who may do what with a quick report."""

from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models import Gathering, QuickReport
from tomoni.gatherings.rules.gathering import runs


def can_build(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_edit(user: Reader, report: QuickReport) -> bool:
    return runs(user, report.gathering)


def can_publish(user: Reader, report: QuickReport) -> bool:
    return standing_of(user).has(RoleCode.SECH)


def can_publish_again(user: Reader, report: QuickReport) -> bool:
    return standing_of(user).has(RoleCode.SECH)


def can_withdraw(user: Reader, report: QuickReport) -> bool:
    return standing_of(user).has(RoleCode.SECH)
