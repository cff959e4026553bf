"""Councils with their terms, gatherings with their rows, and the records of councils' sessions."""

from datetime import datetime, time, timedelta

from demo import shapes
from tomoni.core.visibility import Visibility
from tomoni.gatherings import sheet
from tomoni.gatherings.actions.keeping import texts
from tomoni.gatherings.deadlines import minutes_due, quick_report_due
from tomoni.gatherings.models import (
    AgendaItem,
    Attendance,
    Council,
    Gathering,
    Member,
    Minutes,
    QuickReport,
    RecordEdition,
    Statement,
    Term,
)
from tomoni.gatherings.states import MinutesState, QuickReportState
from tomoni.gatherings.states import State as GatheringState
from tomoni.operations.demo.keys import Loading, at, keyed, noon, stored

KINDS = {
    "exchange": Gathering.Kind.OPINION_EXCHANGE,
    "council": Gathering.Kind.COMMITTEE,
    "briefing": Gathering.Kind.BRIEFING,
    "themed": Gathering.Kind.THEMED_PRESENTATION,
    "network": Gathering.Kind.PLATFORM_TALK,
}
GATHERING_STATES = {
    "draft": GatheringState.PLANNING,
    "reviewed": GatheringState.PLANNING,
    "published": GatheringState.NOTIFIED,
    "accepting": GatheringState.NOTIFIED,
    "closed": GatheringState.NOTIFIED,
    "held": GatheringState.HELD,
    "reported": GatheringState.HELD,
    "cancelled": GatheringState.CANCELLED,
}
SHORT = time(14)
LONG = time(16)
LENGTH = timedelta(hours=2)
"""Of a session whose document says only when it begins."""


def councils(loading: Loading) -> dict[str, Council]:
    """By the key of their actor."""
    here = loading.jurisdiction
    made = {}
    for one in loading.holding.councils:
        row = Council.objects.create(
            jurisdiction=here,
            actor=loading.actors[one.actor],
            office=loading.actors[one.office],
            purpose=one.purpose,
            basis=one.basis,
            observing=one.observing,
        )
        loading.show(row, row.card(), one.purpose, one.basis)
        for part in one.terms:
            _term(loading, row, part)
        made[one.actor] = row
    return made


def _term(loading: Loading, council: Council, part: shapes.Term) -> None:
    here = loading.jurisdiction
    over = part.state == "handed_over"
    term = Term.objects.create(
        jurisdiction=here,
        council=council,
        number=part.number,
        starts_on=part.starts,
        ends_on=part.ends,
        state=part.state,
        handover=part.handover,
        handed_over_on=part.ends if over else None,
    )
    stored(
        Member,
        (
            Member(
                jurisdiction=here,
                term=term,
                order=n,
                category=one.category,
                name=one.name,
                duty=one.duty,
                person=loading.users.get(one.person),
            )
            for n, one in enumerate(part.members)
        ),
    )


def gatherings(loading: Loading) -> None:
    bodies = councils(loading)
    loading.gatherings = keyed(
        loading.holding.gatherings, lambda one: _gathering(loading, one, bodies), Gathering
    )
    rows = [(loading.gatherings[one.key], one) for one in loading.holding.gatherings]
    here = loading.jurisdiction
    items = {row.pk: _agenda(row, one) for row, one in rows}
    stored(
        Attendance,
        (
            Attendance(
                jurisdiction=here, gathering=row, order=n, category=f"{came.kind}（{came.note}）" if came.note else came.kind,
                groups=came.bodies, people=came.people,
            )
            for row, one in rows
            for n, came in enumerate(one.attendance, 1)
        ),
    )  # fmt: skip
    stored(
        Attendance,
        (
            Attendance(
                jurisdiction=here,
                gathering=row,
                order=100 + n,
                category="参加団体",
                people=0,
                actor=loading.actors[key],
            )
            for row, one in rows
            for n, key in enumerate(one.participants, 1)
        ),
    )
    stored(Statement, (line for row, one in rows for line in _lines(row, one, items[row.pk])))
    for row, one in rows:
        if one.record:
            _records(loading, row, one)
        loading.show(row, row.card(), row.series, one.place, row.outline, *texts(row))


def _agenda(row: Gathering, one: shapes.Gathering) -> dict[str, AgendaItem]:
    """The items by number; those below stand under the last that is not."""
    items = stored(AgendaItem, (_item(row, item, n) for n, item in enumerate(one.agenda, 1)))
    top: AgendaItem | None = None
    for made, item in zip(items, one.agenda, strict=True):
        if item.below and top is not None:
            made.parent = top
            made.save(update_fields=["parent"])
        else:
            top = made
    return {item.number: made for made, item in zip(items, one.agenda, strict=True)}


