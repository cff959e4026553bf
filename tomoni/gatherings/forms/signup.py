"""Asking for a seat."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.core.visitors import VisitorForm


class SignUpForm(VisitorForm):
    purpose = "tomoni.gatherings.signup"

    name = forms.CharField(
        label=_("名前"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    belongs = forms.CharField(label=_("団体や所属"), max_length=120, required=False)
    mail = forms.EmailField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("席が決まったとき、日時が変わったときにお知らせします。書かなくても申し込めます。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(label=_("電話"), max_length=40, required=False)
    needs = forms.CharField(
        label=_("手伝いがいること"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("手話、要約筆記、車いす、保育など。"),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "belongs", "mail", "phone", "needs")}
