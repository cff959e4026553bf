"""What became of the voices of a year, and which answers are late: every number leads to exactly those voices."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.voices import outcome
from tomoni.voices.models import Opinion
from tomoni.voices.states import State


@pytest.fixture
def year(people: People) -> int:
    """Three published voices of a year, one answered, one seen through; a hidden one with an answer nobody may read."""
    shown: dict[str, Any] = {
        "visibility": "public",
        "department": people.parks,
        "received_on": date(2025, 6, 1),
    }
    make.opinion("待っている声", state=State.ROUTED, **shown)
    make.published(make.opinion("答えた声", state=State.ANSWERED, **shown), kind="3")
    make.published(
        make.opinion("実った声", state=State.DONE, follow_up_note="花壇が二つ増えました。", **shown), kind="1"
    )
    hidden = make.opinion(
        "隠れた声", state=State.APPROVED, department=people.parks, received_on=date(2025, 6, 1)
    )
    make.answer(hidden, kind="1", approved_at=timezone.now(), text="まだ言えない答え")
    make.opinion("次の年度の声", visibility="public", received_on=date(2026, 4, 1))
    return 2025


def test_every_number_is_as_many_voices_as_its_list(
    city: Jurisdiction, people: People, browse: Browse, year: int
) -> None:
    whole, kinds = outcome.figures_of(year)
    assert [one.number for one in whole] == [3, 2, 1, 1]
    assert [one.number for one in kinds] == [1, 0, 1, 0, 0, 0]
    for one in (*whole, *kinds):
        page = browse(people.nobody).get(reverse("voices:voices", args=[city.slug]) + f"?{one.query}")
        assert page.context["page"].paginator.count == one.number, one


def test_what_has_come_about_stands_first_and_nothing_hidden_stands_there(
    city: Jurisdiction, people: People, browse: Browse, year: int
) -> None:
    for person in (people.nobody, people.sec):
        page = browse(person).get(reverse("voices:outcome", args=[city.slug, year]))
        assert [one.raw_text for one in page.context["page"]] == ["実った声", "答えた声"]
        assert "花壇が二つ増えました。" in text_of(page)
        assert "まだ言えない答え" not in text_of(page)


def test_a_year_without_voices_is_an_unknown_address(
    city: Jurisdiction, people: People, browse: Browse, year: int
) -> None:
    assert browse(people.nobody).get(reverse("voices:outcome", args=[city.slug, 1999])).status_code == 404


def test_late_answers_stand_by_department_and_lead_to_their_list(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    today = timezone.localdate()
    roads = make.department("道路課")
    for state, unit, days in (
        (State.ROUTED, people.parks, 3),
        (State.DRAFTED, people.parks, 9),
        (State.ROUTED, roads, 1),
        (State.ROUTED, roads, -1),
        (State.APPROVED, roads, 5),
    ):
        make.opinion(state=state, department=unit, due_on=today - timedelta(days=days))
    found = outcome.late_answers(Opinion.objects.visible_to(people.sec), today)
    assert [(one.name, one.number, one.oldest) for one in found] == [
        ("公園緑地課", 2, today - timedelta(days=9)),
        ("道路課", 1, today - timedelta(days=1)),
    ]
    page = text_of(browse(people.sec).get(reverse("voices:late", args=[city.slug])))
    assert "3件" in page
    address = reverse("voices:opinions", args=[city.slug])
    rows = browse(people.sec).get(f"{address}?late=answers&department={people.parks.pk}&sort=due")
    assert rows.context["page"].paginator.count == 2
    assert outcome.late_answers(Opinion.objects.visible_to(people.other_lia), today) == []
