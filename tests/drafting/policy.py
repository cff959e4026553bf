"""Who may pass which door of the drafts (domain brief §2, §3.13, §3.17)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests import make
from tests.matrix.cast import ANYONE, COUNCIL, PARKS, SECTION, STAFF, Home, Persons
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.core.jurisdictions import scope
from tomoni.core.visitors import hash_of, token_of
from tomoni.drafting.models import Comment, CommentLink, Draft, Edition, Round
from tomoni.drafting.states import COMMENT, DRAFT, ROUND, WRITABLE, CommentState, DraftState, RoundState

D, R, C = DraftState, RoundState, CommentState
WRITERS: Persons = SECTION | PARKS
"""Of a report that the department of the parks draws up."""
MEMBERS: Persons = COUNCIL - {"rev", "eva"}
INSIDE: Persons = STAFF | COUNCIL
"""Who reads: reviewers and evaluators of the council too; its members are the ones who are asked."""
HEAD: Persons = frozenset({"sech"})


def _draft(home: Home, mark: str, *, state: str, cut: bool = True, **fields: Any) -> Draft:
    people = home.people
    made = make.draft(
        f"報告書 {mark}", mark, state=state, unit=people.parks, council=people.council, summary=mark, **fields
    )
    if cut and state != D.OUTLINE:
        stage = (
            state if state in (D.ROUGH, D.DRAFT, D.FINAL) else D.FINAL if state == D.PUBLISHED else D.ROUGH
        )
        edition = make.edition(made, stage=stage)
        if state == D.IN_COMMENT:
            make.comment_round(edition)
        if state == D.PUBLIC_COMMENT:
            make.comment_round(edition, kind=Round.Kind.PUBLIC)
    return made


def _case(state: str, sees: Persons, *, gone: bool = False, name: str = "", **fields: Any) -> Case:
    return Case(
        name or state,
        sees,
        lambda home, mark: _draft(home, mark, state=state, **fields),
        state=state,
        gone=gone,
    )


DRAFTS = Subject(
    "draft",
    (
        _case(D.OUTLINE, WRITERS),
        *(_case(state, INSIDE) for state in (D.ROUGH, D.IN_COMMENT, D.REVISED, D.DRAFT, D.FINAL)),
        _case(D.PUBLIC_COMMENT, ANYONE),
        _case(D.PUBLISHED, ANYONE),
        _case(D.WITHDRAWN, WRITERS, gone=True, withdrawn_at=timezone.now()),
    ),
)

EDITIONS = Subject(
    "edition",
    (
        Case("rough", INSIDE, lambda home, mark: _edition(_draft(home, mark, state=D.ROUGH))),
        Case("published", ANYONE, lambda home, mark: _edition(_draft(home, mark, state=D.PUBLISHED))),
        Case("withdrawn", WRITERS, lambda home, mark: _edition(_draft(home, mark, state=D.WITHDRAWN))),
    ),
)


def _edition(draft: Draft) -> Edition:
    return Edition.objects.get(draft=draft)


def _round(home: Home, mark: str, kind: str, state: str) -> Round:
    public = kind == Round.Kind.PUBLIC or state == R.PUBLISHED
    in_round = D.PUBLIC_COMMENT if kind == Round.Kind.PUBLIC else D.IN_COMMENT
    open_ = state in (R.OPEN, R.ANNOUNCED)
    draft = _draft(home, mark, state=in_round if open_ else D.REVISED, cut=False, is_public=public)
    opens = {"opens_on": timezone.localdate() + timedelta(days=1)} if state == R.ANNOUNCED else {}
    return make.comment_round(make.edition(draft), kind=kind, state=state, **opens)


def _round_case(kind: str, state: str, sees: Persons) -> Case:
    return Case(f"{kind} {state}", sees, lambda home, mark: _round(home, mark, kind, state), state=state)


ROUNDS = Subject(
    "comment round",
    (
        _round_case("internal", R.OPEN, INSIDE),
        _round_case("internal", R.CLOSED, INSIDE),
        _round_case("internal", R.PUBLISHED, ANYONE),
        _round_case("public", R.ANNOUNCED, ANYONE),
        _round_case("public", R.OPEN, ANYONE),
        _round_case("public", R.CLOSED, ANYONE),
        _round_case("public", R.PUBLISHED, ANYONE),
        _round_case("public", R.CANCELLED, ANYONE),
    ),
)


def _comment(home: Home, mark: str, kind: str, state: str, round_state: str) -> Comment:
    found = _round(home, "報告", kind, round_state)
    return make.comment(
        found, mark, state=state, **({"reply": "名前があるため"} if state == C.SET_ASIDE else {})
    )


def _comment_case(kind: str, state: str, round_state: str, sees: Persons) -> Case:
    return Case(
        f"{kind} {state}, {round_state}",
        sees,
        lambda home, mark: _comment(home, mark, kind, state, round_state),
        state=state,
    )


COMMENTS = Subject(
    "comment",
    (
        _comment_case("internal", C.OPEN, R.OPEN, INSIDE),
        _comment_case("internal", C.ACCEPTED, R.CLOSED, INSIDE),
        _comment_case("internal", C.OPEN, R.PUBLISHED, ANYONE),
        _comment_case("internal", C.WITHDRAWN, R.CLOSED, WRITERS),
        _comment_case("public", C.OPEN, R.OPEN, WRITERS),
        _comment_case("public", C.PARTLY, R.CLOSED, WRITERS),
        _comment_case("public", C.SET_ASIDE, R.CLOSED, WRITERS),
        _comment_case("public", C.NOT_TAKEN, R.PUBLISHED, ANYONE),
        _comment_case("public", C.QUESTION_ANSWERED, R.PUBLISHED, ANYONE),
        _comment_case("public", C.SET_ASIDE, R.PUBLISHED, WRITERS),
    ),
)


def _linked(home: Home, _mark: str) -> Comment:
    made = _comment(home, "意見", "public", C.OPEN, R.OPEN)
    token = _token(made)
    CommentLink.objects.create(jurisdiction=made.jurisdiction, comment=made, token_hash=hash_of(token))
    return made


LINKED = Subject("private page of a comment", (Case("linked", ANYONE, _linked),))


def _token(comment: Comment) -> str:
    return token_of("tomoni.drafting.link", f"matrix {comment.pk}")


def _by_token(comment: Comment) -> dict[str, Any]:
    return {"token": _token(comment)}


def _by_number(edition: Edition) -> dict[str, Any]:
    return {"pk": edition.draft_id, "number": edition.number}


def _of_edition(edition: Edition) -> dict[str, Any]:
    return {"pk": edition.draft_id}


def _of_round(round_: Round) -> dict[str, Any]:
    return {"pk": round_.draft_id, "round": round_.pk}


def _of_comment(comment: Comment) -> dict[str, Any]:
    with scope(comment.jurisdiction):
        return {"pk": comment.round.draft_id, "round": comment.round_id, "comment": comment.pk}


def _of_section(act: str = "") -> Any:
    def found(draft: Draft) -> dict[str, Any]:
        with scope(draft.jurisdiction):
            first = draft.sections.order_by("order").first()
        assert first is not None
        return {"pk": draft.pk, "section": first.pk, **({"act": act} if act else {})}

    return found


def _commenters(case: Case) -> Persons:
    return ANYONE if case.name.startswith("public") else STAFF | MEMBERS


OPEN = ("open",)
WRITING = tuple(str(one) for one in WRITABLE)

POLICY: Policies = {
    "drafting:drafts": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=報告書", "?state=rough")),
    "drafting:new": Page(get=SECTION | PARKS | {"other_lia"}, post=SECTION | PARKS | {"other_lia"}),
    "drafting:draft": Page(get=ANYONE, of=DRAFTS),
    "drafting:edit": Page(get=WRITERS, post=WRITERS, of=DRAFTS, also=frozenset({Outcome.MOMENT})),
    "drafting:text": Page(get=WRITERS, of=DRAFTS, door=True),
    "drafting:new_section": Page(
        get=WRITERS, post=WRITERS, of=DRAFTS, also=frozenset({Outcome.MOMENT}), asks=("?below=0",)
    ),
    "drafting:section": Page(
        get=WRITERS, post=WRITERS, of=DRAFTS, kwargs=_of_section(), also=frozenset({Outcome.MOMENT})
    ),
    "drafting:section_act": Page(
        post=WRITERS, of=DRAFTS, kwargs=_of_section("down"), also=frozenset({Outcome.MOMENT}), quiet=True
    ),
    "drafting:move": Moves(
        of=DRAFTS,
        flow=DRAFT,
        may={
            "write": WRITERS,
            "hear": WRITERS,
            "revise": WRITERS,
            "settle": WRITERS,
            "consult": SECTION,
            "finalise": WRITERS,
            "rework": WRITERS,
            "publish": HEAD,
            "withdraw": SECTION,
        },
        later={"revise": "a round for everybody runs to its last day"},
    ),
    "drafting:edition": Page(
        get=ANYONE, of=EDITIONS, kwargs=_by_number, asks=("?format=txt", "?format=docx")
    ),
    "drafting:difference": Page(
        get=ANYONE, of=EDITIONS, kwargs=_of_edition, asks=("?as=table", "?all=1", "?format=docx")
    ),
    "drafting:round": Page(
        get=ANYONE, of=ROUNDS, kwargs=_of_round, asks=("?format=csv", "?format=xlsx", "?state=open")
    ),
    "drafting:give": Page(
        get=_commenters,
        post=_commenters,
        of=ROUNDS,
        kwargs=_of_round,
        at=OPEN,
        door=False,
        asks=("?section=0", "?starts=5&ends=2"),
        also=frozenset({Outcome.REFUSED}),
    ),
    "drafting:enter": Page(
        get=WRITERS, post=WRITERS, of=ROUNDS, kwargs=_of_round, also=frozenset({Outcome.MOMENT})
    ),
    "drafting:round_move": Moves(
        of=ROUNDS,
        flow=ROUND,
        kwargs=_of_round,
        may={"extend": WRITERS, "close": WRITERS, "results": SECTION, "cancel": SECTION},
        later={"close": "a round for everybody runs to its last day"},
    ),
    "drafting:comment": Page(get=ANYONE, of=COMMENTS, kwargs=_of_comment),
    "drafting:comment_move": Moves(
        of=COMMENTS,
        flow=COMMENT,
        kwargs=_of_comment,
        may={"answer": WRITERS, "set_aside": WRITERS, "restore": WRITERS, "take_back": WRITERS},
        bodies={"answer": {"kind": "accepted", "reply": "そうします。"}},
        later={
            "answer": "what was published is not answered anew",
            "restore": "what was published is not restored",
        },
    ),
    "drafting:private": Page(get=ANYONE, of=LINKED, kwargs=_by_token),
    "drafting:receipt": Page(get=ANYONE, of=LINKED, kwargs=_by_token),
    "drafting:private_take_back": Page(get=ANYONE, post=ANYONE, of=LINKED, kwargs=_by_token),
}
