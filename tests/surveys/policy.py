"""Who may pass which door of the surveys (domain brief §3.16): the section asks and counts, the centre helps, who is asked answers."""

from typing import Any

from django.utils import timezone

from tests.matrix.cast import (
    ANYONE,
    CENTRE,
    DESK,
    GARDENERS,
    NOBODY,
    SECTION,
    SIGNED_IN,
    STAFF,
    Home,
    Persons,
)
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tests.surveys import making
from tomoni.core.jurisdictions import scope
from tomoni.core.visitors import hash_of
from tomoni.surveys.models import AnswerLink, Hearing, Question, Recipient, Survey, token_for
from tomoni.surveys.states import HEARING, SURVEY, HearingState, SurveyState

S = SurveyState
HEAD: Persons = frozenset({"sech"})
ASKED = STAFF | CENTRE | GARDENERS
"""Who knows of a survey that runs: staff, the centre, and of groups those that are asked."""


def _survey(home: Home, mark: str, *, state: str, **fields: Any) -> Survey:
    people = home.people
    made = making.survey(
        people.parks, people.gardeners, state=state, title=f"アンケート {mark}", purpose=mark, **fields
    )
    making.question(made, Question.Kind.TEXT, for_groups="ご意見", for_departments="ご意見")
    return made


def _case(state: str, sees: Persons, *, name: str = "", gone: bool = False, **fields: Any) -> Case:
    return Case(
        name or state,
        sees,
        lambda home, mark: _survey(home, mark, state=state, **fields),
        state=state,
        gone=gone,
    )


ANONYMOUS: dict[str, Any] = {"is_anonymous": True}
SURVEYS = Subject(
    "survey",
    (
        _case(S.DRAFT, SECTION),
        _case(S.APPROVED, SECTION),
        _case(S.OPEN, ASKED),
        _case(S.CLOSED, ASKED),
        _case(S.TABULATED, ASKED),
        _case(S.TABULATED, ASKED, name="taken back", gone=True, withdrawn_at=timezone.now()),
        _case(S.PUBLISHED, ANYONE),
        _case(S.CANCELLED, SECTION),
        _case(S.OPEN, ASKED, name="open, without names", **ANONYMOUS),
        _case(S.CLOSED, ASKED, name="closed, without names", **ANONYMOUS),
    ),
)


def _is_anonymous(case: Case) -> bool:
    return case.name.endswith("without names")


def _drafters(case: Case) -> Persons:
    return SECTION if case.now == S.DRAFT else NOBODY


def _readers_of_results(case: Case) -> Persons:
    if case.now == S.PUBLISHED:
        return ANYONE
    return _readers_of_answers(case)


def _readers_of_answers(case: Case) -> Persons:
    if case.now in (S.CLOSED, S.TABULATED, S.PUBLISHED):
        return SECTION
    return SECTION if case.now == S.OPEN and not _is_anonymous(case) else NOBODY


def _counters(case: Case) -> Persons:
    return SECTION if case.now in (S.CLOSED, S.TABULATED, S.PUBLISHED) else NOBODY


def _summers(case: Case) -> Persons:
    return SECTION if case.now in (S.CLOSED, S.TABULATED) else NOBODY


def _choosers(case: Case) -> Persons:
    return SECTION if case.now in (S.DRAFT, S.APPROVED, S.OPEN) else NOBODY


def _typists(case: Case) -> Persons:
    return DESK if case.now in (S.OPEN, S.CLOSED) else NOBODY


def _openers(case: Case) -> Persons:
    return SECTION if case.now == S.OPEN else NOBODY


def _first(record: Survey) -> dict[str, Any]:
    with scope(record.jurisdiction):
        return {"pk": record.pk, "question": record.questions.order_by("-order").first().pk}  # type: ignore[union-attr]


def _seat(home: Home, mark: str, *, state: str = S.OPEN, **fields: Any) -> Recipient:
    made = _survey(home, "協働", state=state, **fields)
    return Recipient.objects.select_related("actor").get(survey=made, side="group")


def _of_seat(record: Recipient) -> dict[str, Any]:
    return {"pk": record.survey_id, "recipient": record.pk}


