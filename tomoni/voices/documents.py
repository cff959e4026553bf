"""The report of exchange sessions: when and where they were held, and what was said by class, with the answers.

Only what is public stands in it, whoever asks. Groups are counted, never named: an opinion must not be traceable.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.core.documents import Block, Contact, Document, Heading, Items, Pair, Paragraph, Table
from tomoni.gatherings.models import Gathering
from tomoni.japan import dates
from tomoni.voices.models import Opinion


def session_report(gathering: Gathering, opinions: Iterable[Opinion]) -> Document:
    return _report(_("%(name)sの実施報告") % {"name": gathering.full_title}, [gathering], opinions)


def series_report(gatherings: Sequence[Gathering], opinions: Iterable[Opinion]) -> Document:
    """All rounds of one series, in their order."""
    return _report(_("%(name)sの実施報告") % {"name": gatherings[0].series}, gatherings, opinions)


def _report(title: str, gatherings: Sequence[Gathering], opinions: Iterable[Opinion]) -> Document:
    said = list(opinions)
    blocks = [*_sessions(gatherings), *_voices(said), *_contact(gatherings[0])]
    days = [one.held_on for one in gatherings] + [one.received_on for one in said]
    return Document(title, tuple(blocks), issuer=gatherings[0].organiser.name, on=max(days))


def _sessions(gatherings: Sequence[Gathering]) -> Iterator[Block]:
    yield Heading(_("実施概要"))
    rows = tuple(
        (_round(one, number), _when(one), one.place, _counted(*_came(one)))
        for number, one in enumerate(gatherings, 1)
    )
    yield Table(_("開催の記録"), (_("回"), _("日時"), _("場所"), _("参加")), rows)
    groups, people = (sum(part) for part in zip(*map(_came, gatherings), strict=True))
    if len(gatherings) > 1 and (groups or people):
        yield Paragraph(
            _("%(n)s回で、のべ%(came)sが参加しました。") % {"n": len(rows), "came": _counted(groups, people)}
        )


def _round(one: Gathering, number: int) -> str:
    return _("第%(n)s回") % {"n": one.round_number or number}


def _when(one: Gathering) -> str:
    starts, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    return f"{dates.long_day(starts.date())} {dates.clock(starts.time())}〜{dates.clock(ends.time())}"


def _came(one: Gathering) -> tuple[int, int]:
    rows = one.attendance.all()
    return sum(row.groups or 0 for row in rows), sum(row.people for row in rows)


def _counted(groups: int, people: int) -> str:
    parts = []
    if groups:
        parts.append(_("%(n)s団体") % {"n": groups})
    if people:
        parts.append(_("%(n)s人") % {"n": people})
    return "".join(parts)


def _voices(opinions: list[Opinion]) -> Iterator[Block]:
    yield Heading(_("主なご意見（順不同）"))
    if not opinions:
        yield Paragraph(_("公開しているご意見はまだありません。"))
        return
    answered = sum(one.published_answer is not None for one in opinions)
    counts = {"n": len(opinions), "answered": answered}
    said = (
        _("ご意見は%(n)s件です。うち%(answered)s件に市の考え方を公開しています。")
        if answered
        else _("ご意見は%(n)s件です。")
    )
    yield Paragraph(said % counts)
    for label, rows in groupby(sorted(opinions, key=_place), _label):
        of_class = list(rows)
        yield Heading(_("%(class)s（%(n)s件）") % {"class": label, "n": len(of_class)}, 2)
        yield from _of_class(of_class)


def _place(one: Opinion) -> tuple[bool, int, str, int, int]:
    """By class in the order of its scheme, what has none last; then by number."""
    code = one.primary
    return (code is None, code.order if code else 0, _label(one), one.fiscal_year, one.serial)


def _label(one: Opinion) -> str:
    return f"{one.primary.code}. {one.primary.label}" if one.primary else _("分類していない声")


def _of_class(opinions: list[Opinion]) -> Iterator[Block]:
    """What has an answer stands beside it; what has none yet, in lists between."""
    for is_answered, rows in groupby(opinions, lambda one: one.published_answer is not None):
        if not is_answered:
            yield Items(tuple(one.text for one in rows))
            continue
        for one in rows:
            answer = one.published_answer
            if answer is not None:
                kind = f"{answer.get_kind_display()}（{answer.department.name}）"
                text = f"{answer.text}\n{answer.grounds}".strip()
                yield Pair(one.text, text, kind)


def _contact(gathering: Gathering) -> Iterator[Block]:
    local = gathering.jurisdiction.local
    if local.contact_name:
        facts = ((_("電話"), local.contact_phone), (_("メール"), local.contact_email))
        yield Contact(local.contact_name, tuple((term, text) for term, text in facts if text))
