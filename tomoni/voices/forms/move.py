"""What is asked before a move of an opinion is made."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm, ReasonForm
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.voices.actions.keeping import answer_due, follow_up_due
from tomoni.voices.forms.fields import choices_of, codes_of, day_field, text_field
from tomoni.voices.models import Opinion, Scheme
from tomoni.voices.states import AnswerKind
from tomoni.voices.suggestions import suggest

SHOWN = [
    (value, label)
    for value, label in Visibility.choices
    if value in (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.CITY, Visibility.PARTIES)
]


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
        choices = choices_of(codes)
        self.fields["primary"].choices = choices  # type: ignore[attr-defined]
        self.fields["others"].choices = choices  # type: ignore[attr-defined]
        if given:
            self.initial.update(primary=given[0].pk, others=[code.pk for code in given[1:]])
        elif not self.is_bound:
            self._suggest(thing)

    def _suggest(self, opinion: Opinion) -> None:
        scheme = Scheme.objects.active().first()
        found = suggest(scheme, [opinion.text])[0] if scheme else []
        if scheme is None:
            return
        if not found:
            self.fields["primary"].help_text = _text(
                "はっきりした手がかりがないので、提案しません。読んで決めてください。"
            )
            return
        self.initial["primary"] = found[0].code_id
        self.fields["primary"].help_text = _text("提案（%(certainty)s）：%(code)s %(label)s（%(words)s）") % {
            "certainty": found[0].certainty.label,
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


class SplitForm(MoveForm):
    """The words that were said, with a blank line between the voices they hold."""

    parts = text_field(
        _("分けた声"),
        rows=8,
        help_text=_("声と声のあいだを一行空けてください。元の声はそのまま残り、分けた声から開けます。"),
    )

    def __init__(self, *args: Any, thing: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        self.initial["parts"] = thing.text

    def clean_parts(self) -> list[str]:
        text = self.cleaned_data["parts"].replace("\r\n", "\n")
        parts = [part.strip() for part in re.split(r"\n[ \t\u3000]*\n", text)]
        found = [part for part in parts if part]
        if len(found) < 2:
            raise forms.ValidationError(_text("二つ以上に分けてください。分けるところに、空の行を入れます。"))
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
