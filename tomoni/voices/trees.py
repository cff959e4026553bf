"""The stored trees of themes: made by a job, made anew when opinions have changed, left at once by an opinion that may not be shown."""

import hashlib
from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone

from tomoni.core.jobs import Job, Running, task
from tomoni.voices import grouping
from tomoni.voices.models import Opinion, Placing, Reach, Theme, ThemeLayer, ThemeSet

PART = 1000


def stamp_of(found: ThemeSet, reach: str) -> str:
    """How its opinions stand; another stamp, and they must be grouped again."""
    said = found.opinions(reach).aggregate(
        models.Count("pk"), models.Sum("pk"), models.Sum("version"), models.Max("changed_at")
    )
    words = [grouping.version(), *(str(said[name]) for name in sorted(said))]
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:40]


def want(found: ThemeSet) -> Job | None:
    """A job, if the opinions of any tree have changed since it was made."""
    kept = dict(found.layers.values_list("reach", "stamp"))
    stamps = {reach: stamp_of(found, reach) for reach in Reach.values}
    if kept == stamps:
        return None
    mark = hashlib.sha256("".join(stamps.values()).encode()).hexdigest()[:24]
    return group_opinions.enqueue(
        key=f"themes-{found.pk}-{mark}", jurisdiction=found.jurisdiction, set_id=found.pk
    )


def leave(opinion: Opinion, *, reworded: bool = False) -> None:
    """Take an opinion out of the trees it no longer belongs to, or which know it by words that were taken back.

    At once, not with the next job: the theme then holds fewer than it was named after, and its words are not shown until it
    is named again.
    """
    rows = Placing.objects.filter(opinion=opinion)
    if not reworded:
        still = [reach for reach in Reach.values if Opinion.objects.grouped(reach).filter(pk=opinion.pk)]
        rows = rows.exclude(layer__reach__in=still)
    set_ids = set(rows.values_list("layer__theme_set", flat=True))
    if not set_ids:
        return
    rows.delete()
    for one in ThemeSet.objects.select_related("jurisdiction", "scheme").filter(pk__in=set_ids):
        want(one)


@task
def group_opinions(job: Running, *, set_id: int) -> None:
    found = ThemeSet.objects.select_related("jurisdiction", "scheme").filter(pk=set_id).first()
    if found is None:
        return
    for done, reach in enumerate(Reach.values):
        job.progress(done, len(Reach.values), str(found))
        _group(found, reach)
    job.progress(len(Reach.values), len(Reach.values), str(found))


def _group(found: ThemeSet, reach: str) -> None:
    layer = ThemeLayer.objects.filter(theme_set=found, reach=reach).first()
    stamp = stamp_of(found, reach)
    if layer is not None and layer.stamp == stamp:
        return
    rows = list(found.opinions(reach).only("pk", "version", "raw_text", "display_text").order_by("pk"))
    kept = list(Theme.objects.filter(layer=layer).select_related("parent")) if layer else []
    members = dict(Placing.objects.filter(layer=layer).values_list("opinion_id", "theme__number"))
    result = grouping.group(
        {one.pk: one.text for one in rows},
        [_kept(one) for one in kept],
        members,
        layer.engine if layer is not None else "",
    )
    _store(found, reach, stamp, result, {one.pk: one.version for one in rows})


def _kept(theme: Theme) -> grouping.Kept:
    parent = theme.parent.number if theme.parent else None
    return grouping.Kept(theme.number, theme.level, parent, theme.label, theme.by_hand, bytes(theme.centre))


@transaction.atomic
def _store(
    found: ThemeSet, reach: str, stamp: str, result: grouping.Grouping, versions: Mapping[int, int]
) -> None:
    """The new tree in place of the old; a theme that lives on keeps its row, and so its address."""
    layer, _made = ThemeLayer.objects.get_or_create(
        theme_set=found, reach=reach, defaults={"jurisdiction": found.jurisdiction}
    )
    themes = _themes(layer, result)
    now = dict(found.opinions(reach).values_list("pk", "version"))
    Placing.objects.filter(layer=layer).delete()
    Placing.objects.bulk_create(
        (
            Placing(
                jurisdiction=layer.jurisdiction, layer=layer, theme=themes[number], opinion_id=pk, x=x, y=y
            )
            for pk, (number, x, y) in result.places.items()
            # What left or was reworded while the job was running has no place.
            if now.get(pk) == versions[pk]
        ),
        batch_size=PART,
    )
    layer.engine, layer.stamp, layer.counted = result.version, stamp, len(versions)
    layer.grouped_at = timezone.now()
    layer.save()


def _themes(layer: ThemeLayer, result: grouping.Grouping) -> dict[int, Theme]:
    there = {one.number: one for one in Theme.objects.filter(layer=layer).select_for_update()}
    Placing.objects.filter(layer=layer).exclude(
        theme__number__in=[one.number for one in result.themes]
    ).delete()
    gone = there.keys() - {one.number for one in result.themes}
    for one in result.themes:
        theme = there.get(one.number) or Theme(
            jurisdiction=layer.jurisdiction, layer=layer, number=one.number
        )
        theme.level, theme.size, theme.terms = one.level, one.size, one.terms
        theme.exemplars, theme.centre = one.exemplars, one.centre
        theme.parent = there[one.parent] if one.parent is not None else None
        # A name given while the job was running is newer than what the job read.
        if not theme.by_hand:
            theme.label, theme.by_hand = one.label, one.by_hand
        theme.save()
        there[one.number] = theme
    Theme.objects.filter(layer=layer, number__in=gone).delete()
    return {number: theme for number, theme in there.items() if number not in gone}
