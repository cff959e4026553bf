"""What is asked when somebody says that a decision is no example to follow, and about a department that was not proposed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm
from tomoni.desk.forms.fields import area
from tomoni.desk.forms.staff import with_duties
from tomoni.directory.models import Actor


class RetractForm(MoveForm):
    why = forms.CharField(
        label=_("理由"),
        help_text=_("協働の担当課だけが読みます。"),
        max_length=500,
        widget=area(3),
    )


class ResetForm(forms.Form):
    why = forms.CharField(label=_("理由"), max_length=500, widget=area(3))
    sure = forms.BooleanField(
        label=_("学んだことをすべて取り消す"),
        error_messages={"required": _("取り消すときは、ここに印を付けてください。")},
    )


class WhyForm(forms.Form):
    """Any department that can be asked."""

    department: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(queryset=None, label=_("課"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = with_duties().filter(is_section=False)
