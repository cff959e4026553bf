"""What can be done. A gathering's own moves stand here too; the rest by noun."""

from tomoni.gatherings.actions.gathering import cancel, edit, hold, notify, record, reschedule, show

__all__ = ["cancel", "edit", "hold", "notify", "record", "reschedule", "show"]
