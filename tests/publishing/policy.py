"""Who may pass which door of publishing: the section edits all, the centre its own; the head of the section opens it to everybody."""

from typing import Any

from tests import make
from tests.matrix.cast import ANYONE, CENTRE, DESK, NOBODY, SECTION, Home, Persons
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.core.jurisdictions import scope
from tomoni.publishing.models import Piece, Publication
from tomoni.publishing.states import PUBLICATION

LATE = frozenset({Outcome.MOMENT})


def _made(home: Home, mark: str, *, state: str, **fields: Any) -> Publication:
    if fields.pop("at_centre", False):
        fields["issuer"] = home.people.centre
    return make.publication(
        {"heading": f"記事 {mark}", "body": mark},
        headline=mark,
        state=state,
        audiences=["officers"],
        **fields,
    )


def _case(name: str, sees: Persons, *, gone: bool = False, **fields: Any) -> Case:
    return Case(name, sees, lambda home, mark: _made(home, mark, **fields), state=fields["state"], gone=gone)


PUBLICATIONS = Subject(
    "publication",
    (
        _case("draft", SECTION, state="draft"),
        _case("draft of the centre", DESK, state="draft", at_centre=True),
        _case("checking", SECTION, state="checking"),
        _case("published", ANYONE, state="published"),
        _case("published by the centre", ANYONE, state="published", at_centre=True),
        _case("withdrawn", SECTION, state="withdrawn", withdrawn_at="2026-07-01T10:00+09:00", gone=True),
    ),
)
READERS = Subject("reader by mail", (Case("reading", ANYONE, lambda _home, _mark: make.subscriber()),))


def _editors(case: Case) -> Persons:
    return SECTION | (CENTRE if "centre" in case.name else NOBODY)


def _piece(record: Publication) -> dict[str, Any]:
    with scope(record.jurisdiction):
        return {"pk": record.pk, "piece": Piece.objects.filter(publication=record).first().pk}  # type: ignore[union-attr]


def _picked(_record: Publication) -> dict[str, Any]:
    return {"pick": "gathering:0"}


def _words(_record: Publication) -> dict[str, Any]:
    return {"kind": "text", "heading": "見出し", "body": "試験の文です。"}


OPEN = ("draft", "checking")

POLICY: Policies = {
    "publishing:publications": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?kind=newsletter")),
    "publishing:feed": Page(get=ANYONE),
    "publishing:subscribe": Page(get=ANYONE, post=ANYONE, also=frozenset({Outcome.LIMIT})),
    "publishing:subscription": Page(
        get=ANYONE,
        post=ANYONE,
        of=READERS,
        kwargs=lambda record: {"token": record.token},
        body={"act": "end"},
    ),
    "publishing:desk": Page(get=DESK),
    "publishing:new": Page(get=DESK, post=DESK, body={"title": "試験の通信"}),
    "publishing:publication": Page(
        get=ANYONE, of=PUBLICATIONS, asks=("?format=txt", "?format=docx", "?format=pdf")
    ),
    "publishing:edit": Page(get=_editors, post=_editors, of=PUBLICATIONS, door=True, at=OPEN),
    "publishing:pick": Page(
        get=_editors, post=_editors, of=PUBLICATIONS, door=True, at=OPEN, body=_picked, quiet=True
    ),
    "publishing:arrange": Page(get=_editors, post=_editors, of=PUBLICATIONS, door=True, at=OPEN),
    "publishing:write": Page(get=_editors, post=_editors, of=PUBLICATIONS, door=True, at=OPEN, body=_words),
    "publishing:piece": Page(
        get=_editors, post=_editors, of=PUBLICATIONS, door=True, at=OPEN, kwargs=_piece, body=_words
    ),
    "publishing:preview": Page(get=_editors, of=PUBLICATIONS, door=True, asks=("?as=a4",)),
    "publishing:test": Page(post=_editors, of=PUBLICATIONS, door=True),
    "publishing:send": Page(
        get=SECTION, post=SECTION, of=PUBLICATIONS, door=True, at=("published",), also=LATE
    ),
    "publishing:move": Moves(
        of=PUBLICATIONS,
        flow=PUBLICATION,
        may={
            "submit": _editors,
            "send_back": SECTION,
            "publish": frozenset({"sech"}),
            "send": SECTION,
            "withdraw": SECTION,
            "reopen": SECTION,
        },
        later={"send": "what was sent is not sent again"},
    ),
}
