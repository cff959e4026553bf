"""Who may pass which door of the intake: the section alone, whatever the state."""

from typing import Any

from tests.intake.making import minutes
from tests.matrix.cast import SECTION, Home
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.intake import actions
from tomoni.intake.models import Intake
from tomoni.intake.states import INTAKE, State


def _made(home: Home, mark: str, *, state: str) -> Intake:
    by = home.people.sec
    intake = minutes(by, mark=mark)
    if state == State.COMMITTED:
        actions.commit(intake, by=by, unit=home.people.section)
    elif state == State.KEPT:
        actions.keep(intake, by=by)
    elif state == State.DROPPED:
        actions.drop(intake, by=by)
    elif state in (State.READING, State.REFUSED):
        Intake.objects.filter(pk=intake.pk).update(state=state, content="")
    intake.refresh_from_db()
    return intake


def _case(state: str) -> Case:
    return Case(state, SECTION, lambda home, mark: _made(home, mark, state=state), state=state)


INTAKES = Subject("document taken in", tuple(_case(state) for state in State.values))
LATE = frozenset({Outcome.MOMENT})


def _unit(_record: Any) -> dict[str, Any]:
    return {}


POLICY: Policies = {
    "intake:intakes": Page(get=SECTION, post=SECTION, body={"text": "第1回協働会議 会議録"}),
    "intake:intake": Page(get=SECTION, of=INTAKES, door=True),
    "intake:document": Page(get=SECTION, of=INTAKES, door=True),
    "intake:mend": Page(post=SECTION, of=INTAKES, door=True, also=LATE, body={"version": "1"}, quiet=True),
    "intake:move": Moves(
        of=INTAKES,
        flow=INTAKE,
        may=dict.fromkeys(("commit", "keep", "read_again", "undo", "drop"), SECTION),
    ),
}
