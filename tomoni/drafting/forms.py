from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm, ReasonForm
from tomoni.core.visitors import VisitorForm
from tomoni.directory.models import Actor
from tomoni.directory.roles import DEPARTMENT
from tomoni.directory.standing import Reader, standing_of
from tomoni.drafting.models import Comment, Draft, Edition, Round, Section
from tomoni.drafting.models.draft import LONGEST
from tomoni.drafting.models.people import posts_on
from tomoni.drafting.outlines import MOST, Heading, headings
from tomoni.drafting.rules import round as round_rules
from tomoni.drafting.states import ANSWERED, CommentState, DraftState

LONGEST_COMMENT = 5_000


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def area(rows: int = 5) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the report is and who works on it."""

    unit: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(queryset=None, label=_("とりまとめる課"))
    council: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(
        queryset=None,
        label=_("検討する会議体"),
        required=False,
        help_text=_("委員が章ごとに意見を出せるようになります。"),
    )

    class Meta:
        model = Draft
        fields = ("title", "summary")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = _units(by) | Actor.objects.filter(pk=self.instance.unit_id)
        _offer(self, "unit", units)
        _offer(self, "council", Actor.objects.active().filter(kind=Actor.Kind.COUNCIL))
        if self.instance.pk:
            self.initial.update(unit=self.instance.unit_id, council=self.instance.council_id)
            return
        mine = standing_of(by).actor_ids
        self.initial["unit"] = next((one.pk for one in units if one.pk in mine), None)

    def _post_clean(self) -> None:
        """The action checks the model's rules on the whole record; here only the fields."""

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "summary", "unit", "council")}


def _offer(form: forms.BaseForm, name: str, rows: "models.QuerySet[Any]") -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """Let the field choose among these rows."""
    found = form.fields[name]
    assert isinstance(found, forms.ModelChoiceField)  # noqa: S101 - for the type checker
    found.queryset = rows
    return found


class NewDraftForm(DraftForm):
    outline = forms.CharField(
        label=_("章と節"),
        required=False,
        max_length=40_000,
        widget=area(12),
        help_text=_("1行に1つずつ。節は頭を下げるか、1、2…と番号を付けてください。あとから変えられます。"),
    )

    def clean_outline(self) -> list[Heading]:
        found = headings(self.cleaned_data["outline"])
        if len(found) > MOST:
            raise forms.ValidationError(_text("章・節は%(most)sまでです。") % {"most": MOST})
        return found


def _units(by: Reader) -> "models.QuerySet[Actor]":
    standing = standing_of(by)
    rows = Actor.objects.active().filter(kind=Actor.Kind.DEPARTMENT)
    if standing.is_section:
        return rows
    return rows.filter(pk__in=posts_on(standing, *DEPARTMENT))


class SectionForm(forms.Form):
    heading = forms.CharField(label=_("見出し"), max_length=120)
    body = forms.CharField(
        label=_("本文"),
        required=False,
        max_length=LONGEST,
        widget=area(18),
        strip=False,
        help_text=_("段落ごとに改行してください。意見は段落や選んだ文に付きます。"),
    )


class NewSectionForm(SectionForm):
    parent: "forms.ModelChoiceField[Section]" = forms.ModelChoiceField(
        queryset=None, label=_("どの章の下に"), required=False, empty_label=_("新しい章にする")
    )
    field_order = ("parent", "heading", "body")

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Section.objects.filter(draft=draft, removed_at=None)
        _offer(self, "parent", rows.filter(models.Q(parent=None) | models.Q(parent__parent=None)))


class NoteForm(ReasonForm):
    """A move that cuts an edition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _text("前の版から変えたところ")
        self.fields["reason"].help_text = _text("この版を読む人に見えます。")


class HearForm(NoteForm):
    closes_on = forms.DateField(label=_("いつまでに"), widget=day_input())
    field_order = ("closes_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_on"].initial = timezone.localdate() + timedelta(days=14)


class ConsultForm(MoveForm):
    opens_on = forms.DateField(label=_("受付の初日"), widget=day_input())
    closes_on = forms.DateField(label=_("受付の最終日"), widget=day_input())
    short_reason = forms.CharField(
        label=_("期間を短くする理由"),
        max_length=300,
        required=False,
        widget=area(3),
        help_text=_("決まりの日数より短いときだけ。募集のページに出ます。"),
    )

    def __init__(self, *args: Any, thing: Draft, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        today, least = timezone.localdate(), thing.jurisdiction.local.public_comment_days
        self.fields["opens_on"].initial = today
        self.fields["closes_on"].initial = today + timedelta(days=least - 1)
        self.fields["closes_on"].help_text = _text("この市の決まりでは、%(days)s日以上です。") % {
            "days": least
        }


class PublishForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _text("公表すると、成案の版をだれでも読めるようになります。")


class ExtendForm(MoveForm):
    closes_on = forms.DateField(label=_("新しい最終日"), widget=day_input())
    reason = forms.CharField(
        label=_("のばす理由"), max_length=300, widget=area(3), help_text=_("募集のページに出ます。")
    )


class ShownReasonForm(ReasonForm):
    """The reason stands on the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _text("ページに出ます。")


