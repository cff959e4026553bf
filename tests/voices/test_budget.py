"""Pages ask the database the same number of questions for 10 rows and for 200."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.voices.models import Code, Scheme
from tomoni.voices.states import State

MOST = 25


def more(people: People, scheme: Scheme, count: int) -> None:
    codes: list[Code] = list(scheme.codes.all())
    for number in range(count):
        state = (State.ROUTED, State.DRAFTED, State.ANSWERED)[number % 3]
        opinion = make.opinion(
            code=codes[number % 3],
            state=state,
            visibility="public",
            department=people.parks,
            group=people.gardeners,
            gathering=make.gathering(visibility="public"),
        )
        make.published(opinion) if state == State.ANSWERED else make.answer(opinion)


@pytest.mark.parametrize("who", ["nobody", "sec", "dhead"])
@pytest.mark.parametrize("name", ["voices", "opinions", "answering", "opinions-csv", "voices-csv", "schemes"])
def test_questions_do_not_grow_with_rows(
    city: Jurisdiction, people: People, browse: Browse, who: str, name: str
) -> None:
    scheme = make.scheme()
    browser = browse(getattr(people, who))
    route, _mark, form = name.partition("-")
    address = reverse(f"voices:{route}", args=[city.slug]) + (f"?format={form}" if form else "")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            answer = browser.get(address)
            if answer.streaming:
                b"".join(answer)
        return len(counted)

    more(people, scheme, 10)
    asked()
    few = asked()
    more(people, scheme, 190)
    assert asked() == few
    assert few <= MOST


@pytest.mark.parametrize("who", ["nobody", "sec"])
def test_an_opinions_page_asks_little(city: Jurisdiction, people: People, browse: Browse, who: str) -> None:
    more(people, make.scheme(), 3)
    browser = browse(getattr(people, who))
    from tomoni.voices.models import Opinion

    address = Opinion.objects.latest("pk").get_absolute_url()
    browser.get(address)
    with CaptureQueriesContext(connection) as counted:
        browser.get(address)
    assert len(counted) <= MOST


def test_suggestions_for_several_schemes_ask_little(
    city: Jurisdiction, people: People, browse: Browse
) -> None:
    for _number in range(3):
        more(people, make.scheme(), 4)
    opinion = make.opinion("公園の花壇をきれいにしたい")
    browser = browse(people.sec)
    browser.get(opinion.get_absolute_url())
    with CaptureQueriesContext(connection) as counted:
        browser.get(opinion.get_absolute_url())
    assert len(counted) <= MOST
