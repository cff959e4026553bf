"""A round of comments: extended, closed, its results published, given up."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.people import SYSTEM, Person
from tomoni.drafting import keeping
from tomoni.drafting.models import Comment, Draft, Round
from tomoni.drafting.rules import round as rules


@transaction.atomic
def begin(round_: Round, *, by: Person = SYSTEM) -> None:
    """Its first day has come."""
    workflow.move(round_, "begin", by=by)


@transaction.atomic
def extend(round_: Round, *, by: User, closes_on: date, reason: str) -> None:
    """Longer, never shorter; the notice says why."""
    require(rules.can_extend(by, round_))
    if closes_on <= round_.closes_on:
        raise ValidationError({"closes_on": _("いまの最終日より後の日を選んでください。")})
    before = round_.closes_on
    workflow.move(
        round_,
        "extend",
        by=by,
        reason=reason,
        to=round_.state,
        closes_on=closes_on,
        change_notice=reason[:300],
    )
    audit.record(
        "comment_round.extended",
        round_,
        by=by,
        reason=reason,
        before={"closes_on": before},
        after={"closes_on": closes_on},
    )
    keeping.keep(round_.draft, by=by)


@transaction.atomic
def close(round_: Round, *, by: User, reason: str = "") -> None:
    """Nothing is taken in any more. What everybody was promised runs to its last day."""
    require(rules.can_close(by, round_))
    if round_.is_for_everybody and timezone.localdate() <= round_.closes_on:
        raise Refused(_("約束した最終日までは受け付けます。やめるときは「中止する」を選んでください。"))
    workflow.move(round_, "close", by=by, reason=reason)
    keeping.keep(round_.draft, by=by)


@transaction.atomic
def end(round_: Round, *, by: Person = SYSTEM) -> None:
    """By the clock: its last day is over."""
    workflow.move(round_, "close", by=by)
    keeping.keep(round_.draft)
    waiting = Comment.objects.waiting().filter(round=round_).count()
    keeping.tell_holder(
        round_.draft,
        _("「%(title)s」の意見の受付が終わりました。答えていない意見は%(count)s件です。")
        % {"title": round_.draft.title, "count": waiting},
        event=f"closed:{round_.pk}",
        address=round_.get_absolute_url(),
    )


@transaction.atomic
def results(round_: Round, *, by: User, reason: str = "") -> None:
    """Comments and answers side by side for everybody, with the edition they speak of.

    What members said may be told before all of it is answered; what everybody was asked, only with every answer.
    """
    require(rules.can_results(by, round_))
    left = Comment.objects.waiting().filter(round=round_).count()
    if left and round_.is_for_everybody:
        raise Refused(
            _("答えていない意見が%(count)s件あります。すべてに答えてからにしてください。") % {"count": left}
        )
    workflow.move(round_, "results", by=by, reason=reason, published_at=timezone.now())
    draft: Draft = round_.draft
    if not draft.is_public:
        # The first thing of this report that everybody may read.
        Draft.objects.filter(pk=draft.pk).update(is_public=True)
        draft.is_public = True
    keeping.keep(draft, by=by)


@transaction.atomic
def cancel(round_: Round, *, by: User, reason: str) -> None:
    require(rules.can_cancel(by, round_))
    workflow.move(round_, "cancel", by=by, reason=reason, change_notice=reason[:300])
    keeping.keep(round_.draft, by=by)
