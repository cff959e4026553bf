"""Who may take documents in: the section alone."""

from tomoni.directory.standing import Reader, standing_of
from tomoni.intake.models import Intake


def can_take(user: Reader) -> bool:
    return standing_of(user).is_section


def can_mend(user: Reader, intake: Intake) -> bool:
    return can_take(user)


def can_commit(user: Reader, intake: Intake) -> bool:
    return can_take(user)


def can_keep(user: Reader, intake: Intake) -> bool:
    return can_take(user)


def can_read_again(user: Reader, intake: Intake) -> bool:
    return can_take(user)


def can_undo(user: Reader, intake: Intake) -> bool:
    return can_take(user)


def can_drop(user: Reader, intake: Intake) -> bool:
    return can_take(user)
