from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from tomoni.voices.forms.fields import text_field


class SchemeForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=80)
    source = forms.CharField(label=_("出どころ"), max_length=200, required=False)


class CodeRow(forms.Form):
    code = forms.CharField(label=_("記号"), max_length=10)
    label = forms.CharField(label=_("名前"), max_length=80)
    description = text_field(_("説明"), rows=2, longest=1000, required=False)


class CodeRows(BaseFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: CodeRow, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("この記号をやめる")

    def letters(self) -> list[tuple[str, str, str]]:
        """The rows that say something and are kept, in their order."""
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]
        return [(row["code"], row["label"], row["description"]) for row in kept]


NewCodes: Any = forms.formset_factory(CodeRow, formset=CodeRows, extra=10, max_num=60, can_delete=True)
OldCodes: Any = forms.formset_factory(CodeRow, formset=CodeRows, extra=3, max_num=60, can_delete=True)
