"""What an actor is found by: its thing in trails and search, brought up to date by every action that changes it."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.core import search, things
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility, audience, centre
from tomoni.directory.models import Actor
from tomoni.directory.models.registration import PERSONAL

PART = 500


def card(actor: Actor) -> Card:
    shown = Visibility.PUBLIC if actor.is_published and actor.is_active else Visibility.SECTION
    tokens = audience(shown, actor.jurisdiction_id, (actor.pk,)) | {
        centre(actor.jurisdiction_id),
        f"actor:{actor.pk}",
    }
    day = timezone.localdate(actor.created_at)
    return Card(_("主体"), actor.name, actor.get_absolute_url(), day, tokens)


def words(actor: Actor) -> list[str]:
    """What the actor is found by: what everybody may read of it, nothing else."""
    found = [actor.reading, actor.summary]
    department = getattr(actor, "department", None)
    if department is not None:
        found += [department.duties, department.citizens_words]
    registration = getattr(actor, "registration", None)
    if registration is not None:
        found += [registration.abbreviation, registration.purpose]
        found += [
            str(getattr(registration, name))
            for name in ("can_offer", "wants")
            if name in registration.published_fields
        ]
    return found


def refresh(actor: Actor) -> None:
    refresh_many([actor.pk])


def refresh_many(actor_ids: Iterable[int]) -> None:
    """Bring the things and the search entries of these actors up to date."""
    wanted = list(actor_ids)
    rows = Actor.objects.select_related("jurisdiction", "department", "registration")
    rows = rows.defer(*(f"registration__{name}" for name in PERSONAL))
    for start in range(0, len(wanted), PART):
        part = list(rows.filter(pk__in=wanted[start : start + PART]))
        found = things.put_many((actor, card(actor)) for actor in part)
        search.put_many((thing, words(actor)) for thing, actor in zip(found, part, strict=True))
