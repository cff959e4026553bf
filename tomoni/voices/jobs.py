"""What happens to voices by the clock; each may run twice."""

from datetime import date

from tomoni.core.people import SYSTEM
from tomoni.voices import actions, alike, learning
from tomoni.voices.models import Scheme


def keep_themes(_today: date) -> int:
    """Group again, and look for voices that read alike, where opinions have changed. Returns how many ranges that were."""
    alike.want()
    return actions.keep_themes(by=SYSTEM)


def check_lessons(_today: date) -> int:
    """See how far what people decided may be trusted, where that has changed. Returns how many schemes that were."""
    return sum(learning.want(scheme) is not None for scheme in Scheme.objects.active())
