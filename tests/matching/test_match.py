from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import lineage, things, workflow
from tomoni.core.audit import Event, ReadingEvent
from tomoni.core.errors import Refused
from tomoni.core.outbox import Notice
from tomoni.core.ownership import case_of
from tomoni.directory.contacts import partner_contacts
from tomoni.directory.models import GroupRegistration
from tomoni.matching import actions, rules
from tomoni.matching.models import Consent, Match, SheetAnswer
from tomoni.matching.states import MATCH, State
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SeedState

YES, NO, BACK = Consent.Answer.YES, Consent.Answer.NO, Consent.Answer.TAKEN_BACK


@pytest.fixture
def need(people: People) -> Seed:
    return make.seed(people.parks, state=SeedState.PUBLISHED, title="駅前花壇の手入れを続ける仲間")


@pytest.fixture
def match(people: People, need: Seed) -> Match:
    return actions.propose(need, people.gardeners, by=people.sec, reasons=["ことば：花壇"])


def asked(people: People, match: Match) -> Match:
    actions.sound_out(match, by=people.sec)
    return match


def agreed(people: People, match: Match) -> Match:
    asked(people, match)
    actions.answer(match, people.parks, by=people.lia, word=YES)
    actions.answer(match, people.gardeners, by=people.grep, word=YES)
    match.refresh_from_db()
    return match


def held(people: People, match: Match) -> Match:
    agreed(people, match)
    actions.schedule(match, by=people.sec, meets_at=timezone.now() + timedelta(days=3), place="会議室1")
    actions.hold(match, by=people.sec, shared_problem="夏の水やり", next_steps="団体：当番表")
    return match


