from collections import Counter

from tests.text import asset
from tomoni.text import catalogue, civic
from tomoni.text.namesake import Namesakes


def test_the_catalogue_describes_about_a_hundred_departments() -> None:
    entries = catalogue.entries()
    assert 95 <= len(entries) <= 120
    assert all(entry.names and len(entry.duties) > 10 and len(entry.voices) >= 3 for entry in entries)
    heads = Counter(entry.names[0] for entry in entries)
    assert max(heads.values()) == 1


def test_nobody_takes_on_besides_what_it_is_named_after() -> None:
    for entry in catalogue.entries():
        assert not set(entry.names) & set(entry.also), entry.names[0]


def test_topics_end_with_the_departments() -> None:
    assert catalogue.topics()[-len(catalogue.entries()) :] == catalogue.entries()


def test_every_civic_word_is_listed_once() -> None:
    surfaces = Counter(word.surface for word in civic.words())
    assert [word for word, count in surfaces.items() if count > 1] == []


def test_a_rival_named_after_a_field_takes_it() -> None:
    namesakes = Namesakes(asset.lexical(), catalogue.entries())
    place = next(n for n, entry in enumerate(catalogue.entries()) if entry.names[0] == "危機管理課")
    assert namesakes.likeness("防災課")[place] > namesakes.likeness("総務課")[place] > 0.5
    alone = namesakes.likeness("生活環境課")
    own, besides = namesakes.shares(alone, alone)[:2]
    assert own[1] > besides[1]
    rivalled = alone.copy()
    rivalled[besides[0]] = 1.0
    assert dict(namesakes.shares(alone, rivalled)).get(besides[0], 0.0) < besides[1]


def test_the_bureau_before_the_name_does_not_hide_it() -> None:
    namesakes = Namesakes(asset.lexical(), catalogue.entries())
    best = int(namesakes.likeness("健康福祉部長寿社会課").argmax())
    assert catalogue.entries()[best].names[0] == "高齢福祉課"
