from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import Settings
from tomoni.japan.parsing import parse_day

_DAYS = forms.Textarea(attrs={"rows": 4})
_ONE_A_LINE = _("1行に1日ずつ。例：2026-12-28、令和8年12月28日")
SECTIONS = (
    (_("日数"), ("triage_days", "referral_days", "answer_days", "stalled_days", "undo_minutes")),
    (_("相談の机"), ("show_similar",)),
    (_("期限のあと"), ("reopen_days", "link_days_after_close", "seed_notice_days", "menu_stale_days",
                       "renewal_days")),
    (_("意見募集"), ("public_comment_days",)),
    (_("会議"), ("notice_days", "quick_report_days", "minutes_days", "member_check_days",
                 "forget_signups_days")),
    (_("役所の休み"), ("extra_holidays", "extra_workdays")),
    (_("問い合わせ先"), ("contact_name", "contact_phone", "contact_email")),
)  # fmt: skip


def _days(label: Any, help_text: Any, most: int = 400) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=most)


class SettingsForm(forms.Form):
    """What the jurisdiction decides for itself. Its fields are those of `core.jurisdictions.Settings`."""

    triage_days = _days(_("相談をふり分けるまで"), _("営業日"), 60)
    referral_days = _days(_("照会への返事まで"), _("営業日"), 60)
    answer_days = _days(_("声への答えの案まで"), _("営業日"), 60)
    stalled_days = _days(_("止まっているとみなすまで"), _("日。相談者への連絡も動きもない日数"), 180)
    show_similar = forms.BooleanField(
        label=_("似た以前の相談を、相談の机で見せる"),
        required=False,
        help_text=_("見えるのは、その相談を開ける人だけです。共有に同意していない人の相談は使いません。"),
    )
    undo_minutes = _days(_("公開を取り消せる時間"), _("分"), 1440)
    reopen_days = _days(_("終わった相談を開き直せる期間"), _("日"), 3650)
    link_days_after_close = _days(_("相談者の専用リンクが使える期間"), _("日。相談が終わってから"), 3650)
    seed_notice_days = _days(_("種の期限を知らせる時期"), _("日前"), 180)
    menu_stale_days = _days(_("メニューの見直しを頼む時期"), _("日。さいごの確認から"), 3650)
    renewal_days = _days(_("団体登録の更新を待つ期間"), _("日。年度が変わってから"), 365)
    public_comment_days = _days(_("意見募集の期間"), _("日以上。短くするときは理由を公表します"), 365)
    notice_days = _days(_("会議の開催を知らせる期限"), _("日前。休みの日ならその前の開庁日"), 60)
    quick_report_days = _days(_("結果速報の公開まで"), _("営業日"), 60)
    minutes_days = _days(_("会議録の公開まで"), _("日。休みの日ならその前の開庁日"), 365)
    member_check_days = _days(_("委員が会議録を確かめる期間"), _("日"), 60)
    forget_signups_days = _days(
        _("申込みをした人の名前や連絡先を消すまで"), _("日。集まりが終わってから"), 365
    )
    extra_holidays = forms.CharField(
        label=_("土日祝のほかに休む日"), required=False, widget=_DAYS, help_text=_ONE_A_LINE
    )
    extra_workdays = forms.CharField(
        label=_("土日祝に開く日"), required=False, widget=_DAYS, help_text=_ONE_A_LINE
    )
    contact_name = forms.CharField(label=_("担当の名前"), required=False, max_length=100)
    contact_phone = forms.CharField(label=_("電話"), required=False, max_length=40)
    contact_email = forms.EmailField(label=_("メールアドレス"), required=False)

    def __init__(self, *args: Any, now: Settings, **kwargs: Any) -> None:
        values = now.model_dump()
        values.update({name: "\n".join(values[name]) for name in ("extra_holidays", "extra_workdays")})
        super().__init__(*args, **{"initial": values, **kwargs})

    def clean_extra_holidays(self) -> tuple[str, ...]:
        return _listed(self.cleaned_data["extra_holidays"])

    def clean_extra_workdays(self) -> tuple[str, ...]:
        return _listed(self.cleaned_data["extra_workdays"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        both = set(self.cleaned_data.get("extra_holidays", ())) & set(
            self.cleaned_data.get("extra_workdays", ())
        )
        if both:
            text = _text("%(day)sが、休む日と開く日の両方にあります。")
            self.add_error("extra_workdays", text % {"day": "、".join(sorted(both))})
        return self.cleaned_data

    def parts(self) -> list[tuple[Any, list[Any]]]:
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]


def _listed(text: str) -> tuple[str, ...]:
    days: set[date] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            days.add(parse_day(line.strip()))
        except ValueError as error:
            said = _text("%(line)d行目：%(why)s") % {"line": number, "why": error}
            raise forms.ValidationError(said) from None
    return tuple(day.isoformat() for day in sorted(days))
