"""Several editors at the same moment, each with the page as it was before."""

from tests import make
from tests.at_once import together
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.outbox import Letter
from tomoni.publishing import actions
from tomoni.publishing.models import Publication, Subscriber


def test_two_who_press_send_at_once_send_it_once(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    with scope(city):
        made = make.publication(state="published")
        make.subscriber("reader@example.jp")
        seen = [
            Publication.objects.select_related("jurisdiction", "issuer").get(pk=made.pk) for _ in range(2)
        ]
    ends = together(
        city,
        lambda: actions.send(seen[0], by=people.sec, audiences=["subscribers"], count=1),
        lambda: actions.send(seen[1], by=people.sech, audiences=["subscribers"], count=1),
    )
    assert ends == ["done", "refused"]
    assert Letter.objects.count() == 1


def test_publishing_and_sending_back_do_not_both_start_from_checking(
    crowded: tuple[Jurisdiction, People],
) -> None:
    city, people = crowded
    with scope(city):
        made = make.publication(state="checking")
        seen = [
            Publication.objects.select_related("jurisdiction", "issuer").get(pk=made.pk) for _ in range(2)
        ]
    ends = together(
        city,
        lambda: actions.publish(seen[0], by=people.sech),
        lambda: actions.send_back(seen[1], by=people.sec, reason="見出しを短く。"),
    )
    assert ends == ["done", "refused"]


def test_confirming_twice_at_once_begins_once(crowded: tuple[Jurisdiction, People]) -> None:
    city, people = crowded
    with scope(city):
        made = make.subscriber(reading=False)
        seen = [Subscriber.objects.get(pk=made.pk) for _ in range(2)]
    ends = together(city, *(lambda one=one: actions.confirm(one, by=people.sec) for one in seen))
    assert ends == ["done", "refused"]
