"""Gatherings with their rows, schemes, opinions and answers."""

from collections import Counter
from datetime import timedelta

from demo import shapes
from tomoni.core.visibility import Visibility
from tomoni.japan.fiscal import fiscal_year
from tomoni.operations.demo.keys import Loading, keyed, noon, stored
from tomoni.voices.models import Answer, Code, Coding, Opinion, Scheme
from tomoni.voices.states import State

OPINION_STATES = {"answer_drafted": State.DRAFTED, "answer_approved": State.APPROVED}
REACH = {
    State.RECEIVED: Visibility.PARTIES,
    State.NORMALISED: Visibility.PARTIES,
    State.DUPLICATE: Visibility.CITY,
    State.OFF_TOPIC: Visibility.CITY,
    State.NOT_PUBLISHABLE: Visibility.SECTION,
}


def schemes(loading: Loading) -> dict[tuple[str, str], Code]:
    """The codes by scheme key and code; the first scheme is the one used by default."""
    codes: dict[tuple[str, str], Code] = {}
    for n, one in enumerate(loading.holding.schemes):
        scheme = Scheme.objects.create(
            jurisdiction=loading.jurisdiction, name=one.name, edition=one.version, is_default=n == 0
        )
        for order, part in enumerate(one.classes, 1):
            codes[one.key, part.code] = Code(
                jurisdiction=loading.jurisdiction, scheme=scheme, code=part.code, label=part.label,
                description=part.meaning, order=order,
            )  # fmt: skip
    stored(Code, codes.values())
    return codes


def opinions(loading: Loading) -> None:
    codes = schemes(loading)
    serials: Counter[int] = Counter()
    loading.opinions = keyed(loading.holding.opinions, lambda one: _opinion(loading, one, serials), Opinion)
    rows = [(loading.opinions[one.key], one) for one in loading.holding.opinions]
    for row, one in rows:
        if one.duplicate_of:
            row.duplicate_of = loading.opinions[one.duplicate_of]
    Opinion.objects.bulk_update([row for row, one in rows if one.duplicate_of], ["duplicate_of"])
    stored(Coding, _codings(loading, rows, codes))
    answered = [(row, one.answer) for row, one in rows if one.answer is not None]
    stored(Answer, (_answer(loading, row, given) for row, given in answered))
    for row, one in rows:
        loading.show(
            row, row.card(), row.text, one.answer.text if one.answer and one.answer.published_on else ""
        )
        if row.gathering is not None:
            loading.edges.append((row.gathering, row))
        _hold(loading, row)


def _opinion(loading: Loading, one: shapes.Opinion, serials: "Counter[int]") -> Opinion:
    meeting = loading.gatherings.get(one.gathering or "")
    day = one.said_on or (meeting.held_on if meeting else loading.today)
    year = fiscal_year(day)
    serials[year] += 1
    state = State(OPINION_STATES.get(one.state, one.state))
    if state == State.ANSWERED and one.follow_up:
        state = State.DONE if one.follow_up == "done" else State.FOLLOW_UP
    department = loading.known(one.department) or loading.known(one.answer.department if one.answer else None)
    due_on = day + timedelta(days=21)
    return Opinion(
        jurisdiction=loading.jurisdiction,
        fiscal_year=year,
        serial=serials[year],
        raw_text=one.text,
        display_text=one.display,
        suspicious=one.note[:200] if state == State.CLASSIFIED else "",
        source=Opinion.Source.SESSION if meeting or "会" in one.source else Opinion.Source.OTHER,
        source_note=one.source,
        gathering=meeting,
        received_on=day,
        recorder=loading.section(),
        visibility=REACH.get(state, Visibility.PUBLIC),
        state=state,
        department=department,
        due_on=(loading.due(due_on, serials[year]) if state in TASKS else due_on) if department else None,
        created_at=noon(day),
    )


def _codings(
    loading: Loading, rows: list[tuple[Opinion, shapes.Opinion]], codes: dict[tuple[str, str], Code]
) -> list[Coding]:
    """The first code is the primary one; an opinion that waits for sorting has none yet."""
    return [
        Coding(jurisdiction=loading.jurisdiction, opinion=row, code=codes[key], is_primary=n == 0)
        for row, one in rows
        if row.state not in (State.RECEIVED, State.NORMALISED)
        for n, key in enumerate(dict.fromkeys(one.codes))
    ]


def _answer(loading: Loading, row: Opinion, given: shapes.Answer) -> Answer:
    department = loading.known(given.department) or row.department or loading.section()
    head, writer = loading.holder(department, "DHEAD", "SECH"), loading.holder(department, "LIA", "DEPT")
    published = row.state in (State.ANSWERED, State.FOLLOW_UP, State.DONE)
    approved = given.approved_on if published or row.state == State.APPROVED else None
    return Answer(
        jurisdiction=loading.jurisdiction,
        opinion=row,
        kind=str(given.kind),
        text=given.text,
        grounds=given.reason or ("いまの計画と予算の範囲では行えないためです。" if given.kind == 5 else ""),
        department=department,
        drafted_by_id=writer,
        approved_by_id=head if approved else None,
        approved_at=noon(approved) if approved else None,
        published_at=noon(given.published_on or approved or loading.today) if published else None,
        created_at=noon(given.drafted_on or row.received_on),
    )


TASKS = {
    State.RECEIVED: "文を整える",
    State.NORMALISED: "分類する",
    State.CLASSIFIED: "担当課を決める",
    State.ROUTED: "答えの案を書く",
    State.DRAFTED: "答えを承認する",
    State.APPROVED: "答えを公開する",
}


def _hold(loading: Loading, row: Opinion) -> None:
    task = TASKS.get(State(row.state))
    if task is None or loading.jurisdiction.slug != "minato":
        return
    if row.state == State.ROUTED:
        unit, codes = row.department, ("LIA", "DHEAD")
    elif row.state == State.DRAFTED:
        unit, codes = row.department, ("DHEAD", "LIA")
    else:
        unit, codes = loading.section(), ("SEC", "SECH")
    loading.hold(
        row,
        unit,
        *codes,
        due_on=row.due_on,
        task=task,
        label=f"声 {row.number}",
        address=row.get_absolute_url(),
    )
