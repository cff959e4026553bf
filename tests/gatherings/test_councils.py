"""Councils, terms, members; what one term leaves to the next; calendars and series; deadlines by the clock."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.outbox import Letter, Notice
from tomoni.directory.models import Actor
from tomoni.gatherings import actions, jobs
from tomoni.gatherings.actions import council as councils
from tomoni.gatherings.actions import minutes as minuting
from tomoni.gatherings.actions import report as reports
from tomoni.gatherings.deadlines import minutes_due, notice_due, quick_report_due
from tomoni.gatherings.models import Attendance, Council, Gathering, Member, Reflection, Term
from tomoni.gatherings.states import State, TermState


def at(day: date, hour: int = 14) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


def test_only_the_section_keeps_councils(people: People) -> None:
    for name in ("cen", "lia", "mem", "adm"):
        with pytest.raises(PermissionDenied):
            councils.found(by=getattr(people, name), actor=people.council, office=people.section)
    made = councils.found(by=people.sec, actor=people.council, office=people.section)
    for name in ("cen", "lia", "mem", "adm"):
        with pytest.raises(PermissionDenied):
            councils.open_term(made, by=getattr(people, name), number=1)


def test_members_are_entered_changed_and_dropped_with_their_term(people: People) -> None:
    council = make.council(people.council)
    term = councils.open_term(
        council, by=people.sec, number=1,
        members=[{"category": "公募", "name": "甲"}, {"category": "公募", "name": "乙", "duty": "chair"}],
    )  # fmt: skip
    first = Member.objects.get(name="甲")
    kept = [{"id": first.pk, "category": "公募", "name": "甲", "ends_on": date(2026, 9, 30)}]
    councils.edit_term(term, by=people.sec, version=1, members=kept, number=1)
    assert [(row.pk, row.name) for row in Member.objects.all()] == [(first.pk, "甲")]
    assert Member.objects.on(date(2026, 9, 30)).exists()
    assert not Member.objects.on(date(2026, 10, 1)).exists()


def test_a_term_hands_over_what_it_leaves_and_opens_the_next(people: People) -> None:
    term = make.term(make.council(people.council), number=2, ends_on=date(2026, 3, 31))
    with pytest.raises(Refused):
        councils.reflect(term, by=people.mem, text="よい話し合いでした。")
    councils.ask_reflections(term, by=people.sec)
    assert Notice.objects.filter(person_id=people.mem.pk).exists()
    with pytest.raises(PermissionDenied):
        councils.reflect(term, by=people.sec, text="よい話し合いでした。")
    councils.reflect(term, by=people.mem, text="よい話し合いでした。")
    assert not Reflection.objects.visible_to(people.nobody).exists()
    assert Reflection.objects.visible_to(people.mem).exists()
    with pytest.raises(ValidationError):
        councils.hand_over(term, by=people.sec, handover=" ")
    with pytest.raises(PermissionDenied):
        councils.hand_over(term, by=people.mem, handover="続けてください。")
    following = councils.hand_over(term, by=people.sec, handover="続けてください。")
    assert following is not None
    assert (following.number, following.starts_on) == (3, date(2026, 4, 1))
    assert term.state == TermState.HANDED_OVER
    assert Reflection.objects.visible_to(people.nobody).get().text == "よい話し合いでした。"
    with pytest.raises(Refused):
        councils.edit_term(term, by=people.sec, version=term.version, members=[], number=2)


def test_a_term_may_go_back_to_work(people: People) -> None:
    term = make.term(make.council(people.council))
    councils.ask_reflections(term, by=people.sec)
    councils.resume(term, by=people.sec, reason="会議を一回加えるため。")
    assert term.state == TermState.RUNNING


def test_an_unpublished_council_is_for_its_own(city: Jurisdiction, people: People) -> None:
    Actor.objects.filter(pk=people.council.pk).update(is_published=False)
    council = make.council(people.council)
    seen = Council.objects.visible_to
    assert not seen(people.nobody).exists()
    assert not seen(people.lia).exists()
    assert seen(people.mem).get() == council
    assert seen(people.sec).get() == council


def test_members_see_the_sessions_of_their_council_before_the_public(people: People) -> None:
    session = make.session(make.council(people.council), state=State.PLANNING, visibility="parties")
    seen = Gathering.objects.visible_to
    assert seen(people.mem).get() == session
    for person in (people.nobody, people.lia, people.grep):
        assert not seen(person).exists()


def test_the_pages_say_what_is_left_to_do_to_the_council_only(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    session = make.session(make.council(people.council))
    term = make.term(session.council, number=1)
    make.statement(session, "先進地を調べる。", kind="todo", owner="事務局", due_on=date(2026, 1, 5))
    for address in (term.council.get_absolute_url(), term.get_absolute_url()):
        assert "先進地を調べる。" in text_of(browse(people.mem).get(address))
        assert "先進地を調べる。" not in text_of(browse(people.nobody).get(address))


def test_council_and_term_are_entered_by_their_forms(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    browser = browse(people.sec)
    sent = {"actor": people.council.pk, "office": people.section.pk, "purpose": "話し合うため。"}
    browser.post(reverse("gatherings:council_new", args=[city.slug]), sent)
    council = Council.objects.get()
    rows = {
        "members-TOTAL_FORMS": "2",
        "members-INITIAL_FORMS": "0",
        "members-0-category": "公募",
        "members-0-name": "委員 一",
        "members-0-duty": "chair",
        "members-0-person": people.mem.pk,
        "members-1-duty": "member",
    }
    address = reverse("gatherings:term_new", args=[city.slug, council.pk])
    wrong = browser.post(address, {**rows, "number": "1", "starts_on": "2026-04-01", "ends_on": "2026-03-01"})
    assert wrong.status_code == 422
    assert "委員 一" in text_of(wrong)
    browser.post(address, {**rows, "number": "1", "starts_on": "2026-04-01", "ends_on": "2028-03-31"})
    member = Member.objects.get()
    assert (member.name, member.duty, member.person, member.term.number) == (
        "委員 一",
        "chair",
        people.mem,
        1,
    )
    assert "委員 一" in text_of(browse(people.nobody).get(council.get_absolute_url()))


def calendar(browser: Any, address: str) -> Any:
    answer = browser.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def test_the_calendars_hold_what_everybody_may_see(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    session = make.session(make.council(people.council))
    make.agenda_item(session, "名簿の審査", is_closed=True, closed_reason="個人に関わるため")
    make.agenda_item(session, "広報の工夫")
    make.gathering("準備中の会", state=State.PLANNING)
    cancelled = make.gathering("なくなった会", visibility="public", state=State.CANCELLED)
    for person in (people.nobody, people.sec):
        feed = calendar(browse(person), reverse("gatherings:calendar", args=[city.slug]))
        events = {str(one["summary"]): one for one in feed.walk("VEVENT")}
        assert set(events) == {session.full_title, cancelled.full_title}
        assert str(events[cancelled.full_title]["status"]) == "CANCELLED"
        event = events[session.full_title]
        assert event.decoded("dtstart") == session.starts_at
        assert "広報の工夫" in str(event["description"])
        assert "名簿の審査" not in feed.to_ical().decode()
    own = reverse("gatherings:council_calendar", args=[city.slug, session.council_id])
    feed = calendar(browse(people.nobody), own)
    assert [str(one["summary"]) for one in feed.walk("VEVENT")] == [session.full_title]


@pytest.mark.parametrize(
    "wild",
    [
        "会\r\nATTENDEE:mailto:x@example.jp",
        "a;b,c\\d",
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "名" * 100,
    ],
)
def test_a_title_cannot_break_out_of_the_calendar(
    city: Jurisdiction, people: People, browse: Browse, wild: str
) -> None:
    make.gathering(wild, visibility="public")
    feed = calendar(browse(people.nobody), reverse("gatherings:calendar", args=[city.slug]))
    (event,) = feed.walk("VEVENT")
    assert "attendee" not in event
    assert str(event["summary"]).replace("\n", "") == wild.replace("\r\n", "")


def test_the_rounds_of_a_series_stand_in_one_table(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    for number, groups, people_ in ((1, 9, 10), (2, 5, 5)):
        one = make.gathering(
            "意見交換会", series="夏の意見交換会", round_number=number, visibility="public",
            starts_at=at(date(2026, 6, number)), ends_at=at(date(2026, 6, number), 16),
        )  # fmt: skip
        Attendance.objects.create(
            jurisdiction=city, gathering=one, category="団体", groups=groups, people=people_
        )
        Attendance.objects.create(
            jurisdiction=city, gathering=one, category="参加団体", actor=people.gardeners
        )
    make.gathering("意見交換会", series="夏の意見交換会", round_number=3, visibility="parties")
    page = browse(people.nobody).get(reverse("gatherings:series", args=[city.slug]) + "?name=夏の意見交換会")
    found = page.context
    assert ([one.round_number for one in found["rounds"]], found["groups"], found["people"]) == (
        [1, 2],
        14,
        15,
    )
    assert found["distinct"] == 1
    assert "花と緑の会" not in text_of(page)
    assert (
        browse(people.nobody).get(reverse("gatherings:series", args=[city.slug]) + "?name=ない").status_code
        == 404
    )


def test_the_next_round_takes_over_what_stays_the_same(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    last = make.session(make.council(people.council), round_number=3, place="市民会館")
    page = browse(people.sec).get(reverse("gatherings:new", args=[city.slug]) + f"?after={last.pk}")
    form = page.context["form"]
    assert (form["round_number"].value(), form["place"].value(), form["council"].value()) == (
        4,
        "市民会館",
        last.council_id,
    )


# Deadlines


@pytest.mark.parametrize(
    ("held", "notice", "quick", "minutes"),
    [
        (date(2026, 12, 11), date(2026, 12, 4), date(2026, 12, 15), date(2027, 1, 25)),
        (date(2026, 12, 26), date(2026, 12, 18), date(2027, 1, 4), date(2027, 2, 9)),
        (date(2027, 1, 8), date(2026, 12, 28), date(2027, 1, 13), date(2027, 2, 22)),
    ],
)
def test_due_days_heed_the_days_city_hall_is_open(
    city: Jurisdiction, held: date, notice: date, quick: date, minutes: date
) -> None:
    """On a working day; over a weekend and the year-end closure; and where seven days before is New Year."""
    local = city.local
    assert (notice_due(held, local), quick_report_due(held, local), minutes_due(held, local)) == (
        notice,
        quick,
        minutes,
    )


def test_a_city_sets_its_own_days(city: Jurisdiction) -> None:
    Jurisdiction.objects.filter(pk=city.pk).update(settings={"notice_days": 14, "minutes_days": 30})
    city.refresh_from_db()
    assert notice_due(date(2026, 12, 18), city.local) == date(2026, 12, 4)
    assert minutes_due(date(2026, 12, 1), city.local) == date(2026, 12, 28)


def test_a_notice_that_is_due_is_told_once_and_again_when_late(people: People) -> None:
    day = date(2026, 12, 11)
    actions.record(
        by=people.sec, organiser=people.section, title="話す会", starts_at=at(day), ends_at=at(day, 16)
    )
    told = Notice.objects.filter(person_id=people.sec.pk)
    assert jobs.watch_notices(date(2026, 12, 2)) == 0
    for _ in range(2):
        assert jobs.watch_notices(date(2026, 12, 3)) == 1
    assert told.count() == 1
    jobs.watch_notices(date(2026, 12, 5))
    assert told.count() == 2
    assert Notice.objects.filter(person_id=people.sech.pk).count() == 1


def test_reports_and_minutes_are_watched_until_they_are_published(people: People) -> None:
    session = make.session(
        make.council(people.council), starts_at=at(date(2026, 6, 1)), ends_at=at(date(2026, 6, 1), 16)
    )
    report = reports.build(session, by=people.sec)
    minutes = minuting.begin(session, by=people.sec)
    assert jobs.watch_reports(report.due_on - timedelta(days=2)) == 0
    assert jobs.watch_reports(report.due_on) == 1
    assert jobs.watch_reports(minutes.due_on + timedelta(days=1)) == 2
    keys = set(Notice.objects.filter(person_id=people.sec.pk).values_list("key", flat=True))
    assert {key.rsplit("-", 1)[1] for key in keys} == {"near", "late"}
    minuting.ask_members(minutes, by=people.sec)
    minuting.confirm(minutes, by=people.sech, reason="電話で確かめました。")
    minuting.publish(minutes, by=people.sech)
    assert jobs.watch_reports(minutes.due_on + timedelta(days=1)) == 0


def test_members_are_reminded_on_the_day_before_their_time_ends(people: People) -> None:
    session = make.session(make.council(people.council))
    minutes = minuting.begin(session, by=people.sec)
    minuting.ask_members(minutes, by=people.sec)
    assert minutes.check_until is not None
    for day, key in (
        (minutes.check_until - timedelta(days=1), "check-ends"),
        (minutes.check_until + timedelta(days=1), "late"),
    ):
        jobs.watch_checks(day)
        assert Notice.objects.filter(key__contains=key).exists(), key


def test_a_term_ends_after_it_starts(people: People) -> None:
    council = make.council(people.council)
    first, last = date(2026, 4, 1), date(2026, 3, 31)
    with pytest.raises(ValidationError):
        councils.open_term(council, by=people.sec, number=1, starts_on=first, ends_on=last)
    councils.open_term(council, by=people.sec, number=1)
    with pytest.raises(ValidationError):
        councils.open_term(council, by=people.sec, number=1)
    assert Term.objects.count() == 1


def test_a_session_is_announced_late_with_a_reason_only(people: People) -> None:
    start = timezone.now() + timedelta(days=3)
    fields = {
        "state": State.PLANNING,
        "visibility": "parties",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
    }
    session = make.session(make.council(people.council), **fields)
    with pytest.raises(ValidationError):
        actions.notify(session, by=people.sec, visibility="public")
    actions.notify(session, by=people.sec, visibility="public", reason="急ぎの案件のため。")
    assert session.state == State.NOTIFIED


def test_members_are_invited_and_told_of_every_change(people: People) -> None:
    start = timezone.now() + timedelta(days=30)
    whole: dict[str, Any] = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    session = make.session(make.council(people.council), state=State.PLANNING, visibility="parties", **whole)
    actions.notify(session, by=people.sec, visibility="public")
    later = {name: at + timedelta(days=1) for name, at in whole.items()}
    actions.reschedule(session, by=people.sec, place="分庁舎", reason="会場の都合", **later)
    actions.cancel(session, by=people.sec, reason="台風のため")
    told = Letter.objects.filter(to=people.mem.email).values_list("subject", flat=True)
    assert [subject.split("：")[0] for subject in told] == [
        "会議の案内",
        "日時・場所の変更",
        "中止のお知らせ",
    ]
    assert Notice.objects.filter(person_id=people.mem.pk).count() == 3
    assert not Letter.objects.exclude(to=people.mem.email).exists()
