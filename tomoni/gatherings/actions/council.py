"""Councils, their terms and members, and the hand-over from one term to the next."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, outbox, records, search, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.directory.models import people_of
from tomoni.gatherings.models import MEMBERS, Council, Member, Reflection, Term
from tomoni.gatherings.rules import council as rules
from tomoni.gatherings.states import TermState

LONGEST = 2000


@transaction.atomic
def found(*, by: User, **details: Any) -> Council:
    """Enter a council."""
    require(rules.can_keep(by))
    council = Council(jurisdiction=current(), **details)
    records.create(council, by=by)
    _show(council)
    return council


@transaction.atomic
def edit(council: Council, *, by: User, version: int, **details: Any) -> None:
    require(rules.can_keep(by))
    records.change(council, by=by, version=version, **details)
    _show(council)


def _show(council: Council) -> None:
    thing = things.put(council, council.card())
    search.put(thing, council.purpose, council.basis)


@transaction.atomic
def open_term(
    council: Council, *, by: User, members: Sequence[Mapping[str, Any]] = (), **details: Any
) -> Term:
    """A new term with its members."""
    require(rules.can_keep(by))
    term = Term(jurisdiction=council.jurisdiction, council=council, **details)
    records.create(term, by=by)
    _keep_members(term, members, by=by)
    return term


@transaction.atomic
def edit_term(
    term: Term, *, by: User, version: int, members: Sequence[Mapping[str, Any]], **details: Any
) -> None:
    require(rules.can_keep(by))
    if term.state == TermState.HANDED_OVER:
        raise Refused(_("引き継ぎの終わった期は書き換えられません。"))
    records.change(term, by=by, version=version, **details)
    _keep_members(term, members, by=by)


def _keep_members(term: Term, lines: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """Members with a known id are changed, others made; who is no longer named goes."""
    kept = {row.pk: row for row in Member.objects.filter(term=term)}
    named = {line["id"] for line in lines if line.get("id") in kept}
    Member.objects.filter(term=term).exclude(pk__in=named).delete()
    for order, line in enumerate(lines):
        row = kept.get(line.get("id") or 0) or Member(jurisdiction=term.jurisdiction, term=term)
        for name, value in line.items():
            if name != "id":
                setattr(row, name, value)
        row.order = order
        row.full_clean()
        row.save()
    after = {"members": [f"{line.get('category')} {line.get('name')}" for line in lines]}
    audit.record("term.members", term, by=by, after=after)


@transaction.atomic
def ask_reflections(term: Term, *, by: User, reason: str = "") -> None:
    """The members look back; each is told."""
    require(rules.can_ask_reflections(by, term))
    workflow.move(term, "ask_reflections", by=by, reason=reason)
    people = people_of([term.council.actor_id], *MEMBERS)
    outbox.notify(
        (one.pk for one in people),
        text=_("期の終わりのふり返りをお書きください。"),
        address=term.get_absolute_url(),
        key=f"reflect-{term.pk}",
    )


@transaction.atomic
def reflect(term: Term, *, by: User, text: str) -> Reflection:
    require(rules.can_reflect(by, term), who=_("この会議の委員が行えます。"))
    if term.state != TermState.REFLECTING:
        raise Refused(_("いまは、ふり返りを受け付けていません。"))
    if not text or len(text) > LONGEST:
        raise ValidationError(_("ふり返りを、%(n)s字までで入力してください。") % {"n": LONGEST})
    made = Reflection(jurisdiction=term.jurisdiction, term=term, author=by, text=text)
    return records.create(made, by=by, secret=("text",))


@transaction.atomic
def resume(term: Term, *, by: User, reason: str) -> None:
    require(rules.can_resume(by, term))
    workflow.move(term, "resume", by=by, reason=reason)


@transaction.atomic
def hand_over(
    term: Term, *, by: User, handover: str, open_next: bool = True, reason: str = ""
) -> Term | None:
    """Close a term with what it leaves to the next, which opens on the day after."""
    require(rules.can_hand_over(by, term))
    if not handover.strip():
        raise ValidationError({"handover": _("次の期へ伝えることを入力してください。")})
    workflow.move(
        term, "hand_over", by=by, reason=reason, handover=handover, handed_over_on=timezone.localdate()
    )
    following = Term.objects.filter(council=term.council, number=term.number + 1).first()
    if not open_next or following is not None:
        return following
    starts_on = term.ends_on + timedelta(days=1) if term.ends_on else None
    made = Term(
        jurisdiction=term.jurisdiction, council=term.council, number=term.number + 1, starts_on=starts_on
    )
    return records.create(made, by=by)
