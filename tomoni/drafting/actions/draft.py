"""The report: started, its text written, its editions cut, its life."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core import audit, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.directory.models import Actor
from tomoni.drafting import keeping
from tomoni.drafting.models import Comment, Draft, Edition, Round, Section
from tomoni.drafting.models.draft import parts_of
from tomoni.drafting.outlines import DEEPEST, MOST, Heading
from tomoni.drafting.rules import draft as rules
from tomoni.drafting.states import WRITABLE, DraftState, RoundState

WRITERS = gettext_lazy("協働の担当課と、とりまとめる課が行えます。")


@transaction.atomic
def start(*, by: User, unit: Actor, headings: Sequence[Heading] = (), **details: Any) -> Draft:
    """A new report, with the chapters of its outline if there are any."""
    require(rules.can_start_for(by, unit), who=str(WRITERS))
    draft = Draft(jurisdiction=current(), unit=unit, **details)
    records.create(draft, by=by)
    _lay_out(draft, headings, by=by)
    keeping.keep(draft, by=by)
    return draft


def _lay_out(draft: Draft, headings: Sequence[Heading], *, by: User) -> None:
    above: list[Section] = []
    for order, heading in enumerate(headings):
        del above[heading.depth - 1 :]
        row = Section(
            jurisdiction=draft.jurisdiction,
            draft=draft,
            parent=above[-1] if above else None,
            order=order,
            heading=heading.text[:120],
        )
        records.create(row, by=by)
        above.append(row)


@transaction.atomic
def edit(draft: Draft, *, by: User, version: int, **details: Any) -> None:
    """Title, summary, unit and council."""
    require(rules.can_edit(by, draft), who=str(WRITERS))
    if draft.state in draft.workflow.closed:
        raise Refused(_("公表した文書や取り下げた文書は書き換えられません。"))
    require(rules.can_start_for(by, details.get("unit", draft.unit)), who=str(WRITERS))
    records.change(draft, by=by, version=version, **details)
    keeping.keep(draft, by=by)


@transaction.atomic
def add_section(draft: Draft, *, by: User, parent: Section | None, heading: str, body: str = "") -> Section:
    """A chapter, or a section at the end of one."""
    _to_be_written(draft, by)
    _check_place(draft, parent)
    rows = Section.objects.filter(draft=draft)
    if rows.filter(removed_at=None).count() >= MOST:
        raise ValidationError(_("章・節は%(most)sまでです。") % {"most": MOST})
    last = rows.order_by("-order").values_list("order", flat=True).first()
    row = Section(
        jurisdiction=draft.jurisdiction,
        draft=draft,
        parent=parent,
        order=0 if last is None else last + 1,
        heading=heading,
        body=plain(body),
    )
    return records.create(row, by=by, secret=("body",))


def _check_place(draft: Draft, parent: Section | None) -> None:
    depth, above = 1, parent
    while above is not None:
        if above.draft_id != draft.pk or above.removed_at is not None:
            raise ValidationError(_("その章はもうありません。ページを開き直してください。"))
        depth, above = depth + 1, above.parent
    if depth > DEEPEST:
        raise ValidationError(_("章・節・項の三段までにしてください。"))


@transaction.atomic
def edit_section(section: Section, *, by: User, version: int, heading: str, body: str) -> None:
    """Saved over what one has read, or not at all (Conflict with both texts)."""
    _to_be_written(section.draft, by)
    _still_there(section)
    records.change(section, by=by, version=version, heading=heading, body=plain(body), secret=("body",))


@transaction.atomic
def shift_section(section: Section, *, by: User, up: bool) -> None:
    """Change places with the neighbour above or below."""
    _to_be_written(section.draft, by)
    _still_there(section)
    rows = list(
        Section.objects.filter(draft=section.draft, parent=section.parent, removed_at=None).order_by(
            "order", "id"
        )
    )
    at = next(place for place, row in enumerate(rows) if row.pk == section.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    # The places these had, given out anew: rows may share one.
    orders = sorted({row.order for row in rows})
    orders = orders if len(orders) == len(rows) else list(range(len(rows)))
    for order, row in zip(orders, rows, strict=True):
        Section.objects.filter(pk=row.pk).exclude(order=order).update(order=order)
    audit.record("section.shifted", section, by=by, before={"place": at}, after={"place": other})


@transaction.atomic
def remove_section(section: Section, *, by: User, version: int) -> None:
    """Out of the working text, with what stands below it; editions keep it."""
    _to_be_written(section.draft, by)
    _still_there(section)
    now = timezone.now()
    gone = [section]
    for one in gone:
        gone.extend(Section.objects.filter(parent=one, removed_at=None))
    for one in gone:
        records.change(
            one, by=by, version=version if one is section else one.version, verb="remove", removed_at=now
        )


@transaction.atomic
def restore_section(section: Section, *, by: User) -> None:
    """Back into the working text, at its old place; what stood below it is put back one by one."""
    _to_be_written(section.draft, by)
    if section.removed_at is None:
        return
    if section.parent is not None and section.parent.removed_at is not None:
        raise Refused(_("上の章が外してあります。先にその章を戻してください。"))
    records.change(section, by=by, verb="restore", removed_at=None)


def _to_be_written(draft: Draft, by: User) -> None:
    require(rules.can_edit(by, draft), who=str(WRITERS))
    if draft.state not in WRITABLE:
        raise Refused(
            _("成案になった文書の本文は変えられません。直すときは「見直しに戻す」を選んでください。")
        )


def _still_there(section: Section) -> None:
    if section.removed_at is not None:
        raise Refused(_("この章・節は、ほかの人が外しました。"))


def plain(body: str) -> str:
    """Line ends as one character, so that the offsets of passages are the same everywhere."""
    return body.replace("\r\n", "\n").replace("\r", "\n")


@transaction.atomic
def cut(draft: Draft, *, by: User, note: str = "") -> Edition:
    """Freeze the working text as the next edition. Call it inside the move's transaction."""
    rows = Section.objects.filter(draft=draft, removed_at=None)
    parts = parts_of(rows)
    if not any(part["body"].strip() for part in parts):
        raise Refused(_("本文がまだありません。章・節に本文を書いてからにしてください。"))
    last = Edition.objects.filter(draft=draft).order_by("-number").first()
    if last is not None and last.parts == parts and last.stage == draft.state and last.title == draft.title:
        return last
    edition = Edition.objects.create(
        jurisdiction=draft.jurisdiction,
        draft=draft,
        number=last.number + 1 if last else 1,
        stage=draft.state,
        title=draft.title,
        note=note.strip(),
        parts=parts,
    )
    audit.record("edition.cut", draft, by=by, after={"number": edition.number, "sections": len(parts)})
    return edition


