"""Opinions taken in the room."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core.visitors import VisitorForm
from tomoni.gatherings.models import Gathering
from tomoni.voices.actions.capture import LONGEST
from tomoni.voices.forms.fields import text_field


class SayForm(VisitorForm):
    """What a phone shows: one field and a button."""

    purpose = "tomoni.voices.say"

    text = text_field(_("あなたの声"), rows=5, longest=LONGEST)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class CardForm(forms.Form):
    text = text_field(
        _("カードの文"), rows=3, help_text=_("書いてあるとおりに。人の名前は「○○さん」にしてください。")
    )


class RoomForm(forms.Form):
    question = forms.CharField(
        label=_("聞きたいこと"),
        max_length=200,
        required=False,
        help_text=_("スマートフォンの画面のはじめに出ます。"),
    )
    closes_at = forms.DateTimeField(
        label=_("受け付けを終える日時"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        soon = timezone.now() + timedelta(hours=3)
        self.fields["closes_at"].initial = timezone.localtime(max(gathering.ends_at, soon))
