"""みなと市, the invented city: three fiscal years of believable life, the same for the same day and seed."""

import random
from datetime import date

from demo.minato import (
    actors,
    collabs,
    consultations,
    funnel,
    gatherings,
    matches,
    opinions,
    publications,
    reports,
    staff,
    surveys,
)
from demo.minato.dealing import Clock, Making, Names
from demo.shapes import Holding

SEED = 20240401


def holding(today: date, seed: int = SEED) -> Holding:
    """Everything みなと市 holds on that day."""
    clock, names = Clock(today), Names(random.Random(f"{seed}:names"))

    def make(part: str) -> Making:
        return Making(clock, random.Random(f"{seed}:{part}"), names)

    people, roles = staff.roles(make("staff"))
    bodies = actors.actors(make("actors"))
    menu = staff.menu()
    meetings = gatherings.gatherings(make("gatherings"), bodies)
    voices = opinions.opinions(make("opinions"), meetings)
    slots = funnel.slots(make("slots"), bodies)
    met = matches.matches(make("matches"), slots, voices, bodies, menu)
    light = collabs.collabs(make("collabs"), met, slots, voices, bodies, menu)
    owners = tuple(role.person for role in roles if role.role == "SEC" and role.until is None)
    gone = next(role.person for role in reversed(roles) if role.role == "SEC" and role.until)
    asked = consultations.consultations(make("consultations"), slots, bodies, menu, (*owners, gone))
    return Holding(
        jurisdiction="minato",
        departments=staff.departments(),
        people=people,
        roles=roles,
        actors=bodies,
        schemes=opinions.SCHEMES,
        councils=(gatherings.council(today),),
        gatherings=meetings,
        opinions=voices,
        seeds=funnel.seeds(make("seeds"), slots),
        menu=menu,
        consultations=asked,
        matches=met,
        collabs=light,
        publications=publications.publications(clock, meetings, voices, light),
        reports=reports.reports(today),
        surveys=surveys.surveys(make("surveys"), bodies),
        hearings=surveys.hearings(make("hearings"), bodies),
    )
