"""Departments, actors, persons and their roles."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from demo import people as demo_people
from demo import shapes
from tomoni.accounts.models import User
from tomoni.core import visibility
from tomoni.core.things import Card
from tomoni.directory.models import ActivityField, Actor, Area, Department, GroupRegistration, Role
from tomoni.directory.states import RegistrationState
from tomoni.japan import fiscal
from tomoni.japan.kana import katakana
from tomoni.operations.demo.keys import Loading, stored

SECTIONS = ("kyodo", "npo-kyodo", "jichi")
"""Keys of the departments that run collaboration."""


def users(persons: list[shapes.Person]) -> dict[str, User]:
    """The persons of the demo. Only the published sign-ins have a password."""
    word = make_password(demo_people.WORD)
    opened = {one.key for one in demo_people.SIGN_INS}
    rows = {
        one.key: User(
            email=one.mail,
            name=one.name,
            reading=katakana(one.kana),
            is_demo=True,
            password=word if one.key in opened else "!",
        )
        for one in persons
    }
    stored(User, rows.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=row, email=row.email, verified=True, primary=True)
        for key, row in rows.items()
        if key in opened
    )
    return rows


def actors(loading: Loading) -> None:
    """Departments below their bureaus, and everybody else."""
    _areas(loading)
    here = loading.jurisdiction
    bureaus = {
        one.bureau: Actor(
            jurisdiction=here,
            kind=Actor.Kind.DEPARTMENT,
            name=one.bureau,
            reading=katakana(one.bureau_kana),
            is_published=True,
        )
        for one in {one.bureau: one for one in loading.holding.departments if one.bureau}.values()
    }
    stored(Actor, bureaus.values())
    for one in loading.holding.departments:
        loading.actors[one.key] = Actor(
            jurisdiction=here,
            kind=Actor.Kind.DEPARTMENT,
            name=one.name,
            reading=katakana(one.kana),
            parent=bureaus.get(one.bureau),
            is_section=one.key in SECTIONS,
            is_published=True,
            summary=one.duties,
        )
    for other in loading.holding.actors:
        loading.actors[other.key] = Actor(
            jurisdiction=here,
            kind=other.kind,
            name=other.name,
            reading=katakana(other.kana),
            summary=other.activities or other.purpose,
            is_published=other.published,
        )
    stored(Actor, loading.actors.values())
    stored(
        Department,
        (
            Department(
                jurisdiction=here,
                actor=loading.actors[one.key],
                duties=one.duties,
                citizens_words="、".join(one.words),
                phone=one.phone,
            )
            for one in loading.holding.departments
        ),
    )
    _fields_and_areas(loading)
    _registrations(loading)
    _cards(loading)


def _areas(loading: Loading) -> None:
    names = dict.fromkeys(area for one in loading.holding.actors for area in one.areas)
    names |= dict.fromkeys(area for seed in loading.holding.seeds for area in seed.areas)
    stored(
        Area, (Area(jurisdiction=loading.jurisdiction, name=name, order=n) for n, name in enumerate(names, 1))
    )


def fields_by_number() -> dict[int, ActivityField]:
    return {one.order: one for one in ActivityField.objects.filter(jurisdiction=None)}


def _fields_and_areas(loading: Loading) -> None:
    fields, areas = fields_by_number(), {one.name: one for one in Area.objects.all()}
    through_field, through_area = Actor.fields.through, Actor.areas.through
    has = [(loading.actors[one.key], one) for one in loading.holding.actors]
    through_field.objects.bulk_create(
        through_field(actor_id=row.pk, activityfield_id=fields[n].pk)
        for row, one in has
        for n in dict.fromkeys(one.fields)
    )
    through_area.objects.bulk_create(
        through_area(actor_id=row.pk, area_id=areas[name].pk)
        for row, one in has
        for name in dict.fromkeys(one.areas)
    )


LEGAL_FORMS = {
    "NPO法人": GroupRegistration.LegalForm.NPO,
    "認定NPO法人": GroupRegistration.LegalForm.CERTIFIED_NPO,
    "地縁": GroupRegistration.LegalForm.NEIGHBOURHOOD,
    "企業": GroupRegistration.LegalForm.COMPANY,
    "学校": GroupRegistration.LegalForm.SCHOOL,
    "社会福祉": GroupRegistration.LegalForm.WELFARE,
    "実行委員会": GroupRegistration.LegalForm.COMMITTEE,
}
REGISTERED = ("group", "npo", "neighbourhood", "business", "school", "welfare_council", "district_council")
OPENED: tuple[list[str], ...] = (
    [],
    [],
    ["representative_name"],
    ["mail"],
    ["phone", "mail"],
    ["representative_name", "address"],
)
"""Which personal fields a group shows: most show none."""


def _registrations(loading: Loading) -> None:
    stored(
        GroupRegistration,
        (
            _registration(loading, one, n)
            for n, one in enumerate(loading.holding.actors)
            if one.kind in REGISTERED
        ),
    )


def _registration(loading: Loading, one: shapes.Actor, n: int) -> GroupRegistration:
    first, last = fiscal.bounds(fiscal.fiscal_year(loading.today))
    leader = one.representative
    # One that has not asked to be shown is still on its way through the section.
    state = RegistrationState.REGISTERED if one.published else RegistrationState.CHECKING
    return GroupRegistration(
        jurisdiction=loading.jurisdiction,
        actor=loading.actors[one.key],
        state=state,
        legal_form=LEGAL_FORMS.get(one.legal_form, GroupRegistration.LegalForm.UNINCORPORATED),
        purpose=one.purpose,
        members=one.members,
        resident_members=one.resident_members,
        established_year=one.established,
        can_offer="、".join(one.can_offer),
        wants="、".join(one.wants),
        meeting=one.meeting[:200],
        fee=one.fee[:100],
        recruiting=one.recruiting,
        representative_name=leader.name if leader else "",
        representative_reading=katakana(leader.kana) if leader else "",
        contact_name=leader.name if leader else "",
        contact_reading=katakana(leader.kana) if leader else "",
        phone=one.phone,
        mail=one.mail,
        address=one.address,
        disclosure_consent=True,
        published_fields=OPENED[n % len(OPENED)],
        applied_on=first,
        valid_until=last if state == RegistrationState.REGISTERED else None,
    )


def _cards(loading: Loading) -> None:
    words = {one.key: " ".join((one.duties, *one.words)) for one in loading.holding.departments}
    words |= {one.key: f"{one.purpose} {one.activities}" for one in loading.holding.actors}
    for key, actor in loading.actors.items():
        reach = "public" if actor.is_published else "section"
        tokens = visibility.audience(reach, loading.jurisdiction.pk, (actor.pk,))
        card = Card(
            "主体", actor.name, actor.get_absolute_url(), loading.today.replace(month=4, day=1), tokens
        )
        loading.show(actor, card, actor.reading, words.get(key, ""))


def roles(loading: Loading) -> None:
    """Who holds what; the sign-ins' posts too."""
    rows = [
        Role(
            jurisdiction=loading.jurisdiction,
            person=loading.users[one.person],
            actor=loading.actors[one.actor],
            code=one.role,
            starts_on=one.since,
            ends_on=one.until,
        )
        for one in loading.holding.roles
    ]
    told = {(one.person_id, one.actor_id, one.code) for one in rows}
    for sign_in in demo_people.SIGN_INS:
        for post in sign_in.posts:
            actor = loading.actors.get(post.actor)
            if post.jurisdiction != loading.jurisdiction.slug or actor is None:
                continue
            person = loading.users[sign_in.key]
            if (person.pk, actor.pk, post.role) not in told:
                start = loading.today.replace(year=loading.today.year - 2, month=4, day=1)
                rows.append(
                    Role(
                        jurisdiction=loading.jurisdiction,
                        person=person,
                        actor=actor,
                        code=post.role,
                        starts_on=start,
                    )
                )
    stored(Role, rows)
    loading.remember_holders()
