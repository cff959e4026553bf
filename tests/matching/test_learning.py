"""Both sides' yes teaches who could answer such a seed; a no, a withdrawal and a retraction unteach it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests import make
from tests.browser import browser
from tests.people import People
from tomoni.core.errors import Refused
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.matching import actions, jobs, ranking
from tomoni.matching.models import Consent, Match
from tomoni.matching.ranking import Proposal, candidates
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SeedState
from tomoni.text import Candidate, Matcher, Profile

YES, NO, BACK = Consent.Answer.YES, Consent.Answer.NO, Consent.Answer.TAKEN_BACK
pytestmark = pytest.mark.usefixtures("vectors")


@pytest.fixture
def readers(people: People) -> Actor:
    """A group of which nothing says that it is about children."""
    return make.actor(name="第三の会", summary="敬老と体操")


def need(people: People, **fields: object) -> Seed:
    said = {"title": "絵本の読み聞かせ", "what": "保育園の子供に絵本を読む人", "why": "", "when": ""}
    return make.seed(people.parks, state=SeedState.PUBLISHED, **{**said, **fields})


@pytest.fixture
def new(people: People, readers: Actor) -> Seed:
    make.actor(name="親の会", summary="育児と遊び場")
    return need(people, title="子供の遊び場", what="親どうし絵本を持ちよる遊び場の相手")


def agreed(people: People, seed: Seed, partner: Actor) -> Match:
    match = actions.propose(seed, partner, by=people.sec)
    actions.sound_out(match, by=people.sec)
    for side in (match.first, match.second):
        actions.answer(match, side, by=people.sec, word=YES)
    return Match.objects.get(pk=match.pk)


def ranking_of(new: Seed) -> list[Candidate]:
    """All that is said, scores to the last bit."""
    return ranking.pool(new.kind).ask(new, 50)


def names(found: list[Proposal]) -> list[str]:
    return [one.actor.name for one in found]


@pytest.mark.parametrize("who", ["cen", "lia", "grep", "adm", "nobody"])
def test_only_the_section_may_retract_restore_or_begin_anew(people: People, readers: Actor, who: str) -> None:
    match, person = agreed(people, need(people), readers), getattr(people, who)
    with pytest.raises(PermissionDenied):
        actions.retract(match, by=person, why="例外でした。")
    with pytest.raises(PermissionDenied):
        actions.reset(by=person, why="やり直します。")
    actions.retract(match, by=people.sec, why="例外でした。")
    with pytest.raises(PermissionDenied):
        actions.restore(match, by=person)


def test_a_retraction_needs_a_reason_and_happens_once(people: People, readers: Actor) -> None:
    match = agreed(people, need(people), readers)
    with pytest.raises(ValidationError):
        actions.retract(match, by=people.sec, why=" ")
    with pytest.raises(Refused):
        actions.restore(match, by=people.sec)
    actions.retract(match, by=people.sec, why="例外でした。")
    with pytest.raises(Refused):
        actions.retract(match, by=people.sec, why="例外でした。")


def test_a_pick_that_nobody_has_agreed_to_teaches_nothing(people: People, readers: Actor, new: Seed) -> None:
    before = ranking_of(new)
    match = actions.propose(need(people), readers, by=people.sec)
    actions.sound_out(match, by=people.sec)
    actions.answer(match, match.first, by=people.sec, word=YES)
    assert ranking_of(new) == before


def test_who_became_the_partner_is_likely_for_the_next_seed_like_it(
    people: People, readers: Actor, new: Seed
) -> None:
    assert "第三の会" not in names(candidates(new))
    agreed(people, need(people), readers)
    found = next(one for one in candidates(new) if one.actor == readers)
    assert found.is_known


def _declined(people: People, match: Match) -> None:
    actions.answer(match, match.second, by=people.sec, word=BACK, reason="都合")
    actions.answer(match, match.second, by=people.sec, word=NO, reason="都合")


def _dropped(people: People, match: Match) -> None:
    actions.drop(match, by=people.sec, reason="重なった")


def _taken_back(people: People, match: Match) -> None:
    actions.answer(match, match.second, by=people.sec, word=BACK, reason="都合")


def _retracted(people: People, match: Match) -> None:
    actions.retract(match, by=people.sec, why="例外でした。")


def _begun_anew(people: People, match: Match) -> None:
    assert actions.reset(by=people.sech, why="やり直します。") == 1


@pytest.mark.parametrize("undo", [_declined, _dropped, _taken_back, _retracted, _begun_anew])
def test_what_is_taken_back_leaves_the_ranking_as_it_was_to_the_last_bit(
    people: People, readers: Actor, new: Seed, undo: Callable[[People, Match], None]
) -> None:
    past = need(people)
    before = ranking_of(new)
    match = agreed(people, past, readers)
    assert ranking_of(new) != before
    undo(people, match)
    assert ranking_of(new) == before


def test_a_process_that_starts_later_says_the_same_to_the_last_bit(
    people: People, readers: Actor, new: Seed
) -> None:
    ranking_of(new)
    first = agreed(people, need(people), readers)
    ranking_of(new)
    agreed(people, need(people, title="遊び場の絵本"), people.gardeners)
    _retracted(people, first)
    learned_step_by_step = ranking_of(new)
    ranking._pool.cache_clear()
    assert ranking_of(new) == learned_step_by_step


def test_a_restored_one_teaches_again(people: People, readers: Actor, new: Seed) -> None:
    match = agreed(people, need(people), readers)
    taught = ranking_of(new)
    _retracted(people, match)
    actions.restore(match, by=people.sec)
    assert ranking_of(new) == taught


def test_a_seed_for_the_section_alone_teaches_nothing(people: People, readers: Actor, new: Seed) -> None:
    agreed(people, need(people, visibility=Visibility.SECTION), readers)
    assert not Match.objects.teaching().exists()


def test_the_sides_are_not_told_of_each_others_earlier_talks(
    people: People, readers: Actor, new: Seed
) -> None:
    agreed(people, need(people), readers)
    found = next(one for one in candidates(new) if one.actor == readers)
    assert not any("類似案件" in reason or "相手になった" in reason for reason in found.reasons)
    page = browser(people.sec).get(f"/{new.jurisdiction.slug}/matches/seeds/{new.pk}/")
    assert "似た種で相手になったことがあります" in page.text
    client = browser(people.sec)
    sent = client.post(
        f"/{new.jurisdiction.slug}/matches/seeds/{new.pk}/propose/",
        {"actor": readers.pk, "once": "3f0c5b1e-7d7e-4b0e-9d5b-0d4c3c8b7a11"},
    )
    assert sent.status_code == 302
    assert "相手になった" not in str(Match.objects.latest("pk").reasons)


def test_actors_are_read_once_and_again_only_when_something_changed(
    people: People, readers: Actor, new: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking._pool.cache_clear()
    read: list[int] = []
    upsert = Matcher.upsert_org

    def counted(self: Matcher, profile: Profile) -> None:
        read.append(profile.id)
        upsert(self, profile)

    monkeypatch.setattr(Matcher, "upsert_org", counted)
    candidates(new)
    assert readers.pk in read
    read.clear()
    candidates(new)
    assert read == []
    readers.summary = "絵本の読み聞かせ"
    readers.version += 1
    readers.save()
    assert "第三の会" in names(candidates(new))
    assert read == [readers.pk]


def test_the_reader_s_language_changes_no_score(people: People, readers: Actor, new: Seed) -> None:
    make.seed(readers, kind=Seed.Kind.OFFER, state=SeedState.PUBLISHED)
    with translation.override("en"):
        ranking._pool.cache_clear()
        english = ranking_of(new)
    assert ranking_of(new) == english
    ranking._pool.cache_clear()
    assert ranking_of(new) == english


def page_of(who: object, address: str, status: int = 200) -> str:
    answer = browser(who).get(address)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text[:500]
    return answer.text.replace("<wbr>", "")


@pytest.mark.parametrize("who", ["cen", "lia", "grep", "adm"])
def test_what_was_learned_is_for_the_section_alone(
    people: People, readers: Actor, new: Seed, who: str
) -> None:
    match = agreed(people, need(people), readers)
    home = f"/{new.jurisdiction.slug}/matches/learned/"
    for path in ("", f"?actor={readers.pk}", "reset/"):
        page_of(getattr(people, who), home + path, 403)
    for path in (f"{match.pk}/retract/", f"{match.pk}/restore/"):
        page_of(getattr(people, who), home + path, 404 if who in ("grep", "adm") else 403)


def test_the_section_sees_what_was_learned_and_takes_it_back(
    people: People, readers: Actor, new: Seed
) -> None:
    match = agreed(people, need(people), readers)
    home = f"/{new.jurisdiction.slug}/matches/learned/"
    page = page_of(people.sec, home)
    assert all(word in page for word in ("第三の会", "絵本", "まだ1件なので"))
    client = browser(people.sec)
    assert client.post(f"{home}{match.pk}/retract/", {"why": ""}).status_code == 422
    assert client.post(f"{home}{match.pk}/retract/", {"why": "例外でした。"}).status_code == 302
    assert "取り消しました：例外でした。" in page_of(people.sec, f"{home}?actor={readers.pk}")
    assert client.post(f"{home}{match.pk}/restore/").status_code == 302
    assert client.post(f"{home}reset/", {"why": "組みかえ"}).status_code == 422
    assert Match.objects.teaching().exists()
    assert client.post(f"{home}reset/", {"why": "組みかえ", "sure": "on"}).status_code == 302
    assert not Match.objects.teaching().exists()


def test_why_not_answers_in_words_of_the_texts(people: People, readers: Actor, new: Seed) -> None:
    home = f"/{new.jurisdiction.slug}/matches/seeds/{new.pk}/why/"
    assert "つながるものは見つかりません" in page_of(people.sec, f"{home}?actor={readers.pk}")
    reading = Actor.objects.get(name="親の会")
    page = page_of(people.sec, f"{home}?actor={reading.pk}")
    assert "候補の1番目です" in page
    assert "どちらにも「遊び場」" in page
    page_of(people.sec, f"{home}?actor=0", 400)


def test_where_nothing_is_known_the_page_says_so(people: People, new: Seed) -> None:
    odd = need(people, title="お願い", what="よろしくお願いします。")
    odd.resources.all().delete()
    page = page_of(people.sec, f"/{new.jurisdiction.slug}/matches/seeds/{odd.pk}/")
    assert "手がかりがなく、候補は挙げられません" in page
    assert "主体の一覧" in page


def test_candidates_ask_no_more_with_more_of_everything(people: People, readers: Actor, new: Seed) -> None:
    client, address = browser(people.sec), f"/{new.jurisdiction.slug}/matches/seeds/{new.pk}/"

    def asked(more: int) -> int:
        for _one in range(more):
            partner = make.actor(summary="絵本と遊び場")
            make.seed(partner, kind=Seed.Kind.OFFER, state=SeedState.PUBLISHED)
            agreed(people, need(people), partner)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = asked(1)
    assert few <= 25, few
    assert asked(4) <= few


def test_what_was_learned_is_checked_by_the_clock_and_only_when_it_changed(
    people: People, readers: Actor, new: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(people, need(people), readers)
    today = timezone.localdate()
    assert jobs.judge(today) == 1
    assert jobs.judge(today) == 0
    checked = ranking.pool(new.kind).check
    assert checked is not None
    assert checked.cases == 1
    monkeypatch.setattr(Matcher, "self_check", None)
    agreed(people, need(people), people.gardeners)
    assert candidates(new)
