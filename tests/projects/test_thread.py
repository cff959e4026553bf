"""From a sentence in a session to a recorded collaboration: the trail, the states and the figures along it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests import make
from tests.browser import browser, text_of
from tests.people import People
from tomoni.core import lineage, things
from tomoni.core.errors import Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.directory.standing import standing_of
from tomoni.matching import actions as matching
from tomoni.matching.models import Consent, Match
from tomoni.projects.models import LightCollab
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SeedState


def held(people: People) -> Match:
    """A match of a department's need with a group, after its pre-meeting."""
    need = make.seed(people.parks, state=SeedState.PUBLISHED)
    match = matching.propose(need, people.gardeners, by=people.sec)
    matching.sound_out(match, by=people.sec)
    for actor, who in ((people.parks, people.lia), (people.gardeners, people.grep)):
        matching.answer(match, actor, by=who, word=Consent.Answer.YES)
    match = Match.objects.get(pk=match.pk)
    day = timezone.now() + timedelta(days=3)
    matching.schedule(match, by=people.sec, meets_at=day, place="市役所")
    matching.hold(
        match, by=people.sec, shared_problem="水やりの人手が足りない。", next_steps="植え替えを行う"
    )
    return match


def collab_of(match: Match, **fields: object) -> LightCollab:
    defaults: dict[str, object] = {
        "title": "植え替え",
        "form": make.form_of_collaboration(),
        "first": match.first,
        "second": match.second,
        "what": "植えました。",
        "result": "42人",
        "match": match,
    }
    return LightCollab(**{**defaults, **fields})


def create(collab: LightCollab, by: object) -> LightCollab:
    from tomoni.projects import actions

    return actions.create(collab, by=by)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["grep", "lia", "mem"])
def test_the_sides_do_not_end_their_match_alone(people: People, who: str) -> None:
    match = held(people)
    with pytest.raises(PermissionDenied):
        create(collab_of(match), getattr(people, who))
    assert not LightCollab.objects.exists()


def test_a_match_that_has_not_met_has_no_outcome(people: People) -> None:
    need = make.seed(people.parks, state=SeedState.PUBLISHED)
    match = matching.propose(need, people.gardeners, by=people.sec)
    with pytest.raises((Refused, PermissionDenied)):
        create(collab_of(match), people.sec)
    assert not LightCollab.objects.exists()


def test_the_outcome_is_between_the_matched_sides(people: People) -> None:
    match = held(people)
    with pytest.raises(ValidationError, match="双方"):
        create(collab_of(match, second=make.actor()), people.sec)


def test_a_match_has_one_outcome(people: People) -> None:
    match = held(people)
    create(collab_of(match), people.sec)
    with pytest.raises(Refused):
        create(collab_of(Match.objects.get()), people.sec)
    assert LightCollab.objects.count() == 1


def test_the_whole_thread_ends_realised_and_is_public_back_to_the_voice(
    people: People, city: Jurisdiction
) -> None:
    opinion = make.opinion("駅前の花壇が荒れている。", visibility="public")
    client = browser(people.sec)
    shown = text_of(client.get(f"/{city.slug}/seeds/new/?opinion={opinion.pk}"))
    assert "駅前の花壇が荒れている。" in shown
    client.post(
        f"/{city.slug}/seeds/new/?opinion={opinion.pk}",
        {
            "kind": "need", "actor": people.parks.pk, "title": "花壇の仲間", "what": "水やり", "why": "荒れている",
            "when": "5月", "cannot": "なし", "weight": "light", "expires_on": "2035-03-31", "wants_people": "10人",
            "topics": [make.activity_field("npo07").pk],
        },
    )  # fmt: skip
    seed = Seed.objects.get()
    browser(people.dhead).post(f"/{city.slug}/seeds/{seed.pk}/submit/", {"reason": ""})
    client.post(
        f"/{city.slug}/seeds/{seed.pk}/publish/", {"expires_on": "2035-03-31", "visibility": "public"}
    )
    seed.refresh_from_db()
    match = matching.propose(seed, people.gardeners, by=people.sec)
    matching.sound_out(match, by=people.sec)
    for actor, who in ((people.parks, people.lia), (people.gardeners, people.grep)):
        matching.answer(match, actor, by=who, word=Consent.Answer.YES)
    match = Match.objects.get()
    matching.schedule(match, by=people.sec, meets_at=timezone.now() + timedelta(days=3), place="市役所")
    matching.hold(match, by=people.sec, shared_problem="水やりの人手が足りない。", next_steps="植え替え")
    assert "軽い協働として記録する" in text_of(client.get(f"/{city.slug}/collaborations/"))
    form = text_of(client.get(f"/{city.slug}/collaborations/new/?match={match.pk}"))
    assert "水やりの人手が足りない。" in form
    response = client.post(
        f"/{city.slug}/collaborations/new/?match={match.pk}",
        {
            "title": "駅前花壇の植え替え", "form": make.form_of_collaboration().pk, "first": people.parks.pk,
            "second": people.gardeners.pk, "what": "植えました。", "done_on": timezone.localdate().isoformat(),
            "result": "42人が参加しました。", "publish_now": "on",
        },
    )  # fmt: skip
    assert response.status_code == 302
    collab = LightCollab.objects.get()
    assert Match.objects.get().state == "to_light"
    assert Seed.objects.get().state == SeedState.REALISED
    stops = [stop.label for stop in lineage.trail(things.get(collab), standing_of(people.nobody).tokens)]
    assert sorted(stops) == sorted(["声", "種", "マッチング", "協働"])
    public = text_of(browser().get(f"/{city.slug}/collaborations/{collab.pk}/"))
    assert "駅前の花壇が荒れている。" in public
    assert LightCollab.objects.of_fiscal_year(_this_year()).recorded().count() == 1


def _this_year() -> int:
    from tomoni.japan.fiscal import fiscal_year

    return fiscal_year(timezone.localdate())


def test_what_was_said_in_the_talks_fills_in_nobody_elses_form(people: People, city: Jurisdiction) -> None:
    match = held(people)
    Match.objects.filter(pk=match.pk).update(visibility="public")
    address = f"/{city.slug}/collaborations/new/?match={match.pk}"
    assert "水やりの人手が足りない。" in text_of(browser(people.sec).get(address))
    assert browser(people.other_grep).get(address).status_code == 404


def test_a_collaboration_that_is_no_longer_public_takes_its_match_back_with_it(people: People) -> None:
    from tomoni.projects import actions

    match = held(people)
    collab = create(collab_of(match), people.sec)
    actions.publish(collab, by=people.sec)
    assert Match.objects.get(pk=match.pk).visibility == "public"
    actions.unpublish(collab, by=people.sec, reason="名前の誤り")
    found = Match.objects.get(pk=match.pk)
    assert found.visibility == "parties"
    assert not things.get(found).audience.filter(token="public").exists()  # type: ignore[union-attr]


def test_the_form_names_no_group_that_has_only_applied(people: People, city: Jurisdiction) -> None:
    make.actor(name="申請中の会", is_published=False)
    address = f"/{city.slug}/collaborations/new/"
    assert "申請中の会" in text_of(browser(people.sec).get(address))
    assert "申請中の会" not in text_of(browser(people.grep).get(address))
