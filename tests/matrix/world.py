"""Two cities with everything in them, built once, and a browser for each person."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http.response import HttpResponseBase

from tests import make
from tests.matrix.browser import Browser
from tests.matrix.cast import ANYONE, Home, Persons, as_seen_abroad, settle
from tests.matrix.policy import Case, Outcome, Policies, Subject
from tomoni.accounts.models import User
from tomoni.core import search, things
from tomoni.core.jurisdictions import scope
from tomoni.directory.roles import RoleCode

MARK = re.compile(r"canary\d+x")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class World:
    home: Home
    abroad: Home
    browsers: dict[str, Browser] = field(default_factory=dict)
    records: dict[tuple[str, str], Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    """One record of each kind in the other city."""
    marks: dict[str, tuple[str, Persons]] = field(default_factory=dict)
    """Which text a mark stands in, and who may come across it."""

    def record(self, subject: Subject, case: Case) -> Any:
        return self.records[subject.name, case.name]

    def mark(self, where: str, sees: Persons) -> str:
        made = f"canary{len(self.marks)}x"
        self.marks[made] = (where, sees)
        return made

    def stray_marks(self, text: str, person: str) -> list[str]:
        """Texts on this page that the person must not come across."""
        found = set(MARK.findall(text.replace("<wbr>", "")))
        return sorted(
            self.marks[one][0] for one in found if one in self.marks and person not in self.marks[one][1]
        )


def build(policies: Policies) -> World:
    world = World(settle("here"), settle("there"))
    subjects = {page.of.name: page.of for page in policies.values() if page.of}
    for subject in subjects.values():
        with scope(world.home.city):
            for case in subject.cases:
                mark = world.mark(f"{subject.name} {case.name}", case.sees)
                world.records[subject.name, case.name] = _shown(case.make(world.home, mark), mark)
        with scope(world.abroad.city):
            case = subject.cases[0]
            sees = frozenset(one for one in ANYONE if as_seen_abroad(one) in case.sees)
            mark = world.mark(f"{subject.name} of another city", sees)
            world.foreign[subject.name] = _shown(case.make(world.abroad, mark), mark)
    for name, person in _everybody(world).items():
        world.browsers[name] = Browser(person)
    return world


def _shown(record: Any, mark: str) -> Any:
    """What an action would have left behind: the thing, and its words in the search."""
    if hasattr(record, "card"):
        search.put(things.put(record, record.card()), mark)
    return record


def _everybody(world: World) -> dict[str, User | None]:
    persons: dict[str, User | None] = dict(world.home.persons)
    persons["nobody"] = None
    persons["stranger"] = make.user("新しい 人")
    persons["foreigner"] = world.abroad.persons["sec"]
    with scope(world.home.city):
        former = make.user("前の 担当")
        make.role(former, world.home.people.section, RoleCode.SEC, ends_on=date(2021, 3, 31))
        persons["former"] = former
        persons["suspended"] = make.person(RoleCode.SEC, world.home.people.section, "休止 中")
    return persons


def suspend(world: World) -> None:
    """Only now: nobody can sign in as a suspended person."""
    User.objects.filter(name="休止 中").update(is_active=False)


def text_of(response: HttpResponseBase) -> str:
    """Everything a person could read in the answer, workbooks unpacked."""
    parts: Any = response
    body = b"".join(parts)
    if response.get("Content-Type", "").startswith(WORKBOOK):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".xml"))
    charset = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return body.decode(charset, errors="replace")


LOGIN = "/accounts/login/"
SECOND = "/accounts/2fa/"
BY_STATUS = {
    200: Outcome.OK,
    204: Outcome.OK,
    206: Outcome.OK,
    400: Outcome.BAD,
    401: Outcome.REFUSED,
    403: Outcome.REFUSED,
    404: Outcome.ABSENT,
    405: Outcome.METHOD,
    409: Outcome.MOMENT,
    410: Outcome.GONE,
    413: Outcome.BAD,
    422: Outcome.BAD,
    429: Outcome.LIMIT,
}


def outcome_of(response: HttpResponseBase) -> Outcome:
    if response.status_code in (301, 302, 303):
        target = response["Location"]
        if not target.startswith("/") or target.startswith("//"):
            return Outcome.CRASH
        if target.startswith(LOGIN):
            return Outcome.LOGIN
        return Outcome.SECOND if target.startswith(SECOND) else Outcome.OK
    return BY_STATUS.get(response.status_code, Outcome.CRASH)
