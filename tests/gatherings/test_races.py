from datetime import timedelta

from django.utils import timezone

from tests import make
from tests.at_once import together
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.gatherings import actions
from tomoni.gatherings.models import Gathering
from tomoni.gatherings.states import State


def test_announcing_and_cancelling_do_not_both_start_from_planning(
    crowded: tuple[Jurisdiction, People],
) -> None:
    city, people = crowded
    start = timezone.now() + timedelta(days=20)
    with scope(city):
        made = make.gathering(state=State.PLANNING, starts_at=start, ends_at=start + timedelta(hours=1))
        seen = [Gathering.objects.get(pk=made.pk) for _ in range(2)]
    ends = together(
        city,
        lambda: actions.notify(seen[0], by=people.sec, visibility="public"),
        lambda: actions.cancel(seen[1], by=people.sech, reason="台風のためです。"),
    )
    assert ends == ["done", "refused"]
