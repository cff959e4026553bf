"""Who may pass which door of the directory (domain brief §2, §3.19, §4.5): the section keeps it, each group its own profile."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import make
from tests.matrix.cast import (
    ADMIN,
    ANYONE,
    CENTRE,
    DESK,
    GARDENERS,
    KNOWN,
    PARKS,
    SECTION,
    SIGNED_IN,
    STAFF,
    Home,
)
from tests.matrix.policy import Case, Moves, Outcome, Page, Policies, Subject
from tomoni.core import files, ownership
from tomoni.core.imports import TableImport
from tomoni.core.ownership import Case as Work
from tomoni.directory.models import Actor, GroupRegistration, Invitation, Role
from tomoni.directory.roles import RoleCode
from tomoni.directory.states import REGISTRATION
from tomoni.directory.views.registrations import SALT

KEEPERS = SECTION | ADMIN
REPRESENTS = frozenset({"grep"})


def _group(home: Home, mark: str, **fields: Any) -> Actor:
    """A group whose people are the gardeners' too."""
    named = {"name": f"団体 {mark}", "reading": f"ダンタイ{mark}", "summary": mark}
    made = make.actor(**{**named, **fields})
    make.role(home.persons["grep"], made, RoleCode.GREP)
    make.role(home.persons["grp"], made, RoleCode.GRP)
    return made


def _taken_back(home: Home, mark: str) -> Actor:
    return _group(home, mark, is_published=False, withdrawn_on=timezone.localdate())


ALL_ACTORS = DESK | ADMIN | GARDENERS
ACTORS = Subject(
    "actor",
    (
        Case("not published", ALL_ACTORS, lambda home, mark: _group(home, mark, is_published=False)),
        Case("published", ANYONE, _group),
        Case("taken back", ALL_ACTORS, _taken_back, gone=True),
    ),
)


def _department(home: Home, mark: str) -> Actor:
    """A department whose people are those of the parks too."""
    made = make.department(f"公園管理係 {mark}", duties=mark, is_published=True)
    for name in sorted(PARKS):
        make.role(home.persons[name], made, RoleCode(name.upper()))
    return made


DEPARTMENTS = Subject("department", (Case("published", ANYONE, _department),))


def _registration(home: Home, mark: str, state: str, **fields: Any) -> GroupRegistration:
    made = _group(home, "", name=f"登録 {state} {len(mark)}{mark[-3:]}", is_published=True)
    return make.registration(made, state=state, representative_name=f"代表 {mark}", address=mark, **fields)


OWN = DESK | GARDENERS


def _registered(state: str) -> Case:
    return Case(state, OWN, lambda home, mark: _registration(home, mark, state))


REGISTRATIONS = Subject("registration", tuple(_registered(state) for state in REGISTRATION.states.values))


NOT_OVER = tuple(state for state in REGISTRATION.states.values if state != "deregistered")


def _receipt(home: Home, mark: str) -> GroupRegistration:
    made = _group(home, "", name=f"申請 {len(mark)}{mark[-3:]}", is_published=True)
    return make.registration(made, state="applied", representative_name=mark)


RECEIPTS = Subject("receipt", (Case("applied", ANYONE, _receipt),))


def _role(home: Home, _mark: str) -> Role:
    """Without a mark: partners of a match read the names of those they are to call."""
    return make.role(make.user("公園 二人目"), home.people.parks, RoleCode.DEPT)


ROLES = Subject("role", (Case("of the parks", KEEPERS | PARKS, _role),))


def _invitation(home: Home, mark: str) -> Invitation:
    made = Invitation.objects.create(
        jurisdiction=home.city,
        email=f"{mark}@example.jp",
        name=mark,
        actor=home.people.gardeners,
        code=RoleCode.GRP,
        starts_on=timezone.localdate(),
        token_digest=Invitation.digest_of(f"token-{home.city.slug}-{mark}"),
        expires_at=timezone.now() + timedelta(days=7),
        invited_by="協働 担当",
    )
    made.token = f"token-{home.city.slug}-{mark}"  # type: ignore[attr-defined]
    return made


INVITERS = KEEPERS | CENTRE | REPRESENTS
INVITERS_ANYWHERE = INVITERS | {"other_grep"}
"""Every representative looks after the own group's people."""
INVITATIONS = Subject("invitation", (Case("open", INVITERS, _invitation),))
LINKS = Subject("link of an invitation", (Case("open", ANYONE, _invitation),))


def _work(home: Home, mark: str) -> Work:
    record = make.gathering(f"引き継ぎ {mark}", state="planning", organiser=home.people.section)
    ownership.hold(
        record, person_id=None, unit_id=home.people.parks.pk, due_on=timezone.localdate(), task="日を決める"
    )
    found = ownership.case_of(record)
    assert found is not None
    return found


