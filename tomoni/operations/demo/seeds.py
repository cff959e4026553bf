"""Seeds with their resources, and the menu."""

from datetime import timedelta

from demo import shapes
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Area, CollaborationForm
from tomoni.operations.demo.keys import Loading, keyed, noon, stored
from tomoni.operations.demo.people import fields_by_number
from tomoni.seeds.models import MenuItem, Seed, SeedResource
from tomoni.seeds.states import MenuState, SeedState

WERE_OPEN = (SeedState.PUBLISHED, SeedState.MATCHED, SeedState.REALISED, SeedState.EXPIRED)


def seeds(loading: Loading) -> None:
    loading.seeds = keyed(loading.holding.seeds, lambda one: _seed(loading, one), Seed)
    rows = [(loading.seeds[one.key], one) for one in loading.holding.seeds]
    fields, areas = fields_by_number(), {one.name: one for one in Area.objects.all()}
    through_field, through_area = Seed.fields.through, Seed.areas.through
    through_field.objects.bulk_create(
        [
            through_field(seed_id=row.pk, activityfield_id=fields[n].pk)
            for row, one in rows
            for n in dict.fromkeys(one.fields)
        ],
        batch_size=800,
    )
    through_area.objects.bulk_create(
        [
            through_area(seed_id=row.pk, area_id=areas[name].pk)
            for row, one in rows
            for name in dict.fromkeys(one.areas)
        ],
        batch_size=800,
    )
    stored(SeedResource, (resource for row, one in rows for resource in _resources(row, one)))
    for row, one in rows:
        loading.show(row, row.card(), row.what, row.why, *(part.text for part in (*one.gives, *one.wants)))
        for cause in (loading.opinions.get(one.from_opinion or ""),):
            if cause is not None:
                loading.edges.append((cause, row))
        if row.state == SeedState.SUBMITTED:
            loading.hold(
                row, loading.section(), "SEC", "SECH", due_on=one.created_on + timedelta(days=5), task="種を確認する",
                label=row.title, address=row.get_absolute_url(),
            )  # fmt: skip


def _seed(loading: Loading, one: shapes.Seed) -> Seed:
    state = SeedState(one.state)
    actor = loading.known(one.actor)
    published = one.published_on or (one.created_on + timedelta(days=3) if state in WERE_OPEN else None)
    reach = Visibility.PUBLIC if published and state in WERE_OPEN else Visibility.PARTIES
    return Seed(
        jurisdiction=loading.jurisdiction,
        kind=one.kind,
        side=one.side if actor is None else actor.side,
        actor=actor,
        entered_by=loading.section() if actor is None else None,
        title=one.title[:80],
        what=one.body,
        why=one.why,
        when=one.when,
        weight=one.weight,
        cannot=one.cannot,
        expires_on=one.expires_on,
        visibility=Visibility.CITY if state == SeedState.INTERNAL_ONLY else reach,
        state=state,
        dhead_agreed=state != SeedState.DRAFT,
        published_at=noon(published) if published else None,
        created_at=noon(one.created_on),
    )


def _resources(row: Seed, one: shapes.Seed) -> list[SeedResource]:
    """One row for a kind and direction; several of a kind are told in one line."""
    said: dict[tuple[str, str], list[str]] = {}
    for direction, parts in (
        (SeedResource.Direction.GIVES, one.gives),
        (SeedResource.Direction.WANTS, one.wants),
    ):
        for part in parts:
            said.setdefault((direction, part.kind), []).append(part.text)
    return [
        SeedResource(
            jurisdiction=row.jurisdiction,
            seed=row,
            direction=direction,
            kind=kind,
            text="、".join(texts)[:200],
        )
        for (direction, kind), texts in said.items()
    ]


def menu(loading: Loading) -> None:
    forms = {form.code: form for form in CollaborationForm.objects.here()}
    rows = [
        (
            one,
            MenuItem(
                jurisdiction=loading.jurisdiction,
                actor=loading.actors[one.department],
                title=one.title[:80],
                form=forms[one.form],
                can=one.can,
                cannot=one.cannot,
                lead_time=one.lead_time[:100],
                cost=one.cost[:200],
                contact_role=f"{loading.actors[one.department].name} 協働推進員",
                example=one.example,
                confirmed_on=loading.today - timedelta(days=n % 200),
                published_at=noon(loading.today - timedelta(days=200 + n)) if one.published else None,
                state=MenuState.PUBLISHED if one.published else MenuState.DRAFT,
            ),
        )
        for n, one in enumerate(loading.holding.menu)
    ]
    stored(MenuItem, [row for _one, row in rows])
    for one, row in rows:
        loading.show(row, row.card(), one.can, one.cannot, one.example)
