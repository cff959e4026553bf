"""The private link of an asker without an account."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, records
from tomoni.core.errors import Refused, require
from tomoni.core.people import Person
from tomoni.core.visitors import hash_of
from tomoni.desk import rules
from tomoni.desk.models import AccessLink, Consultation, LinkHolder, token_for


@transaction.atomic
def issue(consultation: Consultation, *, by: User, once: str) -> str:
    """A further link, printed at the desk. Earlier ones stay good until revoked."""
    require(rules.can_issue_link(by, consultation))
    return store(consultation, by=by, once=once)


def store(consultation: Consultation, *, by: Person, once: str) -> str:
    token = token_for(once)
    known = AccessLink.objects.filter(token_hash=hash_of(token)).first()
    if known is None:
        made = AccessLink(
            jurisdiction=consultation.jurisdiction, consultation=consultation, token_hash=hash_of(token)
        )
        records.create(made, by=by, verb="issue_link", secret=("token_hash",))
    elif known.consultation_id != consultation.pk or not known.is_usable(timezone.now()):
        raise Refused(_("このリンクはもう使えません。ページを開き直して、新しいリンクを発行してください。"))
    return token


@transaction.atomic
def revoke(consultation: Consultation, *, by: User | LinkHolder) -> int:
    """Every link of the consultation stops working at once."""
    require(rules.can_revoke_link(by, consultation))
    gone = AccessLink.objects.filter(consultation=consultation).usable().update(revoked_at=timezone.now())
    if gone:
        audit.record("revoke_link", consultation, by=by, after={"links": gone})
    return gone
