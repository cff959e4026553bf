from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.matching.models import Consent, Match
from tomoni.matching.states import BROKERS, PARTIES, TALKING, State
from tomoni.seeds.models import Seed
from tomoni.seeds.states import SeedState


def is_broker(user: Reader) -> bool:
    return standing_of(user).has(*BROKERS)


def sides_of(user: Reader, match: Match) -> list[int]:
    """The sides this person speaks for."""
    standing = standing_of(user)
    return [side for side in match.sides if standing.has_on([side], *PARTIES)]


def can_propose(user: Reader, seed: Seed) -> bool:
    return is_broker(user) and seed.state in (SeedState.PUBLISHED, SeedState.INTERNAL_ONLY, SeedState.MATCHED)


def can_sound_out(user: Reader, match: Match) -> bool:
    return is_broker(user)


def can_schedule(user: Reader, match: Match) -> bool:
    return is_broker(user)


def can_hold(user: Reader, match: Match) -> bool:
    return is_broker(user)


def can_miss(user: Reader, match: Match) -> bool:
    return is_broker(user)


def can_conclude(user: Reader, match: Match) -> bool:
    return is_broker(user) and both_say_yes(match)


def can_to_light(user: Reader, match: Match) -> bool:
    return is_broker(user) and both_say_yes(match)


def can_drop(user: Reader, match: Match) -> bool:
    return is_broker(user)


def can_see_learned(user: Reader) -> bool:
    return standing_of(user).is_section


def can_answer(user: Reader, match: Match, actor: Actor) -> bool:
    """A side answers for itself; a broker may enter what a side said by phone or on paper."""
    return actor.pk in sides_of(user, match) or (is_broker(user) and actor.pk in match.sides)


def can_fill_sheet(user: Reader, match: Match, actor: Actor | None) -> bool:
    """Its own column each side, the merged one the brokers; a broker may also type in a sheet that came on paper."""
    if match.state not in TALKING:
        return False
    if is_broker(user):
        return actor is None or actor.pk in match.sides
    return actor is not None and actor.pk in sides_of(user, match)


def both_say_yes(match: Match) -> bool:
    said = Consent.objects.filter(match=match).standing_yes().values_list("actor_id", flat=True)
    return set(match.sides) <= set(said)


def contacts_open(match: Match) -> bool:
    """Contact data may be seen by the other side: both say yes now, and the talks are on or led to something."""
    return match.is_talking and both_say_yes(match)


def can_see_contacts(user: Reader, match: Match) -> bool:
    return contacts_open(match) and (bool(sides_of(user, match)) or is_broker(user))


def can_see_process(user: Reader, match: Match) -> bool:
    """The talks themselves (dates, sheets, steps): the two sides and the brokers, also when the match is public."""
    return is_broker(user) or (
        bool(standing_of(user).actor_ids & set(match.sides)) and match.state != State.PROPOSED
    )
