"""What lists of opinions are narrowed to, and one act for many."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.directory.models import Actor
from tomoni.japan.fiscal import fiscal_year_label
from tomoni.voices.forms.fields import choices_of, codes_of
from tomoni.voices.states import AnswerKind, State


class PublicFilter(forms.Form):
    """What the public list can be narrowed to."""

    q = forms.CharField(label=_("ことば"), max_length=100, required=False)
    code = forms.TypedChoiceField(label=_("分類"), coerce=int, required=False, empty_value=None)
    department = forms.TypedChoiceField(label=_("担当課"), coerce=int, required=False, empty_value=None)
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False, empty_value=None)
    answered = forms.ChoiceField(
        label=_("答え"),
        required=False,
        choices=[
            ("", _("すべて")),
            ("yes", _("答えたもの")),
            ("no", _("まだのもの")),
            ("done", _("その後まで分かったもの")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("対応区分"), required=False, choices=[("", _("すべて")), *AnswerKind.choices]
    )
    gathering = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Iterable[int], departments: Iterable[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("すべて"))
        self._offer("code", [everything, *choices_of(codes_of(None))])
        self._offer("department", [everything, *[(one.pk, one.name) for one in departments]])
        self._offer("year", [everything, *[(year, fiscal_year_label(year)) for year in years]])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class WorkingFilter(PublicFilter):
    """The same for those who sort and answer."""

    state = forms.ChoiceField(label=_("状態"), required=False)
    late = forms.ChoiceField(
        label=_("期限"),
        required=False,
        choices=[
            ("", _("すべて")),
            ("on", _("期限を過ぎたもの")),
            ("answers", _("答えの期限を過ぎたもの")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("state", [("", _("すべて")), ("open", _("終わっていないもの")), *State.choices])


class TogetherForm(forms.Form):
    """One act for all opinions that were ticked."""

    ROUTE, SHOW = "route", "show"
    what = forms.ChoiceField(
        label=_("選んだ声をまとめて"), choices=[(ROUTE, _("担当課へ送る")), (SHOW, _("声を公開する"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Actor.objects.departments().active()
        self.fields["department"] = forms.ModelChoiceField(
            departments, label=_("担当課"), required=False, empty_label="―"
        )
        for field in self.fields.values():
            field.widget.attrs["form"] = "together"

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("what") == self.ROUTE and not self.cleaned_data.get("department"):
            self.add_error("department", _text("送り先の担当課を選んでください。"))
        return self.cleaned_data
