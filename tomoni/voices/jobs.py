"""What happens to voices by the clock; each may run twice."""

from datetime import date

from tomoni.core.people import SYSTEM
from tomoni.voices import actions


def keep_themes(_today: date) -> int:
    """Group again where opinions have changed. Returns how many ranges that were."""
    return actions.keep_themes(by=SYSTEM)
