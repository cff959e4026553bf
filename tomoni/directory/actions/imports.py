"""Tables of departments and groups, taken in: preview and commit as jobs, all or nothing."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, imports, records
from tomoni.core.audit import Note
from tomoni.core.errors import Refused, require
from tomoni.core.imports import TableImport
from tomoni.core.jobs import Running, task
from tomoni.core.records import Record
from tomoni.directory.finding import PART, refresh_many
from tomoni.directory.importing import departments, groups
from tomoni.directory.importing.columns import Draft
from tomoni.directory.models import ActivityField, Actor, Department, GroupRegistration
from tomoni.directory.models.registration import PERSONAL
from tomoni.directory.rules import actor as rules
from tomoni.directory.states import RegistrationState
from tomoni.japan.fiscal import bounds, fiscal_year
from tomoni.reading.tables import Table

DEPARTMENTS, GROUPS, GROUPS_CONTACTS, PORTAL = "departments", "groups", "groups-contacts", "npo"


def start(upload: "UploadedFile[bytes]", *, kind: str, by: User) -> TableImport:
    require(_may(by, kind))
    return imports.start(upload, kind=kind, task=preview, by=by)


def read_again(found: TableImport, *, encoding: str, by: User) -> None:
    require(_may(by, found.kind))
    imports.read_again(found, task=preview, encoding=encoding)


def confirm(found: TableImport, *, by: User) -> None:
    require(_may(by, found.kind))
    imports.confirm(found, task=commit, by=by)


def stop(found: TableImport, *, by: User) -> None:
    require(_may(by, found.kind))
    imports.stop(found, by=by)


def _may(by: User, kind: str) -> bool:
    return rules.can_import_contacts(by) if kind == GROUPS_CONTACTS else rules.can_import(by)


@task
def preview(job: Running, *, import_id: int) -> None:
    kind = TableImport.objects.get(pk=import_id).kind
    imports.preview(job, import_id, lambda table: _check(table, kind))


@task
def commit(job: Running, *, import_id: int) -> None:
    imports.commit(job, import_id, _write)


def _check(table: Table, kind: str) -> Any:
    if kind == DEPARTMENTS:
        return departments.check(table)
    return groups.check(table, contacts=kind == GROUPS_CONTACTS, portal=kind == PORTAL)


def _write(table: Table, found: TableImport) -> None:
    by = User.objects.filter(pk=found.person_id or 0).get()
    if found.kind == DEPARTMENTS:
        _write_departments(table, found, by)
    else:
        _write_groups(table, found, by)


@transaction.atomic
def _write_departments(table: Table, found: TableImport, by: User) -> None:
    there = departments.known()
    drafts = list(departments.drafts(table, there))
    _refuse_wrong(drafts)
    new = [draft for draft in drafts if draft.name not in there]
    old = [
        draft for draft in drafts if draft.name in there and departments.differences(draft, there[draft.name])
    ]
    here = found.jurisdiction
    made = Actor.objects.bulk_create(
        [
            Actor(jurisdiction=here, kind=Actor.Kind.DEPARTMENT, is_published=True, **draft.actor)
            for draft in new
        ],
        batch_size=PART,
    )
    everyone = {**there, **{actor.name: actor for actor in made}}
    bare = [everyone[draft.name] for draft in old if not hasattr(everyone[draft.name], "department")]
    sheets = {draft.name: draft.more for draft in new}
    Department.objects.bulk_create(
        [
            Department(jurisdiction=here, actor=actor, **sheets.get(actor.name, {}))
            for actor in [*made, *bare]
        ],
        batch_size=PART,
    )
    for draft in new:
        everyone[draft.name].parent = everyone[draft.parent] if draft.parent else None
    Actor.objects.bulk_update([actor for actor in made if actor.parent_id], ["parent"], batch_size=PART)
    audit.record_many((Note("create", actor) for actor in made), by=by, reason=found.file.name)
    above = [{"parent": everyone[draft.parent]} if draft.parent else {} for draft in old]
    _change_many(
        [(everyone[draft.name], {**draft.actor, **up}) for draft, up in zip(old, above, strict=True)],
        found,
        by,
    )
    _change_many([(everyone[draft.name].department, draft.more) for draft in old], found, by)
    refresh_many([everyone[draft.name].pk for draft in new + old])


@transaction.atomic
def _write_groups(table: Table, found: TableImport, by: User) -> None:
    portal, contacts = found.kind == PORTAL, found.kind == GROUPS_CONTACTS
    there = groups.known(contacts=contacts)
    drafts = list(groups.drafts(table, there, contacts=contacts, portal=portal))
    _refuse_wrong(drafts)
    pairs = [(draft, there.find(draft)) for draft in drafts]
    new = [draft for draft, kept in pairs if kept is None]
    made = Actor.objects.bulk_create(
        [Actor(jurisdiction=found.jurisdiction, is_published=False, **draft.actor) for draft in new],
        batch_size=PART,
    )
    audit.record_many((Note("create", actor) for actor in made), by=by, reason=found.file.name)
    created = list(zip(new, made, strict=True))
    changed = [
        (draft, kept)
        for draft, kept in pairs
        if kept is not None and groups.differences(draft, kept, there, portal=portal)
    ]
    _change_many([(actor, draft.actor) for draft, actor in changed], found, by)
    registered = [(draft, actor) for draft, actor in changed if hasattr(actor, "registration")]
    _change_many([(actor.registration, draft.more) for draft, actor in registered], found, by)
    if not portal:
        bare = [(draft, actor) for draft, actor in changed if not hasattr(actor, "registration")]
        _register([*created, *bare], found, by)
    _set_lists(created + changed, there)
    refresh_many([actor.pk for _draft, actor in created + changed])


def _register(rows: list[tuple[Draft, Actor]], found: TableImport, by: User) -> None:
    """Groups of the city's own register are in force; publishing each stays an act of its own."""
    today = timezone.localdate()
    until = bounds(fiscal_year(today + timedelta(days=90)))[1]
    made = GroupRegistration.objects.bulk_create(
        [
            GroupRegistration(
                jurisdiction=found.jurisdiction,
                actor=actor,
                state=RegistrationState.REGISTERED,
                applied_on=today,
                valid_until=until,
                **draft.more,
            )
            for draft, actor in rows
        ],
        batch_size=PART,
    )
    audit.record_many((Note("create", one) for one in made), by=by, reason=found.file.name)


