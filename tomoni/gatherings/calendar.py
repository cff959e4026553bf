"""iCalendar feeds of gatherings that everybody may see: nothing of a closed item, nothing that is still being prepared."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from tomoni.core.outbox import link
from tomoni.gatherings.models import AgendaItem, Gathering
from tomoni.gatherings.states import State

TOKYO = ZoneInfo("Asia/Tokyo")
MOST = 500
PUBLIC = AnonymousUser()
"""A calendar program does not sign in: it gets what a visitor may see."""


def feed(gatherings: Iterable[Gathering], *, name: str, host: str) -> bytes:
    """One calendar. An event keeps its identity for good; a change raises its sequence, a cancellation stays as such."""
    rows = list(gatherings)
    calendar = Calendar()
    calendar.add("prodid", "-//Tomoni//gatherings//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    calendar.add_component(Timezone.from_tzinfo(TOKYO))
    items: dict[int, list[AgendaItem]] = {row.pk: [] for row in rows}
    for item in AgendaItem.objects.filter(gathering__in=list(items)).open():
        items[item.gathering_id].append(item)
    for row in rows:
        calendar.add_component(_event(row, items[row.pk], host))
    return bytes(calendar.to_ical())


def _event(row: Gathering, agenda: list[AgendaItem], host: str) -> Event:
    event = Event()
    event.add("uid", f"gathering-{row.pk}@{host}")
    event.add("dtstamp", row.changed_at)
    event.add("last-modified", row.changed_at)
    event.add("sequence", row.version)
    event.add("dtstart", row.starts_at.astimezone(TOKYO))
    event.add("dtend", row.ends_at.astimezone(TOKYO))
    event.add("summary", row.full_title)
    where = " ".join(part for part in (row.place, row.address) if part)
    if where:
        event.add("location", where)
    event.add("url", link(row.get_absolute_url()))
    event.add("status", "CANCELLED" if row.state == State.CANCELLED else "CONFIRMED")
    event.add("description", _described(row, agenda))
    return event


def _described(row: Gathering, agenda: list[AgendaItem]) -> str:
    parts = [row.change_notice, row.outline, *(str(item) for item in agenda)]
    opened = row.get_openness_display()
    parts.append(_("会議の公開：%(how)s") % {"how": opened})
    return "\n".join(part for part in parts if part)
