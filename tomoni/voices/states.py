"""The life of an opinion and of its answer (domain brief §3.13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import DEPARTMENT, SECTION, RoleCode


class State(models.TextChoices):
    RECEIVED = "received", _("受付")
    NORMALISED = "normalised", _("整文済み")
    CLASSIFIED = "classified", _("分類済み")
    ROUTED = "routed", _("担当課へ")
    DRAFTED = "drafted", _("答えの案")
    APPROVED = "approved", _("課長が承認")
    ANSWERED = "answered", _("答えを公開")
    FOLLOW_UP = "follow_up", _("その後を確認中")
    DONE = "done", _("完了")
    SPLIT = "split", _("分けた")
    DUPLICATE = "duplicate", _("重複")
    OFF_TOPIC = "off_topic", _("対象外")
    NOT_PUBLISHABLE = "not_publishable", _("公開できない")
    WITHDRAWN = "withdrawn", _("取り下げ")


class AnswerKind(models.TextChoices):
    WILL_DO = "1", _("実施します")
    ALREADY = "2", _("すでに実施しています")
    CONSIDER = "3", _("検討します")
    REFERENCE = "4", _("今後の参考にします")
    CANNOT = "5", _("対応できません")
    OTHER_BODY = "6", _("ほかの機関の仕事です")


RECORDERS = (*SECTION, RoleCode.CEN)
UNSORTED = (State.RECEIVED, State.NORMALISED, State.CLASSIFIED)
UNANSWERED = (*UNSORTED, State.ROUTED, State.DRAFTED, State.APPROVED)
ANSWERED = (State.ANSWERED, State.FOLLOW_UP, State.DONE)
SORTED = (State.CLASSIFIED, State.ROUTED, State.DRAFTED, State.APPROVED, *ANSWERED)
CORRECTABLE = tuple(state for state in (*UNANSWERED, *ANSWERED) if state != State.RECEIVED)
MERGEABLE = (*UNSORTED, State.ROUTED)
ASIDE = (State.DUPLICATE, State.OFF_TOPIC, State.NOT_PUBLISHABLE)

OPINION = Workflow(
    "opinion",
    State,
    (
        step("normalise", _("文を整える"), [State.RECEIVED], State.NORMALISED, roles=RECORDERS),
        step("correct", _("整文を直す"), CORRECTABLE, CORRECTABLE, roles=RECORDERS),
        step(
            "classify",
            _("分類する"),
            [State.RECEIVED, State.NORMALISED],
            State.CLASSIFIED,
            roles=RECORDERS,
            main=True,
        ),
        step("reclassify", _("分類を変える"), SORTED, SORTED, roles=SECTION),
        step("route", _("担当課を決める"), [State.CLASSIFIED], State.ROUTED, roles=SECTION, main=True),
        step(
            "give_back",
            _("うちの課ではないと返す"),
            [State.ROUTED],
            State.CLASSIFIED,
            roles=DEPARTMENT,
            needs_reason=True,
        ),
        step(
            "draft",
            _("答えの案を書く"),
            [State.ROUTED, State.DRAFTED],
            State.DRAFTED,
            roles=DEPARTMENT,
            main=True,
        ),
        step("approve", _("承認する"), [State.DRAFTED], State.APPROVED, roles=[RoleCode.DHEAD], main=True),
        step(
            "send_back",
            _("書き直しを求める"),
            [State.DRAFTED, State.APPROVED],
            State.ROUTED,
            roles=[RoleCode.DHEAD, *SECTION],
            needs_reason=True,
        ),
        step("publish", _("答えを公開する"), [State.APPROVED], State.ANSWERED, roles=SECTION, main=True),
        step("undo", _("公開を元に戻す"), [State.ANSWERED], State.APPROVED, roles=SECTION),
        step("withdraw", _("取り下げる"), ANSWERED, State.WITHDRAWN, roles=SECTION, needs_reason=True),
        step("answer_again", _("答え直す"), [State.WITHDRAWN], State.ROUTED, roles=SECTION),
        step("follow_up", _("その後を追う"), [State.ANSWERED], State.FOLLOW_UP, roles=SECTION),
        step("finish", _("その後を書いて終える"), [State.FOLLOW_UP], State.DONE, roles=SECTION, main=True),
        step("mark_duplicate", _("重複にする"), MERGEABLE, State.DUPLICATE, roles=RECORDERS),
        step("split", _("いくつかの声に分ける"), UNSORTED, State.SPLIT, roles=RECORDERS),
        step(
            "mark_off_topic",
            _("対象外にする"),
            [*UNSORTED, State.ROUTED],
            State.OFF_TOPIC,
            roles=SECTION,
            needs_reason=True,
        ),
        step(
            "mark_not_publishable",
            _("公開できないものにする"),
            UNANSWERED,
            State.NOT_PUBLISHABLE,
            roles=SECTION,
            needs_reason=True,
        ),
        step("restore", _("受付に戻す"), ASIDE, State.RECEIVED, roles=SECTION, needs_reason=True),
        step("show", _("声の見せる範囲を変える"), UNANSWERED, UNANSWERED, roles=SECTION),
    ),
    path=(
        State.RECEIVED,
        State.CLASSIFIED,
        State.ROUTED,
        State.DRAFTED,
        State.APPROVED,
        State.ANSWERED,
    ),
    closed=(State.ANSWERED, State.DONE, *ASIDE, State.SPLIT, State.WITHDRAWN),
)
