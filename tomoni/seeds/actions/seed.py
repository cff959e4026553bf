"""Verbs of a seed."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import lineage, outbox, ownership, records, search, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.people import Person
from tomoni.core.things import Thing
from tomoni.core.visibility import Visibility
from tomoni.directory.models import ActivityField, Actor, Area, holder_of, people_of, section_unit
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import standing_of
from tomoni.seeds.models import Seed, SeedResource
from tomoni.seeds.rules import seed as rules
from tomoni.seeds.states import BEFORE_PUBLICATION, RENEWABLE, SEED, SeedState

DRAFT_DAYS = 20
CHECK_DAYS = 5
RETURN_DAYS = 10
"""Business days until the next step is due."""


class Resource(NamedTuple):
    direction: str
    kind: str
    text: str = ""


@transaction.atomic
def create(
    seed: Seed,
    *,
    by: User,
    fields: Iterable[ActivityField] = (),
    areas: Iterable[Area] = (),
    resources: Iterable[Resource] = (),
    cause: Thing | None = None,
) -> Seed:
    """A new draft. `cause` is what it grew from: an opinion, a consultation."""
    require(
        rules.can_create_for(by, seed.actor),
        who=_("その団体・課の人、サポートセンター、協働の担当課が行えます。"),
    )
    seed.jurisdiction = current()
    seed.side = seed.actor.side if seed.actor else Seed.Side.RESIDENT
    seed.author = by
    seed.entered_by = _desk_of(by, seed)
    records.create(seed, by=by)
    seed.fields.add(*fields)
    seed.areas.add(*areas)
    rows = _write_resources(seed, resources)
    thing = _keep(seed, new=rows)
    if cause is not None:
        lineage.link(cause, thing)
    return seed


def _desk_of(by: User, seed: Seed) -> Actor | None:
    """The centre or section through which somebody outside the actor entered it."""
    standing = standing_of(by)
    if standing.has_on([seed.actor_id]):
        return None
    posts = [post for post in standing.posts if post.code in (RoleCode.CEN, RoleCode.SEC, RoleCode.SECH)]
    return Actor.objects.get(pk=posts[0].actor_id) if posts else None


@transaction.atomic
def edit(
    seed: Seed,
    *,
    by: User,
    version: int,
    fields: Iterable[ActivityField],
    areas: Iterable[Area],
    resources: Iterable[Resource],
    **values: Any,
) -> None:
    require(rules.can_edit(by, seed), who=_("確認に出す前は書いた側が、そのあとは協働の担当課が行えます。"))
    if seed.dhead_agreed and not rules.can_agree(by, seed):
        # The head agreed to other words.
        values["dhead_agreed"] = False
    records.change(seed, by=by, version=version, **values)
    _write_rows(seed, fields, areas, resources)
    _keep(seed)


def _write_rows(
    seed: Seed,
    fields: Iterable[ActivityField],
    areas: Iterable[Area],
    resources: Iterable[Resource],
) -> None:
    seed.fields.set(fields)
    seed.areas.set(areas)
    seed.resources.all().delete()
    _write_resources(seed, resources)


def _write_resources(seed: Seed, resources: Iterable[Resource]) -> list[SeedResource]:
    return SeedResource.objects.bulk_create(
        SeedResource(jurisdiction_id=seed.jurisdiction_id, seed=seed, **one._asdict()) for one in resources
    )


@transaction.atomic
def submit(seed: Seed, *, by: User, reason: str = "") -> None:
    require(rules.can_submit(by, seed), who=_("書いた側の代表・担当者が行えます。"))
    _require_complete(seed)
    agreed = seed.dhead_agreed or rules.can_agree(by, seed)
    workflow.move(seed, "submit", by=by, reason=reason, dhead_agreed=agreed)
    _keep(seed)


def _require_complete(seed: Seed) -> None:
    """What somebody who has never met the author needs in order to answer."""
    missing = {
        field: _("確認に出す前に入力してください。")
        for field in ("what", "why", "when", "cannot")
        if not getattr(seed, field).strip()
    }
    if not seed.fields.exists():
        missing["fields"] = _("分野を1つ以上選んでください。")
    if not seed.resources.exists():
        missing["resources"] = _("出せるもの・ほしいものを1つ以上選んでください。")
    if missing:
        raise ValidationError([f"「{_name(field)}」：{text}" for field, text in missing.items()])


def _name(field: str) -> str:
    if field == "resources":
        return _("出せるもの・ほしいもの")
    return str(Seed._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


@transaction.atomic
def agree(seed: Seed, *, by: User, version: int | None = None) -> None:
    """The department's head says yes to the words of that version: without this nothing of the city's side is published."""
    require(rules.can_agree(by, seed), who=_("担当課長が行えます。"))
    if seed.state not in BEFORE_PUBLICATION:
        raise Refused(_("公開の前にだけ了承できます。"))
    if not seed.dhead_agreed:
        records.change(seed, by=by, verb="agree", version=version, dhead_agreed=True)
    _keep(seed)


@transaction.atomic
def publish(
    seed: Seed, *, by: User, expires_on: date, visibility: str = Visibility.PUBLIC, reason: str = ""
) -> None:
    require(rules.can_publish(by, seed), who=_("協働の担当課が行えます。"))
    _require_agreed(seed)
    _require_ahead(expires_on)
    workflow.move(
        seed,
        "publish",
        by=by,
        reason=reason,
        expires_on=expires_on,
        visibility=visibility,
        published_at=timezone.now(),
    )
    _keep(seed)
    _tell_author(seed, _("「%(title)s」を公開しました。"))


@transaction.atomic
def keep_internal(seed: Seed, *, by: User, expires_on: date, reason: str = "") -> None:
    require(rules.can_keep_internal(by, seed), who=_("協働の担当課が行えます。"))
    _require_agreed(seed)
    _require_ahead(expires_on)
    workflow.move(
        seed, "keep_internal", by=by, reason=reason, expires_on=expires_on, visibility=Visibility.CITY
    )
    _keep(seed)
    _tell_author(seed, _("「%(title)s」を庁内での相手さがしに使います。"))


def _require_agreed(seed: Seed) -> None:
    if seed.side == Seed.Side.CITY and not seed.dhead_agreed:
        raise Refused(_("市の種を公開するには、先に担当課長の了承が必要です。"))


def _require_ahead(expires_on: date) -> None:
    if expires_on < timezone.localdate():
        raise ValidationError({"expires_on": _("期限は今日以後の日にしてください。")})


@transaction.atomic
def send_back(seed: Seed, *, by: User, reason: str) -> None:
    require(rules.can_send_back(by, seed), who=_("協働の担当課かサポートセンターが行えます。"))
    workflow.move(seed, "send_back", by=by, reason=reason)
    _keep(seed)
    _tell_author(seed, _("「%(title)s」が差し戻されました。理由を確かめて、直してください。"))


@transaction.atomic
def renew(seed: Seed, *, by: User, expires_on: date) -> None:
    """Keep it open longer."""
    require(rules.can_renew(by, seed), who=_("書いた側か協働の担当課が行えます。"))
    require_renewable(seed)
    _require_ahead(expires_on)
    if expires_on <= seed.expires_on:
        raise ValidationError({"expires_on": _("いまの期限より後の日にしてください。")})
    records.change(seed, by=by, verb="renew", expires_on=expires_on)
    _keep(seed)


def require_renewable(seed: Seed) -> None:
    if seed.state not in RENEWABLE:
        raise Refused(_("募集中の種だけ、期限を延ばせます。"))


@transaction.atomic
def withdraw(seed: Seed, *, by: User, reason: str) -> None:
    require(rules.can_withdraw(by, seed), who=_("書いた側か協働の担当課が行えます。"))
    workflow.move(seed, "withdraw", by=by, reason=reason)
    _keep(seed)


@transaction.atomic
def expire(seed: Seed, *, by: Person) -> None:
    workflow.move(seed, "expire", by=by)
    _keep(seed)
    _tell_author(seed, _("「%(title)s」は期限が切れました。続けるときは、写しから出し直せます。"))


# Effects of a match. Whether they are due is decided by `matching`, which calls them; a seed in several matches takes each step once.


def mark_matched(seed: Seed, *, by: Person) -> bool:
    """A match began. False if the seed is in talks already."""
    return _effect(seed, "mark_matched", by=by, done_in=(SeedState.MATCHED,))


def reopen(seed: Seed, *, by: Person) -> bool:
    """The last match ended without outcome: open again, where it was open before. False if it is not in talks any more."""
    target = SeedState.PUBLISHED if seed.was_published else SeedState.INTERNAL_ONLY
    return _effect(seed, "reopen", by=by, to=target, done_in=tuple(set(SeedState) - {SeedState.MATCHED}))


def mark_realised(seed: Seed, *, by: Person) -> bool:
    """A collaboration exists. False if the seed is closed already."""
    return _effect(seed, "mark_realised", by=by, done_in=tuple(SeedState(state) for state in SEED.closed))


@transaction.atomic
def _effect(seed: Seed, name: str, *, by: Person, done_in: tuple[SeedState, ...], to: str = "") -> bool:
    seed.refresh_from_db(fields=["state", "version", "changed_at"])
    if seed.state in done_in:
        return False
    workflow.move(seed, name, by=by, to=to)
    _keep(seed)
    return True


def _keep(seed: Seed, *, new: list[SeedResource] | None = None) -> Thing:
    """Keep what other tables know of it: label and audience, words to search, who holds it. `new`: just made, with these resources."""
    thing = things.put(seed, seed.card(), new=new is not None)
    if seed.state == SeedState.WITHDRAWN:
        search.remove(thing)
    else:
        search.put(thing, seed.who, seed.cannot, seed.text_for_matching(new))
    _hold(seed)
    return thing


def _hold(seed: Seed) -> None:
    if seed.state in SEED.closed:
        ownership.release(seed)
        return
    unit_id, person_id, days, task = _next_step(seed)
    today = timezone.localdate()
    due_on = seed.expires_on if days is None else current().local.due(days, after=today)
    ownership.hold(seed, person_id=person_id, unit_id=unit_id, due_on=due_on, task=task)


def _next_step(seed: Seed) -> tuple[int | None, int | None, int | None, str]:
    """Unit, person, business days until it is due (none: the expiry date), and what is to be done."""
    needs_section = seed.state in (SeedState.SUBMITTED, SeedState.MATCHED)
    own_id = seed.actor_id or seed.entered_by_id
    section = section_unit() if needs_section or own_id is None else None
    section_id = section.pk if section else None
    own_id = own_id or section_id
    if seed.state == SeedState.SUBMITTED and seed.side == Seed.Side.CITY and not seed.dhead_agreed:
        head = holder_of(seed.actor_id, RoleCode.DHEAD) if seed.actor_id else None
        return own_id, head, CHECK_DAYS, _("課長が了承する")
    if seed.state in (SeedState.SUBMITTED, SeedState.MATCHED):
        person = holder_of(section_id, RoleCode.SEC, RoleCode.SECH) if section_id else None
        if seed.state == SeedState.SUBMITTED:
            return section_id, person, CHECK_DAYS, _("種を確かめて公開する")
        return section_id, person, None, _("マッチングを進める")
    if seed.state in (SeedState.DRAFT, SeedState.RETURNED):
        days, task = (
            (DRAFT_DAYS, _("書き終えて確認に出す"))
            if seed.state == SeedState.DRAFT
            else (RETURN_DAYS, _("直して、もう一度確認に出す"))
        )
        return seed.entered_by_id or own_id, seed.author_id, days, task
    holder = holder_of(own_id, *rules.SPEAKERS, RoleCode.SEC, RoleCode.CEN) if own_id else None
    return own_id, holder, None, _("期限までに、延ばすか取り下げるかを決める")


def _tell_author(seed: Seed, text: str, *, about: str = "") -> None:
    """A notice to those who can act for the author's side."""
    unit_ids = [one for one in (seed.actor_id, seed.entered_by_id) if one]
    people = [person.pk for person in people_of(unit_ids, *rules.SPEAKERS, RoleCode.CEN)]
    outbox.notify(
        [*people, seed.author_id],
        text=text % {"title": seed.title},
        address=seed.get_absolute_url(),
        key=f"seed:{seed.pk}:{about or f'{seed.state}:{seed.version}'}",
    )


@transaction.atomic
def remind(seed: Seed, *, by: Person) -> bool:
    """Ask the author whether to keep it open; once for one expiry date."""
    row = Seed.objects.filter(pk=seed.pk).exclude(reminded_for=seed.expires_on)
    if not row.update(reminded_for=seed.expires_on):
        return False
    seed.reminded_for = seed.expires_on
    text = _("「%(title)s」の期限が近づきました。延ばすか、取り下げるかを決めてください。")
    _tell_author(seed, text, about=f"ends:{seed.expires_on}")
    return True
