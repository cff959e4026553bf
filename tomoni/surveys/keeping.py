"""What every action on a survey or a hearing leaves behind: thing, search, owner."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core import ownership, search, things
from tomoni.core.people import Person
from tomoni.core.things import Thing
from tomoni.directory.models import section_unit
from tomoni.surveys.models import Hearing, Survey
from tomoni.surveys.states import SurveyState

TASKS = {
    SurveyState.DRAFT: (gettext_lazy("問いと聞く相手を決める"), 20),
    SurveyState.APPROVED: (gettext_lazy("受付をはじめる"), 10),
    SurveyState.OPEN: (gettext_lazy("回答を集める"), 20),
    SurveyState.CLOSED: (gettext_lazy("集計を確定する"), 20),
    SurveyState.TABULATED: (gettext_lazy("結果を公開する"), 20),
}
"""What comes next, and within how many business days where no day is set."""
HEARING_DAYS = 10


def survey(survey: Survey, *, by: Person) -> Thing:
    """Call at the end of every action on a survey."""
    thing = things.put(survey, survey.card())
    search.put(thing, survey.title, survey.purpose, survey.findings)
    if survey.state not in survey.workflow.open_states:
        ownership.release(survey)
        return thing
    task, days = TASKS[SurveyState(survey.state)]
    case = ownership.case_of(survey)
    unit = section_unit()
    due_on = survey.jurisdiction.local.due(days, after=timezone.localdate())
    if survey.state == SurveyState.OPEN and survey.closes_on is not None:
        due_on = survey.closes_on + timedelta(days=1)
    holder = case.person_id if case else by.pk
    ownership.hold(survey, person_id=holder, unit_id=unit.pk if unit else None, due_on=due_on, task=str(task))
    return thing


def hearing(hearing: Hearing, *, by: User) -> Thing:
    thing = things.put(hearing, hearing.card())
    search.put(thing, hearing.outline, *(point.text for point in hearing.points.all()))
    if hearing.is_settled:
        ownership.release(hearing)
        return thing
    case = ownership.case_of(hearing)
    ownership.hold(
        hearing,
        person_id=case.person_id if case else by.pk,
        unit_id=hearing.unit_id,
        due_on=hearing.jurisdiction.local.due(HEARING_DAYS, after=timezone.localdate()),
        task=_("ヒアリングの記録を確定する"),
    )
    return thing
