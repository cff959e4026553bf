"""What the one who asked can say."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from tomoni.core.http import MoveForm
from tomoni.desk.forms.fields import LONGEST, FilesField, area
from tomoni.desk.states import Outcome


class TellForm(forms.Form):
    body = forms.CharField(label=gettext_lazy("書き込む"), max_length=LONGEST, widget=area(4))
    attachments = FilesField()
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


SATISFACTION = [(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")]


def satisfaction(*, required: bool) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("満足度"),
        help_text=gettext_lazy("5がいちばん良い、1がいちばん悪いです。"),
        choices=SATISFACTION,
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.RadioSelect(attrs={"class": "across"}),
    )


class AskerCloseForm(MoveForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("相談の結果はどうでしたか"),
        choices=[
            (Outcome.ADVICE, gettext_lazy("知りたいことがわかった")),
            (Outcome.INTRODUCED, gettext_lazy("団体や担当課を紹介してもらえた")),
            (Outcome.COLLABORATION, gettext_lazy("一緒に取り組むことになった")),
            (Outcome.NOT_POSSIBLE, gettext_lazy("望んだとおりにはならなかった")),
            (Outcome.OTHER, gettext_lazy("そのほか")),
        ],
        widget=forms.RadioSelect,
    )
    satisfaction = satisfaction(required=False)


class RateForm(MoveForm):
    satisfaction = satisfaction(required=True)


class ShareForm(MoveForm):
    share_departments = forms.BooleanField(label=gettext_lazy("市の担当課に内容を見せてよい"), required=False)
    share_centre = forms.BooleanField(
        label=gettext_lazy("市民活動サポートセンターに内容を見せてよい"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("share_departments", "share_centre", "version"):
            self.fields[name].initial = getattr(self.thing, name)
