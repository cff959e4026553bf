"""What is published of a report as documents: an edition, comments with their answers, what changed between two editions."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.core.documents import Block, Document, Facts, Heading, Note, Pair, Paragraph, Quote, Table
from tomoni.drafting.differences import Change, Kind, Line
from tomoni.drafting.models import Comment, Draft, Edition, Round
from tomoni.drafting.passages import paragraphs


def of_edition(edition: Edition) -> Document:
    """The whole text of an edition."""
    return Document(
        edition.title,
        tuple(_text(edition)),
        subtitle=edition.label,
        issuer=edition.draft.unit.name,
        on=timezone.localdate(edition.made_at),
    )


def _text(edition: Edition) -> Iterator[Block]:
    if edition.note:
        yield Note(edition.note, _("前の版から変えたところ"))
    for part in edition.parts:
        yield Heading(f"{part['number']} {part['heading']}", part["depth"])
        yield from (Paragraph(one.text) for one in paragraphs(part["body"]))


def of_results(round_: Round, comments: Iterable[Comment]) -> Document:
    """Every published comment beside its answer, in the order of the text. `comments` with their actors."""
    rows = list(comments)
    period = _("%(first)sから%(last)sまで") % {
        "first": round_.opens_on.isoformat(),
        "last": round_.closes_on.isoformat(),
    }
    facts = [
        (_("受付の期間"), period),
        (_("読む版"), round_.edition.label),
        (_("意見"), _("%(n)s件") % {"n": len(rows)}),
    ]
    if round_.short_reason:
        facts.append((_("期間を短くする理由"), round_.short_reason))
    return Document(
        round_.draft.title,
        (Facts(tuple(facts)), *comment_blocks(round_, rows)),
        subtitle=_("意見と答え"),
        issuer=round_.draft.unit.name,
        on=timezone.localdate(round_.published_at) if round_.published_at else None,
    )


def comment_blocks(round_: Round, comments: Iterable[Comment]) -> Iterator[Block]:
    """Comments by the section they speak of, each with its answer: what a newsletter takes over as its main comments."""
    order = {part["section"]: place for place, part in enumerate(round_.edition.parts)}
    rows = sorted(
        comments,
        key=lambda one: (order.get(one.section_id or 0, -1), one.starts or 0, one.serial),
    )
    for section, group in groupby(rows, key=lambda one: one.section_id):
        yield Heading(round_.edition.place_of(section))
        for one in group:
            if one.quote:
                yield Quote(one.quote)
            note = _("%(kind)s（%(whose)s、意見 %(number)s）") % {
                "kind": one.get_state_display(),
                "whose": one.whose,
                "number": one.number,
            }
            yield Pair(one.shown, one.reply, note)


def of_difference(draft: Draft, first: Edition, second: Edition, changes: Sequence[Change]) -> Document:
    """新旧対照表."""
    rows = tuple(
        (f"{one.number} {_words(one.heading)}".strip(), _side(one, Kind.ADDED), _side(one, Kind.REMOVED))
        for one in changes
    )
    head = (
        _("章・節"),
        _("旧：%(edition)s") % {"edition": first.label},
        _("新：%(edition)s") % {"edition": second.label},
    )
    blocks: tuple[Block, ...] = (
        Paragraph(_("足した文に［追加］、消した文に［削除］と書いてあります。")),
        Table(_("新旧対照表"), head, rows),
    )
    return Document(draft.title, blocks, subtitle=_("新旧対照表"), issuer=draft.unit.name)


def _side(change: Change, without: Kind) -> str:
    return "\n".join(words for line in change.lines if (words := _words(line, without=without)))


def _words(line: Line, *, without: Kind | None = None) -> str:
    marks = {Kind.SAME: "", Kind.ADDED: _("［追加］"), Kind.REMOVED: _("［削除］")}
    return "".join(f"{marks[run.kind]}{run.text}" for run in line if run.kind != without)