@transaction.atomic
def write(draft: Draft, *, by: User, reason: str = "") -> None:
    """From outline to rough draft: the first edition."""
    require(rules.can_write(by, draft))
    workflow.move(draft, "write", by=by, reason=reason)
    cut(draft, by=by, note=reason)
    keeping.keep(draft, by=by)


@transaction.atomic
def hear(draft: Draft, *, by: User, closes_on: date, reason: str = "") -> Round:
    """Ask the members of the council and the departments about the text as it stands now."""
    require(rules.can_hear(by, draft))
    today = timezone.localdate()
    if closes_on < today:
        raise ValidationError({"closes_on": _("これからの日を選んでください。")})
    before = Edition.objects.filter(draft=draft).count()
    edition = cut(draft, by=by, note=reason if before else "")
    workflow.move(draft, "hear", by=by, reason=reason)
    round_ = _open(draft, edition, by=by, kind=Round.Kind.INTERNAL, opens_on=today, closes_on=closes_on)
    keeping.keep(draft, by=by)
    keeping.tell_asked(round_)
    return round_


@transaction.atomic
def consult(
    draft: Draft, *, by: User, opens_on: date, closes_on: date, short_reason: str = "", reason: str = ""
) -> Round:
    """Ask everybody. Shorter than the city's own length only with a reason, which is shown."""
    require(rules.can_consult(by, draft))
    today = timezone.localdate()
    if opens_on < today:
        raise ValidationError({"opens_on": _("今日か、これからの日を選んでください。")})
    if closes_on < opens_on:
        raise ValidationError({"closes_on": _("受付の最終日は、初日より後にしてください。")})
    least = draft.jurisdiction.local.public_comment_days
    if (closes_on - opens_on).days + 1 < least and not short_reason.strip():
        raise ValidationError(
            {
                "short_reason": _(
                    "募集は%(days)s日以上が決まりです。短くするときは、その理由を書いてください。"
                )
                % {"days": least}
            }
        )
    edition = Edition.objects.filter(draft=draft).order_by("-number").first()
    if edition is None:
        raise Refused(_("案の版がありません。「見直しに戻す」から案にし直してください。"))
    workflow.move(draft, "consult", by=by, reason=reason, is_public=True)
    round_ = _open(
        draft,
        edition,
        by=by,
        kind=Round.Kind.PUBLIC,
        opens_on=opens_on,
        closes_on=closes_on,
        short_reason=short_reason.strip(),
        state=RoundState.OPEN if opens_on == today else RoundState.ANNOUNCED,
    )
    keeping.keep(draft, by=by)
    return round_


