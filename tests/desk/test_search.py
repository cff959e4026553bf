"""What the desk finds without the database learning the words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests import make
from tests.browser import browser
from tests.people import People
from tomoni.core import secrets
from tomoni.desk import search
from tomoni.desk.models import Blind, Consultation
from tomoni.desk.search import find, index
from tomoni.text.search import segments

LETTERS = st.text(alphabet="花壇草公園子ども食堂カフェABC123ー々", min_size=2, max_size=30)


@example("11ーー", 2, 2)
@given(LETTERS, st.integers(0, 28), st.integers(2, 10))
def test_every_part_of_a_title_proposes_it(title: str, start: int, length: int) -> None:
    part = title[start : start + length]
    # What folds to one letter (ーー) is looked for otherwise, like any lone one.
    if all(len(run) > 1 for run in segments(part)):
        assert set(secrets.blind(part)) <= set(secrets.blind(title))


def test_width_and_case_do_not_matter(people: People) -> None:
    made = make.consultation(subject="ＮＰＯカフェの相談")
    rows = Consultation.objects.at_desk_of(people.sec)
    half = "\uff76\uff8c\uff6a"  # カフェ in half width
    assert [find(rows, query).ids for query in ("npo", half, f"NPO{half}")] == [[made.pk]] * 3


def test_letters_in_another_order_are_proposed_but_not_found(people: People) -> None:
    make.consultation(subject="公園と花壇、花壇と公園")
    assert find(Consultation.objects.at_desk_of(people.sec), "園と公").ids == []


def test_one_character_is_looked_for_too(people: People) -> None:
    made = make.consultation(subject="花を植えたい")
    make.consultation(subject="木を植えたい")
    rows = Consultation.objects.at_desk_of(people.sec)
    assert tuple(find(rows, query).ids for query in ("花", "花 植え", "草")) == ([made.pk], [made.pk], [])


def test_an_empty_query_finds_nothing(people: People) -> None:
    make.consultation()
    assert find(Consultation.objects.at_desk_of(people.sec), " 　").ids == []


def test_a_search_stays_within_what_one_may_see(people: People) -> None:
    make.consultation()
    assert find(Consultation.objects.at_desk_of(people.cen), "花壇").ids == []


def test_tokens_are_keyed_and_replaced(people: People) -> None:
    made = make.consultation(subject="古い題名")
    Consultation.objects.filter(pk=made.pk).update(subject="新しい表題")
    index([Consultation.objects.get(pk=made.pk)])
    rows = Consultation.objects.at_desk_of(people.sec)
    assert (find(rows, "古い題名").ids, find(rows, "新しい表題").ids) == ([], [made.pk])
    assert all(len(one.token) == 16 and one.token.isascii() for one in Blind.objects.all())


def test_of_too_many_the_newest_are_opened_and_the_page_says_so(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [make.consultation(subject=f"花壇 {number}") for number in range(3)]
    monkeypatch.setattr(search, "MOST", 2)
    found = find(Consultation.objects.at_desk_of(people.sec), "花壇")
    assert (found.ids, found.is_cut) == ([made[2].pk, made[1].pk], True)
    assert not find(Consultation.objects.at_desk_of(people.sec), made[0].number).is_cut
    page = browser(people.sec).get(f"/{made[0].jurisdiction.slug}/desk/list/?q=花壇")
    assert "新しい2件だけを調べました" in page.content.decode()
