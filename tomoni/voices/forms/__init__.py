from tomoni.voices.forms.imports import TableForm
from tomoni.voices.forms.lists import PublicFilter, TogetherForm, WorkingFilter
from tomoni.voices.forms.move import (
    ClassifyForm,
    DraftForm,
    DuplicateForm,
    FinishForm,
    FollowUpForm,
    RouteForm,
    ShowForm,
    SplitForm,
    WordForm,
)
from tomoni.voices.forms.opinion import EditForm, OpinionForm, SourceForm
from tomoni.voices.forms.paste import MOST, PasteForm, Preview
from tomoni.voices.forms.scheme import NewCodes, OldCodes, SchemeForm
from tomoni.voices.forms.theme import ThemeNameForm, ThemeSetForm

__all__ = [
    "MOST",
    "ClassifyForm",
    "DraftForm",
    "DuplicateForm",
    "EditForm",
    "FinishForm",
    "FollowUpForm",
    "NewCodes",
    "OldCodes",
    "OpinionForm",
    "PasteForm",
    "Preview",
    "PublicFilter",
    "RouteForm",
    "SchemeForm",
    "ShowForm",
    "SourceForm",
    "SplitForm",
    "TableForm",
    "ThemeNameForm",
    "ThemeSetForm",
    "TogetherForm",
    "WordForm",
    "WorkingFilter",
]
