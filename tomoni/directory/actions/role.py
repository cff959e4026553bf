"""Giving a role for a period, ending it, naming a successor; offering one by mail."""

from datetime import date, timedelta
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.actions import open_account, prove_address
from tomoni.accounts.models import User
from tomoni.core import audit, outbox, records
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import SYSTEM, Person
from tomoni.directory.actions import handover
from tomoni.directory.models import Invitation, Role
from tomoni.directory.rules import role as rules
from tomoni.directory.standing import forget

LASTS = timedelta(days=14)


@transaction.atomic
def give(role: Role, *, by: User) -> Role:
    """Somebody holds the role from its first day. A predecessor's role ends the day before, where it has no end yet."""
    require(rules.can_give(by, role.actor, role.code), who=rules.who_gives(role.code))
    return _begin(role, by=by)


@transaction.atomic
def end(role: Role, *, by: User, ends_on: date, reason: str = "") -> Role:
    """The last day somebody holds the role. What they hold is handed over after that day."""
    require(rules.can_end(by, role), who=rules.who_gives(role.code))
    _end(role, by=by, ends_on=ends_on, reason=reason)
    return role


@transaction.atomic
def offer(invitation: Invitation, *, by: User) -> Role | Invitation:
    """Give the role to somebody known in this city at once; send everybody else an invitation."""
    require(rules.can_give(by, invitation.actor, invitation.code), who=rules.who_gives(invitation.code))
    known = User.objects.filter(email=invitation.email.lower(), is_active=True).first()
    if known is not None and Role.objects.filter(person=known).exists():
        role = _begin(_role_of(invitation, known), by=by)
        text = _("「%(role)s」の役割が渡されました。") % {"role": role}
        outbox.notify([known.pk], text=text, address=role.actor.get_absolute_url(), key=f"role:{role.pk}")
        return role
    return invite(invitation, by=by)


@transaction.atomic
def invite(invitation: Invitation, *, by: User) -> Invitation:
    """Mail a link that works once, for fourteen days. An older open offer of the same role to the same address ends."""
    require(rules.can_give(by, invitation.actor, invitation.code), who=rules.who_gives(invitation.code))
    same = Invitation.objects.open(timezone.now()).filter(
        email=invitation.email, actor=invitation.actor, code=invitation.code
    )
    for older in same:
        revoke(older, by=by)
    return send(invitation, by=by)


@transaction.atomic
def send(invitation: Invitation, *, by: Person) -> Invitation:
    """Store and mail an invitation as the effect of something that was allowed (an application for registration)."""
    _send(invitation, by=by)
    return invitation


@transaction.atomic
def invite_from_console(invitation: Invitation, *, by: Person) -> str:
    """The operator of the installation invites where nobody can: the first administrator. Returns the link, to be handed over."""
    require(by is SYSTEM)
    return _send(invitation, by=by)


def _send(invitation: Invitation, *, by: Person) -> str:
    now = timezone.now()
    token = token_urlsafe(32)
    invitation.token_digest = Invitation.digest_of(token)
    invitation.expires_at = now + LASTS
    invitation.invited_by = by.display_name
    # A representative's address and name come out of a registration: they stay out of the log, which is never emptied.
    records.create(invitation, by=by, secret=("token_digest", "email", "name"))
    address = outbox.link(f"/invitations/{token}/")
    body = _(
        "%(city)sの協働のしごと場に招かれています。\n\n役割：%(role)s\n招いた人：%(by)s\n\n"
        "次のリンクから受け入れてください。リンクは1回だけ、14日のあいだ使えます。\n%(link)s\n\n"
        "心あたりのないときは、何もしなくてかまいません。"
    ) % {
        "city": current().name,
        "role": invitation,
        "by": by.display_name,
        "link": address,
    }
    outbox.mail(
        to=invitation.email,
        subject=_("%(city)s 協働のしごと場への招待") % {"city": current().name},
        body=body,
        key=f"invitation:{invitation.pk}",
        jurisdiction=current(),
    )
    return address


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """The link works no more."""
    require(rules.can_revoke(by, invitation), who=rules.who_gives(invitation.code))
    if not Invitation.objects.open(timezone.now()).filter(pk=invitation.pk).exists():
        raise Refused(_("この招待は、すでに受け入れられたか、終わっています。"))
    records.change(invitation, by=by, verb="revoke", revoked_at=timezone.now())


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Role:
    """The signed-in person with the invited address takes the role."""
    require(by.email.lower() == invitation.email.lower())
    now = timezone.now()
    # Of two clicks at once one takes the offer.
    if not Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise Refused(
            _("この招待は、すでに使われたか、期限が切れています。招いた人に、もう一度頼んでください。")
        )
    audit.record("accept", invitation, by=by)
    prove_address(by)
    return _begin(_role_of(invitation, by), by=by)


@transaction.atomic
def accept_as_new(invitation: Invitation, *, by: Person, name: str, password: str) -> User:
    """A person without an account opens one with the invitation and takes the role."""
    require(by.pk is None)
    if User.objects.filter(email=invitation.email.lower()).exists():
        raise Refused(_("このメールアドレスのアカウントがあります。ログインしてから受け入れてください。"))
    user = open_account(by=by, email=invitation.email, name=name, password=password)
    accept(invitation, by=user)
    return user


def _role_of(invitation: Invitation, person: User) -> Role:
    return Role(
        jurisdiction=invitation.jurisdiction,
        person=person,
        actor=invitation.actor,
        code=invitation.code,
        title=invitation.title,
        starts_on=invitation.starts_on,
        ends_on=invitation.ends_on,
        succeeds=invitation.succeeds,
    )


def _begin(role: Role, *, by: Person) -> Role:
    before = role.succeeds
    if before is not None and before.actor_id != role.actor_id:
        raise ValidationError({"succeeds": _("前任は、同じ主体の役割から選んでください。")})
    records.create(role, by=by, verb="give")
    if before is not None and before.person_id != role.person_id and before.ends_on is None:
        _end(before, by=by, ends_on=max(before.starts_on, role.starts_on - timedelta(days=1)))
    forget(role.person)
    return role


def _end(role: Role, *, by: Person, ends_on: date, reason: str = "") -> None:
    records.change(role, by=by, verb="end", reason=reason, ends_on=ends_on)
    forget(role.person)
    handover.leave(role, by=by, today=timezone.localdate())
