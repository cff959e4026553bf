"""The pages of publishing, as a browser sees them."""

import io
import re
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import corpus, make
from tests.browser import browser, same, text_of
from tests.conftest import Browse
from tests.core.test_documents import Page, squeezed
from tests.people import People
from tomoni.core import outbox, things
from tomoni.core.documents import blocks
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.visibility import Visibility
from tomoni.publishing.models import Piece, Publication, Subscriber


def at(name: str, city: Jurisdiction, **keys: object) -> str:
    return reverse(f"publishing:{name}", kwargs={"city": city.slug, **keys})


# What everybody reads


def test_a_draft_is_an_unknown_address_for_a_visitor(city: Jurisdiction, people: People) -> None:
    draft = make.publication()
    absent = browser().get(at("publication", city, pk=99999))
    assert browser().get(draft.get_absolute_url()).status_code == absent.status_code == 404


def test_a_withdrawn_one_says_so_without_its_content(city: Jurisdiction, people: People) -> None:
    gone = make.publication(
        {"body": "消した中身"}, state="withdrawn", headline="消した見出し", withdrawn_at=timezone.now()
    )
    answer = browser().get(gone.get_absolute_url())
    assert answer.status_code == 410
    assert "消した" not in text_of(answer)
    assert gone.title not in text_of(answer)


def test_the_archive_lists_what_is_public_by_fiscal_year(city: Jurisdiction, people: People) -> None:
    make.publication(state="published", issued_on="2026-03-31", title="前の年度の通信")
    make.publication(state="published", issued_on="2026-04-01", title="次の年度の通信")
    make.publication(title="まだの通信")
    page = text_of(browser().get(at("publications", city)))
    assert re.findall(r"<h2>(令和\d年度)</h2>", page) == ["令和8年度", "令和7年度"]
    assert "まだの通信" not in page
    assert "前の年度" not in text_of(browser().get(at("publications", city), {"year": 2026}))


def test_the_feed_is_well_formed_whatever_the_titles_hold(city: Jurisdiction, people: People) -> None:
    for number, text in enumerate(corpus.TEXTS[:25]):
        make.publication(
            state="published", title=f"{number} {text}"[:100].replace("\x00", ""), headline="見出し"
        )
    answer = browser().get(at("feed", city))
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert len(root.findall(".//item")) == 25
    assert "rss" in answer["Content-Type"]


def test_the_feed_names_no_draft(city: Jurisdiction, people: People) -> None:
    make.publication(title="まだの通信")
    assert "まだの通信" not in browser().get(at("feed", city)).content.decode()


def test_hostile_texts_stay_texts_on_the_published_page(city: Jurisdiction, people: People) -> None:
    texts = [text.replace("\x00", "").replace("\ud800", "") for text in corpus.TEXTS]
    pieces = [
        {"kind": kind, "heading": text[:150], "body": text, "answer": text, "note": text[:200]}
        for kind, text in zip(Piece.Kind.values * 40, texts, strict=False)
    ]
    made = make.publication(*pieces, state="published", headline=texts[0], lead=texts[1], contact=texts[2])
    answer = browser().get(made.get_absolute_url())
    article = answer.content.decode().split("<article")[1].split("</article>")[0]
    page = Page(article)
    assert not {tag for tag, _attributes in page.tags} & {
        "script",
        "img",
        "svg",
        "iframe",
        "style",
        "object",
        "math",
    }
    assert not [name for _tag, given in page.tags for name in given if name.startswith("on")]
    held = squeezed(page.text)
    assert [one for one in texts[:60] if squeezed(blocks.clean(one))[:30] not in held] == []


@pytest.mark.parametrize("form", ["txt", "docx"])
def test_it_is_handed_out_as_a_file(city: Jurisdiction, people: People, form: str) -> None:
    made = make.publication(state="published")
    answer = browser().get(made.get_absolute_url(), {"format": form})
    assert f"newsletter-{made.pk}.{form}" in answer["Content-Disposition"]
    assert len(io.BytesIO(answer.content).getvalue()) > 100


def test_a_link_to_a_record_no_longer_public_vanishes(city: Jurisdiction, people: People) -> None:
    session = make.gathering("内輪になった会", visibility=Visibility.CITY)
    made = make.publication({"body": "文", "thing": things.put(session, session.card())}, state="published")
    assert "内輪になった会" not in text_of(browser().get(made.get_absolute_url()))


# The editor's desk


def test_the_editors_page_asks_the_database_a_fixed_number_of_times(
    city: Jurisdiction, people: People, browse: Browse, django_assert_max_num_queries: object
) -> None:
    made = make.publication(*({"heading": f"記事{n}", "body": "文"} for n in range(40)))
    editor = browse(people.sec)
    for name in ("publication", "arrange", "preview"):
        with django_assert_max_num_queries(25):  # type: ignore[operator]
            assert editor.get(at(name, city, pk=made.pk)).status_code == 200


