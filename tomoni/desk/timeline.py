"""What happened to a consultation, as staff see it: moves and referrals, out of the log."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.core.audit import Event, kind_of
from tomoni.core.workflow import Place
from tomoni.desk.models import Consultation, Referral
from tomoni.desk.states import CONSULTATION, REFERRAL, ConsultationState, Outcome

S = ConsultationState

_VERBS: dict[str, str | Promise] = {
    "create": _("受け付けた"),
    "screen": _("整理の内容を直した"),
    "share": _("共有の同意を変えた"),
    "rate": _("満足度を選んだ"),
    "hand_over": _("担当を引き継いだ"),
    "hand_back": _("課長が担当に戻した"),
    "revoke_link": _("専用リンクを取り消した"),
    "referral.send": _("課に照会した"),
    "remind": _("返事をうながした"),
    "set_due": _("期限を変えた"),
    **{f"{flow.name}.{one.name}": one.label for flow in (CONSULTATION, REFERRAL) for one in flow.moves},
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    what: str | Promise
    who: str
    about: str


def timeline(consultation: Consultation) -> list[Entry]:
    """Newest first."""
    referrals = {one.pk: one.department.name for one in consultation.referrals.all()}
    rows = Event.objects.filter(
        Q(kind=kind_of(consultation), object_id=consultation.pk)
        | Q(kind=Referral._meta.label_lower, object_id__in=list(referrals))
    )
    return [
        Entry(
            row.at,
            _VERBS[row.verb],
            (row.person_id and row.person_role) or row.person_name,
            row.reason if row.kind == kind_of(consultation) else referrals[row.object_id or 0],
        )
        for row in rows
        if row.verb in _VERBS
    ]


def steps(consultation: Consultation) -> list[Place]:
    """The step bar, by the way this consultation goes: through departments, or straight to an answer."""
    state = ConsultationState(consultation.state)
    before = consultation.state_before_stall
    here = ConsultationState(before) if state == S.STALLED and before else state
    path = _path(consultation, here)
    at = path.index(here)
    places = [
        Place(one.label, "now" if number == at else "done" if number < at else "")
        for number, one in enumerate(path)
    ]
    if state == S.STALLED:
        places[at : at + 1] = [Place(here.label, "done"), Place(S.STALLED.label, "now")]
    return places


def _path(consultation: Consultation, here: ConsultationState) -> list[ConsultationState]:
    if here == S.OUT_OF_SCOPE or consultation.scope_reason:
        return [S.RECEIVED, S.TRIAGED, S.OUT_OF_SCOPE, S.CLOSED]
    answered = here == S.CLOSED and not consultation.referrals.all()
    if here == S.ANSWERED or answered:
        return [S.RECEIVED, S.TRIAGED, S.ANSWERED, S.CLOSED]
    seeded = here == S.SEEDED or consultation.outcome == Outcome.SEED
    return [S.RECEIVED, S.TRIAGED, S.REFERRED, S.IN_DIALOGUE, *([S.SEEDED] if seeded else []), S.CLOSED]