@pytest.mark.parametrize(
    "who", ["lia", "dept", "dhead", "grep", "mem", "adm", "other_lia", "other_grep", "nobody"]
)
def test_only_brokers_take_up_a_candidate(people: People, need: Seed, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.propose(need, people.gardeners, by=getattr(people, who))


def test_a_candidate_is_unknown_to_both_sides_until_they_are_asked(people: People, match: Match) -> None:
    for user in (people.lia, people.grep, people.other_grep, people.nobody):
        assert not Match.objects.visible_to(user).exists()
    asked(people, match)
    assert Match.objects.visible_to(people.grep).exists()
    assert not Match.objects.visible_to(people.other_grep).exists()


def test_a_seed_in_a_match_is_marked_and_open_again_if_nothing_comes_of_it(
    people: People, need: Seed, match: Match
) -> None:
    need.refresh_from_db()
    assert need.state == SeedState.MATCHED
    actions.drop(match, by=people.sec, reason="時期が合わない")
    need.refresh_from_db()
    assert need.state == SeedState.PUBLISHED


def test_a_seed_with_another_match_under_way_stays_in_talks(people: People, need: Seed, match: Match) -> None:
    need.refresh_from_db()
    actions.propose(need, people.other_grep.roles.get().actor, by=people.cen)
    actions.drop(match, by=people.sec, reason="時期が合わない")
    need.refresh_from_db()
    assert need.state == SeedState.MATCHED


def test_the_same_pair_is_not_taken_up_twice_at_a_time(people: People, need: Seed, match: Match) -> None:
    need.refresh_from_db()
    with pytest.raises(ValidationError):
        actions.propose(need, people.gardeners, by=people.sec)


def test_one_side_cannot_answer_for_the_other(people: People, match: Match) -> None:
    asked(people, match)
    with pytest.raises(PermissionDenied):
        actions.answer(match, people.parks, by=people.grep, word=YES)
    with pytest.raises(PermissionDenied):
        actions.answer(match, people.gardeners, by=people.lia, word=YES)


def test_one_yes_is_not_enough(people: People, match: Match) -> None:
    asked(people, match)
    actions.answer(match, people.parks, by=people.lia, word=YES)
    match.refresh_from_db()
    assert match.state == State.SOUNDED_OUT
    assert not rules.contacts_open(match)


def test_two_yeses_agree_to_meet_and_open_contacts(people: People, match: Match) -> None:
    agreed(people, match)
    assert match.state == State.AGREED
    assert rules.can_see_contacts(people.grep, match)
    assert rules.can_see_contacts(people.lia, match)
    assert not rules.can_see_contacts(people.other_grep, match)
    assert not rules.can_see_contacts(people.mem, match)


def test_taking_a_yes_back_closes_contacts_again(people: People, match: Match) -> None:
    agreed(people, match)
    actions.answer(match, people.gardeners, by=people.grep, word=BACK, reason="人手が足りない")
    match.refresh_from_db()
    assert match.state == State.SOUNDED_OUT
    assert not rules.can_see_contacts(people.lia, match)
    with pytest.raises(PermissionDenied):
        actions.show_contacts(match, by=people.lia)


def test_a_yes_taken_back_after_the_outcome_closes_contacts_and_leaves_the_outcome(
    people: People, match: Match
) -> None:
    held(people, match)
    actions.conclude(match, by=people.sec, outcome=State.TO_INFO, reason="情報を交わす")
    assert rules.can_see_contacts(people.lia, match)
    actions.answer(match, people.gardeners, by=people.grep, word=BACK, reason="代表が替わった")
    match.refresh_from_db()
    assert match.state == State.TO_INFO
    assert not rules.can_see_contacts(people.lia, match)
    assert case_of(match) is None


def test_a_no_ends_it_and_its_reason_stays_with_the_brokers(people: People, match: Match) -> None:
    asked(people, match)
    with pytest.raises(ValidationError):
        actions.answer(match, people.gardeners, by=people.grep, word=NO)
    actions.answer(match, people.gardeners, by=people.grep, word=NO, reason="ほかの話がある")
    match.refresh_from_db()
    assert match.state == State.DECLINED
    assert not Consent.objects.visible_to(people.lia).filter(actor=people.gardeners).exists()
    assert Consent.objects.visible_to(people.cen).filter(actor=people.gardeners).exists()


def test_the_reason_of_a_side_never_reaches_the_log(people: People, match: Match) -> None:
    agreed(people, match)
    actions.answer(match, people.gardeners, by=people.grep, word=BACK, reason="会長の家族が入院した")
    actions.answer(match, people.gardeners, by=people.grep, word=NO, reason="会長の家族が入院した")
    assert Consent.objects.get(actor=people.gardeners).reason == "会長の家族が入院した"
    assert not [
        event for event in Event.objects.all() if "入院" in f"{event.reason}{event.before}{event.after}"
    ]


def test_a_word_given_on_an_old_page_meets_the_match_as_it_is_now(people: People, match: Match) -> None:
    asked(people, match)
    old = Match.objects.get(pk=match.pk)
    actions.drop(match, by=people.sec, reason="時期が合わない")
    with pytest.raises(Refused):
        actions.answer(old, people.gardeners, by=people.grep, word=YES)
    assert not Consent.objects.exists()


def test_what_was_never_sounded_out_ends_without_a_word_to_the_sides(people: People, match: Match) -> None:
    actions.drop(match, by=people.sec, reason="時期が合わない")
    sides = {people.lia.pk, people.dhead.pk, people.grep.pk}
    assert not Notice.objects.filter(person_id__in=sides, key=f"match-{match.pk}-end").exists()


def test_the_seed_of_the_other_side_is_the_other_sides_own(people: People, need: Seed) -> None:
    foreign = make.seed(people.parks, kind=Seed.Kind.OFFER, state=SeedState.PUBLISHED)
    with pytest.raises(ValidationError):
        actions.propose(need, people.gardeners, by=people.sec, other_seed=foreign)


def test_after_the_end_nobody_answers_any_more(people: People, match: Match) -> None:
    actions.drop(match, by=people.sec, reason="時期が合わない")
    with pytest.raises(Refused):
        actions.answer(match, people.gardeners, by=people.sec, word=YES)


def test_a_broker_enters_what_a_side_said_by_phone_and_it_is_marked(people: People, match: Match) -> None:
    asked(people, match)
    said = actions.answer(match, people.gardeners, by=people.cen, word=YES)
    assert said.on_behalf


def test_reading_contacts_is_logged(people: People, match: Match) -> None:
    agreed(people, match)
    actions.show_contacts(match, by=people.grep)
    assert ReadingEvent.objects.get().person_id == people.grep.pk


def test_both_sides_are_told_when_they_are_asked(people: People, match: Match) -> None:
    asked(people, match)
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert {people.lia.pk, people.grep.pk} <= told
    assert people.other_grep.pk not in told


def test_sheets_are_closed_before_both_say_yes(people: People, match: Match) -> None:
    asked(people, match)
    with pytest.raises(PermissionDenied):
        actions.fill_sheet(match, people.gardeners, by=people.grep, answers={"who": "一人暮らしの人"})


def test_each_side_writes_its_own_column_only(people: People, match: Match) -> None:
    agreed(people, match)
    actions.fill_sheet(
        match, people.gardeners, by=people.grep, answers={"who": "一人暮らしの人", "until": ""}
    )
    with pytest.raises(PermissionDenied):
        actions.fill_sheet(match, people.parks, by=people.grep, answers={"who": "x"})
    with pytest.raises(PermissionDenied):
        actions.fill_sheet(match, None, by=people.grep, answers={"who": "x"})
    assert SheetAnswer.objects.get().text == "一人暮らしの人"


def test_a_no_is_not_a_result_without_a_day_to_think_again(people: People, match: Match) -> None:
    held(people, match)
    with pytest.raises(ValidationError):
        actions.conclude(match, by=people.sec, outcome=State.NOT_NOW, reason="予算がない")
    actions.conclude(
        match,
        by=people.sec,
        outcome=State.NOT_NOW,
        reason="予算がない",
        revisit_on=timezone.localdate() + timedelta(days=90),
    )
    match.seed.refresh_from_db()
    assert match.seed.state == SeedState.PUBLISHED
    assert case_of(match) is None


def test_to_a_light_collaboration_the_seed_is_realised(people: People, match: Match) -> None:
    held(people, match)
    actions.to_light(match, by=people.sec)
    match.seed.refresh_from_db()
    assert match.seed.state == SeedState.REALISED


def test_an_outcome_needs_both_consents_still(people: People, match: Match) -> None:
    held(people, match)
    Consent.objects.filter(actor=people.gardeners).update(answer=BACK)
    with pytest.raises(PermissionDenied):
        actions.to_light(match, by=people.sec)


def test_the_trail_leads_from_the_seed_to_the_match_for_those_who_may_see_it(
    people: People, match: Match
) -> None:
    stops = lineage.trail(things.get(match), {"public", f"section:{match.jurisdiction_id}"})
    assert [stop.text for stop in stops] == [match.seed.title, str(match)]
    assert [stop.text for stop in lineage.trail(things.get(match.seed), {"public"})] == [match.seed.title]


def test_every_move_leaves_one_event(people: People, match: Match) -> None:
    held(people, match)
    moves = (
        Event.objects.filter(kind="matching.match", verb__startswith="match.")
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert list(moves) == ["match.propose", "match.sound_out", "match.agree", "match.schedule", "match.hold"]


@pytest.mark.parametrize("name", [one.name for one in MATCH.moves])
def test_no_move_is_made_from_a_state_that_is_not_its_source(people: People, match: Match, name: str) -> None:
    wrong = next(state for state in State if state not in MATCH[name].sources)
    Match.objects.filter(pk=match.pk).update(state=wrong, meets_at=timezone.now())
    match.refresh_from_db()
    with pytest.raises(Refused):
        workflow.move(match, name, by=people.sec, reason="理由", to=MATCH[name].targets[0])


def test_contact_data_are_those_of_the_registration(people: People) -> None:
    GroupRegistration.objects.create(
        jurisdiction=people.gardeners.jurisdiction, actor=people.gardeners, phone="000-0000-0000"
    )
    assert [text for _term, text in partner_contacts(people.gardeners)] == ["000-0000-0000"]
