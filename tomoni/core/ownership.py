"""Every open case has a person, a unit, a due date, a label and an address, as plain ids: "my work" is one query."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.core import audit
from tomoni.core.audit import kind_of
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.people import Person


class CaseQuerySet(models.QuerySet["Case"]):
    def held_by(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def of_units(self, unit_ids: Iterable[int]) -> Self:
        return self.filter(unit_id__in=list(unit_ids))

    def needing_owner(self) -> Self:
        return self.filter(person_id=None)

    def overdue(self, today: date) -> Self:
        return self.filter(due_on__lt=today)

    def by_due(self) -> Self:
        return self.order_by(models.F("due_on").asc(nulls_last=True), "id")


CaseManager = ScopedManager.from_queryset(CaseQuerySet)


class Case(models.Model):
    """An open piece of work; its row goes when the work is done."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    person_id = models.BigIntegerField(_("担当者"), null=True)
    unit_id = models.BigIntegerField(_("担当"), null=True)
    due_on = models.DateField(_("期限"), null=True)
    label = models.CharField(_("件名"), max_length=200)
    """Never the text of a confidential case: its number."""
    task = models.CharField(_("次にすること"), max_length=100)
    address = models.CharField(max_length=300)
    owner_left_on = models.DateField(_("担当者が離れた日"), null=True)
    last_person_id = models.BigIntegerField(null=True)
    since = models.DateTimeField(default=timezone.now)

    objects = CaseManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="case_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "person_id", "due_on"], name="case_of_person"),
            models.Index(fields=["jurisdiction", "unit_id", "due_on"], name="case_of_unit"),
        ]

    def __str__(self) -> str:
        return self.label


def hold(
    record: models.Model,
    *,
    person_id: int | None,
    unit_id: int | None,
    due_on: date | None,
    task: str,
    label: str = "",
    address: str = "",
) -> Case:
    """Say who holds the record now, what comes next and by when. The address defaults to the record's page."""
    case = Case(
        kind=kind_of(record),
        object_id=record.pk,
        jurisdiction_id=record.jurisdiction_id,  # type: ignore[attr-defined]
        person_id=person_id,
        unit_id=unit_id,
        due_on=due_on,
        task=task[:100],
        label=(label or audit.audit_label(record))[:200],
        address=address or record.get_absolute_url(),  # type: ignore[attr-defined]
    )
    said = ["jurisdiction", "person_id", "unit_id", "due_on", "task", "label", "address", "owner_left_on"]
    Case.objects.bulk_create(
        [case], update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=said
    )
    return case


def release(record: models.Model) -> None:
    """The work is done: nobody holds it any more."""
    Case.objects.filter(kind=kind_of(record), object_id=record.pk).delete()


def case_of(record: models.Model) -> Case | None:
    return Case.objects.filter(kind=kind_of(record), object_id=record.pk).first()


@transaction.atomic
def leave(person_id: int, unit_id: int, *, on: date) -> int:
    """A person left a unit: the cases held there need an owner. Returns how many; a second call finds none."""
    held = Case.objects.filter(person_id=person_id, unit_id=unit_id)
    return held.update(person_id=None, last_person_id=person_id, owner_left_on=on)


@transaction.atomic
def take_over(case: Case, *, by: Person, person_id: int, reason: str = "") -> None:
    """Give a case to a person; recorded, since promises move with it."""
    before = case.person_id
    Case.objects.filter(pk=case.pk).update(person_id=person_id, owner_left_on=None)
    case.person_id, case.owner_left_on = person_id, None
    audit.record(
        "hand_over", case, by=by, reason=reason, before={"person_id": before}, after={"person_id": person_id}
    )
