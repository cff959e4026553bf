"""What happens to seeds and menu items by the clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import ownership
from tomoni.core.audit import history
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.outbox import Notice
from tomoni.core.people import SYSTEM
from tomoni.seeds import jobs
from tomoni.seeds.actions import menu, reopen, seed
from tomoni.seeds.models import Seed, end_of_fiscal_year
from tomoni.seeds.states import MenuState, SeedState

LAST = date(2027, 3, 31)


def open_seed(people: People, **fields: object) -> Seed:
    return make.seed(people.gardeners, **{"state": SeedState.PUBLISHED, "expires_on": LAST, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2027, 3, 31, 23, 59, tzinfo=ZoneInfo("Asia/Tokyo")), date(2027, 3, 31)),
        (datetime(2027, 4, 1, 0, 0, tzinfo=ZoneInfo("Asia/Tokyo")), date(2028, 3, 31)),
    ],
)
def test_a_seed_ends_with_the_fiscal_year_unless_told_otherwise(now: datetime, expected: date) -> None:
    with time_machine.travel(now, tick=False):
        assert end_of_fiscal_year() == expected


def test_the_last_day_still_counts(people: People) -> None:
    open_seed(people)
    assert jobs.expire(LAST) == 0
    assert Seed.objects.get().state == SeedState.PUBLISHED


@pytest.mark.parametrize("state", [SeedState.PUBLISHED, SeedState.INTERNAL_ONLY])
def test_the_day_after_it_is_closed_once(people: People, state: str) -> None:
    one = open_seed(people, state=state)
    assert jobs.expire(LAST + timedelta(days=1)) == 1
    assert jobs.expire(LAST + timedelta(days=1)) == 0
    assert Seed.objects.get().state == SeedState.EXPIRED
    assert [event.verb for event in history(one)] == ["seed.expire"]
    assert ownership.case_of(one) is None
    assert "期限が切れました" in Notice.objects.of(people.grep.pk).get().text


@pytest.mark.parametrize(
    "state", [SeedState.DRAFT, SeedState.SUBMITTED, SeedState.RETURNED, SeedState.MATCHED]
)
def test_what_nobody_waits_for_or_is_in_talks_does_not_expire(people: People, state: str) -> None:
    open_seed(people, state=state)
    assert jobs.expire(LAST + timedelta(days=30)) == 0
    assert Seed.objects.get().state == state


def test_a_seed_that_comes_back_from_talks_too_late_expires(people: People) -> None:
    one = open_seed(people, state=SeedState.MATCHED)
    reopen(one, by=SYSTEM)
    assert jobs.expire(LAST + timedelta(days=1)) == 1


def test_a_seed_taken_in_the_same_moment_is_left_alone(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = open_seed(people), open_seed(people)
    stale = list(Seed.objects.order_by("pk"))
    seed.withdraw(one, by=people.grep, reason="会員で足りました。")
    monkeypatch.setattr(jobs, "_with_words", lambda _rows: stale)
    assert jobs.expire(LAST + timedelta(days=1)) == 1
    assert Seed.objects.get(pk=one.pk).state == SeedState.WITHDRAWN
    assert Seed.objects.get(pk=other.pk).state == SeedState.EXPIRED


@pytest.mark.parametrize(("days", "told"), [(31, 0), (30, 1), (1, 1), (0, 1), (-1, 0)])
def test_the_author_is_asked_thirty_days_before(people: People, days: int, told: int) -> None:
    open_seed(people)
    assert jobs.remind_of_expiry(LAST - timedelta(days=days)) == told


def test_the_author_is_asked_once_for_one_date(people: People) -> None:
    one = open_seed(people)
    for day in (30, 29, 28):
        jobs.remind_of_expiry(LAST - timedelta(days=day))
    assert Notice.objects.of(people.grep.pk).count() == 1
    with time_machine.travel(datetime(2027, 3, 20, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        seed.renew(one, by=people.grep, expires_on=LAST + timedelta(days=60))
    jobs.remind_of_expiry(LAST + timedelta(days=40))
    assert Notice.objects.of(people.grep.pk).count() == 2


def test_a_city_says_itself_how_early_it_asks(people: People, city: Jurisdiction) -> None:
    open_seed(people)
    city.settings = {"seed_notice_days": 5}
    city.save()
    assert jobs.remind_of_expiry(LAST - timedelta(days=6)) == 0
    assert jobs.remind_of_expiry(LAST - timedelta(days=5)) == 1


def test_a_department_is_asked_whether_its_menu_still_holds(people: People) -> None:
    confirmed = date(2026, 4, 1)
    item = make.menu_item(people.parks, state=MenuState.PUBLISHED, confirmed_on=confirmed)
    make.menu_item(people.parks, confirmed_on=confirmed)
    assert jobs.remind_of_menu(confirmed + timedelta(days=365)) == 0
    assert jobs.remind_of_menu(confirmed + timedelta(days=366)) == 1
    assert jobs.remind_of_menu(confirmed + timedelta(days=367)) == 0
    assert Notice.objects.of(people.lia.pk).count() == 1
    menu.confirm(item, by=people.lia)
    case = ownership.case_of(item)
    assert case is not None
    assert case.due_on == timezone.localdate() + timedelta(days=365)