def _lines(row: Gathering, one: shapes.Gathering, items: dict[str, AgendaItem]) -> list[Statement]:
    """What came of each item of a council's session, then what was said, decided and left to do."""
    outcomes = [
        Statement(
            jurisdiction=row.jurisdiction, gathering=row, item=items[item.number], kind="outcome", text=text
        )
        for item in one.agenda
        if one.council
        for text in item.outcome
    ]
    said = [
        Statement(
            jurisdiction=row.jurisdiction,
            gathering=row,
            item=items.get(line.item),
            kind=line.kind,
            heading=line.heading,
            text=line.text,
            owner=line.owner,
            due_on=line.due_on,
        )
        for line in one.statements
    ]
    lines = [*outcomes, *said]
    for order, line in enumerate(lines, 1):
        line.order = order
    return lines


def _records(loading: Loading, row: Gathering, one: shapes.Gathering) -> None:
    """The quick report, and where there are any the minutes, with what was published of them."""
    here, local = loading.jurisdiction, loading.jurisdiction.local
    due_on = quick_report_due(row.held_on, local)
    final = one.record == "final"
    QuickReport.objects.create(
        jurisdiction=here,
        gathering=row,
        due_on=due_on,
        state=QuickReportState.REPLACED if final else QuickReportState.PUBLISHED,
    )
    posted = noon(one.posted_on or due_on)
    _edition(row, 1, sheet.QUICK, posted)
    if one.record == "quick":
        return
    minutes = Minutes.objects.create(
        jurisdiction=here,
        gathering=row,
        due_on=minutes_due(row.held_on, local),
        state=MinutesState.PUBLISHED if final else MinutesState.MEMBER_CHECK,
        check_until=None if final else loading.today + timedelta(days=5),
        confirmed_by="会長" if final else "",
        confirmed_at=noon(row.held_on + timedelta(days=25)) if final else None,
    )
    if final:
        _edition(row, 2, sheet.FINAL, noon(minutes.due_on))
    else:
        loading.hold(
            minutes,
            row.organiser,
            "SEC",
            "SECH",
            due_on=minutes.check_until,
            task="修正の申し出に答える",
            label=str(minutes),
            address=minutes.get_absolute_url(),
        )


def _edition(row: Gathering, number: int, kind: str, published_at: datetime) -> None:
    RecordEdition.objects.create(
        jurisdiction=row.jurisdiction,
        gathering=row,
        kind=kind,
        number=number,
        content=sheet.of(row, kind).to_json(),
        published_at=published_at,
    )


def _gathering(loading: Loading, one: shapes.Gathering, bodies: dict[str, Council]) -> Gathering:
    numbered = {f"{one.series} 第{one.number}回", f"第{one.term}期第{one.number}回 {one.series}"}
    plain = one.title not in numbered
    starts = at(one.day, one.starts, SHORT)
    state = GATHERING_STATES[one.state]
    public = state != GatheringState.PLANNING
    host = loading.actors.get(one.host) or loading.section()
    outcomes = [f"{item.number} {item.title}：{text}" for item in one.agenda for text in item.outcome]
    if one.council:  # told by its record
        outcomes = []
    closed = next((item.closed for item in one.agenda if item.closed), "")
    return Gathering(
        jurisdiction=loading.jurisdiction,
        kind=KINDS[one.kind],
        council=bodies.get(one.council),
        title=one.title if plain else one.series,
        series=one.series,
        round_number=None if plain else one.number,
        term=None if plain else one.term,
        starts_at=starts,
        ends_at=at(one.day, one.ends, LONG) if one.ends else starts + LENGTH,
        place=one.place,
        organiser=host,
        capacity=None if one.council else one.capacity,
        observer_limit=one.capacity if one.council else None,
        observers=one.observers,
        takes_participants=one.signups == "participants",
        takes_observers=one.signups == "observers",
        outline="\n".join(text for text in (one.theme, one.note, *outcomes) if text),
        openness="partly_closed" if closed else "open",
        closed_reason=closed,
        state=state,
        visibility=Visibility.PUBLIC if public else Visibility.PARTIES,
        notified_at=noon(one.day - timedelta(days=14)) if public else None,
        created_at=noon(one.day - timedelta(days=30)),
    )


def _item(row: Gathering, item: shapes.AgendaItem, order: int) -> AgendaItem:
    return AgendaItem(
        jurisdiction=row.jurisdiction,
        gathering=row,
        order=order,
        number=item.number,
        title=item.title,
        moderator=item.moderator,
        papers="、".join(item.papers),
        kind=AgendaItem.Kind.DISCUSSION if item.moderator else AgendaItem.Kind.OTHER,
        is_closed=bool(item.closed),
        closed_reason=item.closed,
    )
