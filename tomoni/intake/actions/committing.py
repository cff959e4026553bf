"""All of a document into the rooms or nothing, and back out while nothing built on it."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, ownership, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.lineage import Edge
from tomoni.core.records import Record
from tomoni.directory.models import Actor, Department
from tomoni.drafting.models import Section
from tomoni.gatherings.models import AgendaItem, Attendance, QuickReport, Statement
from tomoni.intake import rules, values
from tomoni.intake.models import Intake, Made
from tomoni.intake.writers import WRITERS
from tomoni.voices.models import Code, Coding, Opinion

OWN = (AgendaItem, Attendance, Statement, Code, Coding, Department, Section, QuickReport, Opinion)
"""Rows that a record brings along; any other that points to it was made by somebody since."""


@transaction.atomic
def commit(intake: Intake, *, by: User, unit: Actor) -> None:
    """Write everything through the rooms' own actions. Raises ValidationError with what is missing; then nothing is written."""
    require(rules.can_commit(by, intake))
    writer = WRITERS.get(intake.kind)
    if writer is None:
        raise Refused(
            _("この種類の文書を入れる場所は、まだありません。「読んだ内容だけを保管する」を選んでください。")
        )
    content = values.applied(intake.reading, intake.mended)
    workflow.move(intake, "commit", by=by)
    try:
        made = writer(content, intake.file.name, unit, by)
    except KeyError as error:
        raise ValidationError(_("読んだ内容に、取り込めるものがありません。")) from error
    _note(intake, made)
    names = {"made": [str(one) for one in made if not isinstance(one, Section | Opinion)][:50]}
    audit.record("intake.made", intake, by=by, after=names)


def _note(intake: Intake, made: list[Record]) -> None:
    """What was made, as it stands after everything else was: later changes are seen by the version."""
    rows = []
    for order, one in enumerate(made):
        one.refresh_from_db()
        address = getattr(one, "get_absolute_url", None)
        rows.append(
            Made(
                jurisdiction=intake.jurisdiction,
                intake=intake,
                order=order,
                model=one._meta.label_lower,
                object_id=one.pk,
                version=one.version,
                label=str(one)[:200],
                address=address() if address and not isinstance(one, Section | QuickReport) else "",
            )
        )
    Made.objects.bulk_create(rows)


@transaction.atomic
def keep(intake: Intake, *, by: User, reason: str = "") -> None:
    """Nothing goes into a room; document, reading and mends stay here to be looked up."""
    require(rules.can_keep(by, intake))
    workflow.move(intake, "keep", by=by, reason=reason)


@transaction.atomic
def undo(intake: Intake, *, by: User, reason: str = "") -> None:
    """Take back all that the commit made, if all of it is still as it was made and nothing else points to it."""
    require(rules.can_undo(by, intake))
    workflow.move(intake, "undo", by=by, reason=reason)
    rows = list(Made.objects.filter(intake=intake))
    if not rows:
        return
    found = [(row, _untouched(row)) for row in rows]
    own = {(one._meta.label_lower, one.pk) for _row, one in found}
    labels = [row.label for row in rows]
    for _row, one in found:
        _refuse_built_on(one, own)
    for _row, one in reversed(found):
        _take_out(one)
    Made.objects.filter(intake=intake).delete()
    audit.record("intake.taken_back", intake, by=by, before={"made": labels[:50]})


def _untouched(row: Made) -> Record:
    model = apps.get_model(row.model)
    one = model._default_manager.select_for_update().filter(pk=row.object_id).first()
    if not isinstance(one, Record) or one.version != row.version:
        raise Refused(
            _(
                "「%(name)s」は取り込んだ後に変わっているため、取り消せません。その記録のページで直してください。"
            )
            % {"name": row.label}
        )
    return one


def _refuse_built_on(one: Record, own: set[tuple[str, int]]) -> None:
    """Rows of other rooms, other documents' rows, and edges of the trail to anything that this commit did not make."""
    for relation in one._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, type) or relation.many_to_many:
            continue
        pointing = model._base_manager.filter(**{relation.field.name: one.pk})
        keys = {(model._meta.label_lower, pk) for pk in pointing.values_list("pk", flat=True)[:5000]}
        if keys and model not in OWN or (model in (Opinion, QuickReport, Section) and not keys <= own):
            raise _built_on(one)
    thing = things.get(one)
    if thing is None:
        return
    edges = Edge.objects.filter(models.Q(cause=thing) | models.Q(effect=thing)).select_related(
        "cause", "effect"
    )
    for edge in edges:
        other = edge.effect if edge.cause_id == thing.pk else edge.cause
        if (other.kind, other.object_id) not in {(kind_of(label), pk) for label, pk in own}:
            raise _built_on(one)


def kind_of(label: str) -> str:
    """As things name a model."""
    model = apps.get_model(label)
    return audit.kind_of(model())


def _built_on(one: Record) -> Refused:
    return Refused(
        _("「%(name)s」をもとにした記録があるため、取り消せません。先に、その記録を取りやめてください。")
        % {"name": one}
    )


def _take_out(one: Record) -> None:
    """The record with its rows, its thing (and with that what search and trails knew) and its place on a desk."""
    ownership.release(one)
    thing = things.get(one)
    if thing is not None:
        thing.delete()
    one.delete()
