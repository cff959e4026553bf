"""What is sent twice happens once."""

from uuid import uuid4

from django.urls import reverse

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.audit import Event
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.voices.models import Answer, Opinion
from tomoni.voices.states import State


def test_an_opinion_sent_twice_is_taken_down_once(city: Jurisdiction, people: People, browse: Browse) -> None:
    address = reverse("voices:new", args=[city.slug])
    sent = {
        "once": str(uuid4()),
        "raw_text": "窓口が分かりません。",
        "source": "counter",
        "received_on": "2026-06-26",
    }
    browser = browse(people.cen)
    first, second = browser.post(address, sent), browser.post(address, sent)
    assert first["Location"] == second["Location"] == Opinion.objects.get().get_absolute_url()


def test_a_move_sent_twice_is_refused_the_second_time(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    opinion = make.opinion(state=State.APPROVED, department=people.parks)
    make.answer(opinion, approved_at="2026-06-30T00:00:00Z")
    browser = browse(people.sec)
    address = opinion.get_absolute_url() + "publish/"
    assert [browser.post(address).status_code for _ in range(2)] == [302, 409]
    assert Event.objects.filter(verb="opinion.publish").count() == 1


def test_a_draft_sent_twice_is_one_answer(city: Jurisdiction, people: People, browse: Browse) -> None:
    opinion = make.opinion(state=State.ROUTED, department=people.parks)
    sent = {"kind": "1", "text": "窓口を一つにします。"}
    browser = browse(people.lia)
    for _ in range(2):
        browser.post(opinion.get_absolute_url() + "draft/", sent)
    assert Answer.objects.filter(opinion=opinion).count() == 1


def test_a_session_of_answering_goes_from_page_to_page(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    """Draft, approval, publication, undo: each on the page of the person whose step it is."""
    opinion = make.opinion(state=State.ROUTED, department=people.parks, recorder=people.section)
    page = opinion.get_absolute_url()
    desk = reverse("voices:answering", args=[city.slug])
    assert opinion.text[:10] in browse(people.lia).get(desk).content.decode()
    browse(people.lia).post(page + "draft/", {"kind": "3", "text": "来年度の計画で検討します。"})
    browse(people.dhead).post(page + "approve/")
    browse(people.sec).post(page + "publish/")
    shown = browse(people.nobody).get(page).content.decode()
    assert "来年度の計画で検討します。" in shown
    assert "検討します" in shown
    browse(people.sec).post(page + "undo/")
    assert browse(people.nobody).get(page).status_code == 404
    assert Opinion.objects.get().state == State.APPROVED
