"""Who sees and handles sign-ups. Whoever asked holds the private link instead."""

from tomoni.directory.standing import Reader
from tomoni.gatherings.models import Gathering, SignUp
from tomoni.gatherings.rules.gathering import runs


def can_receive(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_draw(user: Reader, gathering: Gathering) -> bool:
    return runs(user, gathering)


def can_cancel(user: Reader, signup: SignUp) -> bool:
    return runs(user, signup.gathering)
