"""Every move of every lifecycle has its rule, its action and a test; every state is reached and left."""

import re

import pytest

from tests.codebase import house
from tomoni.core.workflow import Move, Workflow

MOVES = [
    pytest.param(room, flow, move, id=f"{flow.name}.{move.name}")
    for room, flow in house.lives()
    for move in flow.moves
]
LIVES = [pytest.param(flow, id=flow.name) for _room, flow in house.lives()]


def _defined(room: str, what: str) -> set[str]:
    return {function.name for path in house.modules_of(room, what) for function in house.functions(path)}


@pytest.mark.parametrize(("room", "flow", "move"), MOVES)
def test_a_move_by_hand_has_its_rule_and_its_action(room: str, flow: Workflow, move: Move) -> None:
    if move.by_clock:
        return
    assert f"can_{move.name}" in _defined(room, "rules")
    assert move.name in _defined(room, "actions")


@pytest.mark.parametrize(("room", "flow", "move"), MOVES)
def test_a_move_by_hand_names_who_may(room: str, flow: Workflow, move: Move) -> None:
    assert move.by_clock or move.roles


def test_every_move_is_named_by_a_test() -> None:
    """Of its own room (the policy of the matrix included), or of one above whose action makes it."""
    said = {
        room: "\n".join(
            path.read_text(encoding="utf-8") for path in (house.ROOT / "tests" / room).glob("*.py")
        )
        for room in house.levels()
    }
    missing = []
    for room, flow in house.lives():
        text = "\n".join(said[other] for other in said if house.may_know(other, room))
        missing += [
            f"{flow.name}.{move.name}" for move in flow.moves if not re.search(rf"\b{move.name}\b", text)
        ]
    assert missing == []


@pytest.mark.parametrize("flow", LIVES)
def test_moves_start_and_end_in_states_of_their_life(flow: Workflow) -> None:
    named = {state for move in flow.moves for state in (*move.sources, *move.targets)}
    assert named <= set(flow.states.values)
    assert {*flow.path, *flow.closed} <= set(flow.states.values)


@pytest.mark.parametrize("flow", LIVES)
def test_no_open_state_is_a_dead_end(flow: Workflow) -> None:
    assert [state for state in flow.open_states if not list(flow.from_state(state))] == []


@pytest.mark.parametrize("flow", LIVES)
def test_every_state_but_the_first_is_reached(flow: Workflow) -> None:
    reached = {goal for move in flow.moves for goal in move.targets} | {flow.path[0]}
    assert set(flow.states.values) - reached == set()
