from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.directory.models import ActivityField, Actor, CollaborationForm
from tomoni.directory.standing import standing_of
from tomoni.seeds.models import MenuItem


class MenuItemForm(forms.ModelForm):  # type: ignore[type-arg]
    actor: Any = forms.ModelChoiceField(label=_("担当課"), queryset=None)
    topics: Any = forms.ModelMultipleChoiceField(
        label=_("分野"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
    )
    field_order = ["actor"]

    class Meta:
        model = MenuItem
        # Not the department: its choices are known in a request only.
        fields: ClassVar[list[str]] = [
            "title",
            "form",
            "can",
            "cannot",
            "lead_time",
            "cost",
            "contact_role",
            "example",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "can": forms.Textarea(attrs={"rows": 4}),
            "cannot": forms.Textarea(attrs={"rows": 2}),
            "example": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("例：広報紙で催しをお知らせします"),
            "lead_time": _("例：発行の2か月前まで"),
            "cost": _("例：無料、実費のみ"),
            "cannot": _("前もって伝えておくと、行き違いが減ります。"),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Actor.objects.active().departments()
        standing = standing_of(by)
        if not standing.is_section:
            departments = departments.filter(pk__in=standing.actor_ids)
        actor: Any = self.fields["actor"]
        actor.queryset = departments
        if not standing.is_section:
            actor.empty_label = None
        self.fields["form"].queryset = CollaborationForm.objects.here()  # type: ignore[attr-defined]
        self.fields["topics"].queryset = ActivityField.objects.here()  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["actor"]
            self.initial.setdefault("topics", [one.pk for one in self.instance.fields.all()])

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
