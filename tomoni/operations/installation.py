"""The first steps of an installation: a city with its collaboration section, and the person who will keep its roles."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tomoni.core import audit
from tomoni.core.jurisdictions import FormerAddress, Jurisdiction, scope
from tomoni.core.people import SYSTEM
from tomoni.directory.actions import role as roles
from tomoni.directory.models import Actor, Department, Invitation
from tomoni.directory.roles import RoleCode
from tomoni.japan import codes
from tomoni.japan.kana import check_reading
from tomoni.voices import actions as voices


@transaction.atomic
def found(
    *, slug: str, name: str, reading: str, code: str, kind: str, parent: Jurisdiction | None, section: str
) -> Jurisdiction:
    """A new city or prefecture, with the department that brokers and the shipped classes of opinions."""
    if code and not codes.is_local_government_code(code):
        raise ValidationError(f"団体コード {code} の検査数字が合いません。6桁を確かめてください。")
    city = Jurisdiction(
        slug=slug, name=name, reading=check_reading(reading), code=code, kind=kind, parent=parent
    )
    city.full_clean()
    city.save()
    audit.record("create", city, by=SYSTEM, after={"slug": slug, "name": name, "code": code})
    with scope(city):
        unit = Actor(
            jurisdiction=city, kind=Actor.Kind.DEPARTMENT, name=section, is_section=True, is_published=True
        )
        unit.full_clean()
        unit.save()
        Department.objects.create(jurisdiction=city, actor=unit, duties="協働の推進に関すること。")
        audit.record("create", unit, by=SYSTEM)
        voices.adopt_kashiwa(by=SYSTEM)
    return city


def invite_admin(city: Jurisdiction, *, email: str, name: str) -> str:
    """Invite the administrator, who then invites everybody else. Returns the link."""
    with scope(city):
        invitation = Invitation(
            jurisdiction=city,
            email=email.lower(),
            name=name,
            actor=Actor.objects.get(is_section=True),
            code=RoleCode.ADM,
            starts_on=timezone.localdate(),
        )
        return roles.invite_from_console(invitation, by=SYSTEM)


@transaction.atomic
def move_address(city: Jurisdiction, slug: str) -> Jurisdiction:
    """Another word in the city's addresses; the old one goes on leading there."""
    before = city.slug
    if FormerAddress.objects.filter(slug=slug).exclude(jurisdiction=city).exists():
        raise ValidationError(
            f"「{slug}」は、ほかの自治体が前に使っていたアドレスです。別のことばにしてください。"
        )
    city.slug = slug
    city.full_clean()
    city.save(update_fields=["slug"])
    FormerAddress.objects.filter(slug=slug).delete()
    FormerAddress.objects.get_or_create(slug=before, jurisdiction=city)
    audit.record("move_address", city, by=SYSTEM, before={"slug": before}, after={"slug": slug})
    return city
