"""Who may do what to a consultation, its referrals and its thread."""

from django.contrib.auth.models import AnonymousUser

from tomoni.accounts.models import User
from tomoni.desk.models import Asker, Consultation, Lesson, LinkHolder, Referral
from tomoni.desk.states import ON_THE_CASE, ReferralState
from tomoni.directory.models import people_of, section_unit
from tomoni.directory.roles import DEPARTMENT, GROUP, SECTION, RoleCode
from tomoni.directory.standing import standing_of

_SPEAKS = (RoleCode.GREP, RoleCode.BODY, RoleCode.LIA, RoleCode.DHEAD)


def is_section(user: Asker) -> bool:
    return isinstance(user, User) and standing_of(user).has(*SECTION)


def decides(user: Asker, consultation: Consultation) -> bool:
    """The section; once two departments have given it back its head alone, until she hands it back. Without a head the section."""
    if not is_section(user) or not consultation.is_escalated:
        return is_section(user)
    return is_head(user) or not has_head()


def is_head(user: Asker) -> bool:
    return isinstance(user, User) and standing_of(user).has(RoleCode.SECH)


def has_head() -> bool:
    section = section_unit()
    return section is not None and bool(people_of([section.pk], RoleCode.SECH))


def is_asker(user: Asker, consultation: Consultation) -> bool:
    """Whoever asked: the holder of the private link, the person, anybody of the group."""
    if isinstance(user, LinkHolder):
        return user.consultation_id == consultation.pk
    if isinstance(user, AnonymousUser):
        return False
    return consultation.asker_person_id == user.pk or standing_of(user).has_on(
        [consultation.asker_id], *GROUP, *DEPARTMENT
    )


def speaks_for_asker(user: Asker, consultation: Consultation) -> bool:
    """The link's holder, the person, or who represents the group."""
    if isinstance(user, User) and consultation.asker_person_id != user.pk:
        return standing_of(user).has_on([consultation.asker_id], *_SPEAKS)
    return is_asker(user, consultation)


def is_at_desk(user: Asker, consultation: Consultation) -> bool:
    """The section; the centre where it took the consultation in or may share it."""
    if not isinstance(user, User):
        return False
    standing = standing_of(user)
    if standing.has(*SECTION):
        return True
    if consultation.share_centre:
        return standing.has(RoleCode.CEN)
    return standing.has_on([consultation.received_by_id], RoleCode.CEN)


def is_on_case(user: Asker, consultation: Consultation, *codes: RoleCode) -> bool:
    """Somebody (in one of these roles) of a department that has been asked and has not given it back."""
    units = [one.department_id for one in consultation.referrals.all() if one.state in ON_THE_CASE]
    return isinstance(user, User) and standing_of(user).has_on(units, *(codes or DEPARTMENT))


def can_consult(user: Asker) -> bool:
    return not isinstance(user, LinkHolder)


def can_enter(user: Asker) -> bool:
    """For somebody else, at the counter or on the phone."""
    return isinstance(user, User) and standing_of(user).has(*SECTION, RoleCode.CEN)


def can_open_board(user: Asker) -> bool:
    return can_enter(user)


def can_export(user: Asker) -> bool:
    return is_section(user)


def can_triage(user: Asker, consultation: Consultation) -> bool:
    return is_at_desk(user, consultation)


def can_screen(user: Asker, consultation: Consultation) -> bool:
    return is_at_desk(user, consultation)


def can_refer(user: Asker, consultation: Consultation) -> bool:
    return decides(user, consultation)


def can_refer_more(user: Asker, consultation: Consultation) -> bool:
    return decides(user, consultation)


def can_answer(user: Asker, consultation: Consultation) -> bool:
    if consultation.is_escalated:
        return decides(user, consultation)
    return is_at_desk(user, consultation)


def can_decline(user: Asker, consultation: Consultation) -> bool:
    return decides(user, consultation)


def can_seed(user: Asker, consultation: Consultation) -> bool:
    if not isinstance(user, User):
        return False
    asks = standing_of(user).has_on([consultation.asker_id], RoleCode.GREP)
    return asks or is_at_desk(user, consultation) or is_on_case(user, consultation, RoleCode.LIA)


def can_close(user: Asker, consultation: Consultation) -> bool:
    return is_at_desk(user, consultation) or speaks_for_asker(user, consultation)


def can_withdraw(user: Asker, consultation: Consultation) -> bool:
    return speaks_for_asker(user, consultation)


def can_resume(user: Asker, consultation: Consultation) -> bool:
    return is_at_desk(user, consultation) or is_on_case(user, consultation, RoleCode.LIA)


def can_reopen(user: Asker, consultation: Consultation) -> bool:
    return is_section(user) or speaks_for_asker(user, consultation)


def can_rate(user: Asker, consultation: Consultation) -> bool:
    return speaks_for_asker(user, consultation)


def can_tell(user: Asker, consultation: Consultation) -> bool:
    """Write in the thread as the one who asked."""
    return is_asker(user, consultation)


def can_write(user: Asker, consultation: Consultation) -> bool:
    """Write to the asker: the desk, and departments that have given their first reply."""
    replied = [
        one.department_id for one in consultation.referrals.all() if one.state == ReferralState.REPLIED
    ]
    answers = isinstance(user, User) and standing_of(user).has_on(replied, *DEPARTMENT)
    return answers or is_at_desk(user, consultation)


def can_note(user: Asker, consultation: Consultation) -> bool:
    return is_at_desk(user, consultation) or is_on_case(user, consultation)


def can_see_contact(user: Asker, consultation: Consultation) -> bool:
    """Mail and telephone stay with the desk; departments write in the thread."""
    return is_at_desk(user, consultation)


def can_share(user: Asker, consultation: Consultation) -> bool:
    """Change what the asker has agreed to; the desk does it in the asker's name."""
    return is_at_desk(user, consultation) or speaks_for_asker(user, consultation)


def can_issue_link(user: Asker, consultation: Consultation) -> bool:
    return is_at_desk(user, consultation)


def can_revoke_link(user: Asker, consultation: Consultation) -> bool:
    return is_at_desk(user, consultation) or is_asker(user, consultation)


def can_hand_over(user: Asker, consultation: Consultation) -> bool:
    if consultation.is_escalated:
        return decides(user, consultation)
    return is_at_desk(user, consultation)


def can_see_learned(user: Asker) -> bool:
    """The words it shows stand in consultations, and the section may open all of them."""
    return is_section(user)


def can_retract(user: Asker, lesson: Lesson) -> bool:
    return is_section(user)


def can_restore(user: Asker, lesson: Lesson) -> bool:
    return is_section(user)


def can_reply(user: Asker, referral: Referral) -> bool:
    return _is_of(user, referral, *DEPARTMENT)


def can_give_back(user: Asker, referral: Referral) -> bool:
    return _is_of(user, referral, RoleCode.LIA, RoleCode.DHEAD)


def can_recall(user: Asker, referral: Referral) -> bool:
    return is_section(user)


def can_remind(user: Asker, referral: Referral) -> bool:
    return is_section(user)


def can_set_due(user: Asker, referral: Referral) -> bool:
    return is_section(user)


def _is_of(user: Asker, referral: Referral, *codes: RoleCode) -> bool:
    return isinstance(user, User) and standing_of(user).has_on([referral.department_id], *codes)
