"""結果速報 and 会議録 as documents: the sheet of an edition in blocks, in the order of the field's own reports."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.core.documents import Block, Contact, Document, Facts, Heading, Items, Masked, Paragraph, Table
from tomoni.core.documents import paragraphs as paragraphs_of
from tomoni.core.templatetags.ui import jdate, jtime
from tomoni.gatherings.models import Gathering
from tomoni.gatherings.sheet import FINAL, Item, Line, Sheet


def document(gathering: Gathering, sheet: Sheet, *, on: date | None = None, note: str = "") -> Document:
    """The record as one document; its sheet is masked already."""
    blocks: list[Block] = list(paragraphs_of(sheet.preface))
    if note:
        blocks.append(Paragraph(_("変更の説明：%(note)s") % {"note": note}))
    blocks.append(Facts(tuple(_facts(gathering, sheet))))
    if sheet.attendance:
        blocks += [Heading(_("出席者")), _attendance(sheet)]
    if sheet.observers is not None:
        blocks.append(Facts(((_("傍聴者"), _("%(n)s人") % {"n": sheet.observers}),)))
    if sheet.closed:
        blocks.append(Masked(sheet.reason))
    if sheet.items:
        blocks.append(Heading(_("会議の議題及び結果")))
        for item in sheet.items:
            blocks += _item(item)
    if sheet.themes:
        blocks.append(Heading(_("主な発言")))
        for theme in sheet.themes:
            blocks += [Heading(theme.heading, 2), Items(tuple(said(line) for line in theme.lines))]
    blocks += _contact(gathering)
    kind = _("会議録") if sheet.kind == FINAL else _("結果速報")
    return Document(
        title=f"{gathering.full_title} {kind}",
        blocks=tuple(blocks),
        issuer=gathering.organiser.name,
        on=on,
    )


def _facts(gathering: Gathering, sheet: Sheet) -> list[tuple[str, str]]:
    starts, ends = timezone.localtime(gathering.starts_at), timezone.localtime(gathering.ends_at)
    facts = [(_("開催日時"), f"{jdate(starts, 'era')} {jtime(starts)}〜{jtime(ends)}")]
    if gathering.place:
        facts.append((_("開催場所"), gathering.place))
    opened = gathering.get_openness_display()
    facts.append((_("会議の公開"), f"{opened}（{sheet.reason}）" if sheet.reason else opened))
    return facts


def _attendance(sheet: Sheet) -> Table:
    """By category; with a column of groups only where groups were counted."""
    if all(one.groups is None for one in sheet.attendance):
        people = tuple((one.category, str(one.people)) for one in sheet.attendance)
        return Table(_("出席者の数"), (_("区分"), _("人")), people)
    rows = tuple(
        (one.category, "" if one.groups is None else str(one.groups), str(one.people))
        for one in sheet.attendance
    )
    return Table(_("出席者の数"), (_("区分"), _("団体"), _("人")), rows)


def _item(item: Item) -> list[Block]:
    level = 2 + item.depth
    if item.closed and not item.title:
        return [Heading(f"{item.number} {_('非公開の議題')}", level), Masked(item.reason)]
    blocks: list[Block] = [Heading(f"{item.number} {item.title}", level)]
    if item.moderator:
        blocks.append(Paragraph(_("進行：%(who)s") % {"who": item.moderator}))
    if item.papers:
        blocks.append(Paragraph(_("資料：%(papers)s") % {"papers": "、".join(item.papers)}))
    if item.lines:
        blocks.append(Items(tuple(said(line) for line in item.lines)))
    return blocks


def said(line: Line) -> str:
    """A line as one reads it: what kind it is, who of them spoke, who does it by when."""
    if line.kind == "decision":
        return _("【決定】%(text)s") % {"text": line.text}
    if line.kind == "todo":
        by = f"・{jdate(line.due, 'year')}" if line.due else ""
        return _("【宿題】%(text)s（%(who)s）") % {"text": line.text, "who": f"{line.owner}{by}"}
    return f"{line.speaker}：{line.text}" if line.speaker else line.text


def _contact(gathering: Gathering) -> list[Block]:
    local = gathering.jurisdiction.local
    facts = ((_("電話"), local.contact_phone), (_("メールアドレス"), local.contact_email))
    known = tuple((term, value) for term, value in facts if value)
    return [Contact(local.contact_name or gathering.organiser.name, known)]
