"""The life of a gathering (domain brief §3.12 up to held, §3.15). Quick report and minutes have lives of their own."""

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
