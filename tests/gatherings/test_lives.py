"""Gatherings: who may do what, when, and what each move leaves behind."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import audit, ownership, search, things
from tomoni.core.errors import Conflict, Refused
from tomoni.directory.models import Actor
from tomoni.directory.standing import standing_of
from tomoni.gatherings import actions
from tomoni.gatherings.models import AgendaItem, Attendance, Gathering
from tomoni.gatherings.states import GATHERING, State

SECTION = {"sec", "sech"}
RUNNERS = SECTION | {"cen"}
MAY = {"notify": SECTION, "hold": RUNNERS, "reschedule": RUNNERS, "cancel": RUNNERS, "show": SECTION}
EVERYBODY = (
    "sec", "sech", "lia", "dept", "dhead", "cen", "grep", "mem", "adm", "other_lia", "other_grep",
)  # fmt: skip
ROWS: dict[str, Any] = {"agenda": [], "attendance": [], "statements": []}


def coming(organiser: Actor, **fields: Any) -> Gathering:
    start = timezone.now() + timedelta(days=20)
    usual = {"starts_at": start, "ends_at": start + timedelta(hours=2), "state": State.PLANNING}
    return make.gathering(organiser=organiser, **{**usual, **fields})


def what_it_needs(move: str) -> dict[str, Any]:
    start = timezone.now() + timedelta(days=30)
    needs: dict[str, dict[str, Any]] = {
        "notify": {"visibility": "public"},
        "show": {"visibility": "public"},
        "reschedule": {
            "starts_at": start,
            "ends_at": start + timedelta(hours=1),
            "place": "分庁舎",
            "reason": "会場の都合によります。",
        },
        "cancel": {"reason": "台風のためです。"},
    }
    return needs.get(move, {})


def ready_for(move: str, organiser: Actor) -> Gathering:
    if move == "hold":
        return make.gathering(state=State.NOTIFIED, organiser=organiser)
    return coming(organiser, **({} if move == "notify" else {"state": State.NOTIFIED}))


@pytest.mark.parametrize("move", [one.name for one in GATHERING.moves])
def test_only_those_named_may_make_the_move(people: People, move: str) -> None:
    for name in EVERYBODY:
        gathering = ready_for(move, people.centre)
        act: Callable[..., object] = getattr(actions, move)
        if name in MAY[move]:
            act(gathering, by=getattr(people, name), **what_it_needs(move))
            assert Gathering.objects.get(pk=gathering.pk).version == 2, name
        else:
            with pytest.raises(PermissionDenied):
                act(gathering, by=getattr(people, name), **what_it_needs(move))
            assert Gathering.objects.get(pk=gathering.pk).version == 1, name


def test_the_centre_runs_its_own_only(people: People) -> None:
    theirs = coming(people.section)
    with pytest.raises(PermissionDenied):
        actions.cancel(theirs, by=people.cen, reason="台風のためです。")
    with pytest.raises(PermissionDenied):
        actions.edit(theirs, by=people.cen, version=1, title="別の名前", **ROWS)


@pytest.mark.parametrize("name", ["lia", "dhead", "grep", "mem", "adm"])
def test_others_do_not_enter_gatherings(people: People, name: str) -> None:
    start = timezone.now()
    with pytest.raises(PermissionDenied):
        actions.record(
            by=getattr(people, name),
            organiser=people.parks,
            title="集まり",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
        )


def test_the_centre_does_not_enter_them_in_the_citys_name(people: People) -> None:
    own = coming(people.centre)
    with pytest.raises(PermissionDenied):
        actions.edit(own, by=people.cen, version=1, organiser=people.section, **ROWS)


def test_what_is_over_is_not_announced(people: People) -> None:
    gathering = make.gathering(state=State.PLANNING)
    with pytest.raises(Refused):
        actions.notify(gathering, by=people.sec, visibility="public")


def test_what_has_not_begun_was_not_held(people: People) -> None:
    with pytest.raises(Refused):
        actions.hold(coming(people.section), by=people.sec)


def test_a_cancelled_gathering_is_not_rewritten(people: People) -> None:
    gathering = coming(people.section)
    actions.cancel(gathering, by=people.sec, reason="台風のためです。")
    with pytest.raises(Refused):
        actions.edit(gathering, by=people.sec, version=gathering.version, title="別の名前", **ROWS)


def test_the_announced_day_changes_with_a_notice_only(people: People) -> None:
    gathering = coming(people.section)
    actions.notify(gathering, by=people.sec, visibility="public")
    later = gathering.starts_at + timedelta(hours=1)
    with pytest.raises(Refused):
        actions.edit(gathering, by=people.sec, version=gathering.version, starts_at=later, **ROWS)
    needs = what_it_needs("reschedule")
    actions.reschedule(gathering, by=people.sec, **needs)
    assert (gathering.state, gathering.change_notice) == (State.NOTIFIED, "会場の都合によります。")
    event = audit.history(gathering).filter(verb="gathering.rescheduled").get()
    assert datetime.fromisoformat(event.after["starts_at"]) - needs["starts_at"] < timedelta(seconds=1)


def test_a_new_day_lies_ahead_and_ends_after_it_starts(people: People) -> None:
    gathering = coming(people.section, state=State.NOTIFIED)
    past = timezone.now() - timedelta(days=2)
    for starts, ends in (
        (past, past + timedelta(hours=1)),
        (gathering.ends_at, gathering.starts_at),
    ):
        with pytest.raises(ValidationError):
            actions.reschedule(
                gathering, by=people.sec, starts_at=starts, ends_at=ends, place="", reason="都合"
            )


@pytest.mark.parametrize("move", ["cancel", "reschedule"])
def test_a_change_of_what_was_announced_needs_a_reason(people: People, move: str) -> None:
    gathering = coming(people.section, state=State.NOTIFIED)
    with pytest.raises(ValidationError):
        getattr(actions, move)(gathering, by=people.sec, **{**what_it_needs(move), "reason": " "})


def test_taking_back_what_was_public_needs_a_reason(people: People) -> None:
    gathering = make.gathering(visibility="public")
    with pytest.raises(ValidationError):
        actions.show(gathering, by=people.sec, visibility="city")
    actions.show(gathering, by=people.sec, visibility="city", reason="準備が足りないため。")
    assert Gathering.objects.withdrawn().get() == gathering


def test_a_new_gathering_is_seen_by_its_parties_only(people: People) -> None:
    start = timezone.now() + timedelta(days=20)
    gathering = actions.record(
        by=people.cen,
        organiser=people.centre,
        title="話す会",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    assert gathering.visibility == "parties"
    seen = Gathering.objects.visible_to
    for who in (people.nobody, people.lia, people.grep):
        assert not seen(who).exists()
    for who in (people.cen, people.sec):
        assert seen(who).get() == gathering


def test_each_class_of_visibility_opens_to_its_readers(people: People) -> None:
    for visibility, readers in {
        "public": {"nobody", "grep", "lia", "cen", "sec"},
        "registered": {"grep", "lia", "cen", "sec"},
        "city": {"lia", "sec"},
        "section": {"sec"},
    }.items():
        gathering = make.gathering(visibility=visibility)
        found = {
            name
            for name in ("nobody", "grep", "lia", "cen", "sec")
            if Gathering.objects.visible_to(getattr(people, name)).filter(pk=gathering.pk).exists()
        }
        assert found == readers, visibility


def test_what_search_finds_is_what_one_may_see(people: People) -> None:
    gathering = coming(people.section, title="花壇を語る会")
    actions.notify(gathering, by=people.sec, visibility="city")
    assert not search.find("花壇", standing_of(people.nobody).tokens).exists()
    assert search.find("花壇", standing_of(people.lia).tokens).get() == things.get(gathering)


def test_what_is_said_on_a_closed_item_is_not_searchable(people: People) -> None:
    gathering = make.gathering(visibility="public")
    actions.edit(
        gathering,
        by=people.sec,
        version=1,
        agenda=[{"title": "審査の相談", "is_closed": True, "closed_reason": "審査に関するため"}],
        attendance=[],
        statements=[],
    )
    assert not search.find("審査の相談", standing_of(people.nobody).tokens).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": timezone.now() - timedelta(days=9000)},
        {"openness": "closed"},
    ],
)
def test_the_database_refuses_what_cannot_be(people: People, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.gathering(**wrong)


def test_a_closed_item_needs_its_reason(people: People) -> None:
    gathering = make.gathering()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(
            jurisdiction=gathering.jurisdiction, gathering=gathering, title="審査", is_closed=True
        )


def test_rows_keep_their_place_and_go_when_no_longer_named(people: People) -> None:
    gathering = make.gathering()
    actions.edit(
        gathering,
        by=people.sec,
        version=1,
        agenda=[
            {"title": "協議"},
            {"title": "実施状況", "below": True},
            {"title": "閉会"},
        ],
        attendance=[{"category": "団体", "groups": 9, "people": 10}, {"category": "市", "people": 2}],
        statements=[],
    )
    first, second, third = AgendaItem.objects.filter(gathering=gathering)
    assert (second.parent, third.parent) == (first, None)
    kept = Attendance.objects.get(category="団体")
    actions.edit(
        gathering,
        by=people.sec,
        version=gathering.version,
        agenda=[],
        attendance=[{"id": kept.pk, "category": "団体", "groups": 8, "people": 10}],
        statements=[],
    )
    assert Attendance.objects.get().groups == 8
    assert Attendance.objects.get().pk == kept.pk
    event = audit.history(gathering).filter(verb="gathering.rows").first()
    assert event is not None
    assert event.before["agenda"] == ["協議", "実施状況", "閉会"]


def test_a_row_of_another_gathering_is_not_taken_over(people: People) -> None:
    mine, other = make.gathering(), make.gathering()
    row = Attendance.objects.create(
        jurisdiction=other.jurisdiction, gathering=other, category="団体", people=3
    )
    line = {"id": row.pk, "category": "書き換え", "people": 1}
    actions.edit(mine, by=people.sec, version=1, agenda=[], attendance=[line], statements=[])
    row.refresh_from_db()
    assert (row.category, row.gathering) == ("団体", other)


def test_a_lost_update_is_shown_not_overwritten(people: People) -> None:
    gathering = make.gathering()
    same = Gathering.objects.get(pk=gathering.pk)
    actions.edit(gathering, by=people.sec, version=1, outline="初めの内容", **ROWS)
    with pytest.raises(Conflict):
        actions.edit(same, by=people.sech, version=1, outline="別の内容", **ROWS)
    assert Gathering.objects.get(pk=gathering.pk).outline == "初めの内容"


def test_notice_is_due_on_the_last_open_day_at_least_seven_days_before(people: People) -> None:
    """Saturday 26 December 2026: seven days before is a Saturday, so it must be out on the Friday."""
    start = datetime(2026, 12, 26, 14, tzinfo=timezone.get_default_timezone())
    gathering = actions.record(
        by=people.sec,
        organiser=people.section,
        title="話す会",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    case = ownership.case_of(gathering)
    assert case is not None
    assert (case.person_id, case.due_on) == (people.sec.pk, date(2026, 12, 18))
    actions.cancel(gathering, by=people.sec, reason="中止します。")
    assert ownership.case_of(gathering) is None
