"""Who does what with a group's registration, which of its fields a reader sees, and how complete it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from tomoni.directory.models import GroupRegistration
from tomoni.directory.models.registration import PERSONAL
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.directory.standing import Reader, standing_of

OPTIONAL = ("public_contact", "age_band", "recruiting", "fee", "meeting", "website", "social", "sdgs")
FOR_REGISTERED = ("can_offer", "wants")
PUBLIC = (
    "abbreviation", "legal_form", "competent_authority", "certified_on", "approved_on", "established_year",
    "purpose", "members", "resident_members",
)  # fmt: skip
FOR_PARTIES = ("insurance",)
SWITCHES = (*OPTIONAL, *FOR_REGISTERED, *PERSONAL)
"""Fields with a switch of their own; those of OPTIONAL begin switched on."""

NEEDED = (
    "name", "reading", "summary", "fields", "areas", "legal_form", "address", "representative_name",
    "contact_name", "mail", "established_year", "purpose", "members", "disclosure_consent",
)  # fmt: skip
HELPFUL = (
    "postal_code", "phone", "resident_members", "public_contact", "meeting", "can_offer", "wants", "website",
    "age_band", "fee",
)  # fmt: skip
_WEIGHT_NEEDED, _WEIGHT_HELPFUL = 2, 1


@dataclass(frozen=True)
class Completeness:
    percent: int
    missing: tuple[str, ...]
    """What registering needs and is not there."""
    could_add: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        return not self.missing

    @property
    def level(self) -> int:
        """0 lacks something needed, 1 has what is needed, 2 tells more, 3 nearly all."""
        if self.missing:
            return 0
        return 3 if self.percent >= 90 else 2 if self.percent >= 80 else 1


def completeness(values: Mapping[str, object]) -> Completeness:
    """How far a profile is filled in; what is needed counts double."""
    missing = tuple(name for name in NEEDED if not _filled(values.get(name)))
    could_add = tuple(name for name in HELPFUL if not _filled(values.get(name)))
    whole = _WEIGHT_NEEDED * len(NEEDED) + _WEIGHT_HELPFUL * len(HELPFUL)
    open_ = _WEIGHT_NEEDED * len(missing) + _WEIGHT_HELPFUL * len(could_add)
    return Completeness(100 * (whole - open_) // whole, missing, could_add)


def _filled(value: object) -> bool:
    return value not in (None, "", False) and value != [] and str(value).strip() != ""


def shown_fields(user: Reader, registration: GroupRegistration) -> tuple[str, ...]:
    """The profile fields this reader sees, in the order of the page."""
    if can_see_all(user, registration):
        return (*PUBLIC, *OPTIONAL, *FOR_REGISTERED, *FOR_PARTIES, *PERSONAL)
    opened = [name for name in SWITCHES if name in registration.published_fields]
    if standing_of(user).is_known:
        opened += [name for name in FOR_REGISTERED if name not in opened]
    return (*PUBLIC, *opened)


def can_see_all(user: Reader, registration: GroupRegistration) -> bool:
    """Contact data: the group itself, the section, the centre."""
    standing = standing_of(user)
    return standing.is_section or standing.is_centre or standing.has_on([registration.actor_id])


def can_see_list(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.is_centre


def can_edit(user: Reader, registration: GroupRegistration) -> bool:
    return can_see_list(user) or _represents(user, registration)


def can_check(user: Reader, registration: GroupRegistration) -> bool:
    return can_see_list(user)


def can_register(user: Reader, registration: GroupRegistration) -> bool:
    return standing_of(user).is_section


def can_decline(user: Reader, registration: GroupRegistration) -> bool:
    return standing_of(user).is_section


def can_renew(user: Reader, registration: GroupRegistration) -> bool:
    return can_edit(user, registration)


def can_suspend(user: Reader, registration: GroupRegistration) -> bool:
    return standing_of(user).is_section


def can_resume(user: Reader, registration: GroupRegistration) -> bool:
    return standing_of(user).is_section


def can_deregister(user: Reader, registration: GroupRegistration) -> bool:
    return standing_of(user).has(*SECTION) or _represents(user, registration)


def can_see_history(user: Reader, registration: GroupRegistration) -> bool:
    return can_see_list(user)


def _represents(user: Reader, registration: GroupRegistration) -> bool:
    return standing_of(user).has(RoleCode.GREP, RoleCode.BODY, actor_id=registration.actor_id)
