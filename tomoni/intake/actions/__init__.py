"""Every change to a document taken in; its moves are found here by their names."""

from tomoni.intake.actions.committing import commit, keep, undo
from tomoni.intake.actions.taking import drop, mend, read_again, start

__all__ = ["commit", "drop", "keep", "mend", "read_again", "start", "undo"]
