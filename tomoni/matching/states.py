"""The life of a match and its pre-meeting (domain brief §3.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import DEPARTMENT, GROUP, SECTION, RoleCode


class State(models.TextChoices):
    PROPOSED = "proposed", _("候補")
    SOUNDED_OUT = "sounded_out", _("打診中")
    AGREED = "agreed_to_meet", _("面談合意")
    SCHEDULED = "scheduled", _("日程確定")
    NO_SHOW = "no_show", _("面談できず")
    HELD = "held", _("面談済み")
    DECLINED = "declined", _("辞退")
    DROPPED = "dropped", _("取りやめ")
    TO_LIGHT = "to_light", _("軽い協働へ")
    TO_PROPOSAL = "to_proposal", _("提案へ")
    TO_PROJECT = "to_project", _("事業化へ")
    TO_INFO = "to_info_sharing", _("情報交換を続ける")
    NOT_NOW = "not_now", _("見送り")


BROKERS = (*SECTION, RoleCode.CEN)
PARTIES = (*DEPARTMENT, *GROUP)
OUTCOMES = (State.TO_LIGHT, State.TO_PROPOSAL, State.TO_PROJECT, State.TO_INFO, State.NOT_NOW)
SUCCESSES = (State.TO_LIGHT, State.TO_PROPOSAL, State.TO_PROJECT, State.TO_INFO)
WITHOUT_OUTCOME = (State.DECLINED, State.DROPPED, State.NOT_NOW)
TALKING = (State.AGREED, State.SCHEDULED, State.NO_SHOW, State.HELD)
"""Both sides have said yes: contact data may be open and sheets are filled."""
OPEN = (State.PROPOSED, State.SOUNDED_OUT, *TALKING)

MATCH = Workflow(
    name="match",
    states=State,
    moves=(
        step("sound_out", _("双方に打診する"), [State.PROPOSED], State.SOUNDED_OUT, roles=BROKERS, main=True),
        # Made by the second yes, by a no, and by a yes that is taken back.
        step("agree", _("面談に合意"), [State.SOUNDED_OUT], State.AGREED, roles=PARTIES, by_clock=True),
        step(
            "decline",
            _("辞退"),
            [State.SOUNDED_OUT],
            State.DECLINED,
            roles=PARTIES,
            by_clock=True,
            needs_reason=True,
        ),
        step("reopen", _("合意を取り下げ"), TALKING, State.SOUNDED_OUT, roles=PARTIES, by_clock=True),
        step(
            "schedule",
            _("面談の日を決める"),
            [State.AGREED, State.NO_SHOW],
            State.SCHEDULED,
            roles=BROKERS,
            main=True,
        ),
        step("hold", _("面談を記録する"), [State.SCHEDULED], State.HELD, roles=BROKERS, main=True),
        step(
            "miss", _("面談できなかった"), [State.SCHEDULED], State.NO_SHOW, roles=BROKERS, needs_reason=True
        ),
        # To a light collaboration: made by the room above, when the collaboration is recorded.
        step("to_light", _("軽い協働にする"), [State.HELD], State.TO_LIGHT, roles=BROKERS, by_clock=True),
        step(
            "conclude",
            _("面談の結果を決める"),
            [State.HELD],
            [State.TO_PROPOSAL, State.TO_PROJECT, State.TO_INFO, State.NOT_NOW],
            roles=BROKERS,
        ),
        step(
            "drop",
            _("取りやめる"),
            [State.PROPOSED, State.SOUNDED_OUT, State.AGREED, State.SCHEDULED, State.NO_SHOW],
            State.DROPPED,
            roles=BROKERS,
            needs_reason=True,
        ),
    ),
    path=(State.PROPOSED, State.SOUNDED_OUT, State.AGREED, State.SCHEDULED, State.HELD, State.TO_LIGHT),
    closed=(State.DECLINED, State.DROPPED, *OUTCOMES),
)
