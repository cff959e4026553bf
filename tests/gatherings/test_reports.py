"""From the notes to the published record: quick report, minutes, corrections, editions; and what stays closed in all of them."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.accounts.models import User
from tomoni.core import ownership, search, things
from tomoni.core.errors import Conflict, Refused
from tomoni.core.files import StoredFile
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.outbox import Letter, Notice
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import standing_of
from tomoni.gatherings import actions
from tomoni.gatherings.actions import correction as corrections
from tomoni.gatherings.actions import minutes as minuting
from tomoni.gatherings.actions import notes
from tomoni.gatherings.actions import report as reports
from tomoni.gatherings.models import Gathering, Minutes, Paper, QuickReport, RecordEdition, Statement
from tomoni.gatherings.sheet import Sheet
from tomoni.gatherings.states import CorrectionState, MinutesState, QuickReportState, State

SECRET = "秘密の議題の中身"


@pytest.fixture
def session(people: People) -> Gathering:
    """A session of the council, under way."""
    now = timezone.now()
    return make.session(
        make.council(people.council),
        state=State.NOTIFIED,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )


@pytest.fixture
def chair(people: People) -> User:
    return make.person(RoleCode.CHAIR, people.council)


def held(session: Gathering, by: User) -> QuickReport:
    actions.hold(session, by=by)
    return QuickReport.objects.get(gathering=session)


def published(session: Gathering, people: People) -> None:
    reports.publish(held(session, people.sec), by=people.sech)


def confirmed(session: Gathering, people: People) -> Minutes:
    minutes = minuting.begin(session, by=people.sec)
    minuting.ask_members(minutes, by=people.sec)
    minuting.confirm(minutes, by=people.sech, reason="電話で確かめました。")
    return minutes


def record_of(city: Jurisdiction, session: Gathering, query: str = "") -> str:
    return reverse("gatherings:record", args=[city.slug, session.pk]) + query


def test_only_those_who_run_it_take_notes(people: People, session: Gathering) -> None:
    for name in ("cen", "lia", "mem", "grep", "adm"):
        with pytest.raises(PermissionDenied):
            notes.add(session, by=getattr(people, name), text="広報を工夫してほしい。")


def test_each_line_of_a_note_stands_for_itself(people: People, session: Gathering) -> None:
    item = make.agenda_item(session)
    notes.add(session, by=people.sec, item=item, text="一つめ。\n\n 二つめ。 ")
    notes.add(session, by=people.sec, text="三つめ。")
    rows = Statement.objects.filter(gathering=session)
    assert [(row.text, row.item) for row in rows] == [
        ("一つめ。", item),
        ("二つめ。", item),
        ("三つめ。", None),
    ]


def test_a_note_without_words_is_refused(people: People, session: Gathering) -> None:
    with pytest.raises(ValidationError):
        notes.add(session, by=people.sec, text=" \n ")


def test_an_item_of_another_gathering_is_refused(people: People, session: Gathering) -> None:
    stranger = make.agenda_item(make.gathering())
    with pytest.raises(ValidationError):
        notes.add(session, by=people.sec, item=stranger, text="一つめ。")


def test_a_to_do_needs_an_owner(people: People, session: Gathering) -> None:
    with pytest.raises(ValidationError):
        notes.add(session, by=people.sec, text="調べる。", kind="todo")


def test_two_who_rewrite_one_line_are_shown_both_texts(people: People, session: Gathering) -> None:
    row = notes.add(session, by=people.sec, text="一つめ。")[0]
    same = Statement.objects.get(pk=row.pk)
    notes.mend(row, by=people.sec, version=1, text="直した文。")
    with pytest.raises(Conflict):
        notes.mend(same, by=people.sech, version=1, text="別に直した文。")


def test_a_form_open_since_before_a_note_is_told_of_it(people: People, session: Gathering) -> None:
    version = session.version
    notes.add(session, by=people.sec, text="一つめ。")
    with pytest.raises(Conflict):
        actions.edit(
            Gathering.objects.get(pk=session.pk),
            by=people.sec,
            version=version,
            agenda=[],
            attendance=[],
            statements=None,
        )


def test_an_item_with_statements_is_not_taken_off_the_agenda(people: People, session: Gathering) -> None:
    item = make.agenda_item(session, is_closed=True, closed_reason="審査のため")
    notes.add(session, by=people.sec, item=item, text=SECRET)
    session.refresh_from_db()
    with pytest.raises(Refused):
        actions.edit(
            session, by=people.sec, version=session.version, agenda=[], attendance=[], statements=None
        )
    assert Statement.objects.get(text=SECRET).item == item


def test_the_quick_report_lies_ready_as_soon_as_the_session_was_held(
    people: People, session: Gathering
) -> None:
    report = held(session, people.sec)
    case = ownership.case_of(report)
    assert case is not None
    assert (report.state, case.person_id, case.due_on) == (
        QuickReportState.DRAFT,
        people.sec.pk,
        report.due_on,
    )
    assert report.due_on > session.held_on


def test_what_was_not_held_has_no_report(people: People, session: Gathering) -> None:
    for build in (reports.build, minuting.begin):
        with pytest.raises(Refused):
            build(session, by=people.sec)


def test_only_the_sections_head_publishes(people: People, session: Gathering) -> None:
    report = held(session, people.sec)
    for name in ("sec", "cen", "mem", "lia"):
        with pytest.raises(PermissionDenied):
            reports.publish(report, by=getattr(people, name))
    reports.publish(report, by=people.sech)
    assert RecordEdition.objects.get().kind == "quick"
    assert ownership.case_of(report) is None


def test_until_it_is_published_nobody_outside_reads_what_was_said(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    notes.add(session, by=people.sec, text="まだ出せない発言。")
    report = held(session, people.sec)
    visitor = browse(people.nobody)
    assert visitor.get(record_of(city, session)).status_code == 404
    assert "まだ出せない発言" not in text_of(visitor.get(session.get_absolute_url()))
    assert not search.find("まだ出せない発言", standing_of(people.nobody).tokens).exists()
    reports.publish(report, by=people.sech)
    assert "まだ出せない発言" in text_of(visitor.get(record_of(city, session)))
    assert search.find("まだ出せない発言", standing_of(people.nobody).tokens).get() == things.get(session)


def test_a_report_that_was_withdrawn_is_found_nowhere(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    notes.add(session, by=people.sec, text="取り下げる発言。")
    published(session, people)
    report = QuickReport.objects.get()
    with pytest.raises(ValidationError):
        reports.withdraw(report, by=people.sech, reason=" ")
    reports.withdraw(report, by=people.sech, reason="数を誤ったため。")
    assert browse(people.nobody).get(record_of(city, session)).status_code == 404
    assert not search.find("取り下げる発言", standing_of(people.nobody).tokens).exists()


def full_of_secrets(session: Gathering, people: People) -> None:
    """A closed item with everything in it, one below it, and an open item."""
    opened = make.agenda_item(session, "公開の議題", number="1")
    closed = make.agenda_item(
        session,
        f"{SECRET}の題",
        number="2",
        is_closed=True,
        closed_reason="条例第7条第2号による",
        papers=f"{SECRET}の資料",
        moderator=f"{SECRET}の進行",
        order=1,
    )
    below = make.agenda_item(session, f"{SECRET}の下", parent=closed, order=2)
    notes.add(session, by=people.sec, item=opened, text="公開してよい発言。", kind="statement")
    for item in (closed, below):
        for kind in ("statement", "outcome", "decision"):
            notes.add(
                session,
                by=people.sec,
                item=item,
                kind=kind,
                heading=f"{SECRET}の見出し",
                text=f"{SECRET}の発言",
            )
        notes.add(session, by=people.sec, item=item, kind="todo", text=SECRET, owner=f"{SECRET}の課")
    paper = SimpleUploadedFile("paper.txt", SECRET.encode())
    notes.give_paper(session, by=people.sec, upload=paper, title=f"{SECRET}の紙", item=closed)


def everything_public(city: Jurisdiction, session: Gathering, visitor: Any) -> str:
    """All that a visitor can read of the session, in every format."""
    home = record_of(city, session)
    asked = [
        home,
        f"{home}?format=txt",
        f"{home}?format=docx",
        f"{home}?format=pdf",
        session.get_absolute_url(),
    ]
    asked += [
        reverse("gatherings:calendar", args=[city.slug]),
        reverse("gatherings:council_calendar", args=[city.slug, session.council_id]),
        reverse("gatherings:council", args=[city.slug, session.council_id]),
        reverse("gatherings:gatherings", args=[city.slug]),
        reverse("gatherings:gatherings", args=[city.slug]) + "?format=csv",
        reverse("gatherings:gatherings", args=[city.slug]) + "?q=秘密の議題",
        reverse("portal:search", args=[city.slug]) + "?q=秘密の議題",
    ]
    found = ""
    for address in asked:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer) if answer.streaming else answer.content
        if body[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                body = b"".join(packed.read(name) for name in packed.namelist())
        elif body[:4] == b"%PDF":
            body = read_pdf(body).encode()
        found += body.decode(errors="replace").replace("<wbr>", "")
    return found


def read_pdf(data: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as found:
        return "\n".join(page.get_textpage().get_text_range() for page in found)


def test_the_text_of_a_closed_item_is_in_no_format_no_search_and_no_feed(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    full_of_secrets(session, people)
    published(session, people)
    quick = everything_public(city, session, browse(people.nobody))
    minuting.publish(confirmed(session, people), by=people.sech, reason="清書しました。")
    final = everything_public(city, session, browse(people.nobody))
    for found in (quick, final):
        assert SECRET not in found
        assert "公開してよい発言。" in found
        assert "条例第7条第2号による" in found
    assert SECRET not in str([one.content for one in RecordEdition.objects.all()])
    paper = Paper.objects.get()
    assert browse(people.nobody).get(paper.get_absolute_url()).status_code == 404


def test_members_see_the_papers_of_closed_items_of_their_own_council(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    full_of_secrets(session, people)
    address = Paper.objects.get().get_absolute_url()
    assert browse(people.mem).get(address).content.decode() == SECRET
    stranger = make.person(RoleCode.MEM, make.actor("council"))
    for person in (stranger, people.lia, people.grep):
        assert browse(person).get(address).status_code == 404


def test_an_item_closed_after_publication_is_masked_in_every_edition(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    item = make.agenda_item(session, f"{SECRET}の題")
    notes.add(session, by=people.sec, item=item, kind="outcome", text=f"{SECRET}の経過")
    notes.add(session, by=people.sec, item=item, heading="見出し", text=f"{SECRET}の発言")
    published(session, people)
    visitor = browse(people.nobody)
    assert SECRET in text_of(visitor.get(record_of(city, session)))
    item.is_closed, item.closed_reason = True, "個人に関わるため"
    item.save()
    for query in ("", "?edition=1", "?format=txt"):
        assert SECRET not in text_of(visitor.get(record_of(city, session, query)))
    reports.publish_again(QuickReport.objects.get(), by=people.sech, reason="直しました。")
    for query in ("", "?edition=1", "?edition=2", "?format=txt"):
        assert SECRET not in text_of(visitor.get(record_of(city, session, query)))


def test_a_wholly_closed_session_publishes_none_of_its_words(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    Gathering.objects.filter(pk=session.pk).update(openness="closed", closed_reason="入札に関わるため")
    session.refresh_from_db()
    item = make.agenda_item(session, f"{SECRET}の題")
    notes.add(session, by=people.sec, item=item, text=f"{SECRET}の発言")
    notes.add(session, by=people.sec, text=f"{SECRET}の発言")
    published(session, people)
    shown = everything_public(city, session, browse(people.nobody))
    assert SECRET not in shown
    assert "入札に関わるため" in shown


def test_members_see_the_minutes_once_they_are_asked_and_are_told_by_mail(
    people: People, session: Gathering, chair: User
) -> None:
    held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    assert not Minutes.objects.visible_to(people.mem).exists()
    minuting.ask_members(minutes, by=people.sec)
    assert Minutes.objects.visible_to(people.mem).get() == minutes
    assert not Minutes.objects.visible_to(people.lia).exists()
    assert set(Letter.objects.values_list("to", flat=True)) == {people.mem.email, chair.email}
    assert Notice.objects.filter(person_id=people.mem.pk).exists()
    assert minutes.check_until == timezone.localdate() + timedelta(days=7)


def test_a_day_that_is_past_is_no_time_to_check(people: People, session: Gathering) -> None:
    held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    with pytest.raises(ValidationError):
        minuting.ask_members(minutes, by=people.sec, check_until=timezone.localdate() - timedelta(days=1))


def test_only_members_ask_for_corrections_and_only_in_their_time(people: People, session: Gathering) -> None:
    row = notes.add(session, by=people.sec, text="一つめ。")[0]
    held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    with pytest.raises(Refused):
        minuting.ask_correction(minutes, by=people.mem, wanted="直す。", statement=row)
    minuting.ask_members(minutes, by=people.sec)
    for name in ("sec", "lia", "grep"):
        with pytest.raises(PermissionDenied):
            minuting.ask_correction(minutes, by=getattr(people, name), wanted="直す。", statement=row)


def test_a_request_that_is_accepted_becomes_the_line(people: People, session: Gathering) -> None:
    row = notes.add(session, by=people.sec, text="九人が来た。")[0]
    held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    minuting.ask_members(minutes, by=people.sec)
    asked = minuting.ask_correction(minutes, by=people.mem, wanted="十人が来た。", statement=row)
    with pytest.raises(PermissionDenied):
        corrections.accept(asked, by=people.mem)
    corrections.accept(asked, by=people.sec)
    row.refresh_from_db()
    assert (row.text, asked.before, asked.state) == ("十人が来た。", "九人が来た。", CorrectionState.ACCEPTED)
    assert Notice.objects.filter(person_id=people.mem.pk, key=f"correction-answered-{asked.pk}").exists()


def test_a_request_is_declined_with_a_reason_and_taken_back_by_its_member_only(
    people: People, session: Gathering, chair: User
) -> None:
    held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    minuting.ask_members(minutes, by=people.sec)
    asked, other = (minuting.ask_correction(minutes, by=people.mem, wanted="直す。") for _ in range(2))
    with pytest.raises(ValidationError):
        corrections.decline(asked, by=people.sec, reason="")
    corrections.decline(asked, by=people.sec, reason="録音ではこのとおりでした。")
    for person in (chair, people.sec):
        with pytest.raises(PermissionDenied):
            corrections.retract(other, by=person)
    corrections.retract(other, by=people.mem)


def test_minutes_with_open_requests_are_not_confirmed(
    people: People, session: Gathering, chair: User
) -> None:
    held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    minuting.ask_members(minutes, by=people.sec)
    asked = minuting.ask_correction(minutes, by=people.mem, wanted="直す。")
    with pytest.raises(Refused):
        minuting.confirm(minutes, by=chair)
    corrections.retract(asked, by=people.mem)
    minuting.confirm(minutes, by=chair)
    assert minutes.confirmed_by == chair.display_name


def test_the_head_confirms_in_the_chairs_place_only_by_saying_how(people: People, session: Gathering) -> None:
    held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    minuting.ask_members(minutes, by=people.sec)
    for name in ("sec", "mem", "cen"):
        with pytest.raises(PermissionDenied):
            minuting.confirm(minutes, by=getattr(people, name))
    with pytest.raises(ValidationError):
        minuting.confirm(minutes, by=people.sech)
    minuting.confirm(minutes, by=people.sech, reason="電話で確かめました。")
    assert minutes.state == MinutesState.CONFIRMED


def test_confirmed_minutes_are_not_rewritten_before_they_are_reopened(
    people: People, session: Gathering
) -> None:
    row = notes.add(session, by=people.sec, text="一つめ。")[0]
    held(session, people.sec)
    minutes = confirmed(session, people)
    with pytest.raises(Refused):
        notes.mend(row, by=people.sec, version=1, text="直した文。")
    with pytest.raises(Refused):
        notes.drop(row, by=people.sec)
    session.refresh_from_db()
    agenda = [{"title": "新しい議題"}]
    with pytest.raises(Refused):
        actions.edit(
            session, by=people.sec, version=session.version, agenda=agenda, attendance=[], statements=None
        )
    minuting.reopen(minutes, by=people.sec, reason="誤りが見つかったため。")
    notes.mend(row, by=people.sec, version=1, text="直した文。")


def test_the_final_record_takes_the_quick_ones_place_with_its_changes_marked(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    kept, changed, gone = notes.add(session, by=people.sec, text="変わらない。\n九人が来た。\n消える文。")
    published(session, people)
    minutes = minuting.begin(session, by=people.sec)
    notes.mend(changed, by=people.sec, version=changed.version, text="十人が来た。")
    notes.drop(gone, by=people.sec)
    notes.add(session, by=people.sec, text="加わった文。")
    minuting.ask_members(minutes, by=people.sec)
    minuting.confirm(minutes, by=people.sech, reason="電話で確かめました。")
    minuting.publish(minutes, by=people.sech, reason="人数を直しました。")
    assert QuickReport.objects.get().state == QuickReportState.REPLACED
    visitor = browse(people.nobody)
    shown = visitor.get(record_of(city, session))
    lines = {line.id: line for line in shown.context["sheet"].lines()}
    assert (lines[kept.pk].mark, lines[changed.pk].mark, lines[changed.pk].was) == (
        "",
        "changed",
        "九人が来た。",
    )
    assert [line.text for line in shown.context["sheet"].gone] == ["消える文。"]
    assert [line.mark for line in lines.values()].count("added") == 1
    assert "人数を直しました。" in text_of(shown)
    assert "変わったところに印を付けています" in text_of(shown)
    assert "九人が来た。" in text_of(visitor.get(record_of(city, session, "?edition=1")))
    assert visitor.get(record_of(city, session, "?edition=9")).status_code == 404
    assert visitor.get(record_of(city, session, "?edition=x")).status_code == 400


def test_where_the_earlier_words_must_go_they_are_seen_no_more(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    row = notes.add(session, by=people.sec, text="ある人の名前が入った文。")[0]
    published(session, people)
    minutes = minuting.begin(session, by=people.sec)
    notes.mend(row, by=people.sec, version=1, text="名前を除いた文。")
    minuting.ask_members(minutes, by=people.sec)
    minuting.confirm(minutes, by=people.sech, reason="電話で確かめました。")
    minuting.publish(minutes, by=people.sech, reason="直しました。", marks_changes=False)
    visitor = browse(people.nobody)
    assert "ある人の名前" not in text_of(visitor.get(record_of(city, session)))
    assert visitor.get(record_of(city, session, "?edition=1")).status_code == 404


def test_withdrawn_minutes_leave_the_quick_report_where_it_was(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    notes.add(session, by=people.sec, text="一つめ。")
    published(session, people)
    minutes = confirmed(session, people)
    minuting.publish(minutes, by=people.sech)
    minuting.withdraw(minutes, by=people.sech, reason="誤りのため。")
    assert browse(people.nobody).get(record_of(city, session)).context["edition"].kind == "quick"


def test_a_sheet_comes_back_from_the_store_as_it_went_in(people: People, session: Gathering) -> None:
    full_of_secrets(session, people)
    published(session, people)
    stored = RecordEdition.objects.get().content
    assert json.loads(json.dumps(Sheet.from_json(stored).to_json())) == stored


def test_a_record_is_read_where_its_gathering_is_read(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    published(session, people)
    Gathering.objects.filter(pk=session.pk).update(visibility="city")
    assert browse(people.nobody).get(record_of(city, session)).status_code == 404
    assert browse(people.lia).get(record_of(city, session)).status_code == 200


def test_the_pages_of_the_desk_open_for_whom_they_are(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    full_of_secrets(session, people)
    report = held(session, people.sec)
    minutes = minuting.begin(session, by=people.sec)
    minuting.ask_members(minutes, by=people.sec)
    notes_page = reverse("gatherings:notes", args=[city.slug, session.pk])
    for address in (notes_page, report.get_absolute_url(), minutes.get_absolute_url()):
        assert browse(people.sec).get(address).status_code == 200
    assert SECRET not in text_of(browse(people.sec).get(report.get_absolute_url()))
    member = browse(people.mem)
    shown = text_of(member.get(minutes.get_absolute_url()))
    assert SECRET in shown
    assert "直してほしい" in shown
    assert member.get(report.get_absolute_url()).status_code == 404


def test_notes_are_taken_one_after_another_with_the_item_kept(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    item = make.agenda_item(session)
    address = reverse("gatherings:notes", args=[city.slug, session.pk])
    answer = browse(people.sec).post(
        address, {"item": item.pk, "kind": "statement", "heading": "窓口", "text": "広い窓口を。"}
    )
    assert answer.status_code == 302
    assert f"item={item.pk}" in answer["Location"]
    again = browse(people.sec).post(address, {"item": item.pk, "kind": "todo", "text": "調べる。"})
    assert again.status_code == 422
    assert "調べる。" in text_of(again)
    assert Statement.objects.get().heading == "窓口"


def test_a_to_do_is_ticked_and_unticked_after_the_minutes_were_confirmed(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    row = notes.add(session, by=people.sec, text="調べる。", kind="todo", owner="協働推進課")[0]
    held(session, people.sec)
    confirmed(session, people)
    address = reverse("gatherings:line_tick", args=[city.slug, session.pk, row.pk])
    for done in (timezone.localdate(), None):
        browse(people.sec).post(address)
        row.refresh_from_db()
        assert row.done_on == done


def test_a_final_record_that_says_the_same_says_so(
    city: Jurisdiction, people: People, session: Gathering, browse: Browse
) -> None:
    notes.add(session, by=people.sec, text="一つめ。")
    published(session, people)
    minuting.publish(confirmed(session, people), by=people.sech)
    assert "文は前の版と同じです" in text_of(browse(people.nobody).get(record_of(city, session)))


def test_a_paper_taken_back_is_kept_nowhere(city: Jurisdiction, people: People, session: Gathering) -> None:
    upload = SimpleUploadedFile("paper.txt", b"x")
    paper = notes.give_paper(session, by=people.sec, upload=upload, title="資料1")
    with pytest.raises(PermissionDenied):
        notes.drop_paper(paper, by=people.mem)
    notes.drop_paper(paper, by=people.sec)
    assert not Paper.objects.exists()
    assert not StoredFile.objects.exists()
