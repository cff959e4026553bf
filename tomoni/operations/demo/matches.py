"""Matches with consents and problem sheets, and what came of them."""

from datetime import timedelta

from demo import shapes
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor, CollaborationForm
from tomoni.matching.models import Consent, Match, SheetAnswer
from tomoni.matching.states import OPEN, State
from tomoni.operations.demo.keys import Loading, keyed, noon, stored
from tomoni.operations.demo.people import fields_by_number
from tomoni.projects.models import LightCollab, SideWord
from tomoni.projects.states import State as LightState

QUESTION = SheetAnswer.Question
TASKS = {
    State.PROPOSED: "双方に打診する",
    State.SOUNDED_OUT: "双方の返事を待つ",
    State.AGREED: "面談の日を決める",
    State.SCHEDULED: "面談に立ち会い、記録する",
    State.NO_SHOW: "面談の日を決め直す",
    State.HELD: "面談の結果を決める",
}


def matches(loading: Loading) -> None:
    opened = {one.from_match for one in loading.holding.collabs if one.from_match and one.state == "recorded"}
    loading.matches = keyed(loading.holding.matches, lambda one: _match(loading, one, opened), Match)
    rows = [(loading.matches[one.key], one) for one in loading.holding.matches if one.key in loading.matches]
    stored(Consent, (said for row, one in rows for said in _consents(loading, row, one)))
    stored(SheetAnswer, (line for row, one in rows for line in _sheet(loading, row, one)))
    for row, one in rows:
        loading.show_unsearched(row, row.card())
        for seed in (row.seed, row.other_seed):
            if seed is not None:
                loading.edges.append((seed, row))
        if row.state in OPEN:
            loading.hold(
                row, loading.section(), "SEC", "SECH", due_on=one.proposed_on + timedelta(days=14),
                task=TASKS[State(row.state)], label=f"{row.first} × {row.second}", address=row.get_absolute_url(),
            )  # fmt: skip


def _match(loading: Loading, one: shapes.Match, opened: set[str]) -> Match | None:
    """A match starts from the need; where there is none, from the offer."""
    need, offer = loading.seeds.get(one.need or ""), loading.seeds.get(one.offer or "")
    seed = need or offer
    if seed is None:
        return None
    a, b = loading.actors[one.side_a], loading.actors[one.side_b]
    first, second = (a, b) if need else (b, a)
    ended = one.outcome_on if one.state not in OPEN else None
    asked = State(one.state) != State.PROPOSED
    return Match(
        jurisdiction=loading.jurisdiction,
        seed=seed,
        other_seed=offer if need else None,
        first=first,
        second=second,
        reasons=[text for _kind, text in one.reasons],
        sounded_out_at=noon(one.proposed_on + timedelta(days=1)) if asked else None,
        can_do=_city_sheet(loading, one, "gives"),
        cannot_do=_city_sheet(loading, one, "cannot"),
        meets_at=one.meets_at,
        meets_until=one.meets_at + timedelta(hours=1) if one.meets_at else None,
        place=one.place,
        shared_problem=one.note,
        next_steps=one.next_step,
        next_on=one.next_on,
        revisit_on=one.revisit_on,
        concluded_on=ended,
        visibility=Visibility.PUBLIC if one.key in opened else Visibility.PARTIES,
        state=one.state,
        created_at=noon(one.proposed_on),
    )


def _city_sheet(loading: Loading, one: shapes.Match, name: str) -> str:
    """What the city's side wrote of it in its sheet."""
    keys = {"a": one.side_a, "b": one.side_b}
    found = [
        str(getattr(sheet, name))
        for sheet in one.sheets
        if loading.actors[keys[sheet.side]].side == Actor.Side.CITY
    ]
    return "".join(found)


def _sides(row: Match, one: shapes.Match) -> dict[str, Actor]:
    """a is the side that needs."""
    return {"a": row.first, "b": row.second} if one.need else {"a": row.second, "b": row.first}


