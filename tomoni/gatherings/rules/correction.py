"""Who answers a request for correction, and who takes it back."""

from tomoni.directory.standing import Reader
from tomoni.gatherings.models import Correction
from tomoni.gatherings.rules.gathering import runs


def can_accept(user: Reader, correction: Correction) -> bool:
    return runs(user, correction.minutes.gathering)


def can_decline(user: Reader, correction: Correction) -> bool:
    return runs(user, correction.minutes.gathering)


def can_retract(user: Reader, correction: Correction) -> bool:
    return user.pk == correction.member_id
