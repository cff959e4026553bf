"""Who may do what. What is asked most, about a gathering itself, stands here; the rest by noun."""

from tomoni.gatherings.rules.gathering import (
    can_cancel,
    can_edit,
    can_hold,
    can_notify,
    can_organise_for,
    can_record,
    can_reschedule,
    can_see_groups,
    can_see_history,
    can_show,
    runs,
    sees_closed,
)

__all__ = [
    "can_cancel",
    "can_edit",
    "can_hold",
    "can_notify",
    "can_organise_for",
    "can_record",
    "can_reschedule",
    "can_see_groups",
    "can_see_history",
    "can_show",
    "runs",
    "sees_closed",
]
