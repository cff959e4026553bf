"""Every move of an opinion, tried by everybody at the moment when it is possible: refusals are the rule."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.accounts.models import User
from tomoni.voices import actions
from tomoni.voices.models import Code, Opinion
from tomoni.voices.states import OPINION, State

SECTION = {"sec", "sech"}
SORTERS = SECTION | {"cen"}
DEPARTMENT = {"lia", "dept", "dhead"}
MAY = {
    "normalise": SORTERS,
    "correct": SORTERS,
    "classify": SORTERS,
    "reclassify": SECTION,
    "route": SECTION,
    "give_back": DEPARTMENT,
    "draft": DEPARTMENT,
    "approve": {"dhead"},
    "send_back": SECTION | {"dhead"},
    "publish": SECTION,
    "undo": SECTION,
    "withdraw": SECTION,
    "answer_again": SECTION,
    "follow_up": SECTION,
    "finish": SECTION,
    "mark_duplicate": SORTERS,
    "split": SORTERS,
    "mark_off_topic": SECTION,
    "mark_not_publishable": SECTION,
    "restore": SECTION,
    "show": SECTION,
}
EVERYBODY = (
    "sec", "sech", "lia", "dept", "dhead", "cen", "grep", "mem", "adm", "other_lia", "other_grep",
)  # fmt: skip
AT = {"undo": State.ANSWERED, "correct": State.NORMALISED}
"""Where a move is tried, if not in the first state it leaves."""


def at_state(people: People, state: str) -> Opinion:
    """An opinion of the gardeners, taken down by the centre, in this state, with the parks department."""
    # Of another year than the numbers of `make`: parts draw the next number of theirs.
    opinion = make.opinion(
        state=state,
        department=people.parks,
        recorder=people.centre,
        group=people.gardeners,
        received_on=date(2025, 6, 26),
    )
    if state in (State.ANSWERED, State.FOLLOW_UP):
        make.published(opinion)
    elif state in (State.DRAFTED, State.APPROVED):
        make.answer(opinion, approved_at=timezone.now() if state == State.APPROVED else None)
    return opinion


def what_it_needs(move: str, people: People, code: Code) -> dict[str, Any]:
    needs: dict[str, Callable[[], dict[str, Any]]] = {
        "normalise": lambda: {"display_text": "整えた文です。"},
        "correct": lambda: {"display_text": "整えた文です。"},
        "classify": lambda: {"primary": code},
        "reclassify": lambda: {"primary": code},
        "route": lambda: {"department": people.parks},
        "draft": lambda: {"kind": "1", "text": "実施します。"},
        "mark_duplicate": lambda: {"duplicate_of": make.opinion()},
        "split": lambda: {"parts": ["一つ目の声です。", "二つ目の声です。"]},
        "finish": lambda: {"follow_up_note": "できました。"},
        "show": lambda: {"visibility": "public"},
    }
    given = needs.get(move, dict)()
    return given | ({"reason": "そう考えたためです。"} if OPINION[move].needs_reason else {})


@pytest.mark.parametrize("move", [one.name for one in OPINION.moves])
def test_only_those_named_may_make_the_move(people: People, move: str) -> None:
    code = make.scheme().codes.get(code="A")
    needs = what_it_needs(move, people, code)
    for name in EVERYBODY:
        person: User = getattr(people, name)
        opinion = at_state(people, AT.get(move, OPINION[move].sources[0]))
        if name in MAY[move]:
            getattr(actions, move)(opinion, by=person, **needs)
            assert Opinion.objects.get(pk=opinion.pk).version == 2, (move, name)
        else:
            with pytest.raises(PermissionDenied):
                getattr(actions, move)(opinion, by=person, **needs)
            assert Opinion.objects.get(pk=opinion.pk).version == 1, (move, name)


def test_every_move_has_its_line_here() -> None:
    assert {one.name for one in OPINION.moves} == set(MAY)


def test_the_centre_does_not_sort_what_others_took_down(people: People) -> None:
    opinion = make.opinion(recorder=people.section)
    with pytest.raises(PermissionDenied):
        actions.normalise(opinion, by=people.cen, display_text="整えた文です。")


def test_the_centre_leaves_the_words_alone_once_the_city_has_answered(people: People) -> None:
    opinion = at_state(people, State.ANSWERED)
    with pytest.raises(PermissionDenied):
        actions.correct(opinion, by=people.cen, display_text="別の文です。")


def test_the_section_answers_what_is_its_own(people: People) -> None:
    opinion = make.opinion(state=State.ROUTED, department=people.section)
    actions.draft(opinion, by=people.sec, kind="1", text="実施します。")
    with pytest.raises(PermissionDenied):
        actions.approve(opinion, by=people.sec)
    actions.approve(opinion, by=people.sech)
    assert opinion.state == State.APPROVED


@pytest.mark.parametrize("name", ["lia", "dept", "dhead", "grep", "mem", "adm"])
def test_only_the_section_and_the_centre_take_opinions_down(people: People, name: str) -> None:
    day = make.opinion().received_on
    with pytest.raises(PermissionDenied):
        actions.record(by=getattr(people, name), line=actions.Line("窓口が分かりません。"), received_on=day)


@pytest.mark.parametrize("name", ["cen", "lia", "dhead", "grep", "adm"])
def test_only_the_section_keeps_schemes(people: People, name: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.adopt_kashiwa(by=getattr(people, name))
    with pytest.raises(PermissionDenied):
        actions.define(by=getattr(people, name), name="分類", codes=[("A", "あ", "")])
