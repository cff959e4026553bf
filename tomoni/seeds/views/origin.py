"""What a new seed grows from: an opinion, another seed that it answers, an older seed; or one of the usual offers."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.core import things
from tomoni.core.things import Thing
from tomoni.seeds.models import Seed, SeedResource
from tomoni.voices.models import Opinion

USUAL: dict[str, dict[str, Any]] = {
    "place": {
        "title": gettext_lazy("会場を貸せます"),
        "what": gettext_lazy("部屋の広さ、使える曜日と時間、備品、使い方の決まりを書いてください。"),
        "gives_place": gettext_lazy("部屋"),
    },
    "teach": {
        "title": gettext_lazy("講師として話せます"),
        "what": gettext_lazy(
            "話せる内容、相手の年齢と人数、かかる時間、準備してほしいものを書いてください。"
        ),
        "gives_know_how": gettext_lazy("講師"),
    },
    "hands": {
        "title": gettext_lazy("人手を出せます"),
        "what": gettext_lazy("人数、曜日と時間、できる作業を書いてください。"),
        "gives_people": gettext_lazy("ボランティア"),
    },
    "goods": {
        "title": gettext_lazy("物を貸せます・譲れます"),
        "what": gettext_lazy("品物、数、受け渡しの方法を書いてください。"),
        "gives_goods": gettext_lazy("品物"),
    },
    "publicity": {
        "title": gettext_lazy("お知らせに協力できます"),
        "what": gettext_lazy("載せられる媒体、届く人数、締め切りを書いてください。"),
        "gives_publicity": gettext_lazy("会報など"),
    },
}
"""Offers that groups often have, to begin from."""


@dataclass
class Origin:
    record: Opinion | Seed | None = None
    sentence: str = ""
    text: str = ""
    initial: dict[str, Any] = field(default_factory=dict)

    def thing(self) -> Thing | None:
        return things.put(self.record, self.record.card()) if self.record else None


def origin_of(request: HttpRequest) -> Origin:
    if "opinion" in request.GET:
        return _from_opinion(request)
    if "answers" in request.GET:
        return _from_need(request)
    if "copy" in request.GET:
        return _from_older(request)
    usual = USUAL.get(request.GET.get("like", ""))
    if usual:
        return Origin(initial={"kind": Seed.Kind.OFFER, **usual})
    kind = request.GET.get("kind")
    return Origin(initial={"kind": kind} if kind in Seed.Kind.values else {})


def _pk(request: HttpRequest, name: str) -> int:
    try:
        return int(request.GET[name])
    except ValueError:
        raise BadRequest(_("「%(name)s」の値が正しくありません。") % {"name": name}) from None


def _from_opinion(request: HttpRequest) -> Origin:
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user), pk=_pk(request, "opinion"))
    said = " ".join(opinion.text.split())
    initial = {
        "kind": Seed.Kind.NEED,
        "title": Truncator(said).chars(60),
        "what": opinion.text,
        "actor": opinion.department_id,
    }
    return Origin(opinion, _("この声から種をつくります。"), said, initial)


def _from_need(request: HttpRequest) -> Origin:
    """The other half: what a need wants, this offers, and the other way round."""
    asked = get_object_or_404(Seed.objects.on_board(request.user), pk=_pk(request, "answers"))
    other = Seed.Kind.OFFER if asked.kind == Seed.Kind.NEED else Seed.Kind.NEED
    turned = {SeedResource.Direction.WANTS: "gives", SeedResource.Direction.GIVES: "wants"}
    initial = {
        "kind": other,
        "topics": [one.pk for one in asked.fields.all()],
        "areas": [one.pk for one in asked.areas.all()],
        **{
            f"{turned[SeedResource.Direction(one.direction)]}_{one.kind}": one.text
            for one in asked.resources.all()
        },
    }
    return Origin(asked, _("この種に応える種をつくります。"), asked.title, initial)


def _from_older(request: HttpRequest) -> Origin:
    older = get_object_or_404(Seed.objects.visible_to(request.user), pk=_pk(request, "copy"))
    kept = ("kind", "title", "what", "why", "when", "weight", "cannot")
    initial = {
        **{name: getattr(older, name) for name in kept},
        "actor": older.actor_id,
        "topics": [one.pk for one in older.fields.all()],
        "areas": [one.pk for one in older.areas.all()],
        **{f"{one.direction}_{one.kind}": one.text for one in older.resources.all()},
    }
    return Origin(older, _("前の種の写しから始めます。"), older.title, initial)
