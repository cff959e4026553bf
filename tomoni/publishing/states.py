"""The life of what the city publishes: draft, check, public, taken back; sending is a step of what is public."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import SECTION, RoleCode


class State(models.TextChoices):
    DRAFT = "draft", _("編集中")
    CHECKING = "checking", _("確認中")
    PUBLISHED = "published", _("公開中")
    WITHDRAWN = "withdrawn", _("取り下げ")


EDITORS = (*SECTION, RoleCode.CEN)

PUBLICATION = Workflow(
    "publication",
    State,
    (
        step("submit", _("確認に回す"), [State.DRAFT], State.CHECKING, roles=EDITORS, main=True),
        step(
            "send_back",
            _("直しを求める"),
            [State.CHECKING],
            State.DRAFT,
            roles=SECTION,
            needs_reason=True,
        ),
        step("publish", _("公開する"), [State.CHECKING], State.PUBLISHED, roles=[RoleCode.SECH], main=True),
        step("send", _("メールで送る"), [State.PUBLISHED], State.PUBLISHED, roles=SECTION, main=True),
        step(
            "withdraw",
            _("取り下げる"),
            [State.PUBLISHED],
            State.WITHDRAWN,
            roles=SECTION,
            needs_reason=True,
        ),
        step("reopen", _("編集に戻す"), [State.WITHDRAWN], State.DRAFT, roles=SECTION),
    ),
    path=(State.DRAFT, State.CHECKING, State.PUBLISHED),
    closed=(State.PUBLISHED, State.WITHDRAWN),
)
