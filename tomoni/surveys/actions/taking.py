"""Free texts become opinions: the words as they came, their source, and the trail back to the survey."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, lineage, things
from tomoni.core.errors import Refused, require
from tomoni.directory.models import Actor
from tomoni.surveys.models import Question, Response, Side, Survey, Taken
from tomoni.surveys.rules import survey as rules
from tomoni.voices import actions as voices
from tomoni.voices.models import Opinion

Text = tuple[Response, Question]


@transaction.atomic
def take(survey: Survey, texts: Sequence[Text], *, by: User) -> list[Opinion]:
    """All of them or, where one was taken before, none."""
    require(rules.can_take(by, survey), who=_("協働の担当課が、締切のあとに行えます。"))
    # The survey's row is the queue: two people at once do not take the same text.
    Survey.objects.select_for_update().get(pk=survey.pk)
    known = set(Taken.objects.filter(response__survey=survey).values_list("response_id", "question_id"))
    if any((response.pk, question.pk) in known for response, question in texts):
        raise Refused(_("すでに取り込んだ文があります。ページを開き直してください。"))
    here = things.get(survey) or things.put(survey, survey.card())
    made = []
    for response, question in texts:
        opinion = voices.record(
            by=by,
            line=voices.Line(raw_text=str(response.answers[str(question.pk)])),
            received_on=timezone.localdate(survey.closed_at),
            source=Opinion.Source.SURVEY,
            source_note=_("%(survey)s %(number)s（%(side)s）")[:200]
            % {
                "survey": survey.title,
                "number": question.number,
                "side": Side(response.side).label,
            },
            group=_group_of(response),
        )
        lineage.link(here, things.get(opinion) or things.put(opinion, opinion.card()))
        Taken.objects.create(
            jurisdiction=survey.jurisdiction, response=response, question=question, opinion=opinion
        )
        made.append(opinion)
    if made:
        audit.record("survey.taken", survey, by=by, after={"opinions": [one.pk for one in made]})
    return made


def _group_of(response: Response) -> Actor | None:
    """Named answers of groups keep whose they are; departments are not groups."""
    if response.recipient is None or response.side == Side.CITY:
        return None
    return response.recipient.actor
