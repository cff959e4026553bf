"""Verbs of a publication."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, documents, lineage, outbox, ownership, records, search, things, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.jurisdictions import current
from tomoni.core.things import Thing
from tomoni.core.visibility import PUBLIC
from tomoni.directory.models import Actor
from tomoni.publishing import rules
from tomoni.publishing.documents import of
from tomoni.publishing.models import Piece, Publication, Subscriber
from tomoni.publishing.recipients import Recipient, recipients
from tomoni.publishing.states import State

CHECK_DAYS = 3
"""Business days within which what was handed in is checked."""


@transaction.atomic
def create(*, by: User, issuer: Actor, **details: Any) -> Publication:
    require(rules.can_issue_for(by, issuer), who=_("協働の担当課とサポートセンターが行えます。"))
    publication = Publication(jurisdiction=current(), issuer=issuer, **details)
    records.create(publication, by=by)
    _keep(publication, by=by)
    return publication


@transaction.atomic
def edit(publication: Publication, *, by: User, version: int, **details: Any) -> None:
    require(rules.can_edit(by, publication), who=_("公開する前に、編集する人が行えます。"))
    if "issuer" in details:
        require(rules.can_issue_for(by, details["issuer"]))
    records.change(publication, by=by, version=version, **details)
    _keep(publication, by=by)


@transaction.atomic
def submit(publication: Publication, *, by: User, reason: str = "") -> None:
    require(rules.can_submit(by, publication))
    if not Piece.objects.filter(publication=publication).exists():
        raise Refused(_("記事がまだありません。記録から選ぶか、文章を書いてから回してください。"))
    workflow.move(publication, "submit", by=by, reason=reason)
    _keep(publication, by=by)


@transaction.atomic
def send_back(publication: Publication, *, by: User, reason: str) -> None:
    require(rules.can_send_back(by, publication))
    workflow.move(publication, "send_back", by=by, reason=reason)
    _keep(publication, by=by)


@transaction.atomic
def publish(publication: Publication, *, by: User, reason: str = "") -> None:
    """Open to everybody. What was picked must still be public itself."""
    require(rules.can_publish(by, publication))
    closed = _no_longer_public(publication)
    if closed:
        raise Refused(
            _("公開をやめた記録から取った記事があります：%(names)s。記事を外すか書き換えてください。")
            % {"names": "、".join(closed)}
        )
    workflow.move(
        publication, "publish", by=by, reason=reason, published_at=timezone.now(), withdrawn_at=None
    )
    _keep(publication, by=by)


@transaction.atomic
def withdraw(publication: Publication, *, by: User, reason: str) -> None:
    """Its address says that it was taken back, without the content."""
    require(rules.can_withdraw(by, publication))
    workflow.move(publication, "withdraw", by=by, reason=reason, withdrawn_at=timezone.now())
    _keep(publication, by=by)


@transaction.atomic
def reopen(publication: Publication, *, by: User, reason: str = "") -> None:
    """Back to the desk; published again it stands at the same address."""
    require(rules.can_reopen(by, publication))
    workflow.move(publication, "reopen", by=by, reason=reason)
    _keep(publication, by=by)


@transaction.atomic
def send(
    publication: Publication, *, by: User, audiences: Sequence[str], count: int, reason: str = ""
) -> None:
    """To everybody of these audiences, once. `count`: how many the sender was shown; another number is not sent to."""
    require(rules.can_send(by, publication))
    to = recipients(audiences)
    if not to:
        raise ValidationError(_("送り先がありません。だれに送るかを選んでください。"))
    if len(to) != count:
        raise ValidationError(
            _("送り先が%(before)s人から%(now)s人に変わりました。名前を確かめて、もう一度押してください。")
            % {"before": count, "now": len(to)}
        )
    now = timezone.now()
    if not Publication.objects.filter(pk=publication.pk, sent_at=None).update(sent_at=now):
        raise Refused(_("この発行物は、もう送りました。"))
    sent: dict[str, Any] = {"sent_at": now, "sent_to": len(to), "audiences": list(audiences)}
    workflow.move(publication, "send", by=by, reason=reason, **sent)
    subscribers = _subscribers(to)
    letters = [_letter(publication, one, subscribers[one.mail.lower()]) for one in to]
    outbox.mail_many(_written(publication, letters), jurisdiction=publication.jurisdiction)


@transaction.atomic
def test(publication: Publication, *, by: User, once: str) -> None:
    """As the receivers will get it, to oneself. `once`: the form's key, so that a form sent twice makes one mail."""
    require(rules.can_test(by, publication))
    letter = (by.email, f"publication-test-{publication.pk}-{by.pk}-{once}", publication.get_absolute_url())
    outbox.mail_many(_written(publication, [letter], test=True), jurisdiction=publication.jurisdiction)
    audit.record("publication.test", publication, by=by)


