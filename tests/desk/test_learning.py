"""A decision taken teaches, a decision taken back unteaches, and nobody learns from it what they may not read."""

import socket
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from tests import make
from tests.people import People, everyone
from tomoni.core.audit import history
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import scope
from tomoni.core.people import SYSTEM
from tomoni.desk import learning, suggestions
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import lesson as actions
from tomoni.desk.actions import referral as referrals
from tomoni.desk.models import Consultation, Edition, Lesson, Referral, Vector
from tomoni.desk.states import ConsultationState, LessonState
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.text import Candidate, Router
from tomoni.text.cases import Trust
from tomoni.text.encoder import StaticEncoder
from tomoni.text.handle import engine
from tomoni.text.selfcheck import Hits, SelfCheck

S = ConsultationState
PLAY = {"subject": "絵本の読み聞かせ", "body": "保育園の子供と遊び場で育児の輪を広げたいです。", "wish": ""}
NEW = {"subject": "子供の遊び場", "body": "絵本を持ちよって、親どうし育児の話をしたいです。", "wish": ""}
pytestmark = pytest.mark.usefixtures("vectors")


@pytest.fixture
def odd(people: People) -> Actor:
    """A department of which neither name nor duties say that it looks after children."""
    return make.department("第三課", duties="市長が別に定める事務")


@pytest.fixture
def new(people: People, odd: Actor) -> Consultation:
    return make.consultation(**NEW)


def asked(people: People, department: Actor) -> Referral:
    consultation = make.consultation(S.TRIAGED, **PLAY)
    [referral] = consultations.refer(consultation, by=people.sec, departments=[department])
    return referral


def took_on(people: People, department: Actor) -> Referral:
    referral = asked(people, department)
    referrals.reply(referral, by=make.person(RoleCode.DHEAD, department), body="うちの課で受け持ちます。")
    return Referral.objects.select_related("consultation__jurisdiction").get(pk=referral.pk)


def ranking(new: Consultation) -> list[Candidate]:
    """All that is said of it: departments, reasons and scores, to the last bit."""
    return learning.memory().route(new, 20)


def ids(new: Consultation) -> list[int]:
    return [one.id for one in ranking(new)]


@pytest.mark.parametrize("who", ["cen", "lia", "dhead", "grep", "adm", "nobody"])
def test_only_the_section_may_retract_restore_or_begin_anew(people: People, odd: Actor, who: str) -> None:
    took_on(people, odd)
    lesson, person = Lesson.objects.get(), getattr(people, who)
    with pytest.raises(PermissionDenied):
        actions.retract(lesson, by=person, why="例外でした。")
    with pytest.raises(PermissionDenied):
        actions.reset(by=person, why="やり直します。")
    actions.retract(lesson, by=people.sec, why="例外でした。")
    with pytest.raises(PermissionDenied):
        actions.restore(lesson, by=person)
    assert not Lesson.objects.visible_to(person).exists()


def test_without_a_reason_nothing_is_retracted(people: People, odd: Actor) -> None:
    took_on(people, odd)
    with pytest.raises(ValidationError):
        actions.retract(Lesson.objects.get(), by=people.sec, why=" ")
    with pytest.raises(ValidationError):
        actions.reset(by=people.sec, why="")
    assert Lesson.objects.taught().count() == 1


def test_nothing_is_retracted_twice(people: People, odd: Actor) -> None:
    took_on(people, odd)
    actions.retract(Lesson.objects.get(), by=people.sec, why="例外でした。")
    with pytest.raises(Refused):
        actions.retract(Lesson.objects.get(), by=people.sec, why="例外でした。")


def test_a_referral_that_is_only_sent_given_back_or_recalled_teaches_nothing(
    people: People, odd: Actor, new: Consultation
) -> None:
    before = ranking(new)
    asked(people, odd)
    assert ranking(new) == before
    head = make.person(RoleCode.DHEAD, odd)
    referrals.give_back(asked(people, odd), by=head, likely_owner=people.parks)
    referrals.recall(asked(people, odd), by=people.sec)
    assert ranking(new) == before
    assert not Lesson.objects.exists()


