"""Verbs of a light collaboration."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, lineage, outbox, ownership, records, search, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.files import StoredFile
from tomoni.core.jurisdictions import current
from tomoni.core.things import Thing
from tomoni.core.visibility import Visibility
from tomoni.directory.models import ActivityField, Actor, holder_of, people_of, section_unit
from tomoni.directory.roles import SECTION, RoleCode
from tomoni.directory.standing import standing_of
from tomoni.matching import actions as matching
from tomoni.projects import rules
from tomoni.projects.models import LightCollab, SideWord
from tomoni.projects.states import LIGHT, SIDES, State

CONFIRM_DAYS = 5
RECORD_DAYS = 10
"""Business days until the next step is due."""


@transaction.atomic
def create(
    collab: LightCollab,
    *,
    by: User,
    fields: Iterable[ActivityField] = (),
    others: Iterable[Actor] = (),
    causes: Iterable[Thing] = (),
) -> LightCollab:
    """A new one. Where no room, notice or name is asked and the day has come, it is recorded at once.

    With `collab.match` it is the outcome of that match, which ends here and realises its seeds.
    """
    require(
        rules.can_create_between(by, collab.first, collab.second),
        who=_("どちらかの側の人、サポートセンター、協働の担当課が行えます。"),
    )
    collab.jurisdiction = current()
    collab.entered_by = _desk_of(by, collab)
    collab.state = _first_state(collab)
    if collab.state == State.RECORDED and not collab.result.strip():
        raise ValidationError({"result": _("結果をひとことで書いてください。")})
    records.create(collab, by=by)
    collab.fields.set(fields)
    collab.others.set(others)
    thing = _keep(collab)
    for cause in [*causes, *_from_match(collab, by)]:
        lineage.link(cause, thing)
    _tell_sides(collab, by, _("「%(title)s」が登録されました。"))
    return collab


def _desk_of(by: User, collab: LightCollab) -> Actor | None:
    """The section or the centre, where it writes for two others."""
    standing = standing_of(by)
    if standing.has_on([collab.first_id, collab.second_id]):
        return None
    desks = [post.actor_id for post in standing.posts if post.code in (*SECTION, RoleCode.CEN)]
    return Actor.objects.get(pk=desks[0]) if desks else None


def _from_match(collab: LightCollab, by: User) -> list[Thing]:
    if collab.match is None:
        return []
    if {collab.first_id, collab.second_id} != set(collab.match.sides):
        raise ValidationError({"second": _("マッチングの双方を選んでください。")})
    matching.to_light(collab.match, by=by)
    return [things.put(collab.match, collab.match.card())]


def _first_state(collab: LightCollab) -> State:
    if collab.asks:
        return State.PLANNED
    return State.RECORDED if collab.done_on <= timezone.localdate() else State.CONFIRMED


@transaction.atomic
def edit(
    collab: LightCollab,
    *,
    by: User,
    version: int,
    fields: Iterable[ActivityField],
    others: Iterable[Actor],
    **values: Any,
) -> None:
    require(rules.can_edit(by, collab), who=_("記録するまでは双方が、そのあとは協働の担当課が行えます。"))
    _check_asks(collab, values)
    records.change(collab, by=by, version=version, **values)
    collab.fields.set(fields)
    collab.others.set(others)
    _keep(collab)


def _check_asks(collab: LightCollab, values: dict[str, Any]) -> None:
    """What is asked of a department is changed only before it has said yes, and does not vanish while it is waited for."""
    asks = ("needs_room", "needs_notice", "needs_name")
    changed = any(values.get(name, now) != now for name in asks if (now := getattr(collab, name)) is not None)
    if not changed:
        return
    if collab.state != State.PLANNED:
        raise ValidationError(
            _("部屋・広報・名義の求めは、了承のあとでは変えられません。中止して、新しく登録してください。")
        )
    if not any(values.get(name, getattr(collab, name)) for name in asks):
        raise ValidationError(
            _("求めるものがなくなったときは、この予定を中止して、記録を新しく登録してください。")
        )


@transaction.atomic
def confirm(collab: LightCollab, *, by: User, approval: str = "", reason: str = "") -> None:
    require(rules.can_confirm(by, collab), who=_("了承する課の課長か協働推進員が行えます。"))
    if collab.needs_name and not (approval or collab.approval).strip():
        raise ValidationError({"approval": _("名義を使うときは、承認の番号を入力してください。")})
    workflow.move(collab, "confirm", by=by, reason=reason, approval=approval or collab.approval)
    _keep(collab)
    _tell_sides(collab, by, _("「%(title)s」が了承されました。"))


@transaction.atomic
def finish(collab: LightCollab, *, by: User, done_on: date, reason: str = "") -> None:
    require(rules.can_finish(by, collab), who=_("双方か協働の担当課が行えます。"))
    if done_on > timezone.localdate():
        raise ValidationError({"done_on": _("行った日は今日以前の日にしてください。")})
    if collab.starts_on and done_on < collab.starts_on:
        raise ValidationError({"done_on": _("行った日は、はじめの日以後にしてください。")})
    workflow.move(collab, "finish", by=by, reason=reason, done_on=done_on)
    _keep(collab)


@transaction.atomic
def record(
    collab: LightCollab,
    *,
    by: User,
    result: str,
    people: int | None = None,
    photo: StoredFile | None = None,
    photo_text: str = "",
) -> None:
    require(rules.can_record(by, collab), who=_("双方か協働の担当課が行えます。"))
    if not result.strip():
        raise ValidationError({"result": _("結果をひとことで書いてください。")})
    kept: dict[str, Any] = {"photo": photo, "photo_text": photo_text} if photo else {}
    workflow.move(collab, "record", by=by, result=result, people=people, **kept)
    _keep(collab)
    _tell_sides(collab, by, _("「%(title)s」の結果が記録されました。ひとことをお願いします。"))


@transaction.atomic
def cancel(collab: LightCollab, *, by: User, reason: str) -> None:
    require(rules.can_cancel(by, collab), who=_("双方、了承する課の課長、協働の担当課が行えます。"))
    workflow.move(collab, "cancel", by=by, reason=reason)
    _keep(collab)
    _tell_sides(collab, by, _("「%(title)s」は中止になりました。"))


@transaction.atomic
def publish(collab: LightCollab, *, by: User) -> None:
    """Show it to everybody: an explicit act of the section."""
    require(rules.can_publish(by, collab), who=_("協働の担当課が行えます。"))
    if collab.state == State.CANCELLED:
        raise Refused(_("中止した協働は公開できません。"))
    if collab.is_public:
        raise Refused(_("もう公開されています。"))
    records.change(collab, by=by, verb="publish", visibility=Visibility.PUBLIC, published_at=timezone.now())
    _keep(collab)
    if collab.match is not None:
        matching.open_trail(collab.match, by=by)


@transaction.atomic
def unpublish(collab: LightCollab, *, by: User, reason: str) -> None:
    require(rules.can_unpublish(by, collab), who=_("協働の担当課が行えます。"))
    if not collab.is_public:
        raise Refused(_("公開されていません。"))
    if not reason.strip():
        raise ValidationError({"reason": _("理由を入力してください。")})
    records.change(collab, by=by, verb="unpublish", reason=reason, visibility=Visibility.PARTIES)
    _keep(collab)
    if collab.match is not None:
        matching.close_trail(collab.match, by=by)


@transaction.atomic
def say(collab: LightCollab, *, by: User, actor: Actor, text: str, score: int) -> SideWord:
    """One side's line and 1–5, once."""
    require(rules.can_say(by, collab, actor), who=_("その側の人だけが行えます。"))
    if collab.state not in (State.DONE, State.RECORDED):
        raise Refused(_("ひとことは、実施したあとに書けます。"))
    word = SideWord(
        jurisdiction_id=collab.jurisdiction_id, collab=collab, actor=actor, text=text, score=score, said_by=by
    )
    word.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            word.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("この側のひとことは、もうあります。")) from None
    audit.record("say", collab, by=by, after={"actor": actor.pk, "text": text, "score": score})
    _keep(collab)
    return word


