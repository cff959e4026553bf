from datetime import date, timedelta

import pytest

from tomoni.japan.business_days import (
    Calendar,
    add_business_days,
    business_days_between,
    is_business_day,
    is_holiday,
    next_business_day,
)


@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),  # Sunday
        date(2026, 11, 23),  # 勤労感謝の日
        date(2019, 5, 1),  # a holiday of this year alone
        date(2020, 5, 6),  # 振替休日
        date(2026, 9, 22),  # 国民の休日
        date(2026, 12, 29),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2024, 1, 3),
    ],
)
def test_city_hall_is_closed(closed: date) -> None:
    assert not is_business_day(closed)


@pytest.mark.parametrize(
    "opened", [date(2026, 11, 20), date(2026, 12, 28), date(2027, 1, 4), date(2024, 2, 29), date(2026, 3, 31)]
)
def test_city_hall_is_open(opened: date) -> None:
    assert is_business_day(opened)


def test_the_equinoxes_are_known_through_the_century() -> None:
    assert all(
        any(is_holiday(date(year, 3, day)) for day in (19, 20, 21))
        for year in (1949, 1980, 2000, 2026, 2050, 2099, 2100)
    )


def test_the_first_day_does_not_count() -> None:
    assert add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert add_business_days(date(2026, 11, 21), 1) == date(2026, 11, 24)


def test_the_year_end_closure_is_stepped_over() -> None:
    assert add_business_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert business_days_between(date(2026, 12, 28), date(2027, 1, 4)) == 1


def test_zero_days_from_a_closed_day_is_the_next_open_one() -> None:
    assert (
        add_business_days(date(2026, 11, 21), 0)
        == next_business_day(date(2026, 11, 21))
        == date(2026, 11, 24)
    )
    assert add_business_days(date(2026, 11, 24), 0) == date(2026, 11, 24)


def test_days_are_counted_back_from_a_meeting() -> None:
    assert add_business_days(date(2026, 11, 24), -1) == date(2026, 11, 20)
    assert add_business_days(date(2027, 1, 4), -2) == date(2026, 12, 25)


def test_the_last_day_of_a_deadline_still_counts() -> None:
    monday = date(2026, 11, 30)
    assert business_days_between(monday, add_business_days(monday, 7)) == 7
    assert business_days_between(monday, monday) == 0


def test_a_count_that_leads_too_far_is_refused() -> None:
    with pytest.raises(ValueError, match="長すぎます"):
        add_business_days(date(2026, 1, 1), 10**6)
    with pytest.raises(ValueError, match="長すぎます"):
        add_business_days(date(2026, 1, 1), -(10**6))


def test_a_city_has_its_own_exceptions() -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 30)
    city = Calendar.of({saturday: True, monday: False})
    assert is_business_day(saturday, city)
    assert not is_business_day(monday, city)
    assert add_business_days(date(2026, 11, 20), 1, city) == saturday
    assert add_business_days(date(2026, 11, 27), 1, city) == monday + timedelta(days=1)
    assert add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 24)


def test_a_city_has_its_own_closure() -> None:
    short = Calendar(closure=((12, 31), (1, 2)))
    assert is_business_day(date(2026, 12, 29), short)
    summer = Calendar(closure=((8, 12), (8, 14)))
    assert not is_business_day(date(2026, 8, 13), summer)
    assert is_business_day(date(2026, 12, 29), summer)
