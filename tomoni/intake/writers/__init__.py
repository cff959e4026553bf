"""From mended records to the records of the rooms, through their actions. A kind without a writer is kept as it was read."""

from collections.abc import Callable
from typing import Any

from tomoni.accounts.models import User
from tomoni.core.records import Record
from tomoni.directory.models import Actor
from tomoni.intake.writers import exchange, listing, meeting, outline

Writer = Callable[[dict[str, Any], str, Actor, User], list[Record]]
"""Records, the document's name, the unit that answers for it, who commits: what was made, in its order."""

WRITERS: dict[str, Writer] = {
    "meeting": meeting.write,
    "exchange": exchange.write,
    "outline": outline.write,
    "list": listing.write,
}
