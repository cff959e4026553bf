"""Whom a survey asks: choosing them, telling them, reminding them once, private links."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, outbox
from tomoni.core.errors import Refused, require
from tomoni.core.people import Person
from tomoni.core.visitors import hash_of
from tomoni.directory.models import Actor, GroupRegistration, Role
from tomoni.directory.roles import DEPARTMENT, GROUP, SECTION, RoleCode
from tomoni.surveys.models import AnswerLink, Recipient, Side, Survey, token_for
from tomoni.surveys.rules import survey as rules

ANSWERING = (*SECTION, *DEPARTMENT, *GROUP, RoleCode.CEN)


@transaction.atomic
def ask(survey: Survey, actors: Iterable[Actor], *, by: User) -> int:
    """Add these actors to whom the survey asks; how many were not asked yet."""
    require(rules.can_choose_recipients(by, survey), who=_("協働の担当課が行えます。"))
    survey.refresh_from_db(from_queryset=Survey.objects.select_for_update())
    require(rules.can_choose_recipients(by, survey), who=_("協働の担当課が行えます。"))
    known = set(survey.recipients.values_list("actor_id", flat=True))
    fresh = [actor for actor in actors if actor.pk not in known]
    made = Recipient.objects.bulk_create(
        [
            Recipient(jurisdiction=survey.jurisdiction, survey=survey, actor=actor, side=Side.of(actor))
            for actor in fresh
        ],
        batch_size=500,
    )
    if made:
        audit.record("survey.asked", survey, by=by, after={"added": [actor.pk for actor in fresh]})
    if made and survey.is_open:
        tell(survey, by=by, event="open", only=made)
    return len(made)


@transaction.atomic
def unask(recipient: Recipient, *, by: User) -> None:
    survey = recipient.survey
    require(rules.can_choose_recipients(by, survey), who=_("協働の担当課が行えます。"))
    # One statement decides: an answer that comes in the same moment keeps its recipient.
    gone, _rows = Recipient.objects.filter(pk=recipient.pk, has_answered=False).delete()
    if not gone:
        raise Refused(_("すでに回答した相手は外せません。"))
    audit.record("survey.asked", survey, by=by, before={"removed": recipient.actor_id})


def tell(survey: Survey, *, by: Person, event: str, only: Sequence[Recipient] | None = None) -> None:
    """A line on the pages of those who work for an actor that has not answered; a mail with a private link where nobody has an account."""
    rows = Recipient.objects.filter(survey=survey).waiting().select_related("actor", "jurisdiction")
    waiting = [one for one in rows if only is None or one.pk in {row.pk for row in only}]
    people = _people([one.actor_id for one in waiting])
    texts = {
        "open": _("アンケート「%(title)s」への回答をお願いします。"),
        "remind": _("アンケート「%(title)s」の締切が近づいています。回答をお願いします。"),
    }
    for one in waiting:
        if one.actor_id in people:
            outbox.notify(
                people[one.actor_id],
                text=texts[event] % {"title": survey.title},
                address=one.get_absolute_url(),
                key=f"survey:{survey.pk}:{one.pk}:{event}",
            )
    alone = [one for one in waiting if one.actor_id not in people]
    _mail(survey, alone, event=event, subject=texts[event] % {"title": survey.title})


def _people(actor_ids: Sequence[int]) -> dict[int, list[int]]:
    """Who works for each of these actors today."""
    found: dict[int, list[int]] = defaultdict(list)
    roles = Role.objects.today().filter(actor_id__in=actor_ids, code__in=ANSWERING, person__is_active=True)
    for actor_id, person_id in roles.values_list("actor_id", "person_id"):
        found[actor_id].append(person_id)
    return dict(found)


def _mail(survey: Survey, rows: Sequence[Recipient], *, event: str, subject: str) -> None:
    """Each mail carries a link of its own; only its hash is kept, so a reminder makes another."""
    known = {
        one.actor_id: one.mail
        for one in GroupRegistration.objects.filter(actor_id__in=[row.actor_id for row in rows])
        if one.mail
    }
    links = []
    for row in rows:
        if row.actor_id not in known:
            continue
        token = token_for(str(uuid4()))
        links.append(AnswerLink(jurisdiction=row.jurisdiction, recipient=row, token_hash=hash_of(token)))
        address = reverse("surveys:private", kwargs={"city": row.jurisdiction.slug, "token": token})
        outbox.mail(
            to=known[row.actor_id],
            subject=subject,
            body=_(
                "%(title)s\n締切 %(closes_on)s\n\n次のページから回答できます。ほかの人に教えないでください。\n%(link)s\n"
            )
            % {"title": survey.title, "closes_on": survey.closes_on, "link": outbox.link(address)},
            key=f"survey:{survey.pk}:{row.pk}:{event}",
            jurisdiction=row.jurisdiction,
        )
    AnswerLink.objects.bulk_create(links, batch_size=500)


@transaction.atomic
def remind(survey: Survey, *, by: User) -> int:
    """Once: those who have not answered. Returns how many."""
    require(rules.can_remind(by, survey), who=_("協働の担当課が、受付中に行えます。"))
    claimed = Survey.objects.filter(pk=survey.pk, reminded_at=None)
    if not claimed.update(reminded_at=timezone.now(), version=models.F("version") + 1):
        raise Refused(_("お願いはもう送りました。二度は送りません。"))
    count = survey.recipients.waiting().count()
    tell(survey, by=by, event="remind")
    audit.record("survey.reminded", survey, by=by, after={"waiting": count})
    return count


@transaction.atomic
def issue_link(recipient: Recipient, *, by: User, once: str) -> str:
    """A private link to hand over at the counter. The same form gives the same link."""
    require(rules.can_issue_link(by, recipient), who=_("協働の担当課とサポートセンターが行えます。"))
    token = token_for(f"{recipient.pk}:{once}")
    _link, is_new = AnswerLink.objects.get_or_create(
        token_hash=hash_of(token),
        defaults={"jurisdiction": recipient.jurisdiction, "recipient": recipient},
    )
    if is_new:
        audit.record("survey.link", recipient.survey, by=by, after={"actor": recipient.actor_id})
    return token


def tell_results(survey: Survey, *, by: Person) -> None:
    """Everybody who was asked learns what came of it."""
    people = _people(list(survey.recipients.values_list("actor_id", flat=True)))
    outbox.notify(
        {one for held in people.values() for one in held},
        text=_("アンケート「%(title)s」の結果を公開しました。") % {"title": survey.title},
        address=survey.get_absolute_url(),
        key=f"survey:{survey.pk}:results:{survey.version}",
    )


def tell_cancelled(survey: Survey, *, by: Person) -> None:
    people = _people(list(survey.recipients.values_list("actor_id", flat=True)))
    outbox.notify(
        {one for held in people.values() for one in held},
        text=_("アンケート「%(title)s」は取りやめになりました。") % {"title": survey.title},
        address=survey.jurisdiction.get_absolute_url(),
        key=f"survey:{survey.pk}:cancelled",
    )
