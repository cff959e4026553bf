"""Taking a consultation in."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core.visitors import VisitorForm
from tomoni.desk.forms.fields import LONGEST, FilesField, area
from tomoni.desk.states import AskerKind, Channel
from tomoni.directory.models import Actor
from tomoni.directory.roles import GROUP, RoleCode
from tomoni.directory.standing import standing_of


class WordsForm(forms.Form):
    """What is asked, by whatever channel."""

    subject = forms.CharField(
        label=gettext_lazy("題名"),
        max_length=100,
        help_text=gettext_lazy("ひとことで。例：花壇の手入れを手伝いたい"),
    )
    body = forms.CharField(label=gettext_lazy("相談の内容"), max_length=LONGEST, widget=area(8))
    wish = forms.CharField(
        label=gettext_lazy("どうなるとよいか"), max_length=LONGEST, required=False, widget=area(3)
    )
    asker_kind = forms.ChoiceField(
        label=gettext_lazy("相談する人"), choices=[one for one in AskerKind.choices if one[0] != "department"]
    )
    asker_name = forms.CharField(
        label=gettext_lazy("お名前・団体名"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("書かなくても相談できます。"),
    )
    asker_mail = forms.EmailField(label=gettext_lazy("メールアドレス"), required=False)
    asker_phone = forms.CharField(
        label=gettext_lazy("電話番号"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    wants_mail = forms.BooleanField(
        label=gettext_lazy("新しい知らせがあることをメールで受け取る"),
        required=False,
        help_text=gettext_lazy("メールには受付番号とページの場所だけを書きます。相談の内容は書きません。"),
    )
    attachments = FilesField()
    share_departments = forms.BooleanField(
        label=gettext_lazy("市の担当課に内容を見せてよい"),
        required=False,
        initial=True,
        help_text=gettext_lazy("担当課に照会するために必要です。メールアドレスと電話番号は見せません。"),
    )
    share_centre = forms.BooleanField(
        label=gettext_lazy("市民活動サポートセンターに内容を見せてよい"), required=False
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("wants_mail") and not given.get("asker_mail") and "asker_mail" not in self.errors:
            self.add_error(
                "asker_mail", _("メールで知らせを受け取るには、メールアドレスを入力してください。")
            )
        return given

    def told(self) -> dict[str, Any]:
        """What the action takes; the keys of the form itself stay here."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("once", "stamp", "website")
        }


class ConsultForm(VisitorForm, WordsForm):
    """On the public page."""

    purpose = "tomoni.desk.form"


class MemberConsultForm(WordsForm):
    """For a signed-in person: as which group, or as oneself."""

    asker: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("どの立場で相談しますか"), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = [post.actor_id for post in standing_of(user).posts if post.code in (*GROUP, RoleCode.LIA)]
        own = self.fields["asker"]
        assert isinstance(own, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        own.queryset = Actor.objects.filter(pk__in=posts)
        own.empty_label = _("個人として")
        own.initial = posts[0] if posts else None
        for name in ("asker_kind", "asker_name"):
            del self.fields[name]
        self.order_fields(["asker"])


class EnterForm(WordsForm):
    """At the counter or on the phone, for somebody else."""

    channel = forms.ChoiceField(label=gettext_lazy("受付の方法"), choices=Channel.choices)
    received_at = forms.DateTimeField(
        label=gettext_lazy("受け付けた日時"),
        required=False,
        help_text=gettext_lazy("空のままなら、いまの日時になります。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    asker: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("登録団体"),
        required=False,
        help_text=gettext_lazy(
            "登録のある団体なら選んでください。団体のページからも見られるようになります。"
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.fields["asker"]
        assert isinstance(groups, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        groups.queryset = Actor.objects.visible_to(user).active().groups().order_by("reading", "name")
        self.fields["share_departments"].initial = False
        self.fields["share_centre"].initial = standing_of(user).is_centre
        self.fields["share_departments"].label = _("市の担当課に見せることに同意を得た")
        self.fields["share_centre"].label = _("サポートセンターに見せることに同意を得た")
        self.order_fields(["channel", "received_at", "asker"])

    def clean_received_at(self) -> datetime:
        given: datetime | None = self.cleaned_data["received_at"]
        now = timezone.now()
        if given is not None and given > now:
            raise forms.ValidationError(_("これからの日時は選べません。"))
        return given or now
