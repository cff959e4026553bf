"""Who may do what with a survey and its answers."""

from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.surveys.models import Recipient, Side, Survey
from tomoni.surveys.states import COUNTED, GATHERING, SurveyState


def _is_section(user: Reader) -> bool:
    return standing_of(user).is_section


def can_create(user: Reader) -> bool:
    return _is_section(user)


def can_edit(user: Reader, survey: Survey) -> bool:
    """Words and questions, until the head of the section has agreed to them."""
    return _is_section(user) and survey.state == SurveyState.DRAFT


def can_approve(user: Reader, _survey: Survey) -> bool:
    return standing_of(user).has(RoleCode.SECH)


def can_rework(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_open(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_extend(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_close(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_reopen(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_tabulate(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_publish(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_withdraw(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_cancel(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)


def can_digest(user: Reader, survey: Survey) -> bool:
    """Write down what the free texts say, side by side, and what follows."""
    return _is_section(user) and survey.state in (SurveyState.CLOSED, SurveyState.TABULATED)


def sees_recipients(user: Reader) -> bool:
    """The list of who was asked and who has not answered; the centre sees the groups."""
    standing = standing_of(user)
    return standing.is_section or standing.is_centre


def can_choose_recipients(user: Reader, survey: Survey) -> bool:
    return _is_section(user) and survey.state in GATHERING


def can_remind(user: Reader, survey: Survey) -> bool:
    return _is_section(user) and survey.state == SurveyState.OPEN


def can_enter(user: Reader, survey: Survey, side: str) -> bool:
    """Type in what came on paper, also after the last day; the centre for groups."""
    standing = standing_of(user)
    desk = standing.is_section or (standing.is_centre and side == Side.GROUP)
    return desk and survey.state in (SurveyState.OPEN, SurveyState.CLOSED)


def can_issue_link(user: Reader, recipient: Recipient) -> bool:
    standing = standing_of(user)
    desk = standing.is_section or (standing.is_centre and recipient.side == Side.GROUP)
    return desk and recipient.survey.state == SurveyState.OPEN


def can_answer(user: Reader, recipient: Recipient) -> bool:
    """Anybody who works for the actor that is asked."""
    return recipient.actor_id in standing_of(user).actor_ids


def can_read_results(user: Reader, survey: Survey) -> bool:
    """Everybody what is published. Before, the section; without names not before the last answer is in: two looks show one answer."""
    if survey.state == SurveyState.PUBLISHED:
        return True
    return can_read_answers(user, survey)


def can_read_answers(user: Reader, survey: Survey) -> bool:
    """Single answers, for the section alone."""
    if not _is_section(user):
        return False
    return survey.state in COUNTED or (survey.state == SurveyState.OPEN and not survey.is_anonymous)


def can_take(user: Reader, survey: Survey) -> bool:
    return _is_section(user) and survey.state in COUNTED


def can_read_history(user: Reader, _survey: Survey) -> bool:
    return _is_section(user)
