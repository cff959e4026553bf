"""Who may do what with opinions, answers and schemes."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from tomoni.core.imports import TableImport
from tomoni.core.jurisdictions import current
from tomoni.directory.roles import DEPARTMENT, SECTION, RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.voices.models import Opinion
from tomoni.voices.states import UNANSWERED


def can_record(user: Reader) -> bool:
    standing = standing_of(user)
    return standing.is_section or standing.is_centre


def can_list(user: Reader) -> bool:
    """The working list: for those who sort and those who answer."""
    standing = standing_of(user)
    return standing.is_staff or standing.is_centre


def can_keep_schemes(user: Reader) -> bool:
    return standing_of(user).is_section


def can_import(user: Reader) -> bool:
    return standing_of(user).is_section


def visible_imports() -> QuerySet[TableImport]:
    """Tables of opinions; for those who may take them in."""
    return TableImport.objects.filter(kind="opinions")


def can_keep_themes(user: Reader) -> bool:
    """Say what is grouped, name themes."""
    return standing_of(user).is_section


def can_normalise(user: Reader, opinion: Opinion) -> bool:
    return _sorts(user, opinion)


def can_correct(user: Reader, opinion: Opinion) -> bool:
    return _sorts(user, opinion)


def can_edit(user: Reader, opinion: Opinion) -> bool:
    """Where it came from and when; never what was said."""
    return _sorts(user, opinion)


def can_classify(user: Reader, opinion: Opinion) -> bool:
    return _sorts(user, opinion)


def can_reclassify(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_route(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_give_back(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).has_on([opinion.department_id], *DEPARTMENT)


def can_draft(user: Reader, opinion: Opinion) -> bool:
    """The department answers; where it is the section itself, its staff do."""
    return standing_of(user).has_on([opinion.department_id], *DEPARTMENT, *SECTION)


def can_approve(user: Reader, opinion: Opinion) -> bool:
    """The head of the department that answers."""
    return standing_of(user).has_on([opinion.department_id], RoleCode.DHEAD, RoleCode.SECH)


def can_send_back(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section or can_approve(user, opinion)


def can_publish(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_undo(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_withdraw(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_answer_again(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_follow_up(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_finish(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_mark_duplicate(user: Reader, opinion: Opinion) -> bool:
    return _sorts(user, opinion)


def can_split(user: Reader, opinion: Opinion) -> bool:
    return _sorts(user, opinion)


def can_mark_off_topic(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_mark_not_publishable(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_restore(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_show(user: Reader, opinion: Opinion) -> bool:
    return standing_of(user).is_section


def can_see_group(user: Reader, opinion: Opinion) -> bool:
    """Which group said it: never published; for those who sort, and for the group itself."""
    return _sorts(user, opinion) or standing_of(user).has_on([opinion.group_id])


def can_see_working(user: Reader, opinion: Opinion) -> bool:
    """Drafts, moves and history: the section, the department that answers, and who took it down."""
    standing = standing_of(user)
    return _sorts(user, opinion) or standing.has_on([opinion.department_id], *DEPARTMENT)


def undo_until(published_at: datetime) -> datetime:
    return published_at + timedelta(minutes=current().local.undo_minutes)


def _sorts(user: Reader, opinion: Opinion) -> bool:
    """The section; the centre while an opinion it took down itself is not yet answered."""
    standing = standing_of(user)
    if standing.is_section:
        return True
    return opinion.state in UNANSWERED and standing.has(RoleCode.CEN, actor_id=opinion.recorder_id or 0)
