"""What every change of a consultation leaves behind: its card, who holds it until when, and word to those concerned."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core import outbox, ownership, things
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.people import Person
from tomoni.desk.models import Consultation, Counter, Referral
from tomoni.desk.states import ConsultationState, ReferralState
from tomoni.directory.models import Actor, holder_of, people_of, section_unit
from tomoni.directory.roles import GROUP, RoleCode


def next_serial(jurisdiction: Jurisdiction, year: int) -> int:
    """The next number without a gap: the counter stays locked until the consultation is stored, or neither is."""
    rows = Counter.objects.filter(jurisdiction=jurisdiction, fiscal_year=year)
    if not rows.update(last=F("last") + 1):
        Counter.objects.get_or_create(jurisdiction=jurisdiction, fiscal_year=year)
        rows.update(last=F("last") + 1)
    return rows.values_list("last", flat=True).get()


def lock(consultation: Consultation) -> None:
    """Read the consultation anew and keep it from others until the transaction ends."""
    consultation.refresh_from_db(from_queryset=Consultation.objects.select_for_update())


def keep(consultation: Consultation, *, person_id: int | None = None) -> None:
    """Refresh card and holder after a change. `person_id` takes the case; otherwise whoever has it keeps it."""
    things.put(consultation, consultation.card())
    if consultation.is_done:
        ownership.release(consultation)
        return
    unit_id, codes = _unit(consultation)
    case = ownership.case_of(consultation)
    kept = case.person_id if case and case.unit_id == unit_id else None
    ownership.hold(
        consultation,
        person_id=person_id or kept or (holder_of(unit_id, *codes) if unit_id else None),
        unit_id=unit_id,
        due_on=due_on(consultation),
        task=task(consultation),
        label=consultation.number,
    )


def _unit(consultation: Consultation) -> tuple[int | None, tuple[RoleCode, ...]]:
    """The centre holds what it took in until it goes to departments; everything else the section."""
    sorting = (ConsultationState.RECEIVED, ConsultationState.TRIAGED)
    taken_by = consultation.received_by
    if taken_by is not None and taken_by.kind == Actor.Kind.CENTRE and consultation.state in sorting:
        return taken_by.pk, (RoleCode.CEN,)
    section = section_unit()
    codes = (RoleCode.SECH, RoleCode.SEC) if consultation.is_escalated else (RoleCode.SEC, RoleCode.SECH)
    return section.pk if section else None, codes


def due_on(consultation: Consultation) -> date | None:
    local = consultation.jurisdiction.local
    moved = timezone.localdate(consultation.last_word_at)
    if consultation.state in (ConsultationState.RECEIVED, ConsultationState.TRIAGED):
        return local.due(local.triage_days, after=moved)
    if consultation.state == ConsultationState.REFERRED:
        waiting = [one.due_on for one in consultation.referrals.all() if one.state == ReferralState.SENT]
        return min(waiting) if waiting else moved
    return moved + timedelta(days=local.stalled_days)


_TASKS = {
    ConsultationState.RECEIVED: gettext_lazy("受け付けた相談の整理を始める"),
    ConsultationState.TRIAGED: gettext_lazy("照会するか回答するかを決める"),
    ConsultationState.REFERRED: gettext_lazy("担当課の返事を確かめる"),
    ConsultationState.IN_DIALOGUE: gettext_lazy("対話を進める"),
    ConsultationState.ANSWERED: gettext_lazy("終結してよいか確かめる"),
    ConsultationState.STALLED: gettext_lazy("止まっている理由を確かめて動かす"),
}


def task(consultation: Consultation) -> str:
    return str(_TASKS[ConsultationState(consultation.state)])


def touch(consultation: Consultation, *, now: datetime | None = None) -> None:
    """A word to the asker or a move: the clock of the stalled starts again."""
    moment = now or timezone.now()
    Consultation.objects.filter(pk=consultation.pk).update(last_word_at=moment)
    consultation.last_word_at = moment


def spoken(consultation: Consultation, *, event: str) -> None:
    """The asker heard something: the clock starts again and they are told where to look."""
    touch(consultation)
    keep(consultation)
    tell_asker(consultation, event=event)


def hold_referral(referral: Referral) -> None:
    """Each referral is a case of its own: one may be late while another goes on."""
    if referral.state in referral.workflow.closed:
        ownership.release(referral)
        return
    ownership.hold(
        referral,
        person_id=holder_of(referral.department_id, RoleCode.LIA, RoleCode.DHEAD, RoleCode.DEPT),
        unit_id=referral.department_id,
        due_on=referral.due_on,
        task=_("照会に返事を書く"),
        label=referral.consultation.number,
        address=referral.consultation.get_absolute_url(),
    )


def tell_department(referral: Referral, text: str, *, event: str) -> None:
    people = people_of([referral.department_id], RoleCode.LIA, RoleCode.DHEAD)
    outbox.notify(
        [one.pk for one in people],
        text=text,
        address=referral.consultation.get_absolute_url(),
        key=f"referral:{referral.pk}:{event}",
    )


def tell_desk(consultation: Consultation, text: str, *, event: str, by: Person | None = None) -> None:
    """The person who holds the case, or everybody of the unit that does; not the one who did it."""
    case = ownership.case_of(consultation)
    if case is None:
        return
    codes = (RoleCode.SEC, RoleCode.SECH, RoleCode.CEN)
    people = (
        [case.person_id]
        if case.person_id
        else [one.pk for one in people_of([case.unit_id] if case.unit_id else [], *codes)]
    )
    outbox.notify(
        [one for one in people if by is None or one != by.pk],
        text=text,
        address=consultation.get_absolute_url(),
        key=f"consultation:{consultation.pk}:{event}",
    )


def tell_asker(consultation: Consultation, *, event: str) -> None:
    """That there is something new; never what. A mail carries the number and where to look."""
    people: list[Any] = [consultation.asker_person_id]
    if consultation.asker_id:
        people += [one.pk for one in people_of([consultation.asker_id], *GROUP, RoleCode.LIA)]
    values = {"number": consultation.number}
    outbox.notify(
        people,
        text=_("相談（%(number)s）に新しい知らせがあります。") % values,
        address=consultation.asker_address(),
        key=f"asked:{consultation.pk}:{event}",
    )
    if consultation.wants_mail and consultation.asker_mail:
        outbox.mail(
            to=consultation.asker_mail,
            subject=_("相談（%(number)s）に新しい知らせがあります") % values,
            body=_(
                "受付番号 %(number)s の相談に新しい知らせがあります。\n"
                "受付のときにお渡しした専用ページを開いてご覧ください。\n\n%(link)s\n"
            )
            % {**values, "link": outbox.link(consultation.jurisdiction.get_absolute_url())},
            key=f"asked:{consultation.pk}:{event}",
            jurisdiction=consultation.jurisdiction,
        )


def unit_that_holds(consultation: Consultation) -> tuple[str, date | None]:
    """Which unit has the case and until when, as the asker may know it: never the person."""
    case = ownership.case_of(consultation)
    unit = Actor.objects.filter(pk=case.unit_id).first() if case and case.unit_id else None
    return unit.name if unit else str(_("協働の担当課")), case.due_on if case else None


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of colleagues, for those at the desk."""
    wanted = [one for one in person_ids if one]
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))
