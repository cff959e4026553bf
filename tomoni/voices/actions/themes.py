"""Which opinions are put into themes, and names given by hand; the grouping itself is a job (`trees`)."""

from django.db import transaction
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, records
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import Outsider
from tomoni.voices import rules, trees
from tomoni.voices.models import Opinion, Reach, Scheme, Theme, ThemeSet

LEAST = 12
"""Fewer opinions need no themes: one reads them one by one."""


@transaction.atomic
def define_themes(
    *, by: User, series: str = "", scheme: Scheme | None = None, fiscal_year: int | None = None
) -> ThemeSet:
    """Say which opinions to group; the grouping follows as a job. The same range again is the same themes."""
    require(rules.can_keep_themes(by))
    known = ThemeSet.objects.filter(series=series, scheme=scheme, fiscal_year=fiscal_year).first()
    if known is None:
        known = ThemeSet(jurisdiction=current(), series=series, scheme=scheme, fiscal_year=fiscal_year)
        if not known.opinions(Reach.SECTION).exists():
            raise Refused(_("この範囲には、まだ声がありません。"))
        records.create(known, by=by)
    trees.want(known)
    return known


@transaction.atomic
def regroup_themes(found: ThemeSet, *, by: User) -> bool:
    """Group again what has changed since. False: nothing has."""
    require(rules.can_keep_themes(by))
    audit.record("theme_set.regroup", found, by=by)
    return trees.want(found) is not None


@transaction.atomic
def drop_themes(found: ThemeSet, *, by: User) -> None:
    """Give up a range that serves nobody; no opinion is touched."""
    require(rules.can_keep_themes(by))
    audit.record("theme_set.drop", found, by=by, before={"range": str(found)})
    found.delete()


@transaction.atomic
def name_theme(theme: Theme, *, by: User, version: int, label: str) -> None:
    """A name given by a person stays through later groupings, as long as the theme does."""
    require(rules.can_keep_themes(by))
    records.change(theme, by=by, version=version, label=label.strip(), by_hand=True)


@transaction.atomic
def keep_themes(*, by: Outsider) -> int:
    """What the clock does: a city with enough opinions has themes, and stale ones are grouped again. Returns how many."""
    if not ThemeSet.objects.exists() and Opinion.objects.grouped(Reach.SECTION).count() >= LEAST:
        records.create(ThemeSet(jurisdiction=current()), by=by)
    rows = ThemeSet.objects.select_related("jurisdiction", "scheme")
    return sum(trees.want(one) is not None for one in rows)
