"""Seats at a gathering: asked for, given in turn or by lot, given back, and passed on. Never more than there are."""

from collections.abc import Iterable
from datetime import datetime
from random import SystemRandom

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.core import audit, records, workflow
from tomoni.core.errors import Refused, require
from tomoni.core.people import SYSTEM, Person
from tomoni.core.visitors import hash_of, token_of
from tomoni.gatherings import letters
from tomoni.gatherings.models import Gathering, SignUp
from tomoni.gatherings.models.signup import SALT
from tomoni.gatherings.rules import signup as rules
from tomoni.gatherings.states import SignUpState, State


def closes_at(gathering: Gathering) -> datetime:
    return gathering.signup_until or gathering.starts_at


def takes(gathering: Gathering, role: str) -> bool:
    """Whether this can be signed up for at all."""
    return gathering.takes_participants if role == SignUp.Role.PARTICIPANT else gathering.takes_observers


def is_open(gathering: Gathering, role: str, now: datetime) -> bool:
    return takes(gathering, role) and gathering.state == State.NOTIFIED and now < closes_at(gathering)


def limit(gathering: Gathering, role: str) -> int | None:
    """How many seats; None: as many as come."""
    return gathering.capacity if role == SignUp.Role.PARTICIPANT else gathering.observer_limit


@transaction.atomic
def sign_up(gathering: Gathering, *, by: Person, role: str, once: str, **told: str) -> SignUp:
    """Ask for a seat. First come: given or queued at once; by lot: when the lots are drawn. The private link is mailed."""
    gathering = _queue(gathering)
    if not is_open(gathering, role, timezone.now()):
        raise Refused(_("申込みの受付は終わっています。主催者にお問い合わせください。"))
    asked = SignUp.objects.filter(gathering=gathering, role=role)
    last = asked.aggregate(last=models.Max("asked_order"))["last"] or 0
    token = token_of(SALT, once)
    signup = SignUp(
        jurisdiction=gathering.jurisdiction,
        gathering=gathering,
        role=role,
        asked_order=last + 1,
        token_hash=hash_of(token),
        **told,
    )
    records.create(signup, by=by, secret=SignUp.SECRET)
    if gathering.choosing == Gathering.Choosing.FIRST_COME or gathering.drawn_at is not None:
        _place(signup, by=by)
    return signup


@transaction.atomic
def cancel(signup: SignUp, *, by: Person, reason: str = "") -> None:
    """Give the seat back; it goes to the first of those who wait. Whoever holds the private link may, and those who run it."""
    if isinstance(by, User):
        require(rules.can_cancel(by, signup))
    gathering = _queue(signup.gathering)
    signup.refresh_from_db()
    workflow.move(signup, "cancel", by=by, reason=reason, seat=None)
    if timezone.now() < gathering.starts_at:
        fill(gathering, by=by)


@transaction.atomic
def fill(gathering: Gathering, *, by: Person) -> int:
    """Give free seats to those who wait, in their order. Returns how many."""
    gathering = _queue(gathering)
    seated = 0
    for role in SignUp.Role.values:
        waiting = SignUp.objects.filter(gathering=gathering, role=role, state=SignUpState.WAITING)
        for signup in waiting.order_by("asked_order", "pk"):
            seat = _free(signup)
            if seat is None:
                break
            workflow.move(signup, "seat", by=by, seat=seat)
            letters.write(
                signup, _("席が空きました"), _("キャンセル待ちでしたが、席をご用意できました。"), "seat"
            )
            seated += 1
    return seated


@transaction.atomic
def draw(gathering: Gathering, *, by: User) -> int:
    """Draw lots among all who asked; those without a seat wait in the order drawn. Returns how many have a seat."""
    require(rules.can_draw(by, gathering))
    gathering = _queue(gathering)
    if gathering.choosing != Gathering.Choosing.LOTTERY or gathering.drawn_at is not None:
        raise Refused(_("この集まりでは、抽選は行いません（または、すでに終わっています）。"))
    if timezone.now() < closes_at(gathering):
        raise Refused(_("申込みの締切が過ぎてから抽選してください。"))
    order: list[int] = []
    for role in SignUp.Role.values:
        asked = list(SignUp.objects.filter(gathering=gathering, role=role, state=SignUpState.ASKED))
        SystemRandom().shuffle(asked)
        for number, signup in enumerate(asked, start=1):
            SignUp.objects.filter(pk=signup.pk).update(asked_order=number)
            signup.asked_order = number
            _place(signup, by=by)
            got = signup.state == SignUpState.SEATED
            text = (
                _("抽選の結果、席をご用意できました。")
                if got
                else _("抽選の結果、キャンセル待ちになりました。席が空いたらお知らせします。")
            )
            letters.write(signup, _("抽選の結果"), text, "draw")
        order += [signup.pk for signup in asked]
    Gathering.objects.filter(pk=gathering.pk).update(drawn_at=timezone.now())
    audit.record("gathering.drawn", gathering, by=by, after={"order": order})
    return SignUp.objects.filter(gathering=gathering).seated().count()


@transaction.atomic
def receive(signup: SignUp, *, by: User, came: bool) -> None:
    """At the door. Without a seat too: whoever runs it decides."""
    require(rules.can_receive(by, signup.gathering))
    if signup.state == SignUpState.CANCELLED:
        raise Refused(_("取り消された申込みです。"))
    records.change(signup, by=by, came_at=timezone.now() if came else None)


@transaction.atomic
def forget(rows: Iterable[SignUp], *, by: Person = SYSTEM) -> int:
    """Who it was goes; that there was a sign-up stays."""
    gone = 0
    for signup in rows:
        blank = dict.fromkeys(("name", "mail", "phone", "belongs", "needs"), "")
        gone += SignUp.objects.filter(pk=signup.pk, forgotten_at=None).update(
            **blank, forgotten_at=timezone.now()
        )
        audit.record("forget", signup, by=by)
    return gone


def _queue(gathering: Gathering) -> Gathering:
    """The gathering's row is the queue in which seats are given: one at a time."""
    return (
        Gathering.objects.select_for_update(of=("self",)).select_related("jurisdiction").get(pk=gathering.pk)
    )


def _place(signup: SignUp, *, by: Person) -> None:
    seat = _free(signup)
    if seat is None:
        workflow.move(signup, "queue", by=by)
    else:
        workflow.move(signup, "seat", by=by, seat=seat)


def _free(signup: SignUp) -> int | None:
    """The lowest seat nobody has."""
    taken = set(
        SignUp.objects.filter(gathering_id=signup.gathering_id, role=signup.role)
        .seated()
        .values_list("seat", flat=True)
    )
    most = limit(signup.gathering, signup.role)
    seat = next(number for number in range(1, len(taken) + 2) if number not in taken)
    return seat if most is None or seat <= most else None
