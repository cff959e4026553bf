"""By when a gathering's papers must be out, in the days of its city hall."""

from datetime import date, timedelta

from tomoni.core.jurisdictions import Settings


def notice_due(held_on: date, local: Settings) -> date:
    """The last open day on which the public notice is in time."""
    return local.open_by(held_on - timedelta(days=local.notice_days))


def quick_report_due(held_on: date, local: Settings) -> date:
    return local.due(local.quick_report_days, after=held_on)


def minutes_due(held_on: date, local: Settings) -> date:
    return local.open_by(held_on + timedelta(days=local.minutes_days))
