"""Notes, papers, quick report and minutes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.files import ACCEPT
from tomoni.core.http import MoveForm, ReasonForm
from tomoni.gatherings.forms.fields import DAY, RecordForm
from tomoni.gatherings.models import AgendaItem, Correction, Gathering, Minutes, QuickReport, Statement


def _items(gathering: Gathering) -> Any:
    rows = AgendaItem.objects.filter(gathering=gathering)
    return forms.ModelChoiceField(rows, label=_("議題"), required=False, empty_label=_text("全体"))


class NoteForm(RecordForm):
    """A line, or several at once: one a row."""

    class Meta:
        model = Statement
        fields = ("kind", "heading", "text", "speaker", "owner", "due_on")
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "autofocus": True}), "due_on": DAY}

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = _items(gathering)
        self.initial.setdefault("item", self.instance.item_id)
        self.order_fields(["item"])
        self.fields["text"].help_text = _("改行で区切ると、1行ずつ別の項目になります。人の名前は書きません。")
        self.fields["owner"].help_text = _("宿題のときに。課や団体、役職で書きます。")

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("kind") == Statement.Kind.TODO and not self.cleaned_data.get("owner"):
            self.add_error("owner", _text("宿題には、だれがするかを入力してください。"))
        return self.cleaned_data


class LineForm(NoteForm):
    """One line rewritten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("人の名前は書きません。")


class PaperForm(forms.Form):
    title = forms.CharField(label=_("資料の名前"), max_length=120, help_text=_("例：資料1 ヒント集の案"))
    upload = forms.FileField(
        label=_("ファイル"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF、Word、Excel、画像、テキスト。20MBまで。非公開の議題の資料は公開されません。"),
    )

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = _items(gathering)
        self.order_fields(["item"])


class PrefaceForm(RecordForm):
    class Meta:
        model = QuickReport
        fields = ("preface",)
        widgets = {"preface": forms.Textarea(attrs={"rows": 3})}


class MinutesForm(RecordForm):
    class Meta:
        model = Minutes
        fields = ("style",)


class _Marking(ReasonForm):
    hides_before = forms.BooleanField(
        label=_("変更の前の文を見せない"),
        required=False,
        help_text=_("個人の名前などを消すために直すときに。前の版は見られなくなります。"),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data["marks_changes"] = not self.cleaned_data.pop("hides_before", False)
        return self.cleaned_data


class PublishAgainForm(_Marking):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("どこを、なぜ直したか")
        self.fields["reason"].help_text = _("公開のページに出ます。")


class PublishMinutesForm(_Marking):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("速報や前の版から変わったところの説明")
        self.fields["reason"].help_text = _("公開のページに出ます。")


class AskMembersForm(MoveForm):
    check_until = forms.DateField(label=_("いつまでに確かめてもらうか"), widget=DAY)

    def __init__(self, *args: Any, thing: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        days = thing.jurisdiction.local.member_check_days
        self.fields["check_until"].initial = timezone.localdate() + timedelta(days=days)


class CorrectionForm(RecordForm):
    class Meta:
        model = Correction
        fields = ("wanted", "why")
        widgets = {"wanted": forms.Textarea(attrs={"rows": 4})}


class AcceptForm(MoveForm):
    text = forms.CharField(
        label=_("直した文"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = forms.CharField(
        label=_("委員への返事"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, thing: Correction, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        if thing.statement_id is None:
            del self.fields["text"]
        else:
            self.fields["text"].initial = thing.wanted
