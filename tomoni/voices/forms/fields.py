"""Fields that several forms of this room share."""

from collections.abc import Iterable
from typing import Any

from django import forms

from tomoni.voices.models import Code, Scheme


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def text_field(label: Any, *, rows: int = 4, longest: int = 4000, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


def codes_of(scheme: Scheme | None) -> list[Code]:
    """The codes one may choose from: of this scheme, or of all in use."""
    rows = Code.objects.select_related("scheme").order_by("-scheme__is_default", "scheme__name", "order")
    return list(rows.filter(scheme=scheme) if scheme else rows.filter(scheme__is_active=True))


def choices_of(codes: Iterable[Code]) -> list[tuple[int, str]]:
    return [(code.pk, str(code)) for code in codes]
