"""Answering: once for each who is asked, only what is asked, nothing typed is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.people import People
from tests.surveys import making
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.visitors import hash_of
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.surveys.actions import answer as actions
from tomoni.surveys.actions import asking
from tomoni.surveys.forms.answer import AnswerForm
from tomoni.surveys.models import Draft, Question, Recipient, Response, Survey
from tomoni.surveys.states import SurveyState


def filled(survey: Survey, side: str, **given: str | list[str]) -> AnswerForm:
    """The form as sent: `q1="0"` answers question 1 with its first option."""
    questions = list(survey.questions.select_related("asked_if"))
    data = QueryDict(mutable=True)
    for name, value in given.items():
        order, _mark, row = name.removeprefix("q").partition("_")
        pk = questions[int(order) - 1].pk
        data.setlist(f"q{pk}_{row}" if row else f"q{pk}", value if isinstance(value, list) else [value])
    return AnswerForm(data, questions=questions, side=side)


def seat_of(survey: Survey, actor: Actor) -> Recipient:
    return Recipient.objects.select_related("survey__jurisdiction", "actor", "jurisdiction").get(
        survey=survey, actor=actor
    )


# What is refused


def test_nobody_answers_for_an_actor_they_do_not_work_for(people: People) -> None:
    survey = making.survey(people.gardeners)
    with pytest.raises(PermissionDenied):
        actions.answer(seat_of(survey, people.gardeners), by=people.other_grep, channel="web", answers={})
    assert not Response.objects.exists()


def test_a_recipient_answers_once(people: People) -> None:
    survey = making.survey(people.gardeners)
    seat = seat_of(survey, people.gardeners)
    actions.answer(seat, by=people.grep, channel="web", answers={"1": 0})
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer(seat, by=people.grep, channel="web", answers={"1": 1})
    assert Response.objects.count() == 1


@pytest.mark.parametrize("state", sorted(set(SurveyState.values) - {SurveyState.OPEN}))
def test_only_an_open_survey_takes_answers(people: People, state: str) -> None:
    survey = making.survey(people.gardeners, state=state)
    with pytest.raises(Refused):
        actions.answer(seat_of(survey, people.gardeners), by=people.grep, channel="web", answers={})


def test_after_the_last_day_no_answer_comes_in_though_the_clock_has_not_closed_it(people: People) -> None:
    survey = making.survey(people.gardeners, closes_on=timezone.localdate())
    seat = seat_of(survey, people.gardeners)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False), pytest.raises(Refused):
        actions.answer(seat, by=people.grep, channel="web", answers={})


def test_a_required_question_wants_an_answer(people: People) -> None:
    form = filled(making.survey(people.gardeners), "group")
    assert not form.is_valid()
    assert "お答えください。" in str(form.errors)


def test_words_are_no_number(people: People) -> None:
    survey = making.survey(people.gardeners)
    making.question(survey, Question.Kind.NUMBER)
    assert not filled(survey, "group", q1="0", q2="たくさん").is_valid()


def test_an_option_that_is_not_there_is_no_answer(people: People) -> None:
    assert not filled(making.survey(people.gardeners), "group", q1="9").is_valid()


def test_a_required_matrix_wants_every_row(people: People) -> None:
    survey = making.survey(people.gardeners)
    making.question(survey, Question.Kind.MATRIX, rows=["広さ", "明るさ"], is_required=True)
    form = filled(survey, "group", q1="0", q2_0="1")
    assert not form.is_valid()
    assert len(form.errors) == 1


def test_an_unknown_link_is_an_unknown_address(city: Jurisdiction) -> None:
    assert Client().get(f"/{city.slug}/q/{'x' * 32}/").status_code == 404


def test_the_desk_does_not_see_the_draft_of_the_one_who_answers(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners)
    seat = seat_of(survey, people.gardeners)
    making.question(survey, Question.Kind.TEXT)
    name = f"q{survey.questions.last().pk}"  # type: ignore[union-attr]
    actions.save_draft(seat, by=people.grep, typed={name: ["まだ考えているところ"]}, version=0)
    shown = browse(people.sec).get(f"{survey.get_absolute_url()}recipients/{seat.pk}/enter/")
    assert shown.status_code == 200
    assert "まだ考えているところ" not in shown.content.decode()


def test_a_draft_over_its_length_is_refused(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners)
    seat = seat_of(survey, people.gardeners)
    name = f"q{survey.questions.get().pk}"
    sent = browse(people.grep).post(f"{seat.get_absolute_url()}draft/", {name: "あ" * 100_001, "draft": "0"})
    assert sent.status_code == 400
    assert not Draft.objects.exists()


# What is kept


def test_every_kind_of_question_is_kept_as_it_was_answered(people: People) -> None:
    survey = making.survey(people.gardeners)
    kind = Question.Kind
    for one in (kind.SEVERAL, kind.SCALE, kind.NUMBER, kind.TEXT):
        making.question(survey, one)
    making.question(survey, kind.MATRIX, rows=["広さ", "明るさ"])
    form = filled(
        survey,
        "group",
        q1="1",
        q2=["0", "2"],
        q3="2",
        q4="１，２００",
        q5="もっと会いたい",
        q6_0="0",
        q6_1="2",
    )
    assert form.is_valid(), form.errors
    keys = [str(one.pk) for one in survey.questions.all()]
    assert form.answers == dict(
        zip(keys, [1, [0, 2], 2, 1200, "もっと会いたい", {"0": 0, "1": 2}], strict=True)
    )


def test_a_question_that_is_not_asked_is_neither_wanted_nor_kept(people: People) -> None:
    survey = making.survey(people.gardeners)
    first = survey.questions.get()
    second = making.question(survey, asked_if=first, asked_if_options=[0], is_required=True)
    making.question(survey, Question.Kind.TEXT, asked_if=second, asked_if_options=[1], is_required=True)
    form = filled(survey, "group", q1="1", q2="1", q3="残っていた文")
    assert form.is_valid(), form.errors
    assert form.answers == {str(first.pk): 1}


def test_a_question_that_is_asked_is_wanted(people: People) -> None:
    survey = making.survey(people.gardeners)
    making.question(survey, asked_if=survey.questions.get(), asked_if_options=[0], is_required=True)
    assert not filled(survey, "group", q1="0").is_valid()
    assert filled(survey, "group", q1="0", q2="1").is_valid()


def test_what_is_wrong_in_a_question_nobody_asked_does_not_hold_the_answer_up(people: People) -> None:
    survey = making.survey(people.gardeners)
    making.question(survey, Question.Kind.NUMBER, asked_if=survey.questions.get(), asked_if_options=[0])
    assert filled(survey, "group", q1="1", q2="たくさん").is_valid()


def test_each_side_is_asked_in_its_own_words_and_only_what_is_worded_for_it(people: People) -> None:
    survey = making.survey(people.gardeners, people.parks)
    making.question(survey, for_groups="")
    assert len(filled(survey, "group").fields) == 1
    assert [one.wording for one in filled(survey, "city").parts()][0] == "団体と組んだことがありますか"


# The draft


def test_a_draft_comes_back_wrong_and_unfinished_as_it_was_typed(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners)
    number = making.question(survey, Question.Kind.NUMBER)
    text = making.question(survey, Question.Kind.TEXT)
    seat = seat_of(survey, people.gardeners)
    browser = browse(people.grep)
    typed = {f"q{number.pk}": "十件くらい", f"q{text.pk}": "途中までの", "draft": "0"}
    saved = browser.post(f"{seat.get_absolute_url()}draft/", typed)
    assert saved.json()["version"] == 1
    # Another browser, another day: the tab was closed, the session has ended.
    again = browse(people.grep).get(seat.get_absolute_url()).content.decode()
    assert "十件くらい" in again
    assert "途中までの" in again
    assert 'name="draft" value="1"' in again


def test_without_script_a_button_saves(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners)
    seat = seat_of(survey, people.gardeners)
    name = f"q{survey.questions.get().pk}"
    browser = browse(people.grep)
    sent = browser.post(seat.get_absolute_url(), {name: "2", "draft": "0", "save": "1"})
    assert sent.status_code == 302
    assert Draft.objects.get().typed == {name: ["2"]}
    assert not Response.objects.exists()
    assert f'name="{name}" value="2"' in browser.get(seat.get_absolute_url()).content.decode()


def test_of_two_who_write_the_same_draft_the_second_is_told_and_loses_nothing(
    people: People, browse: Browse
) -> None:
    survey = making.survey(people.gardeners)
    text = making.question(survey, Question.Kind.TEXT)
    seat = seat_of(survey, people.gardeners)
    colleague = make.person(RoleCode.GRP, people.gardeners)
    browse(people.grep).post(f"{seat.get_absolute_url()}draft/", {f"q{text.pk}": "代表の文", "draft": "0"})
    other = browse(colleague)
    late = other.post(seat.get_absolute_url(), {f"q{text.pk}": "会員の文", "draft": "0", "save": "1"})
    assert late.status_code == 409
    assert "会員の文" in late.content.decode()
    assert Draft.objects.get().typed == {f"q{text.pk}": ["代表の文"]}
    other.post(seat.get_absolute_url(), {f"q{text.pk}": "会員の文", "draft": "1", "save": "1"})
    assert Draft.objects.get().typed == {f"q{text.pk}": ["会員の文"]}


def test_sending_ends_the_draft(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners)
    seat = seat_of(survey, people.gardeners)
    name = f"q{survey.questions.get().pk}"
    browser = browse(people.grep)
    browser.post(f"{seat.get_absolute_url()}draft/", {name: "2", "draft": "0"})
    browser.post(seat.get_absolute_url(), {name: "1", "draft": "1"})
    assert not Draft.objects.exists()
    assert Response.objects.get().answers == {name.removeprefix("q"): 1}


def test_a_form_sent_twice_leads_both_times_to_the_same_page(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners)
    seat = seat_of(survey, people.gardeners)
    name = f"q{survey.questions.get().pk}"
    browser = browse(people.grep)
    answers = [browser.post(seat.get_absolute_url(), {name: "1"}) for _one in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Response.objects.count() == 1


def test_what_was_sent_can_be_read_again_after_publication(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners, people.parks, state=SurveyState.PUBLISHED)
    making.answered(survey, people.gardeners, {survey.questions.get().pk: 1})
    mine = browse(people.grep).get(seat_of(survey, people.gardeners).get_absolute_url())
    assert "ない" in mine.content.decode()
    assert mine.status_code == 200
    assert browse(people.lia).get(seat_of(survey, people.parks).get_absolute_url()).status_code == 409


# By link and on paper


def test_a_private_link_answers_without_an_account(people: People) -> None:
    survey = making.survey(people.gardeners)
    seat = seat_of(survey, people.gardeners)
    token = asking.issue_link(seat, by=people.sec, once="a")
    name = f"q{survey.questions.get().pk}"
    browser = Client()
    address = f"/{survey.jurisdiction.slug}/q/{token}/"
    assert browser.get(address).status_code == 200
    assert browser.post(f"{address}draft/", {name: "1", "draft": "0"}).json()["version"] == 1
    assert browser.post(address, {name: "1", "draft": "1"}).status_code == 302
    seat.refresh_from_db()
    assert (seat.has_answered, seat.channel) == (True, Recipient.Channel.LINK)
    assert "受け取りました" in browser.get(address).content.decode()


def test_of_a_link_only_the_hash_is_kept_and_the_same_form_gives_it_again(people: People) -> None:
    seat = seat_of(making.survey(people.gardeners), people.gardeners)
    token = asking.issue_link(seat, by=people.sec, once="a")
    assert asking.issue_link(seat, by=people.sec, once="a") == token
    assert [one.token_hash for one in seat.links.all()] == [hash_of(token)]


def test_the_centre_types_in_the_paper_of_a_group_and_not_of_a_department(people: People) -> None:
    survey = making.survey(people.gardeners, people.parks)
    actions.enter(seat_of(survey, people.gardeners), by=people.cen, answers={"1": 0})
    assert Response.objects.get().recipient == seat_of(survey, people.gardeners)
    with pytest.raises(PermissionDenied):
        actions.enter(seat_of(survey, people.parks), by=people.cen, answers={"1": 0})


def test_paper_that_comes_after_the_last_day_is_still_typed_in(people: People) -> None:
    survey = making.survey(people.gardeners, state=SurveyState.CLOSED)
    actions.enter(seat_of(survey, people.gardeners), by=people.sec, answers={"1": 0})
    assert Response.objects.count() == 1


def test_the_paper_form_shows_the_questions_of_its_side(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners, people.parks)
    page = browse(people.sec).get(f"{survey.get_absolute_url()}paper/city/").content.decode()
    assert "団体と組んだことがありますか" in page
    assert "市と組んだことがありますか" not in page
