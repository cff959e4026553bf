"""Notes taken while a gathering is under way: one line after another, without a name. They become report and minutes."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, files, records
from tomoni.core.errors import Refused, require
from tomoni.gatherings import rules
from tomoni.gatherings.actions.keeping import refresh
from tomoni.gatherings.models import AgendaItem, Gathering, Minutes, Paper, Statement
from tomoni.gatherings.states import MinutesState, State


@transaction.atomic
def add(
    gathering: Gathering, *, by: User, text: str, item: AgendaItem | None = None, **details: Any
) -> list[Statement]:
    """Write lines at the end; each line of the text stands for itself."""
    _may_write(gathering, by=by)
    _same(gathering, item)
    # The gathering's row is the queue in which the order is drawn, and an open form of it notices.
    Gathering.objects.filter(pk=gathering.pk).update(version=F("version") + 1)
    last = Statement.objects.filter(gathering=gathering).aggregate(last=models.Max("order"))["last"]
    made = []
    for number, line in enumerate(one.strip() for one in text.splitlines()):
        if line:
            row = Statement(
                jurisdiction=gathering.jurisdiction,
                gathering=gathering,
                item=item,
                order=(last if last is not None else -1) + 1 + number,
                text=line,
                **details,
            )
            records.create(row, by=by, secret=("text", "heading", "owner"))
            made.append(row)
    if not made:
        raise ValidationError({"text": _("文を入力してください。")})
    refresh(gathering, by=by)
    return made


@transaction.atomic
def mend(line: Statement, *, by: User, version: int, **details: Any) -> None:
    gathering = line.gathering
    _may_write(gathering, by=by)
    _same(gathering, details.get("item"))
    Gathering.objects.filter(pk=gathering.pk).update(version=F("version") + 1)
    secret = ("text", "heading", "owner")
    records.change(line, by=by, version=version, secret=secret, **details)
    refresh(gathering, by=by)


@transaction.atomic
def drop(line: Statement, *, by: User) -> None:
    gathering = line.gathering
    _may_write(gathering, by=by)
    Gathering.objects.filter(pk=gathering.pk).update(version=F("version") + 1)
    number = line.pk
    line.delete()
    audit.record("gathering.note_dropped", gathering, by=by, before={"line": number})
    refresh(gathering, by=by)


@transaction.atomic
def tick(line: Statement, *, by: User, done_on: date | None) -> None:
    """A to-do is done, or not after all. Confirmed minutes do not change by it."""
    require(rules.can_edit(by, line.gathering))
    if line.kind != Statement.Kind.TODO:
        raise Refused(_("宿題だけに、終わった印を付けられます。"))
    records.change(line, by=by, done_on=done_on)


@transaction.atomic
def give_paper(
    gathering: Gathering,
    *,
    by: User,
    upload: "UploadedFile[bytes]",
    title: str,
    item: AgendaItem | None = None,
) -> Paper:
    """A paper of an item, or of the whole. Of a closed item it is kept encrypted and opened only by those who see the item."""
    require(rules.can_edit(by, gathering))
    _same(gathering, item)
    stored = files.keep(upload, jurisdiction=gathering.jurisdiction, secret=True)
    order = Paper.objects.filter(gathering=gathering).count()
    paper = Paper.objects.create(
        jurisdiction=gathering.jurisdiction,
        gathering=gathering,
        item=item,
        title=title,
        file=stored,
        order=order,
    )
    audit.record("gathering.paper", gathering, by=by, after={"paper": paper.pk})
    return paper


@transaction.atomic
def drop_paper(paper: Paper, *, by: User) -> None:
    """Out of the list and the store; the next sweep of files removes what lies on the disk."""
    gathering = paper.gathering
    require(rules.can_edit(by, gathering))
    number, stored = paper.pk, paper.file
    paper.delete()
    stored.delete()
    audit.record("gathering.paper_dropped", gathering, by=by, before={"paper": number})


def _may_write(gathering: Gathering, *, by: User) -> None:
    require(rules.can_edit(by, gathering))
    if gathering.state == State.CANCELLED:
        raise Refused(_("中止した集まりは書き換えられません。"))
    settled = (MinutesState.CONFIRMED, MinutesState.PUBLISHED)
    if Minutes.objects.filter(gathering=gathering, state__in=settled).exists():
        raise Refused(_("会議録は確定しています。直すときは、会議録の「書き直す」を先に選んでください。"))


def _same(gathering: Gathering, item: AgendaItem | None) -> None:
    if item is not None and item.gathering_id != gathering.pk:
        raise ValidationError({"item": _("この集まりの議題を選んでください。")})
