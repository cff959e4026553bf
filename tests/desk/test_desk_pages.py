"""The desk's own pages: who opens them, what they show, what they keep."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.audit import ReadingEvent
from tomoni.core.visitors import hash_of
from tomoni.desk.actions import thread
from tomoni.desk.models import AccessLink, Consultation, Side
from tomoni.desk.states import ConsultationState, ReferralState
from tomoni.desk.timeline import steps

S = ConsultationState
EVERYBODY = ("sec", "sech", "cen", "lia", "dept", "dhead", "other_lia", "grep", "other_grep", "mem", "adm")


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - {"sec", "sech", "lia", "dept", "dhead"}))
def test_to_others_a_consultation_is_an_unknown_address(people: People, browse: Browse, who: str) -> None:
    consultation = make.consultation(asker=people.gardeners)
    make.referral(consultation, people.parks)
    browser, home = browse(getattr(people, who)), consultation.get_absolute_url()
    for page in ("", "triage/", "share/", "slip/", "hand-over/", "screen/"):
        assert browser.get(home + page).status_code == 404, page
    for page in ("write/", "note/", "slip/", "revoke/", "triage/"):
        assert browser.post(home + page).status_code == 404, page
    assert not ReadingEvent.objects.exists()


@pytest.mark.parametrize("who", ["sec", "sech", "lia", "dept", "dhead"])
def test_whoever_works_on_it_opens_it_and_that_is_kept(people: People, browse: Browse, who: str) -> None:
    consultation = make.consultation()
    make.referral(consultation, people.parks)
    user = getattr(people, who)
    answer = browse(user).get(consultation.get_absolute_url())
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    reading = ReadingEvent.objects.get()
    assert (reading.person_id, reading.label) == (user.pk, consultation.number)


def test_nobody_signed_in_is_led_to_the_sign_in(people: People, browse: Browse) -> None:
    consultation = make.consultation()
    answer = browse(people.nobody).get(consultation.get_absolute_url())
    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.parametrize("who", ["lia", "grep", "mem", "adm"])
@pytest.mark.parametrize("page", ["", "list/", "new/"])
def test_board_list_and_entry_are_for_section_and_centre(
    people: People, browse: Browse, who: str, page: str
) -> None:
    address = f"/{people.section.jurisdiction.slug}/desk/{page}"
    assert browse(getattr(people, who)).get(address).status_code == 403


def test_the_board_shows_columns_with_counts(people: People, browse: Browse) -> None:
    make.consultation(subject="空き家を居場所にしたい")
    make.consultation(S.TRIAGED)
    late = make.consultation(S.REFERRED)
    make.referral(late, people.parks, due_on=timezone.localdate() - timedelta(days=2))
    make.consultation(S.STALLED)
    text = browse(people.sec).get(f"/{people.section.jurisdiction.slug}/desk/").content.decode()
    assert "開いている相談 4件" in text
    assert "期限超過 1件" in text
    assert "停滞 1件" in text
    assert "2日超過" in text
    assert "空き家を居場所にしたい" in text


def test_the_centres_board_counts_only_what_it_may_see(people: People, browse: Browse) -> None:
    make.consultation(subject="見せない相談")
    make.consultation(subject="見せる相談", share_centre=True)
    make.consultation(subject="センターで受けた相談", received_by=people.centre)
    text = browse(people.cen).get(f"/{people.section.jurisdiction.slug}/desk/").content.decode()
    assert "開いている相談 2件" in text
    assert "見せない相談" not in text


def test_new_consultations_show_where_they_may_belong(people: People, browse: Browse) -> None:
    consultation = make.consultation()
    browser = browse(people.sec)
    assert "候補 公園緑地課" in browser.get(f"/{people.section.jurisdiction.slug}/desk/").content.decode()
    page = browser.get(consultation.get_absolute_url()).content.decode()
    assert "担当課の候補" in page
    assert "花壇" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("2026-C-0001", True),
        ("花壇", True),
        ("相談 太郎", True),
        ("花壇　太郎", True),
        ("草むしり", False),
        ("花団", False),
    ],
)
def test_the_desk_finds_by_number_asker_and_title_but_not_by_what_was_written(
    people: People, browse: Browse, query: str, found: bool
) -> None:
    consultation = make.consultation()
    page = browse(people.sec).get(f"/{people.section.jurisdiction.slug}/desk/list/", {"q": query})
    assert (consultation.get_absolute_url() in page.content.decode()) is found


def test_the_export_is_for_the_section_and_carries_no_body(people: People, browse: Browse) -> None:
    make.consultation(share_centre=True)
    address = f"/{people.section.jurisdiction.slug}/desk/list/?format=csv"
    assert browse(people.cen).get(address).status_code == 403
    lines = b"".join(browse(people.sec).get(address)).decode()
    assert "2026-C-0001" in lines
    assert "草むしり" not in lines


@pytest.mark.parametrize("query", ["state=x", "sort=body", "channel=x", "year=1999", "only=x"])
def test_a_condition_that_is_not_on_the_list_is_a_bad_request(
    people: People, browse: Browse, query: str
) -> None:
    make.consultation()
    assert (
        browse(people.sec).get(f"/{people.section.jurisdiction.slug}/desk/list/?{query}").status_code == 400
    )


def entered(people: People, browse: Browse, who: str, **fields: str) -> Consultation:
    data = {
        "channel": "window", "subject": "朗読会の部屋", "body": "毎月、部屋を借りたい。", "asker_kind": "individual",
        "asker_name": "佐藤", "once": str(uuid4()), **fields,
    }  # fmt: skip
    answer = browse(getattr(people, who)).post(f"/{people.section.jurisdiction.slug}/desk/new/", data)
    assert answer.status_code == 302, answer.content.decode()
    return Consultation.objects.get()


def test_the_centre_enters_for_somebody_at_the_counter_and_prints_a_slip(
    people: People, browse: Browse
) -> None:
    consultation = entered(people, browse, "cen", share_departments="on")
    assert (consultation.entered_by, consultation.received_by) == (people.cen, people.centre)
    assert (consultation.channel, consultation.share_departments, consultation.share_centre) == (
        "window", True, False,
    )  # fmt: skip
    browser, slip = browse(people.cen), f"{consultation.get_absolute_url()}slip/"
    assert consultation.number in browser.get(slip).content.decode()
    assert not AccessLink.objects.exists()
    once = str(uuid4())
    first, again = (browser.post(slip, {"once": once}).content.decode() for _time in range(2))
    assert "/c/" in first
    assert "<svg" in first
    token = first.split("/c/")[1].split("/")[0]
    assert AccessLink.objects.get().token_hash == hash_of(token)
    assert f"/c/{token}/" in again


def test_a_day_to_come_is_no_day_of_entry(people: People, browse: Browse) -> None:
    data = {
        "channel": "phone",
        "received_at": "2099-01-01T10:00",
        "subject": "あ",
        "body": "い",
        "asker_kind": "other",
    }
    answer = browse(people.sec).post(f"/{people.section.jurisdiction.slug}/desk/new/", data)
    assert answer.status_code == 422
    assert "これからの日時は選べません" in answer.content.decode()


def test_a_department_sees_neither_contact_data_nor_what_the_centre_noted(
    people: People, browse: Browse
) -> None:
    consultation = make.consultation(asker_mail="taro@example.jp", asker_phone="090-0000", share_centre=True)
    make.referral(consultation, people.parks)
    thread.note(consultation, by=people.cen, body="センターのメモ")
    thread.note(consultation, by=people.sec, body="協働課のメモ")
    text = browse(people.lia).get(consultation.get_absolute_url()).content.decode()
    assert "協働課のメモ" in text
    for hidden in ("taro@example.jp", "090-0000", "センターのメモ"):
        assert hidden not in text
    centre = browse(people.cen).get(consultation.get_absolute_url()).content.decode()
    assert "センターのメモ" in centre
    assert "協働課のメモ" not in centre


def test_a_note_and_a_word_are_kept_apart(people: People, browse: Browse) -> None:
    consultation = make.consultation(S.IN_DIALOGUE)
    browser, home = browse(people.sec), consultation.get_absolute_url()
    browser.post(f"{home}note/", {"note-body": "内輪", "note-once": str(uuid4())})
    browser.post(f"{home}write/", {"tell-body": "こんにちは", "tell-once": str(uuid4())})
    assert consultation.notes.get().body == "内輪"
    assert consultation.messages.get().body == "こんにちは"


def test_an_empty_word_keeps_the_page_and_says_what_is_wrong(people: People, browse: Browse) -> None:
    consultation = make.consultation(S.IN_DIALOGUE)
    answer = browse(people.sec).post(f"{consultation.get_absolute_url()}write/", {"tell-body": ""})
    assert answer.status_code == 422
    assert "まだ送られていません" in answer.content.decode()


def test_every_move_asks_on_its_own_page(people: People, browse: Browse) -> None:
    browser = browse(people.sec)
    for state, moves in (
        (S.RECEIVED, ["triage"]), (S.TRIAGED, ["refer", "answer", "decline"]), (S.REFERRED, ["refer_more"]),
        (S.IN_DIALOGUE, ["seed", "close", "refer_more"]), (S.STALLED, ["resume"]), (S.CLOSED, ["reopen"]),
    ):  # fmt: skip
        home = make.consultation(state).get_absolute_url()
        for move in moves:
            assert browser.get(f"{home}{move}/").status_code == 200, move
    home = make.consultation(S.TRIAGED).get_absolute_url()
    for page in ("share/", "hand-over/", "screen/", "slip/", "revoke/"):
        assert browser.get(home + page).status_code == 200, page


def test_the_coordinator_refers_to_two_departments_in_one_go(people: People, browse: Browse) -> None:
    roads = make.department("道路整備課")
    consultation = make.consultation(S.TRIAGED)
    data = {"departments": [people.parks.pk, roads.pk], "question": "どうですか", "days": 5}
    answer = browse(people.sec).post(f"{consultation.get_absolute_url()}refer/", data)
    assert answer.status_code == 302
    assert {one.department for one in consultation.referrals.all()} == {people.parks, roads}


def test_a_liaison_officer_replies_and_gives_back_on_the_page_of_the_referral(
    people: People, browse: Browse
) -> None:
    browser = browse(people.lia)
    first = make.referral(make.consultation(S.REFERRED), people.parks)
    assert browser.post(f"{first.get_absolute_url()}reply/", {"body": "できます。"}).status_code == 302
    second = make.referral(make.consultation(S.REFERRED), people.parks)
    data = {"likely_owner": people.section.pk, "return_reason": "道路の上です"}
    answer = browser.post(f"{second.get_absolute_url()}give_back/", data, follow=True)
    assert answer.status_code == 200
    assert "手を離れました" in answer.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (ReferralState.REPLIED, ReferralState.RETURNED)


def test_a_referral_is_reached_only_below_its_own_consultation(people: People, browse: Browse) -> None:
    mine = make.referral(make.consultation(S.REFERRED), people.parks)
    other = make.consultation(S.REFERRED)
    address = mine.get_absolute_url().replace(f"/{mine.consultation_id}/", f"/{other.pk}/", 1)
    assert browse(people.sec).post(f"{address}recall/").status_code == 404


def test_a_file_is_reached_only_below_its_own_consultation(people: People, browse: Browse) -> None:
    mine, other = make.consultation(), make.consultation(asker=people.gardeners)
    thread.attach(mine, [SimpleUploadedFile("a.txt", b"a")], side=Side.ASKER, by=people.sec)
    pk = mine.attachments.get().pk
    assert browse(people.sec).get(f"{mine.get_absolute_url()}attachments/{pk}/").status_code == 200
    assert browse(people.sec).get(f"{other.get_absolute_url()}attachments/{pk}/").status_code == 404
    assert browse(people.grep).get(f"{other.asker_address()}attachments/{pk}/").status_code == 404


def test_a_group_reads_its_own_consultation_and_no_other(people: People, browse: Browse) -> None:
    mine = make.consultation(asker=people.gardeners)
    assert browse(people.grep).get(mine.asker_address()).status_code == 200
    assert browse(people.other_grep).get(mine.asker_address()).status_code == 404
    listed = browse(people.grep).get(f"/{people.section.jurisdiction.slug}/consultations/").content.decode()
    assert mine.number in listed


def test_a_group_consults_in_its_own_name(people: People, browse: Browse) -> None:
    data = {
        "subject": "音楽会",
        "body": "公園で開きたい。",
        "asker": people.gardeners.pk,
        "once": str(uuid4()),
    }
    address = f"/{people.section.jurisdiction.slug}/consultations/new/"
    answer = browse(people.grep).post(address, data)
    made = Consultation.objects.get()
    assert answer["Location"] == made.asker_address()
    assert (made.asker, made.asker_person, made.asker_kind) == (people.gardeners, None, "group")
    refused = browse(people.other_grep).post(address, {**data, "once": str(uuid4())})
    assert refused.status_code == 422


@pytest.mark.parametrize("page", ["desk/", "desk/list/", "desk/referrals/", "consultations/"])
def test_queries_do_not_grow_with_rows(people: People, browse: Browse, page: str) -> None:
    user = {"desk/referrals/": people.lia, "consultations/": people.grep}.get(page, people.sec)
    browser, address = browse(user), f"/{people.section.jurisdiction.slug}/{page}"

    def asked(rows: int) -> int:
        for _row in range(rows):
            make.referral(make.consultation(S.REFERRED, asker=people.gardeners), people.parks)
            make.consultation(asker=people.gardeners)
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    few = asked(2)
    assert few <= 25
    assert asked(12) <= few


def test_the_page_of_a_long_case_stays_within_its_queries(people: People, browse: Browse) -> None:
    consultation = make.consultation(S.IN_DIALOGUE)
    browser = browse(people.sec)

    def asked() -> int:
        browser.get(consultation.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            browser.get(consultation.get_absolute_url())
        return len(queries)

    make.referral(consultation, people.parks)
    thread.write(consultation, by=people.sec, body="一つめ", attachments=[SimpleUploadedFile("a.txt", b"a")])
    thread.note(consultation, by=people.sec, body="メモ")
    few = asked()
    for number in range(8):
        make.referral(consultation, make.department())
        thread.write(
            consultation, by=people.sec, body="また", attachments=[SimpleUploadedFile(f"{number}.txt", b"a")]
        )
        thread.note(consultation, by=people.sec, body="メモ")
    assert few <= 25
    assert asked() == few


def test_a_lost_update_of_the_sorting_is_shown_as_two_texts(people: People, browse: Browse) -> None:
    consultation = make.consultation(S.TRIAGED)
    browser, address = browse(people.sec), f"{consultation.get_absolute_url()}screen/"
    first = browser.post(address, {"screening_note": "わたしの文", "version": consultation.version})
    late = browse(people.sech).post(address, {"screening_note": "あとの文", "version": consultation.version})
    assert (first.status_code, late.status_code) == (302, 409)
    assert late["Cache-Control"] == "private, no-store"
    page = late.content.decode()
    assert "わたしの文" in page
    assert "あとの文" in page
    consultation.refresh_from_db()
    assert consultation.screening_note == "わたしの文"


@pytest.mark.parametrize(
    ("state", "labels", "now"),
    [
        (S.RECEIVED, ["受付", "整理中", "照会中", "対話中", "終結"], "受付"),
        (S.ANSWERED, ["受付", "整理中", "回答済", "終結"], "回答済"),
        (S.OUT_OF_SCOPE, ["受付", "整理中", "対象外", "終結"], "対象外"),
        (S.SEEDED, ["受付", "整理中", "照会中", "対話中", "種に登録", "終結"], "種に登録"),
        (S.STALLED, ["受付", "整理中", "停滞", "照会中", "対話中", "終結"], "停滞"),
        (S.CLOSED, ["受付", "整理中", "回答済", "終結"], "終結"),
    ],
)
def test_the_step_bar_goes_the_way_the_consultation_goes(
    people: People, state: str, labels: list[str], now: str
) -> None:
    places = steps(make.consultation(state))
    assert [str(place.label) for place in places] == labels
    assert [str(place.label) for place in places if place.state == "now"] == [now]


def test_divisions_without_duties_are_not_asked(people: People, browse: Browse) -> None:
    make.actor("department", name="環境部")
    page = browse(people.sec).get(f"{make.consultation(S.TRIAGED).get_absolute_url()}refer/").content.decode()
    assert "公園緑地課" in page
    assert "環境部" not in page


def test_the_representative_makes_a_seed_of_the_groups_own_dialogue(people: People, browse: Browse) -> None:
    mine = make.consultation(S.IN_DIALOGUE, asker=people.gardeners)
    browser, home = browse(people.grep), mine.asker_address()
    assert "協働の種に登録する" in browser.get(home).content.decode().replace("<wbr>", "")
    words = {"kind": "need", "actor": people.gardeners.pk, "title": "花壇", "what": "人手"}
    assert browser.post(f"{home}seed/", {**words, "title": ""}).status_code == 422
    assert browser.post(f"{home}seed/", words).status_code == 302
    mine.refresh_from_db()
    assert mine.state == S.SEEDED


def test_the_department_named_at_the_return_stands_first_and_is_ticked(
    people: People, browse: Browse
) -> None:
    roads = make.department("道路整備課", reading="ドウロ")
    consultation = make.consultation(S.TRIAGED)
    make.referral(consultation, people.parks, state=ReferralState.RETURNED, likely_owner=roads)
    page = browse(people.sec).get(f"{consultation.get_absolute_url()}refer/").content.decode()
    assert "差し戻した課の見立て" in page
    assert page.index("道路整備課") < page.index("公園緑地課")
    assert page.count(" checked") == 1
