"""Is the input well formed? By noun."""

from tomoni.gatherings.forms.council import CouncilForm, HandOverForm, MemberRows, ReflectionForm, TermForm
from tomoni.gatherings.forms.gathering import (
    CancelForm,
    FilterForm,
    GatheringForm,
    HoldForm,
    NotifyForm,
    RescheduleForm,
    RowsOf,
    ShowForm,
)
from tomoni.gatherings.forms.report import (
    AcceptForm,
    AskMembersForm,
    CorrectionForm,
    LineForm,
    MinutesForm,
    NoteForm,
    PaperForm,
    PrefaceForm,
    PublishAgainForm,
    PublishMinutesForm,
)
from tomoni.gatherings.forms.signup import SignUpForm

__all__ = [
    "AcceptForm",
    "AskMembersForm",
    "CancelForm",
    "CorrectionForm",
    "CouncilForm",
    "FilterForm",
    "GatheringForm",
    "HandOverForm",
    "HoldForm",
    "LineForm",
    "MemberRows",
    "MinutesForm",
    "NoteForm",
    "NotifyForm",
    "PaperForm",
    "PrefaceForm",
    "PublishAgainForm",
    "PublishMinutesForm",
    "ReflectionForm",
    "RescheduleForm",
    "RowsOf",
    "ShowForm",
    "SignUpForm",
    "TermForm",
]
