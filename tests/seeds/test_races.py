"""Several people at the same seed at the same moment: one winner, one record."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from tests import make
from tests.at_once import together
from tests.people import People
from tomoni.core import audit, lineage, things
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.once import once
from tomoni.core.people import SYSTEM
from tomoni.seeds.actions import mark_matched, mark_realised, menu, reopen, seed
from tomoni.seeds.models import MenuItem, Seed
from tomoni.seeds.states import MenuState, SeedState

Crowded = tuple[Jurisdiction, People]
LATER = date(2035, 3, 31)


def fresh(one: Seed) -> Seed:
    """As each of two people read it before they pressed the button."""
    return Seed.objects.select_related("jurisdiction", "actor").get(pk=one.pk)


def act(verb: Callable[..., object], *given: object, **words: object) -> Callable[[], object]:
    return lambda: verb(*given, **words)


@pytest.mark.parametrize("verb", ["publish", "keep_internal", "send_back", "withdraw"])
def test_of_two_who_make_the_same_move_one_wins(crowded: Crowded, verb: str) -> None:
    city, people = crowded
    words = {"reason": "時期が過ぎました。"} if verb in ("send_back", "withdraw") else {"expires_on": LATER}
    with scope(city):
        made = make.seed(people.gardeners, state=SeedState.SUBMITTED)
        acts = [act(getattr(seed, verb), fresh(made), by=people.sec, **words) for _one in range(2)]
        assert together(city, *acts) == ["done", "refused"]
        assert audit.history(made).count() == 1


def test_of_four_different_ends_one_is_reached(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        made = make.seed(people.gardeners, state=SeedState.SUBMITTED)
        ends = together(
            city,
            act(seed.publish, fresh(made), by=people.sec, expires_on=LATER),
            act(seed.keep_internal, fresh(made), by=people.sech, expires_on=LATER),
            act(seed.send_back, fresh(made), by=people.cen, reason="時期を書いてください。"),
            act(seed.withdraw, fresh(made), by=people.grep, reason="会員で足りました。"),
        )
        assert ends == ["done", "refused", "refused", "refused"]
        assert audit.history(made).count() == 1


def test_two_matches_that_begin_together_move_the_seed_once(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        made = make.seed(people.gardeners, state=SeedState.PUBLISHED)
        ends = together(city, *[act(mark_matched, fresh(made), by=people.sec) for _one in range(2)])
        assert "done" in ends
        assert fresh(made).state == SeedState.MATCHED
        assert audit.history(made).count() == 1


def test_a_match_that_ends_while_the_author_withdraws_leaves_one_state(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        made = make.seed(people.gardeners, state=SeedState.MATCHED)
        together(
            city,
            act(reopen, fresh(made), by=SYSTEM),
            act(mark_realised, fresh(made), by=people.sec),
            act(seed.withdraw, fresh(made), by=people.grep, reason="会員で足りました。"),
        )
        moves = audit.history(made).count()
        assert fresh(made).state in (SeedState.PUBLISHED, SeedState.REALISED, SeedState.WITHDRAWN)
        assert moves == fresh(made).version - 1


def test_a_form_sent_by_two_tabs_at_once_makes_one_seed(crowded: Crowded) -> None:
    city, people = crowded
    key = str(uuid4())
    with scope(city):
        opinion = make.opinion("花壇が荒れている。")
        cause = things.put(opinion, opinion.card())

        def send() -> None:
            once(
                key,
                people.grep.pk,
                lambda: seed.create(
                    Seed(kind="need", actor=people.gardeners, title="花壇の仲間", what="水やり"),
                    by=people.grep,
                    cause=cause,
                ),
            )

        assert together(city, *[send] * 4) == ["done"] * 4
        made = Seed.objects.get()
        assert lineage.Edge.objects.filter(cause=cause, effect=things.get(made)).count() == 1


def test_an_item_is_published_once(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        made = make.menu_item(people.parks)

        def read() -> MenuItem:
            return MenuItem.objects.select_related("jurisdiction", "actor").get(pk=made.pk)

        acts = [act(menu.publish, read(), by=who) for who in (people.sec, people.sech)]
        assert together(city, *acts) == ["done", "refused"]
        assert read().state == MenuState.PUBLISHED
