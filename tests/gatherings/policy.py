"""Who may pass which door of the gatherings (domain brief §3.12, §3.15): the section runs all, the centre those it organises."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import make
from tests.matrix.cast import ANYONE, CENTRE, COUNCIL, DESK, KNOWN, SECTION, STAFF, Home, Persons
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.core import files
from tomoni.core.visibility import Visibility
from tomoni.core.visitors import hash_of, token_of
from tomoni.gatherings import sheet
from tomoni.gatherings.models import (
    Correction,
    Council,
    Gathering,
    Minutes,
    Paper,
    QuickReport,
    RecordEdition,
    SignUp,
    Statement,
    Term,
)
from tomoni.gatherings.models.signup import SALT
from tomoni.gatherings.states import CORRECTION, GATHERING, MINUTES, QUICK_REPORT, TERM

OWN = DESK
"""The section, and the centre as the organiser."""


def _gathering(home: Home, mark: str, *, state: str, **fields: Any) -> Gathering:
    return make.gathering(
        f"集まり {mark}",
        state=state,
        outline=mark,
        organiser=fields.pop("organiser", home.people.centre),
        **fields,
    )


def _case(name: str, sees: frozenset[str], *, gone: bool = False, **fields: Any) -> Case:
    return Case(
        name, sees, lambda home, mark: _gathering(home, mark, **fields), state=fields["state"], gone=gone
    )


GATHERINGS = Subject(
    "gathering",
    (
        _case("planning", OWN, state="planning"),
        _case("notified", ANYONE, state="notified", visibility=Visibility.PUBLIC),
        _case("held", ANYONE, state="held", visibility=Visibility.PUBLIC),
        _case("cancelled", ANYONE, state="cancelled", visibility=Visibility.PUBLIC),
        _case("held, for groups", KNOWN, state="held", visibility=Visibility.REGISTERED),
        _case("held, for staff", STAFF | CENTRE, state="held", visibility=Visibility.CITY),
        _case("held, for the section", SECTION, state="held", visibility=Visibility.SECTION),
    ),
)

HEAD: Persons = frozenset({"sech"})
SEATS: Persons = frozenset({"mem", "chair"})
"""Members of the council: those who review or evaluate for it are not."""
MOMENT = frozenset({Outcome.MOMENT})


def _session(home: Home, **fields: Any) -> Gathering:
    """Of the council, public; the centre keeps its office here, so that its rights are tried too."""
    council = make.council(home.people.council)
    return make.session(council, organiser=home.people.centre, **fields)


def _report(home: Home, mark: str, state: str) -> QuickReport:
    session = _session(home)
    return QuickReport.objects.create(
        jurisdiction=home.city, gathering=session, due_on=session.held_on, preface=mark, state=state
    )


REPORTS = Subject(
    "quick report",
    tuple(
        Case(state, DESK, lambda home, mark, state=state: _report(home, mark, state))  # type: ignore[misc]
        for state in ("draft", "published", "replaced", "withdrawn")
    ),
)


def _minutes(home: Home, mark: str, state: str) -> Minutes:
    session = _session(home)
    line = make.statement(session, mark)
    confirmed = "座長" if state in ("confirmed", "published") else ""
    made = Minutes.objects.create(
        jurisdiction=home.city,
        gathering=session,
        due_on=session.held_on,
        check_until=session.held_on if state == "member_check" else None,
        confirmed_by=confirmed,
        confirmed_at=timezone.now() if confirmed else None,
        state=state,
    )
    made.__dict__["first_line"] = line.pk
    return made


MINUTES_OF = Subject(
    "minutes",
    (
        Case("drafting", DESK, lambda home, mark: _minutes(home, mark, "drafting")),
        *(
            Case(state, DESK | SEATS, lambda home, mark, state=state: _minutes(home, mark, state))  # type: ignore[misc]
            for state in ("member_check", "confirmed", "published")
        ),
    ),
)


def _correction(home: Home, mark: str, state: str) -> Correction:
    return Correction.objects.create(
        jurisdiction=home.city,
        minutes=_minutes(home, "", "member_check"),
        member=home.persons["mem"],
        wanted=mark,
        state=state,
    )


CORRECTIONS = Subject(
    "correction",
    tuple(
        Case(state, DESK | SEATS, lambda home, mark, state=state: _correction(home, mark, state))  # type: ignore[misc]
        for state in ("open", "accepted", "declined", "retracted")
    ),
)


def _edition(home: Home, mark: str, visibility: str) -> RecordEdition:
    session = _session(home, visibility=visibility)
    content = sheet.of(session, sheet.QUICK, preface=mark)
    return RecordEdition.objects.create(
        jurisdiction=home.city, gathering=session, kind="quick", number=1, content=content.to_json()
    )


EDITIONS = Subject(
    "edition of a record",
    (
        Case("public", ANYONE, lambda home, mark: _edition(home, mark, Visibility.PUBLIC)),
        Case(
            "for staff",
            STAFF | CENTRE | COUNCIL,
            lambda home, mark: _edition(home, mark, Visibility.CITY),
        ),
    ),
)


def _line(home: Home, mark: str) -> Statement:
    return make.statement(_session(home), mark, kind="todo", owner="事務局")


LINES = Subject("line", (Case("a to-do", ANYONE, _line),))


def _paper(home: Home, mark: str, *, closed: bool) -> Paper:
    session = _session(home)
    item = make.agenda_item(session, is_closed=closed, closed_reason="条例による" if closed else "")
    stored = files.keep(SimpleUploadedFile("paper.txt", mark.encode()), jurisdiction=home.city)
    return Paper.objects.create(jurisdiction=home.city, gathering=session, item=item, title=mark, file=stored)


OPEN_PAPER = Case("open", ANYONE, lambda home, mark: _paper(home, mark, closed=False))
PAPERS = Subject(
    "paper",
    (OPEN_PAPER, Case("of a closed item", DESK | SEATS, lambda home, mark: _paper(home, mark, closed=True))),
)
PAPERS_TO_DROP = Subject("paper to drop", (OPEN_PAPER,))


def _signable(home: Home, mark: str, **fields: Any) -> Gathering:
    start = timezone.now() + timedelta(days=5)
    return make.gathering(
        f"集まり {mark}",
        organiser=home.people.centre,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        state="notified",
        takes_participants=True,
        capacity=1,
        visibility=fields.pop("visibility", Visibility.PUBLIC),
        **fields,
    )


def _token(signup: SignUp) -> dict[str, str]:
    return {"token": token_of(SALT, str(signup.pk))}


def _signup(home: Home, mark: str) -> SignUp:
    gathering = _signable(home, "")
    made = SignUp.objects.create(
        jurisdiction=home.city,
        gathering=gathering,
        role="participant",
        name=mark,
        asked_order=1,
        seat=1,
        state="seated",
        token_hash=hash_of(mark),
    )
    SignUp.objects.filter(pk=made.pk).update(token_hash=hash_of(_token(made)["token"]))
    return made


SIGNABLE = Subject(
    "gathering to sign up for", (Case("open", ANYONE, lambda home, mark: _signable(home, mark)),)
)
LINKS = Subject("sign-up by its link", (Case("seated", ANYONE, _signup),))
AT_THE_DOOR = Subject("sign-up at the door", (Case("seated", DESK, _signup),))


def _council(home: Home, mark: str) -> Council:
    return make.council(make.actor("council", name=f"会議 {mark}"), office=home.people.section, purpose=mark)


COUNCILS = Subject("council", (Case("published", ANYONE, _council),))


def _term(home: Home, mark: str, state: str) -> Term:
    council = make.council(home.people.council)
    number = Term.objects.filter(council=council).count() + 1
    return make.term(council, number=number, handover=mark, state=state)


TERMS = Subject(
    "term",
    tuple(
        Case(state, ANYONE, lambda home, mark, state=state: _term(home, mark, state))  # type: ignore[misc]
        for state in ("running", "reflecting", "handed_over")
    ),
)


def _by_gathering(record: Any) -> dict[str, Any]:
    return {"pk": record.gathering_id}


def _line_of(record: Any) -> dict[str, Any]:
    return {"pk": record.gathering_id, "line": record.pk}


def _paper_of(record: Any) -> dict[str, Any]:
    return {"pk": record.gathering_id, "paper": record.pk}


def _line_in_minutes(record: Any) -> dict[str, Any]:
    return {"pk": record.gathering_id, "line": record.first_line}


POLICY: Policies = {
    "gatherings:gatherings": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=集まり", "?sort=old")),
    "gatherings:new": Page(get=DESK, post=DESK),
    "gatherings:gathering": Page(get=ANYONE, of=GATHERINGS),
    "gatherings:edit": Page(get=DESK, post=DESK, of=GATHERINGS),
    "gatherings:move": Moves(
        of=GATHERINGS,
        flow=GATHERING,
        may={
            "notify": SECTION,
            "hold": DESK,
            "reschedule": DESK,
            "cancel": DESK,
            "show": SECTION,
        },
        later={
            "notify": "what is over is not announced",
            "hold": "what has not begun has not been held",
        },
    ),
    "gatherings:calendar": Page(get=ANYONE),
    "gatherings:series": Page(get=ANYONE, also=frozenset({Outcome.ABSENT})),
    "gatherings:notes": Page(get=DESK, post=DESK, of=GATHERINGS, door=True, also=MOMENT),
    "gatherings:line": Page(get=DESK, post=DESK, of=LINES, kwargs=_line_of, door=True),
    "gatherings:line_drop": Page(post=DESK, of=LINES, kwargs=_line_of, door=True),
    "gatherings:line_tick": Page(post=DESK, of=LINES, kwargs=_line_of, door=True),
    "gatherings:give_paper": Page(post=DESK, of=GATHERINGS, door=True),
    "gatherings:paper": Page(get=ANYONE, of=PAPERS, kwargs=_paper_of),
    "gatherings:paper_drop": Page(post=DESK, of=PAPERS_TO_DROP, kwargs=_paper_of, door=True),
    "gatherings:record": Page(
        get=ANYONE,
        of=EDITIONS,
        kwargs=_by_gathering,
        asks=("?format=txt", "?format=docx", "?edition=1"),
    ),
    "gatherings:report": Page(get=DESK, post=DESK, of=REPORTS, kwargs=_by_gathering, door=True, also=MOMENT),
    "gatherings:report_build": Page(post=DESK, of=GATHERINGS, at=("held",), door=True),
    "gatherings:report_move": Moves(
        of=REPORTS,
        flow=QUICK_REPORT,
        kwargs=_by_gathering,
        may={"publish": HEAD, "publish_again": HEAD, "withdraw": HEAD},
    ),
    "gatherings:minutes": Page(
        get=DESK | SEATS,
        post=lambda case: DESK if case.now in ("drafting", "member_check") else frozenset(),
        of=MINUTES_OF,
        kwargs=_by_gathering,
        door=True,
    ),
    "gatherings:minutes_begin": Page(post=DESK, of=GATHERINGS, at=("held",), door=True),
    "gatherings:correct_whole": Page(
        get=SEATS, post=SEATS, of=MINUTES_OF, kwargs=_by_gathering, door=True, also=MOMENT
    ),
    "gatherings:correct": Page(
        get=SEATS, post=SEATS, of=MINUTES_OF, kwargs=_line_in_minutes, door=True, also=MOMENT
    ),
    "gatherings:minutes_move": Moves(
        of=MINUTES_OF,
        flow=MINUTES,
        kwargs=_by_gathering,
        may={
            "ask_members": SECTION,
            "confirm": HEAD | {"chair"},
            "publish": HEAD,
            "reopen": SECTION,
            "withdraw": HEAD,
        },
    ),
    "gatherings:correction": Page(get=DESK | SEATS, of=CORRECTIONS, door=True),
    "gatherings:correction_move": Moves(
        of=CORRECTIONS,
        flow=CORRECTION,
        may={"accept": DESK, "decline": DESK, "retract": frozenset({"mem"})},
    ),
    "gatherings:sign_up": Page(
        get=ANYONE,
        post=ANYONE,
        of=SIGNABLE,
        kwargs=lambda record: {"pk": record.pk, "role": "participant"},
        also=frozenset({Outcome.LIMIT}),
    ),
    "gatherings:signed_up": Page(get=ANYONE, of=LINKS, kwargs=_token),
    "gatherings:give_back": Page(post=ANYONE, of=LINKS, kwargs=_token),
    "gatherings:scan": Page(get=DESK, post=DESK, of=AT_THE_DOOR, kwargs=_token, door=True),
    "gatherings:reception": Page(get=DESK, of=GATHERINGS, door=True, asks=("?format=csv", "?format=xlsx")),
    "gatherings:receive": Page(post=DESK, of=GATHERINGS, door=True),
    "gatherings:reception_count": Page(post=DESK, of=GATHERINGS, door=True),
    "gatherings:draw": Page(post=DESK, of=GATHERINGS, door=True, also=MOMENT),
    "gatherings:councils": Page(get=ANYONE),
    "gatherings:council_new": Page(get=SECTION, post=SECTION),
    "gatherings:council": Page(get=ANYONE, of=COUNCILS),
    "gatherings:council_calendar": Page(get=ANYONE, of=COUNCILS),
    "gatherings:council_edit": Page(get=SECTION, post=SECTION, of=COUNCILS, door=True),
    "gatherings:term_new": Page(get=SECTION, post=SECTION, of=COUNCILS, door=True),
    "gatherings:term": Page(get=ANYONE, of=TERMS),
    "gatherings:term_edit": Page(get=SECTION, post=SECTION, of=TERMS, door=True, also=MOMENT),
    "gatherings:term_move": Moves(
        of=TERMS,
        flow=TERM,
        may={"ask_reflections": SECTION, "hand_over": SECTION, "resume": SECTION},
    ),
    "gatherings:reflect": Page(post=SEATS, of=TERMS, door=True, at=("reflecting",)),
}
