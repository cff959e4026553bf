"""Lives of a report, of a round of comments on one of its editions, and of a comment (domain brief §3.13, §3.17)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import DEPARTMENT, SECTION, RoleCode

WRITERS = (*SECTION, *DEPARTMENT)
"""The section, and the department whose report it is."""


class DraftState(models.TextChoices):
    OUTLINE = "outline", _("骨子")
    ROUGH = "rough", _("素案")
    IN_COMMENT = "in_comment", _("委員・課に照会中")
    REVISED = "revised", _("見直し中")
    DRAFT = "draft", _("案")
    PUBLIC_COMMENT = "public_comment", _("意見募集中")
    FINAL = "final", _("成案")
    PUBLISHED = "published", _("公表済み")
    WITHDRAWN = "withdrawn", _("取り下げ")


D = DraftState

DRAFT = Workflow(
    "draft",
    DraftState,
    (
        step("write", _("素案にする"), [D.OUTLINE], D.ROUGH, roles=WRITERS, main=True),
        step("hear", _("委員と課に意見を聞く"), [D.ROUGH, D.REVISED], D.IN_COMMENT, roles=WRITERS, main=True),
        step(
            "revise",
            _("意見をもとに見直す"),
            [D.IN_COMMENT, D.PUBLIC_COMMENT],
            D.REVISED,
            roles=WRITERS,
            main=True,
        ),
        step("settle", _("案にする"), [D.ROUGH, D.REVISED], D.DRAFT, roles=WRITERS),
        step("consult", _("市民の意見を募集する"), [D.DRAFT], D.PUBLIC_COMMENT, roles=SECTION, main=True),
        step("finalise", _("成案にする"), [D.REVISED, D.DRAFT], D.FINAL, roles=WRITERS),
        step("rework", _("見直しに戻す"), [D.DRAFT, D.FINAL], D.REVISED, roles=WRITERS, needs_reason=True),
        step("publish", _("公表する"), [D.FINAL], D.PUBLISHED, roles=[RoleCode.SECH], main=True),
        step(
            "withdraw",
            _("取り下げる"),
            [one for one in D if one != D.WITHDRAWN],
            D.WITHDRAWN,
            roles=SECTION,
            needs_reason=True,
        ),
    ),
    path=(D.OUTLINE, D.ROUGH, D.IN_COMMENT, D.REVISED, D.DRAFT, D.PUBLIC_COMMENT, D.FINAL, D.PUBLISHED),
    closed=(D.PUBLISHED, D.WITHDRAWN),
)
WRITABLE = (D.OUTLINE, D.ROUGH, D.IN_COMMENT, D.REVISED, D.DRAFT, D.PUBLIC_COMMENT)
"""In which the working text may change; editions never do."""


class RoundState(models.TextChoices):
    ANNOUNCED = "announced", _("予告")
    OPEN = "open", _("受付中")
    CLOSED = "closed", _("受付終了")
    PUBLISHED = "published", _("結果公表")
    CANCELLED = "cancelled", _("中止")


R = RoundState

ROUND = Workflow(
    "comment_round",
    RoundState,
    (
        step("begin", _("受付をはじめる"), [R.ANNOUNCED], R.OPEN, by_clock=True),
        step(
            "extend",
            _("期間をのばす"),
            [R.ANNOUNCED, R.OPEN],
            [R.ANNOUNCED, R.OPEN],
            roles=WRITERS,
            needs_reason=True,
        ),
        step("close", _("受付を終える"), [R.OPEN], R.CLOSED, roles=WRITERS),
        step("results", _("意見と答えを公表する"), [R.CLOSED], R.PUBLISHED, roles=SECTION, main=True),
        step("cancel", _("中止する"), [R.ANNOUNCED, R.OPEN], R.CANCELLED, roles=SECTION, needs_reason=True),
    ),
    path=(R.ANNOUNCED, R.OPEN, R.CLOSED, R.PUBLISHED),
    closed=(R.PUBLISHED, R.CANCELLED),
)


class CommentState(models.TextChoices):
    OPEN = "open", _("答えはこれから")
    ACCEPTED = "accepted", _("反映する")
    PARTLY = "partly", _("一部を反映する")
    NOT_TAKEN = "not_taken", _("反映しない")
    QUESTION_ANSWERED = "question_answered", _("質問に答える")
    SET_ASIDE = "set_aside", _("公表しない")
    WITHDRAWN = "withdrawn", _("取り下げ")


C = CommentState
ANSWERED = (C.ACCEPTED, C.PARTLY, C.NOT_TAKEN, C.QUESTION_ANSWERED)

COMMENT = Workflow(
    "comment",
    CommentState,
    (
        step(
            "answer",
            _("答える"),
            [C.OPEN, *ANSWERED],
            list(ANSWERED),
            roles=WRITERS,
            needs_reason=True,
            main=True,
        ),
        step("set_aside", _("公表しないことにする"), [C.OPEN], C.SET_ASIDE, roles=WRITERS, needs_reason=True),
        step("restore", _("公表しないのをやめる"), [C.SET_ASIDE], C.OPEN, roles=WRITERS),
        step(
            "take_back",
            _("意見を取り下げる"),
            [C.OPEN],
            C.WITHDRAWN,
            roles=(RoleCode.MEM, RoleCode.CHAIR, *DEPARTMENT),
        ),
    ),
    path=(C.OPEN, C.ACCEPTED),
    closed=(*ANSWERED, C.SET_ASIDE, C.WITHDRAWN),
)
