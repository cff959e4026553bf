"""Reports in chapters with their editions, rounds of comments and answers."""

from demo import shapes
from tomoni.drafting.models import Comment, Draft, Edition, Round, Section
from tomoni.drafting.models.draft import parts_of
from tomoni.drafting.states import ANSWERED, CommentState, DraftState, RoundState
from tomoni.operations.demo.keys import Loading, noon, stored

TASKS = {
    DraftState.PUBLIC_COMMENT: "意見を受け付け、答えを書く",
    DraftState.IN_COMMENT: "意見をもとに見直す",
}


def reports(loading: Loading) -> None:
    for one in loading.holding.reports:
        _report(loading, one)


def _report(loading: Loading, given: shapes.Report) -> None:
    first = given.editions[0].made_on
    draft = Draft(
        jurisdiction=loading.jurisdiction,
        title=given.title,
        summary=given.summary,
        unit=loading.actors[given.unit],
        council=loading.known(given.council),
        state=given.state,
        is_public=given.state == DraftState.PUBLISHED or any(_is_open(one) for one in given.rounds),
        published_at=noon(given.published_on) if given.published_on else None,
        created_at=noon(first),
        changed_at=noon(given.published_on or given.editions[-1].made_on),
    )
    stored(Draft, [draft])
    sections = _sections(loading, draft, given)
    editions = _editions(draft, given, sections)
    for one in given.rounds:
        _round(loading, draft, editions[one.edition - 1], sections, one)
    texts = [words for part in editions[-1].parts for words in (part["heading"], part["body"])]
    loading.show(draft, draft.card(), given.summary, *texts)
    if given.state in TASKS:
        task = TASKS[DraftState(given.state)]
        due_on = next((one.closes_on for one in given.rounds if one.state == RoundState.OPEN), None)
        loading.hold(
            draft,
            draft.unit,
            "SEC",
            "SECH",
            "LIA",
            due_on=due_on,
            task=task,
            label=draft.title,
            address=draft.get_absolute_url(),
        )


def _is_open(given: shapes.ReportRound) -> bool:
    return given.kind == Round.Kind.PUBLIC or given.state == RoundState.PUBLISHED


def _sections(loading: Loading, draft: Draft, given: shapes.Report) -> dict[str, Section]:
    """A row for every place any edition names; the working text is that of the last."""
    last = {one.key: one for one in given.editions[-1].parts}
    every = {one.key: one for edition in given.editions for one in edition.parts} | last
    rows: dict[str, Section] = {}
    for order, key in enumerate(sorted(every, key=lambda key: [int(part) for part in key.split(".")])):
        above, _dot, _own = key.rpartition(".")
        rows[key] = Section(
            jurisdiction=loading.jurisdiction,
            draft=draft,
            parent=rows.get(above),
            order=order,
            heading=every[key].heading,
            body=every[key].body,
            removed_at=None if key in last else noon(given.editions[-1].made_on),
        )
        stored(Section, [rows[key]])
    return rows


def _editions(draft: Draft, given: shapes.Report, sections: dict[str, Section]) -> list[Edition]:
    made = []
    for number, one in enumerate(given.editions, 1):
        then = []
        for part in one.parts:
            row = sections[part.key]
            now = Section(
                pk=row.pk, parent_id=row.parent_id, order=row.order, heading=part.heading, body=part.body
            )
            then.append(now)
        made.append(
            Edition(
                jurisdiction=draft.jurisdiction,
                draft=draft,
                number=number,
                stage=one.stage,
                title=draft.title,
                note=one.note,
                parts=parts_of(then),
                made_at=noon(one.made_on),
            )
        )
    return stored(Edition, made)


def _round(
    loading: Loading, draft: Draft, edition: Edition, sections: dict[str, Section], given: shapes.ReportRound
) -> None:
    round_ = Round(
        jurisdiction=draft.jurisdiction,
        draft=draft,
        edition=edition,
        kind=given.kind,
        state=given.state,
        opens_on=given.opens_on,
        closes_on=given.closes_on,
        short_reason=given.short_reason,
        last_serial=len(given.comments),
        published_at=noon(given.published_on) if given.published_on else None,
        created_at=noon(given.opens_on),
    )
    stored(Round, [round_])
    stored(
        Comment,
        (_comment(loading, round_, sections, serial, one) for serial, one in enumerate(given.comments, 1)),
    )


def _comment(
    loading: Loading, round_: Round, sections: dict[str, Section], serial: int, given: shapes.ReportComment
) -> Comment:
    section = sections[given.part] if given.part else None
    part = round_.edition.part(section.pk) if section else None
    starts = part["body"].index(given.quote) if part and given.quote else None
    actor = loading.known(given.department)
    if given.side == Comment.Side.MEMBER:
        actor = round_.draft.council
    answered = given.kind in ANSWERED
    return Comment(
        jurisdiction=round_.jurisdiction,
        round=round_,
        serial=serial,
        section=section,
        starts=starts,
        ends=None if starts is None else starts + len(given.quote),
        quote=given.quote,
        text=given.text,
        side=given.side,
        actor=actor,
        state=CommentState(given.kind),
        reply=given.reply,
        summary=given.summary,
        answered_at=noon(round_.closes_on) if answered else None,
        created_at=noon(given.given_on or round_.opens_on),
    )
