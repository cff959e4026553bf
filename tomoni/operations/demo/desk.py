"""Consultations with referrals, words, notes; encrypted as any other."""

from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from demo import shapes
from tomoni.accounts.models import User
from tomoni.core.people import SYSTEM
from tomoni.desk import search as desk_search
from tomoni.desk.actions import lesson as lessons
from tomoni.desk.models import Consultation, Counter, Message, Note, Referral, Side
from tomoni.desk.states import (
    CONSULTATION,
    AskerKind,
    ConsultationState,
    Outcome,
    ReferralState,
    ScopeReason,
    StallReason,
)
from tomoni.directory.models import Actor
from tomoni.operations.demo.keys import Loading, keyed, noon, stored

STATES = {"returned": ConsultationState.TRIAGED}
ASKERS = {
    "resident": AskerKind.INDIVIDUAL,
    "npo": AskerKind.GROUP,
    "group": AskerKind.GROUP,
    "neighbourhood": AskerKind.NEIGHBOURHOOD,
    "business": AskerKind.BUSINESS,
    "school": AskerKind.SCHOOL,
}
OUTCOMES = {
    "seed": Outcome.SEED,
    "information": Outcome.ADVICE,
    "solved": Outcome.ADVICE,
    "light": Outcome.COLLABORATION,
    "proposal": Outcome.COLLABORATION,
    "project": Outcome.COLLABORATION,
    "referred_out": Outcome.INTRODUCED,
    "withdrawn": Outcome.WITHDRAWN,
}
STALLS = {"person": StallReason.PERSON_CHANGED}
SCOPES = {
    "members": ScopeReason.MEMBERS_ONLY,
    "plan": ScopeReason.OUTSIDE_PLAN,
    "political": ScopeReason.POLITICAL_RELIGIOUS,
    "religious": ScopeReason.POLITICAL_RELIGIOUS,
}
TASKS = {
    ConsultationState.RECEIVED: "整理を始める",
    ConsultationState.TRIAGED: "照会するか回答する",
    ConsultationState.REFERRED: "担当課の返事を待つ",
    ConsultationState.IN_DIALOGUE: "対話を進める",
    ConsultationState.ANSWERED: "終わったか確かめる",
    ConsultationState.STALLED: "停滞の理由を選んで動かす",
    ConsultationState.OUT_OF_SCOPE: "終わったか確かめる",
    ConsultationState.SEEDED: "終わったか確かめる",
}


def consultations(loading: Loading) -> None:
    loading.consultations = keyed(
        loading.holding.consultations, lambda one: _consultation(loading, one), Consultation
    )
    rows = [(loading.consultations[one.key], one) for one in loading.holding.consultations]
    last: dict[int, int] = {}
    for row, _one in rows:
        last[row.fiscal_year] = max(last.get(row.fiscal_year, 0), row.serial)
    stored(
        Counter,
        (Counter(jurisdiction=loading.jurisdiction, fiscal_year=year, last=n) for year, n in last.items()),
    )
    stored(Referral, (_referral(loading, row, part) for row, one in rows for part in one.referrals))
    stored(
        Message,
        (
            _message(loading, row, one, part)
            for row, one in rows
            for part in one.messages
            if not part.internal
        ),
    )
    stored(
        Note, (_note(loading, row, one, part) for row, one in rows for part in one.messages if part.internal)
    )
    desk_search.index([row for row, _one in rows])
    prefetch_related_objects([row for row, _one in rows], "referrals")
    for row, one in rows:
        loading.show_unsearched(row, row.card())
        _hold(loading, row, loading.users.get(one.owner))
    while lessons.catch_up(by=SYSTEM):
        pass
    lessons.judge(by=SYSTEM)
    for seed in loading.holding.seeds:
        cause = loading.consultations.get(seed.from_consultation or "")
        if cause is not None:
            loading.edges.append((cause, loading.seeds[seed.key]))


