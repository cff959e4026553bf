"""What one reader sees of a tree of themes: counts of the opinions open to that reader, and no word taken from others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tomoni.core import charts
from tomoni.directory.standing import Reader
from tomoni.voices.models import Opinion, Placing, Theme, ThemeLayer
from tomoni.voices.models.opinion import OpinionQuerySet

ON_MAP = 4000
"""Points one can tell apart; of more, every second or third is drawn."""


@dataclass
class Branch:
    """A theme with what the reader may see of it."""

    theme: Theme
    count: int
    whole: int
    """All that are grouped and seen, for the share."""
    label: str
    sentences: list[Opinion] = field(default_factory=list)
    below: list["Branch"] = field(default_factory=list)

    @property
    def share(self) -> int:
        return round(100 * self.count / self.whole) if self.whole else 0

    @property
    def words(self) -> str:
        return "、".join(self.theme.terms) if self.names_itself else ""

    @property
    def names_itself(self) -> bool:
        """Whether its words may be shown: all that they were taken from are still there."""
        return self.count >= self.theme.size


def seen(layer: ThemeLayer, user: Reader) -> OpinionQuerySet:
    """The grouped opinions of a tree that this reader sees."""
    rows = Opinion.objects.visible_to(user).grouped(layer.reach)
    return rows.filter(models.Exists(Placing.objects.filter(layer=layer, opinion=models.OuterRef("pk"))))


def branches(layer: ThemeLayer, user: Reader) -> list[Branch]:
    """The coarse themes with the finer ones below, the largest first; those without a visible opinion are left out."""
    placed = Placing.objects.filter(layer=layer, opinion__in=seen(layer, user))
    counts = dict(placed.values_list("theme_id").annotate(models.Count("pk")))
    themes = list(Theme.objects.filter(layer=layer).select_related("jurisdiction"))
    for theme in sorted(themes, key=lambda one: -one.level):
        if theme.parent_id is not None:
            counts[theme.parent_id] = counts.get(theme.parent_id, 0) + counts.get(theme.pk, 0)
    whole = sum(counts.get(theme.pk, 0) for theme in themes if theme.parent_id is None)
    found = {one.pk: branch(one, counts.get(one.pk, 0), whole) for one in themes if counts.get(one.pk)}
    for one in found.values():
        if one.theme.parent_id is not None:
            found[one.theme.parent_id].below.append(one)
    _add_sentences(found.values(), layer, user)
    for one in found.values():
        one.below.sort(key=_size)
    return sorted((one for one in found.values() if one.theme.parent_id is None), key=_size)


def branch(theme: Theme, count: int, whole: int) -> Branch:
    made = Branch(theme, count, whole, theme.label)
    if not theme.by_hand and not made.names_itself:
        # Its name was made of words among which a voice was that is no longer shown.
        made.label = _("テーマ%(n)s（名前を付け直しています）") % {"n": theme.number + 1}
    return made


def _size(one: Branch) -> tuple[int, int]:
    return -one.count, one.theme.number


def _add_sentences(found: Iterable[Branch], layer: ThemeLayer, user: Reader) -> None:
    rows = list(found)
    wanted = {pk for one in rows for pk in one.theme.exemplars}
    open_ = seen(layer, user).select_related("jurisdiction").in_bulk(list(wanted))
    for one in rows:
        one.sentences = [open_[pk] for pk in one.theme.exemplars if pk in open_]


def members(theme: Theme, user: Reader) -> OpinionQuerySet:
    """The opinions of a theme that this reader sees, those of finer themes included."""
    inside = Theme.objects.filter(models.Q(pk=theme.pk) | models.Q(parent=theme.pk))
    placed = Placing.objects.filter(theme__in=inside, opinion=models.OuterRef("pk"))
    return seen(theme.layer, user).filter(models.Exists(placed))


def map_spec(layer: ThemeLayer, user: Reader) -> dict[str, Any]:
    """The map as a Vega-Lite specification: a point an opinion, its colour the coarse theme; a press opens it."""
    top = branches(layer, user)
    names = {one.theme.pk: one.label for one in top} | {
        below.theme.pk: one.label for one in top for below in one.below
    }
    rows = Placing.objects.filter(layer=layer, opinion__in=seen(layer, user)).order_by("opinion_id")
    step = -(-rows.count() // ON_MAP)
    places = list(rows.select_related("opinion__jurisdiction"))[:: max(step, 1)]
    title = _("声の地図：近いことばの声が近くにあります")
    values = [
        {
            "x": one.x,
            "y": one.y,
            "theme": names[one.theme_id],
            "voice": Truncator(" ".join(one.opinion.text.split())).chars(80),
            "url": one.opinion.get_absolute_url(),
        }
        for one in places
        if one.theme_id in names
    ]
    labels = list(dict.fromkeys(one.label for one in top))
    legend = {"orient": "bottom", "columns": 2, "labelLimit": 150}
    theme = {
        "field": "theme",
        "type": "nominal",
        "title": None,
        "scale": {"domain": labels},
        "legend": legend,
    }
    hidden = {"axis": None, "type": "quantitative", "scale": {"domain": [-0.02, 1.02]}}
    return charts.spec(
        title,
        height=420,
        data={"values": values},
        mark={"type": "point", "filled": True, "opacity": 0.8, "size": 60, "cursor": "pointer"},
        encoding={
            "x": {"field": "x", **hidden},
            "y": {"field": "y", **hidden},
            "color": {**theme, "scale": {"domain": labels, "scheme": "tableau20"}},
            "shape": theme,
            "href": {"field": "url", "type": "nominal"},
            "tooltip": [{"field": "theme", "type": "nominal"}, {"field": "voice", "type": "nominal"}],
        },
    )