def test_what_is_picked_stands_at_the_end_of_the_pieces(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    made = make.publication()
    session = make.gathering("意見交換会", visibility=Visibility.PUBLIC)
    answer = browse(people.sec).post(
        at("pick", city, pk=made.pk), {"pick": [f"gathering:{session.pk}"]}, follow=True
    )
    assert [str(one) for one in Piece.objects.filter(publication=made)][-1] == "意見交換会"
    assert "記事を1件加えました" in text_of(answer)


def test_a_number_of_another_kind_or_another_city_is_not_taken_up(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    made = make.publication()
    session = make.gathering(visibility=Visibility.PUBLIC)
    with scope(make.jurisdiction()):
        foreign = make.gathering(visibility=Visibility.PUBLIC)
    for value in (f"voice:{session.pk}", f"gathering:{foreign.pk}", "gathering:x", str(session.pk)):
        answer = browse(people.sec).post(at("pick", city, pk=made.pk), {"pick": [value]})
        assert answer.status_code == 422, value
    assert Piece.objects.filter(publication=made).count() == 1


def test_picking_nothing_says_what_to_do(city: Jurisdiction, people: People, browse: Browse) -> None:
    made = make.publication()
    answer = browse(people.sec).post(at("pick", city, pk=made.pk), {})
    assert answer.status_code == 422
    assert "ひとつ以上選んで" in text_of(answer)


def test_a_piece_written_twice_by_one_form_is_one_piece(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    made = make.publication()
    form = {"once": str(uuid4()), "kind": "text", "heading": "書いた記事", "body": "文"}
    for _again in range(2):
        browse(people.sec).post(at("write", city, pk=made.pk), form)
    assert Piece.objects.filter(publication=made, heading="書いた記事").count() == 1


def test_what_was_typed_is_kept_when_the_form_is_wrong(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    answer = browse(people.sec).post(at("new", city), {"title": "", "headline": "残る見出し"})
    assert answer.status_code == 422
    assert "残る見出し" in text_of(answer)


def test_the_page_before_sending_names_everybody_and_counts(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    made = make.publication(state="published")
    page = text_of(browse(people.sec).get(at("send", city, pk=made.pk), {"audiences": "officers"}))
    assert "公園 推進員" in page
    assert "道路 推進員" in page
    assert "2人に送る" in page
    assert people.lia.email not in page


def test_a_list_that_grew_meanwhile_is_shown_again_and_not_sent(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    made = make.publication(state="published")
    answer = browse(people.sec).post(at("send", city, pk=made.pk), {"audiences": "officers", "count": "1"})
    assert answer.status_code == 422
    assert "1人から2人に変わりました" in text_of(answer)
    assert not outbox.Letter.objects.exists()


# Reading by mail


def ask(visitor: Client, city: Jurisdiction, address: str) -> object:
    with time_machine.travel("2026-11-21T10:00+09:00") as clock:
        page = visitor.get(at("subscribe", city)).content.decode()
        stamp = re.search(r'name="stamp" value="([^"]+)"', page)
        assert stamp
        clock.shift(5)
        form = {"mail": address, "stamp": stamp[1], "once": str(uuid4())}
        return visitor.post(at("subscribe", city), form)


def test_the_answer_to_a_known_address_is_the_same_as_to_a_new_one(
    city: Jurisdiction, people: People
) -> None:
    make.subscriber("known@example.jp")
    pages = [
        text_of(ask(browser(), city, address)).replace(address, "")
        for address in ("known@example.jp", "fresh@example.jp")
    ]
    assert same(*pages)


def test_from_asking_to_ending_by_mail(city: Jurisdiction, people: People) -> None:
    visitor = browser()
    ask(visitor, city, "reader@example.jp")
    outbox.send_due(now=timezone.now() + timedelta(days=365))
    link = re.search(r"http://[^/]+(/\S+/subscription/\S+/)", str(mail.outbox[-1].body))
    assert link
    assert visitor.get(link[1]).status_code == 200
    assert not Subscriber.objects.get().is_reading
    visitor.post(link[1], {"act": "confirm"})
    assert Subscriber.objects.get().is_reading
    visitor.post(link[1], {"act": "end"})
    assert not Subscriber.objects.get().is_reading


def test_a_look_at_the_private_page_changes_nothing(city: Jurisdiction, people: People) -> None:
    reader = make.subscriber()
    for _again in range(3):
        answer = browser().get(reader.address)
    assert answer["Cache-Control"] == "private, no-store"
    assert Subscriber.objects.get().is_reading


def test_a_guessed_link_opens_nothing(city: Jurisdiction, people: People) -> None:
    make.subscriber()
    assert browser().get(at("subscription", city, token="x" * 32)).status_code == 404


def test_a_mail_carries_the_link_that_ends_it_in_its_header_and_forgets_it_when_sent(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    made = make.publication(state="published", headline="題\r\nBcc: evil@example.jp")
    reader = make.subscriber("reader@example.jp")
    browse(people.sec).post(at("send", city, pk=made.pk), {"audiences": "subscribers", "count": "1"})
    outbox.send_due(now=timezone.now())
    sent = mail.outbox[-1]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{outbox.link(reader.address)}>"
    assert "\n" not in sent.subject
    assert isinstance(sent, EmailMultiAlternatives)
    assert [one[1] for one in sent.alternatives] == ["text/html"]
    assert sent.recipients() == ["reader@example.jp"]
    kept = outbox.Letter.objects.get()
    assert (kept.body, kept.html, kept.unsubscribe) == ("", "", "")


def test_the_same_number_of_the_same_newsletter_is_refused_in_words(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    kept = make.publication(number=7)
    form = {
        "kind": "newsletter",
        "title": kept.title,
        "number": "7",
        "issued_on": "2026-11-21",
        "issuer": people.section.pk,
    }
    answer = browse(people.sec).post(at("new", city), form)
    assert "もうあります" in text_of(answer)
    assert Publication.objects.count() == 1
