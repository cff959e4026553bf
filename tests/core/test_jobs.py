from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tomoni.core import jobs, outbox
from tomoni.core.jobs import Job, Running, task
from tomoni.core.jurisdictions import Jurisdiction

ran: list[int] = []


@task
def count_up(job: Running, *, to: int) -> None:
    for number in range(to):
        job.progress(number, to)
    ran.append(to)


@task
def always_fails(job: Running) -> None:
    raise RuntimeError("壊れています")


@pytest.fixture(autouse=True)
def _empty() -> None:
    ran.clear()


def test_the_same_key_is_one_job(db: None) -> None:
    assert count_up.enqueue(key="a", to=1) == count_up.enqueue(key="a", to=1)


def test_a_job_is_claimed_by_one_worker_only(db: None) -> None:
    count_up.enqueue(to=1)
    now = timezone.now()
    assert jobs.claim("one", now=now) is not None
    assert jobs.claim("two", now=now) is None


def test_a_job_whose_worker_died_is_taken_again_after_the_lease(db: None) -> None:
    count_up.enqueue(to=1)
    now = timezone.now()
    assert jobs.claim("dead", now=now) is not None
    assert jobs.claim("next", now=now + jobs.LEASE + timedelta(seconds=1)) is not None


def test_a_worker_that_lost_its_lease_stops_and_stores_nothing(db: None) -> None:
    past = timezone.now() - timedelta(hours=1)
    count_up.enqueue(to=1, due_at=past)
    slow = jobs.claim("slow", now=past)
    assert slow is not None
    assert jobs.claim("next", now=timezone.now()) is not None
    jobs.run(slow)
    assert ran == []
    assert Job.objects.get().state == Job.State.RUNNING


def test_a_job_asked_to_stop_stops_at_its_next_report(db: None) -> None:
    count_up.enqueue(to=3)
    job = jobs.claim("one", now=timezone.now())
    assert job is not None
    jobs.cancel(job)
    jobs.run(job)
    assert Job.objects.get().state == Job.State.CANCELLED
    assert ran == []


def test_a_failing_job_is_tried_again_later_and_then_given_up(db: None) -> None:
    always_fails.enqueue()
    for _try in range(jobs.MAX_TRIES):
        Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert jobs.work_once("one")
    kept = Job.objects.get()
    assert (kept.state, kept.tries) == (Job.State.FAILED, jobs.MAX_TRIES)
    assert "壊れています" in kept.message


def test_a_mail_is_stored_once_for_a_key_and_sent_once(city: Jurisdiction) -> None:
    for _twice in range(2):
        outbox.mail(to="a@example.jp", subject="件名", body="番号", key="k")
    now = timezone.now()
    assert [outbox.send_due(now=now), outbox.send_due(now=now)] == [1, 0]
    assert [one.body for one in mail.outbox] == ["番号"]


def test_of_a_mail_that_was_sent_the_text_is_forgotten(city: Jurisdiction) -> None:
    outbox.mail(to="a@example.jp", subject="件名", body="番号", key="k")
    outbox.send_due(now=timezone.now())
    assert outbox.Letter.objects.get().body == ""


def test_a_line_break_in_a_subject_cannot_add_a_header(city: Jurisdiction) -> None:
    outbox.mail(to="a@example.jp", subject="件名\nBcc: evil@example.jp", body="番号", key="k")
    outbox.send_due(now=timezone.now())
    assert mail.outbox[0].subject == "件名 Bcc: evil@example.jp"
    assert mail.outbox[0].bcc == []
