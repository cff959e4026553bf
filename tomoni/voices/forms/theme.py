from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.directory.standing import Reader
from tomoni.gatherings.models import Gathering
from tomoni.japan.fiscal import fiscal_year, fiscal_year_label
from tomoni.voices.models import Scheme

YEARS = 10


class ThemeSetForm(forms.Form):
    """Which opinions are put into themes."""

    series = forms.ChoiceField(label=_("集まりのシリーズ"), required=False)
    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Gathering.objects.visible_to(by).exclude(series="").order_by("series")
        names = rows.values_list("series", flat=True).distinct()
        series: Any = self.fields["series"]
        series.choices = [("", _("すべて")), *((name, name) for name in names)]
        now = fiscal_year(timezone.localdate())
        years: Any = self.fields["fiscal_year"]
        years.choices = [
            ("", _("すべて")),
            *((year, fiscal_year_label(year)) for year in range(now, now - YEARS, -1)),
        ]
        self.fields["scheme"] = forms.ModelChoiceField(
            Scheme.objects.visible_to(by), label=_("分類が付いた声"), required=False, empty_label=_("すべて")
        )


class ThemeNameForm(forms.Form):
    label = forms.CharField(
        label=_("テーマの名前"),
        max_length=80,
        help_text=_("人が付けた名前は、分け直しても残ります。人の名前は書かないでください。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
