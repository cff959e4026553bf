"""Actors and departments: publishing, what a department says of itself, keeping search and trails fresh."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import records
from tomoni.core.errors import Refused, require
from tomoni.core.people import Person
from tomoni.directory.finding import refresh
from tomoni.directory.models import Actor, Department
from tomoni.directory.roles import SECTION
from tomoni.directory.rules import actor as rules

SECTION_LABELS = "・".join(str(code.label) for code in SECTION)


@transaction.atomic
def publish(actor: Actor, *, by: User) -> None:
    """Show the actor's page to everybody; personal data stay closed field by field."""
    require(rules.can_publish(by, actor), who=SECTION_LABELS)
    if actor.is_published:
        raise Refused(_("すでに公開されています。"))
    registration = getattr(actor, "registration", None)
    if registration is not None and not registration.is_in_force:
        raise Refused(_("登録が済んでいない団体は公開できません。先に登録してください。"))
    records.change(actor, by=by, verb="publish", is_published=True, withdrawn_on=None)
    refresh(actor)


@transaction.atomic
def withdraw(actor: Actor, *, by: User, reason: str) -> None:
    """Take the page back; its address then says so."""
    require(rules.can_publish(by, actor), who=SECTION_LABELS)
    if not reason.strip():
        raise ValidationError({"reason": _("理由を入力してください。")})
    if not actor.is_published:
        raise Refused(_("公開されていません。"))
    hide(actor, by=by, reason=reason)


@transaction.atomic
def hide(actor: Actor, *, by: Person, reason: str) -> None:
    """Close the page as an effect of something that was allowed (a registration that ended)."""
    if actor.is_published:
        today = timezone.localdate()
        records.change(actor, by=by, verb="withdraw", reason=reason, is_published=False, withdrawn_on=today)
    refresh(actor)


@transaction.atomic
def describe(
    department: Department, *, by: User, version: int, duties: str, citizens_words: str, phone: str
) -> None:
    """Duties and the words citizens use: by them a consultation finds its way."""
    require(rules.can_edit_department(by, department.actor))
    records.change(
        department, by=by, version=version, duties=duties, citizens_words=citizens_words, phone=phone
    )
    refresh(department.actor)


@transaction.atomic
def create(actor: Actor, *, by: User) -> Actor:
    """A department, a centre, a council, entered by the section or the administrator. Departments get their sheet of duties."""
    require(rules.can_keep_actors(by))
    records.create(actor, by=by)
    if actor.kind == Actor.Kind.DEPARTMENT:
        records.create(Department(jurisdiction=actor.jurisdiction, actor=actor), by=by)
    refresh(actor)
    return actor


@transaction.atomic
def change(actor: Actor, *, by: User, version: int, **fields: Any) -> None:
    require(rules.can_keep_actors(by))
    records.change(actor, by=by, version=version, **fields)
    if actor.kind == Actor.Kind.DEPARTMENT and not Department.objects.filter(actor=actor).exists():
        records.create(Department(jurisdiction=actor.jurisdiction, actor=actor), by=by)
    refresh(actor)
