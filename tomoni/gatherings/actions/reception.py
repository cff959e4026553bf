"""At the door: who of the members came, and how many that makes by category."""

from collections import Counter

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.errors import require
from tomoni.gatherings.models import Attendance, Gathering, Member, Presence, SignUp
from tomoni.gatherings.rules import signup as rules


@transaction.atomic
def mark(gathering: Gathering, member: Member, *, by: User, came: bool) -> None:
    require(rules.can_receive(by, gathering))
    if came:
        Presence.objects.get_or_create(
            gathering=gathering, member=member, defaults={"jurisdiction": gathering.jurisdiction}
        )
    else:
        Presence.objects.filter(gathering=gathering, member=member).delete()
    audit.record("gathering.received", gathering, by=by, after={"member": member.pk, "came": came})


@transaction.atomic
def count(gathering: Gathering, *, by: User) -> None:
    """Write what was ticked at the door into the attendance: members by category, participants, observers."""
    require(rules.can_receive(by, gathering))
    came = Counter(Presence.objects.filter(gathering=gathering).values_list("member__category", flat=True))
    signed = SignUp.objects.filter(gathering=gathering).exclude(came_at=None)
    participants = signed.of_role(SignUp.Role.PARTICIPANT).count()
    if participants:
        came[_("参加者")] = participants
    kept = {row.category: row for row in Attendance.objects.filter(gathering=gathering, actor=None)}
    for order, (category, people) in enumerate(came.items()):
        row = kept.get(category) or Attendance(
            jurisdiction=gathering.jurisdiction, gathering=gathering, category=category, order=order
        )
        row.people = people
        row.save()
    observers = signed.of_role(SignUp.Role.OBSERVER).count()
    fields = {"observers": observers} if observers or gathering.takes_observers else {}
    Gathering.objects.filter(pk=gathering.pk).update(version=F("version") + 1, **fields)
    audit.record("gathering.received", gathering, by=by, after={**came, **fields})
