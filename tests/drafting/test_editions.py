"""An edition never changes; the working text goes on, and two who write it are shown both texts."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.errors import Conflict, Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.drafting.actions import draft as drafts
from tomoni.drafting.models import Draft, Edition, Section


@pytest.fixture
def draft(people: People) -> Draft:
    return make.draft(unit=people.section)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE drafting_edition SET parts = '[]'",
        "UPDATE drafting_edition SET title = '別の名前'",
        "UPDATE drafting_edition SET number = 9",
        "DELETE FROM drafting_edition",
    ],
)
def test_the_database_refuses_to_change_an_edition(city: Jurisdiction, draft: Draft, statement: str) -> None:
    make.edition(draft)
    Jurisdiction.objects.filter(pk=city.pk).update(is_demo=False)
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.postgres
def test_an_edition_goes_with_a_demo_city_as_a_whole(city: Jurisdiction, draft: Draft) -> None:
    make.edition(draft)
    assert Edition.objects.all().delete()[0] == 1


def test_writing_on_leaves_the_edition_as_it_was(people: People, draft: Draft) -> None:
    drafts.write(draft, by=people.sec)
    before = Edition.objects.get().parts
    section = Section.objects.get(heading="花壇")
    drafts.edit_section(section, by=people.sec, version=1, heading="花壇と緑", body="まったく別の文。")
    drafts.add_section(draft, by=people.sec, parent=None, heading="おわりに", body="結び。")
    drafts.remove_section(Section.objects.get(heading="これまでの取組"), by=people.sec, version=1)
    assert Edition.objects.get().parts == before


def test_an_edition_keeps_numbers_and_order(people: People, draft: Draft) -> None:
    drafts.add_section(draft, by=people.sec, parent=None, heading="おわりに", body="結び。")
    drafts.write(draft, by=people.sec)
    parts = Edition.objects.get().parts
    assert [(one["number"], one["heading"], one["depth"]) for one in parts] == [
        ("第1章", "これまでの取組", 1),
        ("1", "花壇", 2),
        ("第2章", "おわりに", 1),
    ]


def test_two_who_save_a_section_are_shown_both_texts(people: People, draft: Draft) -> None:
    mine, theirs = Section.objects.get(heading="花壇"), Section.objects.get(heading="花壇")
    drafts.edit_section(theirs, by=people.sech, version=1, heading="花壇", body="課長の文")
    with pytest.raises(Conflict) as caught:
        drafts.edit_section(mine, by=people.sec, version=1, heading="花壇", body="わたしの文")
    assert (caught.value.mine["body"], caught.value.theirs["body"]) == ("わたしの文", "課長の文")
    assert Section.objects.get(heading="花壇").body == "課長の文"


def test_the_page_of_a_conflict_shows_both_texts_and_keeps_mine(
    people: People, draft: Draft, browse: Browse
) -> None:
    section = Section.objects.get(heading="花壇")
    drafts.edit_section(section, by=people.sech, version=1, heading="花壇", body="課長の文")
    address = f"{draft.get_absolute_url()}sections/{section.pk}/"
    answer = browse(people.sec).post(address, {"heading": "花壇", "body": "わたしの文", "version": "1"})
    assert answer.status_code == 409
    assert "わたしの文" in answer.text
    assert "課長の文" in answer.text


def test_a_section_is_not_put_deeper_than_three_levels(people: People, draft: Draft) -> None:
    third = drafts.add_section(
        draft, by=people.sec, parent=Section.objects.get(heading="花壇"), heading="当番"
    )
    with pytest.raises(Exception, match="三段まで"):
        drafts.add_section(draft, by=people.sec, parent=third, heading="表")


def test_a_section_of_another_report_is_no_parent(people: People, draft: Draft) -> None:
    other = make.draft().sections.first()
    with pytest.raises(Exception, match="もうありません"):
        drafts.add_section(draft, by=people.sec, parent=other, heading="表")


def test_neighbours_change_places_and_the_first_stays_the_first(people: People, draft: Draft) -> None:
    last = drafts.add_section(draft, by=people.sec, parent=None, heading="おわりに")
    first = Section.objects.get(heading="これまでの取組")
    drafts.shift_section(first, by=people.sec, up=True)
    drafts.shift_section(last, by=people.sec, up=True)
    top = Section.objects.filter(draft=draft, parent=None).values_list("heading", flat=True)
    assert list(top) == ["おわりに", "これまでの取組"]


def test_taking_out_a_chapter_takes_what_stands_below_it(people: People, draft: Draft) -> None:
    drafts.remove_section(Section.objects.get(heading="これまでの取組"), by=people.sec, version=1)
    assert not Section.objects.filter(removed_at=None).exists()
    with pytest.raises(Refused, match="外しました"):
        drafts.edit_section(
            Section.objects.get(heading="花壇"), by=people.sec, version=2, heading="花壇", body=""
        )


def test_what_was_taken_out_comes_back_where_it_stood(people: People, draft: Draft) -> None:
    chapter, below = Section.objects.get(heading="これまでの取組"), Section.objects.get(heading="花壇")
    drafts.remove_section(chapter, by=people.sec, version=1)
    below.refresh_from_db()
    with pytest.raises(Refused, match="上の章"):
        drafts.restore_section(below, by=people.sec)
    drafts.restore_section(chapter, by=people.sec)
    below.refresh_from_db()
    drafts.restore_section(below, by=people.sec)
    drafts.write(draft, by=people.sec)
    assert [part["heading"] for part in Edition.objects.get().parts] == ["これまでの取組", "花壇"]


def test_the_page_offers_to_put_back_and_does(people: People, draft: Draft, browse: Browse) -> None:
    chapter = Section.objects.get(heading="これまでの取組")
    drafts.remove_section(chapter, by=people.sec, version=1)
    browser, home = browse(people.sec), draft.get_absolute_url()
    address = f"{home}sections/{chapter.pk}/restore/"
    assert address in browser.get(f"{home}text/").text
    assert browser.post(address).status_code == 302
    assert Section.objects.get(pk=chapter.pk).removed_at is None
    assert browser.post(f"{home}sections/{chapter.pk}/burn/").status_code == 404


def test_the_offsets_are_the_same_whatever_ends_a_line(people: People, draft: Draft) -> None:
    section = Section.objects.get(heading="花壇")
    drafts.edit_section(section, by=people.sec, version=1, heading="花壇", body="一行目\r\n二行目\r三行目")
    assert section.body == "一行目\n二行目\n三行目"
