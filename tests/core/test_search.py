from datetime import date

import pytest
from django.db import models

from tests import make
from tests.people import People
from tomoni.core import search, things, visibility
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.things import Card, Thing


def indexed(
    record: models.Model,
    label: str,
    *texts: str,
    on: date = date(2026, 4, 1),
    audience: str = visibility.PUBLIC,
) -> Thing:
    thing = things.put(record, Card("主体", label, "/x/", on, frozenset({audience})))
    search.put(thing, *texts)
    return thing


def found(query: str, *tokens: str) -> list[str]:
    return [thing.label for thing in search.find(query, tokens or (visibility.PUBLIC,))]


def test_what_one_may_not_see_is_not_found(city: Jurisdiction) -> None:
    indexed(make.actor(), "公園の会", audience=visibility.actor(5))
    assert found("公園") == []
    assert found("公園", visibility.actor(5)) == ["公園の会"]


def test_another_city_is_not_searched(city: Jurisdiction) -> None:
    indexed(make.actor(), "公園の会")
    with scope(make.jurisdiction()):
        assert found("公園") == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    "query", ["公園", "老人クラブ", "ﾛｳｼﾞﾝｸﾗﾌﾞ", "ごみ", "ｺﾞﾐ", "ゴミ　公園", "AED", "ａｅｄ", "園"]
)
def test_a_word_is_found_in_every_spelling(city: Jurisdiction, query: str) -> None:
    indexed(make.actor(), "公園の会", "老人クラブとろうじんくらぶが、ゴミを拾います。AEDの講習も。")
    indexed(make.actor(), "無関係の会", "絵本の読み聞かせ")
    assert found(query) == ["公園の会"]


@pytest.mark.postgres
def test_letters_that_only_stand_near_each_other_are_not_a_word(city: Jurisdiction) -> None:
    indexed(make.actor(), "会", "図書の館、書館図")
    assert found("図書館") == []


@pytest.mark.postgres
def test_hits_in_the_title_come_first_then_the_newest(city: Jurisdiction) -> None:
    indexed(make.actor(), "古い", "図書館", on=date(2024, 4, 1))
    indexed(make.actor(), "新しい", "図書館", on=date(2026, 4, 1))
    indexed(make.actor(), "図書館の友", "本", on=date(2023, 4, 1))
    assert found("図書館") == ["図書館の友", "新しい", "古い"]


def test_a_changed_text_is_no_longer_found_by_its_old_words(people: People) -> None:
    indexed(people.gardeners, "花の会", "水やり")
    indexed(people.gardeners, "花の会", "植え替え")
    assert found("水やり") == []
    assert found("植え替え") == ["花の会"]


@pytest.mark.parametrize("query", ["", "  ", '"', "' OR 1=1 --", "%", "_", "*", "NEAR(", "🌸"])
def test_signs_of_the_engine_are_only_signs(city: Jurisdiction, query: str) -> None:
    indexed(make.actor(), "公園の会")
    assert found(query) == []
