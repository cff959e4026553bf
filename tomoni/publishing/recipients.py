"""Who a publication goes to: each address once, without those who have ended it."""

from collections.abc import Iterable
from dataclasses import dataclass

from tomoni.directory.models import Role
from tomoni.directory.roles import RoleCode
from tomoni.publishing.models import Publication, Subscriber

Audience = Publication.Audience
_ROLES: dict[str, tuple[RoleCode, ...]] = {
    Audience.GROUPS: (RoleCode.GREP, RoleCode.BODY),
    Audience.OFFICERS: (RoleCode.LIA,),
    Audience.MEMBERS: (RoleCode.MEM, RoleCode.CHAIR),
}


@dataclass(frozen=True)
class Recipient:
    name: str
    of: str
    """The body the person speaks for, or nothing."""
    mail: str
    audience: str


def recipients(audiences: Iterable[str]) -> list[Recipient]:
    """In the order of the audiences, then of the bodies' readings."""
    ended = {one.mail.lower() for one in Subscriber.objects.ended()}
    found: dict[str, Recipient] = {}
    for audience in audiences:
        for one in _of(audience):
            if one.mail.lower() not in ended:
                found.setdefault(one.mail.lower(), one)
    return list(found.values())


def _of(audience: str) -> list[Recipient]:
    if audience == Audience.SUBSCRIBERS:
        return [
            Recipient(one.name, "", one.mail, audience) for one in Subscriber.objects.reading().order_by("id")
        ]
    roles = Role.objects.today().filter(code__in=_ROLES[audience], person__is_active=True)
    roles = roles.select_related("person", "actor").order_by("actor__reading", "actor_id", "id")
    return [Recipient(one.person.name, one.actor.name, one.person.email, audience) for one in roles]


def masked(mail: str) -> str:
    """k…@example.jp: enough to recognise, too little to write to."""
    name, _at, place = mail.partition("@")
    return f"{name[:1]}…@{place}"
