"""The lives of a survey (domain brief §3.16) and of a hearing record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import SECTION, RoleCode


class SurveyState(models.TextChoices):
    DRAFT = "draft", _("準備中")
    APPROVED = "approved", _("承認済み")
    OPEN = "open", _("受付中")
    CLOSED = "closed", _("締切")
    TABULATED = "tabulated", _("集計済み")
    PUBLISHED = "published", _("結果を公開")
    CANCELLED = "cancelled", _("取りやめ")


RUNNING = (SurveyState.OPEN, SurveyState.CLOSED, SurveyState.TABULATED)
"""Known to those who are asked and to those who help them; not yet to everybody."""
GATHERING = (SurveyState.DRAFT, SurveyState.APPROVED, SurveyState.OPEN)
"""Whom to ask can still be changed."""
COUNTED = (SurveyState.CLOSED, SurveyState.TABULATED, SurveyState.PUBLISHED)
"""No answer comes any more."""

SURVEY = Workflow(
    name="survey",
    states=SurveyState,
    moves=(
        step(
            "approve",
            _("承認する"),
            [SurveyState.DRAFT],
            SurveyState.APPROVED,
            roles=[RoleCode.SECH],
            main=True,
        ),
        step("rework", _("準備に戻す"), [SurveyState.APPROVED], SurveyState.DRAFT, roles=SECTION),
        step("open", _("受付をはじめる"), [SurveyState.APPROVED], SurveyState.OPEN, roles=SECTION, main=True),
        step("extend", _("締切日を変える"), [SurveyState.OPEN], SurveyState.OPEN, roles=SECTION),
        step("close", _("締め切る"), [SurveyState.OPEN], SurveyState.CLOSED, roles=SECTION, main=True),
        step(
            "reopen",
            _("受付をひらき直す"),
            [SurveyState.CLOSED],
            SurveyState.OPEN,
            roles=SECTION,
            needs_reason=True,
        ),
        step(
            "tabulate",
            _("集計を確定する"),
            [SurveyState.CLOSED],
            SurveyState.TABULATED,
            roles=SECTION,
            main=True,
        ),
        step(
            "publish",
            _("結果を公開する"),
            [SurveyState.TABULATED],
            SurveyState.PUBLISHED,
            roles=SECTION,
            main=True,
        ),
        step(
            "withdraw",
            _("公開をやめる"),
            [SurveyState.PUBLISHED],
            SurveyState.TABULATED,
            roles=SECTION,
            needs_reason=True,
        ),
        step(
            "cancel",
            _("取りやめる"),
            [SurveyState.DRAFT, SurveyState.APPROVED, SurveyState.OPEN],
            SurveyState.CANCELLED,
            roles=SECTION,
            needs_reason=True,
        ),
    ),
    path=(
        SurveyState.DRAFT,
        SurveyState.APPROVED,
        SurveyState.OPEN,
        SurveyState.CLOSED,
        SurveyState.TABULATED,
        SurveyState.PUBLISHED,
    ),
    closed=(SurveyState.PUBLISHED, SurveyState.CANCELLED),
)


class HearingState(models.TextChoices):
    NOTED = "noted", _("書きかけ")
    SETTLED = "settled", _("記録を確定")


HEARERS = (*SECTION, RoleCode.CEN)

HEARING = Workflow(
    name="hearing",
    states=HearingState,
    moves=(
        step(
            "settle",
            _("記録を確定する"),
            [HearingState.NOTED],
            HearingState.SETTLED,
            roles=HEARERS,
            main=True,
        ),
        step(
            "reopen",
            _("書きかけに戻す"),
            [HearingState.SETTLED],
            HearingState.NOTED,
            roles=HEARERS,
            needs_reason=True,
        ),
    ),
    path=(HearingState.NOTED, HearingState.SETTLED),
    closed=(HearingState.SETTLED,),
)