def _change_many(rows: list[tuple[Record, dict[str, Any]]], found: TableImport, by: User) -> None:
    """`records.change` for values already checked: one UPDATE a row that differs, one INSERT for all events."""
    notes, now = [], timezone.now()
    for thing, fields in rows:
        old = {name: getattr(thing, name) for name in fields}
        fresh = {name: value for name, value in fields.items() if value != old[name]}
        if not fresh:
            continue
        kept: Any = type(thing)._default_manager.filter(pk=thing.pk, version=thing.version)
        if not kept.update(**fresh, changed_at=now, version=models.F("version") + 1):
            raise _meanwhile()
        shown = [name for name in fresh if name not in PERSONAL]
        before = {name: records.plain(old[name]) for name in shown}
        after = {name: records.plain(fresh[name]) for name in shown}
        notes.append(Note("change", thing, before, after))
    audit.record_many(notes, by=by, reason=found.file.name)


def _set_lists(rows: list[tuple[Draft, Actor]], there: groups.There) -> None:
    """Fields and areas of the actors, where the file says something of them."""
    codes = {one.code: one.pk for one in ActivityField.objects.here()}
    for name, wanted in (
        ("fields", [(actor.pk, codes[code]) for draft, actor in rows for code in draft.fields or ()]),
        ("areas", [(actor.pk, there.areas[area]) for draft, actor in rows for area in draft.areas or ()]),
    ):
        through: Any = getattr(Actor, name).through
        target = "activityfield_id" if name == "fields" else "area_id"
        said = [actor.pk for draft, actor in rows if getattr(draft, name) is not None]
        for start_ in range(0, len(said), PART):
            through.objects.filter(actor_id__in=said[start_ : start_ + PART]).delete()
        through.objects.bulk_create(
            [through(actor_id=pk, **{target: other}) for pk, other in sorted(set(wanted))], batch_size=PART
        )


def _refuse_wrong(drafts: list[Draft]) -> None:
    if any(draft.errors for draft in drafts):
        raise _meanwhile()


def _meanwhile() -> Refused:
    return Refused(_("確認のあとで、この市の記録が変わりました。もう一度、表を読み取ってください。"))
