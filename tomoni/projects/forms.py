from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tomoni.accounts.models import User
from tomoni.core import files, search
from tomoni.core.files import StoredFile
from tomoni.core.http import MoveForm
from tomoni.core.jurisdictions import current
from tomoni.directory.models import ActivityField, Actor, CollaborationForm
from tomoni.directory.standing import Reader, standing_of
from tomoni.japan.fiscal import fiscal_year_label
from tomoni.projects.models import LightCollab, LightCollabQuerySet, SideWord
from tomoni.projects.states import State

DAY = forms.DateInput(attrs={"type": "date"})
PICTURES = (".png", ".jpg", ".jpeg")
ALL = pgettext_lazy("filter", "すべて")


class PhotoPart(forms.Form):
    """A picture, what is on it, and that those on it agree; stored when everything else is right."""

    picture = forms.FileField(
        label=_("写真"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(PICTURES)}),
        help_text=_("PNGかJPEG。撮った場所の情報は消して保存します。"),
    )
    photo_text = forms.CharField(
        label=_("写真の説明"), required=False, max_length=200, help_text=_("見えない人にも伝わるように。")
    )
    photo_agreed = forms.BooleanField(label=_("写っている人の了承を得ています"), required=False)

    def clean_picture(self) -> "UploadedFile[bytes] | None":
        upload: UploadedFile[bytes] | None = self.cleaned_data["picture"]
        if upload and Path(upload.name or "").suffix.lower() not in PICTURES:
            raise forms.ValidationError(_text("写真はPNGかJPEGにしてください。"))
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("picture"):
            if not self.cleaned_data.get("photo_text", "").strip():
                self.add_error("photo_text", _text("写真に何が写っているかを書いてください。"))
            if not self.cleaned_data.get("photo_agreed"):
                self.add_error("photo_agreed", _text("写っている人の了承を確かめてください。"))
        return cleaned

    def keep_photo(self) -> StoredFile | None:
        upload = self.cleaned_data.get("picture")
        return files.keep(upload, jurisdiction=current(), secret=False) if upload else None