def _consultation(loading: Loading, one: shapes.Consultation) -> Consultation:
    year, _c, serial = one.key.split("-")
    state = ConsultationState(STATES.get(one.state, one.state))
    window = loading.actors.get("centre") if one.received_by == "centre" else loading.section()
    person = loading.users.get(one.owner)
    screening = one.screening
    seen = noon(one.last_event_on) if one.last_event_on else one.received_at
    closed = state in CONSULTATION.closed
    return Consultation(
        jurisdiction=loading.jurisdiction,
        number=one.key,
        fiscal_year=int(year),
        serial=int(serial),
        state=state,
        channel=one.channel,
        received_at=one.received_at,
        subject=one.subject,
        body=one.body,
        wish=one.wish,
        asker_kind=ASKERS.get(one.asker_kind, AskerKind.OTHER),
        asker_name=one.asker_name,
        asker=loading.known(one.asker),
        entered_by=person if one.received_by != "web" else None,
        received_by=window,
        share_departments=one.share_consent,
        share_centre=one.share_consent or one.received_by == "centre",
        public_benefit=screening.public_benefit if screening else "",
        in_plan=screening.in_plan if screening else "",
        money=screening.money if screening else "",
        screening_note=screening.note if screening else "",
        scope_reason=SCOPES.get(one.scope_reason, one.scope_reason),
        outcome=(OUTCOMES.get(one.outcome) or Outcome.OTHER) if closed else "",
        satisfaction=one.satisfaction,
        is_escalated=sum(part.state == "returned" for part in one.referrals) > 1,
        last_word_at=max(seen, one.received_at),
        state_before_stall=_before_stall(one) if state == ConsultationState.STALLED else "",
        stall_reason=STALLS.get(one.stalled_reason, one.stalled_reason),
        closed_at=noon(one.closed_on or one.last_event_on or loading.today) if closed else None,
        created_at=one.received_at,
    )


def _before_stall(one: shapes.Consultation) -> ConsultationState:
    if not one.referrals:
        return ConsultationState.TRIAGED
    replied = any(part.state == "replied" for part in one.referrals)
    return ConsultationState.IN_DIALOGUE if replied else ConsultationState.REFERRED


def _referral(loading: Loading, row: Consultation, part: shapes.Referral) -> Referral:
    state = ReferralState(part.state)
    owner = loading.known(part.likely_owner) or (
        loading.section() if state == ReferralState.RETURNED else None
    )
    ended = noon(part.replied_on or part.due_on) if state != ReferralState.SENT else None
    return Referral(
        jurisdiction=loading.jurisdiction,
        consultation=row,
        department=loading.actors[part.department],
        state=state,
        sent_at=noon(part.sent_on),
        due_on=part.due_on,
        question=part.question,
        ended_at=ended,
        likely_owner=owner if state == ReferralState.RETURNED else None,
        return_reason=part.reply if state == ReferralState.RETURNED else "",
    )


def _unit(loading: Loading, one: shapes.Consultation, side: str) -> Actor | None:
    if side == Side.SECTION:
        return loading.section()
    if side == Side.CENTRE:
        return loading.actors.get("centre")
    if side == Side.DEPARTMENT and one.referrals:
        return loading.actors[one.referrals[0].department]
    return None


def _message(loading: Loading, row: Consultation, one: shapes.Consultation, part: shapes.Message) -> Message:
    person = loading.users.get(part.author)
    unit = loading.known(part.author) or _unit(loading, one, part.side)
    officer = loading.holder(unit, "LIA", "DEPT", "CEN", turn=row.serial) if person is None else person.pk
    return Message(
        jurisdiction=loading.jurisdiction,
        consultation=row,
        side=part.side,
        author_id=officer if part.side != Side.ASKER else None,
        unit=unit,
        body=part.text,
        is_answer=part.is_answer,
        sent_at=part.at,
        created_at=part.at,
    )


def _note(loading: Loading, row: Consultation, one: shapes.Consultation, part: shapes.Message) -> Note:
    unit = _unit(loading, one, part.side)
    writer = loading.users.get(part.author)
    writer_id = (
        writer.pk if writer else loading.holder(unit, "SEC", "CEN", "LIA", "DHEAD") or loading.users["sec"].pk
    )
    return Note(
        jurisdiction=loading.jurisdiction,
        consultation=row,
        side=part.side,
        author_id=writer_id,
        unit=unit,
        body=part.text,
        written_at=part.at,
        created_at=part.at,
    )


def _hold(loading: Loading, row: Consultation, owner: User | None) -> None:
    if row.state in CONSULTATION.closed:
        return
    centre = loading.actors.get("centre")
    at_centre = row.received_by == centre and row.state in (
        ConsultationState.RECEIVED,
        ConsultationState.TRIAGED,
    )
    unit = centre if at_centre else loading.section()
    due: datetime = row.last_word_at + timedelta(days=14)
    loading.hold(
        row, unit, "SEC", "CEN", "SECH", due_on=due.date(), task=TASKS[ConsultationState(row.state)], label=row.number,
        address=row.get_absolute_url(), holder=None if at_centre else owner,
    )  # fmt: skip
    for referral in row.referrals.filter(state=ReferralState.SENT).select_related("department"):
        loading.hold(
            referral, referral.department, "LIA", "DEPT", "DHEAD", due_on=referral.due_on, task="照会に返事をする",
            label=row.number, address=row.get_absolute_url(),
        )  # fmt: skip
