"""Fills an empty, migrated database with a city of 10,000 seeds, 10,000 opinions and 2,000 actors; prints what the client needs to know."""

import json
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.config.settings")

import django

django.setup()

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models
from django.utils import timezone

from tomoni.accounts.models import User
from tomoni.core import search
from tomoni.core.audit import kind_of
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.lineage import Edge
from tomoni.core.people import SYSTEM
from tomoni.core.things import Card, Thing, ThingAudience
from tomoni.directory.models import ActivityField, Actor, Area, Department, Role
from tomoni.directory.roles import RoleCode
from tomoni.gatherings.models import Gathering
from tomoni.seeds.models import Seed, SeedResource
from tomoni.voices.actions import adopt_kashiwa
from tomoni.voices.models import Answer, Code, Coding, Opinion

ACTORS, SEEDS, OPINIONS, GATHERINGS = 2_000, 10_000, 10_000, 40
PLACES = """
図書館 公民館 駅前広場 中央公園 河川敷 小学校 商店街 市民会館 児童館 老人福祉センター 花壇 空き家 里山 海岸 集会所 体育館
""".split()
WHO = "子どもたち 高齢の方 外国から来た方 子育て中の家族 障がいのある方 若い人 地域の団体 自治会の皆さん".split()
DEEDS = """
読み聞かせの会 学習の手伝い 見守りの活動 草刈りと清掃 花の植えかえ 防災の訓練 音楽の催し 居場所づくり
料理の教室 移動の手伝い 昔の遊びの会 健康の体操 日本語の教室 写真の展示 昔話の記録 交流の茶話会
""".split()
WISHES = """
一緒に取り組む相手を探しています。 場所を使わせてください。 人手が足りません。 経験をお分けできます。 道具をお貸しできます。
""".split()
SPAN = 1_000
"""Days over which everything was received."""
rng = random.Random(20260401)
TODAY = timezone.localdate()


def sentence() -> str:
    return f"{rng.choice(PLACES)}で{rng.choice(WHO)}のための{rng.choice(DEEDS)}を考えています。{rng.choice(WISHES)}"


def paragraph(least: int, most: int) -> str:
    return "".join(sentence() for _ in range(rng.randint(least, most)))


def moment(number: int, of: int) -> datetime:
    """Spread evenly over the span, the last one yesterday."""
    return timezone.now() - timedelta(days=1 + SPAN * (of - number) / of)


