"""The verbs of a group's registration. Who runs it: the section; the centre helps; the group keeps its own profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, outbox, ownership, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import Person
from tomoni.directory.actions import actor as actors
from tomoni.directory.actions.role import send
from tomoni.directory.finding import refresh
from tomoni.directory.models import Actor, GroupRegistration, Invitation, holder_of, section_unit
from tomoni.directory.models.registration import PERSONAL, contacts_of, label_of
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.directory.rules import registration as rules
from tomoni.japan.fiscal import bounds, fiscal_year

ACTOR_FIELDS = ("kind", "name", "reading", "summary", "corporate_number")


@dataclass(frozen=True)
class Profile:
    """What the form of a profile says, parted into what belongs to which table."""

    actor: Mapping[str, Any]
    registration: Mapping[str, Any]
    fields: tuple[Any, ...]
    areas: tuple[Any, ...]


@transaction.atomic
def apply(profile: Profile, *, by: Person) -> GroupRegistration:
    """Anybody may apply. The page stays closed until the section has checked and published it."""
    here = current()
    actor = records.create(Actor(jurisdiction=here, is_published=False, **profile.actor), by=by)
    actor.fields.set(profile.fields)
    actor.areas.set(profile.areas)
    made = GroupRegistration(
        jurisdiction=here, actor=actor, applied_on=timezone.localdate(), **profile.registration
    )
    records.create(made, by=by, verb="apply", secret=PERSONAL)
    _await_section(made)
    refresh(actor)
    if made.mail:
        _invite_representative(made, by=by)
    return made


def require_not_over(registration: GroupRegistration) -> None:
    """What is deregistered stays as it was."""
    if registration.is_over:
        raise Refused(_("登録が取り消された団体の内容は変えられません。"))


@transaction.atomic
def change(registration: GroupRegistration, profile: Profile, *, by: User, version: int) -> None:
    """The group's own profile, with the publication of its fields."""
    require(rules.can_edit(by, registration))
    require_not_over(registration)
    # The consent was given once and is not taken back by leaving a box empty: that is deregistering.
    fields = dict(profile.registration)
    if registration.disclosure_consent:
        fields["disclosure_consent"] = True
    records.change(registration, by=by, version=version, secret=PERSONAL, **fields)
    actor = registration.actor
    records.change(actor, by=by, **profile.actor)
    actor.fields.set(profile.fields)
    actor.areas.set(profile.areas)
    refresh(actor)


@transaction.atomic
def check(registration: GroupRegistration, *, by: User, reason: str = "") -> None:
    require(rules.can_check(by, registration))
    workflow.move(registration, "check", by=by, reason=reason)
    _await_section(registration, person_id=by.pk)


@transaction.atomic
def register(registration: GroupRegistration, *, by: User, reason: str = "") -> None:
    """In force until the end of the fiscal year; in its last quarter until the end of the next."""
    require(rules.can_register(by, registration))
    lacking = rules.completeness(registration.profile_values()).missing
    if lacking:
        names = "、".join(label_of(name) for name in lacking)
        raise ValidationError(_("登録に必要な項目が空です：%(names)s") % {"names": names})
    until = _year_end(timezone.localdate() + timedelta(days=90))
    workflow.move(registration, "register", by=by, reason=reason, valid_until=until)
    ownership.release(registration)
    refresh(registration.actor)
    _tell(registration, _("団体登録が済みました。"))


@transaction.atomic
def decline(registration: GroupRegistration, *, by: User, reason: str = "") -> None:
    require(rules.can_decline(by, registration))
    workflow.move(registration, "decline", by=by, reason=reason)
    _close(registration, by=by, reason=reason)
    _tell(registration, _("団体登録の申請への返事があります。"))


@transaction.atomic
def renew(registration: GroupRegistration, *, by: User, reason: str = "") -> None:
    require(rules.can_renew(by, registration))
    until = _year_end(timezone.localdate())
    workflow.move(registration, "renew", by=by, reason=reason, valid_until=until)
    ownership.release(registration)


@transaction.atomic
def suspend(registration: GroupRegistration, *, by: User, reason: str = "") -> None:
    require(rules.can_suspend(by, registration))
    workflow.move(registration, "suspend", by=by, reason=reason)
    _close(registration, by=by, reason=reason)


@transaction.atomic
def resume(registration: GroupRegistration, *, by: User, reason: str = "") -> None:
    """In force again; publishing is a separate act."""
    require(rules.can_resume(by, registration))
    workflow.move(registration, "resume", by=by, reason=reason)


@transaction.atomic
def deregister(registration: GroupRegistration, *, by: User, reason: str = "") -> None:
    require(rules.can_deregister(by, registration))
    workflow.move(registration, "deregister", by=by, reason=reason)
    _close(registration, by=by, reason=reason)


@transaction.atomic
def ask_renewal(registration: GroupRegistration, *, by: Person, today: date) -> None:
    """The year is over: the group is asked whether everything still holds."""
    workflow.move(registration, "ask_renewal", by=by)
    actor = registration.actor
    ownership.hold(
        registration,
        person_id=holder_of(actor.pk, RoleCode.GREP, RoleCode.BODY),
        unit_id=actor.pk,
        due_on=today + timedelta(days=current().local.renewal_days),
        task=_("登録の内容を確かめて更新する"),
    )
    _tell(registration, _("団体登録の更新の時期です。"))


@transaction.atomic
def lapse(registration: GroupRegistration, *, by: Person) -> None:
    """Nobody renewed in time."""
    workflow.move(registration, "lapse", by=by)
    ownership.release(registration)


def read_contacts(actor: Actor, *, by: Person) -> list[tuple[str, str]]:
    """The same with the reading logged: for pages that a rule has opened (a match to which both sides consented)."""
    found = contacts_of(actor)
    if found:
        audit.record_reading(actor, by=by)
    return found


def _year_end(day: date) -> date:
    return bounds(fiscal_year(day))[1]


def _await_section(registration: GroupRegistration, *, person_id: int | None = None) -> None:
    section = section_unit()
    unit_id = section.pk if section else None
    local = current().local
    ownership.hold(
        registration,
        person_id=person_id or (holder_of(unit_id, *SECTION) if unit_id else None),
        unit_id=unit_id,
        due_on=local.due(local.referral_days, after=timezone.localdate()),
        task=_("団体登録の申請を確かめる"),
    )


def _invite_representative(registration: GroupRegistration, *, by: Person) -> None:
    send(
        Invitation(
            jurisdiction=registration.jurisdiction,
            email=registration.mail,
            name=registration.contact_name,
            actor=registration.actor,
            code=RoleCode.GREP,
            starts_on=timezone.localdate(),
        ),
        by=by,
    )


def _close(registration: GroupRegistration, *, by: Person, reason: str) -> None:
    ownership.release(registration)
    actors.hide(registration.actor, by=by, reason=reason)


def _tell(registration: GroupRegistration, text: str) -> None:
    people = registration.actor.roles.today().filter(code__in=(RoleCode.GREP, RoleCode.BODY))
    outbox.notify(
        people.values_list("person_id", flat=True),
        text=f"{registration.actor}：{text}",
        address=registration.get_absolute_url(),
        key=f"registration:{registration.pk}:{registration.version}",
    )
