from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm
from tomoni.directory.models import Actor
from tomoni.matching.models import Consent, Match, SheetAnswer
from tomoni.matching.states import MATCH, State
from tomoni.seeds.models import Seed

AREA = forms.Textarea(attrs={"rows": 4})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SoundOutForm(MoveForm):
    """The sheet that goes to both sides; who they are and what they want stands in the seed already."""

    can_do = forms.CharField(label=_("市でできること"), required=False, max_length=1000, widget=AREA)
    cannot_do = forms.CharField(label=_("市でできないこと"), required=False, max_length=1000, widget=AREA)


class ScheduleForm(MoveForm):
    meets_at = forms.DateTimeField(label=_("始まり"), widget=MOMENT)
    meets_until = forms.DateTimeField(label=_("終わり"), required=False, widget=MOMENT)
    place = forms.CharField(label=_("場所"), max_length=120)


class HoldForm(MoveForm):
    shared_problem = forms.CharField(label=_("いっしょに取り組む課題"), max_length=2000, widget=AREA)
    next_steps = forms.CharField(label=_("次にすること（だれが・何を）"), max_length=2000, widget=AREA)
    next_on = forms.DateField(label=_("次の日付"), required=False, widget=DAY)


class ConcludeForm(MoveForm):
    outcome = forms.ChoiceField(
        label=_("結果"),
        choices=[(state, State(state).label) for state in MATCH["conclude"].targets],
        widget=forms.RadioSelect,
        help_text=_("軽い協働にするときは、このページではなく「軽い協働を記録する」から進めてください。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=AREA)
    revisit_on = forms.DateField(
        label=_("また考える日"),
        required=False,
        widget=DAY,
        help_text=_("「見送り」のときに入力してください。"),
    )


MOVES: dict[str, type[MoveForm]] = {
    "sound_out": SoundOutForm,
    "schedule": ScheduleForm,
    "hold": HoldForm,
    "conclude": ConcludeForm,
}


class FilterForm(forms.Form):
    """What a list of matches is narrowed to."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=[("", _("すべて")), ("open", _("進行中")), ("succeeded", _("成立したもの")), *State.choices],
    )
    sort = forms.ChoiceField(
        label=_("並び"),
        required=False,
        choices=[("new", _("新しい順")), ("old", _("古い順")), ("meets", _("面談の早い順"))],
    )


class AnswerForm(forms.Form):
    """A side's word. Which words are open depends on the moment."""

    word = forms.ChoiceField(label=_("返事"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "見送るとき・取り下げるときに入力してください。協働の担当課とサポートセンターだけが読みます。"
        ),
    )

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = match.state == State.SOUNDED_OUT
        words = [Consent.Answer.YES, Consent.Answer.NO] if asked else [Consent.Answer.TAKEN_BACK]
        self.fields["word"].choices = [(word, word.label) for word in words]  # type: ignore[attr-defined]
        if not asked:
            self.fields["word"].initial = Consent.Answer.TAKEN_BACK

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            data.get("word") in (Consent.Answer.NO, Consent.Answer.TAKEN_BACK)
            and not data.get("reason", "").strip()
        ):
            self.add_error("reason", ValidationError(_text("理由を入力してください。相手には伝えません。")))
        return data


class SheetForm(forms.Form):
    """One column of the problem sheet, a line for each question, with the version its writer saw."""

    def __init__(self, *args: Any, kept: dict[str, SheetAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in SheetAnswer.Question:
            line = kept.get(question)
            self.fields[question.value] = forms.CharField(
                label=question.label,
                required=False,
                max_length=1000,
                initial=line.text if line else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"version_{question.value}"] = forms.IntegerField(
                required=False, initial=line.version if line else 0, widget=forms.HiddenInput
            )

    def answers(self) -> dict[str, str]:
        return {question.value: self.cleaned_data[question.value] for question in SheetAnswer.Question}

    def versions(self) -> dict[str, int]:
        return {
            question.value: self.cleaned_data[f"version_{question.value}"]
            for question in SheetAnswer.Question
            if self.cleaned_data.get(f"version_{question.value}") is not None
        }

    def beside(self, kept: dict[str, SheetAnswer]) -> "SheetForm":
        """The same words again, beside those that somebody else saved first; sent once more they replace them."""
        versions = {f"version_{name}": str(line.version) for name, line in kept.items()}
        again = SheetForm({**self.data.dict(), **versions}, kept=kept)  # type: ignore[attr-defined]
        for name, line in kept.items():
            if (
                line.version != self.cleaned_data.get(f"version_{name}")
                and line.text != self.cleaned_data[name]
            ):
                again.add_error(
                    name, _text("ほかの人が先に保存しました。いまの文：「%(text)s」") % {"text": line.text}
                )
        return again


class ProposeForm(forms.Form):
    """Which candidate is taken up; the reasons are the engine's, recomputed, never the browser's."""

    actor: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(queryset=None, label=_("相手"))
    other_seed: "forms.ModelChoiceField[Seed]" = forms.ModelChoiceField(
        queryset=None, required=False, label=_("相手の種")
    )

    def __init__(self, *args: Any, actors: Any, seeds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]
        self.fields["other_seed"].queryset = seeds  # type: ignore[attr-defined]


class RetractForm(forms.Form):
    why = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=AREA,
        help_text=_("協働の担当課とサポートセンターだけが読みます。"),
    )


class ResetForm(forms.Form):
    why = forms.CharField(label=_("理由"), max_length=500, widget=AREA)
    sure = forms.BooleanField(
        label=_("学んだことをすべて取り消す"),
        error_messages={"required": _("取り消すときは、ここに印を付けてください。")},
    )


class WhyForm(forms.Form):
    """Any actor that could be proposed."""

    actor: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(queryset=None, label=_("相手"))

    def __init__(self, *args: Any, actors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]
