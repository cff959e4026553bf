"""The result of a survey as a document: what was asked, who answered, the two sides beside each other."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tomoni.core.documents import Block, Contact, Document, Facts, Heading, Paragraph, Table, paragraphs
from tomoni.core.templatetags.ui import jdate
from tomoni.surveys.models import Survey
from tomoni.surveys.results import Drawn, Result, Turnout
from tomoni.surveys.tally import Cell


def document(survey: Survey, turnout: Sequence[Turnout], results: Sequence[Result]) -> Document:
    """Counts come in as `results` gives them: what is withheld there is withheld here."""
    blocks: list[Block] = [*paragraphs(survey.purpose), Facts(tuple(_facts(survey, turnout)))]
    if survey.findings:
        blocks += [Heading(_("結果のまとめ")), *paragraphs(survey.findings)]
    for one in results:
        blocks += _question(one, counted=bool(turnout))
    local = survey.jurisdiction.local
    if local.contact_name:
        blocks.append(Contact(local.contact_name, ((_("電話"), local.contact_phone),)))
    return Document(
        title=_("%(name)sの結果") % {"name": survey.title},
        blocks=tuple(blocks),
        issuer=survey.jurisdiction.name,
        on=_day(survey),
    )


def _day(survey: Survey) -> date | None:
    return timezone.localdate(survey.published_at) if survey.published_at else None


def _facts(survey: Survey, turnout: Sequence[Turnout]) -> list[tuple[str, str]]:
    facts = []
    if survey.opened_at and survey.closes_on:
        facts.append(
            (
                _("受付"),
                f"{jdate(timezone.localdate(survey.opened_at), 'era')}〜{jdate(survey.closes_on, 'era')}",
            )
        )
    for one in turnout:
        said = _("%(asked)sのうち%(answered)sが回答（%(share)s％）")
        facts.append(
            (one.label, said % {"asked": one.asked, "answered": one.answered, "share": one.share or 0.0})
        )
    if survey.is_anonymous:
        rule = _("無記名のため、%(n)sより少ない数と、そこから引き算で分かる数は「秘匿」としています。")
        facts.append((_("無記名"), rule % {"n": survey.floor}))
    return facts


def _question(one: Result, *, counted: bool) -> list[Block]:
    blocks: list[Block] = [Heading(one.question.number)]
    blocks += [Paragraph(f"{label}：{wording}" if label else wording) for label, wording in one.wordings]
    if one.question.asked_if_id:
        blocks.append(Paragraph(one.question.condition()))
    if counted:
        blocks += [_table(drawn, one.question.number) for drawn in one.drawn]
    for said in one.digests:
        blocks += [Heading(_("%(side)sの主な答え") % {"side": said.label}, 2), *paragraphs(said.text)]
    return blocks


def _table(drawn: Drawn, number: str) -> Table:
    heads = tuple(head for head, _base in drawn.columns)
    rows = [(_("回答した数"), *(_number(base) for _head, base in drawn.columns))]
    rows += [(line.label, *(_cell(cell) for cell in line.cells)) for line in drawn.table.lines]
    if drawn.table.means:
        rows.append((_("平均"), *(_number(one) for one in drawn.table.means)))
    return Table(drawn.table.heading or number, (_("答え"), *heads), tuple(rows))


def _number(value: float | None) -> str:
    return pgettext("count", "秘匿") if value is None else f"{value:g}"


def _cell(cell: Cell) -> str:
    if cell.count is None:
        return pgettext("count", "秘匿")
    return f"{cell.count}" if cell.share is None else f"{cell.count}（{cell.share:.1f}％）"
