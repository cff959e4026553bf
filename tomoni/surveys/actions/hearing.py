"""Verbs of a hearing record."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, lineage, records, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.directory.models import Actor
from tomoni.directory.standing import standing_of
from tomoni.seeds import actions as seeds
from tomoni.seeds.models import Seed
from tomoni.surveys import keeping
from tomoni.surveys.models import Hearing, HearingPoint
from tomoni.surveys.rules import hearing as rules
from tomoni.surveys.states import HEARERS, HearingState
from tomoni.voices import actions as voices
from tomoni.voices.models import Opinion

_DESK_ONLY = "協働の担当課とサポートセンターが行えます。"


class Point(NamedTuple):
    kind: str
    text: str


@transaction.atomic
def create(*, by: User, points: Iterable[Point] = (), **words: Any) -> Hearing:
    require(rules.can_hear(by, words["actor"]), who=_(_DESK_ONLY))
    hearing = Hearing(jurisdiction=current(), unit_id=_desk_of(by), **words)
    records.create(hearing, by=by)
    _write(hearing, points, by=by)
    keeping.hearing(hearing, by=by)
    if hearing.survey is not None:
        _link(hearing)
    return hearing


def _desk_of(by: User) -> int:
    return next(post.actor_id for post in standing_of(by).posts if post.code in HEARERS)


def _link(hearing: Hearing) -> None:
    if hearing.survey is None:
        return
    cause = things.get(hearing.survey) or things.put(hearing.survey, hearing.survey.card())
    effect = things.get(hearing)
    if effect is not None:
        lineage.link(cause, effect)


@transaction.atomic
def edit(hearing: Hearing, *, by: User, version: int, points: Iterable[Point], **words: Any) -> None:
    require(rules.can_edit(by, hearing), who=_(_DESK_ONLY))
    actor: Actor = words.get("actor", hearing.actor)
    require(rules.can_hear(by, actor), who=_(_DESK_ONLY))
    records.change(hearing, by=by, version=version, **words)
    _write(hearing, points, by=by)
    keeping.hearing(hearing, by=by)
    _link(hearing)


def _write(hearing: Hearing, points: Iterable[Point], *, by: User) -> None:
    before = [one.text for one in hearing.points.all()]
    hearing.points.all().delete()
    made = HearingPoint.objects.bulk_create(
        HearingPoint(
            jurisdiction=hearing.jurisdiction, hearing=hearing, order=order, kind=one.kind, text=one.text
        )
        for order, one in enumerate(points)
    )
    after = [one.text for one in made]
    if before != after:
        audit.record("hearing.points", hearing, by=by, before={"points": before}, after={"points": after})


@transaction.atomic
def settle(hearing: Hearing, *, by: User, reason: str = "") -> None:
    """The one heard has agreed to the words: they may read them, and the points may go on."""
    require(rules.can_settle(by, hearing), who=_(_DESK_ONLY))
    if not hearing.points.exists():
        raise ValidationError(_("聞いたことが一つも書かれていません。"))
    workflow.move(hearing, "settle", by=by, reason=reason)
    keeping.hearing(hearing, by=by)


@transaction.atomic
def reopen(hearing: Hearing, *, by: User, reason: str) -> None:
    require(rules.can_reopen(by, hearing), who=_(_DESK_ONLY))
    hearing.refresh_from_db(from_queryset=Hearing.objects.select_for_update())
    if hearing.points.exclude(opinion=None, seed=None).exists():
        raise Refused(_("声や種にしたあとは、記録を書き直せません。"))
    workflow.move(hearing, "reopen", by=by, reason=reason)
    keeping.hearing(hearing, by=by)


def _held(hearing: Hearing, by: User) -> Hearing:
    held = Hearing.objects.select_for_update().select_related("actor", "jurisdiction").get(pk=hearing.pk)
    if held.state != HearingState.SETTLED:
        raise Refused(_("記録を確定してから、声や種にしてください。"))
    require(rules.can_take(by, held), who=_(_DESK_ONLY))
    return held


@transaction.atomic
def take_opinions(hearing: Hearing, points: Sequence[HearingPoint], *, by: User) -> list[Opinion]:
    """Each point an opinion, the words as noted; all or none."""
    held = _held(hearing, by)
    if HearingPoint.objects.filter(pk__in=[one.pk for one in points]).exclude(opinion=None).exists():
        raise Refused(_("すでに声にしたものがあります。ページを開き直してください。"))
    here = things.get(held) or things.put(held, held.card())
    department = held.actor.kind == Actor.Kind.DEPARTMENT
    made = []
    for point in points:
        opinion = voices.record(
            by=by,
            line=voices.Line(raw_text=point.text),
            received_on=held.held_on,
            source=Opinion.Source.OTHER,
            source_note=_("ヒアリング（%(kind)s）") % {"kind": held.actor.get_kind_display()},
            group=None if department else held.actor,
        )
        lineage.link(here, things.get(opinion) or things.put(opinion, opinion.card()))
        HearingPoint.objects.filter(pk=point.pk).update(opinion=opinion)
        made.append(opinion)
    if made:
        audit.record("hearing.opinion", held, by=by, after={"opinions": [one.pk for one in made]})
    return made


@transaction.atomic
def make_seed(point: HearingPoint, *, by: User, kind: str, title: str) -> Seed:
    """A draft of a need or an offer in the name of the one heard, with the trail back to the hearing."""
    held = _held(point.hearing, by)
    point.refresh_from_db(from_queryset=HearingPoint.objects.select_for_update())
    if point.seed_id is not None:
        raise Refused(_("すでに種の下書きがあります。"))
    made = seeds.create(
        Seed(kind=kind, title=title, what=point.text, actor=held.actor),
        by=by,
        cause=things.get(held) or things.put(held, held.card()),
    )
    HearingPoint.objects.filter(pk=point.pk).update(seed=made)
    audit.record("hearing.seed", held, by=by, after={"seed": made.pk})
    return made
