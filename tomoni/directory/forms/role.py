from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.forms import AddressField
from tomoni.accounts.models import User
from tomoni.core.jurisdictions import current
from tomoni.directory.models import Actor, Invitation, Role
from tomoni.directory.roles import GROUP, RoleCode
from tomoni.directory.rules import role as rules
from tomoni.directory.standing import Reader, standing_of
from tomoni.japan.fiscal import bounds, fiscal_year

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OfferForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role for a period, offered to an address."""

    email = AddressField(
        label=_("メールアドレス"), help_text=_("アカウントがない人には、招待のメールを送ります。")
    )

    class Meta:
        model = Invitation
        fields = ("email", "name", "code", "title", "starts_on", "ends_on")
        widgets = {"starts_on": DAY, "ends_on": DAY}
        help_texts = {
            "title": _("画面に出す肩書です。空のときは役割の名前を使います。"),
            "ends_on": _("さいごの日です。決まっていないときは空にします。"),
        }

    def __init__(self, *args: Any, by: Reader, succeeds: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.instance.jurisdiction = current()
        self.fields["name"].help_text = _text("招待のメールを受けた人が、あとで直せます。")
        actors = _offered_actors(by)
        actors = _offered_actors(by)
        roles = Role.objects.visible_to(by).filter(actor__in=actors).on(timezone.localdate())
        before: Any = forms.ModelChoiceField(
            roles.select_related("actor", "person"),
            label=_text("前任"),
            required=False,
            help_text=_text("選ぶと、前任の役割は前の日で終わり、担当していた仕事が引き継がれます。"),
        )
        before.label_from_instance = lambda role: f"{role}（{role.person}）"
        ordered = actors.order_by("kind", "reading", "name")
        self.fields["actor"] = forms.ModelChoiceField(ordered, label=_text("主体"))
        self.fields["succeeds"] = before
        code: Any = self.fields["code"]
        code.choices = [("", "---------"), *_offered_codes(by)]
        self.order_fields(["email", "name", "actor", "code"])
        self.initial.setdefault("starts_on", timezone.localdate())
        if succeeds is not None:
            self.initial.update(
                actor=succeeds.actor_id, code=succeeds.code, title=succeeds.title, succeeds=succeeds.pk,
                starts_on=next_fiscal_year(timezone.localdate()),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        super().clean()
        actor, code = self.cleaned_data.get("actor"), self.cleaned_data.get("code")
        if actor and code and not rules.can_give(self.by, actor, code):
            self.add_error(
                "code", _text("この主体には、この役割を渡せません。役割か主体を選びなおしてください。")
            )
        if actor:
            self.instance.actor, self.instance.succeeds = actor, self.cleaned_data.get("succeeds")
        return self.cleaned_data


def _offered_actors(by: Reader) -> Any:
    actors = Actor.objects.visible_to(by).active()
    standing = standing_of(by)
    if standing.has(*rules.KEEPERS):
        return actors
    own = [post.actor_id for post in standing.posts if post.code == RoleCode.GREP]
    return (
        actors.groups().exclude(kind__in=[Actor.Kind.CENTRE, Actor.Kind.COUNCIL])
        if standing.is_centre
        else actors.filter(pk__in=own)
    )


def _offered_codes(by: Reader) -> list[tuple[str, Any]]:
    if standing_of(by).has(*rules.KEEPERS):
        return list(RoleCode.choices)
    return [(code.value, code.label) for code in GROUP]


def next_fiscal_year(today: date) -> date:
    return bounds(fiscal_year(today))[1] + timedelta(days=1)


class EndForm(forms.Form):
    """The last day of a role."""

    ends_on = forms.DateField(label=_("さいごの日"), widget=DAY, help_text=_("この日までは役割があります。"))
    reason = forms.CharField(label=_("理由・ひとこと"), required=False, max_length=500)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        self.initial.setdefault("ends_on", timezone.localdate())

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.role.starts_on:
            raise forms.ValidationError(_text("さいごの日は、はじめの日以降にしてください。"))
        return day


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("氏名・主体"), required=False, max_length=100)
    code = forms.ChoiceField(label=_("役割"), required=False, choices=[("", _("すべて")), *RoleCode.choices])
    when = forms.ChoiceField(
        label=_("時期"),
        required=False,
        choices=[
            ("", _("いまの役割")),
            ("future", _("これから")),
            ("past", _("終わった役割")),
            ("all", _("すべて")),
        ],
    )

    def apply(self, rows: Any) -> Any:
        asked, today = self.cleaned_data, timezone.localdate()
        if asked["q"]:
            word = asked["q"].strip()
            rows = rows.filter(
                Q(person__name__icontains=word)
                | Q(person__reading__icontains=word)
                | Q(actor__name__icontains=word)
            )
        if asked["code"]:
            rows = rows.filter(code=asked["code"])
        if asked["when"] == "future":
            return rows.filter(starts_on__gt=today)
        if asked["when"] == "past":
            return rows.filter(ends_on__lt=today)
        return rows if asked["when"] == "all" else rows.on(today)


class NewAccountForm(forms.Form):
    """What a person without an account chooses when accepting an invitation."""

    name = forms.CharField(label=_("氏名"), max_length=80)
    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12文字以上。よく使われることばだけのものは使えません。"),
    )
    again = forms.CharField(
        label=_("パスワード（もう一度）"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        super().clean()
        word, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if word and again and word != again:
            self.add_error("again", _text("二つのパスワードが違います。同じものを入力してください。"))
        if word:
            try:
                validate_password(word, User(email=self.email, name=self.cleaned_data.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data
