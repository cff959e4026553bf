from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db import models
from django.forms.formsets import BaseFormSet
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.http import MoveForm, ReasonForm
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.gatherings.models import AgendaItem, Attendance, Council, Gathering, Statement
from tomoni.japan.fiscal import Style, fiscal_year_label

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
SHOWN = [
    (value, label)
    for value, label in Visibility.choices
    if value in (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.CITY, Visibility.PARTIES)
]


class WhenForm(forms.Form):
    """Day and times, as people write them."""

    day = forms.DateField(label=_("開催日"), widget=DAY)
    starts = forms.TimeField(label=_("はじまり"), widget=TIME)
    ends = forms.TimeField(label=_("おわり"), widget=TIME)
    place = forms.CharField(label=_("場所"), max_length=120, required=False)

    def moments(self) -> dict[str, datetime]:
        day, starts, ends = (self.cleaned_data.get(name) for name in ("day", "starts", "ends"))
        if not (day and starts and ends):
            return {}
        return {"starts_at": _moment(day, starts), "ends_at": _moment(day, ends)}

    def clean(self) -> dict[str, Any]:
        super().clean()
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _text("おわりは、はじまりより後の時刻にしてください。"))
        return self.cleaned_data


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


class GatheringForm(WhenForm, forms.ModelForm):  # type: ignore[type-arg]
    """What a gathering is, when and where."""

    class Meta:
        model = Gathering
        fields = (
            "kind", "title", "series", "term", "round_number", "place", "address", "capacity",
            "openness", "closed_reason", "observer_limit", "observers", "outline",
            "takes_participants", "takes_observers", "choosing", "signup_until",
        )  # fmt: skip
        widgets = {
            "outline": forms.Textarea(attrs={"rows": 4}),
            "signup_until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gathering = self.instance
        if gathering.pk and not self.is_bound:
            starts, ends = timezone.localtime(gathering.starts_at), timezone.localtime(gathering.ends_at)
            self.initial.update(day=starts.date(), starts=starts.time(), ends=ends.time())
        organisers = _organisers(by) | Actor.objects.filter(pk=gathering.organiser_id)
        choice = forms.ModelChoiceField(organisers, label=_("主催"))
        self.fields["organiser"] = choice
        usual = gathering.organiser_id if gathering.pk else _usual(by, organisers)
        self.initial.setdefault("organiser", usual)
        self.fields["council"] = forms.ModelChoiceField(
            Council.objects.visible_to(by).select_related("actor"),
            label=_("会議体"),
            required=False,
            help_text=_("会議体の会議なら、選んでください。委員が案と資料を見られます。"),
        )
        self.initial.setdefault("council", gathering.council_id)
        self.fields["choosing"].required = False
        self.fields["choosing"].help_text = _("申込みが定員を超えたときの決め方です。")
        self.fields["signup_until"].help_text = _("空けておくと、はじまるまで受け付けます。")
        self.order_fields(
            ["kind", "council", "title", "series", "term", "round_number", "day", "starts", "ends"]
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("openness") != Gathering.Openness.OPEN and not self.cleaned_data.get(
            "closed_reason"
        ):
            self.add_error("closed_reason", _text("会議を公開しないときは、理由を入力してください。"))
        until, starts = self.cleaned_data.get("signup_until"), self.moments().get("starts_at")
        if until and starts and until > starts:
            self.add_error("signup_until", _text("締切は、はじまりより前にしてください。"))
        self.cleaned_data["choosing"] = self.cleaned_data.get("choosing") or Gathering.Choosing.FIRST_COME
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The action checks the model's rules on the whole record; here only the fields."""

    def details(self) -> dict[str, Any]:
        kept = {
            name: self.cleaned_data[name] for name in ("organiser", "council", *(self._meta.fields or ()))
        }
        return kept | self.moments()


def _organisers(by: Reader) -> models.QuerySet[Actor]:
    standing = standing_of(by)
    rows = Actor.objects.active()
    if standing.is_section:
        kinds = [Actor.Kind.DEPARTMENT, Actor.Kind.CENTRE, Actor.Kind.COUNCIL]
        return rows.filter(kind__in=kinds)
    mine = [post.actor_id for post in standing.posts if post.code == RoleCode.CEN]
    return rows.filter(pk__in=mine)


def _usual(by: Reader, organisers: models.QuerySet[Actor]) -> int | None:
    mine = standing_of(by).actor_ids
    return next((one.pk for one in organisers.filter(pk__in=mine).order_by("-is_section", "pk")[:1]), None)


class RowForm(forms.Form):
    """One row of a list below a gathering; a row left empty is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def line(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AgendaForm(RowForm):
    number = forms.CharField(label=_("番号"), max_length=20, required=False)
    title = forms.CharField(label=_("議題"), max_length=200)
    kind = forms.ChoiceField(
        label=_("種類"), choices=AgendaItem.Kind.choices, initial=AgendaItem.Kind.OTHER, required=False
    )
    moderator = forms.CharField(label=_("進行（役職）"), max_length=60, required=False)
    papers = forms.CharField(label=_("資料"), max_length=200, required=False)
    below = forms.BooleanField(label=_("すぐ上の議題の中に入れる"), required=False)
    is_closed = forms.BooleanField(label=_("この議題は非公開"), required=False)
    closed_reason = forms.CharField(label=_("非公開の理由"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("is_closed") and not self.cleaned_data.get("closed_reason"):
            self.add_error("closed_reason", _text("非公開の理由を入力してください。"))
        return self.cleaned_data

    def line(self) -> dict[str, Any]:
        return super().line() | {"kind": self.cleaned_data["kind"] or AgendaItem.Kind.OTHER}


class AttendanceForm(RowForm):
    category = forms.CharField(label=_("区分"), max_length=80)
    groups = forms.IntegerField(label=_("団体数"), min_value=0, max_value=9999, required=False)
    people = forms.IntegerField(label=_("人数"), min_value=0, max_value=99999)
    group = forms.CharField(
        label=_("団体の名前"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "group-names", "autocomplete": "off"}),
    )

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

    def line(self) -> dict[str, Any]:
        line = super().line()
        return line | {"actor": line.pop("group")}


class StatementForm(RowForm):
    heading = forms.CharField(label=_("見出し"), max_length=120, required=False)
    text = forms.CharField(
        label=_("発言の要旨"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Rows(BaseFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: RowForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("この行を消す")

    def lines(self) -> list[dict[str, Any]]:
        """The rows that say something and are kept, in their order."""
        found = []
        for form in self.forms:
            if form.has_changed() and not form.cleaned_data.get("DELETE"):
                line = form.line()
                line.pop("DELETE", None)
                found.append(line)
        return found


class RowsOf:
    """The three lists below a gathering, as one form to the view."""

    KINDS = (("agenda", AgendaForm), ("attendance", AttendanceForm), ("statements", StatementForm))

    def __init__(
        self, data: Any = None, *, gathering: Gathering | None = None, more: str = "", source: Any = None
    ) -> None:
        self.sets: dict[str, Any] = {}
        # What is said in a council's session is written on the page of notes, line by line.
        apart = gathering is not None and gathering.is_session
        for name, form in self.KINDS[:-1] if apart else self.KINDS:
            initial = _sent(source, name, form) if source is not None else _stored(gathering, name)
            extra = (1 if initial else 3) if source is None else (3 if name == more else 0)
            kind = forms.formset_factory(form, formset=Rows, extra=extra, can_delete=True, max_num=200)
            self.sets[name] = kind(data, prefix=name, initial=initial)

    def is_valid(self) -> bool:
        return not [name for name, rows in self.sets.items() if not rows.is_valid()]

    def lines(self) -> dict[str, list[dict[str, Any]] | None]:
        return {"statements": None} | {name: one.lines() for name, one in self.sets.items()}


def _stored(gathering: Gathering | None, name: str) -> list[dict[str, Any]]:
    if gathering is None:
        return []
    if name == "agenda":
        return [_agenda(row) for row in AgendaItem.objects.filter(gathering=gathering)]
    if name == "attendance":
        rows = Attendance.objects.filter(gathering=gathering).select_related("actor")
        return [
            {
                "id": row.pk,
                "category": row.category,
                "groups": row.groups,
                "people": row.people,
                "group": row.actor.name if row.actor else "",
            }
            for row in rows
        ]
    statements = Statement.objects.filter(gathering=gathering)
    return [{"id": row.pk, "heading": row.heading, "text": row.text} for row in statements]


def _agenda(row: AgendaItem) -> dict[str, Any]:
    names = ("number", "title", "kind", "moderator", "papers", "is_closed", "closed_reason")
    return {"id": row.pk, "below": row.parent_id is not None} | {name: getattr(row, name) for name in names}


def _sent(source: Any, prefix: str, form: type[RowForm]) -> list[dict[str, Any]]:
    """What was typed so far, when only more rows were asked for."""
    total = source.get(f"{prefix}-TOTAL_FORMS", "0")
    count = min(int(total), 200) if total.isdecimal() else 0
    rows = [
        {name: source.get(f"{prefix}-{number}-{name}", "") for name in form.base_fields}
        for number in range(count)
    ]
    # A row that is still empty would be taken for one that must be filled.
    return [row for row in rows if any(value for name, value in row.items() if name != "kind")]


class NotifyForm(ReasonForm):
    visibility = forms.ChoiceField(label=_("だれに見せますか"), choices=SHOWN, initial=Visibility.PUBLIC)
    field_order = ("visibility", "reason")


class ShowForm(ReasonForm):
    visibility = forms.ChoiceField(label=_("だれに見せますか"), choices=SHOWN)
    field_order = ("visibility", "reason")

    def __init__(self, *args: Any, thing: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        self.fields["visibility"].initial = thing.visibility


class HoldForm(MoveForm):
    observers = forms.IntegerField(label=_("傍聴者の人数"), min_value=0, max_value=99999, required=False)


class RescheduleForm(MoveForm, WhenForm):
    reason = forms.CharField(
        label=_("変更のお知らせ"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("案内のページに出ます。"),
    )

    def __init__(self, *args: Any, thing: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        starts, ends = timezone.localtime(thing.starts_at), timezone.localtime(thing.ends_at)
        self.initial.update(day=starts.date(), starts=starts.time(), ends=ends.time(), place=thing.place)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        return self.moments() | {name: self.cleaned_data[name] for name in ("place", "reason")}


class CancelForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("中止のお知らせ")
        self.fields["reason"].help_text = _("案内のページに出ます。")


class FilterForm(forms.Form):
    """What a list of gatherings can be narrowed to."""

    q = forms.CharField(label=_("ことば"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("種類"), required=False)
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False, empty_value=None)
    sort = forms.ChoiceField(
        label=_("ならび"), required=False, choices=[("", _("新しい順")), ("old", _("古い順"))]
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("すべて")), *Gathering.Kind.choices]  # type: ignore[attr-defined]
        labels = [(year, fiscal_year_label(year, Style.WAREKI)) for year in years]
        self.fields["year"].choices = [("", _("すべて")), *labels]  # type: ignore[attr-defined]
