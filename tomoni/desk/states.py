"""The lives of a consultation and of a referral (domain brief §3.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import RoleCode


class ConsultationState(models.TextChoices):
    RECEIVED = "received", _("受付")
    TRIAGED = "triaged", _("整理中")
    REFERRED = "referred", _("照会中")
    IN_DIALOGUE = "in_dialogue", _("対話中")
    ANSWERED = "answered", _("回答済")
    OUT_OF_SCOPE = "out_of_scope", _("対象外")
    SEEDED = "seeded", _("種に登録")
    STALLED = "stalled", _("停滞")
    CLOSED = "closed", _("終結")


class ReferralState(models.TextChoices):
    SENT = "sent", _("照会中")
    REPLIED = "replied", _("回答あり")
    RETURNED = "returned", _("差戻し")
    WITHDRAWN = "withdrawn", _("取りやめ")


class LessonState(models.TextChoices):
    TAUGHT = "taught", _("学んでいる")
    TAKEN_BACK = "taken_back", _("決定が変わった")
    RETRACTED = "retracted", _("取り消した")


class Channel(models.TextChoices):
    WINDOW = "window", _("窓口")
    PHONE = "phone", _("電話")
    MAIL = "mail", _("メール・手紙")
    WEB = "web", _("ウェブ")
    VISIT = "visit", _("訪問")
    EVENT = "event", _("イベント")


class AskerKind(models.TextChoices):
    INDIVIDUAL = "individual", _("個人")
    GROUP = "group", _("市民活動団体・NPO")
    NEIGHBOURHOOD = "neighbourhood", _("自治会・町内会")
    BUSINESS = "business", _("事業者")
    SCHOOL = "school", _("学校")
    DEPARTMENT = "department", _("市の課")
    OTHER = "other", _("そのほか")


class Tick(models.TextChoices):
    YES = "yes", _("はい")
    NO = "no", _("いいえ")
    UNCLEAR = "unclear", _("まだわからない")


class StallReason(models.TextChoices):
    MONEY = "money", _("お金の見通しが立たない")
    DEMANDS = "demands", _("求めていることが伝わっていない")
    PERSON_CHANGED = "person_changed", _("担当者が替わった")
    WORKLOAD = "workload", _("仕事が増える心配がある")
    WAITING = "waiting", _("相談した人の返事を待っている")
    OTHER = "other", _("そのほか")


class ScopeReason(models.TextChoices):
    MEMBERS_ONLY = "members_only", _("会員だけの利益になる")
    OUTSIDE_PLAN = "outside_plan", _("市の計画の外にある")
    PROFIT = "profit", _("営利が目的である")
    POLITICAL_RELIGIOUS = "political_religious", _("政治・宗教にかかわる")
    OTHER = "other", _("そのほか")


class Outcome(models.TextChoices):
    ADVICE = "advice", _("情報・助言で足りた")
    INTRODUCED = "introduced", _("団体・担当課を紹介した")
    SEED = "seed", _("協働の種になった")
    COLLABORATION = "collaboration", _("協働が始まった")
    OUT_OF_SCOPE = "out_of_scope", _("協働の対象外だった")
    NOT_POSSIBLE = "not_possible", _("実現できなかった")
    NO_CONTACT = "no_contact", _("連絡がとれなくなった")
    WITHDRAWN = "withdrawn", _("相談した人が取り下げた")
    OTHER = "other", _("そのほか")


S = ConsultationState
_SECTION = (RoleCode.SEC, RoleCode.SECH)
_DESK = (*_SECTION, RoleCode.CEN)
_ASKER = (RoleCode.GREP, RoleCode.BODY)
_DEPARTMENT = (RoleCode.LIA, RoleCode.DEPT, RoleCode.DHEAD)

MAY_STALL = (S.RECEIVED, S.TRIAGED, S.REFERRED, S.IN_DIALOGUE, S.ANSWERED)

CONSULTATION = Workflow(
    name="consultation",
    states=S,
    moves=(
        step("triage", _("整理を始める"), [S.RECEIVED], S.TRIAGED, roles=_DESK, main=True),
        step("refer", _("担当課に照会する"), [S.TRIAGED], S.REFERRED, roles=_SECTION, main=True),
        step(
            "refer_more", _("別の課にも照会する"), [S.REFERRED, S.IN_DIALOGUE], [S.REFERRED, S.IN_DIALOGUE],
            roles=_SECTION,
        ),
        step("begin_dialogue", _("対話が始まる"), [S.REFERRED], S.IN_DIALOGUE, roles=_DEPARTMENT, by_clock=True),
        step("back_to_desk", _("整理に戻る"), [S.REFERRED], S.TRIAGED, roles=_DEPARTMENT, by_clock=True),
        step("answer", _("回答する"), [S.TRIAGED], S.ANSWERED, roles=_DESK),
        step("decline", _("対象外とする"), [S.TRIAGED], S.OUT_OF_SCOPE, roles=_SECTION),
        step(
            "seed", _("協働の種に登録する"), [S.IN_DIALOGUE], S.SEEDED,
            roles=(*_DESK, RoleCode.LIA, RoleCode.GREP),
        ),
        step(
            "close", _("終結する"), [S.IN_DIALOGUE, S.ANSWERED, S.OUT_OF_SCOPE, S.SEEDED], S.CLOSED,
            roles=(*_DESK, *_ASKER), main=True,
        ),
        step("withdraw", _("取り下げる"), [S.RECEIVED, S.TRIAGED, S.REFERRED, S.STALLED], S.CLOSED, roles=_ASKER),
        step("stall", _("停滞"), MAY_STALL, S.STALLED, by_clock=True),
        step(
            "resume", _("停滞から動かす"), [S.STALLED], MAY_STALL,
            roles=(*_DESK, RoleCode.LIA), needs_reason=True, main=True,
        ),
        step("reopen", _("もう一度ひらく"), [S.CLOSED], S.RECEIVED, roles=(*_SECTION, *_ASKER)),
    ),
    path=(S.RECEIVED, S.TRIAGED, S.REFERRED, S.IN_DIALOGUE, S.CLOSED),
    closed=(S.OUT_OF_SCOPE, S.SEEDED, S.CLOSED),
)  # fmt: skip

R = ReferralState
REFERRAL = Workflow(
    name="referral",
    states=R,
    moves=(
        step("reply", _("相談した人に返事を書く"), [R.SENT], R.REPLIED, roles=_DEPARTMENT, main=True),
        step("give_back", _("差し戻す"), [R.SENT], R.RETURNED, roles=(RoleCode.LIA, RoleCode.DHEAD)),
        step("recall", _("照会を取りやめる"), [R.SENT], R.WITHDRAWN, roles=_SECTION),
    ),
    path=(R.SENT, R.REPLIED),
    closed=(R.REPLIED, R.RETURNED, R.WITHDRAWN),
)
ON_THE_CASE = (R.SENT, R.REPLIED)
"""A department whose referral is in one of these sees the consultation."""

L = LessonState
LESSON = Workflow(
    name="lesson",
    states=L,
    moves=(
        step("teach", _("学ぶ"), [L.TAKEN_BACK], L.TAUGHT, by_clock=True),
        step("take_back", _("決定が変わった"), [L.TAUGHT], L.TAKEN_BACK, by_clock=True),
        step("retract", _("学んだことを取り消す"), [L.TAUGHT], L.RETRACTED, roles=_SECTION),
        step("restore", _("もう一度学ぶ"), [L.RETRACTED], L.TAUGHT, roles=_SECTION),
    ),
    path=(L.TAUGHT,),
    closed=(),
)
