"""Three ways to say no: ValidationError (bad input), NotAllowed (wrong person), Refused (wrong moment).

`core.http.RefusalMiddleware` turns each into a page.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class NotAllowed(PermissionDenied):
    """Visible, but not for this person to do. `who` says in words who can."""

    def __init__(self, message: str = "", *, who: str = "") -> None:
        self.who = who
        super().__init__(message or _("この操作をする権限がありません。"))


class Refused(Exception):
    """The right person at the wrong moment; nothing was changed."""


class Conflict(Exception):
    """Somebody else saved first. Carries both texts so that a page can show them side by side."""

    def __init__(
        self,
        mine: Mapping[str, object],
        theirs: Mapping[str, object],
        *,
        version: int,
        labels: Mapping[str, object] | None = None,
    ) -> None:
        self.mine = mine
        self.theirs = theirs
        self.version = version
        self.labels = labels or {}
        super().__init__(_("ほかの人が先に保存しました。"))


def require(allowed: bool, *, who: str = "") -> None:  # noqa: FBT001 - reads as a sentence: require(rules.can_…)
    """Stop here unless the rule allowed it."""
    if not allowed:
        raise NotAllowed(who=who)
