"""Without names means without names: nothing that is kept, shown or exported leads from an answer to who gave it."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.people import People
from tests.surveys import making
from tests.surveys.test_answering import seat_of
from tomoni.core.audit import Event
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import everywhere
from tomoni.core.once import Sent
from tomoni.directory.models import Actor
from tomoni.surveys.actions import answer as actions
from tomoni.surveys.actions import survey as lives
from tomoni.surveys.models import Draft, Question, Recipient, Response, Survey
from tomoni.surveys.states import SurveyState

WORDS = "canary-庭の水道"


@pytest.fixture
def anonymous(people: People) -> Survey:
    made = making.survey(
        people.gardeners, *making.groups(6), is_anonymous=True, kinds_kept={"group": [Actor.Kind.GROUP]}
    )
    making.question(made, Question.Kind.TEXT)
    return made


def _send(survey: Survey, people: People, browser: Client) -> None:
    seat = seat_of(survey, people.gardeners)
    first, text = survey.questions.all()
    given = {f"q{first.pk}": "0", f"q{text.pk}": WORDS, "draft": "0"}
    browser.post(f"{seat.get_absolute_url()}draft/", given)
    assert browser.post(seat.get_absolute_url(), {**given, "draft": "1"}).status_code == 302


def _rows_with(words: str) -> list[str]:
    """Every table of the database in which these words stand in plain sight."""
    found = []
    with everywhere():
        for model in apps.get_models():
            if not model._meta.managed or model._meta.app_label in ("contenttypes", "auth"):
                continue
            names = [field.attname for field in model._meta.concrete_fields]
            rows = json.dumps(list(model._base_manager.values_list(*names)), default=str, ensure_ascii=False)
            if words in rows:
                found.append(model._meta.label)
    return found


def test_the_answer_points_at_nobody_and_at_no_time(
    anonymous: Survey, people: People, browse: Browse
) -> None:
    _send(anonymous, people, browse(people.grep))
    given = Response.objects.get()
    assert given.recipient is None
    kept = {field.name for field in Response._meta.concrete_fields}
    assert kept == {"id", "jurisdiction", "survey", "side", "kind", "recipient", "content"}
    assert not any(
        isinstance(field, models.DateTimeField | models.DateField) for field in Response._meta.concrete_fields
    )


def test_that_somebody_answered_is_kept_without_a_time(
    anonymous: Survey, people: People, browse: Browse
) -> None:
    before = seat_of(anonymous, people.gardeners)
    _send(anonymous, people, browse(people.grep))
    after = seat_of(anonymous, people.gardeners)
    assert after.has_answered
    assert (after.answered_at, after.changed_at, after.version) == (None, before.changed_at, before.version)


def test_the_log_knows_that_an_answer_came_and_not_from_whom(
    anonymous: Survey, people: People, browse: Browse
) -> None:
    _send(anonymous, people, browse(people.grep))
    events = Event.objects.exclude(verb__startswith="accounts")
    mine = [one for one in events if one.verb == "survey.answered"]
    assert [(one.person_id, one.person_name, one.after) for one in mine] == [(None, "回答者", {})]
    assert not Event.objects.filter(person_id=people.grep.pk).exists()
    assert WORDS not in str(list(Event.objects.values()))


def test_no_form_key_remembers_who_sent_it_when(anonymous: Survey, people: People, browse: Browse) -> None:
    _send(anonymous, people, browse(people.grep))
    assert not Sent.objects.filter(person_id=people.grep.pk).exists()


def test_the_draft_that_bore_the_name_is_gone(anonymous: Survey, people: People, browse: Browse) -> None:
    _send(anonymous, people, browse(people.grep))
    assert not Draft.objects.exists()


def test_draft_and_answer_lie_encrypted(anonymous: Survey, people: People, browse: Browse) -> None:
    seat = seat_of(anonymous, people.gardeners)
    text = anonymous.questions.last()
    assert text is not None
    actions.save_draft(seat, by=people.grep, typed={f"q{text.pk}": [WORDS]}, version=0)
    assert _stored(Draft).startswith("enc:")
    _send(anonymous, people, browse(people.grep))
    assert _stored(Response).startswith("enc:")
    assert _rows_with(WORDS) == ["surveys.Response"]


def _stored(model: type[Any]) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT content FROM {model._meta.db_table}")  # noqa: S608 - a table of ours
        return str(cursor.fetchone()[0])


def test_nothing_is_written_to_the_server_log(
    anonymous: Survey, people: People, browse: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    _send(anonymous, people, browse(people.grep))
    assert WORDS not in caplog.text
    assert people.grep.email not in caplog.text


def test_a_kind_with_few_who_are_asked_is_not_kept(people: People) -> None:
    school = make.actor(Actor.Kind.SCHOOL)
    survey = making.survey(
        school, *making.groups(6), is_anonymous=True, kinds_kept={"group": [Actor.Kind.GROUP]}
    )
    person = make.person(_body(), school)
    actions.answer(seat_of(survey, school), by=person, channel="web", answers={})
    assert Response.objects.get().kind == ""


def _body() -> Any:
    from tomoni.directory.roles import RoleCode

    return RoleCode.BODY


def test_closing_lays_the_answers_down_anew(people: People) -> None:
    asked = making.groups(8)
    survey = making.survey(*asked, is_anonymous=True)
    for n, actor in enumerate(asked):
        making.answered(survey, actor, {1: n})
    before = {one.pk: one.content for one in Response.objects.all()}
    lives.close(survey, by=people.sec)
    after = {one.pk: one.content for one in Response.objects.all()}
    assert sorted(before.values()) == sorted(after.values())
    assert not before.keys() & after.keys()


def test_while_it_is_open_not_even_the_section_looks(
    anonymous: Survey, people: People, browse: Browse
) -> None:
    _send(anonymous, people, browse(people.grep))
    browser = browse(people.sech)
    for page in ("results/", "answers/", "answers/?format=csv", "texts/"):
        assert browser.get(f"{anonymous.get_absolute_url()}{page}").status_code == 403


def test_pages_and_files_of_the_section_name_nobody(
    anonymous: Survey, people: People, browse: Browse
) -> None:
    _send(anonymous, people, browse(people.grep))
    lives.close(anonymous, by=people.sec)
    browser = browse(people.sec)
    for page in ("results/", "results/?side=group", "answers/", "answers/?format=csv", "texts/"):
        answer = browser.get(f"{anonymous.get_absolute_url()}{page}")
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        main = text.partition("<main")[2] or text
        assert people.gardeners.name not in main, page


def test_even_the_one_who_answered_is_not_shown_what(
    anonymous: Survey, people: People, browse: Browse
) -> None:
    browser = browse(people.grep)
    _send(anonymous, people, browser)
    page = browser.get(seat_of(anonymous, people.gardeners).get_absolute_url()).content.decode()
    assert WORDS not in page
    assert "無記名のため" in page


def test_it_does_not_open_where_too_few_are_asked(people: People) -> None:
    survey = making.survey(
        *making.groups(6), people.parks, state=SurveyState.APPROVED, is_anonymous=True, floor=5
    )
    with pytest.raises(ValidationError, match="担当課を5者以上"):
        lives.open(survey, by=people.sec, closes_on=timezone.localdate())


def test_a_paper_is_ticked_off_by_name_and_typed_in_without(people: People) -> None:
    survey = making.survey(*making.groups(6), is_anonymous=True)
    with pytest.raises(Refused, match="入力する紙がありません"):
        actions.enter_unnamed(survey, by=people.sec, side="group", kind="", answers={})
    seat = Recipient.objects.select_related("survey", "actor").filter(survey=survey)[0]
    actions.receive_paper(seat, by=people.sec)
    assert not Response.objects.exists()
    actions.enter_unnamed(survey, by=people.sec, side="group", kind="", answers={"1": 0})
    assert Response.objects.get().recipient is None
    with pytest.raises(Refused):
        actions.enter_unnamed(survey, by=people.sec, side="group", kind="", answers={"1": 0})
    with pytest.raises(Refused):
        actions.enter(seat, by=people.sec, answers={})
