"""What a page asks of the database does not grow with reports, editions, sections and comments (P2)."""

import pytest
from django.db import connection
from django.utils import timezone

from tests import make
from tests.conftest import Browse
from tests.matrix.walk import QUERIES, Watch
from tests.people import People
from tomoni.core import search, things
from tomoni.drafting.models import Draft, Round
from tomoni.drafting.states import CommentState, DraftState, RoundState


def _more(people: People, draft: Draft, count: int) -> Round:
    """So many sections, editions and rounds of comments, and reports beside it."""
    for number in range(count):
        make.section(draft, f"節{number}", "本文。\n" * 3)
        Round.objects.filter(draft=draft).update(state=RoundState.PUBLISHED, published_at=timezone.now())
        round_ = make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC)
        for section in draft.sections.all()[:5]:
            make.comment(round_, section=section, state=CommentState.ACCEPTED)
        other = make.draft(state=DraftState.PUBLIC_COMMENT, council=people.council)
        make.comment_round(make.edition(other), kind=Round.Kind.PUBLIC)
        search.put(things.put(other, other.card()), "花壇")
    return round_


def test_no_page_asks_more_for_more_rows(people: People, browse: Browse) -> None:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT, council=people.council)
    home = draft.get_absolute_url()
    list_ = f"/{draft.jurisdiction.slug}/drafts/"

    def asked(round_: Round) -> dict[tuple[str, str], int]:
        # The closed one shows its comments to everybody, the running one takes them in.
        closed = draft.rounds.filter(state=RoundState.PUBLISHED).latest("pk")
        addresses = {
            "list": list_,
            "search": f"{list_}?q=花壇",
            "file": f"{list_}?format=csv",
            "report": home,
            "edition": round_.edition.get_absolute_url(),
            "difference": f"{home}difference/?all=1",
            "round": round_.get_absolute_url(),
            "results": closed.get_absolute_url(),
            "results as a file": f"{closed.get_absolute_url()}?format=csv",
            "form": round_.comment_address(),
        }
        found = {}
        for who, browser in (("nobody", browse(people.nobody)), ("sec", browse(people.sec))):
            for name, address in addresses.items():
                assert browser.get(address).status_code == 200, address
                watch = Watch()
                with connection.execute_wrapper(watch):
                    answer = browser.get(address)
                    if answer.streaming:
                        assert b"".join(answer)
                found[who, name] = watch.count
        return found

    few = asked(_more(people, draft, 3))
    many = asked(_more(people, draft, 25))
    assert {one: (few[one], many[one]) for one in many if many[one] > few[one]} == {}
    assert {one: count for one, count in many.items() if count > QUERIES} == {}


@pytest.mark.parametrize("format", ["pdf", "docx", "txt"])
def test_a_file_of_results_asks_no_more_for_more_comments(
    people: People, browse: Browse, format: str
) -> None:
    draft = make.draft(state=DraftState.REVISED, is_public=True)
    round_ = make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC, state=RoundState.PUBLISHED)
    counts = []
    for _time in range(2):
        for _number in range(10):
            make.comment(round_, state=CommentState.ACCEPTED, section=draft.sections.first())
        watch = Watch()
        with connection.execute_wrapper(watch):
            answer = browse(people.nobody).get(f"{round_.get_absolute_url()}?format={format}")
        assert answer.status_code == 200
        counts.append(watch.count)
    assert counts[0] == counts[1]
