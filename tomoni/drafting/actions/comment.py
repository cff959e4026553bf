"""A comment: given, answered, set aside, taken back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.people import VISITOR, Person
from tomoni.core.visitors import hash_of, token_of
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader
from tomoni.drafting import keeping
from tomoni.drafting.models import Comment, CommentLink, LinkHolder, Round
from tomoni.drafting.models.people import Author
from tomoni.drafting.passages import passage
from tomoni.drafting.rules import comment as rules
from tomoni.drafting.rules import round as round_rules
from tomoni.drafting.states import RoundState

SECRET = ("name", "address", "person", "text")
"""What was written and by whom stands in the record, not once more in the log."""


@transaction.atomic
def give(
    round_: Round,
    *,
    by: Reader,
    text: str,
    section: int | None = None,
    starts: int | None = None,
    ends: int | None = None,
    actor: Actor | None = None,
    once: str = "",
    **fields: Any,
) -> Comment:
    """From whoever is asked. Without an account the form's key `once` leads to a private link."""
    require(round_rules.can_comment(by, round_))
    if not round_.is_open:
        raise Refused(_("いまは意見を受け付けていません。"))
    person = by if isinstance(by, User) else None
    if round_.is_for_everybody:
        side, actor = Comment.Side.PUBLIC, None
    else:
        require(actor is not None and actor.pk in round_rules.sides(by, round_))
        council = actor is not None and actor.pk == round_.draft.council_id
        side = Comment.Side.MEMBER if council else Comment.Side.DEPARTMENT
    made = _store(
        round_,
        by=person or VISITOR,
        person=person,
        text=text,
        side=side,
        actor=actor,
        **_place(round_, section, starts, ends),
        **fields,
    )
    if person is None and once:
        CommentLink.objects.create(
            jurisdiction=made.jurisdiction, comment=made, token_hash=hash_of(token_for(once))
        )
    return made


@transaction.atomic
def enter(
    round_: Round,
    *,
    by: User,
    text: str,
    section: int | None = None,
    starts: int | None = None,
    ends: int | None = None,
    actor: Actor | None = None,
    **fields: Any,
) -> Comment:
    """For somebody who wrote on paper, by mail, or spoke. Also shortly after the last day: what was posted in time counts."""
    require(round_rules.can_enter(by, round_))
    if round_.state not in (RoundState.OPEN, RoundState.CLOSED):
        raise Refused(_("いまは意見を受け付けていません。"))
    if round_.is_for_everybody:
        side, actor = Comment.Side.PUBLIC, None
    elif actor is None:
        raise ValidationError({"actor": _("どの会議体・課の意見かを選んでください。")})
    else:
        side = Comment.Side.MEMBER if actor.pk == round_.draft.council_id else Comment.Side.DEPARTMENT
    return _store(
        round_, by=by, text=text, side=side, actor=actor, **_place(round_, section, starts, ends), **fields
    )


def _place(round_: Round, section: int | None, starts: int | None, ends: int | None) -> dict[str, Any]:
    """Where it stands in that edition; the quote is taken from the edition, never from what was sent."""
    if section is None:
        return {}
    part = round_.edition.part(section)
    if part is None:
        raise ValidationError(_("その章・節は、この版にはありません。"))
    if starts is None or ends is None:
        return {"section_id": section}
    found = passage(part["body"], starts, ends)
    if found is None:
        raise ValidationError(_("選んだところが、この版にはありません。段落を選び直してください。"))
    return {"section_id": section, "starts": found.start, "ends": found.end, "quote": found.text}


def _store(round_: Round, *, by: Person, **fields: Any) -> Comment:
    # The row of the round is held until the comment stands, so no number is given twice.
    Round.objects.filter(pk=round_.pk).update(last_serial=F("last_serial") + 1)
    serial = Round.objects.filter(pk=round_.pk).values_list("last_serial", flat=True).get()
    made = Comment(jurisdiction=round_.jurisdiction, round=round_, serial=serial, **fields)
    records.create(made, by=by, verb="comment.give", secret=SECRET)
    keeping.tell_holder(
        round_.draft,
        _("「%(title)s」に新しい意見があります。") % {"title": round_.draft.title},
        event=f"comments:{round_.pk}:{timezone.localdate()}",
        address=round_.get_absolute_url(),
    )
    return made


def token_for(once: str) -> str:
    """The token of the private link that one sending of the form leads to."""
    return token_of("tomoni.drafting.link", once)


def receipt_address(round_: Round, once: str) -> str:
    kwargs = {"city": round_.jurisdiction.slug, "token": token_for(once)}
    return reverse("drafting:receipt", kwargs=kwargs)


def address_of(comment: Comment, token: str) -> str:
    return reverse("drafting:private", kwargs={"city": comment.jurisdiction.slug, "token": token})


@transaction.atomic
def answer(comment: Comment, *, by: User, kind: str, reply: str, summary: str = "") -> None:
    """Accepted, partly, not taken or explained, always with the reason; until it is published it may be reworded."""
    require(rules.can_answer(by, comment))
    if not reply.strip():
        raise ValidationError({"reply": _("理由や市の考え方を書いてください。")})
    if comment.round.state == RoundState.PUBLISHED and comment.is_answered:
        raise Refused(_("公表した答えは変えられません。"))
    workflow.move(
        comment,
        "answer",
        by=by,
        to=kind,
        reason=reply,
        reply=reply.strip(),
        summary=summary.strip(),
        answered_at=timezone.now(),
    )
    if comment.round.state in (RoundState.CLOSED, RoundState.PUBLISHED):
        keeping.keep(comment.round.draft, by=by)


@transaction.atomic
def set_aside(comment: Comment, *, by: User, reason: str) -> None:
    """Not published: off the subject, or hurting somebody. It is counted."""
    require(rules.can_set_aside(by, comment))
    workflow.move(comment, "set_aside", by=by, reason=reason, reply=reason.strip())


@transaction.atomic
def restore(comment: Comment, *, by: User, reason: str = "") -> None:
    require(rules.can_restore(by, comment))
    if comment.round.state == RoundState.PUBLISHED:
        raise Refused(_("結果を公表したあとは変えられません。"))
    workflow.move(comment, "restore", by=by, reason=reason, reply="")


@transaction.atomic
def take_back(comment: Comment, *, by: Author, reason: str = "") -> None:
    """By whoever gave it, while comments are taken in or answered."""
    require(rules.can_take_back(by, comment))
    person = by if isinstance(by, User | LinkHolder) else VISITOR
    workflow.move(comment, "take_back", by=person, reason=reason)