def _linked(home: Home, mark: str) -> Recipient:
    made = _seat(home, mark)
    AnswerLink.objects.create(
        jurisdiction=made.jurisdiction, recipient=made, token_hash=hash_of(token_for(f"matrix {made.pk}"))
    )
    return made


def _by_token(record: Recipient) -> dict[str, Any]:
    return {"token": token_for(f"matrix {record.pk}")}


def _said(record: Recipient) -> dict[str, Any]:
    with scope(record.jurisdiction):
        return {f"q{record.survey.questions.get(order=1).pk}": "0", "draft": "0"}


SEATS = Subject(
    "questionnaire",
    (
        Case("to answer", GARDENERS, _seat, state="open"),
        Case(
            "to answer without name",
            GARDENERS,
            lambda home, mark: _seat(home, mark, **ANONYMOUS),
            state="open",
        ),
    ),
)
AT_DESK = DESK | GARDENERS
"""Who sees that the gardeners are asked, while the survey runs."""


def _row(state: str, sees: Persons, *, name: str = "", **fields: Any) -> Case:
    return Case(name or state, sees, lambda home, mark: _seat(home, mark, state=state, **fields), state=state)


RECIPIENTS = Subject(
    "recipient",
    (
        _row(S.OPEN, AT_DESK),
        _row(S.DRAFT, SECTION),
        _row(S.CLOSED, AT_DESK),
        _row(S.TABULATED, AT_DESK),
        _row(S.PUBLISHED, SECTION | GARDENERS),
        _row(S.OPEN, AT_DESK, name="open, without names", **ANONYMOUS),
    ),
)
LINKS = Subject("linked questionnaire", (Case("linked", ANYONE, _linked),))


def _hearing(home: Home, mark: str, *, state: str, at_centre: bool = False) -> Hearing:
    people = home.people
    unit = people.centre if at_centre else people.section
    return making.hearing(people.gardeners, unit, mark, state=state, outline=mark)


def _heard(name: str, sees: Persons, **fields: Any) -> Case:
    return Case(name, sees, lambda home, mark: _hearing(home, mark, **fields), state=fields["state"])


HEARINGS = Subject(
    "hearing",
    (
        _heard("noted by the section", SECTION, state=HearingState.NOTED),
        _heard("noted by the centre", DESK, state=HearingState.NOTED, at_centre=True),
        _heard("settled", DESK | GARDENERS, state=HearingState.SETTLED),
        _heard("settled by the centre", DESK | GARDENERS, state=HearingState.SETTLED, at_centre=True),
    ),
)


def _keepers(case: Case) -> Persons:
    return DESK if case.name.endswith("the centre") else SECTION


def _editors(case: Case) -> Persons:
    return _keepers(case) if case.now == HearingState.NOTED else NOBODY


def _takers(case: Case) -> Persons:
    return _keepers(case) if case.now == HearingState.SETTLED else NOBODY


def _of_point(record: Hearing) -> dict[str, Any]:
    with scope(record.jurisdiction):
        return {"pk": record.pk, "point": record.points.get().pk}


def _ticked(record: Hearing) -> dict[str, Any]:
    with scope(record.jurisdiction):
        return {"point": [record.points.get().pk]}


NEW_DAY = {"closes_on": "2100-03-31", "reason": "延ばすため"}
LATER = frozenset({Outcome.MOMENT})

