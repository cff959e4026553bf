"""A form sent twice is carried out once: its page carries a key, the first to store the key makes the thing, the others are led to it."""

from collections.abc import Callable
from typing import ClassVar, Protocol
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone


class Addressed(Protocol):
    def get_absolute_url(self) -> str: ...


class Sent(models.Model):
    """A form that was carried out, and where its result stands."""

    key = models.UUIDField()
    person_id = models.BigIntegerField(default=0)
    address = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "person_id"], name="form_sent_once")
        ]

    def __str__(self) -> str:
        return str(self.key)


def once(key: str, person_id: int | None, make: Callable[[], Addressed]) -> str:
    """The address of what `make` makes; for a key seen before, the address of what was made then."""
    try:
        parsed = UUID(key)
    except ValueError:
        return make().get_absolute_url()
    owner = person_id or 0
    try:
        with transaction.atomic():
            mark = Sent.objects.create(key=parsed, person_id=owner)
            address = make().get_absolute_url()
            Sent.objects.filter(pk=mark.pk).update(address=address)
            return address
    except IntegrityError:
        earlier = Sent.objects.filter(key=parsed, person_id=owner).exclude(address="").first()
        if earlier is None:
            raise
        return earlier.address
