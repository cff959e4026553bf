"""Consulting without an account, and the private page."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core.outbox import Letter
from tomoni.core.visitors import hash_of
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import link, thread
from tomoni.desk.models import AccessLink, Consultation
from tomoni.desk.states import ConsultationState

S = ConsultationState


def filled(client: Client, slug: str, **fields: object) -> dict[str, object]:
    """The form as a person fills it in, with its hidden fields."""
    page = client.get(f"/{slug}/consultations/new/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(stamp|once)" value="([^"]+)"', page))
    words = {
        "subject": "花壇の手入れ",
        "body": "月に一度、草むしりをしたいです。",
        "asker_kind": "individual",
    }
    return {**hidden, **words, "share_departments": "on", **fields}


def send(client: Client, slug: str, data: dict[str, object], after: int = 30) -> object:
    with time_machine.travel(timezone.now() + timedelta(seconds=after)):
        return client.post(f"/{slug}/consultations/new/", data)


def private_page(client: Client, slug: str, **fields: object) -> str:
    """Consult and follow to the private page; its address."""
    answer = send(client, slug, filled(client, slug, **fields))
    return str(answer["Location"]).removesuffix("receipt/")  # type: ignore[index]


def test_a_form_filled_in_by_a_machine_is_sent_back(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    for wrong, after in (({"website": "x"}, 30), ({}, 0), ({"stamp": "forged"}, 30)):
        answer = send(client, slug, filled(client, slug, **wrong), after)
        assert answer.status_code == 422  # type: ignore[attr-defined]
    assert not Consultation.objects.exists()


def test_what_was_typed_is_kept_and_can_be_sent_again(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    answer = send(client, slug, filled(client, slug, body="", wish="花が咲くこと"))
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "花が咲くこと" in text
    assert "花壇の手入れ" in text


def test_a_visitor_gets_a_number_and_a_private_page(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    answer = send(client, slug, filled(client, slug))
    consultation = Consultation.objects.get()
    receipt = client.get(str(answer["Location"])).content.decode()  # type: ignore[index]
    assert consultation.number in receipt
    assert "<svg" in receipt
    page = client.get(str(answer["Location"]).removesuffix("receipt/"))  # type: ignore[index]
    assert "月に一度、草むしりをしたいです。" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_only_the_hash_of_the_link_is_stored(people: People, client: Client) -> None:
    token = private_page(client, people.section.jurisdiction.slug).strip("/").rsplit("/", 1)[-1]
    assert AccessLink.objects.get().token_hash == hash_of(token)


def test_the_same_form_sent_twice_makes_one_consultation_and_leads_to_the_same_page(
    people: People, client: Client
) -> None:
    slug = people.section.jurisdiction.slug
    data = filled(client, slug)
    first, second = send(client, slug, data), send(client, slug, data)
    assert first["Location"] == second["Location"]  # type: ignore[index]
    assert Consultation.objects.count() == 1


def test_a_mail_carries_number_and_link_and_nothing_else(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    private_page(client, slug, asker_mail="hana@example.jp", wants_mail="on")
    letter = Letter.objects.get()
    assert Consultation.objects.get().number in letter.body
    assert f"/{slug}/c/" in letter.body
    assert "草むしり" not in letter.subject + letter.body
    assert "花壇" not in letter.subject + letter.body


def test_wishing_for_mail_needs_an_address(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    assert send(client, slug, filled(client, slug, wants_mail="on")).status_code == 422  # type: ignore[attr-defined]


def test_an_attachment_comes_back_as_a_download_under_its_own_name(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    file = SimpleUploadedFile("見取り図.txt", "花壇の図".encode(), "text/plain")
    home = private_page(client, slug, attachments=file)
    consultation = Consultation.objects.get()
    attachment = consultation.attachments.get()
    answer = client.get(f"{home}attachments/{attachment.pk}/")
    assert answer.content.decode() == "花壇の図"
    assert "attachment" in answer["Content-Disposition"]
    assert "%E8%A6%8B" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "見取り図" not in attachment.file.name


def test_a_wrong_file_is_refused_with_what_was_typed_kept(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    bad = SimpleUploadedFile("run.exe", b"MZ", "application/octet-stream")
    answer = send(client, slug, filled(client, slug, attachments=bad))
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "受け付けられない種類" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Consultation.objects.exists()


def test_more_than_an_hours_worth_from_one_address_waits(people: People, client: Client) -> None:
    slug = people.section.jurisdiction.slug
    codes = [client.post(f"/{slug}/consultations/new/", {}).status_code for _one in range(21)]
    assert codes == [422] * 20 + [429]


def issued(people: People, **fields: object) -> tuple[Consultation, str]:
    made = make.consultation(**fields)  # type: ignore[arg-type]
    token = link.issue(made, by=people.sec, once=str(uuid4()))
    return made, f"/{made.jurisdiction.slug}/c/{token}/"


@pytest.mark.parametrize("how", ["unknown", "revoked", "old", "other_city"])
def test_a_link_that_no_longer_works_is_an_unknown_address(people: People, client: Client, how: str) -> None:
    consultation, home = issued(people)
    if how == "unknown":
        home = home.replace("/c/", "/c/x")
    if how == "revoked":
        link.revoke(consultation, by=people.sec)
    if how == "old":
        Consultation.objects.update(
            state=S.CLOSED, outcome="advice", closed_at=timezone.now() - timedelta(days=366)
        )
    if how == "other_city":
        home = home.replace(f"/{consultation.jurisdiction.slug}/", f"/{make.jurisdiction().slug}/")
    for page in ("", "receipt/", "tell/", "close/"):
        assert client.get(home + page).status_code == 404


def test_one_link_does_not_open_the_files_of_another_consultation(people: People, client: Client) -> None:
    _mine, home = issued(people)
    other = make.consultation()
    thread.attach(other, [SimpleUploadedFile("a.txt", b"secret")], side="asker", by=people.sec)  # type: ignore[arg-type]
    assert client.get(f"{home}attachments/{other.attachments.get().pk}/").status_code == 404


def test_the_asker_writes_rates_and_closes_from_the_private_page(people: People, client: Client) -> None:
    consultation, home = issued(people, state=S.IN_DIALOGUE)
    client.post(f"{home}tell/", {"body": "土曜日なら行けます。", "once": str(uuid4())})
    assert consultation.messages.get().side == "asker"
    client.post(f"{home}close/", {"outcome": "advice", "satisfaction": "4"})
    consultation.refresh_from_db()
    assert (consultation.state, consultation.satisfaction) == (S.CLOSED, 4)
    client.post(f"{home}reopen/")
    consultation.refresh_from_db()
    assert consultation.state == S.RECEIVED


def test_an_empty_word_is_sent_back(people: People, client: Client) -> None:
    consultation, home = issued(people)
    assert client.post(f"{home}tell/", {"body": "", "once": str(uuid4())}).status_code == 422
    assert not consultation.messages.exists()


def test_the_asker_revokes_the_link(people: People, client: Client) -> None:
    _consultation, home = issued(people)
    assert client.post(f"{home}revoke/").status_code == 200
    assert client.get(home).status_code == 404


@pytest.mark.parametrize("act", ["triage", "refer", "answer", "decline", "seed", "resume", "nothing"])
def test_staff_moves_do_not_exist_on_the_private_page(people: People, client: Client, act: str) -> None:
    _consultation, home = issued(people)
    assert client.post(f"{home}{act}/").status_code == 404


def test_the_private_page_names_departments_and_dates_but_no_person(people: People, client: Client) -> None:
    consultation, home = issued(people, state=S.TRIAGED)
    consultations.refer(consultation, by=people.sec, departments=[people.parks])
    text = client.get(home).content.decode()
    assert "公園緑地課" in text
    assert "までに返事をします" in text
    for person in (people.lia, people.sec, people.dhead):
        assert person.name not in text


def test_notes_and_questions_to_departments_do_not_reach_the_private_page(
    people: People, client: Client
) -> None:
    consultation, home = issued(people, state=S.TRIAGED)
    [referral] = consultations.refer(
        consultation, by=people.sec, departments=[people.parks], question="内輪の問い"
    )
    thread.note(consultation, by=people.sec, body="内輪のメモ")
    assert referral.question == "内輪の問い"
    text = client.get(home).content.decode()
    assert "内輪" not in text