POLICY: Policies = {
    "surveys:surveys": Page(get=ANYONE),
    "surveys:new": Page(get=SECTION, post=SECTION),
    "surveys:survey": Page(get=ANYONE, of=SURVEYS),
    "surveys:edit": Page(get=_drafters, post=_drafters, of=SURVEYS, door=True),
    "surveys:question_new": Page(
        get=_drafters, post=_drafters, of=SURVEYS, door=True, body={"kind": "text", "for_groups": "ほかには"}
    ),
    "surveys:question": Page(
        get=_drafters,
        post=_drafters,
        of=SURVEYS,
        door=True,
        kwargs=_first,
        body={"kind": "text", "for_groups": "ほかには", "version": "1"},
    ),
    "surveys:question_remove": Page(post=_drafters, of=SURVEYS, door=True, kwargs=_first),
    "surveys:question_up": Page(post=_drafters, of=SURVEYS, door=True, kwargs=_first),
    "surveys:paper": Page(
        get=lambda case: case.sees, of=SURVEYS, kwargs=lambda one: {"pk": one.pk, "side": "group"}
    ),
    "surveys:recipients": Page(
        get=lambda case: case.sees & DESK,
        post=_choosers,
        of=SURVEYS,
        door=True,
        asks=("?format=csv", "?only=waiting", "?side=group"),
        body={"kinds": ["centre"]},
    ),
    "surveys:unask": Page(post=_choosers, of=RECIPIENTS, door=True, kwargs=_of_seat),
    "surveys:link": Page(
        post=lambda case: DESK if case.now == S.OPEN else NOBODY,
        of=RECIPIENTS,
        door=True,
        kwargs=_of_seat,
        body={"once": "4f1c"},
    ),
    "surveys:received": Page(post=_typists, of=RECIPIENTS, door=True, kwargs=_of_seat, also=LATER),
    "surveys:enter": Page(get=_typists, post=_typists, of=RECIPIENTS, door=True, kwargs=_of_seat, also=LATER),
    "surveys:enter_draft": Page(post=_typists, of=RECIPIENTS, door=True, kwargs=_of_seat, quiet=True),
    "surveys:enter_unnamed": Page(
        get=_typists,
        post=_typists,
        of=SURVEYS,
        door=True,
        kwargs=lambda one: {"pk": one.pk, "side": "group"},
        also=LATER,
    ),
    "surveys:remind": Page(post=_openers, of=SURVEYS, door=True),
    "surveys:answer": Page(get=GARDENERS, post=GARDENERS, of=SEATS, door=True, kwargs=_of_seat, body=_said),
    "surveys:draft": Page(post=GARDENERS, of=SEATS, door=True, kwargs=_of_seat, body=_said, quiet=True),
    "surveys:private": Page(get=ANYONE, post=ANYONE, of=LINKS, kwargs=_by_token, body=_said),
    "surveys:private_draft": Page(post=ANYONE, of=LINKS, kwargs=_by_token, body=_said, quiet=True),
    "surveys:results": Page(
        get=_readers_of_results,
        of=SURVEYS,
        asks=("?side=group", "?format=csv", "?format=xlsx", "?format=txt", "?side=city&format=csv"),
    ),
    "surveys:answers": Page(
        get=_readers_of_answers, of=SURVEYS, door=True, asks=("?format=csv", "?format=xlsx")
    ),
    "surveys:texts": Page(get=_counters, post=_counters, of=SURVEYS, door=True, quiet=True),
    "surveys:digest": Page(get=_summers, post=_summers, of=SURVEYS, door=True),
    "surveys:move": Moves(
        of=SURVEYS,
        flow=SURVEY,
        may={
            "approve": HEAD,
            "rework": SECTION,
            "open": SECTION,
            "extend": SECTION,
            "close": SECTION,
            "reopen": SECTION,
            "tabulate": SECTION,
            "publish": SECTION,
            "withdraw": SECTION,
            "cancel": SECTION,
        },
        bodies={"open": NEW_DAY, "extend": NEW_DAY, "reopen": NEW_DAY},
    ),
    "surveys:hearings": Page(get=SIGNED_IN, asks=("?format=csv", "?format=xlsx")),
    "surveys:hearing_new": Page(
        get=DESK, post=DESK, body={"actor_name": "花と緑の会", "text_0": "場所がない"}
    ),
    "surveys:hearing": Page(get=lambda case: case.sees, of=HEARINGS, door=True),
    "surveys:hearing_edit": Page(get=_editors, post=_editors, of=HEARINGS, door=True),
    "surveys:hearing_take": Page(post=_takers, of=HEARINGS, door=True, body=_ticked),
    "surveys:hearing_seed": Page(get=_takers, post=_takers, of=HEARINGS, door=True, kwargs=_of_point),
    "surveys:hearing_move": Moves(
        of=HEARINGS,
        flow=HEARING,
        may={"settle": _keepers, "reopen": _keepers},
        bodies={"reopen": {"reason": "直すため"}},
    ),
}
