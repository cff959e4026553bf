"""Which departments a consultation probably belongs to, with reasons a person can check; without such a reason none is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tomoni.desk.learning import Memory, memory
from tomoni.desk.models import Consultation, Lesson
from tomoni.directory.standing import Reader
from tomoni.text import Candidate, Reason

MOST = 5
SHOWN = 3


@dataclass(frozen=True)
class Suggestion:
    department_id: int
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Why:
    """Why a department is, or is not, among the likeliest: its terms beside those of the first one."""

    department_id: int
    name: str
    place: int
    """From 1; 0 where nothing speaks for any department."""
    reasons: tuple[str, ...]
    first: Suggestion | None

    @property
    def is_likely(self) -> bool:
        return 0 < self.place <= SHOWN and bool(self.reasons)


def suggestions(consultation: Consultation, *, reader: Reader, most: int = SHOWN) -> list[Suggestion]:
    """The likeliest departments first; none where nothing in the text speaks for any."""
    return suggestions_for([consultation], reader=reader, most=most)[consultation.pk]


def suggestions_for(
    consultations: Iterable[Consultation], *, reader: Reader, most: int = SHOWN
) -> dict[int, list[Suggestion]]:
    """The same for several at once, by their ids."""
    known = memory()
    found = {one.pk: _checkable(known.route(one, MOST))[:most] for one in consultations}
    numbers = _numbers([one for likely in found.values() for one in likely], reader)
    return {pk: [_suggestion(one, known, numbers) for one in likely] for pk, likely in found.items()}


def why(consultation: Consultation, department_id: int, *, reader: Reader) -> Why | None:
    """The terms of any one department; nothing for what is no department that can be asked."""
    known = memory()
    if department_id not in known.names:
        return None
    asked = known.why(consultation, department_id)
    order = known.route(consultation, len(known.names))
    likely = _checkable(order)[:1]
    numbers = _numbers([asked, *likely], reader)
    return Why(
        department_id,
        known.names[department_id],
        next((place for place, one in enumerate(order, 1) if one.id == department_id), 0),
        _words([one for one in asked.reasons if one.checkable and one.weight > 0], numbers),
        _suggestion(likely[0], known, numbers) if likely else None,
    )


def _checkable(found: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in found if any(reason.checkable for reason in one.shown())]


def _suggestion(one: Candidate, known: Memory, numbers: Mapping[str, str]) -> Suggestion:
    return Suggestion(one.id, known.names[one.id], _words(one.shown(), numbers))


def _words(reasons: Iterable[Reason], numbers: Mapping[str, str]) -> tuple[str, ...]:
    """Sentences. A past consultation is named only to those who may open it."""
    said = (
        one.text
        if one.kind != "past_case"
        else _("以前の相談（%(number)s）と似ています") % {"number": numbers[one.right or ""]}
        if one.right in numbers
        else _("この課が受け持った以前の相談と似ています")
        for one in reasons
    )
    return tuple(dict.fromkeys(said))


def _numbers(found: Iterable[Candidate], reader: Reader) -> dict[str, str]:
    """The numbers of the past consultations named as reasons, as far as this person may open them."""
    asked = [reason.right or "" for one in found for reason in one.reasons if reason.kind == "past_case"]
    if not asked:
        return {}
    rows = Lesson.objects.filter(
        pk__in=asked, referral__consultation__in=Consultation.objects.visible_to(reader)
    )
    return {str(pk): number for pk, number in rows.values_list("pk", "referral__consultation__number")}