def _consents(loading: Loading, row: Match, one: shapes.Match) -> list[Consent]:
    found = []
    for side, actor in _sides(row, one).items():
        day = one.consent_a if side == "a" else one.consent_b
        refused = one.declined_by == side
        if day is None and not refused:
            continue
        found.append(
            Consent(
                jurisdiction=loading.jurisdiction,
                match=row,
                actor=actor,
                answer=Consent.Answer.NO if refused else Consent.Answer.YES,
                reason=one.declined_reason if refused else "",
                answered_at=noon(day or one.outcome_on or one.proposed_on),
            )
        )
    return found


def _sheet(loading: Loading, row: Match, one: shapes.Match) -> list[SheetAnswer]:
    sides = _sides(row, one)
    return [
        SheetAnswer(
            jurisdiction=loading.jurisdiction,
            match=row,
            actor=sides[sheet.side],
            question=question,
            text=text,
        )
        for sheet in one.sheets
        for question, text in (
            (QUESTION.WHO, sheet.who),
            (QUESTION.PROBLEM, sheet.happening),
            (QUESTION.SUCCESS, sheet.success),
            (QUESTION.BRING, sheet.gives),
            (QUESTION.CANNOT, sheet.cannot),
        )
        if text
    ]


def collabs(loading: Loading) -> None:
    forms = {form.code: form for form in CollaborationForm.objects.here()}
    loading.collabs = keyed(loading.holding.collabs, lambda one: _collab(loading, one, forms), LightCollab)
    rows = [(loading.collabs[one.key], one) for one in loading.holding.collabs]
    fields = fields_by_number()
    through = LightCollab.fields.through
    through.objects.bulk_create(
        through(lightcollab_id=row.pk, activityfield_id=fields[n].pk)
        for row, one in rows
        for n in dict.fromkeys(one.fields)
    )
    stored(SideWord, (word for row, one in rows for word in _words(loading, row, one)))
    for row, one in rows:
        loading.show(row, row.card(), row.what, row.result)
        causes = (
            loading.matches.get(one.from_match or ""),
            loading.seeds.get(one.from_seed or ""),
            loading.opinions.get(one.from_opinion or ""),
        )
        # The nearest cause leads to the others: a match has its seed, a seed its opinion.
        nearest = next((cause for cause in causes if cause is not None), None)
        if nearest is not None:
            loading.edges.append((nearest, row))
        if row.state in (LightState.PLANNED, LightState.CONFIRMED):
            loading.hold(
                row, row.granted_by or row.first, "DHEAD", "LIA", "GREP", due_on=row.done_on, task="協働を実施して記録する",
                label=row.title, address=row.get_absolute_url(),
            )  # fmt: skip


def _collab(loading: Loading, one: shapes.LightCollab, forms: dict[str, CollaborationForm]) -> LightCollab:
    first, second = loading.actors[one.side_a], loading.actors[one.side_b]
    asks = set(one.asks)
    city = next((side for side in (first, second) if side.side == Actor.Side.CITY), loading.section())
    public = one.state in ("recorded", "done")
    return LightCollab(
        jurisdiction=loading.jurisdiction,
        title=one.title[:80],
        form=forms[one.form],
        first=first,
        second=second,
        what=one.what,
        done_on=one.day,
        place=one.place[:100],
        people=one.people,
        needs_room=bool(asks & {"room", "goods"}),
        needs_notice="notice" in asks,
        needs_name="name" in asks,
        granted_by=city if asks else None,
        result=one.result[:120],
        match=loading.matches.get(one.from_match or ""),
        visibility=Visibility.PUBLIC if public else Visibility.PARTIES,
        published_at=noon(one.day + timedelta(days=7)) if public else None,
        state=one.state,
        created_at=noon(one.created_on),
    )


def _words(loading: Loading, row: LightCollab, one: shapes.LightCollab) -> list[SideWord]:
    return [
        SideWord(
            jurisdiction=loading.jurisdiction, collab=row, actor=actor, text=voice.text[:120], score=voice.score,
            said_at=noon(one.day + timedelta(days=3)),
        )
        for actor, voice in ((row.first, one.voice_a), (row.second, one.voice_b))
        if voice is not None
    ]  # fmt: skip
