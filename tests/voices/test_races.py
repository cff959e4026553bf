"""Two people at once: one move, one number each, one winner."""

from datetime import date

from tests import make
from tests.at_once import together
from tests.people import People
from tomoni.core.audit import Event
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.voices import actions
from tomoni.voices.models import Opinion
from tomoni.voices.states import State


def test_of_two_who_publish_one_does(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    with scope(city):
        made = make.opinion(state=State.APPROVED, department=people.parks)
        make.answer(made, approved_at="2026-06-30T00:00:00Z")
        seen = [Opinion.objects.get(pk=made.pk) for _ in range(2)]
    ends = together(
        city,
        lambda: actions.publish(seen[0], by=people.sec),
        lambda: actions.publish(seen[1], by=people.sech),
    )
    assert ends == ["done", "refused"]
    assert Event.objects.filter(verb="opinion.publish").count() == 1


def test_sending_back_and_approving_do_not_both_happen(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    with scope(city):
        made = make.opinion(state=State.DRAFTED, department=people.parks)
        make.answer(made)
        seen = [Opinion.objects.get(pk=made.pk) for _ in range(2)]
    ends = together(
        city,
        lambda: actions.approve(seen[0], by=people.dhead),
        lambda: actions.mark_not_publishable(seen[1], by=people.sec, reason="個人が分かるため。"),
    )
    assert ends == ["done", "refused"]


def test_numbers_drawn_at_once_differ(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    day = date(2026, 6, 26)

    def record() -> object:
        return actions.record(by=people.sec, line=actions.Line("窓口が分かりません。"), received_on=day)

    assert together(city, *[record] * 4) == ["done"] * 4
    with scope(city):
        assert sorted(Opinion.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
