"""声と答え and an opinion's page: what the public sees, and what it never sees."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.people import People, everyone
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.voices import actions
from tomoni.voices.models import Opinion
from tomoni.voices.states import State

SECRET_GROUP = "ひみつの会"


def answered(people: People, **fields: Any) -> Opinion:
    group = make.actor(name=SECRET_GROUP)
    opinion = make.opinion(
        "窓口が分かりません。",
        state=State.ANSWERED,
        visibility="public",
        department=people.parks,
        group=group,
        **fields,
    )
    make.published(opinion, text="窓口を一つにしました。", drafted_by=people.lia)
    return opinion


def page(browse: Browse, who: Any, address: str) -> str:
    return browse(who).get(address).content.decode()


def voices(city: Jurisdiction) -> str:
    return reverse("voices:voices", args=[city.slug])


@pytest.mark.parametrize("who", ["nobody", "other_grep", "lia", "other_lia", "mem"])
def test_the_group_is_never_named(city: Jurisdiction, people: People, browse: Browse, who: str) -> None:
    opinion = answered(people)
    browser = browse(getattr(people, who))
    for address in (
        opinion.get_absolute_url(),
        voices(city),
        voices(city) + "?format=csv",
        reverse("voices:opinions", args=[city.slug]) + "?format=csv",
        reverse("voices:opinions", args=[city.slug]),
    ):
        answer = browser.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert SECRET_GROUP.encode() not in body, address


def test_the_section_sees_the_group(city: Jurisdiction, people: People, browse: Browse) -> None:
    opinion = answered(people)
    assert SECRET_GROUP in page(browse, people.sec, opinion.get_absolute_url())


def test_voice_and_answer_stand_side_by_side(city: Jurisdiction, people: People, browse: Browse) -> None:
    answered(people)
    shown = page(browse, people.nobody, voices(city))
    assert shown.index("窓口が分かりません。") < shown.index("窓口を一つにしました。")
    assert "公園緑地課" in shown
    assert "実施します" in shown


def test_a_draft_is_seen_by_those_who_work_on_it_only(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    opinion = make.opinion(state=State.DRAFTED, visibility="public", department=people.parks)
    make.answer(opinion, text="まだ案の答えです。")
    for who in (people.nobody, people.grep, people.other_lia, people.mem):
        assert "まだ案の答えです。" not in page(browse, who, opinion.get_absolute_url())
        assert "まだ案の答えです。" not in page(browse, who, voices(city))
    for who in (people.lia, people.dhead, people.sec):
        assert "まだ案の答えです。" in page(browse, who, opinion.get_absolute_url())
    csv = reverse("voices:opinions", args=[city.slug]) + "?format=csv"
    assert "まだ案の答えです。".encode() not in b"".join(browse(people.other_lia).get(csv))


def test_history_and_moves_are_for_those_who_work_on_it(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    opinion = make.opinion(visibility="public")
    actions.normalise(opinion, by=people.sec, display_text="整えた文。")
    assert "協働 担当" in page(browse, people.sec, opinion.get_absolute_url())
    for who in (people.nobody, people.grep, people.lia):
        shown = page(browse, who, opinion.get_absolute_url())
        assert "協働 担当" not in shown
        assert "分類する" not in shown


def test_unknown_and_unseen_are_the_same(city: Jurisdiction, people: People, browse: Browse) -> None:
    unseen = make.opinion()
    unknown = unseen.get_absolute_url().replace(f"/{unseen.pk}/", "/999999/")
    browser = browse(people.nobody)
    first, second = browser.get(unseen.get_absolute_url()), browser.get(unknown)
    assert (first.status_code, second.status_code) == (404, 404)
    assert bare(first.content, unseen.pk) == bare(second.content, 999999)


def bare(page: bytes, pk: int) -> str:
    """The page without what differs by request: tokens and the address asked for."""
    text = re.sub(r"(nonce|value|hx-headers)=(\"[^\"]*\"|'[^']*')", "", page.decode())
    return text.replace(f"/{pk}/", "")


def test_a_withdrawn_page_says_so_without_its_content(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    opinion = answered(people)
    actions.withdraw(opinion, by=people.sec, reason="担当者の私用電話が書かれていた。")
    answer = browse(people.nobody).get(opinion.get_absolute_url())
    shown = answer.content.decode()
    assert answer.status_code == 410
    assert "取り下げられました" in shown
    assert opinion.number in shown
    for gone in ("窓口", "私用電話", SECRET_GROUP, "公園緑地課"):
        assert gone not in shown
    assert opinion.number not in page(browse, people.nobody, voices(city))


def test_what_was_undone_leaves_no_trace_for_the_public(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    opinion = answered(people)
    actions.undo(opinion, by=people.sec)
    assert browse(people.nobody).get(opinion.get_absolute_url()).status_code == 404


def test_undo_is_offered_first_and_withdrawing_later(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    opinion = answered(people)
    fresh = page(browse, people.sec, opinion.get_absolute_url())
    opinion.answers.update(published_at=timezone.now() - timedelta(minutes=11))
    old = page(browse, people.sec, opinion.get_absolute_url())
    assert ("/undo/" in fresh, "/withdraw/" in fresh) == (True, False)
    assert ("/undo/" in old, "/withdraw/" in old) == (False, True)


def test_what_is_not_public_is_not_in_the_public_list_even_for_staff(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    make.opinion("まだ公開していない声。")
    assert "まだ公開していない声。" not in page(browse, people.sec, voices(city))


def test_the_list_is_narrowed_by_code_department_year_and_answer(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    code = make.scheme().codes.get(code="B")
    answered(people)
    make.opinion("分類のある声。", code=code, visibility="public")
    browser = browse(people.nobody)

    def found(**asked: Any) -> list[str]:
        return [one.text for one in browser.get(voices(city), asked).context["page"]]

    assert found(code=code.pk) == ["分類のある声。"]
    assert found(department=people.parks.pk) == ["窓口が分かりません。"]
    assert found(answered="yes") == ["窓口が分かりません。"]
    assert found(answered="no") == ["分類のある声。"]
    assert len(found(year=2026)) == 2


@pytest.mark.parametrize("asked", [{"year": "x"}, {"code": "'"}, {"answered": "maybe"}, {"year": "1900"}])
def test_a_filter_that_is_not_offered_is_a_bad_request(
    city: Jurisdiction, people: People, browse: Browse, asked: dict[str, str]
) -> None:
    make.opinion(visibility="public")
    assert browse(people.nobody).get(voices(city), asked).status_code == 400


def test_an_unknown_order_is_a_bad_request(city: Jurisdiction, people: People, browse: Browse) -> None:
    address = reverse("voices:opinions", args=[city.slug])
    assert browse(people.sec).get(address, {"sort": "raw_text"}).status_code == 400


def test_a_page_that_is_not_there_is_unknown(city: Jurisdiction, people: People, browse: Browse) -> None:
    assert browse(people.nobody).get(voices(city), {"page": "99"}).status_code == 404


def test_the_working_list_has_the_columns_of_the_products_format(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    answered(people)
    address = reverse("voices:opinions", args=[city.slug]) + "?format=csv"
    lines = b"".join(browse(people.sec).get(address)).decode("utf-8-sig").splitlines()
    columns = "意見ID,回,開催日,場所,団体（任意）,分類,副分類,意見（原文）,意見（整文）,市の考え方,対応区分,担当課,関連計画項目,公開"
    assert lines[0].startswith(columns)
    assert SECRET_GROUP in lines[1]


def test_voices_of_another_city_are_out_of_reach(city: Jurisdiction, people: People, browse: Browse) -> None:
    opinion = answered(people)
    other = make.jurisdiction(is_demo=True)
    address = opinion.get_absolute_url().replace(f"/{city.slug}/", f"/{other.slug}/")
    for who in (people.nobody, people.sec):
        assert browse(who).get(address).status_code == 404


@pytest.mark.parametrize("name", ["opinions", "voices"])
def test_a_file_is_read_after_the_request_is_over(db: None, name: str) -> None:
    """Outside the city's scope, as a server streams it."""
    city = make.jurisdiction(is_demo=True)
    with scope(city):
        people = everyone()
        answered(people)
        address = reverse(f"voices:{name}", args=[city.slug])
    browser = Client()
    browser.force_login(people.sec)
    lines = b"".join(browser.get(address, {"format": "csv"})).decode("utf-8-sig").splitlines()
    assert len(lines) == 2


def test_a_form_sent_empty_is_not_taken_for_one_that_is_opened(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    browser = browse(people.sec)
    for name in ("new", "paste", "scheme_new", "opinions"):
        make.opinion()
        assert browser.post(reverse(f"voices:{name}", args=[city.slug]), {}).status_code == 422, name
