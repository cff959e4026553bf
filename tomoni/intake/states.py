"""The life of a document taken in: read, mended, committed or kept, taken back while nothing built on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.core.workflow import Workflow, step
from tomoni.directory.roles import SECTION


class State(models.TextChoices):
    READING = "reading", _("読み取り中")
    REFUSED = "refused", _("読み取れません")
    READY = "ready", _("確認待ち")
    COMMITTED = "committed", _("取り込み済み")
    KEPT = "kept", _("読んだ内容を保管")
    DROPPED = "dropped", _("取りやめ")


INTAKE = Workflow(
    "intake",
    State,
    (
        step("read", _("読み取った"), [State.READING], State.READY, by_clock=True),
        step("refuse", _("読み取れなかった"), [State.READING], State.REFUSED, by_clock=True),
        step("commit", _("この内容で取り込む"), [State.READY], State.COMMITTED, roles=SECTION, main=True),
        step("keep", _("読んだ内容だけを保管する"), [State.READY], State.KEPT, roles=SECTION),
        step(
            "read_again",
            _("種類や文字コードを選んで読み直す"),
            [State.READY, State.REFUSED],
            State.READING,
            roles=SECTION,
        ),
        step("undo", _("取り込みを取り消す"), [State.COMMITTED, State.KEPT], State.READY, roles=SECTION),
        step("drop", _("取りやめる"), [State.READY, State.REFUSED], State.DROPPED, roles=SECTION),
    ),
    path=(State.READING, State.READY, State.COMMITTED),
    closed=(State.COMMITTED, State.KEPT, State.DROPPED),
)
