"""Councils, terms, members."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.core.http import MoveForm
from tomoni.directory.models import Actor, people_of
from tomoni.gatherings.forms.fields import DAY, RecordForm
from tomoni.gatherings.models import MEMBERS, Council, Member, Reflection, Term


class CouncilForm(RecordForm):
    class Meta:
        model = Council
        fields = ("basis", "purpose", "observing")
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "observing": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = models.Q(council=None) | models.Q(pk=self.instance.actor_id)
        bodies = Actor.objects.active().filter(free, kind=Actor.Kind.COUNCIL)
        units = Actor.objects.active().filter(kind__in=[Actor.Kind.DEPARTMENT, Actor.Kind.CENTRE])
        self.fields["actor"] = forms.ModelChoiceField(
            bodies,
            label=_("会議体"),
            help_text=_("「団体と課」に「会議体」として登録したものから選びます。"),
        )
        self.fields["office"] = forms.ModelChoiceField(units, label=_("事務局"))
        self.initial.update(actor=self.instance.actor_id, office=self.instance.office_id)
        self.order_fields(["actor", "office"])


class TermForm(RecordForm):
    class Meta:
        model = Term
        fields = ("number", "starts_on", "ends_on")
        widgets = {"starts_on": DAY, "ends_on": DAY}

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _text("おわりの日は、はじまりの日以降にしてください。"))
        return self.cleaned_data


class MemberForm(RecordForm):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Member
        fields = ("category", "name", "belongs", "duty", "starts_on", "ends_on")
        widgets = {"starts_on": DAY, "ends_on": DAY}
        help_texts = {"category": "", "name": ""}


class MemberRows:
    """The members of a term as rows of one form; a row left empty is left out."""

    def __init__(self, data: Any = None, *, council: Council, term: Term | None = None) -> None:
        rows = Member.objects.filter(term=term) if term else Member.objects.none()
        names = (*MemberForm.Meta.fields, "person")
        initial = [{"id": row.pk} | {name: getattr(row, name) for name in names} for row in rows]
        kind: Any = forms.formset_factory(MemberForm, extra=5, can_delete=True, max_num=200)
        self.rows = kind(data, prefix="members", initial=None if data is not None else initial)
        people = User.objects.filter(pk__in=[one.pk for one in people_of([council.actor_id], *MEMBERS)])
        for form in self.rows.forms:
            form.fields["person"] = forms.ModelChoiceField(
                people, label=_("サインインする人"), required=False
            )
            form.empty_permitted = True

    def is_valid(self) -> bool:
        return bool(self.rows.is_valid())

    def lines(self) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.rows.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]


class ReflectionForm(RecordForm):
    class Meta:
        model = Reflection
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class HandOverForm(MoveForm):
    handover = forms.CharField(
        label=_("次の期へ伝えること"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("この期でできたこと、残ったこと、次の期に頼みたいことを書きます。公開されます。"),
    )
    open_next = forms.BooleanField(label=_("次の期を作る"), required=False, initial=True)
