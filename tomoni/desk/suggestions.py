"""Which departments a consultation probably belongs to, with reasons a person can check; without such a reason none is named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Count, Max

from tomoni.core.jurisdictions import current
from tomoni.desk.models import Consultation
from tomoni.directory.models import Actor, Department
from tomoni.text import Router
from tomoni.text.router import Department as Duties

MOST = 5
REMEMBERED = 1000
_PARTS = str.maketrans("、，,；;\n", "\n" * 6)


@dataclass(frozen=True)
class Suggestion:
    department_id: int
    name: str
    reasons: tuple[str, ...]


@dataclass
class Learned:
    """What is known of the departments at one time, and what was found with it: the words of a consultation never change."""

    router: Router
    names: dict[int, str]
    found: dict[int, list[Suggestion]] = field(default_factory=dict)

    def likely(self, consultation: Consultation) -> list[Suggestion]:
        kept = self.found.get(consultation.pk)
        if kept is None:
            if len(self.found) >= REMEMBERED:
                self.found.clear()
            text = "\n".join([consultation.subject, consultation.body, consultation.wish])
            kept = self.found[consultation.pk] = [
                Suggestion(one.id, self.names[one.id], tuple(reason.text for reason in one.shown()))
                for one in self.router.route(text, k=MOST)
                if any(reason.checkable for reason in one.shown())
            ]
        return kept


def suggestions(consultation: Consultation, *, most: int = 3) -> list[Suggestion]:
    """The likeliest departments first; none where nothing in the text speaks for any."""
    return suggestions_for([consultation], most=most)[consultation.pk]


def suggestions_for(consultations: Iterable[Consultation], *, most: int = 3) -> dict[int, list[Suggestion]]:
    """The same for several at once, by their ids."""
    learned = _router()
    return {one.pk: learned.likely(one)[:most] for one in consultations}


def _router() -> Learned:
    rows = Department.objects.filter(actor__is_active=True)
    state = rows.aggregate(count=Count("pk"), departments=Max("changed_at"), actors=Max("actor__changed_at"))
    return _learned(current().pk, tuple(str(value) for value in state.values()))


@lru_cache(maxsize=8)
def _learned(jurisdiction_id: int, _state: Sequence[str]) -> Learned:
    """One router per jurisdiction and state of its departments, kept in the process."""
    rows = list(
        Department.objects.filter(
            jurisdiction_id=jurisdiction_id,
            actor__is_active=True,
            actor__kind=Actor.Kind.DEPARTMENT,
            actor__is_section=False,
        ).select_related("actor")
    )
    router = Router()
    router.set_departments(
        Duties(
            row.actor_id,
            row.actor.name,
            row.duties,
            tuple(word.strip() for word in row.citizens_words.translate(_PARTS).split("\n") if word.strip()),
        )
        for row in rows
    )
    return Learned(router, {row.actor_id: row.actor.name for row in rows})
