"""What can be picked into a publication: public records of the rooms below, and the words they suggest.

A room that comes later adds a line to SOURCES; where it builds a `Document` of its records, `documents.drafts` makes the pieces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.drafting.documents import of_results
from tomoni.drafting.models import Comment, Round
from tomoni.drafting.models import Draft as Report
from tomoni.drafting.states import RoundState
from tomoni.gatherings.actions.keeping import readable
from tomoni.gatherings.documents import document as record_of
from tomoni.gatherings.models import Gathering
from tomoni.japan import dates
from tomoni.projects.models import LightCollab
from tomoni.publishing.documents import Draft, drafts
from tomoni.publishing.models import Piece
from tomoni.seeds.models import Seed
from tomoni.seeds.states import BOARD
from tomoni.surveys import results
from tomoni.surveys.documents import document as result_of
from tomoni.surveys.models import Survey
from tomoni.voices.models import Opinion

Rows = models.QuerySet[Any]
Kind = Piece.Kind


@dataclass(frozen=True)
class Source:
    label: str | Promise
    rows: Callable[[], Rows]
    """Those that everybody may see, newest first."""
    drafts: Callable[[Any], Iterator[Draft]]
    searched: str
    """What search calls the kind."""


def _gatherings() -> Rows:
    rows = Gathering.objects.visible_to(AnonymousUser()).select_related("jurisdiction", "organiser")
    return rows.order_by("-starts_at", "-id")


def _of_gathering(one: Gathering) -> Iterator[Draft]:
    """What is coming: when and where. What was: of a council's session the published record alone tells it."""
    ahead = one.starts_at > timezone.now()
    edition = one.editions.filter(withdrawn_at=None).first()
    if edition is not None and not ahead:
        yield from drafts(record_of(one, readable(edition)))
        return
    starts, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    when = f"{dates.long_day(starts.date())} {dates.clock(starts.time())}〜{dates.clock(ends.time())}"
    facts = [(_("日時"), when), (_("場所"), one.place)]
    if ahead:
        facts.append((_("内容"), " ".join(one.outline.split())))
    yield Draft(Kind.FACTS, one.full_title, "\n".join(f"{term}：{text}" for term, text in facts if text))
    if ahead:
        return
    if one.outline:
        yield Draft(Kind.TEXT, "", one.outline)
    said = [] if one.is_session else list(one.statements.open())
    for heading, rows in groupby(said, lambda row: row.heading):
        lines = "\n".join(" ".join(row.text.split()) for row in rows)
        yield Draft(Kind.LIST, heading or _("主な発言"), lines)


def _voices() -> Rows:
    rows = Opinion.objects.visible_to(AnonymousUser()).published().with_answers()
    return rows.order_by("-received_on", "-id")


def _of_voice(one: Opinion) -> Iterator[Draft]:
    answer = one.published_answer
    by = ""
    if answer:
        by = f"{answer.get_kind_display()}（{answer.department}）"
    yield Draft(Kind.PAIR, "", one.text, answer.text if answer else "", by)


def _seeds() -> Rows:
    rows = Seed.objects.visible_to(AnonymousUser()).filter(state__in=BOARD)
    return rows.select_related("jurisdiction", "actor").order_by("-published_at", "-id")


def _of_seed(one: Seed) -> Iterator[Draft]:
    facts = ((_("いつ"), one.when), (_("だれから"), one.actor.name if one.actor else ""))
    lines = "\n".join(f"{term}：{' '.join(text.split())}" for term, text in facts if text)
    yield Draft(Kind.TEXT, f"{one.get_kind_display()}：{one.title}", f"{one.what}\n\n{lines}".strip())


def _collaborations() -> Rows:
    rows = LightCollab.objects.visible_to(AnonymousUser()).recorded()
    rows = rows.select_related("jurisdiction", "form", "first", "second").prefetch_related("words__actor")
    return rows.order_by("-done_on", "-id")


def _of_collaboration(one: LightCollab) -> Iterator[Draft]:
    facts = [
        (_("いっしょにした人"), f"{one.first.name}・{one.second.name}"),
        (_("形"), one.form.label),
        (_("行った日"), dates.long_day(one.done_on)),
        (_("場所"), one.place),
        (_("結果"), one.result),
    ]
    facts += [(word.actor.name, word.text) for word in one.words.all()]
    yield Draft(Kind.TEXT, one.title, one.what)
    yield Draft(Kind.FACTS, "", "\n".join(f"{term}：{text}" for term, text in facts if text))


def _surveys() -> Rows:
    rows = Survey.objects.visible_to(AnonymousUser()).select_related("jurisdiction")
    return rows.order_by("-published_at", "-id")


def _of_survey(one: Survey) -> Iterator[Draft]:
    """Tabulated as its own page does: what is withheld there stays withheld."""
    counted = results.results(one, list(one.responses.all()), list(one.questions.select_related("asked_if")))
    yield from drafts(result_of(one, results.turnout(one), counted))


def _reports() -> Rows:
    """Reports whose comments were answered in public."""
    told = Round.objects.filter(draft=models.OuterRef("pk"), state=RoundState.PUBLISHED)
    rows = Report.objects.visible_to(AnonymousUser()).filter(models.Exists(told))
    return rows.select_related("jurisdiction", "unit").order_by("-changed_at", "-id")


def _of_report(one: Report) -> Iterator[Draft]:
    """The main comments by the part they speak of, of the newest round that was told."""
    told = Round.objects.visible_to(AnonymousUser()).filter(draft=one, state=RoundState.PUBLISHED)
    newest = told.select_related("edition", "draft__unit").order_by("-published_at", "-id").first()
    if newest is not None:
        said = Comment.objects.visible_to(AnonymousUser()).filter(round=newest).select_related("actor")
        yield from drafts(of_results(newest, said))


SOURCES: dict[str, Source] = {
    "gathering": Source(gettext_lazy("集まり"), _gatherings, _of_gathering, "gatherings.gathering"),
    "voice": Source(gettext_lazy("声と答え"), _voices, _of_voice, "voices.opinion"),
    "seed": Source(gettext_lazy("協働の種"), _seeds, _of_seed, "seeds.seed"),
    "collaboration": Source(
        gettext_lazy("協働の記録"), _collaborations, _of_collaboration, "projects.lightcollab"
    ),
    "survey": Source(gettext_lazy("アンケートの結果"), _surveys, _of_survey, "surveys.survey"),
    "report": Source(gettext_lazy("文書の案への意見と答え"), _reports, _of_report, "drafting.draft"),
}
