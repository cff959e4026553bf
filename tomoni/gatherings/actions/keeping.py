"""What follows every change of a gathering: its thing, what search finds, who holds it until when."""

from django.db import transaction
from django.utils.translation import gettext as _

from tomoni.core import ownership, search, things
from tomoni.core.people import Person
from tomoni.gatherings import sheet
from tomoni.gatherings.deadlines import notice_due
from tomoni.gatherings.models import AgendaItem, Gathering, RecordEdition, Statement
from tomoni.gatherings.states import State


@transaction.atomic
def refresh(gathering: Gathering, *, by: Person) -> None:
    """Keep thing, search and ownership in step."""
    thing = things.put(gathering, gathering.card())
    search.put(thing, gathering.series, gathering.place, gathering.outline, *texts(gathering))
    if gathering.state not in gathering.workflow.open_states:
        ownership.release(gathering)
        return
    planning = gathering.state == State.PLANNING
    case = ownership.case_of(gathering)
    due_on = notice_due(gathering.held_on, gathering.jurisdiction.local)
    ownership.hold(
        gathering,
        person_id=case.person_id if case else by.pk,
        unit_id=gathering.organiser_id,
        due_on=due_on if planning else gathering.held_on,
        task=_("開催を知らせる") if planning else _("開催後に出席者を記録する"),
    )


def texts(gathering: Gathering) -> list[str]:
    """What search may find of it: never a word of a closed item, and of a council's session only what was published."""
    agenda = AgendaItem.objects.filter(gathering=gathering).open().values_list("title", flat=True)
    if gathering.is_session:
        shown = current_sheet(gathering)
        return [*agenda, *(shown.texts() if shown else ())]
    said = Statement.objects.filter(gathering=gathering).open()
    return [*agenda, *said.values_list("text", flat=True)]


def current_sheet(gathering: Gathering) -> sheet.Sheet | None:
    """The newest edition, as it may be read today."""
    edition = RecordEdition.objects.filter(gathering=gathering, withdrawn_at=None).first()
    return readable(edition) if edition else None


def readable(edition: RecordEdition) -> sheet.Sheet:
    """An edition with what was closed since masked."""
    kept = sheet.Sheet.from_json(edition.content)
    items = AgendaItem.objects.filter(gathering_id=edition.gathering_id)
    lines = Statement.objects.filter(gathering_id=edition.gathering_id)
    open_items = set(items.open().values_list("pk", flat=True))
    closed_lines = set(lines.values_list("pk", flat=True)) - set(lines.open().values_list("pk", flat=True))
    closed_items = {one.id for one in kept.items if one.id not in open_items}
    # The lines of an item that is closed now, and of one that is gone: nobody can tell any more whether it was open.
    closed_lines |= {line.id for one in kept.items if one.id in closed_items for line in one.lines}
    return sheet.without(kept, closed_items, closed_lines)
