from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.forms.formsets import BaseFormSet
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm, ReasonForm
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader
from tomoni.gatherings.models import Gathering
from tomoni.japan.fiscal import fiscal_year_label
from tomoni.reading.opinions import LONGEST_PASTE, ReadOpinion
from tomoni.voices.actions import Line
from tomoni.voices.actions.keeping import answer_due, follow_up_due
from tomoni.voices.models import Code, Opinion, Scheme
from tomoni.voices.states import AnswerKind, State
from tomoni.voices.suggestions import Suggestion, suggest

MOST = 200
"""Opinions in one paste: more do not fit on a page that a person can check."""
SHOWN = [
    (value, label)
    for value, label in Visibility.choices
    if value in (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.CITY, Visibility.PARTIES)
]
NONE = ("", "―")


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


def _choices(codes: Iterable[Code]) -> list[tuple[int, str]]:
    return [(code.pk, str(code)) for code in codes]


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
    field_order = ("raw_text",)

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
        for name in ("primary", "other"):
            self.fields[name].choices = [NONE, *_choices(codes)]  # type: ignore[attr-defined]

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
        self, data: Any = None, *, read: Sequence[ReadOpinion] = (), scheme: Scheme | None = None
    ) -> None:
        self.read = read
        codes = codes_of(scheme) if scheme else []
        suggested = _suggested(read, scheme, codes)
        initial = None
        if data is None:
            initial = [_initial(one, codes, given) for one, given in zip(read, suggested, strict=True)]
        super().__init__(data, initial=initial, form_kwargs={"codes": codes}, prefix="line")
        for form, one, given in zip(self.forms, read, suggested, strict=False):
            form.read, form.suggested = one, given

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


class WordForm(MoveForm):
    """How an opinion is shown; the raw text stays."""

    display_text = text_field(_("見せる文"), rows=5)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thing: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        self.initial.update(display_text=thing.text, version=thing.version)
        self.fields["display_text"].help_text = _text("原文：%(raw)s") % {"raw": thing.raw_text}


