"""Form fields of several forms of the directory."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.forms import clean_reading
from tomoni.directory.models import ActivityField, Area
from tomoni.japan.codes import check_corporate_number
from tomoni.japan.kana import fold


class ReadingField(forms.CharField):
    """A reading in kana, as it is stored."""

    def clean(self, value: Any) -> str:
        return clean_reading(super().clean(value))


class CorporateNumberField(forms.CharField):
    """法人番号: thirteen digits whose first checks the others; full width and blanks are taken as meant."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return check_corporate_number(fold(text))
        except ValueError as error:
            raise ValidationError(str(error)) from None


def fields_choice() -> Any:
    rows = ActivityField.objects.here()
    return UpToThree(rows, label=_("活動分野"), required=False, widget=forms.CheckboxSelectMultiple)


def areas_choice() -> Any:
    rows = Area.objects.all()
    return UpToThree(rows, label=_("主な活動地区"), required=False, widget=forms.CheckboxSelectMultiple)


class UpToThree(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if len(chosen) > 3:
            raise ValidationError(_("3つまで選べます。"))
        return chosen
