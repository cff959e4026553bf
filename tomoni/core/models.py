"""Where Django looks for this app's tables; each is defined beside the functions that own it."""

from tomoni.core.audit import Event, ReadingEvent, Seal
from tomoni.core.files import StoredFile
from tomoni.core.imports import TableImport
from tomoni.core.jobs import Job
from tomoni.core.jurisdictions import FormerAddress, Jurisdiction
from tomoni.core.lineage import Edge
from tomoni.core.once import Sent
from tomoni.core.outbox import Letter, Notice
from tomoni.core.ownership import Case
from tomoni.core.search import Entry
from tomoni.core.things import Thing, ThingAudience

__all__ = [
    "Case",
    "Edge",
    "Entry",
    "Event",
    "FormerAddress",
    "Job",
    "Jurisdiction",
    "Letter",
    "Notice",
    "ReadingEvent",
    "Seal",
    "Sent",
    "StoredFile",
    "TableImport",
    "Thing",
    "ThingAudience",
]
