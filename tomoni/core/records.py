"""What every kept record has: a jurisdiction, times, a version against lost updates; made and changed with an audit event."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core import audit
from tomoni.core.errors import Conflict, Refused
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.people import Person


class Record(models.Model):
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.PROTECT, related_name="+", verbose_name=_("自治体")
    )
    created_at = models.DateTimeField(_("作成"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("更新"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)

    class Meta:
        abstract = True


R = TypeVar("R", bound=Record)


def plain(value: Any) -> Any:
    """A field's value as the audit log keeps it."""
    return value.pk if isinstance(value, models.Model) else value


def create(
    thing: R, *, by: Person, verb: str = "create", reason: str = "", secret: tuple[str, ...] = ()
) -> R:
    """Validate, store and record a new thing. Values of the fields named in `secret` stay out of the log."""
    _validate(thing, exclude=_at_hand(thing))
    with _in_words(thing):
        thing.save(force_insert=True)
        after = {
            field.attname: plain(getattr(thing, field.attname))
            for field in thing._meta.concrete_fields
            if field.name not in secret
            and field.name not in ("created_at", "changed_at", "version", "jurisdiction")
        }
        audit.record(verb, thing, by=by, reason=reason, after=_kept(thing, after))
    return thing


def change(
    thing: R,
    *,
    by: Person,
    version: int | None = None,
    verb: str = "change",
    reason: str = "",
    secret: tuple[str, ...] = (),
    **fields: Any,
) -> R:
    """Store changed fields if nobody saved since `version`; else Conflict with both texts.

    State is never among them: that is `workflow.move`.
    """
    flow = getattr(thing, "workflow", None)
    if flow is not None and flow.field in fields:
        raise ValueError("states change by workflow.move only")
    before = {name: getattr(thing, name) for name in fields}
    expected = thing.version if version is None else version
    for name, value in fields.items():
        setattr(thing, name, value)
    others = {field.name for field in thing._meta.concrete_fields if field.name not in fields}
    _validate(thing, exclude=_at_hand(thing) | others)
    with _in_words(thing):
        now = timezone.now()
        rows = type(thing)._default_manager.filter(pk=thing.pk, version=expected)
        if not rows.update(**fields, changed_at=now, version=F("version") + 1):
            kept = type(thing)._default_manager.filter(pk=thing.pk).first()
            if kept is None:
                raise Refused("この記録はもうありません。")
            theirs = {name: getattr(kept, name) for name in fields}
            labels = {
                field.name: getattr(field, "verbose_name", field.name) for field in thing._meta.get_fields()
            }
            raise Conflict(dict(fields), theirs, version=kept.version, labels=labels)
        thing.version, thing.changed_at = expected + 1, now
        changed = [
            name for name in fields if plain(before[name]) != plain(fields[name]) and name not in secret
        ]
        audit.record(
            verb,
            thing,
            by=by,
            reason=reason,
            before=_kept(thing, {name: plain(before[name]) for name in changed}),
            after=_kept(thing, {name: plain(fields[name]) for name in changed}),
        )
    return thing


def _at_hand(thing: models.Model) -> set[str]:
    """Relations whose row was read already: nobody has to ask the database whether it exists."""
    return {
        field.name
        for field in thing._meta.concrete_fields
        if field.name in thing._state.fields_cache and getattr(thing, field.attname) is not None
    }


def _validate(thing: models.Model, *, exclude: set[str]) -> None:
    """What Python can tell. The constraints are the database's: asking it about each beforehand would cost more than storing."""
    unmade = not connection.features.supports_nulls_distinct_unique_constraints and any(
        getattr(constraint, "nulls_distinct", None) is not None for constraint in thing._meta.constraints
    )
    thing.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    if unmade:
        thing.validate_constraints()


@contextmanager
def _in_words(thing: models.Model) -> Iterator[None]:
    """All or nothing; where the database refuses, say why in the words of the constraint."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        thing.full_clean()
        raise


def _kept(thing: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Encrypted fields and files never reach the log, whatever the caller forgot."""
    closed = {field.attname for field in thing._meta.concrete_fields if getattr(field, "is_encrypted", False)}
    return {name: value for name, value in values.items() if name not in closed}
