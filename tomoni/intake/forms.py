from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.files import DOCUMENTS
from tomoni.core.http import MoveForm, ReasonForm
from tomoni.directory.models import Actor, section_unit
from tomoni.reading.encodings import CHOICES
from tomoni.reading.readings import LABELS

LONGEST = 400_000


class TakeForm(forms.Form):
    """A file, or text that was copied."""

    file = forms.FileField(
        label=_("文書のファイル"),
        required=False,
        help_text=_("Word（docx）、Excel（xlsx）、PDF、ウェブページ（html）、CSV、テキスト。20MBまで。"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(DOCUMENTS)}),
    )
    text = forms.CharField(
        label=_("または、貼り付けた文"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = forms.CharField(
        label=_("貼り付けた文の名前"), required=False, max_length=100, help_text=_("例：第3回会議の結果")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = (data.get("text") or "").strip()
        if not self.errors and bool(data.get("file")) == bool(text):
            raise forms.ValidationError(
                _text("ファイルを選ぶか、文を貼り付けるか、どちらか一つにしてください。")
            )
        if text:
            day = timezone.localdate()
            name = (data.get("name") or _text("貼り付けた文 %(day)s") % {"day": day.isoformat()}).replace(
                "/", "／"
            )
            data["file"] = SimpleUploadedFile(f"{name}.txt", text.encode("utf-8", "replace"), "text/plain")
        return data


class CommitForm(MoveForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Actor.objects.departments().active()
        self.fields["unit"] = forms.ModelChoiceField(units, label=_("主催・とりまとめの課"), empty_label=None)
        self.initial["unit"] = section_unit()


class ReadAgainForm(MoveForm):
    kind = forms.ChoiceField(label=_("文書の種類"), required=False)
    encoding = forms.ChoiceField(label=_("文字コード"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        encodings: Any = self.fields["encoding"]
        kinds.choices = [("", _text("自動で見分ける")), *LABELS.items()]
        encodings.choices = [("", _text("自動で見分ける")), *CHOICES.items()]
        self.initial["kind"] = self.thing.kind
        if not self.thing.encoding:
            del self.fields["encoding"]


MOVES: dict[str, type[MoveForm]] = {"commit": CommitForm, "read_again": ReadAgainForm, "undo": ReasonForm}