def many(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    made: list[Any] = model._default_manager.bulk_create(list(rows), batch_size=500)
    return made


def actors(city: Jurisdiction) -> list[Actor]:
    kinds = [Actor.Kind.DEPARTMENT] * 60 + [Actor.Kind.GROUP] * 1500 + [Actor.Kind.NEIGHBOURHOOD] * 440
    made = many(
        Actor,
        (
            Actor(
                jurisdiction=city, kind=kind, name=f"{rng.choice(PLACES)}の{rng.choice(DEEDS)}{number}", reading=f"だんたい{number:05}",
                summary=paragraph(1, 3), is_published=True, is_section=number == 0,
            )
            for number, kind in enumerate(kinds)
        ),
    )  # fmt: skip
    many(Department, (Department(jurisdiction=city, actor=one, duties=paragraph(1, 2)) for one in made[:60]))
    return made


def gatherings(city: Jurisdiction, organiser: Actor) -> list[Gathering]:
    def one(number: int) -> Gathering:
        # The last four are still to come.
        start = timezone.now() + timedelta(days=(number - GATHERINGS + 4) * 20 + 3)
        coming = start > timezone.now()
        return Gathering(
            jurisdiction=city, title=f"意見交換会 その{number + 1}", starts_at=start, ends_at=start + timedelta(hours=2), place="市民会館",
            organiser=organiser, state="notified" if coming else "held", visibility="public",
        )  # fmt: skip

    return many(Gathering, (one(number) for number in range(GATHERINGS)))


def opinions(city: Jurisdiction, held: list[Gathering], units: list[Actor]) -> list[Opinion]:
    made = many(
        Opinion,
        (
            Opinion(
                jurisdiction=city, fiscal_year=2024 + number // 4000, serial=number + 1, raw_text=paragraph(1, 3),
                received_on=moment(number, OPINIONS).date(), visibility="public", state="answered",
                gathering=held[number % (GATHERINGS - 4)], department=units[number % 60],
            )
            for number in range(OPINIONS)
        ),
    )  # fmt: skip
    codes = list(Code.objects.all())
    many(
        Coding,
        (Coding(jurisdiction=city, opinion=one, code=rng.choice(codes), is_primary=True) for one in made),
    )
    many(
        Answer,
        (
            Answer(
                jurisdiction=city, opinion=one, kind="1", text=paragraph(1, 2), department_id=one.department_id,
                approved_at=moment(number, OPINIONS), published_at=moment(number, OPINIONS),
            )
            for number, one in enumerate(made)
        ),
    )  # fmt: skip
    return made


def seeds(city: Jurisdiction, sides: list[Actor]) -> list[Seed]:
    def one(number: int) -> Seed:
        actor = sides[number % len(sides)]
        return Seed(
            jurisdiction=city, kind=("need", "offer")[number % 2], side=actor.side, actor=actor,
            title=f"{rng.choice(PLACES)}での{rng.choice(DEEDS)}", what=paragraph(2, 4), why=paragraph(1, 2), when="5月から10月の第2土曜",
            cannot="夜間はできません。", expires_on=TODAY + timedelta(days=30 + number % 300), visibility="public", dhead_agreed=True,
            state="matched" if number % 10 == 0 else "published", published_at=moment(number, SEEDS),
        )  # fmt: skip

    made = many(Seed, (one(number) for number in range(SEEDS)))
    fields, areas = list(ActivityField.objects.here()), list(Area.objects.all())
    many(
        Seed.fields.through,
        (
            Seed.fields.through(seed_id=seed.pk, activityfield_id=field.pk)
            for seed in made
            for field in rng.sample(fields, 2)
        ),
    )
    many(
        Seed.areas.through,
        (Seed.areas.through(seed_id=seed.pk, area_id=rng.choice(areas).pk) for seed in made),
    )
    many(
        SeedResource,
        (
            SeedResource(jurisdiction=city, seed=seed, direction=way, kind=kind, text=sentence()[:60])
            for seed in made
            for way, kind in (("gives", "people"), ("wants", "place"))
        ),
    )
    return made


def thing_of(record: Any, card: Card) -> Thing:
    kind = kind_of(record)
    return Thing(
        jurisdiction_id=record.jurisdiction_id, kind=kind, object_id=record.pk, stage=card.stage, label=card.label[:200],
        address=card.address, on=card.on,
    )  # fmt: skip


def show(records: list[Any], texts: Iterator[list[str]]) -> list[Thing]:
    """Things, audiences and search entries, as the actions would have left them."""
    cards = [record.card() for record in records]
    made: list[Thing] = many(Thing, map(thing_of, records, cards))
    audiences = (
        ThingAudience(thing=thing, token=token)
        for thing, card in zip(made, cards, strict=True)
        for token in sorted(card.audience)
    )
    many(ThingAudience, audiences)
    search.put_many(zip(made, texts, strict=True))
    return made


def session_of(person: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    store.create()
    return str(store.session_key)


def fill() -> dict[str, Any]:
    city = Jurisdiction.objects.create(slug="bench", name="はかり市", reading="はかりし", kind="municipality")
    with scope(city):
        many(
            Area,
            (
                Area(jurisdiction=city, name=f"第{n}地区", reading=f"だい{n:02}ちく", order=n)
                for n in range(12)
            ),
        )
        adopt_kashiwa(by=SYSTEM)
        everybody = actors(city)
        held = gatherings(city, everybody[0])
        said = opinions(city, held, everybody[:60])
        sown = seeds(city, everybody)
        from_opinions = show(said, ([one.text] for one in said))
        from_seeds = show(sown, ([one.what, one.why, one.when, one.cannot] for one in sown))
        of_gatherings = show(held, ([one.title] for one in held))
        # Each trail: session → opinion → need → offer of another seed.
        causes = [(of_gatherings[n % (GATHERINGS - 4)], from_opinions[n]) for n in range(OPINIONS)]
        causes += list(zip(from_opinions, from_seeds, strict=True))
        causes += [(from_seeds[n], from_seeds[n + 1]) for n in range(0, SEEDS, 4)]
        many(Edge, (Edge(jurisdiction=city, cause=cause, effect=effect) for cause, effect in causes))
        group = next(one for one in everybody if one.kind == Actor.Kind.GROUP)
        people = [
            User.objects.create(email=f"bench-{n}@example.jp", name=f"測る 人{n}", password="!")
            for n in range(16)
        ]
        many(
            Role,
            (
                Role(
                    jurisdiction=city, person=one, actor=group, code=RoleCode.GREP, starts_on=date(2020, 4, 1)
                )
                for one in people
            ),
        )
        field = ActivityField.objects.here()[0]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")
    return {
        "seeds": [one.pk for one in rng.sample(sown, 200)],
        "sessions": [session_of(one) for one in people],
        "actor": group.pk,
        "topic": field.pk,
    }


if __name__ == "__main__":
    print(json.dumps(fill()))
