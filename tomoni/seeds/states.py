"""The lives of a seed (domain brief §3.2) and of a menu item."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import SECTION, RoleCode

AUTHORS = (RoleCode.DEPT, RoleCode.LIA, RoleCode.DHEAD, RoleCode.GREP, RoleCode.BODY, RoleCode.CEN)
MENU_AUTHORS = (RoleCode.LIA, RoleCode.DEPT, RoleCode.DHEAD)


class SeedState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    SUBMITTED = "submitted", _("確認中")
    RETURNED = "returned", _("差し戻し")
    PUBLISHED = "published", _("募集中")
    INTERNAL_ONLY = "internal_only", _("庁内のみ")
    MATCHED = "matched", _("相談中")
    REALISED = "realised", _("実現")
    EXPIRED = "expired", _("期限切れ")
    WITHDRAWN = "withdrawn", _("取り下げ")


BOARD = (SeedState.PUBLISHED, SeedState.MATCHED)
"""Open to others: a seed in talks stays on the board, marked."""
RENEWABLE = (SeedState.PUBLISHED, SeedState.INTERNAL_ONLY, SeedState.MATCHED)
"""Their last day can be moved on."""
BEFORE_PUBLICATION = (SeedState.DRAFT, SeedState.SUBMITTED, SeedState.RETURNED)
BY_AUTHOR = (SeedState.DRAFT, SeedState.RETURNED)
"""The wording is still the author's own; later the section corrects it."""

SEED = Workflow(
    name="seed",
    states=SeedState,
    moves=(
        step(
            "submit",
            _("確認に出す"),
            [SeedState.DRAFT, SeedState.RETURNED],
            SeedState.SUBMITTED,
            roles=[*AUTHORS, *SECTION],
            main=True,
        ),
        step("publish", _("公開する"), [SeedState.SUBMITTED], SeedState.PUBLISHED, roles=SECTION, main=True),
        step(
            "keep_internal",
            _("庁内だけで使う"),
            [SeedState.SUBMITTED],
            SeedState.INTERNAL_ONLY,
            roles=SECTION,
        ),
        step(
            "send_back",
            _("差し戻す"),
            [SeedState.SUBMITTED],
            SeedState.RETURNED,
            roles=[*SECTION, RoleCode.CEN],
            needs_reason=True,
        ),
        # Made by matching when a match begins, ends without outcome, or leads to a collaboration.
        step(
            "mark_matched",
            _("相談中にする"),
            [SeedState.PUBLISHED, SeedState.INTERNAL_ONLY],
            SeedState.MATCHED,
            roles=[*SECTION, RoleCode.CEN],
            by_clock=True,
        ),
        step(
            "reopen",
            _("ふたたび募集する"),
            [SeedState.MATCHED],
            [SeedState.PUBLISHED, SeedState.INTERNAL_ONLY],
            by_clock=True,
        ),
        step(
            "mark_realised",
            _("実現とする"),
            [SeedState.MATCHED],
            SeedState.REALISED,
            roles=SECTION,
            by_clock=True,
        ),
        step(
            "expire",
            _("期限切れにする"),
            [SeedState.PUBLISHED, SeedState.INTERNAL_ONLY],
            SeedState.EXPIRED,
            by_clock=True,
        ),
        step(
            "withdraw",
            _("取り下げる"),
            [
                SeedState.DRAFT,
                SeedState.SUBMITTED,
                SeedState.RETURNED,
                SeedState.PUBLISHED,
                SeedState.INTERNAL_ONLY,
                SeedState.MATCHED,
            ],
            SeedState.WITHDRAWN,
            roles=[*AUTHORS, *SECTION],
            needs_reason=True,
        ),
    ),
    path=(SeedState.DRAFT, SeedState.SUBMITTED, SeedState.PUBLISHED, SeedState.MATCHED, SeedState.REALISED),
    closed=(SeedState.REALISED, SeedState.EXPIRED, SeedState.WITHDRAWN),
)


class MenuState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    PUBLISHED = "published", _("公開中")
    WITHDRAWN = "withdrawn", _("取り下げ")


MENU = Workflow(
    name="menu_item",
    states=MenuState,
    moves=(
        step("publish", _("公開する"), [MenuState.DRAFT], MenuState.PUBLISHED, roles=SECTION, main=True),
        step(
            "revise",
            _("下書きに戻して直す"),
            [MenuState.PUBLISHED],
            MenuState.DRAFT,
            roles=[*MENU_AUTHORS, *SECTION],
        ),
        step(
            "withdraw",
            _("取り下げる"),
            [MenuState.DRAFT, MenuState.PUBLISHED],
            MenuState.WITHDRAWN,
            roles=[*MENU_AUTHORS, *SECTION],
            needs_reason=True,
        ),
    ),
    path=(MenuState.DRAFT, MenuState.PUBLISHED),
    closed=(MenuState.WITHDRAWN,),
)