class LightCollabForm(PhotoPart, forms.ModelForm):  # type: ignore[type-arg]
    """Two minutes: who, what, when, one line. Everything else is optional."""

    first: Any = forms.ModelChoiceField(label=_("こちら側"), queryset=None)
    second: Any = forms.ModelChoiceField(label=_("相手"), queryset=None)
    others: Any = forms.ModelMultipleChoiceField(
        label=_("ほかの参加者"), queryset=None, required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    granted_by: Any = forms.ModelChoiceField(
        label=_("了承する課"),
        queryset=None,
        required=False,
        help_text=_("部屋・広報・名義を求めるときだけ。空なら、双方のうちの課になります。"),
    )
    topics: Any = forms.ModelMultipleChoiceField(
        label=_("分野"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
    )
    publish_now = forms.BooleanField(label=_("すぐに公開する"), required=False)

    class Meta:
        model = LightCollab
        # Not those that point at rows of the city: their choices are known in a request only.
        fields: ClassVar[list[str]] = [
            "title",
            "form",
            "what",
            "done_on",
            "starts_on",
            "place",
            "people",
            "needs_room",
            "needs_notice",
            "needs_name",
            "approval",
            "result",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "what": forms.Textarea(attrs={"rows": 4}),
            "done_on": DAY,
            "starts_on": DAY,
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("例：駅前花壇の植え替えを3者で行いました"),
            "done_on": _("これからのときは、その予定日。"),
            "result": _("例：42人が参加し、500株を植えました。終わったことなら必ず書いてください。"),
            "starts_on": _("数日にわたるときだけ。"),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = standing_of(by)
        actors = Actor.objects.visible_to(by).active()
        choices = {
            "first": actors,
            "second": actors,
            "others": actors,
            "granted_by": actors.departments(),
            "topics": ActivityField.objects.here(),
            "form": CollaborationForm.objects.here().light(),
        }
        brokers = standing.is_section or standing.is_centre
        if not brokers and not self.instance.pk:
            choices["first"] = actors.filter(pk__in=standing.actor_ids)
            self.initial.setdefault("first", choices["first"].first())
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if not standing.is_section:
            del self.fields["publish_now"]
        if self.instance.pk:
            stored = self.instance
            self.fields.pop("publish_now", None)
            del self.fields["first"], self.fields["second"]
            self.initial.setdefault("others", [one.pk for one in stored.others.all()])
            self.initial.setdefault("topics", [one.pk for one in stored.fields.all()])
            self.initial.setdefault("granted_by", stored.granted_by_id)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        asked = self.cleaned_data
        first = asked.get("first") or (self.instance.first if self.instance.pk else None)
        second = asked.get("second") or (self.instance.second if self.instance.pk else None)
        if first is not None and first == second:
            self.add_error("second", _text("ちがう相手を選んでください。"))
        asks = any(asked.get(name) for name in ("needs_room", "needs_notice", "needs_name"))
        if asks and not asked.get("granted_by"):
            sides = [one for one in (first, second) if one is not None and one.side == Actor.Side.CITY]
            if sides:
                asked["granted_by"] = sides[0]
            else:
                self.add_error("granted_by", _text("部屋・広報・名義を了承する課を選んでください。"))
        day = asked.get("done_on")
        if not asks and day and day <= timezone.localdate() and not asked.get("result"):
            self.add_error("result", _text("終わったことは、結果をひとことで書いてください。"))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {
            **{name: self.cleaned_data[name] for name in self.Meta.fields},
            "granted_by": self.cleaned_data["granted_by"],
        }


class ConfirmForm(MoveForm):
    approval = forms.CharField(
        label=_("承認の番号"),
        required=False,
        max_length=60,
        help_text=_("名義（後援など）を使うときは、名義使用の承認の番号を入力してください。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval"].initial = self.thing.approval
        self.fields["approval"].required = self.thing.needs_name


class FinishForm(MoveForm):
    done_on = forms.DateField(label=_("行った日"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = min(self.thing.done_on, timezone.localdate())


class RecordForm(PhotoPart, MoveForm):
    result = forms.CharField(
        label=_("結果をひとことで"), max_length=120, help_text=_("例：42人が参加し、500株を植えました。")
    )
    people = forms.IntegerField(label=_("参加した人数"), required=False, min_value=0, max_value=1_000_000)
    field_order = ("result", "people", "picture", "photo_text", "photo_agreed")

    def clean(self) -> dict[str, Any] | None:
        """The action's words: the stored picture instead of the upload."""
        super().clean()
        if self.errors:
            return None
        asked = self.cleaned_data
        return {
            "result": asked["result"],
            "people": asked["people"],
            "photo_text": asked["photo_text"],
            "photo": self.keep_photo(),
        }


class SayForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SideWord
        fields: ClassVar[list[str]] = ["text", "score"]

    score = forms.TypedChoiceField(
        label=_("よかった度合い"),
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "across"}),
        choices=[
            (5, _("5 とてもよかった")),
            (4, _("4 よかった")),
            (3, _("3 ふつう")),
            (2, _("2 いまひとつ")),
            (1, _("1 よくなかった")),
        ],
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CollabFilter(forms.Form):
    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    form: Any = forms.ModelChoiceField(
        label=_("協働の形態"), required=False, queryset=None, to_field_name="code", empty_label=ALL
    )
    field: Any = forms.ModelChoiceField(
        label=_("分野"), required=False, queryset=None, to_field_name="code", empty_label=ALL
    )
    actor: Any = forms.ModelChoiceField(label=_("主体"), required=False, queryset=None, empty_label=ALL)
    state = forms.ChoiceField(label=_("状態"), required=False, choices=[("", ALL), *State.choices])

    def __init__(self, *args: Any, user: Reader, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        labels = [(year, fiscal_year_label(year)) for year in years]
        self.fields["year"].choices = [("", ALL), *labels]  # type: ignore[attr-defined]
        self.fields["form"].queryset = CollaborationForm.objects.here().light()  # type: ignore[attr-defined]
        self.fields["field"].queryset = ActivityField.objects.here()  # type: ignore[attr-defined]
        seen = LightCollab.objects.visible_to(user)
        sides = Actor.objects.visible_to(user).filter(
            pk__in=seen.values("first_id").union(seen.values("second_id"))
        )
        self.fields["actor"].queryset = sides  # type: ignore[attr-defined]
        if not standing_of(user).is_known:
            del self.fields["state"]

    def rows(self) -> LightCollabQuerySet:
        asked = self.cleaned_data
        rows = LightCollab.objects.visible_to(self.user)
        if asked.get("state"):
            rows = rows.filter(state=asked["state"])
        if asked["year"]:
            rows = rows.of_fiscal_year(asked["year"])
        if asked["form"]:
            rows = rows.filter(form__code=asked["form"].code)
        if asked["field"]:
            marked = LightCollab.fields.through.objects.filter(activityfield__code=asked["field"].code)
            rows = rows.filter(pk__in=marked.values("lightcollab_id"))
        if asked["actor"]:
            rows = rows.with_actor(asked["actor"])
        if asked["q"].strip():
            rows = rows.filter(pk__in=search.object_ids(asked["q"], "projects.lightcollab"))
        return rows.order_by("-done_on", "-id")
