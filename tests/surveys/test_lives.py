"""The life of a survey: who may, when, and what each step leaves behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.people import People
from tests.surveys import making
from tests.surveys.test_answering import seat_of
from tomoni.core import ownership, things, visibility
from tomoni.core.errors import Conflict, Refused
from tomoni.core.outbox import Letter, Notice
from tomoni.directory.models import Actor
from tomoni.surveys import jobs
from tomoni.surveys.actions import answer, asking
from tomoni.surveys.actions import survey as actions
from tomoni.surveys.models import AnswerLink, Draft, Question, Response, Survey
from tomoni.surveys.states import SurveyState

S = SurveyState
SOON = timezone.localdate() + timedelta(days=30)


# What is refused


def test_only_the_section_makes_a_survey(people: People) -> None:
    with pytest.raises(PermissionDenied):
        actions.create(by=people.cen, title="題", purpose="何か", use="何か")


def test_only_the_head_approves(people: People) -> None:
    survey = making.survey(state=S.DRAFT)
    with pytest.raises(PermissionDenied):
        actions.approve(survey, by=people.sec)
    actions.approve(survey, by=people.sech)
    assert survey.state == S.APPROVED


def test_a_survey_without_questions_is_not_approved(people: People) -> None:
    survey = making.survey(state=S.DRAFT)
    survey.questions.all().delete()
    with pytest.raises(ValidationError):
        actions.approve(survey, by=people.sech)


def test_after_approval_the_questions_stand(people: People) -> None:
    survey = making.survey(state=S.APPROVED)
    with pytest.raises(PermissionDenied):
        actions.add_question(survey, by=people.sec, kind="text", for_groups="ほかに")
    with pytest.raises(PermissionDenied):
        actions.remove_question(survey.questions.get(), by=people.sec)
    actions.rework(survey, by=people.sec)
    actions.add_question(survey, by=people.sec, kind="text", for_groups="ほかに")
    assert survey.questions.count() == 2


def test_it_does_not_open_where_a_side_with_questions_has_nobody(people: People) -> None:
    survey = making.survey(people.gardeners, state=S.APPROVED)
    with pytest.raises(ValidationError, match="担当課がいません"):
        actions.open(survey, by=people.sec, closes_on=SOON)


def test_it_does_not_open_for_a_day_that_is_past(people: People) -> None:
    survey = making.survey(people.gardeners, people.parks, state=S.APPROVED)
    with pytest.raises(ValidationError):
        actions.open(survey, by=people.sec, closes_on=timezone.localdate() - timedelta(days=1))


def test_the_count_is_not_settled_without_words(people: People) -> None:
    survey = making.survey(state=S.CLOSED)
    with pytest.raises(ValidationError, match="まとめ"):
        actions.tabulate(survey, by=people.sec)


def test_two_who_change_the_words_do_not_overwrite_each_other(people: People) -> None:
    survey = making.survey(state=S.DRAFT)
    actions.edit(survey, by=people.sec, version=1, title="新しい題")
    with pytest.raises(Conflict):
        actions.edit(survey, by=people.sech, version=1, title="別の題")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"for_groups": "", "for_departments": ""}, "for_departments"),
        ({"kind": "one", "options": ["一つだけ"]}, "options"),
        ({"kind": "one", "options": ["同じ", "同じ", "別"]}, "options"),
        ({"kind": "matrix", "options": ["良い", "悪い"], "rows": []}, "rows"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    people: People, words: dict[str, object], wrong: str
) -> None:
    survey = making.survey(state=S.DRAFT)
    given = {"kind": "text", "for_groups": "何か", **words}
    with pytest.raises(ValidationError) as caught:
        actions.add_question(survey, by=people.sec, **given)
    assert wrong in caught.value.message_dict


def test_a_question_cannot_depend_on_a_later_one_nor_on_a_free_text(people: People) -> None:
    survey = making.survey(state=S.DRAFT)
    text = making.question(survey, Question.Kind.TEXT)
    for parent, options in ((text, [0]), (survey.questions.first(), [])):
        with pytest.raises(ValidationError):
            actions.add_question(
                survey,
                by=people.sec,
                kind="text",
                for_groups="何か",
                asked_if=parent,
                asked_if_options=options,
            )


def test_a_question_on_which_another_depends_stays_and_stays_before_it(people: People) -> None:
    survey = making.survey(state=S.DRAFT)
    first = survey.questions.get()
    second = making.question(survey, asked_if=first, asked_if_options=[0])
    with pytest.raises(Refused):
        actions.remove_question(first, by=people.sec)
    with pytest.raises(Refused):
        actions.raise_question(second, by=people.sec)


def test_who_has_answered_is_not_taken_off_the_list(people: People) -> None:
    survey = making.survey(people.gardeners)
    making.answered(survey, people.gardeners, {})
    with pytest.raises(Refused):
        asking.unask(seat_of(survey, people.gardeners), by=people.sec)


def test_a_reminder_goes_out_once(people: People) -> None:
    survey = making.survey(people.gardeners)
    asking.remind(survey, by=people.sec)
    with pytest.raises(Refused):
        asking.remind(survey, by=people.sec)


def test_results_go_back_into_hiding_only_with_a_reason(people: People) -> None:
    survey = making.survey(state=S.PUBLISHED)
    with pytest.raises(ValidationError):
        actions.withdraw(survey, by=people.sec, reason="")


# What happens


def test_questions_are_numbered_as_they_stand(people: People) -> None:
    survey = making.survey(state=S.DRAFT)
    second, third = (making.question(survey, Question.Kind.TEXT) for _one in range(2))
    actions.raise_question(third, by=people.sec)
    assert list(survey.questions.values_list("pk", "order"))[1:] == [(third.pk, 2), (second.pk, 3)]
    actions.remove_question(survey.questions.get(pk=third.pk), by=people.sec)
    assert list(survey.questions.values_list("order", flat=True)) == [1, 2]


def test_the_same_actor_is_asked_once(people: People) -> None:
    survey = making.survey(people.gardeners, state=S.DRAFT)
    assert asking.ask(survey, [people.gardeners, people.parks], by=people.sec) == 1
    assert survey.recipients.count() == 2


def test_opening_tells_those_who_work_for_who_is_asked(people: People) -> None:
    survey = making.survey(people.gardeners, people.parks, state=S.APPROVED)
    actions.open(survey, by=people.sec, closes_on=SOON)
    told = set(Notice.objects.values_list("person_id", "address"))
    assert (people.grep.pk, seat_of(survey, people.gardeners).get_absolute_url()) in told
    assert {people.lia.pk, people.dept.pk, people.dhead.pk} <= {person for person, _address in told}
    assert people.other_grep.pk not in {person for person, _address in told}


def test_a_group_without_account_gets_a_mail_with_its_own_link_and_a_reminder_with_another(
    people: People,
) -> None:
    alone = make.registration(mail="kai@example.jp").actor
    survey = making.survey(alone, people.parks, state=S.APPROVED)
    actions.open(survey, by=people.sec, closes_on=SOON)
    asking.remind(survey, by=people.sec)
    letters = list(Letter.objects.filter(to="kai@example.jp"))
    assert len(letters) == 2
    assert AnswerLink.objects.filter(recipient__actor=alone).count() == 2
    for one in letters:
        token = one.body.rpartition("/q/")[2].strip().strip("/")
        link = AnswerLink.objects.of_token(token)
        assert link is not None
        assert link.recipient.actor == alone


def test_who_has_answered_is_not_reminded(people: People) -> None:
    survey = making.survey(people.gardeners, people.parks)
    making.answered(survey, people.gardeners, {})
    assert asking.remind(survey, by=people.sec) == 1
    assert not Notice.objects.filter(person_id=people.grep.pk).exists()
    assert Notice.objects.filter(person_id=people.lia.pk).exists()


def test_who_is_added_while_it_is_open_is_told_at_once(people: People) -> None:
    survey = making.survey(people.parks)
    asking.ask(survey, [people.gardeners], by=people.sec)
    assert Notice.objects.filter(person_id=people.grep.pk).exists()


def test_the_clock_closes_the_day_after_the_last_day(people: People) -> None:
    survey = making.survey(people.gardeners)
    today = timezone.localdate()
    Survey.objects.filter(pk=survey.pk).update(closes_on=today)
    assert jobs.close_due(today) == 0
    Survey.objects.filter(pk=survey.pk).update(closes_on=today - timedelta(days=1))
    assert jobs.close_due(today) == 1
    assert jobs.close_due(today) == 0


def test_extend_and_reopen_move_the_last_day(people: People) -> None:
    survey = making.survey(people.gardeners)
    actions.extend(survey, by=people.sec, closes_on=SOON)
    assert (survey.state, survey.closes_on) == (S.OPEN, SOON)
    actions.close(survey, by=people.sec)
    actions.reopen(survey, by=people.sec, closes_on=SOON, reason="郵便が遅れたため")
    assert survey.is_open


def test_settling_the_count_ends_drafts_and_links(people: People) -> None:
    survey = making.survey(people.gardeners, findings="分かったこと")
    seat = seat_of(survey, people.gardeners)
    answer.save_draft(seat, by=people.grep, typed={"q1": ["0"]}, version=0)
    asking.issue_link(seat, by=people.sec, once="a")
    actions.close(survey, by=people.sec)
    actions.tabulate(survey, by=people.sec)
    assert not Draft.objects.exists()
    assert not AnswerLink.objects.exists()


def test_giving_up_deletes_what_was_answered(people: People) -> None:
    survey = making.survey(people.gardeners)
    making.answered(survey, people.gardeners, {})
    actions.cancel(survey, by=people.sec, reason="聞き方を見直すため")
    assert not Response.objects.exists()
    assert Notice.objects.filter(person_id=people.grep.pk).exists()


def test_publication_opens_the_page_to_everybody_and_taking_back_says_so(
    people: People, browse: Browse
) -> None:
    survey = making.survey(people.gardeners, state=S.TABULATED, findings="分かったこと")
    visitor = browse(people.nobody)
    assert visitor.get(survey.get_absolute_url()).status_code == 404
    actions.publish(survey, by=people.sec)
    assert "分かったこと" in visitor.get(survey.get_absolute_url()).content.decode()
    assert visitor.get(f"{survey.get_absolute_url()}results/?format=csv").status_code == 200
    assert Notice.objects.filter(person_id=people.grep.pk).exists()
    actions.withdraw(survey, by=people.sec, reason="集計に誤り")
    for page in ("", "results/", "paper/group/"):
        assert visitor.get(f"{survey.get_absolute_url()}{page}").status_code == 410


def test_the_section_holds_it_until_it_is_published(people: People) -> None:
    survey = actions.create(by=people.sec, title="題", purpose="何か", use="何か")
    case = ownership.case_of(survey)
    assert case is not None
    assert (case.person_id, case.unit_id) == (people.sec.pk, people.section.pk)
    Survey.objects.filter(pk=survey.pk).update(state=S.TABULATED)
    survey.refresh_from_db()
    actions.publish(survey, by=people.sec)
    assert ownership.case_of(survey) is None
    thing = things.get(survey)
    assert thing is not None
    assert visibility.PUBLIC in set(thing.audience.values_list("token", flat=True))


def test_recipients_are_added_by_kind_and_by_name(people: People, browse: Browse) -> None:
    survey = making.survey(state=S.DRAFT)
    make.actor(Actor.Kind.NPO)
    sent = browse(people.sec).post(
        f"{survey.get_absolute_url()}recipients/", {"kinds": ["npo"], "names": "公園緑地課"}
    )
    assert sent.status_code == 302
    assert set(survey.recipients.values_list("actor__kind", flat=True)) == {"npo", "department"}


def test_a_name_that_is_not_known_is_named(people: People, browse: Browse) -> None:
    survey = making.survey(state=S.DRAFT)
    sent = browse(people.sec).post(f"{survey.get_absolute_url()}recipients/", {"names": "ない会"})
    assert sent.status_code == 422
    assert "ない会" in sent.content.decode()


def test_a_bureau_is_asked_through_its_departments(people: People, browse: Browse) -> None:
    survey = making.survey(state=S.DRAFT)
    bureau = make.department("環境部")
    below = make.department("環境課", parent=bureau)
    browse(people.sec).post(f"{survey.get_absolute_url()}recipients/", {"kinds": ["department"]})
    asked = set(survey.recipients.values_list("actor_id", flat=True))
    assert below.pk in asked
    assert bureau.pk not in asked
    browse(people.sec).post(f"{survey.get_absolute_url()}recipients/", {"names": "環境部"})
    assert survey.recipients.filter(actor=bureau).exists()
