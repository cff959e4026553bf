from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader
from tomoni.gatherings.models import Gathering
from tomoni.voices.actions import Line
from tomoni.voices.alike import near
from tomoni.voices.forms.fields import day_field, text_field
from tomoni.voices.models import Opinion


class SourceForm(forms.Form):
    """Where opinions come from; the same for one and for a list."""

    source = forms.ChoiceField(label=_("出どころ"), choices=Opinion.Source.choices)
    source_note = forms.CharField(
        label=_("出どころの説明"),
        max_length=200,
        required=False,
        help_text=_("例：令和8年度 市民活動団体アンケート"),
    )
    received_on = day_field(
        _("受け付けた日"), required=False, help_text=_("空けると、選んだ集まりの開催日になります。")
    )
    group = forms.CharField(
        label=_("団体の名前"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "group-names", "autocomplete": "off"}),
        help_text=_("登録されている団体だけ。公開されません。"),
    )

    def __init__(self, *args: Any, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = Gathering.objects.visible_to(by).exclude(state="cancelled").order_by("-starts_at")
        self.fields["gathering"] = forms.ModelChoiceField(
            sessions, label=_("どの集まりで"), required=False, empty_label=_("選ばない")
        )
        self.order_fields(["gathering"])

    def clean_group(self) -> Actor | None:
        name = self.cleaned_data["group"].strip()
        if not name:
            return None
        found = Actor.objects.groups().filter(name=name).first()
        if found is None:
            raise forms.ValidationError(
                _text("この名前の団体は登録されていません。名前を確かめるか、空けてください。")
            )
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        gathering = self.cleaned_data.get("gathering")
        day = self.cleaned_data.get("received_on") or (gathering.held_on if gathering else None)
        if day is None:
            self.add_error("received_on", _text("受け付けた日を入力するか、集まりを選んでください。"))
        elif day > timezone.localdate():
            self.add_error("received_on", _text("今日までの日を入力してください。"))
        self.cleaned_data["received_on"] = day
        return self.cleaned_data

    def details(self) -> dict[str, Any]:
        names = ("gathering", "source", "source_note", "received_on", "group")
        return {name: self.cleaned_data[name] for name in names}


class OpinionForm(SourceForm):
    """One opinion, typed."""

    raw_text = text_field(
        _("声（聞いたまま・書かれたまま）"),
        rows=5,
        help_text=_("原文として残り、あとから変えられません。人の名前は書かないでください。"),
    )
    anyway = forms.BooleanField(label=_("別の声として記録する"), required=False, widget=forms.HiddenInput)
    field_order = ("raw_text",)

    def __init__(self, *args: Any, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.by = by
        self.alike: list[Opinion] = []

    def ask_about_alike(self) -> None:
        """A voice that reads like one that is there is asked about once; who says so records it all the same."""
        if self.cleaned_data["anyway"]:
            return
        (self.alike,) = near([self.cleaned_data["raw_text"]], self.by)
        if self.alike:
            self.fields["anyway"].widget = forms.CheckboxInput()
            text = _text("同じような声がもうあります。別の声として記録するときは、印を付けてください。")
            raise forms.ValidationError(text)

    def line(self) -> Line:
        return Line(self.cleaned_data["raw_text"])


class EditForm(SourceForm):
    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(
            gathering=opinion.gathering_id,
            source=opinion.source,
            source_note=opinion.source_note,
            received_on=opinion.received_on,
            group=opinion.group.name if opinion.group else "",
        )
