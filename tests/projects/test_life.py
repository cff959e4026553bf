"""The life of a light collaboration, refusals first (domain brief §3.4)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import lineage, ownership, things
from tomoni.core.audit import history
from tomoni.core.errors import Refused
from tomoni.core.outbox import Notice
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import standing_of
from tomoni.projects import actions
from tomoni.projects.models import LightCollab
from tomoni.projects.states import LIGHT, State


def draft(people: People, **fields: object) -> LightCollab:
    defaults: dict[str, object] = {
        "title": "駅前花壇の植え替え",
        "form": make.form_of_collaboration(),
        "first": people.gardeners,
        "second": people.parks,
        "what": "花の苗を500株植えました。",
        "result": "42人が参加しました。",
    }
    return LightCollab(**{**defaults, **fields})


def planned(people: People, *, state: str = State.PLANNED, **fields: object) -> LightCollab:
    asked: dict[str, object] = {"needs_room": True, "granted_by": people.parks, "result": "", **fields}
    return make.light_collab(people.parks, people.gardeners, state=state, **asked)


# Who may not


@pytest.mark.parametrize("who", ["nobody", "other_grep", "other_lia", "mem", "adm"])
def test_others_do_not_record_for_two_sides(people: People, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.create(draft(people), by=getattr(people, who))


@pytest.mark.parametrize("who", ["nobody", "grep", "dept", "other_lia", "sec", "sech", "cen", "mem", "adm"])
def test_only_head_or_liaison_officer_of_the_giving_department_confirms(people: People, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.confirm(planned(people), by=getattr(people, who))


@pytest.mark.parametrize("who", ["nobody", "other_grep", "other_lia", "cen", "mem", "adm"])
def test_others_neither_finish_nor_record_nor_cancel(people: People, who: str) -> None:
    by = getattr(people, who)
    with pytest.raises(PermissionDenied):
        actions.finish(planned(people, state=State.CONFIRMED), by=by, done_on=timezone.localdate())
    with pytest.raises(PermissionDenied):
        actions.record(planned(people, state=State.DONE), by=by, result="終わりました。")
    with pytest.raises(PermissionDenied):
        actions.cancel(planned(people), by=by, reason="雨のため")


@pytest.mark.parametrize("who", ["nobody", "grep", "lia", "dhead", "cen", "mem", "adm"])
def test_only_the_section_publishes_and_takes_back(people: People, who: str) -> None:
    hidden = make.light_collab(people.parks, people.gardeners)
    shown = make.light_collab(people.parks, people.gardeners, visibility="public")
    with pytest.raises(PermissionDenied):
        actions.publish(hidden, by=getattr(people, who))
    with pytest.raises(PermissionDenied):
        actions.unpublish(shown, by=getattr(people, who), reason="まちがい")


@pytest.mark.parametrize("who", ["nobody", "sec", "sech", "cen", "lia", "other_grep", "mem", "adm"])
def test_nobody_speaks_in_the_name_of_a_group(people: People, who: str) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    with pytest.raises(PermissionDenied):
        actions.say(collab, by=getattr(people, who), actor=people.gardeners, text="よかった", score=5)


def test_only_the_two_sides_have_a_word(people: People) -> None:
    helper = make.actor()
    collab = make.light_collab(people.parks, people.gardeners)
    collab.others.add(helper)
    with pytest.raises(PermissionDenied):
        actions.say(collab, by=make.person(RoleCode.GREP, helper), actor=helper, text="よかった", score=5)


def test_a_recorded_text_is_changed_by_the_section_only(people: People) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    with pytest.raises(PermissionDenied):
        actions.edit(collab, by=people.grep, version=1, fields=[], others=[], title="別の題名")
    actions.edit(collab, by=people.sec, version=1, fields=[], others=[], title="別の題名")


# When it is not the moment


@pytest.mark.parametrize("state", [state for state in State if state != State.PLANNED])
def test_only_what_waits_is_confirmed(people: People, state: str) -> None:
    with pytest.raises(Refused):
        actions.confirm(planned(people, state=state, result="済"), by=people.dhead)


@pytest.mark.parametrize("state", [state for state in State if state != State.CONFIRMED])
def test_only_what_was_confirmed_is_done(people: People, state: str) -> None:
    with pytest.raises(Refused):
        actions.finish(
            planned(people, state=state, result="済"), by=people.grep, done_on=timezone.localdate()
        )


@pytest.mark.parametrize("state", [state for state in State if state != State.DONE])
def test_only_what_was_done_is_recorded(people: People, state: str) -> None:
    with pytest.raises(Refused):
        actions.record(planned(people, state=state, result="済"), by=people.grep, result="終わりました。")


@pytest.mark.parametrize("state", [State.DONE, State.RECORDED, State.CANCELLED])
def test_what_is_done_is_not_cancelled(people: People, state: str) -> None:
    with pytest.raises(Refused):
        actions.cancel(planned(people, state=state, result="済"), by=people.grep, reason="雨のため")


@pytest.mark.parametrize("state", [State.PLANNED, State.CONFIRMED, State.CANCELLED])
def test_a_word_is_said_afterwards(people: People, state: str) -> None:
    with pytest.raises(Refused):
        actions.say(
            planned(people, state=state), by=people.grep, actor=people.gardeners, text="よい", score=4
        )


def test_a_side_says_its_word_once(people: People) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    actions.say(collab, by=people.grep, actor=people.gardeners, text="またやりたい", score=5)
    with pytest.raises(Refused, match="もうあります"):
        actions.say(collab, by=people.grep, actor=people.gardeners, text="やはり3", score=3)
    assert collab.words.get().score == 5


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_to_five(people: People, score: int) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    with pytest.raises(ValidationError):
        actions.say(collab, by=people.grep, actor=people.gardeners, text="またやりたい", score=score)


def test_a_side_is_not_its_own_partner(people: People) -> None:
    with pytest.raises(ValidationError, match="ちがう相手"):
        actions.create(draft(people, second=people.gardeners), by=people.grep)


def test_what_asks_for_something_names_who_gives_it(people: People) -> None:
    with pytest.raises(ValidationError, match="了承する課"):
        actions.create(draft(people, needs_room=True), by=people.grep)


def test_what_is_over_has_a_result(people: People) -> None:
    with pytest.raises(ValidationError, match="結果をひとこと"):
        actions.create(draft(people, result=" "), by=people.grep)


def test_the_citys_name_needs_an_approval_number(people: People) -> None:
    collab = planned(people, needs_room=False, needs_name=True)
    with pytest.raises(ValidationError, match="承認の番号"):
        actions.confirm(collab, by=people.dhead)
    actions.confirm(collab, by=people.dhead, approval="協第12号")
    assert LightCollab.objects.get().approval == "協第12号"


def test_nothing_is_done_tomorrow(people: People) -> None:
    with pytest.raises(ValidationError, match="今日以前"):
        actions.finish(
            planned(people, state=State.CONFIRMED),
            by=people.grep,
            done_on=timezone.localdate() + timedelta(days=1),
        )


def test_a_cancelled_one_is_not_published(people: People) -> None:
    with pytest.raises(Refused):
        actions.publish(planned(people, state=State.CANCELLED), by=people.sec)


# What happens


def test_what_asks_for_nothing_is_recorded_at_once(people: People) -> None:
    collab = actions.create(draft(people), by=people.grep)
    assert collab.state == State.RECORDED
    assert ownership.case_of(collab) is None


def test_what_lies_ahead_and_asks_for_nothing_needs_nobodys_yes(people: People) -> None:
    ahead = timezone.localdate() + timedelta(days=10)
    collab = actions.create(draft(people, done_on=ahead, result=""), by=people.lia)
    assert collab.state == State.CONFIRMED
    case = ownership.case_of(collab)
    assert case is not None
    assert case.due_on == ahead


@pytest.mark.parametrize("ask", ["needs_room", "needs_notice", "needs_name"])
def test_each_ask_waits_for_the_departments_yes(people: People, ask: str) -> None:
    collab = actions.create(draft(people, granted_by=people.parks, **{ask: True}), by=people.grep)
    assert collab.state == State.PLANNED
    case = ownership.case_of(collab)
    assert case is not None
    assert (case.person_id, case.unit_id) == (people.dhead.pk, people.parks.pk)


@pytest.mark.parametrize("who", ["dhead", "lia"])
def test_the_whole_way_with_a_room(people: People, who: str) -> None:
    collab = planned(people)
    actions.confirm(collab, by=getattr(people, who))
    actions.finish(collab, by=people.grep, done_on=timezone.localdate())
    actions.record(collab, by=people.grep, result="30人が来ました。", people=30)
    actions.say(collab, by=people.grep, actor=people.gardeners, text="またやりたい", score=5)
    actions.say(collab, by=people.lia, actor=people.parks, text="準備が楽でした", score=4)
    collab.refresh_from_db()
    assert (collab.state, collab.result, collab.people) == (State.RECORDED, "30人が来ました。", 30)
    assert sorted(word.score for word in collab.words.all()) == [4, 5]
    assert [event.verb for event in history(collab)][::-1] == [
        "light_collab.confirm", "light_collab.finish", "light_collab.record", "say", "say",
    ]  # fmt: skip


def test_two_groups_without_the_city_record_too(people: People) -> None:
    other = make.actor()
    collab = actions.create(draft(people, second=other), by=people.grep)
    assert collab.state == State.RECORDED
    assert collab.department is None


def test_the_other_side_is_told(people: People) -> None:
    actions.create(draft(people), by=people.grep)
    assert Notice.objects.of(people.lia.pk).exists()
    assert not Notice.objects.of(people.grep.pk).exists()


def test_publishing_and_taking_back_is_an_act_in_the_log(people: People) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    assert not LightCollab.objects.visible_to(people.nobody).exists()
    actions.publish(collab, by=people.sech)
    assert LightCollab.objects.visible_to(people.nobody).exists()
    with pytest.raises(ValidationError, match="理由"):
        actions.unpublish(collab, by=people.sec, reason=" ")
    actions.unpublish(collab, by=people.sec, reason="写真の人から申し出がありました。")
    assert not LightCollab.objects.visible_to(people.nobody).exists()
    assert {event.verb for event in history(collab)} == {"publish", "unpublish"}


@pytest.mark.parametrize(
    ("who", "sees"),
    [("sec", True), ("grep", True), ("lia", True), ("other_grep", False), ("other_lia", False), ("cen", False),
     ("mem", False), ("adm", False), ("nobody", False)],
)  # fmt: skip
def test_an_unpublished_one_is_seen_by_its_parties(people: People, who: str, sees: bool) -> None:
    make.light_collab(people.parks, people.gardeners)
    assert LightCollab.objects.visible_to(getattr(people, who)).exists() is sees


def test_what_it_grew_from_is_on_its_trail(people: People) -> None:
    seed = make.seed(people.parks, state="published")
    cause = things.put(seed, seed.card())
    collab = actions.create(draft(people), by=people.sec, causes=[cause])
    stops = lineage.trail(things.get(collab), standing_of(people.sec).tokens)
    assert {stop.text for stop in stops} == {seed.title, collab.title}


def test_figures_count_by_fiscal_year(people: People) -> None:
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1)):
        make.light_collab(done_on=day)
    make.light_collab(done_on=date(2026, 5, 1), state=State.CONFIRMED)
    assert LightCollab.objects.of_fiscal_year(2026).recorded().count() == 2
    assert LightCollab.objects.of_fiscal_year(2025).recorded().count() == 1


def test_the_second_of_two_cancels_sees_the_first(people: People) -> None:
    collab = planned(people)
    seen = LightCollab.objects.get()
    actions.cancel(collab, by=people.grep, reason="雨のため")
    with pytest.raises(Refused):
        actions.confirm(seen, by=people.dhead)
    assert LightCollab.objects.get().state == State.CANCELLED
    assert ownership.case_of(collab) is None


def test_every_move_of_the_table_has_a_rule_and_an_action() -> None:
    from tomoni.projects import rules

    for move in LIGHT.moves:
        assert callable(getattr(rules, f"can_{move.name}"))
        assert callable(getattr(actions, move.name))


def test_partners_are_those_outside_city_hall(people: People) -> None:
    collab = make.light_collab(people.parks, people.gardeners)
    assert (collab.department, collab.partners) == (people.parks, [people.gardeners])
    assert make.actor(Actor.Kind.SCHOOL).side == Actor.Side.BUSINESS


@pytest.mark.parametrize("state", [State.CONFIRMED, State.DONE])
def test_a_room_is_not_slipped_in_after_the_yes(people: People, state: str) -> None:
    collab = make.light_collab(people.parks, people.gardeners, state=state)
    with pytest.raises(ValidationError, match="了承のあとでは"):
        actions.edit(
            collab, by=people.grep, version=1, fields=[], others=[], needs_room=True, granted_by=people.parks
        )
    assert not LightCollab.objects.get().needs_room


def test_what_is_waited_for_does_not_vanish(people: People) -> None:
    with pytest.raises(ValidationError, match="中止して"):
        actions.edit(planned(people), by=people.grep, version=1, fields=[], others=[], needs_room=False)


def test_another_department_may_be_asked_while_it_waits(people: People) -> None:
    collab, other = planned(people), make.department("施設課")
    actions.edit(collab, by=people.grep, version=1, fields=[], others=[], granted_by=other)
    case = ownership.case_of(collab)
    assert case is not None
    assert case.unit_id == other.pk
    with pytest.raises(PermissionDenied):
        actions.confirm(collab, by=people.dhead)


def test_the_centre_sees_what_it_wrote_for_two_others(people: People) -> None:
    collab = actions.create(draft(people, second=make.actor()), by=people.cen)
    assert collab.entered_by == people.centre
    assert LightCollab.objects.visible_to(people.cen).get() == collab
