"""Verbs of a menu item."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import outbox, ownership, records, search, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import Person
from tomoni.directory.models import ActivityField, holder_of, people_of, section_unit
from tomoni.directory.roles import DEPARTMENT, RoleCode
from tomoni.seeds.models import MenuItem
from tomoni.seeds.rules import menu as rules
from tomoni.seeds.states import MENU, MenuState

CHECK_DAYS = 5


@transaction.atomic
def create(item: MenuItem, *, by: User, fields: Iterable[ActivityField] = ()) -> MenuItem:
    require(rules.can_create_for(by, item.actor), who=_("その課の人か協働の担当課が行えます。"))
    item.jurisdiction = current()
    records.create(item, by=by)
    item.fields.set(fields)
    _keep(item)
    return item


@transaction.atomic
def edit(item: MenuItem, *, by: User, version: int, fields: Iterable[ActivityField], **values: Any) -> None:
    require(rules.can_edit(by, item), who=_("下書きはその課の人が、公開中のものは協働の担当課が行えます。"))
    records.change(item, by=by, version=version, **values)
    item.fields.set(fields)
    _keep(item)


@transaction.atomic
def publish(item: MenuItem, *, by: User, reason: str = "") -> None:
    require(rules.can_publish(by, item), who=_("協働の担当課が行えます。"))
    workflow.move(
        item, "publish", by=by, reason=reason, published_at=timezone.now(), confirmed_on=timezone.localdate()
    )
    _keep(item)


@transaction.atomic
def revise(item: MenuItem, *, by: User, reason: str = "") -> None:
    """Back to a draft: it leaves the menu until the section publishes it again."""
    require(rules.can_revise(by, item), who=_("その課の人か協働の担当課が行えます。"))
    workflow.move(item, "revise", by=by, reason=reason)
    _keep(item)


@transaction.atomic
def withdraw(item: MenuItem, *, by: User, reason: str) -> None:
    require(rules.can_withdraw(by, item), who=_("その課の人か協働の担当課が行えます。"))
    workflow.move(item, "withdraw", by=by, reason=reason)
    _keep(item)


@transaction.atomic
def confirm(item: MenuItem, *, by: User) -> None:
    """What is offered still holds."""
    require(rules.can_confirm(by, item), who=_("その課の人か協働の担当課が行えます。"))
    if item.state != MenuState.PUBLISHED:
        raise Refused(_("公開中のメニューだけ、内容を確かめられます。"))
    records.change(item, by=by, verb="confirm", confirmed_on=timezone.localdate())
    _keep(item)


@transaction.atomic
def remind(item: MenuItem, *, by: Person) -> bool:
    """Ask the department whether it still holds; once for one confirmation."""
    row = MenuItem.objects.filter(pk=item.pk).exclude(reminded_for=item.confirmed_on)
    if not row.update(reminded_for=item.confirmed_on):
        return False
    item.reminded_for = item.confirmed_on
    outbox.notify(
        [person.pk for person in people_of([item.actor_id], *DEPARTMENT)],
        text=_("メニュー「%(title)s」の内容がいまも正しいか、確かめてください。") % {"title": item.title},
        address=item.get_absolute_url(),
        key=f"menu:{item.pk}:confirm:{item.confirmed_on}",
    )
    return True


def _keep(item: MenuItem) -> None:
    thing = things.put(item, item.card())
    if item.state == MenuState.WITHDRAWN:
        search.remove(thing)
    else:
        search.put(thing, item.actor.name, item.can, item.cannot, item.example)
    _hold(item)


def _hold(item: MenuItem) -> None:
    """A draft waits for the section; a published item for its yearly confirmation by the department."""
    if item.state in MENU.closed:
        ownership.release(item)
        return
    if item.state == MenuState.PUBLISHED:
        holder = holder_of(item.actor_id, RoleCode.LIA, RoleCode.DHEAD, RoleCode.DEPT)
        due_on = item.confirmed_on + timedelta(days=current().local.menu_stale_days)
        ownership.hold(
            item,
            person_id=holder,
            unit_id=item.actor_id,
            due_on=due_on,
            task=_("内容がいまも正しいか確かめる"),
        )
        return
    section = section_unit()
    holder = holder_of(section.pk, RoleCode.SEC, RoleCode.SECH) if section else None
    ownership.hold(
        item,
        person_id=holder,
        unit_id=section.pk if section else None,
        due_on=current().local.due(CHECK_DAYS, after=timezone.localdate()),
        task=_("メニューを確かめて公開する"),
    )