def _keep(collab: LightCollab) -> Thing:
    thing = things.put(collab, collab.card())
    names = [collab.first.name, collab.second.name, *(one.name for one in collab.others.all())]
    search.put(thing, collab.what, collab.result, collab.place, *names)
    _hold(collab)
    return thing


def _hold(collab: LightCollab) -> None:
    if collab.state in LIGHT.closed:
        ownership.release(collab)
        return
    today, local = timezone.localdate(), current().local
    if collab.state == State.PLANNED and collab.granted_by_id:
        head = holder_of(collab.granted_by_id, RoleCode.DHEAD, RoleCode.LIA)
        due_on = local.due(CONFIRM_DAYS, after=today)
        ownership.hold(
            collab,
            person_id=head,
            unit_id=collab.granted_by_id,
            due_on=due_on,
            task=_("部屋・広報・名義を了承する"),
        )
        return
    unit = collab.department or section_unit() or collab.first
    person = holder_of(unit.pk, RoleCode.LIA, RoleCode.DHEAD, RoleCode.SEC, RoleCode.GREP)
    if collab.state == State.DONE:
        due_on, task = local.due(RECORD_DAYS, after=today), _("結果をひとことで記録する")
    else:
        due_on, task = collab.done_on, _("行って、日付を入れる")
    ownership.hold(collab, person_id=person, unit_id=unit.pk, due_on=due_on, task=task)


def _tell_sides(collab: LightCollab, by: User, text: str) -> None:
    unit_ids = [one for one in (collab.first_id, collab.second_id, collab.granted_by_id) if one]
    outbox.notify(
        [person.pk for person in people_of(unit_ids, *SIDES) if person.pk != by.pk],
        text=text % {"title": collab.title},
        address=collab.get_absolute_url(),
        key=f"light_collab:{collab.pk}:{collab.state}",
    )
