"""Several people at the same moment: one answer from each who is asked, one draft, one reminder, no paper typed in twice."""

from collections.abc import Callable

import pytest

from tests.at_once import together
from tests.people import People
from tests.surveys import making
from tests.surveys.test_answering import seat_of
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.outbox import Notice
from tomoni.surveys.actions import answer as actions
from tomoni.surveys.actions import asking, taking
from tomoni.surveys.actions import survey as lives
from tomoni.surveys.models import Draft, Question, Recipient, Response, Survey
from tomoni.surveys.states import SurveyState
from tomoni.voices.models import Opinion

Crowded = tuple[Jurisdiction, People]


def _act(verb: Callable[..., object], *things: object, **given: object) -> Callable[[], object]:
    return lambda: verb(*things, **given)


def fresh(survey: Survey) -> Survey:
    return Survey.objects.select_related("jurisdiction").get(pk=survey.pk)


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_of_answers_sent_at_once_one_counts(crowded: Crowded, is_anonymous: bool) -> None:
    city, people = crowded
    with scope(city):
        survey = making.survey(people.gardeners, is_anonymous=is_anonymous)
        acts = [
            _act(
                actions.answer,
                seat_of(survey, people.gardeners),
                by=people.grep,
                channel="web",
                answers={"1": n},
            )
            for n in range(4)
        ]
        assert together(city, *acts) == ["done", "refused", "refused", "refused"]
        assert Response.objects.count() == 1


def test_of_two_first_drafts_one_is_kept(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        survey = making.survey(people.gardeners)
        acts = [
            _act(
                actions.save_draft,
                seat_of(survey, people.gardeners),
                by=people.grep,
                typed={"q1": [str(n)]},
                version=0,
            )
            for n in range(2)
        ]
        assert together(city, *acts) == ["done", "refused"]
        assert Draft.objects.count() == 1


def test_one_reminder_goes_out(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        survey = making.survey(people.gardeners)
        acts = [_act(asking.remind, fresh(survey), by=one) for one in (people.sec, people.sech)]
        assert together(city, *acts) == ["done", "refused"]
        assert Notice.objects.filter(person_id=people.grep.pk).count() == 1


def test_one_paper_is_typed_in_once(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        survey = making.survey(*making.groups(5), is_anonymous=True)
        seat = Recipient.objects.select_related("survey", "actor").filter(survey=survey)[0]
        actions.receive_paper(seat, by=people.sec)
        acts = [
            _act(actions.enter_unnamed, fresh(survey), by=one, side="group", kind="", answers={})
            for one in (people.sec, people.sech, people.cen)
        ]
        assert together(city, *acts) == ["done", "refused", "refused"]
        assert Response.objects.count() == 1


def test_an_answer_and_the_closing_leave_a_count_that_is_true(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        survey = making.survey(people.gardeners, is_anonymous=True)
        acts = [
            _act(
                actions.answer, seat_of(survey, people.gardeners), by=people.grep, channel="web", answers={}
            ),
            _act(lives.close, fresh(survey), by=people.sec),
        ]
        outcome = together(city, *acts)
        assert outcome in (["done", "done"], ["done", "refused"])
        assert Response.objects.count() == survey.recipients.filter(has_answered=True).count()
        assert fresh(survey).state == SurveyState.CLOSED


def test_a_text_becomes_one_opinion(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        survey = making.survey(people.gardeners, state=SurveyState.CLOSED)
        text = making.question(survey, Question.Kind.TEXT)
        given = making.answered(survey, people.gardeners, {text.pk: "場所がない"})
        acts = [
            _act(taking.take, fresh(survey), [(given, text)], by=one) for one in (people.sec, people.sech)
        ]
        assert together(city, *acts) == ["done", "refused"]
        assert Opinion.objects.count() == 1
