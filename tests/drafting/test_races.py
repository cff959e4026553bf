"""Several at the same moment: every comment has its own number, an answer has one winner, nothing is taken in after the end."""

from uuid import uuid4

import pytest

from tests import make
from tests.at_once import together
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.once import once
from tomoni.drafting.actions import comment as comments
from tomoni.drafting.actions import draft as drafts
from tomoni.drafting.actions import round as rounds
from tomoni.drafting.models import Comment, Draft, Round
from tomoni.drafting.states import CommentState, DraftState, RoundState

pytestmark = pytest.mark.postgres
Crowd = tuple[Jurisdiction, People]


def _asked(people: People) -> Round:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT, unit=people.parks)
    return make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC)


def test_everybody_gets_a_number_of_their_own(crowded: Crowd) -> None:
    city, people = crowded
    with scope(city):
        made = _asked(people)
        seen = [Round.objects.select_related("draft", "edition").get(pk=made.pk) for _ in range(6)]
    ends = together(
        city, *(lambda one=one: comments.give(one, by=people.nobody, text="意見") for one in seen)
    )
    assert ends == ["done"] * 6
    with scope(city):
        assert sorted(Comment.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_form_sent_six_times_at_once_is_one_comment(crowded: Crowd) -> None:
    city, people = crowded
    key = str(uuid4())
    with scope(city):
        made = _asked(people)
        seen = [
            Round.objects.select_related("draft", "edition", "jurisdiction").get(pk=made.pk) for _ in range(6)
        ]
    together(
        city,
        *(
            lambda one=one: once(
                key, None, lambda: comments.give(one, by=people.nobody, text="意見", once=key)
            )
            for one in seen
        ),
    )
    with scope(city):
        assert Comment.objects.count() == 1


def test_answering_and_taking_back_have_one_winner(crowded: Crowd) -> None:
    city, people = crowded
    with scope(city):
        made = make.comment(_asked(people), person=people.grep)
        seen = [Comment.objects.select_related("round__draft").get(pk=made.pk) for _ in range(2)]
    ends = together(
        city,
        lambda: comments.answer(seen[0], by=people.lia, kind=CommentState.ACCEPTED, reply="はい"),
        lambda: comments.take_back(seen[1], by=people.grep),
    )
    assert ends == ["done", "refused"]


def test_a_round_is_not_both_extended_and_called_off(crowded: Crowd) -> None:
    city, people = crowded
    with scope(city):
        made = _asked(people)
        later = made.closes_on.replace(year=made.closes_on.year + 1)
        seen = [
            Round.objects.select_related("draft__jurisdiction", "jurisdiction").get(pk=made.pk)
            for _ in range(2)
        ]
    together(
        city,
        lambda: rounds.extend(seen[0], by=people.sec, closes_on=later, reason="説明会のため"),
        lambda: rounds.cancel(seen[1], by=people.sech, reason="案の誤り"),
    )
    with scope(city):
        assert Round.objects.get().state == RoundState.CANCELLED


def test_one_of_two_opens_the_round(crowded: Crowd) -> None:
    city, people = crowded
    with scope(city):
        made = make.draft(state=DraftState.ROUGH)
        make.edition(made)
        seen = [Draft.objects.select_related("jurisdiction", "unit").get(pk=made.pk) for _ in range(2)]
        later = make.comment_round(make.edition(make.draft())).closes_on
    ends = together(
        city,
        lambda: drafts.hear(seen[0], by=people.sec, closes_on=later),
        lambda: drafts.hear(seen[1], by=people.sech, closes_on=later),
    )
    assert ends == ["done", "refused"]
    with scope(city):
        assert Round.objects.filter(draft=made).count() == 1
