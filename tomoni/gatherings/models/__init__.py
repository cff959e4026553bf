"""What is stored of gatherings, by noun."""

from tomoni.gatherings.models.council import MEMBERS, Council, Member, Reflection, Term
from tomoni.gatherings.models.gathering import Gathering
from tomoni.gatherings.models.report import Correction, Minutes, QuickReport, RecordEdition
from tomoni.gatherings.models.rows import AgendaItem, Attendance, Paper, Part, Statement
from tomoni.gatherings.models.signup import Presence, SignUp

__all__ = [
    "MEMBERS",
    "AgendaItem",
    "Attendance",
    "Correction",
    "Council",
    "RecordEdition",
    "Gathering",
    "Member",
    "Minutes",
    "Paper",
    "Part",
    "Presence",
    "QuickReport",
    "Reflection",
    "SignUp",
    "Statement",
    "Term",
]
