"""Who may pass which door of matching (domain brief §3.3): brokers lead, each side speaks for itself, nobody else knows."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tests import make
from tests.matrix.cast import ANYONE, DESK, GARDENERS, PARKS, SECTION, Home
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tests.seeds.policy import SEEDS
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.matching.models import Consent, Match, SheetAnswer
from tomoni.matching.states import MATCH, SUCCESSES, TALKING, State
from tomoni.seeds.states import SeedState

SIDES = GARDENERS | PARKS
TALKERS = DESK | SIDES
OVER = {*SUCCESSES, State.NOT_NOW, State.DECLINED, State.DROPPED}
BOTH_YES = (*TALKING, *SUCCESSES)


def _match(home: Home, mark: str, *, state: str, **fields: Any) -> Match:
    first, second = home.people.gardeners, home.people.parks
    now = timezone.now()
    asked = {} if state == State.PROPOSED else {"sounded_out_at": now}
    meeting: dict[str, datetime] = {}
    if state in (State.SCHEDULED, State.NO_SHOW, State.HELD, *SUCCESSES):
        meeting = {"meets_at": now - timedelta(days=2)}
    made = Match.objects.create(
        jurisdiction=home.city,
        seed=make.seed(first, state=SeedState.MATCHED),
        first=first,
        second=second,
        state=state,
        can_do=mark,
        shared_problem=mark,
        **{**asked, **meeting, **fields},
    )
    if state in BOTH_YES:
        for side in (first, second):
            _yes(made, side)
            SheetAnswer.objects.create(
                jurisdiction=home.city,
                match=made,
                actor=side,
                question=SheetAnswer.Question.values[0],
                text=mark,
            )
    return made


def _yes(made: Match, side: Actor) -> None:
    Consent.objects.create(jurisdiction=made.jurisdiction, match=made, actor=side, answer=Consent.Answer.YES)


def _case(state: str) -> Case:
    sees = DESK if state == State.PROPOSED else TALKERS
    return Case(state, sees, lambda home, mark: _match(home, mark, state=state))


def _public(home: Home, mark: str) -> Match:
    """What everybody reads of a published match are its two sides, not their talks: its mark stands in none of those."""
    return _match(home, "", state=State.TO_LIGHT, visibility=Visibility.PUBLIC, engine=mark)


MATCHES = Subject(
    "match", (*(_case(state) for state in State.values), Case("published", ANYONE, _public, state="to_light"))
)
TAUGHT = Subject("taught match", (_case(State.TO_LIGHT), _case(State.HELD)))
TALKS = Subject("talks", tuple(_case(state) for state in State.values))


def _speakers(case: Case) -> frozenset[str]:
    """For the side that stands behind the seed; brokers enter what was said by phone."""
    return DESK | GARDENERS


def _first(record: Match) -> dict[str, Any]:
    return {"pk": record.pk, "actor_pk": record.first_id}


def _merged(record: Match) -> dict[str, Any]:
    return {"pk": record.pk, "actor_pk": 0}


NEWS = {SheetAnswer.Question.values[0]: "水やりの人が足りません。"}
LATE = frozenset({Outcome.MOMENT})
SOWN = Subject("seed to match", SEEDS.cases)

POLICY: Policies = {
    "matching:matches": Page(
        get=frozenset(ANYONE - {"nobody", "suspended"}), asks=("?format=csv", "?format=xlsx", "?state=open")
    ),
    "matching:seeds": Page(get=DESK),
    "matching:candidates": Page(
        get=DESK,
        of=SOWN,
        at=("published", "internal_only", "matched"),
        kwargs=lambda seed: {"seed_pk": seed.pk},
    ),
    "matching:why": Page(
        get=DESK,
        of=SOWN,
        at=("published", "internal_only", "matched"),
        kwargs=lambda seed: {"seed_pk": seed.pk},
    ),
    "matching:learned": Page(get=SECTION),
    "matching:reset": Page(get=SECTION, post=SECTION),
    "matching:retract": Page(
        get=SECTION, post=SECTION, of=TAUGHT, body={"why": "例外でした。"}, also=LATE, door=True
    ),
    "matching:restore": Page(get=SECTION, post=SECTION, of=TAUGHT, also=LATE, door=True),
    "matching:propose": Page(
        post=DESK,
        of=SOWN,
        at=("published", "internal_only", "matched"),
        kwargs=lambda seed: {"seed_pk": seed.pk},
        also=LATE,
    ),
    "matching:match": Page(get=ANYONE, of=MATCHES),
    "matching:contacts": Page(get=TALKERS, of=TALKS, at=BOTH_YES),
    "matching:kit": Page(get=TALKERS, of=TALKS),
    "matching:answer": Page(get=_speakers, post=_speakers, of=TALKS, kwargs=_first, also=LATE, door=True),
    "matching:sheet": Page(
        get=_speakers, post=_speakers, of=TALKS, kwargs=_first, at=TALKING, door=True, body=NEWS
    ),
    "matching:move": Moves(
        of=TALKS,
        flow=MATCH,
        may=dict.fromkeys(("sound_out", "schedule", "hold", "miss", "conclude", "drop"), DESK),
        bodies={
            "conclude": {"outcome": State.TO_INFO.value, "reason": "試験の理由です。"},
            "drop": {"reason": "試験の理由です。"},
            "miss": {"reason": "試験の理由です。"},
        },
        later={"hold": "what has not begun has not been held"},
    ),
}
