"""Who may pass which door of the voices (domain brief §2, §3.13)."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import make
from tests.matrix.cast import ANYONE, CENTRE, DESK, GARDENERS, PARKS, SECTION, STAFF, Home, Persons
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.core import files
from tomoni.core.imports import TableImport
from tomoni.core.visibility import Visibility
from tomoni.gatherings.models import Gathering
from tomoni.voices.models import Alike, Capture, Coding, Opinion, Reach, Scheme, Theme, ThemeSet
from tomoni.voices.states import ANSWERED, OPINION, UNANSWERED, State

PARTIES = DESK | GARDENERS
"""Of an opinion that the gardeners gave and the centre took down."""
WITH_DEPARTMENT = PARTIES | PARKS
HEAD: Persons = frozenset({"dhead"})
PUBLIC: dict[str, Any] = {"visibility": Visibility.PUBLIC}
BEFORE = (State.RECEIVED, State.NORMALISED, State.CLASSIFIED)
"""No department has it yet."""


def _opinion(home: Home, mark: str, *, state: str, **fields: Any) -> Opinion:
    people = home.people
    opinion = make.opinion(
        f"声 {mark}",
        state=state,
        group=people.gardeners,
        recorder=people.centre,
        department=None if state in BEFORE else people.parks,
        **fields,
    )
    if state in ANSWERED:
        make.published(opinion, text=mark)
    elif state in (State.DRAFTED, State.APPROVED):
        make.answer(opinion, text=mark, approved_at=timezone.now() if state == State.APPROVED else None)
    return opinion


def _case(state: str, sees: Persons, *, name: str = "", gone: bool = False, **fields: Any) -> Case:
    return Case(
        name or state,
        sees,
        lambda home, mark: _opinion(home, mark, state=state, **fields),
        state=state,
        gone=gone,
    )


OPINIONS = Subject(
    "opinion",
    (
        *(_case(state, PARTIES) for state in BEFORE),
        *(_case(state, WITH_DEPARTMENT) for state in (State.ROUTED, State.DRAFTED, State.APPROVED)),
        *(_case(state, ANYONE, **PUBLIC) for state in ANSWERED),
        *(
            _case(state, WITH_DEPARTMENT)
            for state in (State.DUPLICATE, State.OFF_TOPIC, State.NOT_PUBLISHABLE)
        ),
        _case(State.WITHDRAWN, WITH_DEPARTMENT, gone=True, withdrawn_at=timezone.now()),
        _case(State.CLASSIFIED, ANYONE, name="classified, shown", **PUBLIC),
        _case(State.CLASSIFIED, STAFF | PARTIES, name="classified, for staff", visibility=Visibility.CITY),
        _case(State.CLASSIFIED, SECTION, name="classified, for the section", visibility=Visibility.SECTION),
    ),
)


def _sorters(case: Case) -> Persons:
    """The section, and the centre for what it took down until the city has answered."""
    return DESK if case.now in UNANSWERED else SECTION


def _scheme(home: Home, mark: str, **fields: Any) -> Scheme:
    return make.scheme(name=f"分類 {mark}", **fields)


SCHEMES = Subject(
    "scheme",
    (
        Case("in use", ANYONE, _scheme),
        Case("earlier", DESK, lambda home, mark: _scheme(home, mark, is_active=False)),
    ),
)


def _alike(home: Home, mark: str, **fields: Any) -> Alike:
    first, second = (_opinion(home, f"{mark} {n}", state=State.CLASSIFIED, **fields) for n in (1, 2))
    return Alike.objects.create(jurisdiction=home.city, first=first, second=second, likeness=0.9)


ALIKE = Subject(
    "alike",
    (
        Case("two voices for their parties", PARTIES, _alike),
        Case("two public voices", ANYONE, lambda home, mark: _alike(home, mark, **PUBLIC)),
    ),
)


def _table(home: Home, mark: str) -> TableImport:
    kept = files.keep(SimpleUploadedFile(f"{mark}.csv", "意見\n".encode()), jurisdiction=home.city)
    return TableImport.objects.create(
        jurisdiction=home.city, kind="opinions", file=kept, state=TableImport.State.READY, new=1
    )


TABLES = Subject("table of opinions", (Case("ready", ANYONE, _table),))
LATE = frozenset({Outcome.MOMENT})


def _lesson(home: Home, mark: str, **fields: Any) -> Coding:
    scheme = _scheme(home, mark[::-1])  # its name is public, what it holds is not
    opinion = _opinion(home, mark, state=State.CLASSIFIED, **fields)
    return Coding.objects.create(
        jurisdiction=scheme.jurisdiction,
        opinion=opinion,
        code=scheme.codes.earliest("pk"),
        is_primary=True,
    )


LESSONS = Subject(
    "coding",
    (
        Case("of a public voice", ANYONE, lambda home, mark: _lesson(home, mark, **PUBLIC)),
        Case("of a voice for its parties", PARTIES, _lesson),
    ),
)


def _theme_set(home: Home, reach: str, *, series: str | None = None, **fields: Any) -> ThemeSet:
    named = {} if series is None else {"series": series}
    return make.theme_set(reach, opinions=[_opinion(home, "声", state=State.CLASSIFIED, **fields)], **named)


THEME_SETS = Subject(
    "theme set",
    (
        Case("of public voices", ANYONE, lambda home, _mark: _theme_set(home, Reach.PUBLIC, **PUBLIC)),
        Case(
            "of voices for staff",
            STAFF,
            lambda home, _mark: _theme_set(home, Reach.CITY, visibility=Visibility.CITY),
        ),
        Case(
            "of the section's voices",
            SECTION,
            lambda home, mark: _theme_set(
                home, Reach.SECTION, series=f"シリーズ {mark}", visibility=Visibility.SECTION
            ),
        ),
    ),
)


def _theme(home: Home, mark: str, reach: str, **fields: Any) -> Theme:
    theme = _theme_set(home, reach, **fields).layers.get().themes.get()
    Theme.objects.filter(pk=theme.pk).update(label=f"テーマ {mark}")
    return theme


THEMES = Subject(
    "theme",
    (
        Case("of public voices", ANYONE, lambda home, mark: _theme(home, mark, Reach.PUBLIC, **PUBLIC)),
        Case(
            "of voices for staff",
            STAFF,
            lambda home, mark: _theme(home, mark, Reach.CITY, visibility=Visibility.CITY),
        ),
        Case(
            "of the section's voices",
            SECTION,
            lambda home, mark: _theme(home, mark, Reach.SECTION, visibility=Visibility.SECTION),
        ),
    ),
)


def _session(visibility: Visibility) -> Any:
    def made(home: Home, mark: str) -> Gathering:
        return make.gathering(
            "意見交換会",
            series=f"意見交換会 {mark}",
            organiser=home.people.section,
            visibility=visibility,
            place=mark,
        )

    return made


SESSIONS = Subject(
    "session with a report",
    (
        Case("open to all", ANYONE, _session(Visibility.PUBLIC)),
        Case("for staff", STAFF, _session(Visibility.CITY)),
    ),
)


def _capture(home: Home, mark: str) -> Capture:
    session = make.gathering(f"集まり {mark}", organiser=home.people.centre, visibility=Visibility.PUBLIC)
    later = timezone.now() + timedelta(hours=2)
    return Capture.objects.create(jurisdiction=home.city, gathering=session, question=mark, closes_at=later)


def _of_gathering(record: Any) -> dict[str, Any]:
    return {"pk": record.gathering_id}


ROOMS = Subject("room", (Case("open", ANYONE, _capture),))

POLICY: Policies = {
    "voices:say": Page(
        get=ANYONE,
        post=ANYONE,
        of=ROOMS,
        kwargs=lambda record: {"token": record.token},
        also=frozenset({Outcome.LIMIT}),
    ),
    "voices:room": Page(get=DESK, post=DESK, of=ROOMS, kwargs=_of_gathering, door=True),
    "voices:room_open": Page(post=DESK, of=ROOMS, kwargs=_of_gathering, door=True),
    "voices:room_close": Page(post=DESK, of=ROOMS, kwargs=_of_gathering, door=True),
    "voices:report": Page(get=ANYONE, of=SESSIONS, asks=("?format=txt", "?format=docx")),
    "voices:series_report": Page(get=ANYONE, of=SESSIONS, asks=("?format=txt",)),
    "voices:voices": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=声", "?answered=no")),
    "voices:opinions": Page(
        get=STAFF | CENTRE, post=SECTION, asks=("?format=csv", "?format=xlsx", "?sort=due", "?state=open")
    ),
    "voices:outcome": Page(get=ANYONE, given={"year": 2026}, also=frozenset({Outcome.ABSENT})),
    "voices:late": Page(get=STAFF | CENTRE),
    "voices:answering": Page(get=SECTION | PARKS | {"other_lia"}),
    "voices:new": Page(get=DESK, post=DESK),
    "voices:paste": Page(get=DESK, post=DESK),
    "voices:alike": Page(get=DESK),
    "voices:keep_apart": Page(post=DESK, of=ALIKE),
    "voices:imports": Page(get=SECTION, post=SECTION, asks=("?format=csv", "?format=xlsx")),
    "voices:import": Page(get=SECTION, of=TABLES, gate=True),
    "voices:import_confirm": Page(post=SECTION, of=TABLES, gate=True, also=LATE),
    "voices:import_stop": Page(post=SECTION, of=TABLES, gate=True, also=LATE),
    "voices:import_again": Page(
        post=SECTION, of=TABLES, gate=True, also=LATE, body={"encoding": "utf-8"}, quiet=True
    ),
    "voices:opinion": Page(get=ANYONE, of=OPINIONS),
    "voices:edit": Page(get=_sorters, post=_sorters, of=OPINIONS, door=True),
    "voices:move": Moves(
        of=OPINIONS,
        flow=OPINION,
        may={
            "normalise": _sorters,
            "correct": _sorters,
            "classify": _sorters,
            "reclassify": SECTION,
            "route": SECTION,
            "give_back": PARKS,
            "draft": PARKS,
            "approve": HEAD,
            "send_back": SECTION | HEAD,
            "publish": SECTION,
            "undo": SECTION,
            "withdraw": SECTION,
            "answer_again": SECTION,
            "follow_up": SECTION,
            "finish": SECTION,
            "mark_duplicate": _sorters,
            "split": _sorters,
            "mark_off_topic": SECTION,
            "mark_not_publishable": SECTION,
            "restore": SECTION,
            "show": SECTION,
        },
        later={"undo": "publishing is undone in the first minutes only"},
    ),
    "voices:themes": Page(get=ANYONE),
    "voices:theme_set_new": Page(post=SECTION),
    "voices:theme_set": Page(
        get=ANYONE, of=THEME_SETS, asks=("?format=csv", "?format=xlsx", "?reach=public")
    ),
    "voices:theme_map": Page(get=ANYONE, of=THEME_SETS, also=frozenset({Outcome.ABSENT})),
    "voices:theme_set_regroup": Page(post=SECTION, of=THEME_SETS),
    "voices:theme_set_drop": Page(post=SECTION, of=THEME_SETS),
    "voices:theme": Page(get=ANYONE, of=THEMES),
    "voices:theme_name": Page(post=SECTION, of=THEMES),
    "voices:schemes": Page(get=ANYONE),
    "voices:scheme": Page(get=ANYONE, of=SCHEMES),
    "voices:scheme_learned": Page(get=DESK, of=SCHEMES),
    "voices:scheme_forget": Page(post=SECTION, of=SCHEMES),
    "voices:lesson_retract": Page(post=SECTION, of=LESSONS),
    "voices:lesson_again": Page(post=SECTION, of=LESSONS),
    "voices:scheme_new": Page(get=SECTION, post=SECTION),
    "voices:scheme_adopt": Page(post=SECTION),
    "voices:scheme_revise": Page(get=SECTION, post=SECTION, of=SCHEMES, at=("in use",)),
    "voices:scheme_default": Page(post=SECTION, of=SCHEMES, at=("in use",)),
}