class ClassifyForm(MoveForm):
    primary = forms.ChoiceField(label=_("主な分類"))
    others = forms.MultipleChoiceField(
        label=_("ほかの分類"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, thing: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        codes = codes_of(None)
        given = [one.code for one in thing.codings.select_related("code__scheme").order_by("-is_primary")]
        codes += [code for code in given if code not in codes]
        self.codes = {str(code.pk): code for code in codes}
        choices = _choices(codes)
        self.fields["primary"].choices = choices  # type: ignore[attr-defined]
        self.fields["others"].choices = choices  # type: ignore[attr-defined]
        if given:
            self.initial.update(primary=given[0].pk, others=[code.pk for code in given[1:]])
        elif not self.is_bound:
            self._suggest(thing)

    def _suggest(self, opinion: Opinion) -> None:
        scheme = Scheme.objects.active().first()
        found = suggest(scheme, [opinion.text])[0] if scheme else []
        if not found:
            return
        self.initial["primary"] = found[0].code_id
        self.fields["primary"].help_text = _text("提案：%(code)s %(label)s（%(words)s）") % {
            "code": found[0].code,
            "label": found[0].label,
            "words": "、".join(found[0].words),
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        return {
            "primary": self.codes[self.cleaned_data["primary"]],
            "others": [self.codes[pk] for pk in self.cleaned_data["others"]],
        }


class RouteForm(MoveForm):
    due_on = day_field(_("答えの案の期限"))

    def __init__(self, *args: Any, thing: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        departments = Actor.objects.departments().active()
        self.fields["department"] = forms.ModelChoiceField(departments, label=_("担当課"))
        self.initial.update(department=thing.department_id, due_on=answer_due())
        self.order_fields(["department", "due_on"])

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_text("今日以降の日を入力してください。"))
        return day


class DraftForm(MoveForm):
    kind = forms.ChoiceField(label=_("対応区分"), choices=AnswerKind.choices, widget=forms.RadioSelect)
    text = text_field(_("市の考え方"), rows=6)
    grounds = text_field(
        _("理由"), rows=3, required=False, help_text=_("「対応できません」のときは必ず書いてください。")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """The answer's; 0 where there was none when the page was opened."""

    def __init__(self, *args: Any, thing: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        answer = thing.answer
        self.initial["version"] = answer.version if answer else 0
        if answer is not None:
            self.initial.update(kind=answer.kind, text=answer.text, grounds=answer.grounds)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("kind") == AnswerKind.CANNOT and not self.cleaned_data.get("grounds"):
            self.add_error("grounds", _text("「対応できません」と答えるときは、理由を入力してください。"))
        return self.cleaned_data


class DuplicateForm(ReasonForm):
    duplicate_of = forms.CharField(
        label=_("同じ内容の声の番号"), max_length=20, help_text=_("例：2026-V-0012")
    )
    field_order = ("duplicate_of", "reason")

    def clean_duplicate_of(self) -> Opinion:
        year, _mark, serial = self.cleaned_data["duplicate_of"].strip().partition("-V-")
        found = None
        if year.isdecimal() and serial.isdecimal():
            rows = Opinion.objects.visible_to(self.by)
            found = rows.filter(fiscal_year=int(year[:4]), serial=int(serial[:9])).first()
        if found is None:
            raise forms.ValidationError(_text("この番号の声はありません。番号を確かめてください。"))
        return found


class FollowUpForm(ReasonForm):
    due_on = day_field(_("いつ確かめますか"))
    field_order = ("due_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["due_on"] = follow_up_due()


class FinishForm(MoveForm):
    follow_up_note = text_field(_("その後どうなったか"), rows=4, help_text=_("答えとならんで公開されます。"))


class ShowForm(ReasonForm):
    visibility = forms.ChoiceField(label=_("だれに見せますか"), choices=SHOWN)
    field_order = ("visibility", "reason")

    def __init__(self, *args: Any, thing: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        self.initial["visibility"] = thing.visibility


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


class PublicFilter(forms.Form):
    """What the public list can be narrowed to."""

    q = forms.CharField(label=_("ことば"), max_length=100, required=False)
    code = forms.TypedChoiceField(label=_("分類"), coerce=int, required=False, empty_value=None)
    department = forms.TypedChoiceField(label=_("担当課"), coerce=int, required=False, empty_value=None)
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False, empty_value=None)
    answered = forms.ChoiceField(
        label=_("答え"),
        required=False,
        choices=[("", _("すべて")), ("yes", _("答えたもの")), ("no", _("まだのもの"))],
    )
    gathering = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Iterable[int], departments: Iterable[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("すべて"))
        self._offer("code", [everything, *_choices(codes_of(None))])
        self._offer("department", [everything, *[(one.pk, one.name) for one in departments]])
        self._offer("year", [everything, *[(year, fiscal_year_label(year)) for year in years]])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class WorkingFilter(PublicFilter):
    """The same for those who sort and answer."""

    state = forms.ChoiceField(label=_("状態"), required=False)
    late = forms.BooleanField(label=_("期限を過ぎたものだけ"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("state", [("", _("すべて")), ("open", _("終わっていないもの")), *State.choices])


class TogetherForm(forms.Form):
    """One act for all opinions that were ticked."""

    ROUTE, SHOW = "route", "show"
    what = forms.ChoiceField(
        label=_("選んだ声をまとめて"), choices=[(ROUTE, _("担当課へ送る")), (SHOW, _("声を公開する"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Actor.objects.departments().active()
        self.fields["department"] = forms.ModelChoiceField(
            departments, label=_("担当課"), required=False, empty_label="―"
        )
        for field in self.fields.values():
            field.widget.attrs["form"] = "together"

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("what") == self.ROUTE and not self.cleaned_data.get("department"):
            self.add_error("department", _text("送り先の担当課を選んでください。"))
        return self.cleaned_data