class CommentForm(forms.Form):
    """What is said, and of which passage of the edition."""

    section = forms.TypedChoiceField(label=_("どこへの意見か"), coerce=int, required=False, empty_value=None)
    starts = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    ends = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(label=_("意見"), max_length=LONGEST_COMMENT, widget=area(8))
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, edition: Edition, chosen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.fields["section"]
        section.choices = [("", _text("全体")), *edition.places]  # type: ignore[attr-defined]
        if chosen:
            section.widget = section.hidden_widget()

    def told(self) -> dict[str, Any]:
        """What the action takes; the keys of the form itself stay here."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("stamp", "website")}
        return {**kept, "once": str(kept["once"])}


class WhoForm(CommentForm):
    name = forms.CharField(
        label=_("お名前・団体名"),
        max_length=120,
        required=False,
        help_text=_("書かなくても出せます。公表しません。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.CharField(
        label=_("住所（町名まで）"),
        max_length=200,
        required=False,
        help_text=_("書かなくても出せます。公表しません。"),
    )
    tie = forms.ChoiceField(
        label=_("市とのかかわり"),
        required=False,
        choices=[("", _("答えない")), *Comment.Tie.choices],
    )


class VisitorCommentForm(VisitorForm, WhoForm):
    """On the public page, without an account."""

    purpose = "tomoni.drafting.comment"


class InsideForm(CommentForm):
    """For members and departments."""

    actor: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(queryset=None, label=_("どの立場で"))
    field_order = ("actor", "section", "text")

    def __init__(self, *args: Any, round_: Round, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = round_rules.sides(by, round_)
        own = _offer(self, "actor", Actor.objects.filter(pk__in=sides))
        council = round_.draft.council_id
        own.initial = council if council in sides else min(sides, default=None)


class EnterForm(WhoForm):
    """For somebody else, on paper, by mail or by word of mouth."""

    channel = forms.ChoiceField(
        label=_("届いた方法"), choices=[one for one in Comment.Channel.choices if one[0] != "web"]
    )
    actor: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(
        queryset=None, label=_("どの会議体・課の意見か"), required=False
    )
    field_order = ("channel", "actor", "section", "text")

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if round_.is_for_everybody:
            del self.fields["actor"]
            return
        for name in ("name", "address", "tie"):
            del self.fields[name]
        rows = Actor.objects.active().filter(kind=Actor.Kind.DEPARTMENT)
        council = round_.draft.council_id
        own = _offer(self, "actor", rows | Actor.objects.filter(pk__in=[council] if council else []))
        own.initial = council


class AnswerForm(MoveForm):
    kind = forms.ChoiceField(
        label=_("答え"),
        choices=[(one.value, one.label) for one in ANSWERED],
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        label=_("理由・市の考え方"),
        max_length=4_000,
        widget=area(5),
        help_text=_("反映しないときも、なぜかがわかるように書いてください。結果といっしょに公表します。"),
    )
    summary = forms.CharField(
        label=_("公表する要旨"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=area(4),
        help_text=_("名前や連絡先が書かれているとき、長いときに。空なら意見をそのまま公表します。"),
    )

    def __init__(self, *args: Any, thing: Comment, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        if thing.is_answered:
            self.initial.update(kind=thing.state, reply=thing.reply, summary=thing.summary)


class FilterForm(forms.Form):
    """What the list of reports can be narrowed to."""

    q = forms.CharField(label=_("ことば"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("状態"), required=False, choices=[("", _("すべて")), *DraftState.choices]
    )


class CommentFilterForm(forms.Form):
    """What the comments of a round can be narrowed to."""

    state = forms.ChoiceField(
        label=_("答え"), required=False, choices=[("", _("すべて")), *CommentState.choices]
    )
    section = forms.TypedChoiceField(label=_("章・節"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _text("すべて")), *edition.places]  # type: ignore[attr-defined]
