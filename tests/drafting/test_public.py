"""Comments of people without an account: the form, the receipt, the private link, the brake."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.audit import Event
from tomoni.core.visitors import SHORTEST_SECONDS, hash_of
from tomoni.drafting.forms import VisitorCommentForm
from tomoni.drafting.models import Comment, CommentLink, Round
from tomoni.drafting.states import CommentState, DraftState, RoundState
from tomoni.drafting.views.rounds import MOST_AN_HOUR

SECRET = "水やりは花屋の裏の井戸を使えばよい。"


@pytest.fixture(autouse=True)
def _fresh_brake(db: None) -> None:
    cache.clear()


@pytest.fixture
def asked(people: People) -> Round:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT, unit=people.parks)
    return make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC)


def _sent(**fields: Any) -> dict[str, Any]:
    opened = timezone.now().timestamp() - SHORTEST_SECONDS - 1
    stamp = signing.dumps(opened, salt=VisitorCommentForm.purpose)
    return {"text": SECRET, "once": str(uuid4()), "stamp": stamp, **fields}


def _give(asked: Round, client: Client, **fields: Any) -> Any:
    return client.post(asked.comment_address(), _sent(**fields))


def test_a_comment_needs_words(asked: Round, client: Client) -> None:
    answer = _give(asked, client, text=" ")
    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_a_machine_is_turned_away_and_what_was_typed_stays(asked: Round, client: Client) -> None:
    for wrong in (
        {"website": "x"},
        {"stamp": ""},
        {"stamp": signing.dumps(timezone.now().timestamp(), salt=VisitorCommentForm.purpose)},
    ):
        answer = _give(asked, client, **wrong)
        assert answer.status_code == 422
        assert SECRET in answer.text
    assert not Comment.objects.exists()


def test_from_one_address_so_many_an_hour(asked: Round, client: Client) -> None:
    for _number in range(MOST_AN_HOUR):
        assert _give(asked, client).status_code == 302
    assert _give(asked, client).status_code == 429
    assert Comment.objects.count() == MOST_AN_HOUR


def test_a_form_sent_twice_is_one_comment_and_one_receipt(asked: Round, client: Client) -> None:
    sent = _sent()
    answers = [client.post(asked.comment_address(), sent) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Comment.objects.count() == CommentLink.objects.count() == 1


def test_the_receipt_says_number_and_link_and_only_a_hash_is_kept(asked: Round, client: Client) -> None:
    address = _give(asked, client)["Location"]
    page = client.get(address)
    comment = Comment.objects.get()
    token = address.split("/")[-3]
    assert comment.number in page.text
    assert token in page.text
    assert CommentLink.objects.get().token_hash == hash_of(token)
    assert page["Cache-Control"] == "private, no-store"
    assert "noindex" in page["X-Robots-Tag"]


def test_an_unknown_link_is_an_unknown_address(asked: Round, client: Client) -> None:
    home = _give(asked, client)["Location"].removesuffix("receipt/")
    other = home[:-5] + "AAAA/"
    for page in ("", "receipt/", "take-back/"):
        assert client.get(other + page).status_code == 404


def test_a_passage_is_chosen_without_a_script(asked: Round, client: Client) -> None:
    edition = asked.edition
    page = client.get(edition.get_absolute_url()).text
    part = edition.parts[1]
    assert f"comment/?section={part['section']}&amp;starts=0&amp;ends=10" in page
    query = {"section": part["section"], "starts": 0, "ends": 10}
    form = client.get(asked.comment_address(), query).text
    assert f'<blockquote class="quote">{part["body"][:10]}</blockquote>' in form
    _give(asked, client, **query)
    assert Comment.objects.get().quote == part["body"][:10]


def test_a_quote_that_is_sent_is_not_believed(asked: Round, client: Client) -> None:
    section = asked.edition.parts[1]["section"]
    _give(asked, client, section=section, starts="0", ends="3", quote="市長は辞める")
    assert Comment.objects.get().quote == asked.edition.parts[1]["body"][:3]


def test_names_and_words_stay_out_of_the_log_and_of_everybodys_pages(
    asked: Round, people: People, browse: Browse
) -> None:
    _give(asked, browse(people.nobody), name="相談 花子", address="本町")
    logged = "".join(str(event.after) + str(event.before) for event in Event.objects.all())
    for word in ("花子", SECRET):
        assert word not in logged
        for person in (people.nobody, people.grep, people.mem):
            assert word not in browse(person).get(asked.get_absolute_url()).text
    comment = Comment.objects.get()
    assert "花子" in browse(people.lia).get(comment.get_absolute_url()).text


def test_the_answer_is_read_under_the_link_once_it_is_published(asked: Round, client: Client) -> None:
    home = _give(asked, client)["Location"].removesuffix("receipt/")
    Comment.objects.update(
        state=CommentState.PARTLY, reply="井戸は調べてみます。", answered_at=timezone.now()
    )
    assert "井戸は調べてみます。" not in client.get(home).text
    Round.objects.update(state=RoundState.PUBLISHED, published_at=timezone.now())
    assert "井戸は調べてみます。" in client.get(home).text
    assert "井戸は調べてみます。" in client.get(asked.get_absolute_url()).text


def test_a_comment_is_taken_back_under_its_link_until_it_is_answered(asked: Round, client: Client) -> None:
    home = _give(asked, client)["Location"].removesuffix("receipt/")
    assert client.post(f"{home}take-back/").status_code == 302
    assert Comment.objects.get().state == CommentState.WITHDRAWN
    assert client.post(f"{home}take-back/").status_code == 409


def test_a_group_comments_with_its_account_and_finds_its_own(
    asked: Round, people: People, browse: Browse
) -> None:
    browser = browse(people.grep)
    answer = browser.post(asked.comment_address(), {"text": SECRET, "once": str(uuid4())})
    comment = Comment.objects.get()
    assert answer["Location"] == comment.get_absolute_url()
    assert browser.get(comment.get_absolute_url()).status_code == 200
    assert browse(people.other_grep).get(comment.get_absolute_url()).status_code == 404


def test_a_form_on_a_report_that_is_not_open_is_refused(people: People, client: Client) -> None:
    over = make.comment_round(
        make.edition(make.draft(state=DraftState.PUBLIC_COMMENT)),
        kind=Round.Kind.PUBLIC,
        closes_on=timezone.localdate() - timedelta(days=1),
        opens_on=timezone.localdate() - timedelta(days=31),
    )
    assert _give(over, client).status_code == 409
