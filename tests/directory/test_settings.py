"""What a city decides for itself, and who decides it."""

from datetime import date
from typing import Any

import pytest

from tests.directory.test_sessions import signed_in
from tests.people import People
from tomoni.core import audit
from tomoni.core.jurisdictions import Jurisdiction, Settings
from tomoni.directory.forms.settings import SettingsForm


@pytest.fixture
def demo(city: Jurisdiction) -> Jurisdiction:
    city.is_demo = True
    city.save()
    return city


def form_data(city: Jurisdiction, **fields: object) -> dict[str, Any]:
    values = {**Settings().model_dump(), "extra_holidays": "", "extra_workdays": ""}
    return {**values, "version": city.settings_version, **fields}


def test_the_form_asks_for_every_setting_and_no_other() -> None:
    assert set(SettingsForm(now=Settings()).fields) == set(Settings.model_fields)


@pytest.mark.parametrize("who", ["lia", "dhead", "cen", "grep", "mem"])
def test_settings_are_closed_to(demo: Jurisdiction, people: People, who: str) -> None:
    client = signed_in(getattr(people, who))
    assert client.get(f"/{demo.slug}/settings/").status_code == 403
    assert client.post(f"/{demo.slug}/settings/", form_data(demo)).status_code == 403


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("referral_days", "0", "1 以上"),
        ("stalled_days", "x", "整数"),
        ("extra_holidays", "2026-12-28\nあした", "2行目"),
        ("contact_email", "x", "メールアドレス"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(
    demo: Jurisdiction, people: People, name: str, value: str, said: str
) -> None:
    answer = signed_in(people.sec).post(f"/{demo.slug}/settings/", form_data(demo, **{name: value}))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_day_is_not_open_and_closed_at_once(demo: Jurisdiction, people: People) -> None:
    both = {"extra_holidays": "2026-12-26", "extra_workdays": "令和8年12月26日"}
    answer = signed_in(people.sec).post(f"/{demo.slug}/settings/", form_data(demo, **both))
    assert "両方にあります" in answer.content.decode()


def test_settings_are_stored_logged_and_count_for_due_dates(demo: Jurisdiction, people: People) -> None:
    data = form_data(demo, referral_days="3", extra_holidays="令和8年6月2日")
    assert signed_in(people.adm).post(f"/{demo.slug}/settings/", data).status_code == 302
    demo.refresh_from_db()
    assert demo.settings == {"referral_days": 3, "extra_holidays": ["2026-06-02"]}
    assert demo.local.due(demo.local.referral_days, after=date(2026, 6, 1)) == date(2026, 6, 5)
    assert audit.history(demo).get().after["referral_days"] == 3


def test_of_two_who_change_at_once_the_second_sees_both(demo: Jurisdiction, people: People) -> None:
    first, second = form_data(demo, referral_days="3"), form_data(demo, referral_days="4")
    assert signed_in(people.sec).post(f"/{demo.slug}/settings/", first).status_code == 302
    assert signed_in(people.adm).post(f"/{demo.slug}/settings/", second).status_code == 409
    demo.refresh_from_db()
    assert demo.local.referral_days == 3
