"""Past consultations like this one, with what they were answered; only those that the reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass

from tomoni.core.jurisdictions import current
from tomoni.desk.learning import past, text_of
from tomoni.desk.models import Consultation, Message, Side
from tomoni.directory.standing import Reader
from tomoni.text import explain

MOST = 3
LOOKED_AT = 100
"""Of the nearest, so many are asked whether the reader may open them; who sees few of all is asked about these instead."""


@dataclass(frozen=True)
class Similar:
    consultation: Consultation
    reasons: tuple[str, ...]
    answers: Sequence[Message]


def similar(consultation: Consultation, *, reader: Reader, most: int = MOST) -> list[Similar]:
    """The nearest first. None where the city keeps consultations apart, or the one who asked there did not agree to share."""
    if not current().local.show_similar:
        return []
    open_to = Consultation.objects.visible_to(reader).at_desk_of(reader)
    open_to = open_to.filter(share_departments=True).exclude(pk=consultation.pk)
    nearest = [pk for pk in past().nearest(text_of(consultation)) if pk != consultation.pk]
    if len(nearest) > LOOKED_AT:
        allowed = set(open_to.filter(vector__isnull=False).values_list("pk", flat=True))
        nearest = [pk for pk in nearest if pk in allowed][:most]
    rows = {
        one.pk: one
        for one in open_to.filter(pk__in=nearest)
        .select_related("jurisdiction", "asker")
        .prefetch_related("referrals__department")
    }
    chosen = [rows[pk] for pk in nearest if pk in rows][:most]
    said = Message.objects.filter(consultation__in=chosen).exclude(side=Side.ASKER).order_by("sent_at", "id")
    answers: dict[int, list[Message]] = {}
    for message in said:
        answers.setdefault(message.consultation_id, []).append(message)
    words = text_of(consultation)
    return [
        Similar(
            one,
            tuple(reason.text for reason in explain(words, text_of(one)) if reason.checkable),
            _final(answers.get(one.pk, [])),
        )
        for one in chosen
    ]


def _final(said: Sequence[Message]) -> list[Message]:
    """What is marked as the answer, else the first word of each department."""
    marked = [one for one in said if one.is_answer]
    if marked:
        return marked[-1:]
    return list({one.unit_id: one for one in reversed(said) if one.side == Side.DEPARTMENT}.values())