def test_the_department_that_took_it_on_is_likely_for_the_next_one_like_it(
    people: People, odd: Actor, new: Consultation
) -> None:
    assert odd.pk not in ids(new)
    took_on(people, odd)
    assert ids(new)[0] == odd.pk


def _reopened(people: People, referral: Referral) -> None:
    consultations.close(referral.consultation, by=people.sec, outcome="advice")
    consultations.reopen(referral.consultation, by=people.sec)


def _triaged_and_answered(people: People, referral: Referral) -> Consultation:
    consultation = Consultation.objects.get(pk=referral.consultation_id)
    consultations.triage(consultation, by=people.sec)
    consultations.answer(consultation, by=people.sec, body="お答えします。")
    return Consultation.objects.get(pk=consultation.pk)


def _no_longer_shared(people: People, referral: Referral) -> None:
    consultations.share(referral.consultation, by=people.sec, share_departments=False, share_centre=False)


def _retracted(people: People, referral: Referral) -> None:
    actions.retract(Lesson.objects.get(referral=referral), by=people.sec, why="例外でした。")


def _begun_anew(people: People, referral: Referral) -> None:
    assert actions.reset(by=people.sech, why="課の組みかえのため") == 1


@pytest.mark.parametrize("undo", [_reopened, _no_longer_shared, _retracted, _begun_anew])
def test_what_is_taken_back_leaves_the_ranking_as_it_was_to_the_last_bit(
    people: People, odd: Actor, new: Consultation, undo: Callable[[People, Referral], None]
) -> None:
    before = ranking(new)
    referral = took_on(people, odd)
    assert ranking(new) != before
    undo(people, referral)
    assert ranking(new) == before


def test_a_process_that_starts_later_says_the_same_to_the_last_bit(
    people: People, odd: Actor, new: Consultation
) -> None:
    first, _, third = (took_on(people, unit) for unit in (odd, people.parks, odd))
    ranking(new)
    _retracted(people, first)
    took_on(people, people.parks)
    learned_step_by_step = ranking(new)
    learning._memory.cache_clear()
    assert ranking(new) == learned_step_by_step
    assert third.pk


def test_one_that_is_closed_again_without_asking_others_teaches_again(
    people: People, odd: Actor, new: Consultation
) -> None:
    referral = took_on(people, odd)
    taught = ranking(new)
    _reopened(people, referral)
    consultations.close(_triaged_and_answered(people, referral), by=people.sec, outcome="advice")
    assert ranking(new) == taught


def test_one_that_is_put_to_others_teaches_those_alone(people: People, odd: Actor) -> None:
    referral = took_on(people, odd)
    _reopened(people, referral)
    consultation = Consultation.objects.get(pk=referral.consultation_id)
    consultations.triage(consultation, by=people.sec)
    [second] = consultations.refer(consultation, by=people.sec, departments=[people.parks])
    referrals.reply(second, by=people.lia, body="公園の話でした。")
    consultations.close(Consultation.objects.get(pk=consultation.pk), by=people.sec, outcome="advice")
    assert [one.referral.department for one in Lesson.objects.taught()] == [people.parks]


def test_what_a_person_retracted_stays_so_until_a_person_restores_it(
    people: People, odd: Actor, new: Consultation
) -> None:
    referral = took_on(people, odd)
    _retracted(people, referral)
    actions.catch_up(by=SYSTEM)
    consultations.close(referral.consultation, by=people.sec, outcome="advice")
    lesson = Lesson.objects.get()
    assert lesson.state == LessonState.RETRACTED
    actions.restore(lesson, by=people.sech)
    assert ids(new)[0] == odd.pk
    assert Lesson.objects.get().why == ""


def test_who_did_not_agree_to_share_is_neither_kept_nor_learned_from(people: People, odd: Actor) -> None:
    referral = took_on(people, odd)
    assert Vector.objects.count() == 1
    _no_longer_shared(people, referral)
    assert not Vector.objects.exists()
    actions.catch_up(by=SYSTEM)
    assert not Vector.objects.exists()
    assert Lesson.objects.get().state == LessonState.TAKEN_BACK


