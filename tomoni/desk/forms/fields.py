"""Fields that several forms share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.core.files import ACCEPT
from tomoni.desk.states import Tick

MOST_FILES = 5
LONGEST = 10_000


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; their kind and size are checked where they are stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("添付ファイル"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy("5つまで。PDF、画像、Word、Excel、テキスト。1つ20MBまでです。"),
        )
        kwargs["widget"] = ManyFilesInput(attrs={"multiple": True, "accept": ACCEPT})
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in given if one]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("ファイルは%(most)sつまでにしてください。") % {"most": MOST_FILES})
        return found


def area(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def ticks(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=Tick.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "across"}),
    )
