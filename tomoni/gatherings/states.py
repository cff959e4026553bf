"""The lives of a gathering and of what comes of it (domain brief §3.12, §3.15): quick report and minutes live on their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import SECTION, RoleCode


class State(models.TextChoices):
    PLANNING = "planning", _("準備中")
    NOTIFIED = "notified", _("開催案内中")
    HELD = "held", _("開催済み")
    CANCELLED = "cancelled", _("中止")


RUNNERS = (*SECTION, RoleCode.CEN)

GATHERING = Workflow(
    "gathering",
    State,
    (
        step("notify", _("開催を知らせる"), [State.PLANNING], State.NOTIFIED, roles=SECTION, main=True),
        step(
            "hold",
            _("開催済みにする"),
            [State.PLANNING, State.NOTIFIED],
            State.HELD,
            roles=RUNNERS,
            main=True,
        ),
        step(
            "reschedule",
            _("日時・場所を変える"),
            [State.NOTIFIED],
            State.NOTIFIED,
            roles=RUNNERS,
            needs_reason=True,
        ),
        step(
            "cancel",
            _("中止にする"),
            [State.PLANNING, State.NOTIFIED],
            State.CANCELLED,
            roles=RUNNERS,
            needs_reason=True,
        ),
        step(
            "show",
            _("見せる範囲を変える"),
            [State.NOTIFIED, State.HELD, State.CANCELLED],
            [State.NOTIFIED, State.HELD, State.CANCELLED],
            roles=SECTION,
        ),
    ),
    path=(State.PLANNING, State.NOTIFIED, State.HELD),
    closed=(State.HELD, State.CANCELLED),
)


class QuickReportState(models.TextChoices):
    DRAFT = "draft", _("作成中")
    PUBLISHED = "published", _("公開中")
    REPLACED = "replaced", _("会議録に替わった")
    WITHDRAWN = "withdrawn", _("取り下げ")


QUICK_REPORT = Workflow(
    "quick_report",
    QuickReportState,
    (
        step(
            "publish",
            _("速報を公開する"),
            [QuickReportState.DRAFT, QuickReportState.WITHDRAWN],
            QuickReportState.PUBLISHED,
            roles=[RoleCode.SECH],
            main=True,
        ),
        step(
            "publish_again",
            _("直した速報を公開する"),
            [QuickReportState.PUBLISHED],
            QuickReportState.PUBLISHED,
            roles=[RoleCode.SECH],
            needs_reason=True,
        ),
        step(
            "withdraw",
            _("速報を取り下げる"),
            [QuickReportState.PUBLISHED],
            QuickReportState.WITHDRAWN,
            roles=[RoleCode.SECH],
            needs_reason=True,
        ),
        step(
            "replace",
            _("会議録に替える"),
            [QuickReportState.DRAFT, QuickReportState.PUBLISHED, QuickReportState.WITHDRAWN],
            QuickReportState.REPLACED,
            by_clock=True,
        ),
    ),
    path=(QuickReportState.DRAFT, QuickReportState.PUBLISHED, QuickReportState.REPLACED),
    closed=(QuickReportState.REPLACED,),
)


class MinutesState(models.TextChoices):
    DRAFTING = "drafting", _("作成中")
    MEMBER_CHECK = "member_check", _("委員の確認")
    CONFIRMED = "confirmed", _("確定")
    PUBLISHED = "published", _("公開中")


MINUTES = Workflow(
    "minutes",
    MinutesState,
    (
        step(
            "ask_members",
            _("委員に確認を頼む"),
            [MinutesState.DRAFTING],
            MinutesState.MEMBER_CHECK,
            roles=SECTION,
            main=True,
        ),
        step(
            "confirm",
            _("会議録を確定する"),
            [MinutesState.MEMBER_CHECK],
            MinutesState.CONFIRMED,
            roles=[RoleCode.CHAIR, RoleCode.SECH],
            main=True,
        ),
        step(
            "publish",
            _("会議録を公開する"),
            [MinutesState.CONFIRMED],
            MinutesState.PUBLISHED,
            roles=[RoleCode.SECH],
            main=True,
        ),
        step(
            "reopen",
            _("書き直す"),
            [MinutesState.MEMBER_CHECK, MinutesState.CONFIRMED, MinutesState.PUBLISHED],
            MinutesState.DRAFTING,
            roles=SECTION,
            needs_reason=True,
        ),
        step(
            "withdraw",
            _("会議録を取り下げる"),
            [MinutesState.PUBLISHED],
            MinutesState.CONFIRMED,
            roles=[RoleCode.SECH],
            needs_reason=True,
        ),
    ),
    path=(MinutesState.DRAFTING, MinutesState.MEMBER_CHECK, MinutesState.CONFIRMED, MinutesState.PUBLISHED),
    closed=(MinutesState.PUBLISHED,),
)


class CorrectionState(models.TextChoices):
    OPEN = "open", _("返事待ち")
    ACCEPTED = "accepted", _("直した")
    DECLINED = "declined", _("直さなかった")
    RETRACTED = "retracted", _("取り消し")


CORRECTION = Workflow(
    "correction",
    CorrectionState,
    (
        step(
            "accept",
            _("直す"),
            [CorrectionState.OPEN],
            CorrectionState.ACCEPTED,
            roles=RUNNERS,
            main=True,
        ),
        step(
            "decline",
            _("直さない"),
            [CorrectionState.OPEN],
            CorrectionState.DECLINED,
            roles=RUNNERS,
            needs_reason=True,
        ),
        step(
            "retract",
            _("申し出を取り消す"),
            [CorrectionState.OPEN],
            CorrectionState.RETRACTED,
            roles=[RoleCode.MEM, RoleCode.CHAIR],
        ),
    ),
    path=(CorrectionState.OPEN, CorrectionState.ACCEPTED),
    closed=(CorrectionState.ACCEPTED, CorrectionState.DECLINED, CorrectionState.RETRACTED),
)


class TermState(models.TextChoices):
    RUNNING = "running", _("活動中")
    REFLECTING = "reflecting", _("ふり返り中")
    HANDED_OVER = "handed_over", _("引き継ぎ済み")


TERM = Workflow(
    "term",
    TermState,
    (
        step(
            "ask_reflections",
            _("ふり返りを集める"),
            [TermState.RUNNING],
            TermState.REFLECTING,
            roles=SECTION,
            main=True,
        ),
        step(
            "hand_over",
            _("次の期へ引き継ぐ"),
            [TermState.RUNNING, TermState.REFLECTING],
            TermState.HANDED_OVER,
            roles=SECTION,
            main=True,
        ),
        step(
            "resume",
            _("活動に戻す"),
            [TermState.REFLECTING],
            TermState.RUNNING,
            roles=SECTION,
            needs_reason=True,
        ),
    ),
    path=(TermState.RUNNING, TermState.REFLECTING, TermState.HANDED_OVER),
    closed=(TermState.HANDED_OVER,),
)


class SignUpState(models.TextChoices):
    ASKED = "asked", _("抽選待ち")
    SEATED = "seated", _("席あり")
    WAITING = "waiting", _("キャンセル待ち")
    CANCELLED = "cancelled", _("取り消し")


SIGNUP = Workflow(
    "signup",
    SignUpState,
    (
        step(
            "seat",
            _("席を決める"),
            [SignUpState.ASKED, SignUpState.WAITING],
            SignUpState.SEATED,
            by_clock=True,
        ),
        step("queue", _("キャンセル待ちにする"), [SignUpState.ASKED], SignUpState.WAITING, by_clock=True),
        step(
            "cancel",
            _("申込みを取り消す"),
            [SignUpState.ASKED, SignUpState.SEATED, SignUpState.WAITING],
            SignUpState.CANCELLED,
            roles=RUNNERS,
        ),
    ),
    path=(SignUpState.ASKED, SignUpState.SEATED),
    closed=(SignUpState.CANCELLED,),
)
