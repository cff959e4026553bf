"""Several people at the same collaboration at the same moment."""

from collections.abc import Callable

from django.utils import timezone

from tests import make
from tests.at_once import together
from tests.people import People
from tomoni.core import audit
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.projects import actions
from tomoni.projects.models import LightCollab, SideWord
from tomoni.projects.states import State

Crowded = tuple[Jurisdiction, People]


def act(verb: Callable[..., object], *given: object, **words: object) -> Callable[[], object]:
    return lambda: verb(*given, **words)


def fresh(one: LightCollab) -> LightCollab:
    return LightCollab.objects.select_related("jurisdiction", "first", "second").get(pk=one.pk)


def test_confirming_and_cancelling_at_once_ends_in_one_state(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        made = make.light_collab(
            people.parks, people.gardeners, state=State.PLANNED, needs_room=True, granted_by=people.parks
        )
        ends = together(
            city,
            act(actions.confirm, fresh(made), by=people.dhead),
            act(actions.confirm, fresh(made), by=people.lia),
        )
        assert ends == ["done", "refused"]
        ends = together(
            city,
            act(actions.finish, fresh(made), by=people.grep, done_on=timezone.localdate()),
            act(actions.cancel, fresh(made), by=people.sec, reason="雨のため"),
        )
        assert ends == ["done", "refused"]
        assert audit.history(made).count() == 2


def test_a_side_that_sends_its_word_twice_at_once_says_it_once(crowded: Crowded) -> None:
    city, people = crowded
    with scope(city):
        made = make.light_collab(people.parks, people.gardeners)
        words = [
            act(
                actions.say, fresh(made), by=people.grep, actor=people.gardeners, text="またやりたい", score=5
            )
            for _one in range(3)
        ]
        both = act(
            actions.say, fresh(made), by=people.lia, actor=people.parks, text="準備が楽でした", score=4
        )
        assert together(city, *words, both) == ["done", "done", "refused", "refused"]
        assert SideWord.objects.count() == 2
        assert audit.history(made).count() == 2