def test_vectors_lie_encrypted(people: People, odd: Actor) -> None:
    consultation = took_on(people, odd).consultation
    kept = Vector.objects.get()
    plain = engine().read(learning.text_of(consultation)).vector
    assert plain is not None
    assert bytes(kept.data) != plain.tobytes()
    assert learning.unpacked(kept.data).tobytes() == plain.tobytes()
    assert kept.engine == engine().version


def test_nothing_is_sent_anywhere(
    people: People, odd: Actor, new: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_given: object) -> None:
        raise AssertionError("the desk spoke to somebody outside")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    took_on(people, odd)
    assert ids(new)[0] == odd.pk
    assert type(engine().encoder) is StaticEncoder


def test_what_another_engine_read_is_not_used_until_it_is_read_again(
    people: People, odd: Actor, new: Consultation
) -> None:
    before = ranking(new)
    took_on(people, odd)
    Vector.objects.update(engine="another")
    Edition.bump(new.jurisdiction)
    assert ranking(new) == before
    assert actions.catch_up(by=SYSTEM) == 1
    assert ids(new)[0] == odd.pk
    assert actions.catch_up(by=SYSTEM) == 0


def test_decisions_from_before_the_engine_learned_are_caught_up_with(
    people: People, odd: Actor, new: Consultation
) -> None:
    make.referral(make.consultation(S.IN_DIALOGUE, **PLAY), odd, state="replied")
    make.referral(make.consultation(S.TRIAGED, **PLAY), odd, state="replied")
    make.referral(make.consultation(S.CLOSED, **(PLAY | {"share_departments": False})), odd, state="replied")
    assert actions.catch_up(by=SYSTEM) == 1
    assert ids(new)[0] == odd.pk


def test_a_past_consultation_is_named_only_to_those_who_may_open_it(
    people: People, odd: Actor, new: Consultation
) -> None:
    past = took_on(people, odd).consultation
    [best] = suggestions.suggestions(new, reader=people.sec, most=1)
    assert best.reasons == (f"以前の相談（{past.number}）と似ています",)
    [best] = suggestions.suggestions(new, reader=people.cen, most=1)
    assert best.reasons == ("この課が受け持った以前の相談と似ています",)


def test_reasons_quote_the_new_text_and_the_duties_and_never_a_past_consultation(
    people: People, new: Consultation
) -> None:
    took_on(people, people.parks)
    said = [why for one in suggestions.suggestions(new, reader=people.sec, most=5) for why in one.reasons]
    quoted = {part.split("」")[0] for text in said for part in text.split("「")[1:]}
    known = learning.text_of(new) + "公園緑地課公園、緑地、街路樹、花壇の管理に関すること。花壇、草むしり"
    assert all(word in known for word in quoted)


def test_the_desk_of_one_city_learns_nothing_from_another(people: People, odd: Actor) -> None:
    took_on(people, odd)
    with scope(make.jurisdiction()):
        everyone()
        assert learning.memory().router.learned() == {}


def test_the_log_tells_when_it_was_taught_taken_back_and_taught_again(people: People, odd: Actor) -> None:
    referral = took_on(people, odd)
    _reopened(people, referral)
    consultations.close(_triaged_and_answered(people, referral), by=people.sec, outcome="advice")
    _retracted(people, referral)
    said = history(Lesson.objects.get()).order_by("id").values_list("verb", "reason")
    moves = ["lesson.teach", "lesson.take_back", "lesson.teach", "lesson.retract"]
    assert list(said) == [(move, "") for move in moves]


def test_what_was_learned_is_checked_by_the_clock_and_only_when_it_changed(
    people: People, odd: Actor, new: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    took_on(people, odd)
    assert actions.judge(by=SYSTEM)
    assert not actions.judge(by=SYSTEM)
    monkeypatch.setattr(Router, "self_check", None)
    took_on(people, odd)
    assert ids(new)[0] == odd.pk


def test_what_the_check_found_does_not_help_moves_no_score(
    people: People, odd: Actor, new: Consultation
) -> None:
    before = ranking(new)
    took_on(people, odd)
    assert ranking(new) != before
    doubtful = SelfCheck(40, Trust(0.0, 0.0), Hits(), Hits()).plain()
    Edition.objects.update(checked=doubtful, number=F("number") + 1)
    assert ranking(new) == before
