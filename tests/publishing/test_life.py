"""A publication from draft to withdrawn: who may, what must be so, and what happens."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.people import People
from tests.surveys import making
from tomoni.core import audit, documents, things
from tomoni.core.errors import Conflict, NotAllowed, Refused
from tomoni.core.lineage import trail
from tomoni.core.outbox import Letter
from tomoni.core.visibility import PUBLIC, Visibility
from tomoni.directory.models import Actor
from tomoni.gatherings.models import Gathering, Statement
from tomoni.publishing import actions, rules
from tomoni.publishing.documents import build, of
from tomoni.publishing.models import Piece, Publication, Subscriber
from tomoni.publishing.recipients import recipients
from tomoni.publishing.states import State


def pieces(of: Publication) -> list[str]:
    return [str(one) for one in Piece.objects.filter(publication=of)]


def public_gathering(title: str = "意見交換会") -> Gathering:
    made = make.gathering(title, visibility=Visibility.PUBLIC, outline="みんなで話しました。")
    Statement.objects.create(
        jurisdiction=made.jurisdiction, gathering=made, heading="窓口について", text="窓口が分かりにくい。"
    )
    things.put(made, made.card())
    return made


# Who may


def test_a_group_may_not_write_publications(people: People) -> None:
    assert not rules.can_write(people.grep)


def test_the_centre_may_not_edit_what_the_section_issues(people: People) -> None:
    with pytest.raises(NotAllowed):
        actions.add(make.publication(), by=people.cen, kind="text", body="文")


def test_the_centre_edits_what_it_issues_and_may_not_publish_it(people: People) -> None:
    own = make.publication(issuer=people.centre, state="checking")
    actions.add(own, by=people.cen, kind="text", body="文")
    with pytest.raises(NotAllowed):
        actions.publish(own, by=people.cen)


def test_a_clerk_of_the_section_may_not_publish(people: People) -> None:
    with pytest.raises(NotAllowed):
        actions.publish(make.publication(state="checking"), by=people.sec)


@pytest.mark.parametrize("move", ["send_back", "withdraw", "reopen"])
def test_a_department_may_not_move_it(people: People, move: str) -> None:
    states = {"send_back": "checking", "withdraw": "published", "reopen": "withdrawn"}
    with pytest.raises(NotAllowed):
        getattr(actions, move)(make.publication(state=states[move]), by=people.lia, reason="理由")


# What must be so


def test_nothing_without_a_piece_is_handed_in(people: People) -> None:
    empty = actions.create(by=people.sec, issuer=people.section, title="空の通信")
    with pytest.raises(Refused, match="記事がまだありません"):
        actions.submit(empty, by=people.sec)


def test_a_draft_is_not_published_unchecked(people: People) -> None:
    with pytest.raises(Refused):
        actions.publish(make.publication(), by=people.sech)


def test_sending_back_needs_a_reason(people: People) -> None:
    with pytest.raises(ValidationError):
        actions.send_back(make.publication(state="checking"), by=people.sech, reason=" ")


def test_what_is_public_cannot_be_rewritten(people: People) -> None:
    public = make.publication(state="published")
    with pytest.raises(NotAllowed):
        actions.add(public, by=people.sec, kind="text", body="あとから")


def test_a_record_that_is_not_public_is_not_taken_up(people: People) -> None:
    inside = make.gathering("内輪の会", visibility=Visibility.CITY)
    draft = make.publication()
    assert actions.pick(draft, by=people.sec, source="gathering", pks=[inside.pk]) == []


def test_what_was_taken_from_a_record_no_longer_public_is_not_published(people: People) -> None:
    session = public_gathering("取りやめる会")
    draft = make.publication()
    actions.pick(draft, by=people.sec, source="gathering", pks=[session.pk])
    actions.submit(draft, by=people.sec)
    Gathering.objects.filter(pk=session.pk).update(visibility=Visibility.CITY)
    session.refresh_from_db()
    things.put(session, session.card())
    with pytest.raises(Refused, match="取りやめる会"):
        actions.publish(draft, by=people.sech)


def test_what_a_council_said_is_told_by_its_published_record_alone(people: People) -> None:
    session = make.gathering("推進会議", kind="committee", visibility=Visibility.PUBLIC)
    Statement.objects.create(
        jurisdiction=session.jurisdiction,
        gathering=session,
        heading="内々の話",
        text="まだ確かめていない発言。",
    )
    draft = make.publication()
    actions.pick(draft, by=people.sec, source="gathering", pks=[session.pk])
    assert "まだ確かめていない" not in documents.text(of(draft))


def test_the_comments_on_a_report_come_with_their_answers_once_these_are_told(people: People) -> None:
    report = make.draft(is_public=True)
    told = make.comment_round(make.edition(report), kind="public", state="published")
    make.comment(told, "苗も貸してほしい。", state="accepted")
    make.comment(told, "見せない意見。", state="set_aside")
    newsletter = make.publication()
    actions.pick(newsletter, by=people.sec, source="report", pks=[report.pk])
    text = documents.text(of(newsletter))
    assert "声：苗も貸してほしい。\n市の考え方：苗は来年度から貸します。" in text
    assert "見せない意見" not in text


def test_a_report_whose_answers_are_not_told_yet_is_not_taken_up(people: People) -> None:
    report = make.draft(is_public=True)
    make.comment(make.comment_round(make.edition(report), kind="public"), "まだの意見。")
    assert actions.pick(make.publication(), by=people.sec, source="report", pks=[report.pk]) == []


def test_a_published_survey_comes_with_its_findings_and_an_unpublished_one_does_not(people: People) -> None:
    open_, told = (
        making.survey(title="まだの調べ"),
        making.survey(state="published", findings="会場が足りないと分かりました。"),
    )
    newsletter = make.publication()
    actions.pick(newsletter, by=people.sec, source="survey", pks=[open_.pk, told.pk])
    text = documents.text(of(newsletter))
    assert "会場が足りないと分かりました。" in text
    assert "まだの調べ" not in text


def test_two_who_order_at_once_do_not_overwrite_each_other(people: People) -> None:
    draft = make.publication()
    actions.arrange(draft, by=people.sec, version=draft.version, order={})
    with pytest.raises(Conflict):
        actions.arrange(draft, by=people.sec, version=1, order={})


# What happens


def test_a_record_is_taken_up_with_its_words(people: People) -> None:
    draft = make.publication()
    actions.pick(draft, by=people.sec, source="gathering", pks=[public_gathering().pk])
    assert pieces(draft)[1:] == ["意見交換会", "みんなで話しました。", "窓口について"]


def test_the_pieces_stand_in_the_order_given(people: People) -> None:
    draft = make.publication({"heading": "一"}, {"heading": "二"}, {"heading": "三"})
    one, two, three = Piece.objects.filter(publication=draft)
    actions.arrange(
        draft, by=people.sec, version=draft.version, order={three.pk: 1, one.pk: 2}, without=[two.pk]
    )
    assert pieces(draft) == ["三", "一"]


def test_a_published_one_is_open_to_everybody_with_its_trail(people: People) -> None:
    draft = make.publication()
    session = public_gathering()
    actions.pick(draft, by=people.sec, source="gathering", pks=[session.pk])
    actions.submit(draft, by=people.sec)
    actions.publish(draft, by=people.sech)
    assert draft in Publication.objects.visible_to(people.nobody)
    assert [stop.text for stop in trail(things.get(session), {PUBLIC})][-1] == str(draft)


def test_a_withdrawn_one_is_seen_by_nobody_outside_and_may_come_back(people: People) -> None:
    public = make.publication(state="published")
    actions.withdraw(public, by=people.sec, reason="数がまちがっていました。")
    assert public not in Publication.objects.visible_to(people.nobody)
    assert public in Publication.objects.withdrawn()
    actions.reopen(public, by=people.sec)
    actions.submit(public, by=people.sec)
    actions.publish(public, by=people.sech)
    assert public.state == State.PUBLISHED
    assert public not in Publication.objects.withdrawn()


def test_every_step_is_in_the_log(people: People) -> None:
    draft = make.publication()
    actions.submit(draft, by=people.sec)
    actions.send_back(draft, by=people.sech, reason="見出しを短く。")
    actions.submit(draft, by=people.sec)
    actions.publish(draft, by=people.sech)
    actions.withdraw(draft, by=people.sech, reason="まちがい")
    verbs = [event.verb for event in audit.history(draft)][::-1]
    steps = ["submit", "send_back", "submit", "publish", "withdraw"]
    assert verbs == [f"publication.{step}" for step in steps]


# Sending


def send(public: Publication, people: People, audiences: Sequence[str] = ("subscribers",)) -> None:
    count = len(recipients(audiences))
    with transaction.atomic():
        actions.send(public, by=people.sec, audiences=audiences, count=count)


def test_a_department_may_not_send(people: People) -> None:
    with pytest.raises(NotAllowed):
        actions.send(make.publication(state="published"), by=people.lia, audiences=["officers"], count=2)


def test_what_is_not_public_is_not_sent(people: People) -> None:
    with pytest.raises(Refused):
        send(make.publication(state="checking"), people, ["officers"])


def test_it_is_sent_only_to_as_many_as_were_shown(people: People) -> None:
    public = make.publication(state="published")
    make.subscriber()
    with pytest.raises(ValidationError, match="変わりました"):
        actions.send(public, by=people.sec, audiences=["subscribers"], count=5)
    assert not Letter.objects.exists()


def test_it_is_sent_once(people: People) -> None:
    public = make.publication(state="published")
    make.subscriber("a@example.jp")
    send(public, people)
    with pytest.raises(Refused, match="もう送りました"):
        send(public, people)
    assert Letter.objects.count() == 1


def test_nobody_gets_it_twice_and_nobody_who_ended_it(people: People) -> None:
    make.subscriber(people.lia.email.upper())
    make.subscriber(people.other_lia.email, reading=False, ended_at="2026-06-01T10:00+09:00")
    send(make.publication(state="published"), people, ["subscribers", "officers"])
    assert [letter.to.lower() for letter in Letter.objects.all()] == [people.lia.email]


def test_who_has_not_confirmed_gets_nothing(people: People) -> None:
    make.subscriber(reading=False)
    assert recipients(["subscribers"]) == []


def test_the_mail_holds_the_text_and_the_link_that_ends_it(people: People) -> None:
    public = make.publication({"heading": "会場の声", "body": "<b>窓口</b>"}, state="published")
    reader = make.subscriber("a@example.jp")
    send(public, people)
    letter = Letter.objects.get()
    assert "会場の声" in letter.body
    assert "&lt;b&gt;窓口&lt;/b&gt;" in letter.html
    assert letter.unsubscribe.endswith(reader.address)
    assert letter.unsubscribe in letter.body
    assert letter.unsubscribe in letter.html


def test_who_is_mailed_by_a_role_can_end_it_for_good(people: People) -> None:
    send(make.publication(state="published"), people, ["officers"])
    reader = Subscriber.objects.of_mail(people.lia.email).get()
    actions.end(reader, by=people.lia)
    assert people.lia.email not in {one.mail for one in recipients(["officers"])}


def test_a_test_goes_to_oneself_and_once_for_a_form(people: People) -> None:
    draft = make.publication()
    for _again in range(2):
        actions.test(draft, by=people.sec, once="form")
    assert [letter.to for letter in Letter.objects.all()] == [people.sec.email]


# Reading by mail


def test_asking_twice_makes_one_reader_who_reads_nothing_yet(people: People) -> None:
    for mail in ("New@example.jp", "new@EXAMPLE.jp "):
        actions.ask(by=people.sec, mail=mail, key=uuid4())
    assert Subscriber.objects.count() == 1
    assert not Subscriber.objects.get().is_reading


def test_a_reader_confirms_once_and_ends_as_often_as_they_like(people: People) -> None:
    reader = make.subscriber(reading=False)
    actions.confirm(reader, by=people.sec)
    with pytest.raises(Refused):
        actions.confirm(reader, by=people.sec)
    actions.end(reader, by=people.sec)
    actions.end(reader, by=people.sec)
    assert [event.verb for event in audit.history(reader)] == ["subscriber.end", "subscriber.confirm"]


def test_address_and_name_lie_encrypted(people: People) -> None:
    make.subscriber("canary@example.jp")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mail, name, fingerprint FROM publishing_subscriber")
        stored = " ".join(cursor.fetchone())
    assert "canary" not in stored
    assert "読者" not in stored


@given(
    st.lists(
        st.lists(st.text("あいう123", min_size=1, max_size=4), min_size=1, max_size=6), min_size=1, max_size=5
    )
)
def test_a_table_typed_by_hand_keeps_every_cell(rows: list[list[str]]) -> None:
    typed = Piece(kind="table", heading="表", body="\n".join("｜".join(row) for row in rows))
    text = documents.text(build(Publication(title="題", issuer=Actor(name="課")), [typed], {}))
    for row in rows[1:]:
        assert all(cell in text for cell in row)


def test_the_document_has_the_pieces_in_order(people: People) -> None:
    made = make.publication(
        {"heading": "日程", "kind": "facts", "body": "日時：10月13日\n会場：総合の会議室"},
        {"heading": "意見", "kind": "list", "body": "一つめ\n　その下\n二つめ"},
        {"heading": "数", "kind": "table", "body": "区分｜人数\n公募｜9\n県"},
        {"kind": "pair", "body": "声", "answer": "答え", "note": "課"},
        {"heading": "傍聴", "kind": "note", "body": "できます"},
        contact="事務局\n電話：000",
    )
    kinds = [block.kind for block in of(made).blocks]
    assert kinds == ["heading", "facts", "heading", "items", "heading", "table", "pair", "note", "contact"]
