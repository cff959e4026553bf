"""The right person at the wrong moment, and what each move leaves behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from time_machine import travel

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core import audit, lineage, ownership, search, things
from tomoni.core.errors import Conflict, Refused
from tomoni.core.outbox import Notice
from tomoni.directory.standing import standing_of
from tomoni.voices import actions
from tomoni.voices.models import Answer, Coding, Opinion
from tomoni.voices.states import State


def recorded(people: People, text: str = "花壇の水やりを手伝いたい。", **details: object) -> Opinion:
    details = {"received_on": date(2026, 6, 26), **details}
    return actions.record(by=people.sec, line=actions.Line(text), **details)


def routed(people: People) -> Opinion:
    opinion = recorded(people, group=people.gardeners)
    actions.classify(opinion, by=people.sec, primary=make.scheme().codes.get(code="A"))
    actions.route(opinion, by=people.sec, department=people.parks)
    return opinion


def answered(people: People) -> Opinion:
    opinion = routed(people)
    actions.draft(opinion, by=people.lia, kind="1", text="道具をお貸しします。")
    actions.approve(opinion, by=people.dhead)
    actions.publish(opinion, by=people.sec)
    return opinion


def test_nothing_is_published_before_the_head_approved(people: People) -> None:
    opinion = routed(people)
    actions.draft(opinion, by=people.lia, kind="1", text="道具をお貸しします。")
    with pytest.raises(Refused):
        actions.publish(opinion, by=people.sec)
    assert not Opinion.objects.published().exists()


def test_nothing_is_approved_without_a_text(people: People) -> None:
    opinion = make.opinion(state=State.DRAFTED, department=people.parks)
    with pytest.raises(Refused):
        actions.approve(opinion, by=people.dhead)
    assert Opinion.objects.get(pk=opinion.pk).state == State.DRAFTED


def test_an_approval_is_gone_when_the_text_goes_back(people: People) -> None:
    opinion = routed(people)
    actions.draft(opinion, by=people.lia, kind="1", text="道具をお貸しします。")
    actions.approve(opinion, by=people.dhead)
    actions.send_back(opinion, by=people.sec, reason="いつからかを書いてください。")
    answer = Answer.objects.get(opinion=opinion)
    assert (opinion.state, answer.approved_at, answer.text) == (
        State.ROUTED,
        None,
        "道具をお貸しします。",
    )


def test_an_answer_that_the_city_cannot_says_why(people: People) -> None:
    opinion = routed(people)
    with pytest.raises(ValidationError, match="理由"):
        actions.draft(opinion, by=people.lia, kind="5", text="できません。")
    assert Opinion.objects.get(pk=opinion.pk).state == State.ROUTED


def test_publishing_can_be_undone_for_ten_minutes(people: People) -> None:
    opinion = answered(people)
    with travel(timezone.now() + timedelta(minutes=9, seconds=50), tick=False):
        actions.undo(opinion, by=people.sec)
    assert (opinion.state, opinion.visibility) == (State.APPROVED, "parties")
    assert Answer.objects.get(opinion=opinion).published_at is None
    assert not Opinion.objects.withdrawn().exists()


def test_after_ten_minutes_it_can_only_be_withdrawn(people: People) -> None:
    opinion = answered(people)
    with travel(timezone.now() + timedelta(minutes=10, seconds=10), tick=False), pytest.raises(Refused):
        actions.undo(opinion, by=people.sec)
    assert Opinion.objects.get(pk=opinion.pk).is_public


def test_the_minutes_are_the_citys_own(people: People) -> None:
    opinion = answered(people)
    people.section.jurisdiction.settings = {"undo_minutes": 60}
    people.section.jurisdiction.save()
    from tomoni.core.jurisdictions import scope

    with (
        scope(people.section.jurisdiction),
        travel(timezone.now() + timedelta(minutes=50), tick=False),
    ):
        actions.undo(opinion, by=people.sec)
    assert opinion.state == State.APPROVED


def test_withdrawing_needs_a_reason(people: People) -> None:
    opinion = answered(people)
    with pytest.raises(ValidationError):
        actions.withdraw(opinion, by=people.sec, reason=" ")


def test_a_withdrawn_answer_is_kept_and_the_next_is_a_new_one(people: People) -> None:
    opinion = answered(people)
    actions.withdraw(opinion, by=people.sec, reason="数字に誤りがありました。")
    actions.answer_again(opinion, by=people.sec)
    actions.draft(opinion, by=people.lia, kind="3", text="検討します。")
    kept = list(Answer.objects.filter(opinion=opinion).order_by("id").values_list("text", "is_current"))
    assert kept == [("道具をお貸しします。", False), ("検討します。", True)]
    assert opinion.withdrawn_at is not None


def test_hiding_a_public_voice_needs_a_reason(people: People) -> None:
    opinion = recorded(people)
    actions.show(opinion, by=people.sec, visibility="public")
    with pytest.raises(ValidationError):
        actions.show(opinion, by=people.sec, visibility="parties")
    actions.show(opinion, by=people.sec, visibility="parties", reason="個人が分かるため。")
    assert opinion.withdrawn_at is not None


def test_a_new_opinion_is_seen_by_the_parties_only(people: People) -> None:
    opinion = recorded(people, group=people.gardeners)
    assert opinion.visibility == "parties"
    seen = Opinion.objects.visible_to
    assert not seen(people.nobody).exists()
    assert not seen(people.other_grep).exists()
    assert not seen(people.lia).exists()
    assert seen(people.grep).get() == opinion


def test_a_department_sees_what_is_handed_to_it(people: People) -> None:
    opinion = routed(people)
    assert Opinion.objects.visible_to(people.lia).get() == opinion
    assert not Opinion.objects.visible_to(people.other_lia).exists()


def test_a_duplicate_of_a_duplicate_is_refused(people: People) -> None:
    first, second, third = recorded(people), recorded(people), recorded(people)
    actions.mark_duplicate(second, by=people.sec, duplicate_of=first)
    with pytest.raises(ValidationError):
        actions.mark_duplicate(third, by=people.sec, duplicate_of=second)
    with pytest.raises(ValidationError):
        actions.mark_duplicate(first, by=people.sec, duplicate_of=first)


def test_two_primary_codes_are_impossible(people: People) -> None:
    scheme = make.scheme()
    opinion = make.opinion(code=scheme.codes.get(code="A"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Coding.objects.create(
            jurisdiction=opinion.jurisdiction,
            opinion=opinion,
            code=scheme.codes.get(code="B"),
            is_primary=True,
        )


def test_a_change_of_codes_is_recorded_with_both(people: People) -> None:
    opinion = routed(people)
    codes = make.scheme().codes
    actions.reclassify(
        opinion,
        by=people.sec,
        primary=codes.get(code="B"),
        others=[codes.get(code="C"), codes.get(code="B")],
    )
    assert (opinion.primary, opinion.secondary) == (codes.get(code="B"), [codes.get(code="C")])
    event = audit.history(opinion).filter(verb="opinion.coded").first()
    assert event is not None
    assert event.after == {"codes": ["B 種類B", "C 種類C"]}
    assert event.before == {"codes": ["A 種類A"]}


def test_a_lost_update_of_the_draft_is_shown_not_overwritten(people: People) -> None:
    opinion = routed(people)
    actions.draft(opinion, by=people.lia, kind="1", text="初めの案です。")
    version = Answer.objects.get(opinion=opinion).version
    actions.draft(opinion, by=people.dhead, kind="1", text="課長が直した案です。", version=version)
    with pytest.raises(Conflict):
        actions.draft(opinion, by=people.lia, kind="1", text="推進員の案です。", version=version)
    assert Answer.objects.get(opinion=opinion).text == "課長が直した案です。"


def test_two_first_drafts_at_once_are_shown_side_by_side_and_one_can_be_saved(
    people: People, browse: Browse
) -> None:
    opinion = routed(people)
    address = f"{opinion.get_absolute_url()}draft/"
    sent = {"kind": "1", "text": "先の人の案です。", "version": "0"}
    assert browse(people.lia).post(address, sent).status_code == 302
    sent["text"] = "後の人の案です。"
    page = browse(people.dhead).post(address, sent)
    assert page.status_code == 409
    assert "先の人の案です。" in page.text
    assert Answer.objects.get(opinion=opinion).text == "先の人の案です。"
    sent["version"] = str(Answer.objects.get(opinion=opinion).version)
    assert f'name="version" value="{sent["version"]}"' in page.text
    assert browse(people.dhead).post(address, sent).status_code == 302
    assert Answer.objects.get(opinion=opinion).text == "後の人の案です。"


def test_two_corrections_at_once_are_not_overwritten(people: People) -> None:
    opinion = make.opinion("窓口の山田さんが親切でした。")
    actions.normalise(Opinion.objects.get(), by=people.sec, display_text="窓口が親切でした。", version=1)
    with pytest.raises(Conflict):
        actions.correct(opinion, by=people.sec, display_text="窓口の人が親切でした。", version=1)
    assert Opinion.objects.get().text == "窓口が親切でした。"


def test_numbers_run_through_the_fiscal_year(people: People) -> None:
    in_june = [recorded(people).number for _ in range(2)]
    in_march = recorded(people, received_on=date(2026, 3, 31)).number
    assert (in_june, in_march) == (["2026-V-0001", "2026-V-0002"], "2025-V-0001")


def test_the_case_goes_from_hand_to_hand(people: People) -> None:
    def held(opinion: Opinion) -> tuple[int | None, int | None]:
        case = ownership.case_of(opinion)
        return (case.person_id, case.unit_id) if case else (None, None)

    opinion = recorded(people)
    assert held(opinion) == (people.sec.pk, people.section.pk)
    actions.classify(opinion, by=people.sec, primary=make.scheme().codes.get(code="A"))
    actions.route(opinion, by=people.sec, department=people.parks)
    assert held(opinion) == (people.lia.pk, people.parks.pk)
    actions.draft(opinion, by=people.lia, kind="1", text="道具をお貸しします。")
    assert held(opinion) == (people.dhead.pk, people.parks.pk)
    actions.approve(opinion, by=people.dhead)
    assert held(opinion) == (people.sec.pk, people.section.pk)
    actions.publish(opinion, by=people.sec)
    assert ownership.case_of(opinion) is None


def test_a_department_has_ten_business_days(people: People) -> None:
    with travel("2026-04-24T10:00:00+09:00", tick=False):
        opinion = recorded(people, received_on=date(2026, 4, 24))
        actions.classify(opinion, by=people.sec, primary=make.scheme().codes.get(code="A"))
        actions.route(opinion, by=people.sec, department=people.parks)
    # 29 April and 4 to 6 May are holidays.
    assert opinion.due_on == date(2026, 5, 14)


def test_each_hand_over_tells_the_next_person(people: People) -> None:
    opinion = answered(people)
    told = dict(Notice.objects.values_list("person_id", "text"))
    assert set(told) == {people.lia.pk, people.dhead.pk, people.sec.pk, people.grep.pk}
    assert all(opinion.number in text and "花壇" not in text for text in told.values())


def test_a_closed_opinion_comes_back_as_received(people: People) -> None:
    opinion = recorded(people)
    actions.mark_off_topic(opinion, by=people.sec, reason="市の仕事ではないため。")
    assert ownership.case_of(opinion) is None
    actions.restore(opinion, by=people.sec, reason="市の仕事でした。")
    assert opinion.state == State.RECEIVED
    assert ownership.case_of(opinion) is not None


def test_what_may_not_be_shown_is_taken_from_the_public_page(people: People) -> None:
    opinion = recorded(people)
    actions.show(opinion, by=people.sec, visibility="public")
    actions.mark_not_publishable(opinion, by=people.sec, reason="個人が分かるため。")
    assert not opinion.is_public
    assert Opinion.objects.withdrawn().get() == opinion


def test_what_became_of_it_ends_the_follow_up(people: People) -> None:
    opinion = answered(people)
    actions.follow_up(opinion, by=people.sec)
    assert ownership.case_of(opinion) is not None
    actions.finish(opinion, by=people.sec, follow_up_note="7月から道具を貸しています。")
    assert (opinion.state, opinion.is_public) == (State.DONE, True)
    assert ownership.case_of(opinion) is None


def test_a_department_gives_back_what_is_not_its_own(people: People) -> None:
    opinion = routed(people)
    actions.give_back(opinion, by=people.lia, reason="道路管理課の仕事です。")
    assert (opinion.state, opinion.department) == (State.CLASSIFIED, None)
    assert not Opinion.objects.visible_to(people.lia).exists()


def test_search_finds_a_voice_for_those_who_may_see_it(people: People) -> None:
    opinion = recorded(people)
    assert not search.find("花壇", standing_of(people.nobody).tokens).exists()
    assert search.find("花壇", standing_of(people.sec).tokens).exists()
    actions.show(opinion, by=people.sec, visibility="public")
    assert search.find("花壇", standing_of(people.nobody).tokens).exists()


def test_the_trail_begins_in_the_session(people: People) -> None:
    session = make.gathering("花と緑の意見交換会", visibility="public")
    opinion = recorded(people, gathering=session)
    stops = lineage.trail(things.get(opinion), standing_of(people.sec).tokens)
    assert [(stop.label, stop.text) for stop in stops] == [
        ("集まり", "花と緑の意見交換会"),
        ("声", "花壇の水やりを手伝いたい。"),
    ]
