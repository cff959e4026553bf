"""The life of a light collaboration (domain brief §3.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import SECTION, RoleCode

SIDES = (RoleCode.LIA, RoleCode.DEPT, RoleCode.DHEAD, RoleCode.GREP, RoleCode.BODY)


class State(models.TextChoices):
    PLANNED = "planned", _("了承待ち")
    CONFIRMED = "confirmed", _("実施予定")
    DONE = "done", _("実施済み")
    RECORDED = "recorded", _("記録済み")
    CANCELLED = "cancelled", _("中止")


LIGHT = Workflow(
    name="light_collab",
    states=State,
    moves=(
        # Room, notice and name are given by a department: its head says yes, or the liaison officer for the head.
        step(
            "confirm",
            _("了承する"),
            [State.PLANNED],
            State.CONFIRMED,
            roles=[RoleCode.DHEAD, RoleCode.LIA],
            main=True,
        ),
        step("finish", _("実施した"), [State.CONFIRMED], State.DONE, roles=[*SIDES, *SECTION], main=True),
        step(
            "record", _("結果を記録する"), [State.DONE], State.RECORDED, roles=[*SIDES, *SECTION], main=True
        ),
        step(
            "cancel",
            _("中止する"),
            [State.PLANNED, State.CONFIRMED],
            State.CANCELLED,
            roles=[*SIDES, *SECTION],
            needs_reason=True,
        ),
    ),
    path=(State.PLANNED, State.CONFIRMED, State.DONE, State.RECORDED),
    closed=(State.RECORDED, State.CANCELLED),
)
