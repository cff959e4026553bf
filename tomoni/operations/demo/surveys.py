"""Surveys with whom they ask and what came back, and hearing records."""

import json
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from demo import shapes
from tomoni.operations.demo.keys import Loading, keyed, noon, stored
from tomoni.surveys.anonymity import kinds_kept
from tomoni.surveys.models import Hearing, HearingPoint, Question, Recipient, Response, Side, Survey
from tomoni.surveys.states import SurveyState

TASKS = {SurveyState.DRAFT: "問いと聞く相手を決める", SurveyState.OPEN: "回答を集める"}


def surveys(loading: Loading) -> None:
    loading.surveys = keyed(loading.holding.surveys, lambda one: _survey(loading, one), Survey)
    for one in loading.holding.surveys:
        row = loading.surveys[one.key]
        _questions(row, one)
        _answers(loading, row, one)
        loading.show(row, row.card(), row.purpose, row.findings)
        if row.state in TASKS:
            due_on = (
                one.closes_on + timedelta(days=1) if one.closes_on else loading.today + timedelta(days=20)
            )
            loading.hold(
                row, loading.section(), "SEC", "SECH", due_on=due_on, task=TASKS[SurveyState(row.state)],
                label=row.title, address=row.get_absolute_url(),
            )  # fmt: skip


def _survey(loading: Loading, one: shapes.Survey) -> Survey:
    """What a document tells without a day is published on the day it is loaded."""
    published = one.published_on or loading.today
    actors = [loading.actors[key] for key in one.asked]
    return Survey(
        jurisdiction=loading.jurisdiction,
        title=one.title,
        purpose=one.purpose,
        use=one.use,
        is_anonymous=one.anonymous,
        state=one.state,
        findings=one.findings,
        opened_at=noon(one.opened_on) if one.opened_on else None,
        closes_on=one.closes_on,
        closed_at=noon(one.closes_on + timedelta(days=1)) if one.closes_on and one.state != "open" else None,
        published_at=noon(published) if one.state == SurveyState.PUBLISHED else None,
        kinds_kept={
            side: kinds_kept(Counter(actor.kind for actor in actors if Side.of(actor) == side), 5)
            for side in Side.values
        }
        if actors
        else {},
        created_at=noon(one.opened_on - timedelta(days=20)) if one.opened_on else noon(loading.today),
    )


def _questions(row: Survey, one: shapes.Survey) -> None:
    made: list[Question] = []
    for order, asked in enumerate(one.questions, 1):
        made.append(
            Question(
                jurisdiction=row.jurisdiction,
                survey=row,
                order=order,
                kind=asked.kind,
                for_departments=asked.departments,
                for_groups=asked.groups,
                note=asked.note,
                options=list(asked.options),
                rows=list(asked.rows),
                unit=asked.unit,
                is_required=asked.required,
                asked_if=made[asked.after] if asked.after is not None else None,
                asked_if_options=list(asked.after_options),
                digest_departments=asked.said_departments,
                digest_groups=asked.said_groups,
            )
        )
        made[-1].save(force_insert=True)


def _answers(loading: Loading, row: Survey, one: shapes.Survey) -> None:
    keys = [str(question.pk) for question in row.questions.all()]
    filled = {each.actor: each for each in one.filled}
    when = noon(one.opened_on + timedelta(days=3)) if one.opened_on else None
    recipients = {
        key: Recipient(
            jurisdiction=row.jurisdiction,
            survey=row,
            actor=loading.actors[key],
            side=Side.of(loading.actors[key]),
            has_answered=key in filled,
            channel=filled[key].channel if key in filled else "",
            answered_at=when if key in filled and not row.is_anonymous else None,
        )
        for key in one.asked
    }
    stored(Recipient, recipients.values())
    papers = Counter(each.side for each in recipients.values() if each.channel == Recipient.Channel.PAPER)
    if row.is_anonymous:
        Survey.objects.filter(pk=row.pk).update(typed_city=papers[Side.CITY], typed_group=papers[Side.GROUP])
    responses = [
        Response(
            pk=uuid4(),
            jurisdiction=row.jurisdiction,
            survey=row,
            side=recipients[each.actor].side,
            kind=_kind(loading, row, each.actor, recipients[each.actor].side),
            recipient=None if row.is_anonymous else recipients[each.actor],
            content=json.dumps({keys[n]: value for n, value in each.answers}, ensure_ascii=False),
        )
        for each in one.filled
    ]
    stored(Response, sorted(responses, key=lambda each: each.pk))


def _kind(loading: Loading, row: Survey, key: str, side: str) -> str:
    kind = loading.actors[key].kind
    return kind if not row.is_anonymous or kind in row.kinds_kept.get(side, []) else ""


def hearings(loading: Loading) -> None:
    rows = keyed(loading.holding.hearings, lambda one: _hearing(loading, one), Hearing)
    stored(
        HearingPoint,
        (
            HearingPoint(
                jurisdiction=loading.jurisdiction, hearing=rows[one.key], order=n, kind=kind, text=text
            )
            for one in loading.holding.hearings
            for n, (kind, text) in enumerate(one.points)
        ),
    )
    for one in loading.holding.hearings:
        row = rows[one.key]
        loading.show(row, row.card(), row.outline, *(text for _kind, text in one.points))
        if row.survey is not None:
            loading.edges.append((row.survey, row))
        if not one.settled:
            loading.hold(
                row, row.unit, "SEC", "SECH", due_on=one.day + timedelta(days=14), task="ヒアリングの記録を確定する",
                label=str(row), address=row.get_absolute_url(),
            )  # fmt: skip


def _hearing(loading: Loading, one: shapes.Hearing) -> Hearing:
    return Hearing(
        jurisdiction=loading.jurisdiction,
        actor=loading.actors[one.actor],
        survey=loading.surveys[one.survey] if one.survey else None,
        unit=loading.section(),
        held_on=one.day,
        way=one.way,
        place=one.place,
        heard_by=one.heard_by,
        told_by=one.told_by,
        outline=one.outline,
        state="settled" if one.settled else "noted",
    )
