"""Is the input well formed? One form for each thing that can be said about a consultation."""

from tomoni.desk.forms.asker import AskerCloseForm, RateForm, ShareForm, TellForm
from tomoni.desk.forms.entry import ConsultForm, EnterForm, MemberConsultForm, WordsForm
from tomoni.desk.forms.lesson import ResetForm, RetractForm, WhyForm
from tomoni.desk.forms.staff import (
    AnswerForm,
    CloseForm,
    ConfirmForm,
    DeclineForm,
    DueForm,
    FilterForm,
    GiveBackForm,
    HandOverForm,
    NoteForm,
    ReferForm,
    ReplyForm,
    ResumeForm,
    ScreenForm,
    SeedForm,
    TriageForm,
    with_duties,
)

__all__ = [
    "AnswerForm",
    "AskerCloseForm",
    "CloseForm",
    "ConfirmForm",
    "ConsultForm",
    "DeclineForm",
    "DueForm",
    "EnterForm",
    "FilterForm",
    "GiveBackForm",
    "HandOverForm",
    "MemberConsultForm",
    "NoteForm",
    "RateForm",
    "ReferForm",
    "ReplyForm",
    "ResetForm",
    "ResumeForm",
    "RetractForm",
    "ScreenForm",
    "SeedForm",
    "ShareForm",
    "TellForm",
    "TriageForm",
    "WhyForm",
    "WordsForm",
    "with_duties",
]
