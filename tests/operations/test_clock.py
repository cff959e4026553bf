import importlib.util
import inspect
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tomoni.core.jobs import Job
from tomoni.core.jurisdictions import Jurisdiction, current
from tomoni.core.once import Sent
from tomoni.core.outbox import Letter, Notice
from tomoni.operations import clock, retention

NOW = datetime(2026, 11, 21, 9, tzinfo=timezone.get_default_timezone())


def test_a_beat_is_due_at_first_and_again_after_its_time() -> None:
    beat = clock.Beat(timedelta(minutes=1), print)
    assert beat.is_due(NOW)
    beat.last = NOW
    assert not beat.is_due(NOW + timedelta(seconds=59))
    assert beat.is_due(NOW + timedelta(seconds=60))


def test_a_failing_beat_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[datetime] = []

    def fails(_now: datetime) -> None:
        raise ValueError("wrong")

    monkeypatch.setattr(
        clock, "BEATS", [clock.Beat(clock.HOURLY, fails), clock.Beat(clock.HOURLY, ran.append)]
    )
    clock.strike(NOW)
    assert ran == [NOW]
    assert "clock work failed" in caplog.text


def test_a_daily_job_gets_the_local_day_in_every_open_city(db: None) -> None:
    first, second = make.jurisdiction(), make.jurisdiction()
    make.jurisdiction(is_open=False)
    seen: list[tuple[Jurisdiction, date]] = []

    def job(day: date) -> None:
        seen.append((current(), day))
        if len(seen) == 1:
            raise ValueError("the first city fails")

    clock.in_each_jurisdiction(job)(datetime(2026, 3, 31, 15, 30, tzinfo=timezone.get_default_timezone()))
    late = datetime.fromisoformat("2026-03-31T15:30:00+00:00")
    clock.in_each_jurisdiction(job)(late)
    assert {city for city, _day in seen} == {first, second}
    assert [day for _city, day in seen] == [date(2026, 3, 31)] * 2 + [date(2026, 4, 1)] * 2


def test_everything_a_room_does_by_the_clock_is_on_the_clock() -> None:
    rooms = [app.name for app in apps.get_app_configs() if app.name.startswith("tomoni.")]
    modules = [
        import_module(f"{room}.jobs")
        for room in rooms
        if room != "tomoni.core" and importlib.util.find_spec(f"{room}.jobs")
    ]
    jobs = {
        thing
        for module in modules
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and not name.startswith("_")
    }
    assert jobs == {*clock.FOR_ALL, *clock.IN_EACH}
    assert len(jobs) > 5


def test_the_worker_does_what_is_due_and_ends(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    beats = [clock.Beat(one.every, one.run) for one in clock.BEATS if one.run is not clock.checkpoint]
    monkeypatch.setattr(clock, "BEATS", beats)  # a checkpoint needs a database without an open transaction
    city = make.jurisdiction()
    Job.objects.create(name="no.such.task", key="one", jurisdiction=city)
    call_command("work", "--once")
    assert Job.objects.get(key="one").tries == 1
    assert all(beat.last for beat in beats)


def test_what_has_done_its_work_is_forgotten_and_the_rest_kept(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    city, person = make.jurisdiction(), make.user()
    for days in (1, 400):
        past = NOW - timedelta(days=days)
        Sent.objects.create(key=uuid4(), at=past)
        for state in Job.State.values:
            finished = None if state in (Job.State.WAITING, Job.State.RUNNING) else past
            Job.objects.create(name="x", key=f"{state}{days}", state=state, finished_at=finished, due_at=past)
        Letter.objects.create(to="a@example.jp", subject="x", body="x", key=f"{days}", sent_at=past)
        Letter.objects.create(to="a@example.jp", subject="x", body="x", key=f"w{days}", due_at=past)
        Notice.objects.create(
            jurisdiction=city, person_id=1, text="x", address="/", key=f"{days}", read_at=past
        )
        Notice.objects.create(jurisdiction=city, person_id=1, text="x", address="/", key=f"u{days}")
        Session.objects.create(
            session_key=f"s{days}", session_data="", expire_date=NOW + timedelta(days=2 - days)
        )
        UserSession.objects.create(user=person, session_key=f"s{days}", ip="127.0.0.1", user_agent="x")
    kept = {"sessions": 1, "forms": 1, "jobs": 3, "letters": 1, "files": 0, "notices": 1}
    assert retention.forget(NOW) == kept
    assert set(Job.objects.values_list("key", flat=True)) >= {"waiting400", "running400", "failed1", "done1"}
    assert set(Letter.objects.values_list("key", flat=True)) == {"1", "w1", "w400"}
    assert list(Session.objects.values_list("session_key", flat=True)) == ["s1"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["s1"]
    assert retention.forget(NOW) == dict.fromkeys(kept, 0)
