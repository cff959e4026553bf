"""Comments: who is asked, on what they stand, how they are answered, and when everybody is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core.errors import NotAllowed, Refused
from tomoni.drafting import jobs
from tomoni.drafting.actions import comment as comments
from tomoni.drafting.actions import round as rounds
from tomoni.drafting.models import Comment, LinkHolder, Round
from tomoni.drafting.states import CommentState, DraftState, RoundState


@pytest.fixture
def inside(people: People) -> Round:
    """Members and departments are asked."""
    draft = make.draft(state=DraftState.IN_COMMENT, unit=people.parks, council=people.council)
    return make.comment_round(make.edition(draft))


@pytest.fixture
def public(people: People) -> Round:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT, unit=people.parks, council=people.council)
    return make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC)


def test_a_group_is_not_asked_among_members(people: People, inside: Round) -> None:
    with pytest.raises(NotAllowed):
        comments.give(inside, by=people.grep, text="意見", actor=people.gardeners)
    with pytest.raises(NotAllowed):
        comments.give(inside, by=people.nobody, text="意見")


def test_nobody_speaks_for_a_department_not_their_own(people: People, inside: Round) -> None:
    with pytest.raises(NotAllowed):
        comments.give(inside, by=people.other_lia, text="意見", actor=people.parks)
    with pytest.raises(NotAllowed):
        comments.give(inside, by=people.mem, text="意見", actor=people.parks)


def test_a_member_of_another_council_is_not_asked(people: People, inside: Round) -> None:
    from tomoni.directory.models import Actor
    from tomoni.directory.roles import RoleCode

    other = make.actor(Actor.Kind.COUNCIL, name="別の会議")
    with pytest.raises(NotAllowed):
        comments.give(inside, by=make.person(RoleCode.MEM, other), text="意見", actor=other)


@pytest.mark.parametrize("state", [RoundState.ANNOUNCED, RoundState.CLOSED, RoundState.CANCELLED])
def test_outside_the_period_nothing_is_taken_in(people: People, public: Round, state: str) -> None:
    public.state = state
    with pytest.raises(Refused, match="受け付けていません"):
        comments.give(public, by=people.nobody, text="意見")


def test_after_the_last_day_nothing_is_taken_in_even_before_the_clock_struck(
    people: People, public: Round
) -> None:
    public.closes_on = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="受け付けていません"):
        comments.give(public, by=people.nobody, text="意見")


def test_post_of_the_last_day_is_entered_after_it(people: People, public: Round) -> None:
    Round.objects.filter(pk=public.pk).update(state=RoundState.CLOSED)
    public.refresh_from_db()
    made = comments.enter(public, by=people.lia, text="はがきで届いた意見", channel="post")
    assert (made.side, made.channel, made.person) == (Comment.Side.PUBLIC, "post", None)
    with pytest.raises(NotAllowed):
        comments.enter(public, by=people.other_lia, text="意見", channel="post")


def test_the_quote_is_taken_from_the_edition(people: People, inside: Round) -> None:
    part = inside.edition.parts[1]
    made = comments.give(
        inside,
        by=people.mem,
        text="市も当番に入る",
        actor=people.council,
        section=part["section"],
        starts=0,
        ends=5,
    )
    assert (made.quote, made.starts, made.ends) == (part["body"][:5], 0, 5)
    assert made.stands_on == "第1章 1 花壇"


@pytest.mark.parametrize(("starts", "ends"), [(0, 9999), (5, 5), (9, 3), (-1, 4)])
def test_a_passage_that_is_not_there_is_refused(
    people: People, inside: Round, starts: int, ends: int
) -> None:
    section = inside.edition.parts[1]["section"]
    with pytest.raises(ValidationError, match="選んだところ"):
        comments.give(
            inside,
            by=people.mem,
            text="意見",
            actor=people.council,
            section=section,
            starts=starts,
            ends=ends,
        )


def test_a_section_of_another_report_is_refused(people: People, inside: Round) -> None:
    other = make.edition(make.draft()).parts[0]["section"]
    with pytest.raises(ValidationError, match="この版にはありません"):
        comments.give(inside, by=people.mem, text="意見", actor=people.council, section=other)


def test_numbers_follow_each_other(people: People, inside: Round) -> None:
    given = [comments.give(inside, by=people.mem, text=f"意見{n}", actor=people.council) for n in range(3)]
    assert [one.serial for one in given] == [1, 2, 3]
    assert given[2].number == f"{inside.pk}-003"


def test_an_answer_without_a_reason_is_refused(people: People, inside: Round) -> None:
    comment = make.comment(inside)
    with pytest.raises(ValidationError, match="理由"):
        comments.answer(comment, by=people.lia, kind=CommentState.NOT_TAKEN, reply=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(state=CommentState.ACCEPTED)


def test_somebody_else_does_not_answer(people: People, inside: Round) -> None:
    comment = make.comment(inside)
    for person in (people.mem, people.other_lia, people.cen, people.grep):
        with pytest.raises(NotAllowed):
            comments.answer(comment, by=person, kind=CommentState.ACCEPTED, reply="はい")


def test_an_answer_may_be_reworded_until_it_is_published(people: People, inside: Round) -> None:
    comment = make.comment(inside)
    comments.answer(comment, by=people.lia, kind=CommentState.ACCEPTED, reply="そうします")
    comments.answer(
        comment, by=people.lia, kind=CommentState.PARTLY, reply="半分はそうします", summary="苗を"
    )
    assert (comment.state, comment.shown) == (CommentState.PARTLY, "苗を")
    rounds.close(inside, by=people.lia)
    rounds.results(inside, by=people.sec)
    with pytest.raises(Refused, match="公表した答え"):
        comments.answer(comment, by=people.lia, kind=CommentState.NOT_TAKEN, reply="やめます")


def test_what_members_said_is_told_before_its_answer_and_answered_once(people: People, inside: Round) -> None:
    comment = make.comment(inside)
    rounds.close(inside, by=people.lia)
    rounds.results(inside, by=people.sec)
    assert Comment.objects.visible_to(people.nobody).get() == comment
    comments.answer(comment, by=people.lia, kind=CommentState.ACCEPTED, reply="そうします")
    with pytest.raises(Refused, match="公表した答え"):
        comments.answer(comment, by=people.lia, kind=CommentState.NOT_TAKEN, reply="やめます")


def test_nobody_outside_sees_a_comment_before_the_results(people: People, public: Round) -> None:
    comment = make.comment(public, state=CommentState.ACCEPTED)
    for person in (people.nobody, people.grep, people.mem, people.other_lia):
        assert not Comment.objects.visible_to(person).filter(pk=comment.pk).exists()
    Round.objects.filter(pk=public.pk).update(state=RoundState.PUBLISHED, published_at=timezone.now())
    assert Comment.objects.visible_to(people.nobody).get() == comment


def test_what_was_set_aside_is_counted_but_not_shown(people: People, public: Round) -> None:
    comment = make.comment(public)
    with pytest.raises(ValidationError, match="理由"):
        comments.set_aside(comment, by=people.lia, reason="")
    comments.set_aside(comment, by=people.lia, reason="個人への中傷があるため")
    Round.objects.filter(pk=public.pk).update(state=RoundState.PUBLISHED, published_at=timezone.now())
    assert not Comment.objects.visible_to(people.nobody).exists()
    assert Comment.objects.visible_to(people.lia).exists()


def test_set_aside_is_restored_before_the_results_only(people: People, public: Round) -> None:
    comment = make.comment(public)
    comments.set_aside(comment, by=people.lia, reason="案と関係がない")
    comments.restore(comment, by=people.lia)
    assert (comment.state, comment.reply) == (CommentState.OPEN, "")


def test_a_comment_is_taken_back_by_whoever_gave_it(people: People, public: Round) -> None:
    comment = make.comment(public, person=people.grep)
    for other in (people.other_grep, people.mem, LinkHolder(comment.pk + 1)):
        with pytest.raises(NotAllowed):
            comments.take_back(comment, by=other)
    comments.take_back(comment, by=people.grep)
    assert comment.state == CommentState.WITHDRAWN


def test_an_answered_comment_is_not_taken_back(people: People, public: Round) -> None:
    comment = make.comment(public, state=CommentState.ACCEPTED)
    with pytest.raises(Refused):
        comments.take_back(comment, by=LinkHolder(comment.pk))


def test_rounds_begin_and_end_by_the_clock_once(people: People) -> None:
    today = timezone.localdate()
    coming = make.comment_round(
        make.edition(make.draft(state=DraftState.PUBLIC_COMMENT)),
        kind=Round.Kind.PUBLIC,
        state=RoundState.ANNOUNCED,
        opens_on=today,
    )
    over = make.comment_round(
        make.edition(make.draft(state=DraftState.PUBLIC_COMMENT)), kind=Round.Kind.PUBLIC, closes_on=today
    )
    assert (jobs.begin_rounds(today), jobs.end_rounds(today)) == (1, 0)
    tomorrow = today + timedelta(days=1)
    assert (jobs.begin_rounds(tomorrow), jobs.end_rounds(tomorrow)) == (0, 1)
    for one in (coming, over):
        one.refresh_from_db()
    assert (coming.state, over.state) == (RoundState.OPEN, RoundState.CLOSED)
    with pytest.raises(Refused):
        rounds.begin(coming)


def test_one_round_at_a_time(people: People, inside: Round) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.comment_round(inside.edition)
