"""What the desk and the departments are asked before a move."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core.http import MoveForm
from tomoni.core.ownership import case_of
from tomoni.desk.forms.fields import LONGEST, FilesField, area, ticks
from tomoni.desk.models import Consultation
from tomoni.desk.states import (
    ON_THE_CASE,
    Channel,
    ConsultationState,
    Outcome,
    ReferralState,
    ScopeReason,
    StallReason,
)
from tomoni.desk.suggestions import suggestions
from tomoni.directory.models import Actor, ActorQuerySet, people_of
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.seeds.models import Seed
from tomoni.seeds.rules.seed import can_create_for


def with_duties() -> ActorQuerySet:
    """Departments that answer for something; not the divisions above them."""
    return Actor.objects.departments().active().filter(department__isnull=False).order_by("reading", "name")


class NoteForm(forms.Form):
    body = forms.CharField(label=gettext_lazy("内部メモ"), max_length=LONGEST, widget=area(3))
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ScreenForm(forms.Form):
    public_benefit = ticks(gettext_lazy("会員以外の人のためにもなりますか（公益性）"))
    in_plan = ticks(gettext_lazy("市の計画に沿っていますか"))
    money = ticks(gettext_lazy("市のお金がかかりますか"))
    legal = ticks(gettext_lazy("法令上の支障がないと言えますか"))
    screening_note = forms.CharField(
        label=gettext_lazy("整理のメモ"),
        help_text=gettext_lazy("職員だけが見ます。"),
        max_length=LONGEST,
        required=False,
        widget=area(3),
    )


class TriageForm(MoveForm, ScreenForm):
    pass


class ConfirmForm(MoveForm):
    """Nothing to ask."""


def _labelled(name: str, *, named: bool, why: str) -> str:
    reasons = [_("差し戻した課の見立て")] if named else []
    reasons += [_("候補：%(why)s") % {"why": why}] if why else []
    return f"{name}（{'、'.join(reasons)}）" if reasons else name


class ReferForm(MoveForm):
    departments: "forms.ModelMultipleChoiceField[Actor]" = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("照会する課"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("候補は理由とともに先に並べています。いくつ選んでもかまいません。"),
        error_messages={"required": gettext_lazy("照会する課を選んでください。")},
    )
    question = forms.CharField(
        label=gettext_lazy("課に聞きたいこと"),
        help_text=gettext_lazy("相談した人には見えません。"),
        max_length=LONGEST,
        required=False,
        widget=area(3),
    )
    days = forms.IntegerField(label=gettext_lazy("期限（営業日）"), min_value=1, max_value=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        consultation: Consultation = self.thing
        referrals = list(consultation.referrals.all())
        asked = [one.department_id for one in referrals if one.state in ON_THE_CASE]
        named = {one.likely_owner_id for one in referrals if one.state == ReferralState.RETURNED}
        rows = with_duties().filter(is_section=False).exclude(pk__in=asked)
        field = self.fields["departments"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        field.queryset = rows
        likely = suggestions(consultation, reader=self.by, most=5)
        why = {one.department_id: "、".join(one.reasons) for one in likely}
        order = list(why)
        choices = [
            (pk not in named, order.index(pk) if pk in why else len(order), pk, name)
            for pk, name in rows.values_list("pk", "name")
        ]
        # What a department that gave it back named, then what the words speak for, then all others by reading.
        field.choices = [
            (pk, _labelled(name, named=not unnamed, why=why.get(pk, "")))
            for unnamed, _place, pk, name in sorted(choices, key=lambda one: one[:2])
        ]
        field.initial = sorted(pk for unnamed, _place, pk, _name in choices if not unnamed)
        self.fields["days"].initial = consultation.jurisdiction.local.referral_days


class SeedForm(MoveForm):
    kind = forms.ChoiceField(label=gettext_lazy("区分"), choices=Seed.Kind.choices, widget=forms.RadioSelect)
    actor: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("だれの種ですか"), required=False
    )
    title = forms.CharField(
        label=gettext_lazy("題名"),
        max_length=80,
        help_text=gettext_lazy("種はあとで公開されます。個人がわかることは書かないでください。"),
    )
    what = forms.CharField(label=gettext_lazy("してほしいこと・できること"), max_length=2000, widget=area(5))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        consultation: Consultation = self.thing
        sides = [consultation.asker_id, *(unit.pk for unit in consultation.units)]
        mine = [
            one.pk
            for one in Actor.objects.filter(pk__in=[pk for pk in sides if pk])
            if can_create_for(self.by, one)
        ]
        field = self.fields["actor"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Actor.objects.filter(pk__in=mine)
        field.empty_label = _("住民（名前は出ません）") if can_create_for(self.by, None) else None
        field.required = field.empty_label is None
        field.initial = mine[0] if mine else None


class AnswerForm(MoveForm):
    body = forms.CharField(
        label=gettext_lazy("回答"),
        help_text=gettext_lazy("相談した人のページに表示します。"),
        max_length=LONGEST,
        widget=area(8),
    )


class DeclineForm(MoveForm):
    scope_reason = forms.ChoiceField(label=gettext_lazy("対象外の理由"), choices=ScopeReason.choices)
    body = forms.CharField(
        label=gettext_lazy("回答"),
        help_text=gettext_lazy(
            "理由と、ほかに役立ちそうな窓口や方法を書いてください。相談した人に見えます。"
        ),
        max_length=LONGEST,
        widget=area(8),
    )


class CloseForm(MoveForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("結果"), choices=[one for one in Outcome.choices if one[0] != Outcome.WITHDRAWN]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].initial = {
            ConsultationState.SEEDED: Outcome.SEED,
            ConsultationState.OUT_OF_SCOPE: Outcome.OUT_OF_SCOPE,
        }.get(self.thing.state, Outcome.ADVICE)


class ResumeForm(MoveForm):
    stall_reason = forms.ChoiceField(
        label=gettext_lazy("止まっていた理由"), choices=StallReason.choices, widget=forms.RadioSelect
    )


class ReplyForm(MoveForm):
    body = forms.CharField(
        label=gettext_lazy("返事"),
        help_text=gettext_lazy("相談した人のページに、課の名前で表示します。"),
        max_length=LONGEST,
        widget=area(8),
    )
    attachments = FilesField()


class GiveBackForm(MoveForm):
    likely_owner: "forms.ModelChoiceField[Actor]" = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("担当と思われる課")
    )
    return_reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("職員だけが見ます。"),
        max_length=LONGEST,
        required=False,
        widget=area(3),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["likely_owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        owner.queryset = with_duties().exclude(pk=self.thing.department_id)


class DueForm(MoveForm):
    due_on = forms.DateField(
        label=gettext_lazy("新しい期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = self.thing.due_on
        self.fields["version"].initial = self.thing.version


class HandOverForm(MoveForm):
    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("引き継ぐ人")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = case_of(self.thing)
        unit = [case.unit_id] if case and case.unit_id else []
        people = people_of(unit, *SECTION, RoleCode.CEN)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        person.queryset = User.objects.filter(pk__in=[one.pk for one in people]).exclude(
            pk=(case and case.person_id) or 0
        )


class FilterForm(forms.Form):
    """The desk's list. Every name that is not here is ignored, every value is checked."""

    q = forms.CharField(label=gettext_lazy("番号・相談者・題名"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("状態"),
        required=False,
        choices=[
            ("", gettext_lazy("開いているもの")),
            ("all", gettext_lazy("すべて")),
            *ConsultationState.choices,
        ],
    )
    only = forms.ChoiceField(
        label=gettext_lazy("しぼりこみ"),
        required=False,
        choices=[
            ("", gettext_lazy("なし")),
            ("late", gettext_lazy("期限超過")),
            ("unowned", gettext_lazy("担当者なし")),
            ("escalated", gettext_lazy("課長の判断待ち")),
            ("mine", gettext_lazy("わたしの担当")),
        ],
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("受付の方法"),
        required=False,
        choices=[("", gettext_lazy("すべて")), *Channel.choices],
    )
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), required=False, coerce=int, empty_value=None)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        year.choices = [("", _("すべて")), *((one, _("%(year)s年度") % {"year": one}) for one in years)]
