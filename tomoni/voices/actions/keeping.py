"""What every action on an opinion leaves behind: thing, search, themes, owner."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import ownership, search, things
from tomoni.core.jurisdictions import current
from tomoni.core.people import Person
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor, holder_of, section_unit
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import standing_of
from tomoni.voices import trees
from tomoni.voices.models import Opinion
from tomoni.voices.states import RECORDERS, UNSORTED, State

FOLLOW_UP_DAYS = 180


def answer_due() -> date:
    """When a department that gets an opinion today has to have its answer drafted."""
    local = current().local
    return local.due(local.answer_days, after=timezone.localdate())


def own_desk(by: Person) -> int | None:
    """The section or centre for which this person takes opinions down."""
    if not isinstance(by, User):
        return None
    return next((post.actor_id for post in standing_of(by).posts if post.code in RECORDERS), None)


def refresh(opinion: Opinion, *, by: Person) -> None:
    """Call at the end of every action: what others know of the opinion follows its state."""
    thing = things.put(opinion, opinion.card())
    answer = opinion.published_answer
    # Readers beyond those who work on it must not find it by words that were taken out of what is shown.
    wide = opinion.visibility in (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.CITY)
    raw = "" if wide else opinion.raw_text
    search.put(thing, opinion.number, opinion.text, raw, answer.text if answer else "")
    trees.leave(opinion)
    hold(opinion, by=by)


def hold(opinion: Opinion, *, by: Person) -> None:
    """Who holds the opinion now and what comes next."""
    if opinion.state not in opinion.workflow.open_states:
        ownership.release(opinion)
        return
    person_id, unit_id, task = _next(opinion, by)
    case = ownership.case_of(opinion)
    due_on = opinion.due_on or (case.due_on if case else None) or answer_due()
    ownership.hold(opinion, person_id=person_id, unit_id=unit_id, due_on=due_on, task=task)


def _next(opinion: Opinion, by: Person) -> tuple[int | None, int | None, str]:
    if opinion.state in UNSORTED:
        task = _("担当課を決める") if opinion.state == State.CLASSIFIED else _("分類する")
        mine = own_desk(by)
        if mine is not None:
            return by.pk, mine, task
        return _of_section(task)
    if opinion.state == State.ROUTED:
        unit = _department(opinion)
        codes = (RoleCode.LIA, RoleCode.DHEAD, RoleCode.SEC, RoleCode.SECH)
        return holder_of(unit.pk, *codes), unit.pk, _("答えの案を書く")
    if opinion.state == State.DRAFTED:
        unit = _department(opinion)
        return holder_of(unit.pk, RoleCode.DHEAD, RoleCode.SECH), unit.pk, _("答えの案を承認する")
    return _of_section(_("その後を確かめる") if opinion.state == State.FOLLOW_UP else _("答えを公開する"))


def _of_section(task: str) -> tuple[int | None, int | None, str]:
    section = section_unit()
    if section is None:
        return None, None, task
    return holder_of(section.pk, RoleCode.SEC, RoleCode.SECH), section.pk, task


def _department(opinion: Opinion) -> Actor:
    if opinion.department is None:
        raise AssertionError("a constraint keeps routed opinions with a department")
    return opinion.department


def follow_up_due() -> date:
    return timezone.localdate() + timedelta(days=FOLLOW_UP_DAYS)
