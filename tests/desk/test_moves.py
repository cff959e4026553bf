"""Who may move a consultation, from which state, and what a move leaves behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.accounts.models import User
from tomoni.core import audit, lineage, ownership, things
from tomoni.core.errors import NotAllowed, Refused
from tomoni.core.jurisdictions import scope
from tomoni.core.outbox import Letter, Notice
from tomoni.desk import rules
from tomoni.desk.actions import consultation as actions
from tomoni.desk.models import Consultation, LinkHolder
from tomoni.desk.states import CONSULTATION, ConsultationState
from tomoni.desk.timeline import timeline
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import standing_of
from tomoni.seeds.models import Seed

S = ConsultationState
STAFF = ("sec", "sech", "cen", "lia", "dept", "dhead", "other_lia", "mem", "adm", "nobody")

ALLOWED: dict[str, set[str]] = {
    "triage": {"sec", "sech", "cen"},
    "refer": {"sec", "sech"},
    "refer_more": {"sec", "sech"},
    "answer": {"sec", "sech", "cen"},
    "decline": {"sec", "sech"},
    "seed": {"sec", "sech", "cen", "lia", "grep"},
    "close": {"sec", "sech", "cen", "grep", "holder"},
    "withdraw": {"grep", "holder"},
    "resume": {"sec", "sech", "cen", "lia"},
    "reopen": {"sec", "sech", "grep", "holder"},
}


def everybody(people: People, consultation: Consultation) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(people, name) for name in (*STAFF, "grep", "other_grep")}
    return {
        **found,
        "holder": LinkHolder(consultation.pk),
        "other_holder": LinkHolder(consultation.pk + 1),
        "other_city": _of_another_city(),
    }


def _of_another_city() -> User:
    with scope(make.jurisdiction()):
        return make.person(RoleCode.SEC)


def shared_case(people: People, state: str = S.REFERRED) -> Consultation:
    """One that the centre may see, that the gardeners asked and that the parks have been asked about."""
    made = make.consultation(state, asker=people.gardeners, share_centre=True)
    make.referral(made, people.parks)
    return made


@pytest.mark.parametrize("move", sorted(ALLOWED))
def test_only_those_named_by_the_table_may_make_the_move(people: People, move: str) -> None:
    consultation = shared_case(people)
    may = {
        name
        for name, user in everybody(people, consultation).items()
        if getattr(rules, f"can_{move}")(user, consultation)
    }
    assert may == ALLOWED[move]


def test_every_button_of_the_table_has_a_rule_and_an_action() -> None:
    named = {one.name for one in CONSULTATION.moves if not one.by_clock}
    assert named == set(ALLOWED)
    assert all(hasattr(actions, name) for name in named)


GIVEN: dict[str, dict[str, str]] = {
    "triage": {},
    "answer": {"body": "答え"},
    "decline": {"scope_reason": "profit", "body": "答え"},
    "seed": {"kind": "need", "title": "花壇の手入れ", "what": "人手がほしい"},
    "close": {"outcome": "advice"},
    "withdraw": {},
    "resume": {"stall_reason": "money"},
    "reopen": {},
}
WRONG_MOMENTS = [
    (move, state) for move in GIVEN for state in S.values if state not in CONSULTATION[move].sources
]


@pytest.mark.parametrize(("move", "state"), WRONG_MOMENTS)
def test_a_move_from_any_other_state_is_refused_and_changes_nothing(
    people: People, move: str, state: str
) -> None:
    consultation = make.consultation(state, asker=people.gardeners)
    who = people.grep if move == "withdraw" else people.sec
    before = audit.history(consultation).count()
    with pytest.raises(Refused):
        getattr(actions, move)(consultation, by=who, **GIVEN[move])
    consultation.refresh_from_db()
    assert consultation.state == state
    assert audit.history(consultation).count() == before
    assert not consultation.messages.exists()
    assert not Seed.objects.exists()


def test_the_centre_without_the_askers_consent_may_do_nothing(people: People) -> None:
    with pytest.raises(PermissionDenied):
        actions.triage(make.consultation(), by=people.cen)


def test_a_refusal_says_who_can(people: People) -> None:
    with pytest.raises(NotAllowed) as refused:
        actions.decline(
            make.consultation(S.TRIAGED), by=people.lia, scope_reason="profit", body="対象外です。"
        )
    assert refused.value.who == "協働の担当課が行えます。"


def test_referring_without_consent_is_refused(people: People) -> None:
    consultation = make.consultation(S.TRIAGED, share_departments=False)
    with pytest.raises(Refused, match="同意していません"):
        actions.refer(consultation, by=people.sec, departments=[people.parks])
    assert not consultation.referrals.exists()


def test_referring_to_nobody_is_refused(people: People) -> None:
    with pytest.raises(ValidationError):
        actions.refer(make.consultation(S.TRIAGED), by=people.sec, departments=[])


def test_an_answer_without_words_is_refused(people: People) -> None:
    consultation = make.consultation(S.TRIAGED)
    with pytest.raises(ValidationError):
        actions.answer(consultation, by=people.sec, body="  ")
    consultation.refresh_from_db()
    assert consultation.state == S.TRIAGED


def test_whoever_sorts_a_consultation_holds_it(people: People) -> None:
    consultation = make.consultation()
    actions.triage(consultation, by=people.sech, public_benefit="yes")
    case = ownership.case_of(consultation)
    assert case is not None
    assert (case.person_id, case.unit_id, case.label) == (
        people.sech.pk,
        people.section.pk,
        consultation.number,
    )
    consultation.refresh_from_db()
    assert consultation.public_benefit == "yes"


def test_the_centre_holds_what_it_took_in_until_departments_are_asked(people: People) -> None:
    consultation = make.consultation(received_by=people.centre)
    actions.triage(consultation, by=people.cen)
    case = ownership.case_of(consultation)
    assert case is not None
    assert (case.person_id, case.unit_id) == (people.cen.pk, people.centre.pk)
    actions.refer(consultation, by=people.sec, departments=[people.parks])
    case = ownership.case_of(consultation)
    assert case is not None
    assert case.unit_id == people.section.pk


def test_a_consultation_out_of_scope_is_answered_and_over(people: People) -> None:
    consultation = make.consultation(S.TRIAGED)
    actions.decline(
        consultation,
        by=people.sec,
        scope_reason="profit",
        body="営利の催しは対象外です。商工会をご案内します。",
    )
    consultation.refresh_from_db()
    assert consultation.state == S.OUT_OF_SCOPE
    assert consultation.closed_at is not None
    assert consultation.messages.get().is_answer
    assert ownership.case_of(consultation) is None


def test_the_asker_closes_with_a_mark_for_how_it_went(people: People) -> None:
    consultation = make.consultation(S.IN_DIALOGUE)
    actions.close(consultation, by=LinkHolder(consultation.pk), outcome="advice", satisfaction=5)
    consultation.refresh_from_db()
    assert (consultation.state, consultation.satisfaction) == (S.CLOSED, 5)


def test_staff_cannot_give_the_askers_mark(people: People) -> None:
    consultation = make.consultation(S.IN_DIALOGUE)
    actions.close(consultation, by=people.sec, outcome="advice", satisfaction=5)
    consultation.refresh_from_db()
    assert consultation.satisfaction is None
    with pytest.raises(PermissionDenied):
        actions.rate(consultation, by=people.sec, satisfaction=5)


def test_a_mark_outside_one_to_five_is_refused(people: People) -> None:
    consultation = make.consultation(S.CLOSED)
    with pytest.raises(ValidationError):
        actions.rate(consultation, by=LinkHolder(consultation.pk), satisfaction=6)


def test_taking_a_consultation_back_ends_what_departments_were_asked(people: People) -> None:
    consultation = shared_case(people)
    actions.withdraw(consultation, by=people.grep)
    assert [one.state for one in consultation.referrals.all()] == ["withdrawn"]
    consultation.refresh_from_db()
    assert (consultation.state, consultation.outcome) == (S.CLOSED, "withdrawn")


def test_within_a_year_a_closed_consultation_is_opened_again(people: People) -> None:
    consultation = make.consultation(S.CLOSED, satisfaction=2, asker=people.gardeners)
    actions.reopen(consultation, by=people.grep)
    consultation.refresh_from_db()
    assert (consultation.state, consultation.closed_at, consultation.outcome) == (S.RECEIVED, None, "")
    assert ownership.case_of(consultation) is not None


def test_after_a_year_it_stays_closed(people: People) -> None:
    consultation = make.consultation(S.CLOSED, closed_at=timezone.now() - timedelta(days=366))
    with pytest.raises(Refused, match="365日"):
        actions.reopen(consultation, by=people.sec)


def test_leaving_the_standstill_keeps_the_reason_and_goes_back_to_where_it_was(people: People) -> None:
    consultation = make.consultation(S.STALLED, state_before_stall=S.IN_DIALOGUE)
    actions.resume(consultation, by=people.sec, stall_reason="person_changed")
    consultation.refresh_from_db()
    assert (consultation.state, consultation.stall_reason) == (S.IN_DIALOGUE, "person_changed")
    latest = audit.history(consultation).first()
    assert latest is not None
    assert latest.reason == "担当者が替わった"


def test_a_case_is_handed_over_only_to_somebody_of_the_unit_that_holds_it(people: People) -> None:
    consultation = make.consultation()
    with pytest.raises(ValidationError):
        actions.hand_over(consultation, by=people.sec, person=people.lia)
    actions.hand_over(consultation, by=people.sec, person=people.sech)
    case = ownership.case_of(consultation)
    assert case is not None
    assert case.person_id == people.sech.pk
    assert Notice.objects.of(people.sech.pk).exists()
    assert [one.what for one in timeline(consultation)] == ["担当を引き継いだ"]


def test_the_asker_is_told_that_there_is_news_but_not_what(people: People) -> None:
    consultation = make.consultation(
        S.TRIAGED, asker=people.gardeners, asker_mail="hanada@example.jp", wants_mail=True
    )
    actions.answer(consultation, by=people.sec, body="花壇は月曜に水が使えます。")
    notice = Notice.objects.of(people.grep.pk).get()
    letter = Letter.objects.get()
    assert consultation.number in notice.text
    assert consultation.number in letter.body
    assert "月曜" not in notice.text + letter.subject + letter.body
    assert "花壇" not in notice.text + letter.subject + letter.body


def test_the_card_carries_the_number_for_section_centre_and_departments_on_the_case(people: People) -> None:
    consultation = shared_case(people)
    thing = things.get(consultation)
    assert thing is not None
    assert thing.label == consultation.number
    tokens = set(thing.audience.values_list("token", flat=True))
    city = consultation.jurisdiction_id
    assert tokens == {f"section:{city}", f"centre:{city}", f"actor:{people.parks.pk}"}


def test_a_seed_grows_out_of_the_dialogue_and_both_stand_in_one_trail(people: People) -> None:
    consultation = make.consultation(S.IN_DIALOGUE, asker=people.gardeners, body="亡くなった父の花壇です。")
    seed = actions.seed(
        consultation,
        by=people.sec,
        kind="need",
        title="花壇の手入れ",
        what="人手がほしい",
        actor=people.gardeners,
    )
    consultation.refresh_from_db()
    assert (consultation.state, seed.actor) == (S.SEEDED, people.gardeners)
    stops = lineage.trail(things.get(seed), standing_of(people.sec).tokens)
    assert [stop.text for stop in stops] == [consultation.number, "花壇の手入れ"]
    assert "父" not in seed.title + seed.what + seed.why


def test_a_stranger_to_the_seeds_side_makes_no_seed_of_it(people: People) -> None:
    consultation = make.consultation(S.IN_DIALOGUE)
    make.referral(consultation, people.parks)
    given = {"kind": "need", "title": "花壇", "what": "人手"}
    with pytest.raises(PermissionDenied):
        actions.seed(consultation, by=people.lia, actor=people.gardeners, **given)
    consultation.refresh_from_db()
    assert consultation.state == S.IN_DIALOGUE
    assert actions.seed(consultation, by=people.lia, actor=people.parks, **given).actor == people.parks
