"""A decision taken teaches where such consultations go; a decision taken back unteaches it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core import audit, records, workflow
from tomoni.core.errors import require
from tomoni.core.jurisdictions import current
from tomoni.core.people import Person
from tomoni.desk import rules
from tomoni.desk.learning import memory, packed, text_of
from tomoni.desk.models import Consultation, Edition, Lesson, Message, Referral, Vector
from tomoni.desk.states import ConsultationState, LessonState, ReferralState
from tomoni.text import engine

_SECTION_ONLY = gettext_lazy("協働の担当課が行えます。")
AT_ONCE = 500


@transaction.atomic
def teach(referral: Referral, *, by: Person) -> None:
    """The department took it on. What a person has retracted stays retracted."""
    if not read(referral.consultation, by=by):
        return
    lesson = Lesson.objects.filter(referral=referral).first()
    if lesson is None:
        made = Lesson(jurisdiction=referral.jurisdiction, referral=referral)
        records.create(made, by=by, verb="lesson.teach")
    elif lesson.state == LessonState.TAKEN_BACK:
        workflow.move(lesson, "teach", by=by)
    Edition.bump(referral.jurisdiction)


def settle(consultation: Consultation, *, by: Person) -> None:
    """It is over: unless it was put to others since it was opened again, those who answered are whose it was."""
    replied = consultation.referrals.filter(state=ReferralState.REPLIED).select_related("consultation")
    if not Lesson.objects.taught().filter(referral__consultation=consultation).exists():
        for referral in replied:
            teach(referral, by=by)


@transaction.atomic
def take_back(consultation: Consultation, *, by: Person) -> None:
    """Opened again: who took it on before teaches no longer, until it is over once more (`settle`)."""
    for lesson in Lesson.objects.taught().filter(referral__consultation=consultation):
        workflow.move(lesson, "take_back", by=by)
        Edition.bump(consultation.jurisdiction)


@transaction.atomic
def read(consultation: Consultation, *, by: Person) -> bool:
    """Keep the consultation's vector, as far as who asked lets it be shared; otherwise nothing is kept or learned."""
    if not consultation.share_departments:
        if Vector.objects.filter(consultation=consultation).delete()[0]:
            Edition.bump(consultation.jurisdiction)
        take_back(consultation, by=by)
        return False
    numbers = engine().read(text_of(consultation)).vector
    if numbers is not None:
        Vector.objects.update_or_create(
            consultation=consultation,
            defaults={
                "jurisdiction": consultation.jurisdiction,
                "data": packed(numbers),
                "engine": engine().version,
            },
        )
        Edition.bump(consultation.jurisdiction)
    return True


@transaction.atomic
def retract(lesson: Lesson, *, by: User, why: str) -> None:
    """This decision was no example to follow."""
    require(rules.can_retract(by, lesson), who=str(_SECTION_ONLY))
    if not why.strip():
        raise ValidationError({"why": _("理由を入力してください。")})
    workflow.move(lesson, "retract", by=by, why=why)
    Edition.bump(lesson.jurisdiction)


@transaction.atomic
def restore(lesson: Lesson, *, by: User) -> None:
    require(rules.can_restore(by, lesson), who=str(_SECTION_ONLY))
    workflow.move(lesson, "restore", by=by, why="")
    Edition.bump(lesson.jurisdiction)


@transaction.atomic
def reset(*, by: User, why: str) -> int:
    """Begin anew: all that was learned is retracted. How many decisions that were."""
    require(rules.can_see_learned(by), who=str(_SECTION_ONLY))
    if not why.strip():
        raise ValidationError({"why": _("理由を入力してください。")})
    rows = list(Lesson.objects.taught().select_related("referral__consultation", "referral__department"))
    for lesson in rows:
        workflow.move(lesson, "retract", by=by, why=why)
    audit.record("lesson.reset", current(), by=by, after={"retracted": len(rows)})
    Edition.bump(current())
    return len(rows)


def catch_up(*, by: Person, most: int = AT_ONCE) -> int:
    """Read what was decided before anything learned, and again what another version of the engine had read. How many."""
    done = 0
    lessons = Lesson.objects.filter(referral=OuterRef("pk"))
    over = ~Q(consultation__state__in=(ConsultationState.RECEIVED, ConsultationState.TRIAGED))
    untaught = Referral.objects.filter(
        over, state=ReferralState.REPLIED, consultation__share_departments=True
    )
    for referral in untaught.filter(~Exists(lessons)).select_related("consultation")[:most]:
        teach(referral, by=by)
        done += 1
    answered = Exists(Message.objects.filter(consultation=OuterRef("pk"), is_answer=True))
    stale = Consultation.objects.filter(share_departments=True).exclude(vector__engine=engine().version)
    kept = Q(vector__isnull=False) | answered | Exists(
        Lesson.objects.filter(referral__consultation=OuterRef("pk"))
    )  # fmt: skip
    for consultation in stale.filter(kept)[:most] if engine().encoder else ():
        read(consultation, by=by)
        done += 1
    return done


def judge(*, by: Person) -> bool:
    """Check anew whether what was learned helps, if it changed since. Whether it had to."""
    kept = Edition.objects.first()
    if kept is None or kept.number == kept.checked_number:
        return False
    found = memory().judge().plain()
    rows = Edition.objects.filter(pk=kept.pk, number=kept.number)
    return bool(rows.update(checked=found, number=kept.number + 1, checked_number=kept.number + 1))