def _heir(work: Work) -> dict[str, Any]:
    return {"person": Role._base_manager.filter(actor_id=work.unit_id or 0, code="LIA").get().person_id}


WORK = Subject("case", (Case("without owner", SECTION | PARKS, _work),))


def _table(kind: str) -> Any:
    def made(home: Home, mark: str) -> TableImport:
        kept = files.keep(SimpleUploadedFile(f"{mark}.csv", "団体名\n".encode()), jurisdiction=home.city)
        return TableImport.objects.create(
            jurisdiction=home.city, kind=kind, file=kept, state=TableImport.State.READY, new=1
        )

    return made


TABLES = Subject(
    "table",
    (
        Case("departments", ANYONE, _table("departments")),
        Case("contacts of groups", ANYONE - ADMIN, _table("groups-contacts")),
    ),
)
LATE = frozenset({Outcome.MOMENT})

POLICY: Policies = {
    "switch": Page(post=SIGNED_IN, outside=True, quiet=True, also=frozenset({Outcome.ABSENT})),
    "home": Page(get=SIGNED_IN, outside=True),
    "invitation": Page(
        get=ANYONE,
        post=ANYONE,
        of=LINKS,
        outside=True,
        kwargs=lambda one: {"token": one.token},
        also=frozenset({Outcome.REFUSED}),
    ),
    "directory:actors": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?q=団体")),
    "directory:new_actor": Page(get=KEEPERS, post=KEEPERS),
    "directory:actor": Page(get=ANYONE, of=ACTORS),
    "directory:edit_actor": Page(get=KEEPERS, post=KEEPERS, of=ACTORS),
    "directory:publish_actor": Page(post=SECTION, of=ACTORS, also=LATE),
    "directory:withdraw_actor": Page(get=SECTION, post=SECTION, of=ACTORS, also=LATE),
    "directory:departments": Page(get=STAFF | ADMIN, asks=("?format=csv", "?format=xlsx", "?q=公園")),
    "directory:edit_department": Page(
        get=KEEPERS | {"lia", "dhead"}, post=KEEPERS | {"lia", "dhead"}, of=DEPARTMENTS
    ),
    "directory:registrations": Page(get=KNOWN, asks=("?format=csv", "?format=xlsx", "?state=registered")),
    "directory:new_registration": Page(
        get=ANYONE, post=ANYONE, also=frozenset({Outcome.LIMIT}), body={"name": "試験の会"}
    ),
    "directory:received": Page(
        get=ANYONE, of=RECEIPTS, kwargs=lambda one: {"token": signing.dumps(one.pk, salt=SALT)}
    ),
    "directory:registration": Page(get=OWN, of=REGISTRATIONS),
    "directory:edit_registration": Page(
        get=DESK | REPRESENTS, post=DESK | REPRESENTS, of=REGISTRATIONS, at=NOT_OVER, also=LATE
    ),
    "directory:move_registration": Moves(
        of=REGISTRATIONS,
        flow=REGISTRATION,
        may={
            "check": DESK,
            "register": SECTION,
            "decline": SECTION,
            "renew": DESK | REPRESENTS,
            "suspend": SECTION,
            "resume": SECTION,
            "deregister": SECTION | REPRESENTS,
        },
        bodies=dict.fromkeys(("decline", "suspend", "deregister"), {"reason": "試験の理由です。"}),
    ),
    "directory:settings": Page(get=KEEPERS, post=KEEPERS),
    "directory:imports": Page(get=KEEPERS, post=KEEPERS),
    "directory:import": Page(get=KEEPERS, of=TABLES, gate=True),
    "directory:confirm_import": Page(post=KEEPERS, of=TABLES, gate=True, also=LATE),
    "directory:stop_import": Page(post=KEEPERS, of=TABLES, gate=True, also=LATE),
    "directory:read_again": Page(
        post=KEEPERS, of=TABLES, gate=True, also=LATE, body={"encoding": "utf-8"}, quiet=True
    ),
    "directory:import_sample": Page(get=KEEPERS, given={"kind": "departments"}),
    "directory:people": Page(get=KNOWN, asks=("?format=csv", "?format=xlsx")),
    "directory:role": Page(get=KEEPERS | PARKS, of=ROLES),
    "directory:offer": Page(get=INVITERS_ANYWHERE, post=INVITERS_ANYWHERE),
    "directory:end_role": Page(get=KEEPERS, post=KEEPERS, of=ROLES),
    "directory:invitations": Page(get=INVITERS_ANYWHERE),
    "directory:revoke": Page(post=INVITERS, of=INVITATIONS),
    "directory:handover": Page(get=KNOWN),
    "directory:case": Page(get=SECTION | PARKS, of=WORK),
    "directory:take_over": Page(post=SECTION | PARKS, of=WORK),
    "directory:take_over_all": Page(post=KNOWN),
    "directory:hand_on": Page(post=SECTION | {"dhead"}, of=WORK, body=_heir),
}