Letter = tuple[str, str, str]
"""Address, key, and the path of the page that ends the mails."""


def _letter(publication: Publication, to: Recipient, subscriber: Subscriber) -> Letter:
    return (to.mail, f"publication-{publication.pk}-{subscriber.pk}", subscriber.address)


def _written(publication: Publication, letters: Sequence[Letter], *, test: bool = False) -> list[outbox.Mail]:
    """The document is written once; only the line about ending differs."""
    document = of(publication)
    text, mark = documents.text(document), "\0ending\0"
    page = outbox.link(publication.get_absolute_url())
    read, stop = _("ウェブで読む"), _("今後のメールを止める")
    html = documents.mail_html(document, ((read, page), (stop, mark)))
    subject = f"{publication.full_title} {publication.headline}".strip()
    if test:
        subject = _("【試し】%(subject)s") % {"subject": subject}
    made = []
    for to, key, path in letters:
        ending = outbox.link(path)
        body = f"{text}\n--\n{read}\n{page}\n{stop}\n{ending}\n"
        made.append(outbox.Mail(to, subject, body, key, html.replace(mark, ending), ending))
    return made


def _subscribers(to: Sequence[Recipient]) -> dict[str, Subscriber]:
    """A row for each receiver, so that everybody has a private page on which to end it."""
    here = current()
    made = [Subscriber.of(one.mail, one.name) for one in to]
    kept = {one.fingerprint for one in Subscriber.objects.all()}
    fresh = [one for one in made if one.fingerprint not in kept]
    for one in fresh:
        one.jurisdiction = here
    Subscriber.objects.bulk_create(fresh, batch_size=200, ignore_conflicts=True)
    rows = Subscriber.objects.select_related("jurisdiction")
    return {one.mail.lower(): one for one in rows}


def _no_longer_public(publication: Publication) -> list[str]:
    pieces = Piece.objects.filter(publication=publication).exclude(thing=None).select_related("thing")
    seen = set(
        Thing.objects.visible_to([PUBLIC])
        .filter(pk__in=[piece.thing_id for piece in pieces])
        .values_list("pk", flat=True)
    )
    return [str(piece.thing) for piece in pieces if piece.thing_id not in seen]


def _keep(publication: Publication, *, by: User) -> None:
    """Thing, search, trail and owner in step with the state."""
    thing = things.put(publication, publication.card())
    pieces = list(Piece.objects.filter(publication=publication).select_related("thing"))
    words = [text for piece in pieces for text in (piece.heading, piece.body, piece.answer)]
    search.put(thing, publication.headline, publication.lead, *words)
    if publication.state == State.PUBLISHED:
        for piece in pieces:
            if piece.thing is not None:
                lineage.link(piece.thing, thing)
    if publication.state in publication.workflow.closed:
        ownership.release(publication)
        return
    checking = publication.state == State.CHECKING
    case = ownership.case_of(publication)
    ownership.hold(
        publication,
        person_id=case.person_id if case else by.pk,
        unit_id=publication.issuer_id,
        due_on=current().local.due(CHECK_DAYS, after=timezone.localdate())
        if checking
        else publication.issued_on,
        task=_("読んで公開する") if checking else _("記事をそろえて確認に回す"),
    )
