"""What follows from a report's state: its thing, its words in the search, who holds it until when, who is told."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomoni.accounts.models import User
from tomoni.core import outbox, ownership, search, things
from tomoni.directory.models import Role
from tomoni.directory.roles import RoleCode
from tomoni.drafting.models import Comment, Draft, Edition, Round
from tomoni.drafting.models.people import MEMBERS
from tomoni.drafting.states import DraftState, RoundState

TASKS = {
    DraftState.OUTLINE: gettext_lazy("本文を書き、素案にする"),
    DraftState.ROUGH: gettext_lazy("委員と課に意見を聞く"),
    DraftState.REVISED: gettext_lazy("意見をもとに本文を直す"),
    DraftState.DRAFT: gettext_lazy("市民の意見を募集する"),
    DraftState.FINAL: gettext_lazy("公表する"),
}


def keep(draft: Draft, *, by: User | None = None) -> None:
    """Keep thing, search and ownership in step; `by` holds it from now on where nobody does."""
    thing = things.put(draft, draft.card())
    search.put(thing, draft.title, draft.summary, *_words(draft))
    if draft.state in draft.workflow.closed:
        ownership.release(draft)
        return
    task, due_on = _next(draft)
    case = ownership.case_of(draft)
    holder = case.person_id if case else by.pk if by else None
    ownership.hold(draft, person_id=holder, unit_id=draft.unit_id, due_on=due_on, task=task)


def _words(draft: Draft) -> list[str]:
    """Only what everybody who may find the report may read: the editions, the newest open one where it is public."""
    rows = Edition.objects.open_to_all() if draft.is_public else Edition.objects.all()
    newest = rows.filter(draft=draft).order_by("-number").first()
    if newest is None or draft.state in (DraftState.OUTLINE, DraftState.WITHDRAWN):
        return []
    return [text for part in newest.parts for text in (part["heading"], part["body"])]


def _next(draft: Draft) -> tuple[str, date | None]:
    """What comes next, and by when."""
    round_ = Round.objects.filter(draft=draft).exclude(state__in=Round.workflow.closed).first()
    if round_ is not None and round_.state in (RoundState.ANNOUNCED, RoundState.OPEN):
        return _("意見を受け付け、答えを書く"), round_.closes_on
    if round_ is not None and Comment.objects.waiting().filter(round=round_).exists():
        return _("意見に答える"), None
    if round_ is not None and round_.is_for_everybody:
        return _("意見と答えを公表する"), None
    return str(TASKS.get(DraftState(draft.state), _("意見をもとに見直す"))), None


def tell_asked(round_: Round) -> None:
    """Members of the council and the liaison officers: their word is asked for."""
    roles = Role.objects.today()
    asked = {
        *roles.filter(code__in=MEMBERS, actor=round_.draft.council).values_list("person_id", flat=True),
        *roles.filter(code=RoleCode.LIA).values_list("person_id", flat=True),
    }
    outbox.notify(
        asked,
        text=_("「%(title)s」に意見を求められています（%(day)sまで）。")
        % {"title": round_.draft.title, "day": round_.closes_on.isoformat()},
        address=round_.get_absolute_url(),
        key=f"draft-round:{round_.pk}",
    )


def tell_holder(draft: Draft, text: str, *, event: str, address: str) -> None:
    case = ownership.case_of(draft)
    if case is not None:
        outbox.notify([case.person_id], text=text, address=address, key=f"draft:{draft.pk}:{event}")
