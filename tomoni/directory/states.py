"""The life of a group's registration (domain brief §3.19)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import RoleCode


class RegistrationState(models.TextChoices):
    APPLIED = "applied", _("申請")
    CHECKING = "checking", _("確認中")
    REGISTERED = "registered", _("登録")
    RENEWAL_DUE = "renewal_due", _("更新の時期")
    RENEWED = "renewed", _("更新済み")
    LAPSED = "lapsed", _("失効")
    SUSPENDED = "suspended", _("停止")
    DEREGISTERED = "deregistered", _("登録の取り消し")


S = RegistrationState
IN_FORCE = (S.REGISTERED, S.RENEWAL_DUE, S.RENEWED)
_SECTION = (RoleCode.SEC, RoleCode.SECH)
_KEEPERS = (RoleCode.SEC, RoleCode.SECH, RoleCode.CEN)

REGISTRATION = Workflow(
    name="registration",
    states=RegistrationState,
    moves=(
        step("check", _("確認をはじめる"), [S.APPLIED], S.CHECKING, roles=_KEEPERS, main=True),
        step("register", _("登録する"), [S.CHECKING], S.REGISTERED, roles=_SECTION, main=True),
        step(
            "decline",
            _("登録しない"),
            [S.APPLIED, S.CHECKING],
            S.DEREGISTERED,
            roles=_SECTION,
            needs_reason=True,
        ),
        step("ask_renewal", _("更新の時期になる"), [S.REGISTERED, S.RENEWED], S.RENEWAL_DUE, by_clock=True),
        step(
            "renew",
            _("内容を確かめて更新する"),
            [S.RENEWAL_DUE, S.LAPSED],
            S.RENEWED,
            roles=(RoleCode.GREP, *_KEEPERS),
            main=True,
        ),
        step("lapse", _("失効する"), [S.RENEWAL_DUE], S.LAPSED, by_clock=True),
        step(
            "suspend",
            _("停止する"),
            [S.REGISTERED, S.RENEWED, S.RENEWAL_DUE],
            S.SUSPENDED,
            roles=_SECTION,
            needs_reason=True,
        ),
        step("resume", _("停止を解く"), [S.SUSPENDED], S.REGISTERED, roles=_SECTION, main=True),
        step(
            "deregister",
            _("登録を取り消す"),
            [S.REGISTERED, S.RENEWED, S.RENEWAL_DUE, S.LAPSED, S.SUSPENDED],
            S.DEREGISTERED,
            roles=(RoleCode.GREP, *_SECTION),
            needs_reason=True,
        ),
    ),
    path=(S.APPLIED, S.CHECKING, S.REGISTERED, S.RENEWAL_DUE, S.RENEWED),
    closed=(S.REGISTERED, S.RENEWED, S.LAPSED, S.SUSPENDED, S.DEREGISTERED),
)
"""Closed here means that nobody has to do anything: a registered group is asked again when its year is over."""
