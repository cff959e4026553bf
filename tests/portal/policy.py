"""Who may pass which door of the portal: it only reads, and shows to each what the rooms below would show."""

from dataclasses import replace

from tests.directory.policy import ACTORS
from tests.gatherings.policy import GATHERINGS
from tests.matching.policy import MATCHES
from tests.matrix.cast import ANYONE, SIGNED_IN
from tests.matrix.policy import Page, Policies, Subject
from tests.seeds.policy import SEEDS
from tests.voices.policy import OPINIONS

STORIES = Subject("story", tuple(replace(case, gone=False) for case in ACTORS.cases))
"""That an actor's page was taken back says that page; its story is simply not there."""

POLICY: Policies = {
    "portal:front": Page(get=ANYONE, outside=True),
    "portal:home": Page(get=ANYONE),
    "portal:search": Page(
        get=ANYONE, asks=("?q=canary1x", "?q=集まり", "?q=種", "?q=canary", "?q=メニュー&kind=menu")
    ),
    "portal:work": Page(get=SIGNED_IN),
    "portal:read_notices": Page(post=SIGNED_IN, quiet=True),
    "portal:figures": Page(get=ANYONE, asks=("?format=csv", "?format=xlsx", "?year=2026")),
    "portal:accessibility": Page(get=ANYONE),
    "portal:gathering": Page(get=ANYONE, of=GATHERINGS),
    "portal:seed": Page(get=ANYONE, of=SEEDS),
    "portal:opinion": Page(get=ANYONE, of=OPINIONS),
    "portal:match": Page(get=ANYONE, of=MATCHES),
    "portal:story": Page(get=ANYONE, of=STORIES),
}
