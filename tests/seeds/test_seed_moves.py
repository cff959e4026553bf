"""The life of a seed, refusals first (domain brief §3.2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import ownership, search, things
from tomoni.core.audit import history
from tomoni.core.errors import Conflict, Refused
from tomoni.core.outbox import Notice
from tomoni.core.people import SYSTEM
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.seeds.actions import mark_matched, mark_realised, reopen
from tomoni.seeds.actions import seed as actions
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SEED, SeedState

OPEN = (
    SeedState.DRAFT,
    SeedState.SUBMITTED,
    SeedState.RETURNED,
    SeedState.PUBLISHED,
    SeedState.INTERNAL_ONLY,
    SeedState.MATCHED,
)


def next_month() -> date:
    return timezone.localdate() + timedelta(days=30)


# Who may not


@pytest.mark.parametrize("who", ["nobody", "mem", "adm", "other_grep", "other_lia", "lia", "dhead"])
def test_who_does_not_speak_for_a_group_may_not_hand_in_its_seed(people: People, who: str) -> None:
    seed = make.seed(people.gardeners)
    with pytest.raises(PermissionDenied):
        actions.submit(seed, by=getattr(people, who))


@pytest.mark.parametrize("who", ["nobody", "grep", "lia", "dhead", "cen", "mem", "adm"])
@pytest.mark.parametrize("verb", ["publish", "keep_internal"])
def test_only_the_section_publishes(people: People, who: str, verb: str) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(seed, by=getattr(people, who), expires_on=next_month())


@pytest.mark.parametrize("who", ["nobody", "grep", "lia", "dhead", "other_lia", "mem", "adm"])
def test_only_section_and_centre_send_back(people: People, who: str) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    with pytest.raises(PermissionDenied):
        actions.send_back(seed, by=getattr(people, who), reason="時期を書いてください。")


def test_the_centre_does_not_send_back_what_a_department_handed_in(people: People) -> None:
    seed = make.seed(people.parks, state=SeedState.SUBMITTED)
    with pytest.raises(PermissionDenied):
        actions.send_back(seed, by=people.cen, reason="時期を書いてください。")


@pytest.mark.parametrize("who", ["nobody", "other_grep", "lia", "cen", "mem", "adm"])
def test_others_may_not_withdraw_a_groups_seed(people: People, who: str) -> None:
    seed = make.seed(people.gardeners, state=SeedState.PUBLISHED)
    with pytest.raises(PermissionDenied):
        actions.withdraw(seed, by=getattr(people, who), reason="間に合いました。")


@pytest.mark.parametrize("who", ["nobody", "grep", "lia", "dept", "other_lia", "cen", "sec"])
def test_only_the_head_of_the_department_agrees(people: People, who: str) -> None:
    seed = make.seed(people.parks, state=SeedState.SUBMITTED)
    with pytest.raises(PermissionDenied):
        actions.agree(seed, by=getattr(people, who))


def test_a_member_of_the_group_writes_but_does_not_hand_in(people: People) -> None:
    member = make.person(RoleCode.GRP, people.gardeners)
    seed = make.seed(people.gardeners)
    actions.edit(seed, by=member, version=1, fields=[], areas=[], resources=[], title="水やりの仲間")
    with pytest.raises(PermissionDenied):
        actions.submit(seed, by=member)


# When it is not the moment


@pytest.mark.parametrize("state", [state for state in SeedState if state not in ("draft", "returned")])
def test_only_a_draft_is_handed_in(people: People, state: str) -> None:
    seed = make.seed(people.gardeners, state=state, published_at=timezone.now())
    with pytest.raises(Refused):
        actions.submit(seed, by=people.grep)


@pytest.mark.parametrize("state", [state for state in SeedState if state != "submitted"])
def test_only_what_was_handed_in_is_published(people: People, state: str) -> None:
    seed = make.seed(people.gardeners, state=state, published_at=timezone.now())
    with pytest.raises(Refused):
        actions.publish(seed, by=people.sec, expires_on=next_month())


@pytest.mark.parametrize("state", SEED.closed)
def test_what_is_closed_is_not_withdrawn(people: People, state: str) -> None:
    seed = make.seed(people.gardeners, state=state)
    with pytest.raises(Refused):
        actions.withdraw(seed, by=people.sec, reason="まちがい")


def test_a_seed_of_the_city_is_not_published_before_its_head_agreed(people: People) -> None:
    seed = make.seed(people.parks, state=SeedState.SUBMITTED)
    with pytest.raises(Refused, match="課長の了承"):
        actions.publish(seed, by=people.sec, expires_on=next_month())
    with pytest.raises(Refused, match="課長の了承"):
        actions.keep_internal(seed, by=people.sec, expires_on=next_month())


def test_a_seed_is_not_published_with_an_expiry_in_the_past(people: People) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    with pytest.raises(ValidationError, match="今日以後"):
        actions.publish(seed, by=people.sec, expires_on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("field", ["why", "when", "cannot"])
def test_a_seed_is_handed_in_complete(people: People, field: str) -> None:
    seed = make.seed(people.gardeners, **{field: " "})
    with pytest.raises(ValidationError, match="確認に出す前に"):
        actions.submit(seed, by=people.grep)


def test_a_seed_is_handed_in_with_a_field_and_a_resource(people: People) -> None:
    seed = make.seed(people.gardeners)
    seed.fields.clear()
    seed.resources.all().delete()
    with pytest.raises(ValidationError) as refusal:
        actions.submit(seed, by=people.grep)
    assert len(refusal.value.messages) == 2


@pytest.mark.parametrize(("verb", "who"), [("send_back", "sec"), ("withdraw", "grep")])
def test_saying_no_needs_a_reason(people: People, verb: str, who: str) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    with pytest.raises(ValidationError, match="理由"):
        getattr(actions, verb)(seed, by=getattr(people, who), reason=" ")


@pytest.mark.parametrize("effect", [mark_matched, mark_realised])
@pytest.mark.parametrize("state", [SeedState.DRAFT, SeedState.SUBMITTED, SeedState.RETURNED])
def test_what_nobody_published_is_not_matched(people: People, state: str, effect: object) -> None:
    with pytest.raises(Refused):
        effect(make.seed(state=state), by=people.sec)  # type: ignore[operator]


def test_a_seed_without_a_match_is_not_realised(people: People) -> None:
    with pytest.raises(Refused):
        mark_realised(make.seed(state=SeedState.PUBLISHED), by=people.sec)


# What happens


def test_a_group_hands_in_and_the_section_publishes(people: People) -> None:
    seed = make.seed(people.gardeners)
    actions.submit(seed, by=people.grep)
    actions.publish(seed, by=people.sec, expires_on=next_month())
    seed.refresh_from_db()
    assert (seed.state, seed.visibility) == (SeedState.PUBLISHED, Visibility.PUBLIC)
    assert seed.published_at is not None
    assert [event.verb for event in history(seed)][:2] == ["seed.publish", "seed.submit"]


def test_the_centre_hands_in_for_a_group(people: People) -> None:
    seed = Seed(
        kind=Seed.Kind.OFFER,
        actor=people.gardeners,
        title="花の植え方を教えられます",
        what="学校で教えます。",
    )
    actions.create(seed, by=people.cen)
    assert seed.entered_by == people.centre
    assert seed.side == Seed.Side.GROUP
    assert rules_allow_submit(people, seed)


def rules_allow_submit(people: People, seed: Seed) -> bool:
    from tomoni.seeds.rules import seed as rules

    return rules.can_submit(people.cen, seed) and rules.can_submit(people.grep, seed)


def test_the_head_who_hands_in_has_agreed(people: People) -> None:
    seed = make.seed(people.parks)
    actions.submit(seed, by=people.dhead)
    assert seed.dhead_agreed
    actions.publish(seed, by=people.sec, expires_on=next_month())


def test_other_words_need_the_heads_agreement_anew(people: People) -> None:
    seed = make.seed(people.parks, state=SeedState.RETURNED, dhead_agreed=True)
    actions.edit(seed, by=people.lia, version=1, fields=[], areas=[], resources=[], what="毎日の水やり")
    assert not seed.dhead_agreed


def test_a_seed_kept_internal_is_seen_by_staff_only(people: People) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    actions.keep_internal(seed, by=people.sec, expires_on=next_month())
    for who, sees in [("lia", True), ("grep", True), ("other_grep", False), ("nobody", False)]:
        assert Seed.objects.visible_to(getattr(people, who)).filter(pk=seed.pk).exists() is sees


def test_a_second_match_leaves_the_seed_in_talks(people: People) -> None:
    seed = make.seed(state=SeedState.PUBLISHED)
    assert mark_matched(seed, by=people.sec)
    assert not mark_matched(seed, by=people.sec)
    assert seed.state == SeedState.MATCHED


def test_a_seed_is_open_again_where_it_was_open_before(people: People) -> None:
    public = make.seed(state=SeedState.MATCHED)
    internal = make.seed(state=SeedState.INTERNAL_ONLY)
    mark_matched(internal, by=people.sec)
    for seed, expected in [(public, SeedState.PUBLISHED), (internal, SeedState.INTERNAL_ONLY)]:
        assert reopen(seed, by=SYSTEM)
        assert seed.state == expected
        assert not reopen(seed, by=SYSTEM)


def test_a_match_ending_after_a_withdrawal_changes_nothing(people: People) -> None:
    seed = make.seed(people.gardeners, state=SeedState.MATCHED)
    known_to_the_match = Seed.objects.get(pk=seed.pk)
    actions.withdraw(seed, by=people.grep, reason="会員で足りました。")
    assert not reopen(known_to_the_match, by=SYSTEM)
    assert not mark_realised(known_to_the_match, by=people.sec)
    assert Seed.objects.get(pk=seed.pk).state == SeedState.WITHDRAWN


def test_one_of_two_who_read_the_same_state_wins(people: People) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    seen_by_other = Seed.objects.get(pk=seed.pk)
    actions.publish(seed, by=people.sec, expires_on=next_month())
    with pytest.raises(Refused):
        actions.send_back(seen_by_other, by=people.cen, reason="時期を書いてください。")
    assert Seed.objects.get(pk=seed.pk).state == SeedState.PUBLISHED


def test_a_lost_update_shows_both_texts(people: People) -> None:
    seed = make.seed(people.gardeners)
    other = Seed.objects.get(pk=seed.pk)
    rows: dict[str, Any] = {"fields": [], "areas": [], "resources": []}
    actions.edit(seed, by=people.grep, version=1, title="朝の水やり", **rows)
    with pytest.raises(Conflict) as conflict:
        actions.edit(other, by=people.sec, version=1, title="夕方の水やり", **rows)
    assert conflict.value.theirs["title"] == "朝の水やり"
    assert conflict.value.mine["title"] == "夕方の水やり"


def test_an_author_does_not_change_published_words(people: People) -> None:
    seed = make.seed(people.gardeners, state=SeedState.PUBLISHED)
    with pytest.raises(PermissionDenied):
        actions.edit(seed, by=people.grep, version=1, fields=[], areas=[], resources=[], title="別の題名")


def test_renewing_moves_the_last_day_on(people: People) -> None:
    seed = make.seed(people.gardeners, state=SeedState.PUBLISHED, expires_on=timezone.localdate())
    with pytest.raises(ValidationError):
        actions.renew(seed, by=people.grep, expires_on=timezone.localdate())
    actions.renew(seed, by=people.grep, expires_on=next_month())
    case = ownership.case_of(seed)
    assert case is not None
    assert case.due_on == next_month()


# What other tables know


@pytest.mark.parametrize("state", OPEN)
def test_withdrawing_takes_it_out_of_search_and_off_the_list_of_work(people: People, state: str) -> None:
    seed = make.seed(people.gardeners, state=state, published_at=timezone.now())
    search.put(things.put(seed, seed.card()), seed.what)
    actions.withdraw(seed, by=people.grep, reason="会員で足りました。")
    assert ownership.case_of(seed) is None
    assert not search.object_ids("水やり", "seeds.seed").exists()
    thing = things.get(seed)
    assert thing is not None
    assert "public" not in set(thing.audience.values_list("token", flat=True))


def test_every_step_says_who_holds_it_next(people: People) -> None:
    seed = Seed(kind=Seed.Kind.NEED, actor=people.parks, title="花壇の仲間", what="水やり")
    actions.create(seed, by=people.lia)
    held = ownership.case_of(seed)
    assert held is not None
    assert (held.person_id, held.unit_id) == (people.lia.pk, people.parks.pk)
    complete = make.seed(people.parks)
    actions.submit(complete, by=people.lia)
    assert holder(complete) == (people.dhead.pk, people.parks.pk)
    with pytest.raises(Conflict):
        actions.agree(complete, by=people.dhead, version=complete.version - 1)
    complete.refresh_from_db()
    actions.agree(complete, by=people.dhead, version=complete.version)
    assert holder(complete) == (people.sec.pk, people.section.pk)
    actions.publish(complete, by=people.sec, expires_on=next_month())
    assert holder(complete) == (people.lia.pk, people.parks.pk)
    mark_matched(complete, by=people.sec)
    assert holder(complete) == (people.sec.pk, people.section.pk)


def holder(seed: Seed) -> tuple[int | None, int | None]:
    case = ownership.case_of(seed)
    assert case is not None
    return case.person_id, case.unit_id


def test_the_author_is_told_of_a_return(people: People) -> None:
    seed = make.seed(people.gardeners, state=SeedState.SUBMITTED)
    actions.send_back(seed, by=people.sec, reason="時期を書いてください。")
    assert "差し戻されました" in Notice.objects.of(people.grep.pk).get().text
    assert not Notice.objects.of(people.other_grep.pk).exists()


def test_only_staff_desks_enter_a_seed_of_a_resident(people: People) -> None:
    for who in ("grep", "lia", "mem"):
        with pytest.raises(PermissionDenied):
            actions.create(
                Seed(kind="need", actor=None, title="見守り", what="見守り"), by=getattr(people, who)
            )
    made = actions.create(Seed(kind="need", actor=None, title="見守り", what="見守り"), by=people.cen)
    assert (made.side, made.who) == (Seed.Side.RESIDENT, "住民")


def test_a_group_does_not_write_for_a_department(people: People) -> None:
    with pytest.raises(PermissionDenied):
        actions.create(Seed(kind="need", actor=people.parks, title="花壇", what="花壇"), by=people.grep)
    with pytest.raises(PermissionDenied):
        actions.create(Seed(kind="need", actor=people.parks, title="花壇", what="花壇"), by=people.cen)


def test_the_side_follows_the_actor(people: People) -> None:
    business = make.actor(Actor.Kind.BUSINESS)
    seed = actions.create(Seed(kind="offer", actor=business, title="会議室", what="貸せます"), by=people.sec)
    assert seed.side == Seed.Side.BUSINESS