def _open(draft: Draft, edition: Edition, *, by: User, **fields: Any) -> Round:
    return records.create(
        Round(jurisdiction=draft.jurisdiction, draft=draft, edition=edition, **fields),
        by=by,
        verb="comment_round.open",
    )


@transaction.atomic
def revise(draft: Draft, *, by: User, reason: str = "") -> None:
    """The comments are in: back to the text. Closes a round among members; a public one runs to its last day."""
    from tomoni.drafting.actions import round as rounds

    require(rules.can_revise(by, draft))
    for open_round in Round.objects.filter(draft=draft).unfinished():
        if open_round.is_for_everybody:
            raise Refused(_("意見募集の期間中です。終わってから見直すか、募集を中止してください。"))
        open_round.draft = draft
        rounds.close(open_round, by=by, reason=reason)
    workflow.move(draft, "revise", by=by, reason=reason)
    keeping.keep(draft, by=by)


@transaction.atomic
def settle(draft: Draft, *, by: User, reason: str = "") -> None:
    """The draft that is put to the public, or goes on to be final."""
    require(rules.can_settle(by, draft))
    _all_answered(draft)
    workflow.move(draft, "settle", by=by, reason=reason)
    cut(draft, by=by, note=reason)
    keeping.keep(draft, by=by)


@transaction.atomic
def finalise(draft: Draft, *, by: User, reason: str = "") -> None:
    """Every comment has its answer, and everybody who was asked has been told."""
    require(rules.can_finalise(by, draft))
    _all_answered(draft)
    if Round.objects.filter(draft=draft).unpublished().exists():
        raise Refused(_("市民に募集した意見と答えを公表してから、成案にしてください。"))
    workflow.move(draft, "finalise", by=by, reason=reason)
    cut(draft, by=by, note=reason)
    keeping.keep(draft, by=by)


def _all_answered(draft: Draft) -> None:
    left = Comment.objects.waiting().filter(round__draft=draft).count()
    if left:
        raise Refused(
            _("答えていない意見が%(count)s件あります。すべてに答えてからにしてください。") % {"count": left}
        )


@transaction.atomic
def rework(draft: Draft, *, by: User, reason: str) -> None:
    require(rules.can_rework(by, draft))
    workflow.move(draft, "rework", by=by, reason=reason)
    keeping.keep(draft, by=by)


@transaction.atomic
def publish(draft: Draft, *, by: User, reason: str = "") -> None:
    """The final edition, open to everybody from now on."""
    require(rules.can_publish(by, draft), who=_("協働の担当課長が行えます。"))
    last = Edition.objects.filter(draft=draft).order_by("-number").first()
    if last is None or last.stage != DraftState.FINAL:
        raise Refused(_("成案の版がありません。「見直しに戻す」から成案にし直してください。"))
    workflow.move(draft, "publish", by=by, reason=reason, is_public=True, published_at=timezone.now())
    keeping.keep(draft, by=by)


@transaction.atomic
def withdraw(draft: Draft, *, by: User, reason: str) -> None:
    """Given up, or taken back from the public; a running round ends with it."""
    from tomoni.drafting.actions import round as rounds

    require(rules.can_withdraw(by, draft))
    for open_round in Round.objects.filter(draft=draft).unfinished():
        open_round.draft = draft
        rounds.cancel(open_round, by=by, reason=reason)
    withdrawn_at = timezone.now() if draft.is_public else None
    workflow.move(draft, "withdraw", by=by, reason=reason, is_public=False, withdrawn_at=withdrawn_at)
    keeping.keep(draft, by=by)
