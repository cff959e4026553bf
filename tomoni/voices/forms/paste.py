from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.directory.standing import Reader
from tomoni.reading.opinions import LONGEST_PASTE, ReadOpinion
from tomoni.voices.actions import Line
from tomoni.voices.alike import near
from tomoni.voices.forms.fields import choices_of, codes_of, text_field
from tomoni.voices.forms.opinion import SourceForm
from tomoni.voices.models import Code, Opinion, Scheme
from tomoni.voices.suggestions import Suggestion, suggest

MOST = 200
"""Opinions in one paste: more do not fit on a page that a person can check."""
NONE = ("", "―")


class PasteForm(SourceForm):
    """A list of opinions as it stands in a report, a table or a mail."""

    pasted = forms.CharField(
        label=_("貼り付ける文"),
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        validators=[MinLengthValidator(2)],
        help_text=_("報告書の表や箇条書きを、そのまま貼り付けてください。分類の記号があれば読み取ります。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"] = forms.ModelChoiceField(
            Scheme.objects.active(), label=_("分類"), required=False, empty_label=_("分類しない")
        )
        self.initial.setdefault("scheme", Scheme.objects.active().values_list("pk", flat=True).first())
        self.order_fields(["pasted", "scheme", "gathering"])


class PreviewRow(forms.Form):
    """One opinion as it was read, to be checked. The raw text is read again from the paste, never from this row."""

    keep = forms.BooleanField(label=_("取り込む"), required=False, initial=True)
    text = text_field(_("見せる文"), rows=3, required=False)
    primary = forms.ChoiceField(label=_("主な分類"), required=False)
    other = forms.ChoiceField(label=_("ほかの分類"), required=False)

    def __init__(self, *args: Any, codes: Sequence[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {str(code.pk): code for code in codes}
        self.read: ReadOpinion | None = None
        self.suggested: Suggestion | None = None
        self.was_asked = False
        """Whether a suggestion was looked for: the line came without a known code."""
        self.alike: list[Opinion] = []
        for name in ("primary", "other"):
            self.fields[name].choices = [NONE, *choices_of(codes)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("keep") and not self.cleaned_data.get("text"):
            self.add_error("text", _text("文を入力するか、「取り込む」を外してください。"))
        if self.cleaned_data.get("other") and not self.cleaned_data.get("primary"):
            self.add_error("primary", _text("ほかの分類を付けるときは、主な分類を選んでください。"))
        return self.cleaned_data

    def line(self) -> Line | None:
        if self.read is None or not self.cleaned_data["keep"]:
            return None
        other = self.codes.get(self.cleaned_data["other"])
        return Line(
            raw_text=self.read.raw,
            display_text=self.cleaned_data["text"],
            suspicious="、".join(self.read.suspicious)
            if any(odd in self.cleaned_data["text"] for odd in self.read.suspicious)
            else "",
            primary=self.codes.get(self.cleaned_data["primary"]),
            others=(other,) if other else (),
        )


class PreviewRows(BaseFormSet):  # type: ignore[type-arg]
    """All opinions of a paste, each beside what was read."""

    def __init__(
        self,
        data: Any = None,
        *,
        by: Reader,
        read: Sequence[ReadOpinion] = (),
        scheme: Scheme | None = None,
    ) -> None:
        self.read = read
        codes = codes_of(scheme) if scheme else []
        suggested = _suggested(read, scheme, codes)
        initial = None
        if data is None:
            initial = [_initial(one, codes, given) for one, given in zip(read, suggested, strict=True)]
        super().__init__(data, initial=initial, form_kwargs={"codes": codes}, prefix="line")
        alike = near([one.text for one in read], by)
        for form, one, given, others in zip(self.forms, read, suggested, alike, strict=False):
            form.alike = others
            form.read, form.suggested = one, given
            form.was_asked = bool(codes) and one.code not in {code.code for code in codes}

    def clean(self) -> None:
        if len(self.forms) != len(self.read):
            raise forms.ValidationError(_text("貼り付けた文と行の数が合いません。読み直してください。"))
        if not any(form.cleaned_data.get("keep") for form in self.forms if form.is_valid()):
            raise forms.ValidationError(_text("取り込む声をひとつ以上選んでください。"))

    def lines(self) -> list[Line]:
        return [line for line in (form.line() for form in self.forms) if line is not None]


def _suggested(
    read: Sequence[ReadOpinion], scheme: Scheme | None, codes: Sequence[Code]
) -> list[Suggestion | None]:
    """The likeliest code for each line that came without a known one."""
    if scheme is None:
        return [None] * len(read)
    known = {code.code for code in codes}
    open_lines = [number for number, one in enumerate(read) if one.code not in known]
    found = suggest(scheme, [read[number].text for number in open_lines])
    best = {number: given[0] for number, given in zip(open_lines, found, strict=True) if given}
    return [best.get(number) for number in range(len(read))]


def _initial(one: ReadOpinion, codes: Sequence[Code], suggested: Suggestion | None) -> dict[str, Any]:
    given = next((code.pk for code in codes if code.code == one.code), None)
    return {
        "keep": True,
        "text": one.text,
        "primary": given or (suggested.code_id if suggested else ""),
    }


Preview: Any = forms.formset_factory(
    PreviewRow, formset=PreviewRows, extra=0, max_num=MOST, absolute_max=MOST, validate_max=True
)
