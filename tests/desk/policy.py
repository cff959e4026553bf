"""Who may pass which door of the desk (domain brief §2, §3.1): the section, the centre where it may share, departments asked, who asked."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.matrix.cast import (
    ANYONE,
    DESK,
    GARDENERS,
    NOBODY,
    PARKS,
    SECTION,
    SIGNED_IN,
    Home,
    Persons,
)
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.core.jurisdictions import scope
from tomoni.desk.actions import link, thread
from tomoni.desk.models import Consultation, Lesson, Referral, Side, token_for
from tomoni.desk.states import CONSULTATION, LESSON, REFERRAL, ConsultationState, LessonState, ReferralState

S = ConsultationState
LATE = frozenset({Outcome.MOMENT})
"""What is over is not written to any more."""


def _made(home: Home, mark: str, state: str, referral: str = "", **fields: Any) -> Consultation:
    if fields.pop("at_centre", False):
        fields["received_by"] = home.people.centre
    made = make.consultation(state, subject=f"相談 {mark}", body=mark, **fields)
    if referral:
        make.referral(made, home.people.parks, state=referral, likely_owner=home.people.section)
    thread.attach(made, [SimpleUploadedFile("a.txt", b"a")], side=Side.ASKER, by=home.people.sec)
    return made


def _case(name: str, sees: Persons, state: str, referral: str = "", **fields: Any) -> Case:
    return Case(name, sees, lambda home, mark: _made(home, mark, state, referral, **fields), state=state)


CASES = Subject(
    "consultation",
    (
        _case("received", SECTION, S.RECEIVED),
        _case("triaged at the centre", DESK, S.TRIAGED, at_centre=True),
        _case("referred", SECTION | PARKS, S.REFERRED, ReferralState.SENT),
        _case("in dialogue", SECTION | PARKS, S.IN_DIALOGUE, ReferralState.REPLIED),
        _case("answered, given back before", DESK, S.ANSWERED, ReferralState.RETURNED, share_centre=True),
        _case("stalled", DESK | PARKS, S.STALLED, ReferralState.REPLIED, share_centre=True),
        _case("closed", SECTION, S.CLOSED),
    ),
)


def _asked(home: Home, _mark: str) -> Consultation:
    """Without a mark: the section reads the same texts elsewhere."""
    return _made(home, "花壇", S.IN_DIALOGUE, asker=home.people.gardeners)


def _linked(home: Home, _mark: str) -> Consultation:
    made = _made(home, "花壇", S.IN_DIALOGUE)
    link.store(made, by=home.people.sec, once=_key(made))
    return made


def _key(made: Consultation) -> str:
    return f"matrix {made.jurisdiction_id} {made.pk}"


ASKED = Subject("asked consultation", (Case("asked", GARDENERS, _asked),))
LINKED = Subject("private page", (Case("linked", ANYONE, _linked),))


def _referral(state: str) -> Any:
    def made(home: Home, mark: str) -> Referral:
        waiting = state == ReferralState.SENT
        consultation = _made(home, mark, S.REFERRED if waiting else S.IN_DIALOGUE)
        return make.referral(consultation, home.people.parks, state=state, likely_owner=home.people.section)

    return made


def _lesson(state: str) -> Any:
    def made(home: Home, mark: str) -> Lesson:
        consultation = _made(
            home, mark[::-1], S.IN_DIALOGUE
        )  # its parties read it; why it was set aside they do not
        referral = make.referral(consultation, home.people.parks, state=ReferralState.REPLIED)
        return Lesson.objects.create(jurisdiction=home.city, referral=referral, state=state, why=mark)

    return made


LESSONS = Subject("lesson", tuple(Case(state, SECTION, _lesson(state)) for state in LessonState.values))


REFERRALS = Subject(
    "referral",
    tuple(Case(state, SECTION | PARKS, _referral(state)) for state in ReferralState.values),
)


def _by_token(record: Consultation) -> dict[str, Any]:
    return {"token": token_for(_key(record))}


def _with_file(names: Any) -> Any:
    def found(record: Consultation) -> dict[str, Any]:
        with scope(record.jurisdiction):
            return {**names(record), "attachment": record.attachments.get().pk}

    return found


def _pk(record: Any) -> dict[str, Any]:
    return {"pk": record.pk}


def _of_referral(record: Referral) -> dict[str, Any]:
    return {"pk": record.consultation_id, "referral": record.pk}


def _telling(prefix: str) -> Mapping[str, Any]:
    return {f"{prefix}body": "ひとこと", f"{prefix}once": str(uuid4())}


def _at_desk(case: Case) -> Persons:
    return case.sees & DESK


def _may_write(case: Case) -> Persons:
    """The desk, and a department after its first reply."""
    replied = case.name in ("in dialogue", "stalled")
    return case.sees & (DESK | PARKS if replied else DESK)


def _seeders(case: Case) -> Persons:
    return case.sees & (DESK | {"lia"})


POLICY: Policies = {
    "desk:consult": Page(get=ANYONE, post=ANYONE, also=frozenset({Outcome.LIMIT})),
    "desk:consultations": Page(get=SIGNED_IN),
    "desk:asked": Page(get=GARDENERS, of=ASKED),
    "desk:asked_attachment": Page(get=GARDENERS, of=ASKED, kwargs=_with_file(_pk)),
    "desk:asked_act": Page(
        get=GARDENERS,
        post=GARDENERS,
        of=ASKED,
        kwargs=lambda record: {"pk": record.pk, "act": "tell"},
        body=lambda _record: _telling(""),
    ),
    "desk:private": Page(get=ANYONE, of=LINKED, kwargs=_by_token),
    "desk:receipt": Page(get=ANYONE, of=LINKED, kwargs=_by_token),
    "desk:private_attachment": Page(get=ANYONE, of=LINKED, kwargs=_with_file(_by_token)),
    "desk:private_act": Page(
        get=ANYONE,
        post=ANYONE,
        of=LINKED,
        kwargs=lambda record: {**_by_token(record), "act": "tell"},
        body=lambda _record: _telling(""),
    ),
    "desk:board": Page(get=DESK),
    "desk:list": Page(get=DESK, asks=("?q=花壇", "?state=all", "?sort=due", "?only=late")),
    "desk:enter": Page(get=DESK, post=DESK),
    "desk:referrals": Page(get=PARKS | {"other_lia"}, asks=("?state=all",)),
    "desk:consultation": Page(get=lambda case: case.sees, of=CASES, door=True),
    "desk:write": Page(
        post=_may_write, of=CASES, door=True, also=LATE, body=lambda _record: _telling("tell-")
    ),
    "desk:note": Page(
        post=lambda case: case.sees, of=CASES, door=True, body=lambda _record: _telling("note-")
    ),
    "desk:screen": Page(get=_at_desk, post=_at_desk, of=CASES, door=True, also=LATE),
    "desk:share": Page(get=_at_desk, post=_at_desk, of=CASES, door=True, also=LATE),
    "desk:hand_over": Page(get=_at_desk, post=_at_desk, of=CASES, door=True, also=LATE),
    "desk:slip": Page(get=_at_desk, post=_at_desk, of=CASES, door=True),
    "desk:revoke": Page(get=_at_desk, post=_at_desk, of=CASES, door=True, quiet=True),
    "desk:attachment": Page(get=lambda case: case.sees, of=CASES, door=True, kwargs=_with_file(_pk)),
    "desk:move": Moves(
        of=CASES,
        flow=CONSULTATION,
        may={
            "triage": _at_desk,
            "refer": SECTION,
            "refer_more": SECTION,
            "answer": _at_desk,
            "decline": SECTION,
            "seed": _seeders,
            "close": _at_desk,
            "withdraw": NOBODY,
            "resume": _seeders,
            "reopen": SECTION,
        },
        bodies={
            "refer": lambda record: {"departments": [_another(record)], "days": "10"},
            "refer_more": lambda record: {"departments": [_another(record)], "days": "10"},
            "seed": {"kind": "need", "title": "花壇", "what": "人手"},
        },
    ),
    "desk:why": Page(get=_at_desk, of=CASES, door=True),
    "desk:learned": Page(get=SECTION),
    "desk:reset": Page(get=SECTION, post=SECTION),
    "desk:lesson": Page(get=SECTION, of=LESSONS),
    "desk:lesson_move": Moves(
        of=LESSONS,
        flow=LESSON,
        may={"retract": SECTION, "restore": SECTION},
        bodies={"retract": {"why": "例外でした。"}},
    ),
    "desk:referral": Page(get=SECTION | PARKS, of=REFERRALS, kwargs=_of_referral),
    "desk:referral_move": Moves(
        of=REFERRALS,
        flow=REFERRAL,
        kwargs=_of_referral,
        may={"reply": PARKS, "give_back": frozenset({"lia", "dhead"}), "recall": SECTION},
    ),
}


def _another(record: Consultation) -> int:
    """A department that has not been asked yet."""
    with scope(record.jurisdiction):
        return make.department().pk
