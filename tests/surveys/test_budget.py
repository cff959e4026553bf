"""What the pages of a survey ask of the database does not grow with questions, recipients and answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Browse
from tests.people import People
from tests.surveys import making
from tomoni.surveys.models import Question, Survey
from tomoni.surveys.states import SurveyState

PAGES = ("", "results/", "results/?side=group", "answers/", "texts/", "recipients/", "paper/group/")
MOST = 25


def _survey(count: int, *, is_anonymous: bool) -> Survey:
    survey = making.survey(state=SurveyState.CLOSED, is_anonymous=is_anonymous)
    first = survey.questions.get()
    text = making.question(survey, Question.Kind.TEXT)
    for _one in range(count // 5):
        making.question(
            survey, Question.Kind.MATRIX, rows=["広さ", "明るさ"], asked_if=first, asked_if_options=[0]
        )
    for n, actor in enumerate(making.groups(count)):
        making.answered(survey, actor, {first.pk: n % 3, text.pk: f"文{n}"})
        making.hearing(actor, actor, survey=survey, state="settled")
    return survey


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_no_page_asks_more_for_more(people: People, browse: Browse, *, is_anonymous: bool) -> None:
    few, many = (_survey(count, is_anonymous=is_anonymous) for count in (5, 40))
    browser = browse(people.sec)
    for page in PAGES:
        counts = []
        for survey in (few, many):
            browser.get(f"{survey.get_absolute_url()}{page}")
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert browser.get(f"{survey.get_absolute_url()}{page}").status_code == 200
            counts.append(len(asked))
        assert counts[1] <= counts[0] <= MOST, (page, counts)


@pytest.mark.parametrize("name", ["surveys", "hearings"])
def test_no_list_asks_more_for_more(people: People, browse: Browse, name: str) -> None:
    counts = []
    browser = browse(people.sec)
    for _round in range(2):
        for _one in range(4):
            _survey(5, is_anonymous=False)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/{people.section.jurisdiction.slug}/{name}/").status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= MOST


def test_drafts_of_the_list_wait_in_a_fixed_number_of_queries(people: People, browse: Browse) -> None:
    counts = []
    browser = browse(people.grep)
    for _round in range(2):
        for _one in range(4):
            making.survey(people.gardeners)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/{people.section.jurisdiction.slug}/surveys/").status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0]
